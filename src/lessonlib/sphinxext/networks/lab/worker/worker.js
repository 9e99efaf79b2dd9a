/* A worker of the lab: trains, and runs single images through the network between two batches. The page starts one;
   that one starts a second, where there is a processor for it (only nested, Firefox exchanges gradients quickly).
   What arrives has `do`, what is sent has `did`. */
(() => {
  "use strict";

  const noted = (text) => text; // the page says it in its language
  const VERSION = self.location.search;
  const { firstWeights, orderOf } = globalThis.lessonlib.labGenerator;
  const { sizes, arraysOf } = globalThis.lessonlib.labPlan;
  const { Trainer, largest } = globalThis.lessonlib.labTrainer;
  const { fetchData } = globalThis.lessonlib.labData;
  const { Exchange } = globalThis.lessonlib.labExchange;

  const LARGE = 65536; // gradients of so many weights are sent while the layers before are still at work
  const TURN = 20; // ms of work before messages are looked at
  const TELL = 100; // ms between two reports
  const ALIVE = 1000; // ms after which a long evaluation says that it is at work
  const MOST_KERNELS = 4096;
  const MOST_MAPS = 64; // of one layer are shown

  /* ---------------------------------------------------------------- what a worker has */

  let kernel = null; // the compiled module
  let trainer = null;
  let bytes = 0; // address of the pixels
  let data = null;
  let settings = null;
  let peer = null; // the second worker, seen from the first
  let exchange = null;
  const memories = { training: undefined, measuring: undefined };
  const files = new Map();
  const control = { paused: false, stopped: false, wake: null };

  async function compile() {
    let code;
    try {
      code = await (await fetch(`kernel.wasm${VERSION}`)).arrayBuffer();
    } catch {
      throw new Error(noted("The arithmetic of the lab could not be fetched. Are you offline? Reload the page to try again."));
    }
    try {
      return await WebAssembly.compile(code);
    } catch {
      throw new Error(noted("This browser cannot train: it lacks WebAssembly with SIMD, or the site's host forbids it. The lab runs in Chrome 91, Firefox 113, Safari 16.4 and later."));
    }
  }

  async function trainerOf({ layers, shapes, batch }, use, room = 0) {
    kernel ||= await compile();
    memories[use] ||= new WebAssembly.Memory({ initial: 1 });
    return new Trainer(sizes(layers, shapes), { batch, module: kernel, memory: memories[use], extra: room });
  }

  /* ---------------------------------------------------------------- both workers */

  /* The network with its first weights, or those given, and the images in its memory. */
  async function prepare(wanted) {
    settings = wanted;
    trainer = await trainerOf(wanted, "training", data ? data.pixels.length : 0);
    trainer.start(wanted.seed, wanted);
    trainer.weights.set(wanted.weights || firstWeights(arraysOf(sizes(wanted.layers, wanted.shapes)), wanted.seed));
    bytes = trainer.bytes;
    if (data) new Uint8Array(trainer.memory.buffer).set(data.pixels, bytes);
  }

  /* One batch, or this worker's half of it; null when the other worker has stopped. */
  async function train(order, at) {
    const total = Math.min(settings.batch, order.length - at);
    const mine = exchange ? Math.ceil(total / 2) : total;
    const [from, to] = exchange && !peer ? [at + mine, at + total] : [at, at + mine];
    const indices = order.subarray(from, to);
    trainer.firstImage = from - at;
    trainer.load(bytes, indices);
    let sent = trainer.rounded;
    const found = trainer.backpropagate(Uint8Array.from(indices, (i) => data.labels[i]), total, (layer) => {
      if (!exchange || !layer.first || sent - layer.first < LARGE) return; // the last piece carries the loss
      exchange.send(trainer, layer.first, sent);
      sent = layer.first;
    });
    if (!exchange) {
      trainer.step();
      return found;
    }
    exchange.send(trainer, 0, sent, found);
    const other = await exchange.receive(trainer);
    if (!other) return null;
    trainer.step(true);
    return { loss: found.loss + other.loss, right: found.right + other.right };
  }

  async function assist(order) {
    for (let at = 0; at < order.length; at += settings.batch) {
      if (!(await train(order, at))) return exchange.end();
    }
  }

  /* ---------------------------------------------------------------- the first worker */

  const channel = new MessageChannel();
  const turn = () => new Promise((done) => {
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  });

  /* Lets messages in; waits while the learner has paused. */
  async function breathe() {
    await turn();
    while (control.paused && !control.stopped) await new Promise((done) => (control.wake = done));
  }

  function kernelsNow() {
    const first = trainer.chain.find(({ kind }) => kind === "Conv2D");
    if (!first || first.arrays[0].size > MOST_KERNELS) return null;
    return trainer.at(first.kernel, first.arrays[0].size).slice();
  }

  /* What a layer has made of the one image; of very many maps the first. */
  function shown({ kind, to, size, out }) {
    const [rows, columns, maps] = to;
    const all = trainer.at(out, size);
    if (!(maps > MOST_MAPS)) return { kind, shape: to, values: all.slice() };
    const values = Float32Array.from({ length: rows * columns * MOST_MAPS }, (_, i) => all[Math.floor(i / MOST_MAPS) * maps + (i % MOST_MAPS)]);
    return { kind, shape: [rows, columns, MOST_MAPS], values };
  }

  /* Two new images of each class, to be read on the paper. */
  function examplesOf({ test: [from, to], labels, pixels, classes, side }) {
    const chosen = classes.flatMap((_, label) => {
      const those = [];
      for (let i = from; i < to && those.length < 2; i += 1) if (labels[i] === label) those.push(i);
      return those;
    });
    const digits = chosen.map((i) => Float32Array.from(pixels.subarray(i * side ** 2, (i + 1) * side ** 2), (value) => value / 255));
    return { labels: chosen.map((i) => labels[i]), digits };
  }

  /* Loss, right answers, what is read: for the images [from, to). */
  async function evaluate([from, to]) {
    const read = new Uint8Array(to - from);
    const sum = { loss: 0, right: 0, read };
    let told = performance.now();
    for (let at = from; at < to; at += settings.batch) {
      const indices = Int32Array.from({ length: Math.min(settings.batch, to - at) }, (_, i) => at + i);
      trainer.load(bytes, indices);
      const outputs = trainer.forward(indices.length, { logits: true });
      const { loss, right } = trainer.loss(outputs, Uint8Array.from(indices, (i) => data.labels[i]), 0);
      indices.forEach((index, i) => (read[index - from] = largest(outputs.subarray(i * trainer.last.size, (i + 1) * trainer.last.size))));
      sum.loss += loss;
      sum.right += right;
      await turn();
      if (performance.now() - told < ALIVE) continue;
      postMessage({ did: "evaluate" });
      told = performance.now();
    }
    return { loss: sum.loss / read.length, accuracy: sum.right / read.length, read };
  }

  /* One epoch; tells how far it is. Returns false when it was stopped, or ran away. */
  async function epoch(number) {
    const order = orderOf(settings.images, settings.seed, number);
    const steps = Math.ceil(order.length / settings.batch);
    const all = new Float32Array(steps);
    const sum = { loss: 0, right: 0, seen: 0 };
    const times = { began: performance.now(), told: performance.now(), breathed: performance.now(), waited: 0 };
    let told = 0;
    const tell = (step) => {
      postMessage({ did: "step", epoch: number, step, steps, losses: all.slice(told, step), loss: sum.loss / sum.seen, accuracy: sum.right / sum.seen, kernels: kernelsNow() });
      [told, times.told] = [step, performance.now()];
    };
    if (exchange) peer.postMessage({ do: "assist", order });
    for (let step = 0; step < steps; step += 1) {
      if (performance.now() - times.breathed > TURN) {
        const before = performance.now();
        await breathe();
        times.breathed = performance.now();
        if (times.breathed - before > 50) times.waited += times.breathed - before;
      }
      if (control.stopped) {
        if (exchange) {
          exchange.end();
          await exchange.ended();
          exchange.forget();
        }
        return false;
      }
      const found = await train(order, step * settings.batch);
      const count = Math.min(settings.batch, order.length - step * settings.batch);
      all[step] = found.loss / count;
      sum.loss += found.loss;
      sum.right += found.right;
      sum.seen += count;
      if (!Number.isFinite(all[step])) {
        control.stopped = true;
        postMessage({ did: "ran away", epoch: number, step: step + 1, loss: String(all[step]) });
      }
      if (performance.now() - times.told > TELL) tell(step + 1);
    }
    tell(steps);
    const seconds = (performance.now() - times.began - times.waited) / 1000;
    const { loss, accuracy } = await evaluate(data.validation);
    postMessage({ did: "epoch", epoch: number, seconds, loss: sum.loss / sum.seen, accuracy: sum.right / sum.seen, val_loss: loss, val_accuracy: accuracy, losses: all });
    return !control.stopped;
  }

  /* What a trained network does with images that it has not seen, and with those that it has. */
  async function finish() {
    const [test, validation, training] = [await evaluate(data.test), await evaluate(data.validation), await evaluate([0, settings.images])];
    const [from] = data.test;
    const examples = Int32Array.from({ length: Math.min(20, settings.batch) }, (_, i) => from + i);
    trainer.load(bytes, examples);
    const outputs = trainer.forward(examples.length).slice();
    const size = data.side ** 2;
    const wrong = [...test.read.keys()].filter((i) => test.read[i] !== data.labels[from + i]);
    const misread = wrong.slice(0, 12).map((i) => ({ is: data.labels[from + i], read: test.read[i], pixels: data.pixels.slice((from + i) * size, (from + i + 1) * size) }));
    const labels = { test: data.labels.slice(...data.test), training: data.labels.slice(0, settings.images) };
    postMessage({ did: "end", test, validation, training, labels, outputs, misread, wrong: wrong.length, weights: trainer.weights.slice(), steps: trainer.steps });
  }

  /* The second worker gets the network and the images as the first has them. */
  async function pair(wanted) {
    const two = wanted.workers > 1 && typeof Worker !== "undefined" && wanted.batch > 1;
    if (!two) {
      if (peer) peer.terminate();
      [peer, exchange] = [null, null];
      return;
    }
    if (!peer) {
      peer = new Worker(`worker.js${VERSION}`);
      peer.onerror = () => postMessage({ did: "fail", message: noted("The second worker has stopped. Press Train to begin again.") });
      exchange = new Exchange(peer);
    }
    exchange.forget();
    await new Promise((done, bad) => {
      peer.onmessage = ({ data: message }) => (message.did === "fail" ? bad(new Error(message.message)) : done());
      peer.postMessage({ do: "second", wanted: { ...wanted, weights: trainer.weights.slice() }, data });
    });
    peer.onmessage = ({ data: message }) => (message.did ? postMessage(message) : exchange.arrive(message));
  }

  /* ---------------------------------------------------------------- what is asked */

  const ASKED = {
    /* The first epochs of a network, or, without layers, more of them. */
    async train({ wanted, first, epochs }) {
      Object.assign(control, { paused: false, stopped: false });
      if (wanted) {
        if (!files.has(wanted.data)) files.set(wanted.data, await fetchData(wanted.data));
        data = files.get(wanted.data);
        await prepare({ ...wanted, images: Math.min(wanted.images, data.train[1]) });
        await pair(settings);
      }
      postMessage({ did: "begin", images: settings.images, classes: data.classes, examples: examplesOf(data), kernels: kernelsNow() });
      let number = first;
      while (number < first + epochs && (await epoch(number))) number += 1;
      await finish();
    },

    pause: () => (control.paused = true),

    go() {
      control.paused = false;
      if (control.wake) control.wake();
    },

    stop() {
      control.stopped = true;
      if (control.wake) control.wake();
    },

    /* One image through the network: the outputs of all layers that compute; null while there is no network. */
    look({ image }) {
      if (trainer) {
        trainer.at(trainer.shared.input, image.length).set(image);
        trainer.forward(1);
      }
      postMessage({ did: "look", made: trainer && trainer.chain.map(shown) });
    },

    /* A network that was kept: its weights, without the images. */
    async recall({ wanted }) {
      data = null;
      await prepare(wanted);
      postMessage({ did: "recall", kernels: kernelsNow() });
    },

    /* Seconds for one batch of a stack, on this device, with one worker. */
    async measure({ wanted, number }) {
      const tried = await trainerOf(wanted, "measuring");
      tried.weights.set(firstWeights(arraysOf(sizes(wanted.layers, wanted.shapes)), 1));
      const image = tried.at(tried.shared.input, wanted.batch * tried.chain[0].sizeBefore);
      image.forEach((_, i) => (image[i] = i % 5 ? 0 : (i % 11) / 10));
      const labels = Uint8Array.from({ length: wanted.batch }, (_, i) => i % tried.last.size);
      const seconds = [];
      for (let sum = 0; seconds.length < 3 || (seconds.length < 8 && sum < 0.1); sum += seconds[seconds.length - 1]) {
        const began = performance.now();
        tried.backpropagate(labels, labels.length);
        tried.step();
        seconds.push((performance.now() - began) / 1000);
      }
      postMessage({ did: "measure", number, seconds: seconds.slice(1).sort((a, b) => a - b)[(seconds.length - 1) >> 1] });
    },

    /* Asked of a second worker by the first. */
    async second({ wanted, data: given }) {
      data = given;
      exchange = new Exchange(self);
      await prepare(wanted);
      postMessage({ did: "second" });
    },

    assist: ({ order }) => assist(order),
  };

  self.onmessage = async ({ data: message }) => {
    if (!message.do) {
      exchange.arrive(message);
      return;
    }
    try {
      await ASKED[message.do](message);
    } catch (error) {
      const full = error instanceof RangeError ? noted("There is not enough memory for this network. Take fewer units or filters, or a smaller batch.") : error.message;
      postMessage({ did: "fail", message: full });
    }
  };
})();
