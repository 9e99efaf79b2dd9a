/* Reads and runs the network of lesson 4, and prepares a drawing as MNIST's digits were prepared.
   lessonlib.networks.weights writes the file; tests/browser/test_digits.py holds the numbers to Keras. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;

  const SIDE = 28;
  const BOX = 20;
  const LARGEST = 1e6;
  const ACTIVATIONS = ["relu", "softmax", "linear"];
  /* How many axes each array of a layer has: kernel, bias. */
  const AXES = { Conv2D: [4, 1], Dense: [2, 1], MaxPooling2D: [], Flatten: [] };

  /* ---------------------------------------------------------------- the file */

  const fail = (what) => {
    throw new Error(`${what} ${localised("Reload the page; if that does not help, the site has to be built again.")}`);
  };

  function halves(buffer, offset, count) {
    const given = new Uint16Array(buffer.slice(offset, offset + 2 * count));
    const made = new Float32Array(count);
    for (let i = 0; i < count; i += 1) {
      const bits = given[i];
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024);
      made[i] = bits & 0x8000 ? -size : size;
    }
    return made;
  }

  function header(buffer) {
    const view = new DataView(buffer);
    const text = (from, to) => new TextDecoder().decode(buffer.slice(from, to));
    if (buffer.byteLength < 8 || text(0, 4) !== "CNN1") fail(localised("The file of the network is not one that this page can read."));
    const end = 8 + view.getUint32(4, true);
    if (end > buffer.byteLength) fail(localised("The file of the network is cut off."));
    let head;
    try {
      head = JSON.parse(text(8, end));
    } catch {
      fail(localised("The file of the network is damaged."));
    }
    const layers = listed(head && head.layers).map(layerOf);
    const labels = listed(head.labels).map((label) => (isSize(label, 0) && label <= 9 ? label : damaged()));
    mustFit(layers);
    const arrays = layers.flatMap((layer) => layer.shapes);
    const wanted = arrays.reduce((sum, sizes) => sum + bytesOf(sizes), labels.length * SIDE * SIDE);
    if (head.bytes !== wanted) damaged();
    if (buffer.byteLength - end !== wanted) fail(localised("The file of the network is cut off: {here} of {all} bytes are here.", { here: buffer.byteLength - end, all: wanted }));
    return { layers, labels, offset: end };
  }

  const damaged = () => fail(localised("The file of the network is damaged."));
  const isSize = (value, least = 1) => Number.isInteger(value) && value >= least && value <= LARGEST;
  const areSizes = (values) => Array.isArray(values) && values.every((each) => isSize(each));
  const listed = (value) => (Array.isArray(value) && value.length && value.length <= LARGEST ? value : damaged());
  const isShort = (sizes) => sizes.length === 2;
  const bytesOf = (sizes) => (isShort(sizes) ? 2 : 4) * sizes.reduce((a, b) => a * b, 1);

  /* A layer made of what is known here: whatever else the file says of it is left behind. */
  function layerOf(given) {
    const { name, shapes = [], size = [] } = given || damaged();
    const kind = Object.keys(AXES).find((each) => each === given.kind) || damaged();
    const axes = AXES[kind];
    const activation = ACTIVATIONS.find((each) => each === given.activation);
    if (typeof name !== "string" || (axes.length && !activation)) damaged();
    if (!Array.isArray(shapes) || shapes.length !== axes.length) damaged();
    if (!axes.every((count, i) => areSizes(shapes[i]) && shapes[i].length === count)) damaged();
    if (kind === "MaxPooling2D" && !(areSizes(size) && size.length === 2)) damaged();
    return { kind, name, activation, shapes, size };
  }

  /* The layers must follow one another, from an image to ten probabilities, a convolution first. */
  function mustFit(layers) {
    let shape = [SIDE, SIDE, 1];
    layers.forEach(({ kind, shapes: [kernel, bias], size }) => {
      const [high, wide] = kind === "Conv2D" ? kernel : size;
      const sliding = kind === "Conv2D" || kind === "MaxPooling2D";
      if (sliding && (shape.length !== 3 || high > shape[0] || wide > shape[1])) damaged();
      if (kind === "Dense" && shape.length !== 1) damaged();
      if (kernel && (kernel[kernel.length - 2] !== shape[shape.length - 1] || kernel[kernel.length - 1] !== bias[0])) damaged();
      shape = {
        Conv2D: () => [shape[0] - high + 1, shape[1] - wide + 1, bias[0]],
        MaxPooling2D: () => [Math.floor(shape[0] / high), Math.floor(shape[1] / wide), shape[2]],
        Flatten: () => [shape.reduce((a, b) => a * b, 1)],
        Dense: () => [bias[0]],
      }[kind]();
    });
    const last = layers[layers.length - 1];
    if (layers[0].kind !== "Conv2D" || last.activation !== "softmax" || shape.length !== 1 || shape[0] !== 10) damaged();
  }

  /* Returns { layers, digits, labels }; throws an Error whose message a learner can read. */
  function read(buffer) {
    const { layers, labels, offset } = header(buffer);
    let at = offset;
    layers.forEach((layer) => {
      layer.weights = layer.shapes.map((sizes) => {
        const end = at + bytesOf(sizes);
        const values = isShort(sizes) ? halves(buffer, at, (end - at) / 2) : new Float32Array(buffer.slice(at, end));
        at = end;
        if (!values.every(Number.isFinite)) damaged();
        return values;
      });
    });
    const pixels = new Uint8Array(buffer.slice(at));
    const digits = labels.map((_, i) => Float32Array.from(pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), (value) => value / 255));
    return { layers, digits, labels };
  }

  /* ---------------------------------------------------------------- the layers */

  function activate(values, name) {
    if (name === "relu") for (let i = 0; i < values.length; i += 1) if (values[i] < 0) values[i] = 0;
    if (name !== "softmax") return values;
    /* Without the maximum taken off, exp overflows. */
    const most = Math.max(...values);
    const raised = values.map((value) => Math.exp(value - most));
    const sum = raised.reduce((a, b) => a + b, 0);
    return raised.map((value) => value / sum);
  }

  const RUN = {
    Conv2D({ shapes, weights: [kernel, bias], activation }, values, [height, width, channels]) {
      const [high, wide, , filters] = shapes[0];
      const [rows, columns] = [height - high + 1, width - wide + 1];
      const out = new Float32Array(rows * columns * filters);
      for (let place = 0; place < out.length; place += filters) out.set(bias, place);
      for (let y = 0; y < rows; y += 1) {
        for (let x = 0; x < columns; x += 1) {
          const to = (y * columns + x) * filters;
          for (let ky = 0; ky < high; ky += 1) {
            const from = ((y + ky) * width + x) * channels;
            const kernelRow = ky * wide * channels;
            for (let i = 0; i < wide * channels; i += 1) {
              const value = values[from + i];
              /* Most of a digit, and of what relu lets pass, is 0. */
              if (value === 0) continue;
              const weight = (kernelRow + i) * filters;
              for (let f = 0; f < filters; f += 1) out[to + f] += value * kernel[weight + f];
            }
          }
        }
      }
      return { values: activate(out, activation), shape: [rows, columns, filters] };
    },

    MaxPooling2D({ size: [high, wide] }, values, [height, width, channels]) {
      const [rows, columns] = [Math.floor(height / high), Math.floor(width / wide)];
      const out = new Float32Array(rows * columns * channels).fill(-Infinity);
      for (let y = 0; y < rows * high; y += 1) {
        for (let x = 0; x < columns * wide; x += 1) {
          const to = (Math.floor(y / high) * columns + Math.floor(x / wide)) * channels;
          const from = (y * width + x) * channels;
          for (let c = 0; c < channels; c += 1) if (values[from + c] > out[to + c]) out[to + c] = values[from + c];
        }
      }
      return { values: out, shape: [rows, columns, channels] };
    },

    Flatten: (layer, values) => ({ values, shape: [values.length] }),

    Dense({ shapes, weights: [kernel, bias], activation }, values) {
      const units = shapes[0][1];
      const out = Float32Array.from(bias);
      for (let i = 0; i < values.length; i += 1) {
        const value = values[i];
        if (value === 0) continue;
        for (let u = 0; u < units; u += 1) out[u] += value * kernel[i * units + u];
      }
      return { values: activate(out, activation), shape: [units] };
    },
  };

  /* Returns what each layer makes of an image, the image first; the last are the probabilities. */
  function run(network, image) {
    const made = [{ name: "input", kind: "InputLayer", values: image, shape: [SIDE, SIDE, 1] }];
    network.layers.forEach((layer) => {
      const before = made[made.length - 1];
      made.push({ name: layer.name, kind: layer.kind, layer, ...RUN[layer.kind](layer, before.values, before.shape) });
    });
    return made;
  }

  /* Returns how one pixel of a map came about: place of the patch; patches, kernels and sums by channel; bias, value. */
  function reckon(before, after, map, row, column) {
    const { layer } = after;
    const [, width, channels] = before.shape;
    const pooling = layer.kind === "MaxPooling2D";
    const [high, wide] = pooling ? layer.size : layer.shapes[0];
    const [top, left] = pooling ? [row * high, column * wide] : [row, column];
    const place = { row: top, column: left, high, wide };
    const grid = (value) => Array.from({ length: high }, (_, y) => Array.from({ length: wide }, (__, x) => value(y, x)));
    const patchOf = (channel) => grid((y, x) => before.values[((top + y) * width + left + x) * channels + channel]);
    const value = after.values[(row * after.shape[1] + column) * after.shape[2] + map];
    if (pooling) return { pooling, parts: [{ patch: patchOf(map) }], value, place };
    const [kernel, bias] = layer.weights;
    const parts = Array.from({ length: channels }, (_, channel) => {
      const patch = patchOf(channel);
      const weights = grid((y, x) => kernel[((y * wide + x) * channels + channel) * layer.shapes[0][3] + map]);
      return { patch, weights, sum: patch.flat().reduce((sum, pixel, i) => sum + pixel * weights.flat()[i], 0) };
    });
    return { pooling, parts, bias: bias[map], sum: parts.reduce((sum, part) => sum + part.sum, bias[map]), value, place };
  }

  /* ---------------------------------------------------------------- the drawing */

  function extent(ink, width) {
    let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
    for (let i = 0, y = 0; i < ink.length; y += 1) {
      for (let x = 0; x < width; x += 1, i += 1) {
        if (ink[i] < 0.1) continue;
        if (y < top) top = y;
        bottom = y;
        if (x < left) left = x;
        if (x > right) right = x;
      }
    }
    return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
  }

  /* Each new pixel is the mean of the area that it covers: along one axis, then along the other. */
  function shares(length, wanted) {
    const step = length / wanted;
    return Array.from({ length: wanted }, (_, i) => {
      const [from, to] = [i * step, (i + 1) * step];
      const parts = [];
      for (let at = Math.floor(from); at < to - 1e-9; at += 1) parts.push([at, (Math.min(to, at + 1) - Math.max(from, at)) / step]);
      return parts;
    });
  }

  function shrink(ink, inkWidth, box, height, width) {
    const across = shares(box.width, width);
    const rows = Array.from({ length: box.height }, (_, y) => {
      const start = (box.top + y) * inkWidth + box.left;
      return across.map((parts) => parts.reduce((sum, [at, share]) => sum + share * ink[start + at], 0));
    });
    return shares(box.height, height).map((parts) => across.map((_, x) => parts.reduce((sum, [at, share]) => sum + share * rows[at][x], 0)));
  }

  /* As MNIST was made: fitted into 20×20 pixels, then its centre of mass put into the middle of 28×28.
     Source: http://yann.lecun.com/exdb/mnist/. Returns null where nothing is drawn. */
  function normalise(ink, inkWidth) {
    const box = extent(ink, inkWidth);
    if (!box) return null;
    const scale = BOX / Math.max(box.height, box.width);
    const [height, width] = [box.height, box.width].map((length) => Math.max(1, Math.round(length * scale)));
    const small = shrink(ink, inkWidth, box, height, width);
    let [mass, down, over] = [0, 0, 0];
    small.forEach((line, y) => line.forEach((value, x) => {
      mass += value;
      down += value * y;
      over += value * x;
    }));
    const [top, left] = [[down, height], [over, width]].map(([moment, length]) =>
      Math.min(SIDE - length, Math.max(0, Math.round(SIDE / 2 - moment / mass))));
    const image = new Float32Array(SIDE * SIDE);
    small.forEach((line, y) => line.forEach((value, x) => (image[(top + y) * SIDE + left + x] = Math.min(1, value))));
    return image;
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.network = { SIDE, read, run, reckon, normalise };
})();
