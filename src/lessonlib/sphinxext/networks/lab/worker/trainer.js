/* Trains a stack as Keras does, with the kernel's arithmetic. plan.js says where everything lies. */
(() => {
  "use strict";

  const { layout, stepsOf, product } = globalThis.lessonlib.labPlan;
  const { streamOf, PURPOSES } = globalThis.lessonlib.labGenerator;
  const PAGE = 65536;
  const EPSILON = Math.fround(1e-7); // keras.backend.epsilon()
  const BETAS = [0.9, 0.999]; // of keras.optimizers.Adam

  /* ---------------------------------------------------------------- activations: all but ReLU are rare, and stay here */

  const ACTIVATE = {
    sigmoid: (numbers) => numbers.forEach((value, i) => (numbers[i] = 1 / (1 + Math.exp(-value)))),
    tanh: (numbers) => numbers.forEach((value, i) => (numbers[i] = Math.tanh(value))),
    softmax(numbers, length) {
      for (let row = 0; row < numbers.length; row += length) {
        let [most, sum] = [-Infinity, 0];
        for (let i = row; i < row + length; i += 1) most = Math.max(most, numbers[i]);
        for (let i = row; i < row + length; i += 1) sum += numbers[i] = Math.exp(numbers[i] - most);
        for (let i = row; i < row + length; i += 1) numbers[i] /= sum;
      }
    },
  };

  /* The gradient before an activation from that after it, g, and from its output, y: so it works after pooling, too. */
  const BACK = {
    sigmoid: (g, y) => g.forEach((value, i) => (g[i] = value * y[i] * (1 - y[i]))),
    tanh: (g, y) => g.forEach((value, i) => (g[i] = value * (1 - y[i] * y[i]))),
    softmax(g, y, length) {
      for (let row = 0; row < g.length; row += length) {
        let sum = 0;
        for (let i = row; i < row + length; i += 1) sum += g[i] * y[i];
        for (let i = row; i < row + length; i += 1) g[i] = y[i] * (g[i] - sum);
      }
    },
  };

  /* ---------------------------------------------------------------- the layers */

  const LAYERS = {
    Conv2D: {
      forward({ kernel, shared, pad }, layer, n) {
        const { filters, window, strides, padding: [{ size: height }, { size: width }], from: [, , channels], to: [rows, columns] } = layer;
        if (layer.isPadded) pad(layer, n);
        const end = [layer.kernel, layer.bias, layer.out, rows, columns, Number(layer.activation === "relu"), shared.scratch];
        if (layer.winograd) kernel.conv_winograd(layer.source, n, height, width, channels, filters, ...end);
        else kernel.conv_forward(layer.source, n, height, width, channels, ...window, ...strides, filters, ...end);
      },
      backward({ kernel, activateBack, crop }, layer, n, before, next) {
        const { filters, window, from: [, , channels], to: [rows, columns] } = layer;
        const [{ size: height }, { size: width }] = layer.padding;
        const image = height * width * channels;
        const pixels = layer.passesBack ? (layer.isPadded ? layer.imageGradient : before.gradient) : 0;
        const top = layer.fused ? next : layer;
        activateBack(layer.activation, top.gradient, top.out, n * top.size, filters);
        if (pixels) {
          kernel.zero(pixels, n * image);
          kernel.turn(layer.kernel, window[0], layer.length, filters, layer.turned);
        }
        kernel.zero(layer.turnedGradient, filters * window[0] * ((layer.length + 3) & ~3));
        kernel.zero(layer.biasGradient, filters);
        const list = [layer.where, layer.value, layer.count, layer.most];
        for (let i = 0; i < n; i += 1) {
          const g = top.gradient + 4 * i * top.size;
          if (layer.fused) kernel.list_pooled(g, next.origins + 4 * i * next.size, next.to[0] * next.to[1], filters, ...list, layer.biasGradient);
          else kernel.list_all(g, rows, columns, filters, ...stepsOf(layer), ...list, layer.biasGradient);
          kernel.conv_backward(layer.source + 4 * i * image, pixels && pixels + 4 * i * image, width, channels, ...window, filters, ...list, layer.turnedGradient, layer.turned);
        }
        kernel.turn_back(layer.turnedGradient, window[0], layer.length, filters, layer.kernelGradient);
        if (pixels && layer.isPadded) crop(layer, n, before.gradient);
      },
    },

    Dense: {
      forward: ({ kernel, shared }, layer, n) =>
        kernel.dense_forward(layer.source, n * layer.rows, layer.inputs, layer.units, layer.kernel, layer.bias, layer.out, Number(layer.activation === "relu"), shared.scratch),
      backward({ kernel, shared, last, activateBack }, layer, n, before) {
        const sizes = [n * layer.rows, layer.inputs, layer.units];
        if (layer !== last) activateBack(layer.activation, layer.gradient, layer.out, n * layer.size, layer.units);
        kernel.dense_weights(layer.source, layer.gradient, ...sizes, layer.kernelGradient, layer.biasGradient, shared.scratch);
        if (layer.passesBack) kernel.dense_inputs(layer.gradient, ...sizes, layer.kernel, before.gradient, shared.scratch);
      },
    },

    MaxPooling2D: {
      forward: ({ kernel, windowOf }, layer, n) => kernel.max_pool(layer.source, n, ...layer.from, ...windowOf(layer), layer.out, layer.origins, ...layer.steps),
      backward({ kernel }, layer, n, before) {
        if (before.fused) return; // the convolution reads the origins itself
        kernel.zero(before.gradient, n * layer.sizeBefore);
        for (let i = 0; i < n; i += 1) {
          const [g, origins] = [layer.gradient, layer.origins].map((at) => at + 4 * i * layer.size);
          kernel.max_pool_back(g, origins, layer.to[0] * layer.to[1], layer.to[2], before.gradient + 4 * i * layer.sizeBefore);
        }
      },
    },

    AveragePooling2D: {
      forward: ({ kernel, windowOf }, layer, n) => kernel.average_pool(layer.source, n, ...layer.from, ...windowOf(layer), layer.out, 0),
      backward({ kernel, windowOf }, layer, n, before) {
        kernel.zero(before.gradient, n * layer.sizeBefore);
        kernel.average_pool(before.gradient, n, ...layer.from, ...windowOf(layer), layer.gradient, 1);
      },
    },

    Dropout: {
      forward({ kernel, mask }, layer, n, training) {
        if (training) mask(layer, n);
        if (training) kernel.times(layer.source, layer.factors, layer.out, n * layer.size);
        else kernel.copy_rows(layer.source, 1, 0, 0, layer.out, 0, 0, 1, n * layer.size);
      },
      backward: ({ kernel }, layer, n, before) => kernel.times(layer.gradient, layer.factors, before.gradient, n * layer.size),
    },
  };

  /* ---------------------------------------------------------------- the network */

  class Trainer {
    /* layers: of lessonlib.labPlan.sizes; extra: bytes that the caller wants after `bytes`. The memory is taken over and grows. */
    constructor(layers, { batch, module, memory = new WebAssembly.Memory({ initial: 1 }), extra = 0 }) {
      Object.assign(this, layout(layers, batch), { batch, memory });
      const missing = Math.ceil((this.bytes + extra) / PAGE) - memory.buffer.byteLength / PAGE;
      if (missing > 0) memory.grow(missing);
      this.kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;
      this.floats = new Float32Array(memory.buffer);
      this.last = this.chain[this.chain.length - 1];
      for (const name of ["pad", "crop", "mask", "windowOf", "activateBack"]) this[name] = this[name].bind(this);
      this.kernel.zero(this.shared.zeros, Math.max(...layers.map(({ to }) => to[to.length - 1])));
      this.start(0, { optimizer: "adam", rate: 0.001 });
    }

    /* Begins anew: a seed for dropout, and the optimizer, whose memory is emptied. */
    start(seed, { optimizer, rate }) {
      Object.assign(this, { seed, optimizer, rate, steps: 0 });
      this.kernel.zero(this.shared.means, this.rounded);
      this.kernel.zero(this.shared.squares, this.rounded);
    }

    at(address, count) {
      return this.floats.subarray(address >> 2, (address >> 2) + count);
    }

    get weights() {
      return this.at(this.shared.weights, this.parameters);
    }

    get gradients() {
      return this.at(this.shared.gradients, this.parameters);
    }

    /* The images of these indices, from bytes that begin at an address. */
    load(bytes, indices) {
      new Int32Array(this.memory.buffer).set(indices, this.shared.indices >> 2);
      this.kernel.pixels(bytes, this.shared.indices, indices.length, this.chain[0].sizeBefore, this.shared.input);
    }

    pad(layer, n) {
      const { from: [height, width, channels], padding: [rows, columns] } = layer;
      const [row, image] = [columns.size * channels, rows.size * columns.size * channels];
      this.kernel.zero(layer.image, n * image);
      const inside = layer.image + 4 * (rows.before * row + columns.before * channels);
      this.kernel.copy_rows(layer.source, n, layer.sizeBefore, width * channels, inside, image, row, height, width * channels);
      layer.source = layer.image;
    }

    crop(layer, n, to) {
      const { from: [height, width, channels], padding: [rows, columns] } = layer;
      const [row, image] = [columns.size * channels, rows.size * columns.size * channels];
      const inside = layer.imageGradient + 4 * (rows.before * row + columns.before * channels);
      this.kernel.copy_rows(inside, n, image, row, to, layer.sizeBefore, width * channels, height, width * channels);
    }

    windowOf({ window, strides, padding, to }) {
      return [...window, ...strides, padding[0].before, padding[1].before, to[0], to[1]];
    }

    /* What is masked depends on the step and on the image's place in the batch, so two workers mask what one would. */
    mask(layer, n) {
      const stream = streamOf(this.seed, PURPOSES.masks, this.steps * 64 + this.chain.indexOf(layer));
      const kept = layer.rate < 1 ? 1 / (1 - layer.rate) : 0;
      this.kernel.dropout_factors(layer.factors, n * layer.size, stream, (this.firstImage || 0) * layer.size, layer.rate * 2 ** 32, kept);
    }

    activateBack(name, g, y, count, length) {
      if (name === "relu") this.kernel.relu_back(g, y, count);
      else if (BACK[name]) BACK[name](this.at(g, count), this.at(y, count), length);
    }

    /* Whether the loss wants the inputs of the last activation: Keras takes them from a softmax, and from a sigmoid. */
    get fromLogits() {
      return ["softmax", "sigmoid"].includes(this.last.activation);
    }

    /* Leaves the outputs of n images in `last.out`; with `logits`, what the loss wants in their place. */
    forward(n, { training = false, logits = false } = {}) {
      let source = this.shared.input;
      this.chain.forEach((layer) => {
        layer.source = source;
        LAYERS[layer.kind].forward(this, layer, n, training);
        const activate = ACTIVATE[layer.activation];
        const waits = logits && layer === this.last && this.fromLogits;
        if (activate && !waits) activate(this.at(layer.out, n * layer.size), layer.to[layer.to.length - 1]);
        source = layer.out;
      });
      return this.at(source, n * this.last.size);
    }

    /* Sparse categorical cross-entropy of what forward left, summed; with a total, its gradients, divided by it.
       Outputs that are no logits Keras clips, and divides by their sum. */
    loss(outputs, labels, total) {
      const [length, gradient] = [this.last.size, total && this.at(this.last.gradient, outputs.length)];
      const ending = this.fromLogits ? lossOfLogits : lossOfClipped;
      let [loss, right] = [0, 0];
      labels.forEach((label, i) => {
        const row = outputs.subarray(i * length, (i + 1) * length);
        if (largest(row) === label) right += 1;
        loss += ending(row, label, gradient && gradient.subarray(i * length, (i + 1) * length), total);
      });
      if (total && !this.fromLogits) this.activateBack(this.last.activation, this.last.gradient, this.last.out, outputs.length, length);
      return { loss, right };
    }

    /* Gradients of all weights for the images loaded. total: the images of the whole batch, of which these may be a half.
       ready(layer) is called when those of a layer, and of all after it, are final. */
    backpropagate(labels, total, ready = () => {}) {
      const n = labels.length;
      const found = this.loss(this.forward(n, { training: true, logits: true }), labels, total);
      for (let i = this.chain.length - 1; i >= 0; i -= 1) {
        const layer = this.chain[i];
        if (layer.arrays.length || layer.passesBack) LAYERS[layer.kind].backward(this, layer, n, this.chain[i - 1], this.chain[i + 1]);
        if (layer.arrays.length) ready(layer);
      }
      return found;
    }

    /* One step of the optimizer. both: whether `others` holds the gradients of the batch's other half */
    step(both = false) {
      const { weights, gradients, others, means, squares } = this.shared;
      this.steps += 1;
      const other = both ? others : 0;
      if (this.optimizer === "sgd") this.kernel.sgd(weights, gradients, other, this.rounded, this.rate);
      else this.kernel.adam(weights, gradients, other, means, squares, this.rounded, adamRate(this.rate, this.steps), 1 - BETAS[0], 1 - BETAS[1], EPSILON);
    }
  }

  const largest = (row) => row.reduce((best, value, i) => (value > row[best] ? i : best), 0);

  function lossOfLogits(row, label, gradient, total) {
    let [most, sum] = [-Infinity, 0];
    row.forEach((value) => (most = Math.max(most, value)));
    row.forEach((value) => (sum += Math.exp(value - most)));
    if (gradient) row.forEach((value, i) => (gradient[i] = (Math.exp(value - most) / sum - (i === label)) / total));
    return Math.log(sum) + most - row[label];
  }

  function lossOfClipped(row, label, gradient, total) {
    const clipped = Float32Array.from(row, (value) => Math.min(Math.max(value, EPSILON), Math.fround(1 - EPSILON)));
    const sum = clipped.reduce((a, b) => a + b, 0);
    if (gradient) row.forEach((value, i) => (gradient[i] = value === clipped[i] ? (1 / sum - (i === label) / clipped[i]) / total : 0));
    return Math.log(sum) - Math.log(clipped[label]);
  }

  /* In the order and the precision in which keras.optimizers.Adam computes it. */
  function adamRate(rate, step) {
    const f = Math.fround;
    const left = BETAS.map((beta) => f(1 - f(f(beta) ** step)));
    return f(f(f(rate) * f(Math.sqrt(left[1]))) / left[0]);
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labTrainer = { Trainer, largest, product };
})();
