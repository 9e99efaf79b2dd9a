/* A photograph under the kernel, and its map: one canvas pixel for each number, a frame around the place in question. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;
  const { make } = globalThis.lessonlib.widgetParts;
  const TYPICAL = 0.985; // of the results are shaded in full; the few beyond it would leave the rest pale

  /* The grey values that the build has written: "90x120 " and a byte for each pixel, in base64. */
  function read(written) {
    const [, height, width, bytes] = /^(\d+)x(\d+) (.*)$/.exec(written);
    const pixels = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    return Array.from({ length: Number(height) }, (_, row) => Array.from(pixels.subarray(row * width, (row + 1) * width), (byte) => byte / 255));
  }

  class StepperPhoto {
    constructor({ pixels, about, go }) {
      Object.assign(this, { grid: read(pixels), go });
      this.sides = [localised("Photograph"), localised("Feature map")].map((title, n) => this.side(title, n));
      this.key = make("p", { className: "stepper-key" });
      this.sides[1].figure.append(this.key);
      this.sides[0].figure.append(make("p", { className: "stepper-key" }, `${about[0].toUpperCase()}${about.slice(1)}.`));
      this.root = make("div", { className: "stepper-photos" }, ...this.sides.map((side) => side.figure));
      this.board = this.sides[0].board; // what the arrow keys move
      Object.assign(this.board, { tabIndex: 0 });
      this.board.setAttribute("role", "application");
      new MutationObserver(() => this.window && this.paint()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    side(title, n) {
      const canvas = make("canvas", { "aria-hidden": "true" });
      const lens = make("span", { className: "stepper-lens" });
      const size = make("small", {});
      const board = make("div", { className: "stepper-photo" }, canvas, lens);
      const point = (event) => {
        const area = canvas.getBoundingClientRect();
        const at = (value, length, pixels) => ((value - area[length === "width" ? "left" : "top"]) / area[length]) * pixels;
        this.point([at(event.clientY, "height", canvas.height), at(event.clientX, "width", canvas.width)], n === 1);
      };
      board.addEventListener("pointerdown", (event) => {
        this.held = true;
        board.setPointerCapture(event.pointerId);
        point(event);
      });
      board.addEventListener("pointermove", (event) => this.held && point(event));
      ["pointerup", "pointercancel"].forEach((name) => board.addEventListener(name, () => (this.held = false)));
      return { canvas, lens, size, board, figure: make("div", {}, make("p", { className: "stepper-title" }, `${title} `, size), board) };
    }

    point(at, isMap) {
      const { rows, columns, size, stride } = this.window;
      const [row, column] = at.map((value) => (isMap ? Math.floor(value) : Math.round((value - size / 2) / stride)));
      const inside = (value, most) => Math.max(0, Math.min(most - 1, value));
      this.go(inside(row, rows) * columns + inside(column, columns));
    }

    /* `isPicture`: no weight is negative, so that the map can be looked at like a photograph. */
    build(window, isPicture) {
      Object.assign(this, { window, isPicture });
      this.values = Float64Array.from({ length: window.count }, (_, place) => window.value(place));
      this.most = this.values.map(Math.abs).sort()[Math.floor(TYPICAL * (window.count - 1))] || 1;
      this.key.textContent = isPicture ? localised("No weight is negative: the map is a photograph again.") : localised("Blue: above 0. Orange: below 0.");
      this.paint();
    }

    show({ place, until = this.window.count }) {
      const { window } = this;
      if (until !== this.until) this.paint(until);
      const [top, left] = window.corner(place);
      const frame = ({ lens }, sizes) => Object.entries(sizes).forEach(([name, share]) => (lens.style[name] = `${100 * share}%`));
      frame(this.sides[0], { left: left / window.width, top: top / window.height, width: window.size / window.width, height: window.size / window.height });
      const [row, column] = [Math.floor(place / window.columns), place % window.columns];
      frame(this.sides[1], { left: column / window.columns, top: row / window.rows, width: 1 / window.columns, height: 1 / window.rows });
    }

    paint(until = this.window.count) {
      const { window, isPicture } = this;
      this.until = until;
      const style = getComputedStyle(this.root);
      const colour = (name) => {
        const hex = style.getPropertyValue(name).trim();
        return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      };
      const [zero, plus, minus] = ["--widget-zero", "--widget-plus", "--widget-minus"].map(colour);
      const black = [0, 0, 0];
      const white = [255, 255, 255];
      const mixed = (from, to, share) => from.map((value, n) => value + (to[n] - value) * Math.max(0, Math.min(1, share)));
      const pixel = (value) => mixed(black, white, value);
      const signed = (value) => mixed(zero, value < 0 ? minus : plus, Math.abs(value) / this.most);
      this.fill(0, window.height, window.width, (n) => [...pixel(window.pixel(Math.floor(n / window.width), n % window.width)), 255]);
      this.fill(1, window.rows, window.columns, (n) => [...(isPicture ? pixel : signed)(this.values[n]), n < until ? 255 : 0]);
      this.sides[1].board.style.width = `${(100 * window.columns) / window.width}%`; // as large as it is
    }

    fill(side, height, width, shown) {
      const { canvas, size } = this.sides[side];
      if (canvas.height !== height || canvas.width !== width) Object.assign(canvas, { height, width });
      const image = new ImageData(width, height);
      for (let n = 0; n < height * width; n += 1) image.data.set(shown(n), 4 * n);
      canvas.getContext("2d").putImageData(image, 0, 0);
      size.textContent = `${height} × ${width}`;
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.StepperPhoto = StepperPhoto;
})();
