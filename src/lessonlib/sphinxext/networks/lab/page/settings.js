/* How a stack is trained: what can be chosen, and how a link holds it. */
(() => {
  "use strict";

  const { grouped, inSigns, localised } = globalThis.lessonlib;
  const { choice, make } = globalThis.lessonlib.labDom;
  const SETS = {
    mnist: { title: localised("Digits"), train: 3500, validation: 4000, test: 1000 },
    fashion_mnist: { title: localised("Garments"), train: 1750, validation: 2000, test: 500 },
  };
  const MOST_SEED = 9999;
  const plain = (values) => values.map((value) => [String(value), inSigns(value)]);
  const CHOICES = {
    data: [localised("Data set"), Object.entries(SETS).map(([name, { title }]) => [name, title]), "mnist"],
    images: [localised("Training images"), [["all", localised("all")], ["1000", grouped(1000)], ["500", "500"], ["250", "250"], ["100", "100"]], "all"],
    epochs: [localised("Epochs"), plain([1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30]), "5"],
    batch: [localised("Batch"), plain([16, 32, 64, 128]), "32"],
    optimizer: [localised("Optimizer"), [["adam", "Adam"], ["sgd", "SGD"]], "adam"],
    rate: [localised("Learning rate"), plain([0.0001, 0.0003, 0.001, 0.002, 0.003, 0.01, 0.03, 0.1, 1]), "0.001"],
    seeds: [localised("Seeds at once"), plain([1, 2, 3, 5]), "1"],
  };

  class Settings {
    constructor(given, changed) {
      this.selects = {};
      const fields = Object.entries(CHOICES).map(([name, [label, options, usual]]) => {
        const { select, field } = choice(label, options, usual, changed);
        this.selects[name] = select;
        return field;
      });
      this.seed = make("input", { type: "number", min: 0, max: MOST_SEED, step: 1, value: 1, inputMode: "numeric" });
      this.seed.addEventListener("change", changed);
      const [data, images, epochs, ...more] = fields;
      const seed = make("label", { className: "lab-field" }, make("span", {}, localised("Seed")), this.seed);
      const folded = make("details", { className: "lab-more" }, make("summary", {}, localised("More settings")), make("div", { className: "lab-fields" }, images, ...more, seed));
      this.element = make("div", {}, make("div", { className: "lab-fields" }, data, epochs), folded);
      this.set(given);
    }

    /* Takes what is among the choices; anything else leaves things as they are. */
    set(given) {
      Object.entries(this.selects).forEach(([name, select]) => {
        if ([...select.options].some(({ value }) => value === given[name])) select.value = given[name];
      });
      if (/^[0-9]{1,4}$/.test(given.seed || "")) this.seed.value = given.seed;
    }

    get words() {
      const chosen = Object.entries(this.selects).map(([name, select]) => [name, select.value]);
      return Object.fromEntries([...chosen, ["seed", String(this.start)]]);
    }

    get start() {
      return Math.min(MOST_SEED, Math.max(0, Math.round(Number(this.seed.value)) || 0));
    }

    get values() {
      const { data, images, epochs, batch, optimizer, rate, seeds } = this.words;
      const set = SETS[data];
      return {
        data,
        images: images === "all" ? set.train : Math.min(Number(images), set.train),
        epochs: Number(epochs),
        batch: Number(batch),
        optimizer,
        rate: Number(rate),
        seeds: Array.from({ length: Number(seeds) }, (_, i) => this.start + i),
        parts: [set.train, set.validation, set.test],
        title: set.title,
      };
    }

    /* What a link adds to the stack: what differs from the usual. */
    get link() {
      const usual = (name) => (name === "seed" ? "1" : CHOICES[name][2]);
      return Object.entries(this.words).filter(([name, value]) => value !== usual(name)).map(([name, value]) => `&${name}=${value}`).join("");
    }
  }

  const ofLink = (hash) => Object.fromEntries(hash.slice(1).split("&").slice(1).map((part) => part.split("=")).filter((pair) => pair.length === 2));

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labSettings = { Settings, ofLink };
})();
