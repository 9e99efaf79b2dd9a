/* The button that keeps the site on this device, and the one that removes it. Nothing is kept before it is pressed. */
(function () {
  "use strict";

  const { counted, decimal, localised, noted } = window.lessonlib;

  const ROOT = new URL(document.documentElement.dataset.content_root || "./", location.href).href;
  const PREFIX = `lessonlib ${new URL(ROOT).pathname} `;
  const FILE = noted("You read the site from a file: it is on this device already.");
  const CANNOT = noted("This browser does not keep the site: it needs a secure address (https), and private windows of some browsers keep nothing.");
  const NOT_HERE = noted("This copy of the site is not made to be kept.");

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  class OfflineSite extends HTMLElement {
    async connectedCallback() {
      if (this.told) return;
      this.act = make("button", { type: "button", hidden: true });
      this.look = make("button", { type: "button", hidden: true, textContent: localised("Look for a newer one") });
      this.progress = make("progress", { hidden: true, ariaLabel: localised("How many files are kept") });
      this.told = make("p");
      this.told.setAttribute("role", "status");
      this.act.addEventListener("click", () => (this.kept ? this.remove() : this.keep()));
      this.look.addEventListener("click", () => this.update());
      this.replaceChildren(make("p", { className: "q-actions" }, this.act, this.look), this.progress, this.told);
      if (location.protocol === "file:") this.say(localised(FILE));
      else if (!("serviceWorker" in navigator)) this.say(localised(CANNOT));
      else await this.begin();
    }

    say(text) {
      this.told.textContent = text;
    }

    async begin() {
      try {
        const listed = await fetch(`${ROOT}offline.json`);
        if (!listed.ok) throw new Error(localised(NOT_HERE));
        const { size, films } = await listed.json();
        this.size = `${decimal(size / 1e6, 1)} MB`;
        this.apart = films ? counted(", all but its film", ", all but its {number} films", films) : "";
      } catch {
        this.say(localised(NOT_HERE));
        return;
      }
      navigator.serviceWorker.addEventListener("message", ({ data }) => Object.assign(this.progress, { value: data.kept, max: data.all }));
      navigator.serviceWorker.startMessages();
      await this.show();
    }

    /* Another site may be kept for a folder above this one. */
    async found() {
      const registration = await navigator.serviceWorker.getRegistration(ROOT);
      return registration && registration.scope === ROOT ? registration : null;
    }

    async show() {
      const registration = await this.found();
      this.kept = Boolean(registration && (registration.active || registration.waiting));
      this.act.textContent = this.kept ? localised("Remove the site from this device") : localised("Keep the site on this device ({size})", this);
      this.act.hidden = false;
      this.look.hidden = !this.kept;
      if (registration && registration.waiting) this.say(localised("The site is on this device. A newer build is here, too: it takes its place as a whole when all pages of the site have been closed."));
      else this.say(localised(this.kept ? noted("The site is on this device{apart}, and works without a network. When there is a newer build, it is fetched as a whole the next time you come.") : noted("Nothing is kept yet. The button keeps the whole site{apart}."), this));
    }

    /* Resolves when a worker that is being installed has kept all files, or has failed. */
    async watched(worker) {
      this.progress.hidden = false;
      const whole = await new Promise((done) => {
        const look = () => worker.state !== "installing" && done(worker.state !== "redundant");
        worker.addEventListener("statechange", look);
        look();
      });
      this.progress.hidden = true;
      return whole;
    }

    async keep() {
      this.act.hidden = true;
      this.say(localised("Keeping {size} …", this));
      try {
        const registration = await navigator.serviceWorker.register(`${ROOT}service-worker.js`, { scope: ROOT, updateViaCache: "none" });
        const worker = registration.installing || registration.waiting || registration.active;
        if (!(await this.watched(worker))) throw new Error();
        navigator.storage?.persist?.(); // some browsers ask the reader, who may take any time to answer
        await this.show();
      } catch {
        await this.show();
        this.say(localised("It could not be kept: the network broke off, the device is full, or the site was just being renewed. Try again."));
      }
      this.act.focus();
    }

    async update() {
      this.say(localised("Looking …"));
      try {
        const registration = await (await this.found()).update();
        const { installing } = registration;
        if (installing && !(await this.watched(installing))) throw new Error();
        await this.show();
        if (!installing && !registration.waiting) this.say(localised("There is no newer one."));
      } catch {
        await this.show();
        this.say(localised("No newer build could be fetched. The one that is here stays, whole."));
      }
    }

    async remove() {
      const registration = await this.found();
      if (registration) await registration.unregister();
      const own = (await caches.keys()).filter((key) => key.startsWith(PREFIX));
      await Promise.all(own.map((key) => caches.delete(key)));
      await this.show();
      this.say(localised("Removed. Your answers stay: they are kept apart."));
      this.act.focus();
    }
  }

  customElements.define("offline-site", OfflineSite);
})();
