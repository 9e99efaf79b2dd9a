/* The stepper: a kernel, or a pooling window, goes from place to place; the reader predicts what comes next. */
(() => {
  "use strict";

  const { grouped, localised, noted } = globalThis.lessonlib;
  const { make, written, readNumber, shade, choice, button } = globalThis.lessonlib.widgetParts;
  const HERE = document.currentScript.src;
  const BEAT = 900; // milliseconds at a place, while it plays
  const SCAN = [50, 120]; // a photograph: milliseconds a beat, beats in all
  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const KEYS = noted("Arrow keys move it, Home and End go to the first and to the last place.");

  /* A script beside this one, of the same version. */
  const load = (name) => new Promise((done, failed) => {
    const address = new URL(name, HERE);
    address.search ||= new URL(HERE).search;
    document.head.append(make("script", { src: address.href, onload: done, onerror: failed }));
  });

  class LessonStepper extends HTMLElement {
    connectedCallback() {
      if (this.given) return;
      this.given = JSON.parse(this.dataset.given);
      const go = (place) => this.jump(place);
      const isPool = !this.given.kernel;
      const titles = isPool ? [localised("Feature map"), localised("Pooled map")] : [localised("Image"), localised("Feature map")];
      this.scene = new globalThis.lessonlib.StepperScene({ titles, isMap: isPool, go });
      this.views = { numbers: this.scene };
      this.boards = [];
      this.settings = new globalThis.lessonlib.StepperSettings(this.given, (_, isShape) => this.rebuild(isShape));
      this.build(this.settings.settings);
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", this.dataset.label);
      this.classList.add("stepper-live", "widget");
      this.view = "numbers";
      this.rebuild(true);
    }

    /* The photograph and what shows it are loaded when a reader asks for them. */
    async addPhoto() {
      await Promise.all([load("stepper_photo.js"), load(this.dataset.photograph)]);
      const pixels = globalThis.lessonlib.photographs[this.dataset.key];
      this.photo = new globalThis.lessonlib.StepperPhoto({ pixels, about: this.dataset.about, go: (place) => this.jump(place) });
      this.views.photo = this.photo;
      this.scene.root.after(this.photo.root);
      this.listen(this.photo.board);
    }

    listen(board) {
      this.boards.push(board);
      board.setAttribute("aria-roledescription", this.given.kernel ? localised("grid with a kernel on it") : localised("grid with a window on it"));
      board.addEventListener("keydown", (event) => this.press(event));
    }

    build() {
      const stage = make("div", { className: "stepper-stage" }, this.scene.root, this.working());
      const parts = [stage, this.asking(), this.driving(), this.settings.root];
      if (this.dataset.photograph) parts.unshift(this.heading());
      this.listen(this.scene.root);
      this.desk = make("div", { className: "stepper-desk" }, ...parts);
      this.append(this.desk);
    }

    heading() {
      const views = choice(localised("What the kernel slides over"), { numbers: localised("Numbers"), photo: localised("Photograph") }, "numbers", async (view) => {
        this.pause();
        this.wanted = view;
        try {
          if (view === "photo") {
            this.loading ??= this.addPhoto();
            await this.loading;
          }
        } catch {
          this.loading = null;
          this.said.textContent = localised("The photograph could not be loaded.");
          return;
        }
        this.view = this.wanted;
        this.rebuild(true);
      });
      return make("div", { className: "stepper-head" }, make("p", { className: "stepper-title" }, localised("One place after another")), views);
    }

    working() {
      this.said = make("p", { className: "stepper-said", role: "status" });
      this.sum = make("p", { className: "stepper-sum" });
      const hint = make("p", { className: "stepper-hint", "aria-hidden": "true" }, this.given.kernel ? localised("Drag the kernel, or use the arrow keys.") : localised("Drag the window, or use the arrow keys."));
      return make("div", { className: "stepper-working-out" }, make("div", { className: "stepper-line" }, this.said, hint), this.sum);
    }

    asking() {
      this.guess = make("input", { type: "text", size: 6, autocomplete: "off" });
      this.compare = make("button", { type: "submit" }, localised("Compare"));
      this.verdict = make("span", { className: "stepper-verdict", role: "status" });
      const label = make("label", {}, `${this.given.kernel ? localised("Your prediction of the next sum") : localised("Your prediction of the next number")} `, this.guess);
      this.ask = make("form", { className: "stepper-ask" }, label, this.compare, this.verdict);
      this.ask.addEventListener("submit", (event) => {
        event.preventDefault();
        this.judge();
      });
      return this.ask;
    }

    driving() {
      this.play = button(localised("Play"), () => (this.timer ? this.pause() : this.start()), { className: "widget-play" });
      this.back = button(localised("Back"), () => this.jump(this.place - 1));
      this.next = button(localised("Next"), () => this.jump(this.place + 1), { className: "widget-main" });
      this.slider = make("input", { type: "range", min: 0, step: 1 });
      this.slider.setAttribute("aria-label", localised("{label}: place", this.dataset));
      this.slider.addEventListener("input", () => this.jump(this.slider.valueAsNumber));
      this.where = make("span", { className: "stepper-where", "aria-hidden": "true" });
      return make("div", { className: "stepper-controls" }, this.play, this.back, this.next, this.slider, this.where);
    }

    /* Other numbers, another window or another view: what has been seen is forgotten. */
    rebuild(isShape) {
      this.pause();
      const { settings } = this.settings;
      const isPhoto = this.view === "photo";
      Object.entries(this.views).forEach(([name, view]) => (view.root.hidden = name !== this.view));
      this.ask.hidden = isPhoto;
      this.window = globalThis.lessonlib.windows.over(isPhoto ? this.photo.grid : this.given.grid, settings);
      this.most = isPhoto ? 1 : Math.max(1e-9, ...Array.from({ length: this.window.count }, (_, place) => Math.abs(this.window.value(place))));
      this.range = [Math.min(0, ...this.given.grid.flat()), Math.max(...this.given.grid.flat().map(Math.abs), 1e-9)];
      if (isShape) this.place = isPhoto ? this.window.columns * Math.floor(this.window.rows / 2) + Math.floor(this.window.columns / 2) : 0;
      if (isPhoto) this.photo.build(this.window, settings.kernel.every((weight) => weight >= 0));
      else if (isShape) this.scene.build(this.window);
      this.known = new Set();
      this.slider.max = this.window.count - 1;
      this.settings.count(this.window);
      this.go(this.place);
    }

    jump(place) {
      this.pause();
      this.go(place);
    }

    press(event) {
      const arrow = ARROWS[event.key];
      if (!arrow && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      const { rows, columns, count } = this.window;
      if (!arrow) return this.jump(event.key === "Home" ? 0 : count - 1);
      const [row, column] = [Math.floor(this.place / columns) + arrow[0], (this.place % columns) + arrow[1]];
      if (row >= 0 && column >= 0 && row < rows && column < columns) this.jump(row * columns + column);
    }

    /* A button that is out of reach stays focusable, so that the keyboard's place is not lost. */
    go(place, until) {
      const last = this.window.count - 1;
      const to = Math.min(Math.max(place, 0), last);
      if (to !== this.place) {
        this.verdict.textContent = "";
        this.guess.value = "";
      }
      this.place = to;
      this.known.add(to);
      const isAsking = this.view === "numbers" && to < last && !this.known.has(to + 1);
      const { kernel, pool } = this.settings.settings;
      this.views[this.view].show({ place: to, known: this.known, most: this.most, range: this.range, asking: isAsking, kernel, pool, until });
      this.slider.value = to;
      this.back.setAttribute("aria-disabled", String(to === 0));
      this.next.setAttribute("aria-disabled", String(to === last));
      this.compare.setAttribute("aria-disabled", String(!isAsking));
      this.guess.disabled = !isAsking;
      this.describe();
    }

    describe() {
      const { columns, count } = this.window;
      const { kernel } = this.settings.settings;
      const value = this.window.value(this.place);
      const [row, column] = [Math.floor(this.place / columns) + 1, (this.place % columns) + 1];
      const parts = { place: grouped(this.place + 1), all: grouped(count), row, column, value: written(value) };
      const said = kernel ? noted("Place {place} of {all}, row {row}, column {column}: sum {value}.") : noted("Place {place} of {all}, row {row}, column {column}: result {value}.");
      this.said.textContent = localised(said, parts);
      this.slider.setAttribute("aria-valuetext", this.said.textContent);
      this.where.textContent = localised("place {place} of {all}", parts);
      this.boards.forEach((board) => board.setAttribute("aria-label", `${this.said.textContent} ${localised(KEYS)}`));
      const result = make("b", { className: `stepper-total ${shade(value, this.photo && this.view === "photo" ? this.photo.most : this.most)}` }, written(value));
      this.sum.replaceChildren(...(kernel ? this.products(kernel) : this.pooled()), " ", make("span", {}, "= ", result));
    }

    products(kernel) {
      const patch = this.window.patch(this.place);
      return patch.flatMap((number, n) => {
        const product = number * kernel[n];
        const sign = Math.abs(product) < 1e-9 ? "nothing" : product > 0 ? "adds" : "takes";
        const weight = kernel[n] < 0 ? `(${written(kernel[n])})` : written(kernel[n]);
        const term = make("span", { className: `widget-${sign}` }, `${written(number)}·${weight}`);
        return n ? [" + ", term] : [term];
      });
    }

    pooled() {
      const patch = this.window.patch(this.place);
      const numbers = patch.map((number) => (number < 0 ? `(${written(number)})` : written(number)));
      if (this.settings.settings.pool === "max") return [localised("the largest of {numbers}", { numbers: numbers.join(", ") })];
      return [`(${numbers.join(" + ")}) / ${patch.length}`];
    }

    judge() {
      this.pause();
      if (this.compare.getAttribute("aria-disabled") === "true") return;
      const guess = readNumber(this.guess.value);
      if (Number.isNaN(guess)) {
        this.verdict.textContent = localised("Type a number first, such as 2 or −1.");
        this.guess.focus();
        return;
      }
      const value = this.window.value(this.place + 1);
      const isRight = Math.abs(guess - value) < 0.05;
      const isTurned = Math.abs(guess + value) < 0.05;
      this.go(this.place + 1);
      const parts = { value: written(value), guess: written(guess) };
      const is = isRight ? localised("{value}, as you said.", parts) : localised("You said {guess}; it is {value}.", parts);
      this.verdict.textContent = !isRight && isTurned ? `${is} ${localised("Look at the signs again.")}` : is;
      this.verdict.dataset.is = isRight ? "right" : "wrong";
      (this.guess.disabled ? this.next : this.guess).focus({ preventScroll: true });
    }

    start() {
      const last = this.window.count - 1;
      const isPhoto = this.view === "photo";
      this.play.textContent = localised("Pause");
      this.said.setAttribute("aria-live", "off"); // a sentence a beat would be too much
      if (isPhoto || this.place === last) {
        this.known.clear();
        this.go(0, isPhoto ? 1 : undefined);
      }
      const stride = isPhoto ? Math.ceil(this.window.count / SCAN[1]) : 1;
      this.timer = setInterval(() => {
        const to = Math.min(last, this.place + stride);
        this.go(to, isPhoto ? to + 1 : undefined);
        if (to === last) this.pause();
      }, isPhoto ? SCAN[0] : BEAT);
    }

    pause() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = 0;
      this.play.textContent = localised("Play");
      this.said.removeAttribute("aria-live");
      if (this.view === "photo") this.go(this.place);
    }

    disconnectedCallback() {
      this.pause();
    }
  }

  customElements.define("lesson-stepper", LessonStepper);
})();
