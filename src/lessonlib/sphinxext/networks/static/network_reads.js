/* The picture of a network that reads a digit becomes paper: what is drawn on its first part runs through all others. */
(() => {
  "use strict";

  const { decimal, localised, noted } = globalThis.lessonlib;
  const { SIDE, run } = globalThis.lessonlib.network;
  const { CANVAS, make, pen, stroke, clear, centred, fetchNetwork } = globalThis.lessonlib.drawing;
  const BLUE = [26, 95, 180]; // as the build draws maps
  const GAP = 2; // between two maps
  const KEYS = noted("Arrow keys move the pen, Space puts it down or lifts it.");

  class NetworkReads extends HTMLElement {
    connectedCallback() {
      if (this.said) return;
      const [digit, ...maps] = this.querySelectorAll("img");
      this.maps = maps;
      this.rows = [...this.querySelectorAll("tr")];
      this.said = make("p", { className: "network-reads-said", role: "status" });
      this.again = make("button", { type: "button" }, localised("Clear"));
      this.again.addEventListener("click", () => this.clear());
      this.hint = make("p", { className: "network-reads-hint" }, localised("Draw a digit here."));
      digit.closest("div").append(this.hint);
      const paper = this.paper();
      digit.before(paper);
      paper.append(digit);
      this.append(this.said);
    }

    paper() {
      const canvas = make("canvas", { width: CANVAS, height: CANVAS, tabIndex: 0, role: "application", "aria-roledescription": localised("drawing area"), "aria-label": `${localised("Paper to draw a digit on.")} ${localised(KEYS)}` });
      const cursor = make("span", { className: "network-reads-cursor", hidden: true });
      this.ink = canvas.getContext("2d", { willReadFrequently: true });
      pen(canvas, cursor, (from, to) => this.stroke(from, to), (told = "") => this.tell(told));
      return make("div", { className: "network-reads-paper" }, canvas, cursor);
    }

    /* With the first stroke the printed digit makes room, and the network is loaded. */
    stroke(from, to) {
      if (!this.begun) this.begin();
      stroke(this.ink, from, to);
      this.isEmpty = false;
      this.refresh();
    }

    async begin() {
      this.begun = true;
      this.querySelector(".network-reads-paper img").remove();
      this.hint.replaceWith(this.again);
      clear(this.ink);
      this.said.textContent = localised("Loading the network …");
      try {
        this.network = await fetchNetwork(this.dataset.weights);
        this.refresh();
        this.tell();
      } catch (error) {
        this.said.textContent = `${localised("It cannot read your drawing now.")} ${error.message}`;
      }
    }

    clear() {
      clear(this.ink);
      this.isEmpty = true;
      this.refresh();
      this.tell();
    }

    refresh() {
      this.waiting ||= requestAnimationFrame(() => {
        this.waiting = 0;
        if (this.network) this.show(run(this.network, centred(this.ink) || new Float32Array(SIDE * SIDE)));
      });
    }

    show(made) {
      made.filter(({ shape }, layer) => layer && shape.length === 3).forEach((each, n) => this.paint(n, each));
      const shares = [...made.at(-1).values];
      const most = shares.indexOf(Math.max(...shares));
      this.rows.forEach((row, digit) => {
        const share = this.isEmpty ? 0 : shares[digit];
        row.classList.toggle("most", digit === most && !this.isEmpty);
        row.querySelector(".bar").setAttribute("width", (100 * share).toFixed(1));
        row.lastElementChild.textContent = `${decimal(100 * share, 1)}%`;
      });
      this.read = this.isEmpty ? "" : localised("It reads {digit}, with {share}%.", { digit: most, share: decimal(100 * shares[most], 1) });
    }

    /* The first maps of a layer, as the build has arranged them: of whatever size, blue on nothing. */
    paint(n, { shape: [high, wide, count], values }) {
      let sheet = this.maps[n];
      if (sheet.localName === "img") {
        const canvas = make("canvas", { width: sheet.naturalWidth, height: sheet.naturalHeight, role: "img", "aria-label": localised("The same maps for your drawing") });
        sheet.replaceWith(canvas);
        sheet = this.maps[n] = canvas;
      }
      const ink = sheet.getContext("2d");
      const columns = Math.round((sheet.width + GAP) / (wide + GAP));
      const image = ink.createImageData(wide, high);
      for (let map = 0; map < Math.min(count, Number(this.dataset.maps)); map += 1) {
        let largest = 0;
        for (let i = map; i < values.length; i += count) largest = Math.max(largest, values[i]);
        for (let i = 0; i < wide * high; i += 1) image.data.set([...BLUE, 20 + (235 * values[i * count + map]) / (largest || 1)], 4 * i);
        ink.putImageData(image, (map % columns) * (wide + GAP), Math.floor(map / columns) * (high + GAP));
      }
    }

    tell(told = "") {
      requestAnimationFrame(() => {
        if (this.network) this.said.textContent = `${this.read || localised("The paper is empty: draw a digit.")} ${told}`.trim();
      });
    }
  }

  customElements.define("network-reads", NetworkReads);
})();
