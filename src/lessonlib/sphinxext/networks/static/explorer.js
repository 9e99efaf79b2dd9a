/* The stack explorer: a form for the layers, and at once what Keras would say of them (stacks.js judges). */
(() => {
  "use strict";

  const { localised, noted } = globalThis.lessonlib;
  const { KINDS, MOST_LAYERS, parse, format, infer, summary, code, count } = globalThis.lessonlib.stacks;
  const { make, fieldOf, argumentOf, wordsOf } = globalThis.lessonlib.stackFields;
  const NEW = {
    Conv2D: { filters: 16, kernel_size: [3], activation: "relu" },
    MaxPooling2D: { pool_size: [2] },
    AveragePooling2D: { pool_size: [2] },
    Flatten: {},
    Dropout: { rate: 0.25 },
    Dense: { units: 10 },
  };
  const OF_IMAGES = ["Conv2D", "MaxPooling2D", "AveragePooling2D"];
  /* Lesson 5 explains these mistakes under its headings. */
  const LESSON = {
    axes: ["the-channel-axis-is-missing", noted("missing axes")],
    kernel: ["the-kernel-is-larger-than-the-map", noted("a kernel larger than the map")],
    pool: ["nothing-is-left-to-pool", noted("nothing left to pool")],
    size: ["", noted("reading Keras’s errors")],
  };
  const dims = (sizes) => sizes.map(count).join(" × ");

  /* ---------------------------------------------------------------- the element */

  class StackExplorer extends HTMLElement {
    connectedCallback() {
      if (this.stack) return;
      this.prepared = this.dataset.stack;
      this.whole = this.dataset.whole !== undefined;
      this.form = make("div", { className: "se-form" });
      this.notice = make("p", { className: "se-notice", role: "alert" });
      this.said = make("p", { className: "se-said", role: "status" });
      this.figure = make("figure", { className: "se-drawing", role: "img" });
      this.drawing = new globalThis.lessonlib.StackDrawing(this.figure);
      this.reckoning = make("p", { className: "se-reckoning" });
      this.share = make("div", { className: "se-share" });
      this.legend = make("p", { className: "se-hint" }, localised("In the drawing, a box is an image or its feature maps. A thin bar is a row of numbers (cut off if it is too long). The lines show what each number is computed from. The coloured bar shows how the parameters are divided among the layers."));
      this.summary = make("pre", { className: "se-summary", tabIndex: 0, role: "group", "aria-label": "model.summary()" });
      this.prints = make("summary", {});
      this.code = make("pre", { className: "se-code", tabIndex: 0, role: "group", "aria-label": localised("Keras code of this stack") });
      this.link = make("a", {});
      this.copied = make("span", { role: "status" });
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", localised("Stack explorer"));
      this.classList.add("widget");
      const desk = make("div", { className: "se-desk" }, this.form, this.figure);
      this.replaceChildren(this.notice, desk, this.said, this.share, this.legend, this.reckoning, this.folded(this.prints, this.summary), ...this.sharing());
      this.open(this.prepared);
      if (this.whole) {
        this.openLink();
        addEventListener("hashchange", () => this.openLink());
      }
    }

    button(text, act, label = "") {
      const made = make("button", { type: "button" }, text);
      if (label) made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      return made;
    }

    sharing() {
      const copyCode = this.button(localised("Copy code"), () => this.copy(this.code.textContent, this.code));
      const copyLink = this.button(localised("Copy link"), () => this.copy(this.link.href, this.link));
      const again = this.button(localised("Start again"), () => this.open(this.prepared));
      this.shared = [copyCode, copyLink, this.link]; // what there is only for a stack that can be written down
      const actions = make("p", { className: "se-actions" }, copyCode, copyLink, again, this.link, this.copied);
      return [this.folded(make("summary", {}, localised("As Keras code")), this.code), actions];
    }

    folded(summary, text) {
      return make("details", {}, summary, text);
    }

    async copy(text, source) {
      try {
        await navigator.clipboard.writeText(text);
        this.copied.textContent = localised("Copied.");
      } catch {
        getSelection().selectAllChildren(source);
        this.copied.textContent = localised("Your browser does not let this page copy. It is selected: press Ctrl+C.");
      }
    }

    openLink() {
      const match = /^#stack=([^&]*)/.exec(location.hash);
      if (!match) return;
      let text = match[1];
      try {
        text = decodeURIComponent(text);
      } catch {
        /* A cut “%4” is no letter: the parser says which word is not understood. */
      }
      this.open(text);
      this.scrollIntoView();
    }

    /* A link that is refused changes nothing. */
    open(text) {
      const { stack, message } = parse(text);
      this.notice.textContent = message ? localised("This link holds no stack that can be read. {why} The stack below is the one that was here before.", { why: message }) : "";
      if (message) return;
      this.stack = stack;
      this.build();
    }

    build(open = -1) {
      const { input, layers } = this.stack;
      const sizes = { height: input[0], width: input[1], channels: input[2] };
      const fields = Object.keys(sizes).map((name) =>
        fieldOf(sizes, name, () => {
          this.stack.input = [sizes.height, sizes.width, sizes.channels];
          this.judge(0);
        }));
      const size = make("span", { className: "se-numbers" }, fields[0], "×", fields[1], "×", fields[2]);
      const first = this.line(localised("Input"), localised("Input"), size);
      this.items = [first, ...layers.map((layer, index) => this.item(layer, index, index === open))];
      this.items.forEach((item, n) => ["pointerenter", "focusin"].forEach((name) => item.addEventListener(name, () => this.light(n))));
      const heads = [localised("Layer"), localised("Output"), localised("Parameters")].map((head) => make("span", {}, head));
      this.form.replaceChildren(make("div", { className: "se-heads", "aria-hidden": "true" }, ...heads), make("ol", {}, ...this.items), this.adder());
      this.judge(Math.min(this.lit ?? 1, layers.length));
    }

    line(kind, which, numbers, before = "", after = "") {
      const layer = make("span", { className: "se-layer" }, make("strong", {}, kind), numbers);
      const cells = [before, layer, make("span", { className: "se-shape" }), make("span", { className: "se-params", "data-unit": localised("parameters") }), after];
      const row = make("div", { className: "se-row", role: "group", "aria-label": which }, ...cells);
      return make("li", {}, row, make("p", { className: "se-working" }));
    }

    item(layer, index, isOpen) {
      const which = localised("{kind}, step {number}", { kind: layer.kind, number: index + 1 });
      const { numbers, words } = KINDS[layer.kind];
      const changed = () => this.judge(index + 1);
      const fields = numbers.map((name) => fieldOf(layer, name, changed));
      const size = make("span", { className: "se-numbers" }, ...fields.flatMap((field, n) => (n ? [localised("of"), field] : [field])), make("span", { className: "se-words" }));
      const more = make("div", { className: "se-more", hidden: !isOpen }, ...words.map((name) => argumentOf(layer, name, changed)), this.moves(index, which));
      const gear = this.button("", () => {
        more.hidden = !more.hidden;
        gear.setAttribute("aria-expanded", String(!more.hidden));
      }, localised("Options: {which}", { which }));
      gear.className = "se-gear";
      gear.setAttribute("aria-expanded", String(isOpen));
      const item = this.line(layer.kind, which, size, this.grip(index, which), gear);
      item.firstChild.after(more);
      return item;
    }

    moves(index, which) {
      const move = (step, act, text, label) => {
        const made = this.button(text, () => this.move(index, step, true), label);
        made.dataset.act = act;
        made.setAttribute("aria-disabled", String(!this.stack.layers[index + step]));
        return made;
      };
      const remove = this.button(localised("Remove"), () => this.drop(index), localised("Remove: {which}", { which }));
      return make("span", { className: "se-buttons" }, move(-1, "up", localised("↑ Up"), localised("Move up: {which}", { which })), move(1, "down", localised("↓ Down"), localised("Move down: {which}", { which })), remove);
    }

    /* Dragged, or moved with the arrow keys; Delete removes the layer. */
    grip(index, which) {
      const grip = make("button", { type: "button", className: "se-grip", "aria-label": localised("Drag, or arrow keys and Delete: {which}", { which }) });
      const steps = { ArrowUp: -1, ArrowDown: 1 };
      grip.addEventListener("keydown", (event) => {
        if (event.key === "Delete") this.drop(index);
        else if (steps[event.key]) this.move(index, steps[event.key]);
        else return;
        event.preventDefault();
      });
      const place = (event) => {
        const under = this.items.slice(1).filter((item) => event.clientY > item.getBoundingClientRect().top + item.offsetHeight / 2).length;
        return under > index ? under - 1 : under;
      };
      const mark = (to) => this.items.forEach((item, n) => item.classList.toggle("se-to", to >= 0 && to !== index && n === to + 1));
      grip.addEventListener("pointerdown", (event) => grip.setPointerCapture(event.pointerId));
      grip.addEventListener("pointermove", (event) => grip.hasPointerCapture(event.pointerId) && mark(place(event)));
      grip.addEventListener("pointercancel", () => mark(-1));
      grip.addEventListener("pointerup", (event) => {
        const to = place(event);
        mark(-1);
        if (to === index) return;
        const { layers } = this.stack;
        layers.splice(to, 0, ...layers.splice(index, 1));
        this.build();
      });
      return grip;
    }

    /* A new layer for images comes before what flattens them; any other comes last, or before the probabilities. */
    place(kind) {
      const { layers } = this.stack;
      const flat = layers.findIndex((layer) => layer.kind === "Flatten");
      if (flat >= 0 && OF_IMAGES.includes(kind)) return flat;
      const ends = layers.length && layers[layers.length - 1].activation === "softmax";
      return layers.length - (ends ? 1 : 0);
    }

    adder() {
      const add = (kind) => {
        const { layers } = this.stack;
        if (layers.length >= MOST_LAYERS) {
          this.notice.textContent = localised("{number} layers are the most that this explorer holds.", { number: MOST_LAYERS });
          return;
        }
        const at = this.place(kind);
        layers.splice(at, 0, { kind, ...structuredClone(NEW[kind]) });
        this.lit = at + 1;
        this.build();
        this.form.querySelector(`[data-kind=${kind}]`).focus();
      };
      const chips = Object.keys(KINDS).map((kind) => {
        const chip = this.button(`+ ${kind}`, () => add(kind), localised("Add {kind}", { kind }));
        chip.className = "widget-chip";
        chip.dataset.kind = kind;
        return chip;
      });
      const lessons = this.dataset.errors ? ` ${localised("AveragePooling2D is explained in lesson 3, Dropout in lesson 7.")}` : "";
      const hint = make("p", { className: "se-hint" }, localised("⚙ shows a layer's other settings, and lets you move or remove it."), lessons);
      return make("div", { className: "se-add", role: "group", "aria-label": localised("Add a layer") }, ...chips, hint);
    }

    /* The keyboard stays with the layer that was moved. */
    move(index, step, isOpen = false) {
      const { layers } = this.stack;
      if (!layers[index + step]) return;
      [layers[index], layers[index + step]] = [layers[index + step], layers[index]];
      this.build(isOpen ? index + step : -1);
      this.items[index + step + 1].querySelector(isOpen ? `[data-act=${step < 0 ? "up" : "down"}]` : ".se-grip").focus();
    }

    drop(index) {
      this.stack.layers.splice(index, 1);
      this.notice.textContent = "";
      this.build();
      const next = this.items[index + 1];
      (next ? next.querySelector(".se-grip") : this.form.querySelector(".se-add button")).focus();
    }

    /* `lit`: the line that was changed. */
    judge(lit = this.lit) {
      const judged = infer(this.stack);
      const { rows, error } = judged;
      this.judged = judged;
      this.items.forEach((item, index) => {
        const row = rows[index];
        const broken = error && error.at === index - 1;
        const put = (name, text) => (item.querySelector(name).textContent = text);
        item.classList.toggle("se-wrong", Boolean(broken));
        put(".se-shape", row ? dims(row.shape) : broken ? "✕" : "");
        put(".se-params", row?.params ? count(row.params) : "");
        if (index) put(".se-words", wordsOf(this.stack.layers[index - 1]));
        item.querySelector(".se-working").replaceChildren(...(broken ? this.explain(error) : []));
      });
      const total = rows.reduce((sum, row) => sum + row.params, 0);
      const impossible = () => {
        if (error.at < 0) return localised("The input is impossible. {why}", { why: error.why });
        return localised("Step {number}, {kind}, is impossible. {why}", { number: error.at + 1, kind: this.stack.layers[error.at].kind, why: error.why });
      };
      this.said.textContent = error ? impossible() : localised("Output {shape}, {number} parameters.", { shape: dims(rows[rows.length - 1].shape), number: count(total) });
      this.drawing.show(rows, this.stack.layers, error);
      this.figure.setAttribute("aria-label", `${localised("Tensors, drawn to scale:")} ${rows.map((row) => dims(row.shape)).join(", ")}`);
      this.spread(rows, total);
      this.light(lit);
      this.prints.textContent = error ? (error.text ? localised("Keras raises") : localised("There is no summary")) : localised("model.summary() prints");
      this.summary.textContent = error ? error.text || localised("No summary: {why}", { why: error.why }) : summary(rows);
      this.summary.classList.toggle("se-error", Boolean(error));
      this.show(error);
      this.dispatchEvent(new CustomEvent("stack-change"));
    }

    /* Which layer holds how much of all parameters. */
    spread(rows, total) {
      this.share.replaceChildren(...rows.flatMap((row, n) => {
        if (!row.params) return [];
        const part = make("span", {});
        part.dataset.at = n;
        part.style.flexGrow = row.params / total;
        return [part];
      }));
    }

    /* The line in hand, its tensor, its parameters, and how its numbers come about. */
    light(n) {
      this.lit = n;
      const { rows } = this.judged;
      const row = rows[n];
      this.items.forEach((item, at) => item.classList.toggle("se-lit", at === n));
      this.drawing.light(n);
      [...this.share.children].forEach((part) => part.classList.toggle("se-lit", Number(part.dataset.at) === n));
      this.reckoning.replaceChildren(...(row && n ? this.reckon(row, n) : []));
    }

    show(error) {
      const readable = !error || error.text;
      const address = `#stack=${format(this.stack)}${this.settings || ""}`;
      this.code.textContent = readable ? code(this.stack) : `# ${error.why}\n`;
      this.shared.forEach((each) => (each.hidden = !readable));
      this.link.textContent = this.whole ? localised("Link to this stack") : localised("Open this stack in the lab");
      this.link.href = (this.whole ? location.href.split("#")[0] : this.dataset.lab) + address;
      this.copied.textContent = "";
    }

    reckon(row, n) {
      const total = this.judged.rows.reduce((sum, each) => sum + each.params, 0);
      const share = row.params ? ` ${localised("({share} % of all parameters)", { share: Math.round((100 * row.params) / total) })}` : "";
      return [make("b", {}, `${localised("Step {number}, {kind}", { number: n, kind: row.kind })}${share}: `), row.working.join("; "), "."];
    }

    explain(error) {
      const [section, title] = LESSON[error.about];
      const more = this.dataset.errors ? [`${localised("Lesson 5:")} `, make("a", { href: this.lesson(section) }, localised(title)), "."] : [];
      return [make("b", {}, `✕ ${localised("Impossible.")} `), `${error.why} `, ...more, ...(error.text ? [make("samp", {}, error.text)] : [])];
    }

    /* Lesson 5 numbers its headings, so the page looks up which one ends so; the list comes with the element. */
    lesson(section) {
      const anchor = (this.dataset.anchors || "").split(" ").find((each) => section && each.endsWith(section));
      return this.dataset.errors + (anchor ? `#${anchor}` : "");
    }
  }

  customElements.define("stack-explorer", StackExplorer);
})();
