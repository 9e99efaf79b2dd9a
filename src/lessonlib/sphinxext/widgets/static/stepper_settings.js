/* What a reader changes in a stepper: the numbers of the kernel, the window, how it moves. */
(() => {
  "use strict";

  const { localised, noted } = globalThis.lessonlib;
  const { make, written, readNumber, shade, choice, button } = globalThis.lessonlib.widgetParts;
  const KERNELS = {
    [noted("Left to right")]: [-1, 0, 1, -1, 0, 1, -1, 0, 1],
    [noted("Edge")]: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
    [noted("Blur")]: Array(9).fill(1 / 9),
    [noted("Sharpen")]: [0, -1, 0, -1, 5, -1, 0, -1, 0],
    [noted("Emboss")]: [-2, -1, 0, -1, 1, 1, 0, 1, 2],
  };
  const YOUR_OWN = noted("Your own");
  const equal = (one, other) => one.length === other.length && one.every((value, n) => Math.abs(value - other[n]) < 1e-9);

  class StepperSettings {
    /* `given`: as prepared; `changed(settings, isShape)`: called with all of them; `isShape`: the map has other places. */
    constructor(given, changed) {
      this.settings = structuredClone(given);
      this.changed = changed;
      const { kernel, size } = this.settings;
      const known = Object.values(KERNELS).some((each) => kernel && equal(each, kernel));
      this.presets = kernel && { ...(known ? {} : { [noted("As given")]: given.kernel }), ...(size === 3 ? KERNELS : {}) };
      this.formula = make("p", { className: "stepper-formula" });
      const shape = make("div", { className: "stepper-shape" }, ...(kernel ? this.kernelShape() : this.poolShape()), this.formula);
      this.root = make("div", { className: "stepper-settings" }, ...(kernel ? this.kernelParts(shape) : [shape]));
    }

    change(name, value, isShape = true) {
      this.settings = { ...this.settings, [name]: value };
      this.changed(this.settings, isShape);
    }

    kernelParts(shape) {
      const { size } = this.settings;
      const label = (n) => localised("Kernel, row {row}, column {column}", { row: Math.floor(n / size) + 1, column: (n % size) + 1 });
      this.fields = this.settings.kernel.map((_, n) => {
        const field = make("input", { type: "text", autocomplete: "off", size: 3, "aria-label": label(n) });
        field.addEventListener("input", () => this.typed(n, field));
        return field;
      });
      const names = [...Object.keys(this.presets), YOUR_OWN];
      this.chips = names.map((name) => button(localised(name), () => this.take(name), { className: "widget-chip" }));
      this.paint();
      const grid = make("div", { className: `stepper-kernel-fields stepper-of-${size}`, role: "group", "aria-label": localised("Kernel") }, ...this.fields);
      const chips = make("div", { className: "widget-chips", role: "group", "aria-label": localised("Kernels to take") }, ...this.chips);
      return [
        make("div", {}, make("p", { className: "stepper-title" }, localised("Kernel")), grid),
        make("div", {}, make("p", { className: "stepper-title" }, localised("Take one, or type your own")), chips, shape),
      ];
    }

    typed(n, field) {
      const value = readNumber(field.value);
      field.setAttribute("aria-invalid", String(Number.isNaN(value)));
      if (Number.isNaN(value)) return;
      this.change("kernel", this.settings.kernel.map((each, at) => (at === n ? value : each)), false);
      this.paint(false);
    }

    take(name) {
      if (!this.presets[name]) {
        this.fields[0].focus();
        this.fields[0].select();
        return;
      }
      this.change("kernel", [...this.presets[name]], false);
      this.paint();
    }

    paint(writes = true) {
      const { kernel } = this.settings;
      const most = Math.max(1e-9, ...kernel.map(Math.abs));
      this.fields.forEach((field, n) => {
        field.className = `stepper-weight ${shade(kernel[n], most)}`;
        if (!writes) return;
        field.value = written(kernel[n]);
        field.setAttribute("aria-invalid", "false");
      });
      const taken = Object.keys(this.presets).find((name) => equal(this.presets[name], kernel)) || YOUR_OWN;
      this.chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.textContent === localised(taken))));
    }

    kernelShape() {
      const { stride, padding } = this.settings;
      const same = make("input", { type: "checkbox", checked: padding === "same" });
      same.addEventListener("change", () => this.change("padding", same.checked ? "same" : "valid"));
      return [this.row(localised("Stride"), this.strides(stride)), make("label", { className: "widget-tick" }, same, localised("Padding “same”"))];
    }

    poolShape() {
      const { pool, size, stride } = this.settings;
      return [
        this.row(localised("Keep"), choice(localised("Keep"), { max: localised("the largest"), average: localised("the mean") }, pool, (value) => this.change("pool", value, false))),
        this.row(localised("Window"), choice(localised("Window"), { 2: "2×2", 3: "3×3" }, size, (value) => this.change("size", Number(value)))),
        this.row(localised("Stride"), this.strides(stride)),
      ];
    }

    strides(stride) {
      return choice(localised("Stride"), { 1: "1", 2: "2", 3: "3" }, stride, (value) => this.change("stride", Number(value)));
    }

    row(title, group) {
      return make("span", { className: "stepper-setting" }, make("span", { "aria-hidden": "true" }, title), group);
    }

    /* How many places there are, as it is counted. */
    count(window) {
      const { size, stride } = window;
      const axis = (length, places) => {
        const travel = length - size;
        const steps = stride === 1 ? `${length} − ${size}` : `(${length} − ${size}) / ${stride}`;
        return `${steps} + 1 = ${places}${travel % stride ? localised(", rounded down") : ""}`;
      };
      const border = this.settings.padding === "same" ? localised(", with the border of zeros") : "";
      const parts = { border, rows: axis(window.height, window.rows), columns: axis(window.width, window.columns) };
      this.formula.textContent = localised("Rows{border}: {rows}. Columns: {columns}.", parts);
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.StepperSettings = StepperSettings;
})();
