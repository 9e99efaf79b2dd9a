/* Runs beside one another: a row for each press of Train, with the spread of its seeds. They stay in this browser. */
(() => {
  "use strict";

  const { decimal, localised } = globalThis.lessonlib;
  const { count } = globalThis.lessonlib.stacks;
  const { make, button, panel, scrolled, percent } = globalThis.lessonlib.labDom;
  const { isRun } = globalThis.lessonlib.labStore;
  const COLUMNS = [...[localised("Name"), localised("Parameters"), localised("Epochs"), localised("Seeds"), localised("Training"), localised("Validation"), localised("Gap")], ""];
  const MOST = 200;
  const CHANGED = "lab-runs-change";

  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

  /* The mean, and where there are several seeds, the least and the most. */
  function spread(values, shown) {
    if (values.length === 1) return shown(values[0]);
    return localised("{mean} ({least} to {most})", { mean: shown(mean(values)), least: shown(Math.min(...values)), most: shown(Math.max(...values)) });
  }

  const share = (values) => spread(values, (value) => percent(value));
  const points = (values) => localised("{number} points", { number: spread(values, (value) => decimal(100 * value, 1).replace("-", "−")) });

  class Runs {
    /* open(run): shows its stack and its settings again; say: tells the learner */
    constructor(store, { open, say }) {
      Object.assign(this, { store, open, say, runs: [], unsaved: new Set() });
      addEventListener(CHANGED, ({ detail }) => detail !== this && this.load()); // by another lab of this page
      this.body = make("tbody", {});
      const head = make("thead", {}, make("tr", {}, ...COLUMNS.map((name) => (name ? make("th", { scope: "col" }, name) : make("td", {})))));
      this.none = make("p", { className: "lab-hint" }, localised("Each training becomes a row here. Change the stack or the settings, train again, and compare. Accuracies are measured with dropout off; the gap is training minus validation."));
      const table = scrolled("lab-scroll lab-runs", localised("Table of the runs"), make("table", {}, head, this.body), this.none);
      this.element = panel(localised("Runs to compare"), localised("kept in this browser until you delete them"), table);
    }

    async load() {
      try {
        const kept = await this.store.all("runs");
        this.runs = [...kept.filter(isRun), ...this.unsaved];
      } catch {
        /* Without a database there are the runs of this visit. */
      }
      this.draw();
    }

    /* A run grows seed by seed, and is kept after each. */
    async keep(run) {
      if (!this.runs.includes(run)) this.runs.push(run);
      if (this.runs.length > MOST) this.forget(this.runs[0]);
      this.unsaved.add(run);
      this.draw();
      await this.save(run);
    }

    async save(run) {
      run.at = new Date().toISOString();
      try {
        await this.store.put("runs", run.id, run);
        this.unsaved.delete(run);
        this.tell();
      } catch {
        this.say(localised("This browser does not let the page keep the run (is its memory full, or is it a private window?). It stays in the table until you leave."));
      }
    }

    async forget(run) {
      this.runs = this.runs.filter((each) => each !== run);
      this.unsaved.delete(run);
      this.draw();
      try {
        await this.store.remove("runs", run.id);
        this.tell();
      } catch {
        /* It was never kept. */
      }
    }

    tell() {
      dispatchEvent(new CustomEvent(CHANGED, { detail: this }));
    }

    draw() {
      this.none.hidden = this.runs.length > 0;
      this.body.replaceChildren(...this.runs.map((run) => this.row(run)));
    }

    row(run) {
      const name = make("input", { type: "text", value: run.name, size: 18, maxLength: 60, "aria-label": localised("Name of the run {name}", run) });
      name.addEventListener("change", () => {
        run.name = name.value.trim() || run.name;
        this.save(run);
        this.draw();
      });
      const of = (key) => run.results.map((result) => result[key]);
      const gaps = run.results.map(({ training, validation }) => training - validation);
      const cells = [count(run.parameters), String(run.epochs), of("seed").join(", "), share(of("training")), share(of("validation")), points(gaps)];
      const acts = make("span", { className: "lab-acts" }, button(localised("Open"), () => this.open(run), localised("Open the stack of {name}", run)), button(localised("Delete"), () => this.forget(run), localised("Delete {name}", run)));
      return make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", {}, cell)), make("td", {}, acts));
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labRuns = { Runs };
})();
