/* The numbers of a stepper as one drawing: the image, the kernel as a plate that lies on it, the map that grows. */
(() => {
  "use strict";

  const { make, draw, set, written, shade, grey } = globalThis.lessonlib.widgetParts;
  const CELL = 60;
  const HEAD = 34; // for a caption
  const RIM = 8; // the plate's frame may stand out
  const GAP = 72; // between image and map
  const GLIDE = 260; // milliseconds

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const square = (y, x, properties = {}) => draw("rect", { x: x * CELL, y: y * CELL, width: CELL, height: CELL, ...properties });
  const text = (y, x, className, content = "") => draw("text", { x: x * CELL, y: y * CELL, class: className }, content);
  const move = (element, y, x) => set(element, { transform: `translate(${x * CELL} ${y * CELL})` });

  class StepperScene {
    /* `titles`: of the image and of the map; `isMap`: the image is itself a map, with signs instead of greys. */
    constructor({ titles, isMap, go }) {
      Object.assign(this, { titles, isMap, go, at: null });
      this.svg = draw("svg", { "aria-hidden": "true", focusable: "false" });
      this.root = make("div", { className: "stepper-scene", tabIndex: 0, role: "application" }, this.svg);
      new ResizeObserver(() => this.fit()).observe(this.root);
      this.root.addEventListener("pointerdown", (event) => {
        this.held = true;
        this.root.setPointerCapture(event.pointerId);
        this.point(event);
      });
      this.root.addEventListener("pointermove", (event) => this.held && this.point(event));
      ["pointerup", "pointercancel"].forEach((name) => this.root.addEventListener(name, () => (this.held = false)));
    }

    /* The map stands beside the image, or below it where there is no room. */
    fit() {
      const isNarrow = this.root.clientWidth < 480;
      if (!this.shown || this.root.clientWidth === 0 || isNarrow === this.isNarrow) return;
      this.build(this.window);
      this.show(this.shown);
    }

    build(window) {
      this.window = window;
      this.isNarrow = this.root.clientWidth > 0 && this.root.clientWidth < 480;
      const { height, width, rows, columns, size } = window;
      this.origin = this.isNarrow ? [height + (HEAD + GAP / 2) / CELL, (width - columns) / 2] : [0, width + GAP / CELL];
      const [down, right] = this.origin;
      const all = [Math.max(width, right + columns) * CELL + 2 * RIM, Math.max(height, down + rows) * CELL + HEAD + 2 * RIM];
      set(this.svg, { viewBox: `${-RIM} ${-HEAD - RIM} ${all.join(" ")}`, width: all[0], height: all[1] });
      this.cells = this.grid(height, width);
      this.map = this.grid(rows, columns);
      this.beam = draw("polygon", { class: "stepper-beam" });
      this.next = draw("g", { class: "stepper-next" }, draw("path"), draw("path"));
      this.mark = square(0, 0, { class: "stepper-frame", rx: 4 });
      this.plate = this.makePlate(size);
      const caption = (y, x, title, ...sizes) => {
        const made = draw("text", { x: x * CELL, y: y * CELL - 12, class: "stepper-caption" }, `${title} `);
        made.append(draw("tspan", {}, sizes.join(" × ")));
        return made;
      };
      const map = draw("g", { transform: `translate(${right * CELL} ${down * CELL})` }, ...this.map.flatMap((cell) => [cell.box, cell.text]));
      this.svg.replaceChildren(
        caption(0, 0, this.titles[0], height, width), caption(down, right, this.titles[1], rows, columns),
        ...this.cells.flatMap((cell) => [cell.box, cell.text]), map, this.beam, this.next, this.plate.group, this.mark,
      );
      this.at = null;
    }

    grid(rows, columns) {
      return Array.from({ length: rows * columns }, (_, n) => {
        const [y, x] = [Math.floor(n / columns), n % columns];
        return { y, x, box: square(y, x), text: text(y + 0.5, x + 0.5, "stepper-number") };
      });
    }

    makePlate(size) {
      const inset = CELL * 0.1;
      const cells = Array.from({ length: size * size }, (_, n) => {
        const [y, x] = [Math.floor(n / size), n % size];
        const box = square(y, x, { x: x * CELL + inset, y: y * CELL + inset, width: CELL - 2 * inset, height: CELL - 2 * inset, rx: 4 });
        return { box, factors: text(y + 0.28, x + 0.5, "stepper-factors"), result: text(y + 0.64, x + 0.5, "stepper-result") };
      });
      const frame = (className) => draw("rect", { class: className, width: size * CELL, height: size * CELL, rx: 5 });
      const parts = cells.flatMap(({ box, factors, result }) => [box, factors, result]);
      return { cells, group: draw("g", { class: "stepper-plate" }, frame("stepper-shadow"), ...parts, frame("stepper-frame")) };
    }

    /* `known`: the places whose results are seen; `most`: the largest result; `asking`: the next one is the reader's. */
    show(shown) {
      const { place, known, most, range, asking, kernel, pool } = shown;
      const { window } = this;
      this.shown = shown;
      this.cells.forEach(({ y, x, box, text: number }) => {
        const value = window.pixel(y, x);
        const tone = window.isPadding(y, x) ? "stepper-padding" : this.isMap ? shade(value, range[1]) : grey(value, range);
        [box, number].forEach((part, n) => part.setAttribute("class", `${n ? "stepper-number" : "stepper-cell"} ${tone}`));
        number.textContent = written(value);
      });
      this.map.forEach(({ box, text: number }, n) => {
        const isKnown = known.has(n);
        const tone = isKnown ? shade(window.value(n), most) : "stepper-open";
        [box, number].forEach((part, at) => part.setAttribute("class", `${at ? "stepper-number" : "stepper-cell"} ${tone}${n === place ? " stepper-now" : ""}`));
        number.textContent = isKnown ? written(window.value(n)) : n === place + 1 ? "?" : "";
      });
      this.fillPlate(place, kernel, pool, range);
      this.markNext(place, asking);
      this.glide([...window.corner(place), Math.floor(place / window.columns), place % window.columns]);
    }

    /* Where the plate goes next: of a step to the right, only what it does not cover yet. */
    markNext(place, asking) {
      this.next.style.display = asking ? "" : "none";
      if (!asking) return;
      const [top, left] = this.window.corner(place + 1);
      const isBeside = top === this.window.corner(place)[0] && this.window.stride < this.window.size;
      const across = (isBeside ? this.window.stride : this.window.size) * CELL - 2;
      const down = this.window.size * CELL - 2;
      const line = isBeside ? `M4 2H${across}V${down}H4` : `M2 2H${across}V${down}H2Z`;
      [...this.next.children].forEach((path) => set(path, { d: line })); // a pale line, and dark dashes on it
      move(this.next, top, isBeside ? left + this.window.size - this.window.stride : left);
    }

    fillPlate(place, kernel, pool, range) {
      const patch = this.window.patch(place);
      const results = kernel ? this.window.products(place) : patch;
      const most = kernel ? Math.max(1e-9, ...results.map(Math.abs)) : range[1];
      const largest = pool === "max" ? results.indexOf(Math.max(...results)) : -1;
      this.plate.cells.forEach(({ box, factors, result }, n) => {
        const tone = shade(results[n], most);
        const left = largest >= 0 && n !== largest ? " stepper-dropped" : "";
        set(box, { class: `${tone}${left}` });
        set(factors, { class: `stepper-factors ${tone}` });
        set(result, { class: `stepper-result ${tone}${left}`, y: (Math.floor(n / this.window.size) + (kernel ? 0.64 : 0.5)) * CELL });
        factors.textContent = kernel ? `${written(patch[n])}·${kernel[n] < 0 ? `(${written(kernel[n])})` : written(kernel[n])}` : "";
        result.textContent = written(results[n]);
      });
    }

    /* Plate, beam and the mark in the map move together; what they show lands with them. */
    glide(target) {
      cancelAnimationFrame(this.frame);
      const from = this.at;
      if (!from || calm.matches || from.every((value, n) => value === target[n])) {
        this.lay(target);
        return;
      }
      const start = performance.now();
      this.svg.classList.add("stepper-moving");
      const tick = (now) => {
        const share = Math.min(1, Math.max(0, now - start) / GLIDE);
        const eased = share * share * (3 - 2 * share);
        this.lay(target.map((value, n) => from[n] + (value - from[n]) * eased), share === 1);
        if (share < 1) this.frame = requestAnimationFrame(tick);
      };
      this.frame = requestAnimationFrame(tick);
    }

    lay(at, isThere = true) {
      const [top, left, row, column] = at;
      const [down, right] = this.origin;
      const { size } = this.window;
      this.at = at;
      this.svg.classList.toggle("stepper-moving", !isThere);
      move(this.plate.group, top, left);
      move(this.mark, down + row, right + column);
      const corners = this.isNarrow
        ? [[left, top + size], [left + size, top + size], [right + column + 1, down + row], [right + column, down + row]]
        : [[left + size, top], [left + size, top + size], [right + column, down + row + 1], [right + column, down + row]];
      set(this.beam, { points: corners.map((corner) => corner.map((value) => (value * CELL).toFixed(1)).join(",")).join(" ") });
    }

    /* The place under the pointer: its number in the map, or where the middle of the kernel is held. */
    point(event) {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const { rows, columns, size, stride } = this.window;
      const [down, right] = this.origin;
      const isMap = this.isNarrow ? y > (down - 0.5) * CELL : x > (right - 0.5) * CELL;
      const [row, column] = isMap
        ? [Math.floor(y / CELL - down), Math.floor(x / CELL - right)]
        : [y, x].map((value) => Math.round((value / CELL - size / 2) / stride));
      const inside = (value, most) => Math.max(0, Math.min(most - 1, value));
      this.go(inside(row, rows) * columns + inside(column, columns));
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.StepperScene = StepperScene;
})();
