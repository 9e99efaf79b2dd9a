/* Numbers drawn by lot that repeat for a seed: first weights, the order of the images, what dropout masks.
   Each number is a hash of its stream and its place, so that Python (tests/generator.py) and the kernel draw the same.
   Source of the hash: Chris Wellons, "Prospecting for Hash Functions" (triple of 32 bits, two rounds). */
(() => {
  "use strict";

  /* Number `index` of a stream, from 0 to 2³² − 1. */
  function draw(stream, index) {
    let t = (stream + Math.imul(index + 1, 0x9e3779b9)) | 0;
    t = Math.imul(t ^ (t >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  }

  const share = (stream, index) => draw(stream, index) / 2 ** 32;

  /* One seed has many streams: those of the layers' weights, of each epoch's order, of each step's masks. */
  const streamOf = (seed, purpose, number) => draw(draw(draw(seed, 0) ^ purpose, 0) ^ number, 0);
  const PURPOSES = { weights: 1, order: 2, masks: 3 };

  /* Weights as Keras draws them by default (GlorotUniform), with this generator; biases are 0. */
  function firstWeights(arrays, seed) {
    const made = new Float32Array(arrays.reduce((sum, { size }) => sum + size, 0));
    let at = 0;
    arrays.forEach(({ size, fans }, number) => {
      const stream = streamOf(seed, PURPOSES.weights, number);
      const limit = fans ? Math.sqrt(6 / (fans[0] + fans[1])) : 0;
      for (let i = 0; fans && i < size; i += 1) made[at + i] = (2 * share(stream, i) - 1) * limit;
      at += size;
    });
    return made;
  }

  /* The order of `count` images in one epoch (Fisher and Yates). */
  function orderOf(count, seed, epoch) {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const stream = streamOf(seed, PURPOSES.order, epoch);
    for (let i = count - 1; i > 0; i -= 1) {
      const j = Math.floor(share(stream, i) * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labGenerator = { draw, share, streamOf, PURPOSES, firstWeights, orderOf };
})();
