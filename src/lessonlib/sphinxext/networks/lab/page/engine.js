/* The page's side of training: starts the worker, hears it, notices when it falls silent; and judges beforehand
   whether a stack can be trained here. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;
  const { infer, count } = globalThis.lessonlib.stacks;
  const { sizes, workOf, arraysOf, layout } = globalThis.lessonlib.labPlan;
  const SIDE = 28;
  const CLASSES = 10;
  const MOST_BYTES = 220e6; // in all workers
  const OF_IMAGES = 4e6;
  const LONGEST = 600; // seconds for one epoch
  const SILENCE = 30; // seconds after which a worker is given up
  const GUESS = 3 / 4e9; // seconds for one multiplication, forward and backward, until this device is measured
  const PAIRED = 0.65; // of the time, when two workers share it

  const workers = () => (navigator.hardwareConcurrency > 1 ? 2 : 1);

  const dims = (shape) => shape.map(count).join(" × ");

  /* How long something takes, in words. */
  function duration(seconds) {
    if (seconds < 1) return localised("less than a second");
    if (seconds < 90) return localised("about {number} s", { number: Math.round(seconds) });
    if (seconds < 5400) return localised("about {number} minutes", { number: Math.round(seconds / 60) });
    return localised("about {number} hours", { number: count(Math.round(seconds / 3600)) });
  }

  /* Returns { refused: why a stack cannot be trained here }, or { layers, shapes, work, parameters }. */
  function judge(stack, batch) {
    const { rows, error } = infer(stack);
    const refuse = (refused) => ({ refused });
    if (error) return refuse(localised("This stack is impossible: the line marked above says why."));
    const shapes = rows.map(({ shape }) => shape);
    const [first, last] = [shapes[0], shapes[shapes.length - 1]];
    if (dims(first) !== `${SIDE} × ${SIDE} × 1`) return refuse(localised("The images here are 28 × 28 × 1, and the stack takes {shape}. Change the input.", { shape: dims(first) }));
    if (last.length !== 1 || last[0] !== CLASSES) {
      const why = last.length > 1 ? localised("Flatten it, and end with Dense 10.") : localised("End with Dense 10: a number for each class.");
      return refuse(`${localised("The output is {shape}, and there are ten classes.", { shape: dims(last) })} ${why}`);
    }
    const planned = sizes(stack.layers, shapes);
    const parameters = arraysOf(planned).reduce((sum, { size }) => sum + size, 0);
    if (!parameters) return refuse(localised("No layer of this stack has weights, so there is nothing to train. Add a Dense layer."));
    /* Each worker has the network, and the first a second one, whose speed it has measured. */
    const bytes = (workers() + 1) * layout(planned, batch).bytes + workers() * OF_IMAGES;
    if (bytes > MOST_BYTES) {
      return refuse(localised("Training this stack would take {size} MB of memory; {most} are the most here. Take fewer filters or units, pool before Flatten, or take a smaller batch.", { size: count(Math.round(bytes / 1e6)), most: count(MOST_BYTES / 1e6) }));
    }
    return { layers: stack.layers, shapes, work: workOf(planned), parameters };
  }

  /* Why an epoch of so many seconds is refused, or nothing. */
  const tooLong = (seconds) =>
    seconds > LONGEST ? localised("One epoch of this stack would take {time} on this device; ten minutes are the most here. Take fewer or smaller filters, or pool earlier.", { time: duration(seconds) }) : "";

  class Engine {
    /* folder: the address of the lab's files; hear: is told what the worker says */
    constructor(folder, version, hear) {
      Object.assign(this, { folder, version, hear, worker: null, measured: new Map(), patience: SILENCE });
    }

    get busy() {
      return Boolean(this.training);
    }

    start() {
      if (location.protocol === "file:") throw new Error(localised("Browsers do not let a page that is opened from a file train. Open the site through a server: python -m http.server in its folder."));
      if (typeof Worker === "undefined" || typeof WebAssembly === "undefined") throw new Error(localised("This browser cannot train: it lacks Web Workers or WebAssembly. The lab runs in Chrome 91, Firefox 113, Safari 16.4 and later."));
      this.worker = new Worker(`${this.folder}worker.js?v=${this.version}`);
      this.worker.onmessage = ({ data }) => this.receive(data);
      this.worker.onerror = () => this.fail(localised("The training has stopped by itself. Your runs are kept. Press Train to begin again."));
    }

    ask(message) {
      try {
        if (!this.worker) this.start();
        this.worker.postMessage(message);
      } catch (error) {
        this.fail(error.message);
      }
    }

    receive(message) {
      this.watch();
      if (message.did === "measure") this.learn(message);
      if (message.did === "end") this.rest();
      if (message.did === "fail") this.fail(localised(message.message));
      else this.hear(message);
    }

    /* A worker that dies says nothing; Chromium tells of no one that ran out of memory. */
    watch() {
      clearTimeout(this.alarm);
      if (!this.training || this.paused) return;
      this.alarm = setTimeout(() => this.fail(localised("The training does not answer any more. Your runs are kept. Press Train to begin again.")), this.patience * 1000);
    }

    rest() {
      this.training = null;
      clearTimeout(this.alarm);
    }

    fail(message) {
      this.rest();
      if (this.worker) this.worker.terminate();
      this.worker = null;
      this.hear({ did: "fail", message });
    }

    /* wanted: the network and its settings, or nothing to go on with the one that is there */
    train(wanted, first, epochs) {
      [this.training, this.paused] = [true, false];
      this.ask({ do: "train", wanted: wanted && { ...wanted, workers: workers() }, first, epochs });
      this.watch();
    }

    pause(paused) {
      this.paused = paused;
      this.ask({ do: paused ? "pause" : "go" });
      this.watch();
    }

    /* Seconds for so many images of a judged stack, as far as is known. */
    seconds({ work }, images, key) {
      const known = this.measured.get(key);
      const each = known || (work + 20000) * (this.speed || GUESS);
      return images * each;
    }

    measure({ layers, shapes, work }, batch, key) {
      if (this.measured.has(key) || this.training) return;
      this.asked = { key, work, batch };
      this.ask({ do: "measure", wanted: { layers, shapes, batch }, number: key });
    }

    learn({ seconds, number }) {
      const { key, work, batch } = this.asked;
      if (number !== key) return;
      this.note(key, work, (seconds / batch) * (workers() > 1 ? PAIRED : 1));
    }

    /* Seconds an image, as measured. */
    note(key, work, each) {
      this.measured.set(key, each);
      this.speed = each / (work + 20000);
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labEngine = { Engine, judge, tooLong, duration, workers, dims };
})();
