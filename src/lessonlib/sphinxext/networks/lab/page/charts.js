/* The curves of a training: loss and accuracy, and the same numbers as a table. */
(() => {
  "use strict";

  const { decimal, localised } = globalThis.lessonlib;
  const { make, shape, scrolled, percent } = globalThis.lessonlib.labDom;
  const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [360, 200, 44, 28, 12, 12];

  class Chart {
    /* format: of the numbers beside the axis; top: the largest number, where it is known */
    constructor(name, format, top = 0) {
      Object.assign(this, { name, format, fixed: top, top: top || 2.5, epochs: 1, training: [], validation: [] });
      this.frame = shape("g", {});
      this.lines = shape("g", {});
      this.element = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "lab-chart", role: "img", "aria-label": localised("{name}: nothing has been trained yet", { name }) }, this.frame, this.lines);
      this.draw();
    }

    begin(epochs) {
      Object.assign(this, { epochs, training: [], validation: [], top: this.fixed || 2.5 });
      this.draw();
    }

    /* at: epochs since the beginning */
    add(kind, at, value) {
      if (!Number.isFinite(value)) return;
      this[kind].push([at, value]);
      if (!this.fixed) this.top = Math.max(this.top, Math.ceil(value * 2) / 2);
      this.draw();
    }

    x(at) {
      return LEFT + ((WIDTH - LEFT - RIGHT) * at) / this.epochs;
    }

    y(value) {
      return HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * value) / this.top;
    }

    draw() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.drawFrame();
        this.drawLines();
      });
    }

    drawFrame() {
      const wanted = `${this.top} ${this.epochs}`;
      if (wanted === this.framed) return;
      this.framed = wanted;
      const step = [0.25, 0.5, 1].find((each) => this.top <= 5 * each) || Math.ceil(this.top / 5);
      const rows = Array.from({ length: Math.floor(this.top / step) + 1 }, (_, i) => i * step).map((value) => {
        const y = this.y(value);
        return [shape("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: "lab-rule" }),
          shape("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, this.format(value))];
      });
      const every = Math.ceil(this.epochs / 6);
      const columns = Array.from({ length: Math.floor(this.epochs / every) + 1 }, (_, i) => i * every).map((epoch) =>
        shape("text", { x: this.x(epoch), y: HEIGHT - 8, "text-anchor": "middle" }, String(epoch)));
      this.frame.replaceChildren(...rows.flat(), ...columns);
    }

    drawLines() {
      const points = (values) => values.map(([at, value]) => `${this.x(at).toFixed(1)},${this.y(value).toFixed(1)}`).join(" ");
      const dots = this.validation.map(([at, value]) => shape("circle", { cx: this.x(at), cy: this.y(value), r: 3.5, class: "lab-validation" }));
      this.lines.replaceChildren(
        shape("polyline", { points: points(this.training), class: "lab-training" }),
        shape("polyline", { points: points(this.validation), class: "lab-validation" }),
        ...dots,
      );
      const last = (kind) => (this[kind].length ? this.format(this[kind][this[kind].length - 1][1]) : localised("none yet"));
      this.element.setAttribute("aria-label", localised("{name}: training {training}, validation {validation}", { name: this.name, training: last("training"), validation: last("validation") }));
    }
  }

  /* The same numbers, one row an epoch. */
  class Numbers {
    constructor() {
      this.body = make("tbody", {});
      const names = [localised("Epoch"), localised("Loss"), localised("Validation loss"), localised("Accuracy"), localised("Validation accuracy")];
      const head = make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));
      const table = scrolled("lab-scroll", localised("The curves as numbers"), make("table", {}, head, this.body));
      this.element = make("details", {}, make("summary", {}, localised("The curves as numbers")), table);
    }

    begin() {
      this.body.replaceChildren();
    }

    add({ epoch, loss, accuracy, val_loss: validationLoss, val_accuracy: validation }) {
      const cells = [decimal(loss, 3), decimal(validationLoss, 3), percent(accuracy), percent(validation)];
      this.body.append(make("tr", {}, make("th", { scope: "row" }, String(epoch + 1)), ...cells.map((cell) => make("td", {}, cell))));
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labCharts = { Chart, Numbers };
})();
