/* What a learner takes along: the weights as a file that NumPy reads, and the Keras program of the same training. */
(() => {
  "use strict";

  const { code } = globalThis.lessonlib.stacks;
  const text = new TextEncoder();

  const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
    let value = i;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

  function crc32(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  }

  function joined(parts) {
    const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    parts.forEach((part) => {
      made.set(part, at);
      at += part.length;
    });
    return made;
  }

  /* One array as NumPy keeps it (format 1.0: numpy.lib.format). */
  function npy(values, shape) {
    const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
    const padded = `${head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11)}\n`;
    const size = Uint8Array.of(padded.length & 255, padded.length >> 8);
    return joined([Uint8Array.of(0x93), text.encode("NUMPY"), Uint8Array.of(1, 0), size, text.encode(padded), new Uint8Array(values.slice().buffer)]);
  }

  /* Numbers of 2 or 4 bytes, as [length, value]. */
  const fields = (...pairs) => Uint8Array.from(pairs.flatMap(([length, value]) => Array.from({ length }, (_, i) => (value / 256 ** i) & 255)));

  /* Files in one archive, stored as they are (APPNOTE.TXT of PKWARE, 4.3); dated 1980, as nothing tells the time. */
  function zip(files) {
    const [locals, entries] = [[], []];
    let at = 0;
    files.forEach(([name, bytes]) => {
      const common = [[2, 20], [2, 0], [2, 0], [2, 0], [2, 33], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
      const local = joined([fields([4, 0x04034b50], ...common), text.encode(name), bytes]);
      entries.push(joined([fields([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), text.encode(name)]));
      locals.push(local);
      at += local.length;
    });
    const directory = joined(entries);
    const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, directory.length], [4, at], [2, 0]);
    return joined([...locals, directory, end]);
  }

  /* All weights in Keras's order; names: those of the layers. */
  function npz(layers, names, weights) {
    let at = 0;
    const files = layers.flatMap(({ arrays }, i) => arrays.map(({ shape, size }, part) => {
      at += size;
      return [`${names[i]}.${part ? "bias" : "kernel"}.npy`, npy(weights.subarray(at - size, at), shape)];
    }));
    return zip(files);
  }

  const OPTIMIZERS = { adam: "Adam", sgd: "SGD" };

  function program(stack, { data, images, batch, rate, optimizer, epochs, seed }, [train, validation, test]) {
    const [opening, making] = code(stack).replace("model.summary()\n", "").split("\n\n");
    return [
      opening,
      "from lessonlib.datasets import load",
      "",
      `(x_train, y_train), (x_test, y_test) = load("${data}")`,
      "x_train, x_test = x_train[..., None] / 255, x_test[..., None] / 255",
      `x_val, y_val = x_train[${train}:${validation}], y_train[${train}:${validation}]`,
      `x_train, y_train = x_train[:${images}], y_train[:${images}]`,
      `x_test, y_test = x_test[:${test}], y_test[:${test}]`,
      "",
      `keras.utils.set_random_seed(${seed})  # Keras draws other numbers for a seed than the lab`,
      making.trimEnd(),
      `model.compile(optimizer=keras.optimizers.${OPTIMIZERS[optimizer]}(${rate}), loss="sparse_categorical_crossentropy", metrics=["accuracy"])`,
      `model.fit(x_train, y_train, batch_size=${batch}, epochs=${epochs}, validation_data=(x_val, y_val))`,
      "model.evaluate(x_test, y_test)",
      "",
    ].join("\n");
  }

  const LOADING = 'saved = np.load("my-network.npz")  # after import numpy as np\nmodel.set_weights([saved[name] for name in saved.files])\n';

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labTaken = { npz, program, LOADING };
})();
