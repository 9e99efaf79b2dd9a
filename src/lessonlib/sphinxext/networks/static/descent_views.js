/* What a descent looks like: the loss as a curve over one weight, as a landscape over weight and bias, and step by step. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;
  const { make, draw, set, written } = globalThis.lessonlib.widgetParts;
  const EDGE = { left: 44, right: 14, top: 26, bottom: 40 };
  const POINTS = 160; // of a curve
  const BANDS = 16; // of a landscape
  const DOTS = [90, 60];

  /* A chart in pixels of its own place: from numbers to pixels, and back. */
  class Chart {
    constructor(name, ratio) {
      this.ratio = ratio;
      this.svg = draw("svg", { "aria-hidden": "true", focusable: "false" });
      this.root = make("div", { className: `descent-${name}` }, this.svg);
      new ResizeObserver(() => this.fit()).observe(this.root);
    }

    fit() {
      const width = this.root.clientWidth;
      if (!width || width === this.width || !this.shown) return;
      this.show(this.shown);
    }

    frame(across, up, words) {
      this.width = this.root.clientWidth || 400;
      this.height = Math.round(Math.max(170, this.width * this.ratio));
      Object.assign(this, { across, up });
      set(this.svg, { viewBox: `0 0 ${this.width} ${this.height}`, width: this.width, height: this.height });
      const bottom = this.height - EDGE.bottom;
      const ticks = [
        ...this.ticks(across, this.width / 60).flatMap((value) => [
          draw("line", { x1: this.x(value), x2: this.x(value), y1: bottom, y2: bottom + 5, class: "descent-axis" }),
          draw("text", { x: this.x(value), y: bottom + 17, class: "descent-tick" }, written(value)),
        ]),
        ...this.ticks(up, this.height / 50).flatMap((value) => [
          draw("line", { x1: EDGE.left, x2: this.width - EDGE.right, y1: this.y(value), y2: this.y(value), class: "descent-rule" }),
          draw("text", { x: EDGE.left - 8, y: this.y(value) + 4, class: "descent-tick descent-side" }, written(value)),
        ]),
      ];
      const axis = draw("line", { x1: EDGE.left, x2: this.width - EDGE.right, y1: bottom, y2: bottom, class: "descent-axis" });
      const names = [
        draw("text", { x: this.width - EDGE.right, y: this.height - 6, class: "descent-name descent-side" }, words[0]),
        draw("text", { x: 4, y: 13, class: "descent-name" }, words[1]),
      ];
      return [...ticks, axis, ...names];
    }

    ticks([least, most], number) {
      const step = [0.5, 1, 2, 3, 5, 10, 20].find((each) => (most - least) / each <= number) || 50;
      const first = Math.ceil(least / step);
      return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, n) => (first + n) * step);
    }

    x(value) {
      const [least, most] = this.across;
      return EDGE.left + ((value - least) / (most - least)) * (this.width - EDGE.left - EDGE.right);
    }

    y(value) {
      const [least, most] = this.up;
      return this.height - EDGE.bottom - ((value - least) / (most - least)) * (this.height - EDGE.top - EDGE.bottom);
    }

    /* The numbers under a pointer. */
    at(event) {
      const area = this.svg.getBoundingClientRect();
      const share = (value, from, to) => (value - from) / (to - from);
      const [x, y] = [((event.clientX - area.left) / area.width) * this.width, ((event.clientY - area.top) / area.height) * this.height];
      const between = ([least, most], part) => least + (most - least) * Math.max(0, Math.min(1, part));
      return [between(this.across, share(x, EDGE.left, this.width - EDGE.right)), between(this.up, share(y, this.height - EDGE.bottom, EDGE.top))];
    }

    line(points, className) {
      return draw("polyline", { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" "), class: className });
    }

    /* Where the descent has been, and where it stands. */
    trail(points) {
      const dots = points.slice(0, -1).map(([cx, cy]) => draw("circle", { cx, cy, r: 3.5, class: "descent-been" }));
      const [cx, cy] = points[points.length - 1];
      return [this.line(points, "descent-trail"), ...dots, draw("circle", { cx, cy, r: 8, class: "descent-ball" })];
    }
  }

  class Curve extends Chart {
    constructor() {
      super("curve", 0.6);
    }

    show(shown) {
      this.shown = shown;
      const { neuron, path, ranges } = shown;
      const loss = (weight) => neuron.loss([weight, 0]);
      const highest = Math.ceil(2 * Math.max(...ranges[0].map(loss))) / 2;
      const parts = this.frame(ranges[0], [0, highest], [localised("weight"), localised("loss")]);
      const [least, most] = ranges[0];
      const curve = Array.from({ length: POINTS + 1 }, (_, n) => least + ((most - least) * n) / POINTS).map((weight) => [this.x(weight), this.y(loss(weight))]);
      const now = path[path.length - 1][0];
      const [slope] = neuron.slopes([now, 0]);
      const reach = Math.min(1.6, 0.9 / Math.abs(slope || 1e-9));
      const tangent = [now - reach, now + reach].map((weight) => [this.x(weight), this.y(loss(now) + slope * (weight - now))]);
      const sign = slope < 0 ? "descent-falls" : "descent-rises";
      this.svg.replaceChildren(...parts, this.line(curve, "descent-line"), this.line(tangent, `descent-slope ${sign}`), ...this.trail(path.map(([weight]) => [this.x(weight), this.y(loss(weight))])));
    }
  }

  class Landscape extends Chart {
    constructor() {
      super("landscape", 0.6);
      this.canvas = make("canvas", { width: DOTS[0], height: DOTS[1], "aria-hidden": "true" });
      this.root.prepend(this.canvas);
      new MutationObserver(() => this.shown && this.paint(true)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    show(shown) {
      this.shown = shown;
      const { path, ranges } = shown;
      const parts = this.frame(...ranges, [localised("weight"), localised("bias")]);
      this.paint();
      const place = { left: EDGE.left, top: EDGE.top, width: this.width - EDGE.left - EDGE.right, height: this.height - EDGE.top - EDGE.bottom };
      Object.entries(place).forEach(([name, value]) => (this.canvas.style[name] = `${value}px`));
      this.svg.replaceChildren(...parts, ...this.trail(path.map(([weight, bias]) => [this.x(weight), this.y(bias)])));
    }

    /* Bands of equal loss, as on a map of mountains; the valley is pale. */
    paint(isAnew = false) {
      if (this.painted === this.shown.neuron && !isAnew) return;
      this.painted = this.shown.neuron;
      const style = getComputedStyle(this.root);
      const colour = (name) => [1, 3, 5].map((at) => Number.parseInt(style.getPropertyValue(name).trim().slice(at, at + 2), 16));
      const [pale, deep] = ["--widget-ground", "--widget-plus"].map(colour);
      const [wide, high] = DOTS;
      const [across, up] = this.shown.ranges;
      const between = ([least, most], share) => least + (most - least) * share;
      const heights = Array.from({ length: wide * high }, (_, n) =>
        Math.log(this.shown.neuron.loss([between(across, ((n % wide) + 0.5) / wide), between(up, 1 - (Math.floor(n / wide) + 0.5) / high)])));
      const [least, most] = [Math.min(...heights), Math.max(...heights)];
      const image = new ImageData(wide, high);
      heights.forEach((height, n) => {
        const share = Math.floor((BANDS * (height - least)) / (most - least + 1e-9)) / BANDS;
        image.data.set([...pale.map((value, c) => value + (deep[c] - value) * share), 255], 4 * n);
      });
      this.canvas.getContext("2d").putImageData(image, 0, 0);
    }
  }

  /* The loss after each step. */
  class Course extends Chart {
    constructor() {
      super("course", 0.78);
    }

    show(shown) {
      this.shown = shown;
      const { neuron, path, losses } = shown;
      const values = path.map((at) => neuron.loss(at));
      const most = Math.max(losses, ...values);
      const parts = this.frame([0, Math.max(8, path.length - 1)], [0, most], [localised("steps"), localised("loss")]);
      this.svg.replaceChildren(...parts, ...this.trail(values.map((value, n) => [this.x(n), this.y(value)])));
    }
  }

  /* Some of what the neuron is shown, and how probable it finds the right answer. */
  class Examples {
    constructor({ neuron, names }) {
      const { at, size, pixels, marks } = neuron.shown;
      const [high, wide] = size;
      const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
      this.neuron = neuron;
      this.examples = at.map((n, which) => {
        const canvas = make("canvas", { height: high, width: wide });
        const image = new ImageData(wide, high);
        for (let pixel = 0; pixel < high * wide; pixel += 1) image.data[4 * pixel + 3] = bytes[which * high * wide + pixel];
        canvas.getContext("2d").putImageData(image, 0, 0);
        const bar = make("i", {});
        const said = make("span", {});
        return { n, name: names[marks[which]], bar, said, root: make("div", {}, canvas, make("div", { className: "descent-bar" }, bar), said) };
      });
      this.root = make("div", { className: "descent-examples", "aria-hidden": "true" }, ...this.examples.map((each) => each.root));
    }

    show({ path }) {
      this.examples.forEach(({ n, name, bar, said, root }) => {
        const share = this.neuron.right(path[path.length - 1], n);
        bar.style.width = `${100 * share}%`;
        said.textContent = `${name}: ${Math.round(100 * share)} %`;
        root.classList.toggle("descent-misread", share < 0.5);
      });
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.descentViews = { Curve, Landscape, Course, Examples };
})();
