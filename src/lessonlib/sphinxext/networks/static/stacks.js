/* Judges a stack of layers as Keras does: shapes, parameters, the summary, the text of an error.
   lessonlib.networks.stacks reads the same notation; tests/data/stacks.json, made by Keras, holds all three together. */
(() => {
  "use strict";

  const { grouped: count, inSigns, localised, noted } = globalThis.lessonlib;

  const LARGEST = 4096;
  const MOST_LAYERS = 30;
  const ACTIVATIONS = ["relu", "sigmoid", "tanh", "softmax"];
  const POOLING = { numbers: ["pool_size"], words: ["strides", "same"] };
  const KINDS = {
    Conv2D: { numbers: ["filters", "kernel_size"], words: ["strides", "same", "nobias", "activation"] },
    MaxPooling2D: POOLING,
    AveragePooling2D: POOLING,
    Flatten: { numbers: [], words: [] },
    Dropout: { numbers: ["rate"], words: [] },
    Dense: { numbers: ["units"], words: ["nobias", "activation"] },
  };
  const isPair = (name) => name.endsWith("size") || name === "strides";

  /* ---------------------------------------------------------------- as text */

  class Unreadable extends Error {}

  const NUMBER = "-?[0-9]{1,9}";
  const SIZE = new RegExp(`^${NUMBER}$`);
  const PAIR = new RegExp(`^${NUMBER}(?:x${NUMBER})?$`);
  const RATE = /^-?(?:[0-9]{1,9}(?:\.[0-9]{1,4})?|\.[0-9]{1,4})$/;
  const INPUT = new RegExp(`^(${NUMBER})x(${NUMBER})x(${NUMBER})$`);
  const quoted = (word) => `“${word.length > 40 ? `${word.slice(0, 40)}…` : word}”`;

  /* What a link says is anybody's: what is read here is made anew from numbers and the words above. */
  function readSize(word, name) {
    const pattern = name === "rate" ? RATE : isPair(name) ? PAIR : SIZE;
    if (!pattern.test(word)) {
      const whole = isPair(name) ? localised("a whole number, or a pair such as 3x5") : localised("a whole number");
      const wanted = { rate: localised("a number such as 0.25") }[name] || whole;
      throw new Unreadable(localised("{word} cannot be read as {name}: write {wanted}.", { word: quoted(word), name, wanted }));
    }
    const numbers = word.split("x").map(Number);
    return isPair(name) ? numbers : numbers[0]; /* 3 and 3x3 are the same size, and Keras quotes them as written */
  }

  function readWord(word, kind) {
    const known = KINDS[kind].words;
    const activation = known.includes("activation") && ACTIVATIONS.find((each) => each === word);
    if (activation) return { activation };
    const flag = ["same", "nobias"].find((each) => each === word && known.includes(each));
    if (flag) return { [flag]: true };
    if (known.includes("strides") && word.startsWith("strides=")) return { strides: readSize(word.slice(8), "strides") };
    throw new Unreadable(localised("{word} is not understood after {kind}.", { word: quoted(word), kind }));
  }

  function readLayer([kind, ...words]) {
    if (!Object.hasOwn(KINDS, kind)) {
      throw new Unreadable(localised("{kind} is no layer of this explorer. It knows {kinds}.", { kind: quoted(kind), kinds: Object.keys(KINDS).join(", ") }));
    }
    const { numbers } = KINDS[kind];
    if (words.length < numbers.length) throw new Unreadable(localised("{kind} needs {names}.", { kind, names: numbers.join(localised(" and ")) }));
    const layer = { kind };
    numbers.forEach((name, index) => (layer[name] = readSize(words[index], name)));
    words.slice(numbers.length).forEach((word) => Object.assign(layer, readWord(word, kind)));
    return layer;
  }

  /* Returns { stack }, or { message } that says which word is not understood. */
  function parse(text) {
    const parts = text.split(/[/\n]/).map((part) => part.split(/[ ,\t]/).filter(Boolean)).filter((words) => words.length);
    try {
      const input = INPUT.exec((parts[0] || []).join(" "));
      if (!input) throw new Unreadable(localised("It does not begin with the input’s height, width and channels, such as 28x28x1."));
      if (parts.length - 1 > MOST_LAYERS) throw new Unreadable(localised("It has {number} layers; {most} are the most.", { number: parts.length - 1, most: MOST_LAYERS }));
      return { stack: { input: input.slice(1).map(Number), layers: parts.slice(1).map(readLayer) } };
    } catch (error) {
      if (error instanceof Unreadable) return { message: error.message };
      throw error;
    }
  }

  /* Returns what a word says of an argument; where it says nothing, NaN. */
  function read(word, name) {
    try {
      return readSize(word, name);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return isPair(name) ? [NaN, NaN] : NaN;
    }
  }

  const short = (value) => [value].flat().join("x");

  function format({ input, layers }) {
    const written = layers.map((layer) => {
      const { numbers, words } = KINDS[layer.kind];
      const extras = words.filter((name) => layer[name]).map((name) => ({ strides: `strides=${short(layer.strides || [])}`, activation: layer.activation })[name] || name);
      return [layer.kind, ...numbers.map((name) => short(layer[name])), ...extras].join(",");
    });
    return [input.join("x"), ...written].join("/");
  }

  /* ---------------------------------------------------------------- as Keras judges */

  const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
  const both = (size) => [size[0], size[size.length - 1]];
  const python = (value) => ([value].flat().length === 1 ? String(value) : tuple(value));
  const batch = (shape) => `(${["None", ...shape].join(", ")})`;
  const product = (values) => values.reduce((a, b) => a * b, 1);
  const printed = (number) => number.toLocaleString("en-GB");

  class Refused extends Error {
    constructor(about, text, why) {
      super(text);
      Object.assign(this, { about, why });
    }
  }

  /* Python prints a set in the order of its table, where −1 has the hash −2. */
  function setOrder(numbers) {
    const table = [];
    new Set(numbers).forEach((number) => {
      let rest = BigInt.asUintN(64, BigInt(number === -1 ? -2 : number));
      let place = rest & 7n;
      while (table[place] !== undefined) {
        rest >>= 5n;
        place = (place * 5n + 1n + rest) & 7n;
      }
      table[place] = number;
    });
    return table.filter((number) => number !== undefined);
  }

  function needPositive(name, value, least = 1) {
    const bad = setOrder(value.filter((size) => size < least));
    if (!bad.length) return;
    const text = `ValueError: The \`${name}\` argument must be a tuple of 2 integers. Received ${name}=${python(value)}, ` +
      `including values {${bad.join(", ")}} that do not satisfy \`value ${least ? "> 0" : ">= 0"}\``;
    throw new Refused("size", text, localised("{name} is {value}; each of its numbers must be 1 or more.", { name, value: python(value) }));
  }

  function needAxes(shape, name, wanted) {
    if (shape.length === 3) return;
    const text = `ValueError: Input 0 with name 'None' of layer '${name}' is incompatible with the layer: expected ${wanted}=4, ` +
      `found ndim=${shape.length + 1}. Full shape received: ${batch(shape)}`;
    throw new Refused("axes", text, localised("This layer slides a window over height and width, but it receives one row of {number} numbers: after Flatten there is no height and width any more. Move it above Flatten.", { number: count(shape[0]) }));
  }

  /* Height and width after a window has moved over them, with the reckoning as text. */
  function slide(shape, window, strides, same) {
    const axes = [noted("height"), noted("width")].map((axis, i) => {
      const size = same ? Math.ceil(shape[i] / strides[i]) : Math.floor((shape[i] - window[i]) / strides[i]) + 1;
      const working = same ? `⌈${shape[i]} / ${strides[i]}⌉` : strides[i] === 1 ? `${shape[i]} − ${window[i]} + 1` : `⌊(${shape[i]} − ${window[i]}) / ${strides[i]}⌋ + 1`;
      return { size, working: `${localised(axis)} ${working} = ${size}` };
    });
    return { sizes: axes.map((axis) => axis.size), working: axes.map((axis) => axis.working) };
  }

  const padding = (layer) => (layer.same ? "same" : "valid");

  const tooLarge = (what, window, shape) =>
    localised(what, { size: window.join(" × "), high: shape[0], wide: shape[1] });

  const RULES = {
    Conv2D(layer, shape, name) {
      const { filters } = layer;
      const [kernel, strides] = [both(layer.kernel_size), both(layer.strides || [1])];
      needPositive("kernel_size", layer.kernel_size);
      needPositive("strides", layer.strides || [1]);
      if (filters < 1) {
        throw new Refused("size", `ValueError: Invalid value for argument \`filters\`. Expected a strictly positive value. Received filters=${filters}.`, localised("{name} is {number}; a layer needs 1 or more.", { name: "filters", number: filters }));
      }
      needAxes(shape, name, "min_ndim");
      const after = slide(shape, kernel, strides, layer.same);
      if (!layer.same && Math.min(...after.sizes) < 1) {
        const text = `ValueError: Computed output size would be zero or negative. Received \`inputs shape=${batch(shape)}\`, \`kernel shape=${tuple([...kernel, shape[2], filters])}\`, ` +
          `\`dilation_rate=[1 1]\`, \`strides=${tuple(strides)}\`, \`padding=${padding(layer)}\`.`;
        throw new Refused("kernel", text, tooLarge(noted("The kernel covers {size} pixels, but only {high} × {wide} are left here. Take a smaller kernel, padding=\"same\", or fewer layers that shrink the map before it."), kernel, shape));
      }
      const each = product(kernel) * shape[2];
      const bias = layer.nobias ? 0 : 1;
      const sum = localised(bias ? noted("{weights} weights + 1 bias = {number} a filter") : noted("{weights} weights = {number} a filter"), { weights: `${kernel[0]} × ${kernel[1]} × ${count(shape[2])}`, number: count(each + bias) });
      return {
        shape: [...after.sizes, filters],
        params: filters * (each + bias),
        working: [...after.working, localised("channels = filters = {number}", { number: count(filters) }), sum, localised("{factors} = {number} parameters", { factors: `${count(filters)} × ${count(each + bias)}`, number: count(filters * (each + bias)) })],
      };
    },

    Pooling(layer, shape, name) {
      const [window, strides] = [both(layer.pool_size), both(layer.strides || layer.pool_size)];
      needPositive("pool_size", layer.pool_size);
      needPositive("strides", layer.strides || layer.pool_size, 0);
      needAxes(shape, name, "ndim");
      const calling = `Exception encountered when calling ${layer.kind}.call().\n`;
      if (Math.min(...strides) === 0) {
        throw new Refused("size", `ZeroDivisionError: ${calling}division by zero`, localised("strides is {value}: a window that moves by 0 never gets on. Write 1 or more.", { value: python(layer.strides) }));
      }
      const after = slide(shape, window, strides, layer.same);
      if (!layer.same && Math.min(...after.sizes) < 1) {
        const wide = Math.max(...window.map((size) => String(size).length));
        const text = `ValueError: ${calling}Computed output size would be zero or negative. Received: \`inputs.shape=[None ${shape.join(" ")}]\`, ` +
          `\`pool_size=[${window.map((size) => String(size).padStart(wide)).join(" ")}]\`, \`strides=${tuple(strides)}\`, \`padding=${padding(layer)}\`.`;
        throw new Refused("pool", text, tooLarge(noted("The window covers {size} pixels, but only {high} × {wide} are left here. Take out a pooling layer, or pool less."), window, shape));
      }
      return { shape: [...after.sizes, shape[2]], params: 0, working: [...after.working, localised("channels stay {number}", { number: count(shape[2]) }), localised("nothing is learned: 0 parameters")] };
    },

    Flatten(layer, shape) {
      const size = product(shape);
      const sum = shape.length > 1 ? localised("{factors} = {number} numbers in one row", { factors: shape.map(count).join(" × "), number: count(size) }) : localised("{number} numbers stay in one row", { number: count(size) });
      return { shape: [size], params: 0, working: [sum, localised("nothing is learned: 0 parameters")] };
    },

    Dropout(layer, shape) {
      if (!(layer.rate >= 0 && layer.rate <= 1)) {
        throw new Refused("size", `ValueError: Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${layer.rate}`, localised("rate is {number}; it is a share, so between 0 and 1.", { number: inSigns(layer.rate) }));
      }
      return { shape, params: 0, working: [localised("the shape stays"), localised("while training, a share of {rate} of the numbers is set to 0; nothing is learned: 0 parameters", { rate: inSigns(layer.rate) })] };
    },

    Dense(layer, shape) {
      const { units } = layer;
      if (units < 1) {
        throw new Refused("size", `ValueError: Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`, localised("{name} is {number}; a layer needs 1 or more.", { name: "units", number: units }));
      }
      const inputs = shape[shape.length - 1];
      const bias = layer.nobias ? 0 : 1;
      const params = units * (inputs + bias);
      const last = shape.length > 1 ? [localised("acts on the last axis alone: the {number} channels of each pixel (no Flatten before it)", { number: count(inputs) })] : [];
      const sum = localised(bias ? noted("{weights} weights + 1 bias = {number} a unit") : noted("{weights} weights = {number} a unit"), { weights: count(inputs), number: count(inputs + bias) });
      return { shape: [...shape.slice(0, -1), units], params, working: [...last, sum, localised("{factors} = {number} parameters", { factors: `${count(units)} × ${count(inputs + bias)}`, number: count(params) })] };
    },
  };
  RULES.MaxPooling2D = RULES.AveragePooling2D = RULES.Pooling;

  /* The sides of an input, which no Keras names; all else is called as its argument. */
  const SIDES = [noted("height"), noted("width"), noted("channels")];
  const called = (name) => (SIDES.includes(name) ? localised(name) : name);

  /* What cannot be asked of Keras, because it is no number, or because no computer holds it. */
  function needSensible(named) {
    Object.entries(named).forEach(([side, value]) => {
      const name = called(side);
      [value].flat().forEach((size) => {
        if (typeof size !== "number") return;
        const whole = name === "rate" || Number.isInteger(size);
        if (!whole || !Number.isFinite(size)) throw new Refused("size", "", localised(name === "rate" ? noted("{name}: write a number.") : noted("{name}: write a whole number."), { name }));
        if (Math.abs(size) > LARGEST) throw new Refused("size", "", localised("{name} is {size}; this explorer goes up to {most}. Take a smaller number.", { name, size: count(size), most: count(LARGEST) }));
      });
    });
  }

  function needInput(input) {
    const [height, width, channels] = input;
    needSensible({ height, width, channels });
    if (Math.min(...input) < 0) {
      throw new Refused("size", `ValueError: Cannot convert '${tuple(input)}' to a shape. Negative dimensions are not allowed.`, localised("Height, width and channels cannot be negative."));
    }
  }

  const nameOf = (kind, number) => kind.replace(/([a-z])(?=[A-Z][a-z])/g, "$1_").toLowerCase() + (number ? `_${number}` : "");

  /* Returns the rows of the summary, the input's first, and the error that stopped them, if any:
     { at: which layer (−1 is the input), text: Keras's words, why: ours, about: the kind of mistake }. */
  function infer({ input, layers }) {
    const rows = [];
    const seen = {};
    try {
      needInput(input);
      rows.push({ name: "input_layer", kind: "InputLayer", shape: input, params: 0, working: [] });
      layers.forEach((layer) => {
        const number = seen[layer.kind] || 0;
        seen[layer.kind] = number + 1;
        const name = nameOf(layer.kind, number);
        needSensible(layer);
        rows.push({ name, kind: layer.kind, ...RULES[layer.kind](layer, rows[rows.length - 1].shape, name) });
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { rows, error: { at: rows.length - 1, text: error.message, why: error.why, about: error.about } };
    }
    return { rows, error: null };
  }

  /* ---------------------------------------------------------------- as Keras prints */

  const WIDTHS = [31, 22, 13];

  function wrap(text, width) {
    const lines = [""];
    text.split(" ").forEach((word) => {
      const line = lines[lines.length - 1];
      if (!line) lines[lines.length - 1] = word;
      else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    });
    return lines.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, "g")) || [""]);
  }

  function tableRow(fields, bar) {
    const cells = fields.map((field, i) => (i < 2 ? wrap(field, WIDTHS[i]) : [field.length > WIDTHS[i] ? `${field.slice(0, WIDTHS[i] - 1)}…` : field]));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, y) =>
      bar + cells.map((cell, i) => ` ${i < 2 ? (cell[y] || "").padEnd(WIDTHS[i]) : (cell[y] || "").padStart(WIDTHS[i])} `).join(bar) + bar).join("\n");
  }

  const rule = (left, line, middle, right) => left + WIDTHS.map((width) => line.repeat(width + 2)).join(middle) + right;

  function memory(bytes) {
    const units = ["B", "KB", "MB", "GB", "TB"];
    let size = bytes;
    while (size >= 1024 && units.length) {
      size /= 1024;
      units.shift();
    }
    /* Python rounds a half to the even digit. */
    let hundredths = Math.round(size * 100);
    if ((size * 100) % 1 === 0.5 && hundredths % 2) hundredths -= 1;
    return `${(hundredths / 100).toFixed(2)} ${units[0] || "PB"}`;
  }

  function summary(rows) {
    const body = rows.map((row) => tableRow([`${row.name} (${row.kind})`, batch(row.shape), printed(row.params)], "│"));
    const total = rows.reduce((sum, row) => sum + row.params, 0);
    const said = `${printed(total)} (${memory(total * 4)})`;
    return [
      'Model: "functional"',
      rule("┏", "━", "┳", "┓"),
      tableRow(["Layer (type)", "Output Shape", "Param #"], "┃"),
      rule("┡", "━", "╇", "┩"),
      body.join(`\n${rule("├", "─", "┼", "┤")}\n`),
      rule("└", "─", "┴", "┘"),
      ` Total params: ${said}`,
      ` Trainable params: ${said}`,
      " Non-trainable params: 0 (0.00 B)",
    ].join("\n");
  }

  const WRITTEN = {
    strides: (layer) => `strides=${python(layer.strides)}`,
    same: () => 'padding="same"',
    nobias: () => "use_bias=False",
    activation: (layer) => `activation="${layer.activation}"`,
  };

  function call(layer) {
    const { numbers, words } = KINDS[layer.kind];
    const given = numbers.map((name) => (isPair(name) ? `${name}=` : "") + python(layer[name]));
    const extras = words.filter((name) => layer[name]).map((name) => WRITTEN[name](layer));
    return `${layer.kind}(${[...given, ...extras].join(", ")})`;
  }

  function code({ input, layers }) {
    const lines = layers.map((layer, index) => `x = layers.${call(layer)}(${index ? "x" : "image"})`);
    return [
      "import keras",
      "from keras import layers",
      "",
      `image = keras.Input(shape=${tuple(input)})`,
      ...lines,
      `model = keras.Model(image, ${layers.length ? "x" : "image"})`,
      "model.summary()",
      "",
    ].join("\n");
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.stacks = { KINDS, ACTIVATIONS, LARGEST, MOST_LAYERS, called, isPair, read, parse, format, infer, summary, call, code, count };
})();
