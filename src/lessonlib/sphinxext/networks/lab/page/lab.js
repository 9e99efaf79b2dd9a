/* The lab: an explorer's stack is trained in this page, watched, compared, drawn for, taken along. */
(() => {
  "use strict";

  const { counted, course, decimal, grouped, localised } = globalThis.lessonlib;
  const { format, parse } = globalThis.lessonlib.stacks;
  const { make, button, panel, able, percent } = globalThis.lessonlib.labDom;
  const { Engine, judge, tooLong, duration } = globalThis.lessonlib.labEngine;
  const { sizes } = globalThis.lessonlib.labPlan;
  const { Settings, ofLink } = globalThis.lessonlib.labSettings;
  const { Chart, Numbers } = globalThis.lessonlib.labCharts;
  const { Kernels, Confusion, Misread, Checklist } = globalThis.lessonlib.labPanels;
  const { wantedOf, judge: judgeExercise } = globalThis.lessonlib.labCriteria;
  const { Store } = globalThis.lessonlib.labStore;
  const { Runs } = globalThis.lessonlib.labRuns;
  const { npz, program, LOADING } = globalThis.lessonlib.labTaken;
  const PAUSED = localised("Paused. “Go on” continues.");
  const PATIENCE = 600; // ms after a change before the new stack is measured

  class CnnLab extends HTMLElement {
    connectedCallback() {
      if (this.explorer) return;
      this.explorer = this.querySelector("stack-explorer");
      this.whole = this.dataset.whole !== undefined;
      this.five = this.dataset.criteria ? JSON.parse(this.dataset.criteria) : null;
      const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
      this.folder = `${root}_static/lab/`;
      this.engine = new Engine(this.folder, this.dataset.version, (message) => this.hear(message));
      this.store = new Store(course());
      this.trained = null; // the network that is there: what it was made of, and how it ended
      this.build();
      this.explorer.addEventListener("stack-change", () => this.change());
      if (this.whole) {
        this.openLink();
        addEventListener("hashchange", () => this.openLink());
      }
      this.change();
      this.runs.load();
      if (this.whole) this.offerKept();
      new IntersectionObserver((seen, observer) => {
        if (!seen.some((each) => each.isIntersecting)) return;
        observer.disconnect();
        this.seen = true;
        this.change();
      }).observe(this.controls);
    }

    /* ---------------------------------------------------------------- what there is */

    build() {
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", localised("Lab"));
      const given = Object.fromEntries((this.dataset.settings || "").split(" ").filter(Boolean).map((word) => word.split("=")));
      this.settings = new Settings(given, () => this.change());
      this.said = make("p", { className: "lab-said", role: "status" });
      this.lossChart = new Chart(localised("Loss"), (value) => decimal(value, 1));
      this.accuracyChart = new Chart(localised("Accuracy"), (value) => `${Math.round(100 * value)} %`, 1);
      this.numbers = new Numbers();
      this.runs = new Runs(this.store, { open: (run) => this.reopen(run), say: (text) => this.say(text) });
      this.controls = this.makeControls();
      const legend = make("p", { className: "lab-hint lab-legend" }, make("span", { className: "lab-of-training" }, localised("training")), make("span", { className: "lab-of-validation" }, localised("validation")));
      const curves = make("div", { className: "lab-grid" }, panel(localised("Loss"), localised("lower is better"), this.lossChart.element, legend), panel(localised("Accuracy"), localised("the share it gets right"), this.accuracyChart.element, legend.cloneNode(true)));
      this.paper = make("lab-paper", {});
      this.paperHint = make("p", {}, localised("Train first. Then draw here, and watch your network read it, with all its feature maps."));
      const drawing = panel(localised("Draw an image"), localised("your network reads it"), this.paperHint, this.paper);
      if (this.five) this.checklist = new Checklist(wantedOf(this.five), this.dataset.lesson);
      const list = this.checklist ? [this.checklist.element] : [];
      const parts = [this.controls, curves, this.numbers.element];
      if (this.whole) {
        [this.kernels, this.confusion, this.misread] = [new Kernels(), new Confusion(), new Misread()];
        const grid = (...panels) => make("div", { className: "lab-grid" }, ...panels);
        parts.push(grid(this.kernels.element, ...list), drawing, grid(this.misread.element, this.confusion.element));
      } else parts.push(...list, drawing);
      parts.push(this.runs.element, this.makeTaken());
      this.replaceChildren(this.explorer, ...parts);
    }

    makeControls() {
      this.trainButton = button(localised("Train"), () => this.train());
      this.trainButton.className = "lab-train";
      this.pauseButton = button(localised("Pause"), () => this.pause());
      this.stopButton = button(localised("Stop"), () => this.stop());
      this.progress = make("progress", { max: 1, value: 0, "aria-label": localised("How far the training is") });
      this.position = make("span", {});
      this.left = make("span", {});
      const bar = make("div", { className: "lab-progress" }, make("p", {}, this.position, this.left), this.progress);
      const buttons = make("div", { className: "lab-buttons" }, this.trainButton, this.pauseButton, this.stopButton);
      return panel(localised("Train it"), localised("in this page: nothing leaves your browser"), this.settings.element, buttons, bar, this.said);
    }

    makeTaken() {
      this.program = make("pre", { tabIndex: 0, role: "group", "aria-label": localised("Keras program of this training") });
      this.copied = make("span", { role: "status" });
      this.saveButton = button(localised("Save the weights"), () => this.save());
      const actions = make("p", { className: "lab-buttons" }, button(localised("Copy the program"), () => this.copy(this.program)), this.saveButton, this.copied);
      const loading = make("pre", { tabIndex: 0, role: "group", "aria-label": localised("How Keras loads the weights") }, LOADING);
      const how = make("p", {}, ...localised("“Save the weights” saves the trained network to the file {file}. Two lines load it into the same model, and it predicts as here:").split(/(\{file\})/).map((part) => (part === "{file}" ? make("code", {}, "my-network.npz") : part)));
      return panel(localised("Take it with you"), localised("“Copy link” keeps the settings, too"), make("details", {}, make("summary", {}, localised("As Keras code")), this.program), how, loading, actions);
    }

    say(text) {
      this.said.textContent = text;
    }

    /* ---------------------------------------------------------------- the stack and the settings */

    /* The explorer has read the stack; what it refuses changes nothing here. */
    openLink() {
      if (location.hash.startsWith("#stack=") && !this.explorer.notice.textContent) this.settings.set(ofLink(location.hash));
      this.change();
    }

    reopen(run) {
      this.explorer.open(run.stack);
      this.settings.set(run.settings || {});
      this.change();
      this.explorer.scrollIntoView();
    }

    get key() {
      return `${format(this.explorer.stack)} ${this.settings.values.batch}`;
    }

    change() {
      const { batch } = this.settings.values;
      if (this.explorer.settings !== this.settings.link) {
        this.explorer.settings = this.settings.link;
        this.explorer.judge(); // which comes back here, with the new link
        return;
      }
      this.judged = judge(this.explorer.stack, batch);
      clearTimeout(this.measuring);
      if (!this.judged.refused && this.seen) this.measuring = setTimeout(() => this.measure(), PATIENCE);
      this.program.textContent = this.judged.refused ? `# ${this.judged.refused}\n` : program(this.explorer.stack, { ...this.settings.values, seed: this.settings.start }, this.settings.values.parts);
      this.estimate();
      this.check();
    }

    measure() {
      const { batch } = this.settings.values;
      if (this.judged.refused || this.engine.busy || tooLong(this.engine.seconds(this.judged, this.settings.values.images, this.key))) return;
      this.engine.measure(this.judged, batch, this.key);
    }

    /* How long it will take, or why it cannot be. */
    estimate() {
      const { images, epochs, seeds } = this.settings.values;
      if (this.engine.busy) return;
      const seconds = this.judged.refused ? 0 : this.engine.seconds(this.judged, images, this.key);
      this.refused = this.judged.refused || tooLong(seconds);
      able(this.trainButton, !this.refused);
      const all = seconds * epochs * seeds.length;
      this.position.textContent = this.refused || [
        counted("{number} epoch", "{number} epochs", epochs),
        ...(seeds.length > 1 ? [localised("for each of {number} seeds", { number: seeds.length })] : []),
      ].join(" ") + localised(": {time} on this device.", { time: duration(all) });
      this.left.textContent = "";
      this.progress.value = 0;
      this.show();
    }

    check() {
      if (!this.checklist) return;
      const { stack } = this.explorer;
      const found = this.judged.refused ? null : { shapes: this.judged.shapes, kernels: sizes(stack.layers, this.judged.shapes).filter(({ arrays }) => arrays.length).map(({ arrays }) => arrays[0].shape) };
      const same = this.trained && this.trained.end && this.trained.stack === format(stack) && this.trained.data === "mnist";
      this.checklist.show(judgeExercise(this.five, stack, found, same ? this.trained.end : null));
    }

    /* The buttons, as things stand. */
    show() {
      const { busy, paused } = this.engine;
      const more = !busy && this.trained && this.trained.end && !this.trained.ranAway && this.trained.weightsAreThere;
      this.trainButton.textContent = busy ? localised("Training") : this.trained ? localised("Train anew") : localised("Train");
      able(this.trainButton, !busy && !this.refused);
      this.pauseButton.textContent = paused && busy ? localised("Go on") : busy || !more ? localised("Pause") : localised("Go on");
      able(this.pauseButton, busy || more);
      able(this.stopButton, busy);
      able(this.saveButton, this.trained && this.trained.weights);
    }

    /* ---------------------------------------------------------------- training */

    train() {
      if (this.engine.busy || this.refused) {
        if (this.refused) this.say(this.refused);
        return;
      }
      const { stack } = this.explorer;
      const values = this.settings.values;
      const text = format(stack);
      const name = `${stack.layers.map(({ kind, filters, units }) => ({ Conv2D: `C${filters}`, Dense: `D${units}`, Dropout: "drop", MaxPooling2D: "P", AveragePooling2D: "A" })[kind]).filter(Boolean).join(" ")}, ${this.runs.runs.length + 1}`;
      this.run = { id: Date.now(), name, stack: text, settings: this.settings.words, parameters: this.judged.parameters, epochs: values.epochs, results: [] };
      this.queue = values.seeds;
      this.judgedOfRun = { ...this.judged, key: this.key };
      this.valuesOfRun = values;
      this.layersOfRun = this.named(text);
      this.usePaper();
      this.next();
    }

    /* Trains under the next seed. */
    next() {
      const [seed, ...rest] = this.queue;
      this.queue = rest;
      const { batch, optimizer, rate, data, images, epochs } = this.valuesOfRun;
      const { layers, shapes } = this.judgedOfRun;
      this.trained = { stack: this.run.stack, data, seed, epochs: 0, end: null };
      this.goal = epochs;
      this.begun = performance.now();
      this.lossChart.begin(epochs);
      this.accuracyChart.begin(epochs);
      this.numbers.begin();
      this.say(this.valuesOfRun.seeds.length > 1 ? localised("Training begins, seed {seed}.", { seed }) : localised("Training begins."));
      const file = `${this.folder}${data.replace("_", "-")}.bin?v=${this.dataset.version}`;
      this.engine.train({ layers, shapes, batch, optimizer, rate, seed, images, data: file }, 0, epochs);
      this.check();
      this.show();
    }

    pause() {
      if (this.engine.busy) {
        this.engine.pause(!this.engine.paused);
        this.say(this.engine.paused ? PAUSED : localised("It goes on."));
      } else if (this.pauseButton.getAttribute("aria-disabled") === "false") this.goOn();
      this.show();
    }

    /* More epochs for the network that is there. */
    goOn() {
      const { epochs } = this.settings.values;
      this.goal = this.trained.epochs + epochs;
      this.trained.end = null;
      [this.lossChart, this.accuracyChart].forEach((chart) => {
        chart.epochs = this.goal;
        chart.draw();
      });
      this.say(counted("It goes on for {number} more epoch.", "It goes on for {number} more epochs.", epochs));
      this.engine.train(null, this.trained.epochs, epochs);
    }

    stop() {
      if (!this.engine.busy) return;
      this.queue = [];
      this.engine.ask({ do: "stop" });
      this.say(localised("Stopping …"));
    }

    /* ---------------------------------------------------------------- what the worker says */

    hear(message) {
      const act = { begin: "begin", step: "step", epoch: "epoch", end: "end", look: "looked", fail: "failed", measure: "estimate", "ran away": "ranAway", recall: "recalled" }[message.did];
      if (act) this[act](message);
    }

    begin({ classes, examples, kernels }) {
      this.classes = classes;
      this.paper.call(classes);
      this.paper.offer(examples);
      if (this.kernels && !this.trained.epochs) {
        const first = this.layersOfRun.planned.find(({ kind }) => kind === "Conv2D");
        this.kernels.begin(kernels && first.arrays[0].shape, kernels);
      }
      this.look();
    }

    step({ epoch, step, steps, losses, accuracy, kernels }) {
      const at = epoch + step / steps;
      const middle = at - losses.length / steps / 2; // of the batches whose mean it is
      if (losses.length) this.lossChart.add("training", middle, losses.reduce((a, b) => a + b, 0) / losses.length);
      this.accuracyChart.add("training", at, accuracy);
      if (this.kernels) this.kernels.add(kernels, localised("epoch {epoch}, step {step} of {steps}", { epoch: epoch + 1, step, steps }));
      this.position.textContent = localised("Epoch {epoch} of {goal}, step {step} of {steps}", { epoch: epoch + 1, goal: this.goal, step, steps });
      this.progress.value = at / this.goal;
      this.left.textContent = this.pace ? duration(this.pace * (this.goal - at)) : "";
    }

    epoch(message) {
      const { epoch, seconds, loss, accuracy, val_loss: validationLoss, val_accuracy: validation } = message;
      if (this.trained.ranAway) return;
      this.trained.epochs = epoch + 1;
      this.pace = seconds;
      this.engine.note(this.judgedOfRun.key, this.judgedOfRun.work, seconds / this.valuesOfRun.images);
      this.lossChart.add("validation", epoch + 1, validationLoss);
      this.accuracyChart.add("validation", epoch + 1, validation);
      this.numbers.add(message);
      const said = localised("Epoch {epoch} of {goal}: loss {loss}; {training} of the training images right, {validation} of the validation images.", { epoch: epoch + 1, goal: this.goal, loss: decimal(loss, 2), training: percent(accuracy, 0), validation: percent(validation, 0) });
      // It may have ended while the reader paused.
      this.say(this.engine.paused ? `${said} ${PAUSED}` : said);
      this.look();
    }

    ranAway({ loss, step }) {
      this.trained.ranAway = true;
      this.queue = [];
      this.whyAway = localised("Training ran away: the loss is {what} after step {step}. Most likely the learning rate ({rate}) is too large: take a smaller one. Lesson 5 has the other reasons.", { what: loss === "NaN" ? localised("not a number any more (NaN)") : localised("infinite"), step, rate: this.valuesOfRun.rate });
      this.say(this.whyAway);
    }

    async end(message) {
      const { test, training, validation, misread, wrong, labels, weights } = message;
      Object.assign(this.trained, { end: message, weights, weightsAreThere: true, planned: this.layersOfRun });
      if (this.confusion) {
        this.confusion.show(labels.test, test.read, this.classes);
        this.misread.show(misread, wrong, test.read.length, this.classes);
      }
      this.check();
      this.look();
      this.progress.value = this.trained.epochs / this.goal;
      this.position.textContent = counted("Done: {number} epoch.", "Done: {number} epochs.", this.trained.epochs);
      this.left.textContent = "";
      this.show();
      if (this.trained.ranAway) return;
      const ended = localised("right about {share} of {number} validation images, and {known} of those it was trained on. Draw on the paper below.", { share: percent(validation.accuracy), number: grouped(validation.read.length), known: percent(training.accuracy) });
      this.say(`${this.trained.epochs ? localised("Trained") : localised("Stopped in the first epoch")}: ${ended}`);
      if (!this.trained.epochs) return;
      const result = { seed: this.trained.seed, training: training.accuracy, validation: validation.accuracy, test: test.accuracy };
      const more = this.run.results.find(({ seed }) => seed === result.seed);
      if (more) Object.assign(more, result);
      else this.run.results.push(result);
      this.run.epochs = this.trained.epochs;
      await this.runs.keep(this.run);
      if (this.queue.length) this.next();
      else this.keepNetwork();
    }

    failed({ message }) {
      this.queue = [];
      this.paper.forgetAsked();
      if (this.trained) Object.assign(this.trained, { weightsAreThere: false });
      this.refused = "";
      this.say(message);
      this.show();
    }

    /* ---------------------------------------------------------------- drawing */

    /* The layers of a stack with their names and sizes, the input first. */
    named(text) {
      const { stack } = parse(text);
      const { rows } = globalThis.lessonlib.stacks.infer(stack);
      return { layers: rows.map(({ name, kind, shape }) => ({ name, kind, shape })), planned: sizes(stack.layers, rows.map(({ shape }) => shape)), names: rows.slice(1).map(({ name }) => name) };
    }

    usePaper() {
      this.paperHint.textContent = localised("Draw with a finger, a mouse or the keyboard; the network reads as you draw, also while it trains.");
      this.paper.use({ layers: this.layersOfRun.layers, classes: this.classes || this.paper.names, look: (image) => this.engine.ask({ do: "look", image }) });
    }

    look() {
      if (this.paper.ink) this.paper.refresh(true);
    }

    looked({ made }) {
      this.paper.receive(made);
    }

    /* ---------------------------------------------------------------- what stays, and what goes along */

    async keepNetwork() {
      const { stack, data, seed, weights, epochs } = this.trained;
      try {
        await this.store.put("network", "last", { stack, data, seed, epochs, weights, classes: this.classes, batch: this.valuesOfRun.batch });
      } catch {
        this.say(`${this.said.textContent} ${localised("This browser does not let the page keep the network: save it before you leave.")}`);
      }
    }

    async offerKept() {
      const kept = await this.store.all("network").then(([last]) => last, () => null);
      if (!kept || typeof kept.stack !== "string" || !(kept.weights instanceof Float32Array) || this.trained) return;
      const judged = judge(parse(kept.stack).stack || { input: [0, 0, 0], layers: [] }, kept.batch);
      if (judged.refused || judged.parameters !== kept.weights.length) return;
      const open = button(localised("Draw with the network that you trained last"), () => this.recall(kept, judged));
      const forget = button(localised("Forget it"), () => {
        this.store.remove("network", "last").catch(() => {});
        this.paperHint.replaceChildren(localised("Forgotten. Train first; then draw here."));
      });
      this.paperHint.replaceChildren(open, " ", forget);
    }

    recall(kept, { layers, shapes }) {
      if (this.engine.busy) return;
      this.classes = kept.classes;
      this.layersOfRun = this.named(kept.stack);
      this.trained = { stack: kept.stack, data: kept.data, seed: kept.seed, epochs: kept.epochs, weights: kept.weights, planned: this.layersOfRun, end: null };
      this.explorer.open(kept.stack);
      this.engine.ask({ do: "recall", wanted: { layers, shapes, batch: kept.batch, seed: kept.seed, optimizer: "adam", rate: 0.001, weights: kept.weights } });
      this.usePaper();
    }

    recalled() {
      this.say(localised("The network that you trained last is here again. Draw on the paper."));
      this.show();
      this.look();
    }

    save() {
      if (!this.trained || !this.trained.weights) return;
      const { planned: { planned, names }, weights } = this.trained;
      const link = make("a", { href: URL.createObjectURL(new Blob([npz(planned, names, weights)])), download: "my-network.npz" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      this.copied.textContent = localised("Saved.");
    }

    async copy(source) {
      try {
        await navigator.clipboard.writeText(source.textContent);
        this.copied.textContent = localised("Copied.");
      } catch {
        source.closest("details").open = true;
        getSelection().selectAllChildren(source);
        this.copied.textContent = localised("Your browser does not let this page copy. It is selected: press Ctrl+C.");
      }
    }
  }

  customElements.define("cnn-lab", CnnLab);
})();
