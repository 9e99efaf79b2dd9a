/* The stack explorer: a form for the layers, and at once what Keras would say of them (stacks.js judges). */
(() => {
  "use strict";

  const { KINDS, ACTIVATIONS, MOST_LAYERS, isPair, parse, format, infer, summary, code, count } = globalThis.lessonStacks;
  const NEW = {
    Conv2D: { filters: 16, kernel_size: [3, 3], activation: "relu" },
    MaxPooling2D: { pool_size: [2, 2] },
    AveragePooling2D: { pool_size: [2, 2] },
    Flatten: {},
    Dropout: { rate: 0.25 },
    Dense: { units: 10 },
  };
  /* Lesson 5 explains these mistakes under its headings. */
  const LESSON = {
    axes: ["the-channel-axis-is-missing", "missing axes"],
    kernel: ["the-kernel-is-larger-than-the-map", "a kernel larger than the map"],
    pool: ["nothing-is-left-to-pool", "nothing left to pool"],
    size: ["", "reading Keras’s errors"],
  };
  const SVG = "http://www.w3.org/2000/svg";
  const SIDE = 84;
  const DEEPEST = 96;

  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    Object.entries(properties).forEach(([key, value]) => {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    });
    element.append(...children);
    return element;
  };

  /* ---------------------------------------------------------------- the drawing */

  const shape = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  /* One scale for all heights and widths, one for all depths; a box too deep is cut, and shows it. */
  function scales(rows) {
    const images = rows.map((row) => row.shape).filter((each) => each.length === 3);
    const side = Math.max(1, ...images.flatMap((each) => each.slice(0, 2)));
    const deep = Math.max(1, ...images.map((each) => each[2]));
    return { pixel: SIDE / side, channel: Math.min(3, DEEPEST / deep) };
  }

  function box(size, { pixel, channel }) {
    const [high, wide, deep] = size.length === 3 ? size : [1, 1, size[0]];
    const [height, width] = [high, wide].map((length) => Math.max(3, length * pixel));
    const cut = deep * channel > DEEPEST + 0.01;
    const depth = Math.max(1, cut ? DEEPEST : deep * channel);
    const [dx, dy] = [depth * 0.6, depth * 0.5];
    const drawn = shape("svg", { width: width + dx + 4, height: height + dy + 4, "aria-hidden": "true", focusable: "false" });
    const face = (kind, points) => drawn.append(shape("polygon", { class: `se-${kind}`, points: points.map(([x, y]) => `${x + 2},${y + 2}`).join(" ") }));
    face("top", [[0, dy], [dx, 0], [dx + width, 0], [width, dy]]);
    face("side", [[width, dy], [dx + width, 0], [dx + width, height], [width, dy + height]]);
    face("front", [[0, dy], [width, dy], [width, dy + height], [0, dy + height]]);
    if (cut) {
      const [x, y] = [dx * 0.55, dy * 0.45];
      face("gap", [[x, y], [x + 6, y - 5], [x + 6 + width, y + height - 5], [x + width, y + height]]);
    }
    return { drawn, cut };
  }

  const dims = (sizes) => sizes.map(count).join(" × ");

  function drawing(rows, error) {
    const scale = scales(rows);
    let anyCut = false;
    const figures = rows.map((row) => {
      const { drawn, cut } = box(row.shape, scale);
      anyCut ||= cut;
      return make("li", {}, drawn, make("span", { className: "se-kind" }, row.name), make("span", {}, dims(row.shape)));
    });
    if (error && error.at >= 0) figures.push(make("li", { className: "se-broken" }, make("span", { className: "se-kind" }, "✕ impossible")));
    const told = `Heights and widths share one scale, depths (channels) another.${anyCut ? " A gap marks a box that is longer than drawn." : ""}`;
    return [make("ul", { className: "se-boxes" }, ...figures), make("figcaption", {}, told)];
  }

  /* ---------------------------------------------------------------- the fields */

  const readField = (field) => {
    const text = field.value.trim();
    if (field.dataset.name === "rate") return /^-?\d*\.?\d+$/.test(text) ? Number(text) : NaN;
    const pair = isPair(field.dataset.name);
    if (!(pair ? /^-?\d+(\s*[x×,]\s*-?\d+)?$/ : /^-?\d+$/).test(text)) return pair ? [NaN, NaN] : NaN;
    const numbers = text.split(/[x×,]/).map(Number);
    return pair ? [numbers[0], numbers[numbers.length - 1]] : numbers[0];
  };

  const shown = (value) => (Array.isArray(value) ? [...new Set(value)].join("×") : String(value ?? ""));

  /* Keras's own names of the arguments, as they will be written. */
  function fieldOf(owner, name, label, changed) {
    if (name === "same" || name === "nobias") {
      const box = make("input", { type: "checkbox", checked: name === "same" ? Boolean(owner.same) : !owner.nobias });
      box.addEventListener("change", () => {
        owner[name] = name === "same" ? box.checked : !box.checked;
        changed();
      });
      return make("label", {}, box, make("code", {}, name === "same" ? 'padding="same"' : "use_bias"));
    }
    if (name === "activation") {
      const options = ["", ...ACTIVATIONS].map((each) => make("option", { value: each }, each || "none"));
      const select = make("select", {}, ...options);
      select.value = owner.activation || "";
      select.addEventListener("change", () => {
        owner.activation = select.value;
        changed();
      });
      return make("label", {}, make("code", {}, name), select);
    }
    const words = isPair(name) || name === "rate";
    const field = make("input", { type: "text", inputMode: words ? "text" : "numeric", size: words ? 5 : 4, value: shown(owner[name]), autocomplete: "off" });
    field.dataset.name = name;
    if (name === "strides") field.placeholder = owner.pool_size ? "= pool" : "1";
    field.addEventListener("input", () => {
      const empty = name === "strides" && !field.value.trim();
      owner[name] = empty ? undefined : readField(field);
      const wrong = [owner[name]].flat().some(Number.isNaN);
      field.setAttribute("aria-invalid", String(wrong));
      changed();
    });
    return make("label", {}, label || make("code", {}, name), field);
  }

  /* ---------------------------------------------------------------- the element */

  class StackExplorer extends HTMLElement {
    connectedCallback() {
      if (this.stack) return;
      this.prepared = this.dataset.stack;
      this.whole = this.dataset.whole !== undefined;
      this.form = make("div", { className: "se-form" });
      this.notice = make("p", { className: "se-notice", role: "alert" });
      this.said = make("p", { className: "se-said", role: "status" });
      this.figure = make("figure", { className: "se-drawing", tabIndex: 0, role: "group", "aria-label": "The tensors, drawn to scale" });
      this.summary = make("pre", { className: "se-summary", tabIndex: 0, role: "region", "aria-label": "model.summary()" });
      this.prints = make("summary", {});
      this.code = make("pre", { className: "se-code", tabIndex: 0, role: "region", "aria-label": "Keras code of this stack" });
      this.link = make("a", {});
      this.copied = make("span", { role: "status" });
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", "Stack explorer");
      this.replaceChildren(this.notice, this.form, this.said, this.figure, this.folded(this.prints, this.summary), ...this.sharing());
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
      const copyCode = this.button("Copy code", () => this.copy(this.code.textContent, this.code));
      const copyLink = this.button("Copy link", () => this.copy(this.link.href, this.link));
      const again = this.button("Start again", () => this.open(this.prepared));
      this.shared = [copyCode, copyLink, this.link]; // what there is only for a stack that can be written down
      const actions = make("p", { className: "se-actions" }, copyCode, copyLink, again, this.link, this.copied);
      return [this.folded(make("summary", {}, "As Keras code"), this.code), actions];
    }

    /* Beside a lesson's text there is little room. */
    folded(summary, text) {
      return make("details", { open: this.whole }, summary, text);
    }

    async copy(text, source) {
      try {
        await navigator.clipboard.writeText(text);
        this.copied.textContent = "Copied.";
      } catch {
        getSelection().selectAllChildren(source);
        this.copied.textContent = "Your browser does not let this page copy. It is selected: press Ctrl+C.";
      }
    }

    openLink() {
      const match = /^#stack=(.*)$/.exec(location.hash);
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

    open(text) {
      const { stack, message } = parse(text);
      this.notice.textContent = message ? `This link holds no stack that can be read. ${message} Here is the prepared one instead.` : "";
      this.stack = stack || parse(this.prepared).stack;
      this.build();
    }

    build() {
      const { input, layers } = this.stack;
      const sizes = { height: input[0], width: input[1], channels: input[2] };
      const fields = Object.keys(sizes).map((name) =>
        fieldOf(sizes, name, name, () => {
          this.stack.input = [sizes.height, sizes.width, sizes.channels];
          this.judge();
        }));
      const first = make("li", {}, make("div", { className: "se-fields" }, make("strong", {}, "Input"), ...fields), make("p", { className: "se-working" }));
      this.items = [first, ...layers.map((layer, index) => this.item(layer, index))];
      this.form.replaceChildren(make("ol", {}, ...this.items), this.adder());
      this.judge();
    }

    item(layer, index) {
      const which = `${layer.kind}, layer ${index + 1}`;
      const { numbers, words } = KINDS[layer.kind];
      const move = (step, text, label) => {
        const made = this.button(text, () => this.move(index, step), `Move ${label}: ${which}`);
        made.dataset.act = label;
        made.setAttribute("aria-disabled", String(!this.stack.layers[index + step]));
        return made;
      };
      const buttons = make("span", { className: "se-buttons" }, move(-1, "↑", "up"), move(1, "↓", "down"),
        this.button("✕", () => this.drop(index), `Remove: ${which}`));
      const fields = [...numbers, ...words].map((name) => fieldOf(layer, name, "", () => this.judge()));
      const line = make("div", { className: "se-fields", role: "group", "aria-label": which }, make("strong", {}, layer.kind), ...fields, buttons);
      return make("li", {}, line, make("p", { className: "se-working" }));
    }

    adder() {
      const kinds = make("select", { "aria-label": "Kind of the new layer" }, ...Object.keys(KINDS).map((kind) => make("option", {}, kind)));
      kinds.value = this.kindToAdd || "Conv2D";
      kinds.addEventListener("change", () => (this.kindToAdd = kinds.value));
      const add = this.button("Add layer", () => {
        if (this.stack.layers.length >= MOST_LAYERS) {
          this.notice.textContent = `${MOST_LAYERS} layers are the most that this explorer holds.`;
          return;
        }
        this.stack.layers.push({ kind: kinds.value, ...structuredClone(NEW[kinds.value]) });
        this.build();
        this.form.querySelector(".se-add button").focus();
      });
      return make("p", { className: "se-add" }, kinds, add);
    }

    /* The keyboard stays with the layer that was moved. */
    move(index, step) {
      const { layers } = this.stack;
      if (!layers[index + step]) return;
      [layers[index], layers[index + step]] = [layers[index + step], layers[index]];
      this.build();
      this.items[index + step + 1].querySelector(`[data-act=${step < 0 ? "up" : "down"}]`).focus();
    }

    drop(index) {
      this.stack.layers.splice(index, 1);
      this.notice.textContent = "";
      this.build();
      const next = this.items[index + 1];
      (next ? next.querySelector(".se-buttons button:last-child") : this.form.querySelector(".se-add button")).focus();
    }

    judge() {
      const { rows, error } = infer(this.stack);
      this.items.forEach((item, index) => {
        const working = item.querySelector(".se-working");
        const row = rows[index];
        const broken = error && error.at === index - 1;
        item.classList.toggle("se-wrong", Boolean(broken));
        working.replaceChildren(...(broken ? this.explain(error) : row && index ? this.reckon(row) : []));
      });
      const total = rows.reduce((sum, row) => sum + row.params, 0);
      const where = error && (error.at < 0 ? "The input" : `Layer ${error.at + 1}, ${this.stack.layers[error.at].kind},`);
      this.said.textContent = error
        ? `${where} is impossible. ${error.why}`
        : `Output ${dims(rows[rows.length - 1].shape)}, ${count(total)} parameters.`;
      this.figure.replaceChildren(...drawing(rows, error));
      this.prints.textContent = error ? (error.text ? "Keras raises" : "There is no summary") : "model.summary() prints";
      this.summary.textContent = error ? error.text || `No summary: ${error.why}` : summary(rows);
      this.summary.classList.toggle("se-error", Boolean(error));
      this.show(error);
    }

    show(error) {
      const readable = !error || error.text;
      const address = `#stack=${format(this.stack)}`;
      this.code.textContent = readable ? code(this.stack) : `# ${error.why}\n`;
      this.shared.forEach((each) => (each.hidden = !readable));
      this.link.textContent = this.whole ? "Link to this stack" : "Open this stack in the playground";
      this.link.href = (this.whole ? location.href.split("#")[0] : this.dataset.playground) + address;
      this.copied.textContent = "";
    }

    reckon(row) {
      return [make("b", {}, `→ ${dims(row.shape)}, ${count(row.params)} parameters. `), row.working.join("; "), "."];
    }

    explain(error) {
      const [section, title] = LESSON[error.about];
      const more = this.dataset.errors ? ["Lesson 5: ", make("a", { href: this.lesson(section) }, title), "."] : [];
      return [make("b", {}, "✕ Impossible. "), `${error.why} `, ...more, ...(error.text ? [make("samp", {}, error.text)] : [])];
    }

    /* Lesson 5 numbers its headings, so the page looks up which one ends so; the list comes with the element. */
    lesson(section) {
      const anchor = (this.dataset.anchors || "").split(" ").find((each) => section && each.endsWith(section));
      return this.dataset.errors + (anchor ? `#${anchor}` : "");
    }
  }

  customElements.define("stack-explorer", StackExplorer);
})();
