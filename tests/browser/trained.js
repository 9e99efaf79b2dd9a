/* Appended to the worker that ships: the tests ask its trainer what they asked Keras. */
self.onmessage = async ({ data: { cases, trainings } }) => {
  const { sizes, arraysOf } = lessonlib.labPlan;
  const { firstWeights, orderOf, share, streamOf, PURPOSES } = lessonlib.labGenerator;
  const [IMAGES, LABELS] = [4, 5];
  const module = await WebAssembly.compile(await (await fetch("kernel.wasm")).arrayBuffer());
  const memory = new WebAssembly.Memory({ initial: 1 });
  const between = (stream, i, limit) => (2 * share(stream, i) - 1) * limit;

  function gradients({ layers, shapes, seed, images: n }) {
    const planned = sizes(layers, shapes);
    const trainer = new lessonlib.labTrainer.Trainer(planned, { batch: n, module, memory });
    trainer.gradients.fill(123); // what is not written shows
    trainer.start(seed, { optimizer: "adam", rate: 0.001 });
    trainer.weights.set(firstWeights(arraysOf(planned).map((array) => ({ ...array, fans: array.fans || [12, 12] })), seed));
    const [pixels, answers] = [streamOf(seed, IMAGES, 0), streamOf(seed, LABELS, 0)];
    const input = trainer.at(trainer.shared.input, n * planned[0].sizeBefore);
    input.forEach((_, i) => (input[i] = between(pixels, i, 1)));
    const classes = trainer.last.size;
    const labels = Uint8Array.from({ length: n }, (_, i) => Math.trunc(Math.abs(Math.fround(between(answers, i, classes)))) % classes);
    const { loss } = trainer.backpropagate(labels, n);
    return { loss: loss / n, gradients: [...trainer.gradients] };
  }

  async function losses({ layers, shapes, seed, optimizer, rate, batch, losses: { length } }) {
    const data = await lessonlib.labData.fetchData("mnist.bin");
    const planned = sizes(layers, shapes);
    const trainer = new lessonlib.labTrainer.Trainer(planned, { batch, module, memory, extra: data.pixels.length });
    trainer.start(seed, { optimizer, rate });
    trainer.weights.set(firstWeights(arraysOf(planned), seed));
    new Uint8Array(memory.buffer).set(data.pixels, trainer.bytes);
    const order = orderOf(data.train[1], seed, 0);
    return Array.from({ length }, (_, step) => {
      const indices = order.subarray(step * batch, (step + 1) * batch);
      trainer.load(trainer.bytes, indices);
      const { loss } = trainer.backpropagate(Uint8Array.from(indices, (i) => data.labels[i]), batch);
      trainer.step();
      return loss / batch;
    });
  }

  const found = { gradients: cases.map(gradients), losses: [] };
  for (const each of trainings) found.losses.push(await losses(each));
  postMessage(found);
};
