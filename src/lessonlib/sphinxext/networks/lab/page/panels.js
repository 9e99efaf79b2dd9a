/* What a trained network has become: its first kernels, what it takes for what, what it misreads, the exercise's checklist. */
(() => {
  "use strict";

  const { grouped, localised } = globalThis.lessonlib;
  const { make, panel, scrolled } = globalThis.lessonlib.labDom;
  const SIDE = 28;
  const MISREAD = 12;
  /* Blue adds, orange takes away. */
  const [PLUS, MINUS, GROUND] = [[26, 95, 180], [179, 77, 6], [255, 255, 255]];

  const WHITE_FROM = 0.85; // the share of blue from which white letters stand out more than black ones; 4.5:1 at least

  const mixed = (share) => GROUND.map((ground, i) => Math.round(ground + ((share < 0 ? MINUS : PLUS)[i] - ground) * Math.min(1, Math.abs(share))));

  /* ---------------------------------------------------------------- kernels */

  const MOST_SHOWN = 32;
  const KEPT = 120; // moments that can be gone back to

  function paintKernels(canvas, values, [high, wide, channels, filters]) {
    const count = Math.min(filters, MOST_SHOWN);
    const across = Math.min(count > 8 ? 8 : 4, count);
    canvas.width = across * (wide + 1) - 1;
    canvas.height = Math.ceil(count / across) * (high + 1) - 1;
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-6);
    for (let f = 0; f < count; f += 1) {
      const [left, top] = [(f % across) * (wide + 1), Math.floor(f / across) * (high + 1)];
      for (let y = 0; y < high; y += 1) {
        for (let x = 0; x < wide; x += 1) {
          const value = values[(y * wide + x) * channels * filters + f];
          image.data.set([...mixed(value / most), 255], 4 * ((top + y) * canvas.width + left + x));
        }
      }
    }
    context.putImageData(image, 0, 0);
  }

  class Kernels {
    constructor() {
      const canvas = (label) => make("canvas", { width: 31, height: 7, role: "img", "aria-label": label });
      [this.first, this.now] = [canvas(localised("Kernels at the start")), canvas(localised("Kernels now"))];
      this.slider = make("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": localised("Moment of the training") });
      this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
      this.moment = make("span", { className: "lab-hint" }, localised("nothing trained yet"));
      const figures = [[this.first, localised("At the start")], [this.now, localised("Later")]].map(([each, title]) => make("figure", {}, make("figcaption", {}, title), each));
      this.element = panel(localised("Kernels"), localised("of the first convolution; blue adds, orange takes away"), make("div", { className: "lab-pair" }, ...figures), make("p", { className: "lab-slider" }, this.slider, this.moment));
    }

    begin(shape, values) {
      Object.assign(this, { shape, moments: [], every: 1, given: 0 });
      this.slider.max = 0;
      this.moment.textContent = shape ? localised("at the start") : localised("this network has no convolution, or too large a one to show");
      [this.first, this.now].forEach((each) => (each.hidden = !shape));
      if (!shape) return;
      this.moments = [{ values, said: localised("at the start") }];
      [this.first, this.now].forEach((each) => paintKernels(each, values, shape));
    }

    /* With each doubling of the training every other moment is let go. */
    add(values, said) {
      if (!this.shape || !values) return;
      const atEnd = Number(this.slider.value) === this.moments.length - 1;
      this.given += 1;
      if (this.given % this.every === 0) this.moments.push({ values, said });
      if (this.moments.length > KEPT) {
        this.moments = this.moments.filter((_, i) => i % 2 === 0);
        this.every *= 2;
      }
      this.slider.max = this.moments.length - 1;
      if (atEnd) this.slider.value = this.slider.max;
      if (atEnd) this.show(this.moments.length - 1);
    }

    show(at) {
      if (!this.moments || !this.moments[at]) return;
      paintKernels(this.now, this.moments[at].values, this.shape);
      this.moment.textContent = this.moments[at].said;
      this.slider.setAttribute("aria-valuetext", this.moments[at].said);
    }
  }

  /* ---------------------------------------------------------------- mistakes */

  class Confusion {
    constructor() {
      const digits = [...Array(10).keys()];
      this.cells = digits.map(() => digits.map(() => make("td", {})));
      this.heads = digits.map((digit) => make("th", { scope: "col" }, String(digit)));
      this.names = digits.map((digit) => make("th", { scope: "row" }, String(digit)));
      const head = make("thead", {}, make("tr", {}, make("td", {}), ...this.heads));
      const body = make("tbody", {}, ...digits.map((digit) => make("tr", {}, this.names[digit], ...this.cells[digit])));
      const table = make("table", { className: "lab-confusion" }, make("caption", {}, localised("Rows: what it is. Columns: what was read.")), head, body);
      this.element = panel(localised("Taken for another"), localised("new images"), scrolled("lab-scroll", localised("What is taken for what"), table));
    }

    show(labels, read, classes) {
      const counts = this.cells.map((row) => row.map(() => 0));
      labels.forEach((label, i) => (counts[label][read[i]] += 1));
      this.names.forEach((head, n) => (head.textContent = classes[n] === String(n) ? n : `${n} ${classes[n]}`));
      const most = Math.max(...counts.map((row, i) => row[i]));
      const wrong = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => i !== j)));
      this.cells.forEach((row, is) => row.forEach((cell, said) => {
        const count = counts[is][said];
        const share = is === said ? count / Math.max(1, most) : (-0.75 * count) / wrong;
        const colour = mixed(share);
        cell.textContent = count || "";
        cell.style.backgroundColor = count ? `rgb(${colour.join(", ")})` : "";
        cell.style.color = count ? (share < WHITE_FROM ? "#000" : "#fff") : "";
        cell.title = count ? localised("{is}, read as {said}: {count}", { is: classes[is], said: classes[said], count }) : "";
      }));
    }
  }

  class Misread {
    constructor() {
      this.hint = make("p", { className: "lab-hint" }, localised("Shown when a training has ended."));
      this.places = Array.from({ length: MISREAD }, () => {
        const canvas = make("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
        const caption = make("figcaption", {}, "–");
        return { canvas, caption, figure: make("figure", {}, canvas, caption) };
      });
      this.element = panel(localised("Misread"), localised("new images"), this.hint, make("div", { className: "lab-misread" }, ...this.places.map(({ figure }) => figure)));
    }

    show(misread, wrong, all, classes) {
      this.hint.textContent = wrong ? localised("{wrong} of {all}; the first {number}:", { wrong, all: grouped(all), number: Math.min(wrong, MISREAD) }) : localised("None: all new images are read right.");
      this.places.forEach(({ canvas, caption }, i) => {
        const context = canvas.getContext("2d");
        context.clearRect(0, 0, SIDE, SIDE);
        caption.textContent = misread[i] ? localised("{is}, read {said}", { is: classes[misread[i].is], said: classes[misread[i].read] }) : "–";
        if (!misread[i]) return;
        const image = context.createImageData(SIDE, SIDE);
        misread[i].pixels.forEach((value, at) => image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * at));
        context.putImageData(image, 0, 0);
      });
    }
  }

  /* ---------------------------------------------------------------- the exercise */

  class Checklist {
    /* criteria: [{ id, wanted }] */
    constructor(criteria, lesson) {
      this.lines = criteria.map(({ wanted }) => {
        const mark = make("span", { className: "lab-mark" }, "○");
        const said = make("span", { className: "lab-hint" });
        return { mark, said, item: make("li", {}, mark, make("span", {}, make("span", {}, wanted), " ", said)) };
      });
      const more = lesson ? [make("p", {}, make("a", { href: lesson }, localised("The exercise, in lesson 7")))] : [];
      this.element = panel(localised("Exercise: five layers"), "", make("ul", { className: "lab-checks" }, ...this.lines.map(({ item }) => item)), ...more);
    }

    /* results: [{ holds: true, false, or undefined while nobody knows, said }] */
    show(results) {
      results.forEach(({ holds, said }, i) => {
        const { mark, item } = this.lines[i];
        mark.textContent = holds === undefined ? "○" : holds ? "✓" : "✕";
        mark.setAttribute("aria-label", holds === undefined ? localised("open:") : holds ? localised("yes:") : localised("NO:"));
        mark.setAttribute("role", "img");
        item.className = holds === undefined ? "" : holds ? "lab-yes" : "lab-no";
        this.lines[i].said.textContent = holds === false ? said : "";
      });
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labPanels = { Kernels, Confusion, Misread, Checklist };
})();
