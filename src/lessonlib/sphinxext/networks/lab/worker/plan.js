/* What a stack needs: sizes, weights, multiplications, and the place of everything in one memory. */
(() => {
  "use strict";

  const product = (values) => values.reduce((a, b) => a * b, 1);
  const both = (size) => [size[0], size[size.length - 1]];
  const TAIL = 64; // the kernel may read a vector past the end of a buffer
  const START = 65536; // below lie the kernel's stack and constants
  const WINDOWS = ["Conv2D", "MaxPooling2D", "AveragePooling2D"];

  /* Zeros before, and length with the zeros: as TensorFlow pads, the smaller half before. */
  function padded(size, window, stride, out, same) {
    const zeros = same ? Math.max((out - 1) * stride + window - size, 0) : 0;
    return { before: zeros >> 1, size: size + zeros };
  }

  /* One layer with all its sizes; `from` and `to` are the shapes before and after. */
  function sized(layer, from, to) {
    const made = { ...layer, from, to, size: product(to), sizeBefore: product(from), arrays: [], work: 0 };
    if (WINDOWS.includes(layer.kind)) {
      made.window = both(layer.kernel_size || layer.pool_size);
      made.strides = both(layer.strides || layer.pool_size || [1]);
      made.padding = [0, 1].map((i) => padded(from[i], made.window[i], made.strides[i], to[i], layer.same));
      made.isPadded = made.padding.some(({ size }, i) => size !== from[i]);
    }
    if (layer.kind === "Conv2D") {
      const [area, channels] = [product(made.window), from[2]];
      made.arrays.push({ shape: [...made.window, channels, layer.filters], fans: [area * channels, area * layer.filters] });
      made.work = area * channels * made.size;
      made.length = made.window[1] * channels;
      made.winograd = area === 9 && made.window[0] === 3 && product(made.strides) === 1 && channels % 8 === 0 && layer.filters % 8 === 0;
    }
    if (layer.kind === "Dense") {
      made.inputs = from[from.length - 1];
      made.rows = made.sizeBefore / made.inputs; // Dense acts on the last axis alone
      made.arrays.push({ shape: [made.inputs, layer.units], fans: [made.inputs, layer.units] });
      made.work = made.sizeBefore * layer.units;
    }
    if (made.arrays.length && !layer.nobias) made.arrays.push({ shape: [layer.filters || layer.units], fans: null });
    made.arrays.forEach((array) => (array.size = product(array.shape)));
    return made;
  }

  /* Returns the layers with their sizes. shapes: the input's, then that after each layer, as lessonlib.stacks.infer finds them */
  const sizes = (layers, shapes) => layers.map((layer, i) => sized(layer, shapes[i], shapes[i + 1]));

  /* Multiplications for one image, forward: a measure of time. */
  const workOf = (layers) => layers.reduce((sum, { work }) => sum + work, 0);
  const arraysOf = (layers) => layers.flatMap(({ arrays }) => arrays);

  function scratchOf(layer, batch) {
    if (layer.kind === "Dense") return (layer.units + 16) * (layer.rows * batch + 8);
    if (layer.kind !== "Conv2D") return 0;
    const { filters, from: [, , channels], to: [, columns] } = layer;
    const plain = layer.window[0] * layer.length * (filters + 8);
    return layer.winograd ? Math.max(plain, 25 * channels * filters + 8 * columns * (channels + filters)) : plain;
  }

  /* A convolution's own buffers: the padded image, the list of gradients, turned weights (see gradients.c). */
  function placeConvolution(layer, batch, next, place) {
    const { filters, from: [, , channels], to: [rows, columns] } = layer;
    if (layer.isPadded) {
      const size = batch * channels * product(layer.padding.map((each) => each.size));
      layer.image = place(size);
      if (layer.passesBack) layer.imageGradient = place(size);
    }
    layer.most = 1 + Math.max(rows * columns, layer.fused ? next.to[0] * next.to[1] : 0);
    [layer.where, layer.value, layer.count] = [place(layer.most * filters), place(layer.most * filters), place(filters)];
    const turned = filters * layer.window[0] * ((layer.length + 3) & ~3);
    [layer.turned, layer.turnedGradient] = [place(turned), place(turned)];
  }

  /* Returns the layers that compute, each with the addresses of its buffers, and those of what all share. */
  function layout(layers, batch) {
    let top = START;
    const place = (count) => {
      const at = top;
      top += Math.ceil(count * 4 / TAIL + 1) * TAIL;
      return at;
    };
    const parameters = arraysOf(layers).reduce((sum, { size }) => sum + size, 0);
    const rounded = (parameters + 3) & ~3;
    const shared = Object.fromEntries(["weights", "means", "squares", "gradients", "others"].map((name) => [name, place(rounded)]));
    shared.input = place(batch * layers[0].sizeBefore);
    shared.indices = place(batch);
    const widest = Math.max(...layers.map(({ to }) => to[to.length - 1]));
    [shared.zeros, shared.unused] = [place(widest), place(widest)]; // for layers without a bias
    shared.scratch = place(Math.max(4096, ...layers.map((layer) => scratchOf(layer, batch))));
    const chain = layers.filter(({ kind }) => kind !== "Flatten").map((layer) => ({ ...layer }));
    let [offset, trained] = [0, false];
    chain.forEach((layer, i) => {
      const next = chain[i + 1];
      const [kernel, bias] = layer.arrays;
      layer.first = offset;
      if (kernel) {
        [layer.kernel, layer.kernelGradient] = [shared.weights + 4 * offset, shared.gradients + 4 * offset];
        offset += kernel.size;
        [layer.bias, layer.biasGradient] = bias ? [shared.weights + 4 * offset, shared.gradients + 4 * offset] : [shared.zeros, shared.unused];
        offset += bias ? bias.size : 0;
      }
      layer.passesBack = trained; // does a layer before it have weights?
      trained ||= Boolean(kernel);
      layer.fused = layer.kind === "Conv2D" && Boolean(next) && next.kind === "MaxPooling2D" && layer.activation !== "softmax";
      layer.out = place(layer.size * batch);
      if (trained && !layer.fused) layer.gradient = place(layer.size * batch);
      if (layer.kind === "Dropout") layer.factors = place(layer.size * batch);
      if (layer.kind === "Conv2D") placeConvolution(layer, batch, next, place);
      if (layer.kind === "MaxPooling2D") {
        const before = chain[i - 1];
        layer.origins = place(layer.size * batch);
        layer.steps = before && before.fused ? stepsOf(before) : [layer.from[1], 1];
      }
    });
    return { chain, parameters, rounded, shared, bytes: top };
  }

  /* Numbers of the (padded) image from one patch of a convolution to the next, down and across. */
  const stepsOf = ({ strides, padding, from }) => [strides[0] * padding[1].size * from[2], strides[1] * from[2]];

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labPlan = { sizes, workOf, arraysOf, layout, stepsOf, product };
})();
