/* How a neuron learns: the reader chooses a learning rate, predicts where a step leads, and takes it. */
(() => {
  "use strict";

  const { counted, localised, noted } = globalThis.lessonlib;
  const { make, written, readNumber, choice, button } = globalThis.lessonlib.widgetParts;
  const BEAT = 700; // milliseconds a step, while it plays
  const MOST = 30; // steps of one play
  const NUDGE = 0.5; // what an arrow key moves
  const ARROWS = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowDown: [0, -NUDGE], ArrowUp: [0, NUDGE] };
  const NAMES = [noted("weight"), noted("bias")];
  const bracket = (number) => (number < 0 ? `(${written(number)})` : written(number));

  class LessonDescent extends HTMLElement {
    connectedCallback() {
      if (this.neuron) return;
      const { data, start, rates, ranges, names, label } = JSON.parse(this.dataset.given);
      this.neuron = globalThis.lessonlib.neuron(data);
      Object.assign(this, { start, ranges, isTwo: false, rate: rates[Math.floor(rates.length / 2)] });
      const { Curve, Landscape, Course, Examples } = globalThis.lessonlib.descentViews;
      this.views = [new Curve(), new Landscape()];
      this.course = new Course();
      this.also = [this.course, ...(this.neuron.shown ? [new Examples({ neuron: this.neuron, names })] : [])];
      this.views.forEach((view) => this.listen(view));
      this.build(rates);
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", label);
      this.classList.add("descent-live", "widget");
      this.again();
    }

    build(rates) {
      const weights = choice(localised("What is learned"), { one: localised("One weight"), two: localised("Weight and bias") }, "one", (value) => {
        this.isTwo = value === "two";
        this.again();
      });
      const rate = choice(localised("Learning rate"), Object.fromEntries(rates.map((each) => [`r${each}`, written(each)])), `r${this.rate}`, (value) => {
        this.pause();
        this.rate = Number(value.slice(1));
        this.show();
      });
      const head = make("div", { className: "descent-head" }, make("p", { className: "descent-title" }, localised("Downhill, step by step")), weights);
      this.said = make("p", { className: "descent-said", role: "status" });
      this.working = make("div", { className: "descent-sum" });
      const charts = make("div", { className: "descent-charts" }, ...this.views.map((view) => view.root), this.course.root);
      const stage = make("div", { className: "descent-stage" }, charts, ...this.also.slice(1).map((view) => view.root), this.said, this.working);
      const rates_ = make("span", { className: "descent-rate" }, make("span", { "aria-hidden": "true" }, localised("Learning rate")), rate);
      this.append(make("div", { className: "descent-desk" }, head, stage, this.asking(), this.driving(rates_)));
    }

    asking() {
      this.guess = make("input", { type: "text", size: 6, autocomplete: "off" });
      this.verdict = make("span", { className: "descent-verdict", role: "status" });
      const label = make("label", {}, `${localised("Your prediction of the next weight")} `, this.guess);
      const form = make("form", { className: "descent-ask" }, label, make("button", { type: "submit" }, localised("Compare")), this.verdict);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.judge();
      });
      return form;
    }

    driving(rate) {
      this.play = button(localised("Play"), () => (this.timer ? this.pause() : this.run()), { className: "widget-play" });
      const step = button(localised("Step"), () => this.take(), { className: "widget-main" });
      const again = button(localised("Start again"), () => this.again());
      return make("div", { className: "descent-controls" }, rate, this.play, step, again);
    }

    listen({ root, at }, n = this.views.findIndex((view) => view.root === root)) {
      const view = this.views[n];
      const put = (event) => this.put(n ? at.call(view, event) : [at.call(view, event)[0], 0]);
      root.tabIndex = 0;
      root.setAttribute("role", "application");
      root.setAttribute("aria-roledescription", n ? localised("landscape of the loss") : localised("curve of the loss"));
      root.addEventListener("pointerdown", (event) => {
        this.held = true;
        root.setPointerCapture(event.pointerId);
        put(event);
      });
      root.addEventListener("pointermove", (event) => this.held && put(event));
      ["pointerup", "pointercancel"].forEach((name) => root.addEventListener(name, () => (this.held = false)));
      root.addEventListener("keydown", (event) => this.press(event));
    }

    press(event) {
      const arrow = ARROWS[event.key];
      if (!arrow || (arrow[1] && !this.isTwo)) return;
      event.preventDefault();
      this.put(this.now.map((value, n) => Math.max(this.ranges[n][0], Math.min(this.ranges[n][1], value + arrow[n]))));
    }

    get now() {
      return this.path[this.path.length - 1];
    }

    /* A new start, wherever the reader wants it. */
    put(at) {
      this.pause();
      this.path = [at.map((value) => Math.round(value * 10) / 10)];
      this.show();
    }

    again() {
      this.put([this.start[0], this.isTwo ? this.start[1] : 0]);
    }

    after() {
      const slopes = this.neuron.slopes(this.now);
      return this.now.map((value, n) => (n && !this.isTwo ? value : value - this.rate * slopes[n]));
    }

    take() {
      this.pause();
      this.step();
    }

    step() {
      this.path.push(this.after());
      this.show();
    }

    judge() {
      this.pause();
      const guess = readNumber(this.guess.value);
      if (Number.isNaN(guess)) {
        this.verdict.textContent = localised("Type a number first, such as 0.5 or −1.");
        this.guess.focus();
        return;
      }
      const [before] = this.now;
      const [after] = this.after();
      const isRight = Math.abs(guess - after) < 0.05;
      const isTurned = (guess - before) * (after - before) < 0;
      this.step();
      const parts = { value: written(after), guess: written(guess) };
      const is = isRight ? localised("{value}, as you said.", parts) : localised("You said {guess}; it is {value}.", parts);
      this.verdict.textContent = isTurned ? `${is} ${localised("A step goes against the slope.")}` : is;
      this.verdict.dataset.is = isRight ? "right" : "wrong";
      this.guess.focus({ preventScroll: true });
    }

    show() {
      this.guess.value = "";
      this.verdict.textContent = "";
      const view = this.views[Number(this.isTwo)];
      this.views.forEach((each) => (each.root.hidden = each !== view));
      const losses = Math.max(1, this.neuron.loss(this.path[0]));
      const shown = { neuron: this.neuron, path: this.path, ranges: this.ranges, losses };
      view.show(shown);
      this.also.forEach((each) => each.show(shown));
      this.describe(view);
    }

    describe(view) {
      const steps = this.path.length - 1;
      const values = this.isTwo ? this.now : this.now.slice(0, 1);
      const at = values.map((value, n) => `${localised(NAMES[n])} ${written(value)}`).join(", ");
      const right = Math.round(100 * this.neuron.accuracy(this.now));
      const parts = { at, loss: written(this.neuron.loss(this.now)), right, all: this.neuron.count };
      this.said.textContent = counted("{number} step: {at}, loss {loss}. {right} % of {all} are right.", "{number} steps: {at}, loss {loss}. {right} % of {all} are right.", steps, parts);
      view.root.setAttribute("aria-label", `${this.said.textContent} ${localised("Arrow keys choose another start.")}`);
      const slopes = this.neuron.slopes(this.now);
      this.working.replaceChildren(...values.map((value, n) => {
        const slope = make("span", { className: slopes[n] < 0 ? "widget-takes" : "widget-adds" }, bracket(slopes[n]));
        return make("p", {}, `${localised("next {name} = {name} − learning rate · slope", { name: localised(NAMES[n]) })} = ${written(value)} − ${written(this.rate)} · `, slope, " = ?");
      }));
    }

    run() {
      let left = MOST;
      this.play.textContent = localised("Pause");
      this.said.setAttribute("aria-live", "off"); // a sentence a beat would be too much
      this.step();
      this.timer = setInterval(() => {
        this.step();
        left -= 1;
        if (left < 1) this.pause();
      }, BEAT);
    }

    pause() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = 0;
      this.play.textContent = localised("Play");
      this.said.removeAttribute("aria-live");
    }

    disconnectedCallback() {
      this.pause();
    }
  }

  customElements.define("lesson-descent", LessonDescent);
})();
