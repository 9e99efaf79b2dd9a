/* Reads a file of images (written by lab/data.py): compressed bytes, fetched when first wanted. */
(() => {
  "use strict";

  const noted = (text) => text; // the page says it in its language
  const fail = (message) => {
    throw new Error(message);
  };

  async function unpacked(answer) {
    if (typeof DecompressionStream === "undefined") {
      throw new Error(noted("This browser is too old to unpack the images. The lab runs in Chrome 91, Firefox 113, Safari 16.4 and later."));
    }
    try {
      const stream = answer.body.pipeThrough(new DecompressionStream("gzip"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      return fail(noted("The file of the images is cut off or damaged. Reload the page; if that does not help, the site has to be built again."));
    }
  }

  function headOf(bytes) {
    const text = (from, to) => new TextDecoder().decode(bytes.subarray(from, to));
    if (bytes.length < 8 || text(0, 4) !== "LAB1") fail(noted("The file of the images is not one that this page can read. Reload the page; if that does not help, the site has to be built again."));
    const end = 8 + new DataView(bytes.buffer).getUint32(4, true);
    try {
      return { ...JSON.parse(text(8, end)), end };
    } catch {
      return fail(noted("The file of the images is damaged. Reload the page; if that does not help, the site has to be built again."));
    }
  }

  const isCount = (value) => Number.isInteger(value) && value > 0 && value <= 60000;

  /* Returns { train, validation, test: [from, to) of each, side, classes, labels, pixels }. */
  function read(bytes) {
    const { end, train, test, side, classes } = headOf(bytes);
    if (![train, test, side].every(isCount) || !Array.isArray(classes)) fail(noted("The file of the images is damaged. Reload the page; if that does not help, the site has to be built again."));
    const count = train + test;
    if (bytes.length !== end + count * (1 + side * side)) fail(noted("The file of the images is cut off. Reload the page; if that does not help, the site has to be built again."));
    const labels = bytes.slice(end, end + count);
    if (labels.some((label) => label >= classes.length)) fail(noted("The file of the images is damaged. Reload the page; if that does not help, the site has to be built again."));
    const kept = train - Math.floor(train / 8); // the lessons keep an eighth aside for validation
    return {
      train: [0, kept],
      validation: [kept, train],
      test: [train, count],
      side,
      classes: classes.map(String),
      labels,
      pixels: bytes.slice(end + count),
    };
  }

  async function fetchData(address) {
    let answer;
    try {
      answer = await fetch(address);
    } catch {
      throw new Error(noted("The images could not be fetched. Are you offline? Press Train to try again."));
    }
    if (!answer.ok) fail(`The file of the images is not there (${answer.status}). Reload the page; if that does not help, the site has to be built again.`);
    return read(await unpacked(answer));
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labData = { fetchData, read };
})();
