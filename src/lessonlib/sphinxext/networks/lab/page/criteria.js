/* The exercise of the five layers, judged as check("five-layers", …) judges it: the numbers and words come with the page
   (docs/checks/five_layers.json), and tests/browser/test_lab.py compares the two. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;

  const HELD_OUT = 500; // of the new images, the last
  const KNOWN = 1000; // of the training images, the first
  const filled = (text, found) => text.replace(/\{(\w+)\}/g, (_, name) => found[name]);
  const percent = (share) => `${Math.round(100 * share)} %`;

  const wantedOf = (five) => [
    { id: "example", wanted: localised("one example has the shape {shape}", { shape: `(${five.image.join(", ")})` }) },
    ...["count", "kinds", "order", "own"].map((id) => ({ id, wanted: five[id].wanted })),
    { id: "outputs", wanted: localised("{number} outputs for an example", { number: five.classes }) },
    { id: "probabilities", wanted: localised("its outputs are probabilities") },
    { id: "learned", wanted: localised("right about {share} of digits not seen before", { share: percent(five.at_least) }) },
    { id: "training", wanted: localised("it learned the training digits") },
  ];

  /* What the layers alone say; arrays: of each layer with weights, the kernel's shape. */
  function ofStack(five, { input, layers }, { shapes, kernels }) {
    const kinds = layers.map(({ kind }) => kind);
    const [dense, conv] = ["Dense", "Conv2D"].map((kind) => kinds.includes(kind));
    const said = (id, found = {}) => filled(five[id].said, found);
    const last = shapes[shapes.length - 1];
    return {
      example: { holds: String(input) === String(five.image), said: localised("Your input is {shape}.", { shape: `(${input.join(", ")})` }) },
      count: { holds: kernels.length + 1 === five.layers, said: said("count", { count: kernels.length + 1 }) },
      kinds: { holds: dense && conv, said: said("kinds", { missing: dense ? "Conv2D" : "Dense" }) },
      order: dense && conv ? { holds: kinds.lastIndexOf("Conv2D") < kinds.indexOf("Dense"), said: said("order") } : {},
      own: dense && conv ? { holds: JSON.stringify(kernels) !== JSON.stringify(five.of_the_page), said: said("own") } : {},
      outputs: { holds: last.length === 1 && last[0] === five.classes, said: localised("Your network gives {shape}. How many classes are there?", { shape: last.join(" × ") }) },
    };
  }

  const shareRight = (read, labels, [from, to]) => {
    let right = 0;
    for (let i = from; i < to; i += 1) right += Number(read[i] === labels[i]);
    return right / (to - from);
  };

  /* What a training on the digits has led to. */
  function ofTraining(five, { test, training, labels, outputs }) {
    const rows = Array.from({ length: outputs.length / five.classes }, (_, i) => outputs.subarray(i * five.classes, (i + 1) * five.classes));
    const sums = rows.every((row) => row.every((value) => value >= 0) && Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-3);
    const fresh = shareRight(test.read, labels.test, [Math.max(0, test.read.length - HELD_OUT), test.read.length]);
    const known = shareRight(training.read, labels.training, [0, Math.min(KNOWN, training.read.length)]);
    return {
      probabilities: { holds: sums, said: localised("The outputs of an example do not add up to 1, or some are below 0. Which activation makes probabilities of them?") },
      learned: { holds: fresh >= five.at_least, said: localised("It is right about {share} of digits that it has not seen. Train it longer, or look at its curves.", { share: percent(fresh) }) },
      training: { holds: fresh <= known + five.known_better, said: localised("It is right about {known} of the training digits, and {fresh} of the others. Which did it learn?", { known: percent(known), fresh: percent(fresh) }) },
    };
  }

  /* One result for each of wantedOf. trained: the end of a training of this very stack on the digits, or null */
  function judge(five, stack, found, trained) {
    const results = { ...(found ? ofStack(five, stack, found) : {}), ...(trained ? ofTraining(five, trained) : {}) };
    return wantedOf(five).map(({ id }) => results[id] || {});
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labCriteria = { wantedOf, judge };
})();
