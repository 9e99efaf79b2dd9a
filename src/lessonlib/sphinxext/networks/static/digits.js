/* Draw a digit, and watch the network of lesson 4 read it (network.js computes, maps.js shows maps). */
(() => {
  "use strict";

  const { decimal, localised, noted } = globalThis.lessonlib;
  const { SIDE, run, reckon } = globalThis.lessonlib.network;
  const { Atlas, Outlines, clamp } = globalThis.lessonlib.maps;
  const { CANVAS, ARROWS, make, pen, stroke, clear, centred, fetchNetwork } = globalThis.lessonlib.drawing;
  /* Wider than the pen, or a seam of grey would stay. */
  const RUBBER = 32;
  /* A test digit is drawn so large that there is room around it. */
  const PIXEL = 8;
  const MARGIN = (CANVAS - SIDE * PIXEL) / 2;

  const button = (text, act, label = "") => {
    const made = make("button", { type: "button" }, text);
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  const number = (value) => decimal(value, 2).replace(/^-(?=0.00$)/, "").replace("-", "−");

  /* One order of the pixels for all visits, so that what one learner finds another finds, too. */
  const SHUFFLED = (() => {
    const order = Array.from({ length: SIDE * SIDE }, (_, i) => i);
    let seed = 7;
    for (let i = order.length - 1; i > 0; i -= 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const j = Math.floor((seed / 2147483648) * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  })();

  /* ---------------------------------------------------------------- the element */

  const OF_DIGITS = { label: noted("Draw a digit"), class: noted("Digit"), empty: noted("The paper is empty: draw a digit, or take one.") };
  /* A network of the lab may have learned garments. */
  const OF_IMAGES = { label: noted("Draw an image"), class: noted("Class"), empty: noted("The paper is empty: draw on it, or take an image.") };

  class DrawADigit extends HTMLElement {
    /* What a paper that another network reads calls that network, and its classes. */
    reads = noted("The network reads {name}, with {share} %.");
    names = Array.from({ length: 10 }, (_, digit) => String(digit));
    texts = OF_DIGITS;

    connectedCallback() {
      if (this.said) return;
      this.said = make("p", { role: "status", className: "dd-said" }, localised("Loading the network …"));
      this.replaceChildren(this.said);
      this.load();
    }

    async load() {
      try {
        this.network = await fetchNetwork(this.dataset.weights);
      } catch (error) {
        this.said.textContent = `${localised("You cannot draw here now.")} ${error.message}`;
        return;
      }
      this.shift = [0, 0];
      this.erased = new Set();
      this.chosen = { layer: 1, map: 0, row: 12, column: 12 };
      this.build();
      this.clear();
    }

    build() {
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", localised(this.texts.label));
      this.layers = this.blank();
      this.replaceChildren(
        make("div", { className: "dd-desk" }, this.paper(), make("div", {}, this.seen(), this.answers())),
        this.tools(),
        this.maps(),
        this.looking(),
      );
    }

    /* What the layers make of an empty image. */
    blank() {
      return run(this.network, new Float32Array(SIDE * SIDE));
    }

    board(name, side, label) {
      const canvas = make("canvas", { width: side, height: side, tabIndex: 0, role: "application", "aria-roledescription": localised("drawing area"), "aria-label": label });
      const cursor = make("span", { className: "dd-cursor", hidden: true });
      this[name] = canvas.getContext("2d", { willReadFrequently: true });
      return [canvas, cursor, make("div", { className: "dd-board" }, canvas, cursor)];
    }

    paper() {
      const keys = localised("Arrow keys move the pen, Space puts it down or lifts it.");
      const [canvas, cursor, framed] = this.board("ink", CANVAS, `${localised("Paper to draw on.")} ${keys}`);
      pen(canvas, cursor, (from, to) => this.stroke(from, to), (told) => this.settle(told));
      this.rubber = make("input", { type: "checkbox" });
      const tools = make("div", { className: "dd-tools" }, button(localised("Clear"), () => this.clear()), make("label", {}, this.rubber, localised("Rubber")));
      const digits = make("div", { className: "dd-tools", role: "group", "aria-label": localised("Test digits") },
        ...[...new Set(this.network.labels)].map((label) => button(String(label), () => this.pick(label), localised("A test digit {label}", { label }))));
      return make("div", {}, make("p", { className: "dd-head" }, localised("Draw here")), framed, this.said, make("p", { className: "dd-hint" }, keys),
        tools, make("p", { className: "dd-head" }, localised("or take a test digit")), digits);
    }

    seen() {
      const keys = localised("Rub out pixels here: with the pointer, or with arrow keys and Space.");
      const [canvas, cursor, framed] = this.board("view", SIDE, `${localised("What the network sees, 28×28 pixels.")} ${keys}`);
      pen(canvas, cursor, (from, to) => this.erase(to), (told) => this.settle(told));
      this.viewed = new Outlines(canvas);
      framed.append(this.viewed.layer);
      return make("div", { className: "dd-seen" }, make("p", { className: "dd-head" }, localised("The network sees")), framed, make("p", { className: "dd-hint" }, keys));
    }

    answers() {
      this.bars = Array.from({ length: 10 }, () => make("span", { className: "dd-bar" }));
      this.shares = this.bars.map(() => make("td", {}));
      this.heads = this.names.map((name) => make("th", { scope: "row" }, name));
      const rows = this.bars.map((bar, digit) => make("tr", {}, this.heads[digit], make("td", { className: "dd-track" }, bar), this.shares[digit]));
      const head = make("tr", {}, ...[localised(this.texts.class), localised("Probability"), "%"].map((text) => make("th", { scope: "col" }, text)));
      return make("table", { className: "dd-answers" }, make("caption", {}, localised("It answers")), make("thead", {}, head), make("tbody", {}, ...rows));
    }

    /* Other images have other classes. */
    call(names) {
      this.names = names;
      this.heads?.forEach((head, n) => (head.textContent = names[n]));
    }

    tools() {
      const move = (arrow, text, [down, right]) => button(arrow, () => this.move(down, right), text);
      this.shuffle = make("input", { type: "checkbox" });
      this.shuffle.addEventListener("change", () => this.refresh(true));
      return make("div", { className: "dd-tools", role: "group", "aria-label": localised("Change what the network sees") }, localised("Shift:"),
        move("←", localised("Shift the image left by one pixel"), [0, -1]), move("→", localised("Shift the image right by one pixel"), [0, 1]),
        move("↑", localised("Shift the image up by one pixel"), [-1, 0]), move("↓", localised("Shift the image down by one pixel"), [1, 0]),
        make("label", {}, this.shuffle, localised("Shuffle the pixels")), button(localised("Undo these changes"), () => this.undo()));
    }

    maps() {
      this.atlases = this.layers.map((made, layer) =>
        layer && made.shape.length === 3 ? new Atlas(made, (place) => this.look({ layer, ...place })) : null);
      const figures = this.atlases.map((atlas, layer) => {
        if (!atlas) return "";
        atlas.canvas.addEventListener("keydown", (event) => this.walk(event, layer));
        atlas.canvas.addEventListener("focus", () => this.look({ ...this.chosen, layer }));
        const { name, kind, shape } = this.layers[layer];
        return make("figure", {}, make("figcaption", {}, localised("{name} ({kind}): {number} maps of {rows} × {columns}", { name, kind, number: shape[2], rows: shape[0], columns: shape[1] })),
          make("div", { className: "dd-board" }, atlas.canvas, atlas.outlines.layer));
      });
      this.outlines = [this.viewed, ...this.atlases.slice(1).map((atlas) => atlas && atlas.outlines)];
      return make("div", { className: "dd-maps" }, ...figures);
    }

    looking() {
      this.sums = make("div", { className: "dd-sums", tabIndex: 0, role: "region", "aria-label": localised("How the chosen pixel came about") });
      return make("div", {}, make("p", { className: "dd-head" }, localised("How one pixel came about")),
        make("p", { className: "dd-hint" }, localised("Point at a feature map, or go to it with Tab and choose with the arrow keys, Page Up and Page Down. Orange frames mark the pixel, and on the maps before it the patch that made it.")), this.sums);
    }

    /* ---------------------------------------------------------------- what the learner does */

    stroke(from, to) {
      if (this.rubber.checked) stroke(this.ink, from, to, "black", RUBBER);
      else stroke(this.ink, from, to);
      this.fresh = false;
      this.refresh();
    }

    clear() {
      clear(this.ink);
      this.fresh = false;
      this.undo();
    }

    pick(label) {
      const those = this.network.digits.filter((_, i) => this.network.labels[i] === label);
      this.turn = (this.turn || 0) + 1;
      this.clear();
      this.paste(those[this.turn % those.length], MARGIN, MARGIN, PIXEL);
    }

    /* Draws an image of 28×28 pixels onto the paper, each pixel `size` wide. */
    paste(pixels, left, top, size) {
      const stamp = make("canvas", { width: SIDE, height: SIDE });
      const context = stamp.getContext("2d");
      const image = context.createImageData(SIDE, SIDE);
      pixels.forEach((value, i) => image.data.set([255, 255, 255, 255 * value], 4 * i));
      context.putImageData(image, 0, 0);
      this.ink.imageSmoothingEnabled = true;
      this.ink.drawImage(stamp, left, top, SIDE * size, SIDE * size);
      this.fresh = false;
      this.refresh(true);
    }

    move(down, right) {
      this.shift = [clamp(this.shift[0] + down + SIDE, 2 * SIDE) - SIDE, clamp(this.shift[1] + right + SIDE, 2 * SIDE) - SIDE];
      this.refresh(true);
    }

    erase([x, y]) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const [row, column] = [Math.floor(y) + dy, Math.floor(x) + dx];
          if (row >= 0 && column >= 0 && row < SIDE && column < SIDE) this.erased.add(row * SIDE + column);
        }
      }
      this.refresh();
    }

    undo() {
      this.shift = [0, 0];
      this.erased.clear();
      this.shuffle.checked = false;
      this.refresh(true);
    }

    walk(event, layer) {
      const [down, right] = ARROWS[event.key] || [0, 0];
      const turn = { PageUp: -1, PageDown: 1 }[event.key] || 0;
      if (!down && !right && !turn) return;
      event.preventDefault();
      const { map, row, column } = this.chosen;
      this.look({ layer, map: map + turn, row: row + down, column: column + right });
      const chosen = this.chosen;
      this.settle(localised("Chosen: map {map}, row {row}, column {column}.", { map: chosen.map + 1, row: chosen.row + 1, column: chosen.column + 1 }));
    }

    look({ layer, map, row, column }) {
      const [rows, columns, count] = this.layers[layer].shape;
      this.chosen = { layer, map: clamp(map, count - 1), row: clamp(row, rows - 1), column: clamp(column, columns - 1) };
      this.refresh();
    }

    /* ---------------------------------------------------------------- what follows */

    refresh(settled = false) {
      this.settled ||= settled;
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.update();
        if (this.settled) this.tell();
        this.settled = false;
      });
    }

    settle(told = "") {
      this.told = told;
      this.refresh(true);
    }

    image() {
      if (!this.fresh) {
        this.centred = centred(this.ink);
        this.fresh = true;
      }
      const [down, right] = this.shift;
      const image = new Float32Array(SIDE * SIDE);
      (this.centred || []).forEach((value, i) => {
        const [row, column] = [Math.floor(i / SIDE) + down, (i % SIDE) + right];
        if (row >= 0 && column >= 0 && row < SIDE && column < SIDE) image[row * SIDE + column] = value;
      });
      this.erased.forEach((i) => (image[i] = 0));
      return this.shuffle.checked ? image.map((_, i) => image[SHUFFLED[i]]) : image;
    }

    update() {
      const image = this.image();
      this.show(image, run(this.network, image));
    }

    show(image, layers) {
      this.layers = layers;
      const view = this.view.createImageData(SIDE, SIDE);
      image.forEach((value, i) => view.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
      this.view.putImageData(view, 0, 0);
      this.atlases.forEach((atlas, layer) => {
        if (atlas) atlas.paint(this.layers[layer].values);
      });
      this.layers[this.layers.length - 1].values.forEach((share, digit) => {
        this.bars[digit].style.width = this.centred ? `${100 * share}%` : "0";
        this.shares[digit].textContent = this.centred ? decimal(100 * share, 1) : "";
      });
      this.explain();
    }

    tell() {
      const shares = [...this.layers[this.layers.length - 1].values];
      const best = shares.indexOf(Math.max(...shares));
      const answer = this.centred ? localised(this.reads, { name: this.names[best], share: (100 * shares[best]).toFixed(0) }) : localised(this.texts.empty);
      this.said.textContent = `${answer} ${this.told || ""}`.trim();
      this.told = "";
    }

    /* The chosen pixel, and the patch before it: of its own map if it was pooled, else of every map. */
    outline(place, pooling) {
      const { layer, map, row, column } = this.chosen;
      const maps = pooling ? [map] : [...Array(this.layers[layer - 1].shape[2]).keys()];
      const shown = { [layer]: [{ map, row, column, high: 1, wide: 1 }], [layer - 1]: maps.map((each) => ({ map: each, ...place })) };
      this.outlines.forEach((outlines, index) => outlines && outlines.draw(shown[index] || []));
    }

    explain() {
      const { layer, map, row, column } = this.chosen;
      const [before, made] = this.layers.slice(layer - 1);
      const { pooling, parts, bias, sum, value, place } = reckon(before, made, map, row, column);
      this.outline(place, pooling);
      const lines = (grid) => make("td", { className: "dd-grid" }, grid.map((line) => line.map((each) => number(each).padStart(6)).join(" ")).join("\n"));
      const heads = pooling ? [localised("Patch")] : [localised("Channel"), localised("Patch"), localised("Kernel"), localised("Sum of products")];
      const rows = parts.map(({ patch, weights, sum: part }, channel) =>
        make("tr", {}, ...(pooling ? [lines(patch)] : [make("th", { scope: "row" }, String(channel + 1)), lines(patch), lines(weights), make("td", {}, number(part))])));
      const from = { top: place.row + 1, bottom: place.row + place.high, left: place.column + 1, right: place.column + place.wide, before: before.name };
      const pixel = { name: made.name, map: map + 1, row: row + 1, column: column + 1, ...from };
      const where = `${localised("{name}, map {map}, row {row}, column {column}, made of rows {top} to {bottom}, columns {left} to {right} of {before}:", pixel)} `;
      const found = pooling ? { value: number(value) } : { bias: number(bias), sum: number(sum), activation: made.layer.activation, value: number(value) };
      const summed = parts.length > 1 ? noted("all sums + bias {bias} = {sum}; after {activation} {value}.") : noted("the sum + bias {bias} = {sum}; after {activation} {value}.");
      const said = localised(pooling ? noted("the largest of the patch is {value}.") : summed, found);
      this.sums.replaceChildren(make("p", {}, make("strong", {}, where), said),
        make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))), make("tbody", {}, ...rows)));
    }
  }

  customElements.define("draw-a-digit", DrawADigit);
  globalThis.lessonlib ??= {};
  globalThis.lessonlib.paper = { DrawADigit, OF_IMAGES };
})();
