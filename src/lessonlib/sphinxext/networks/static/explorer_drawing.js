/* The tensors of a stack as one drawing: images as boxes, rows of numbers as bars, windows with the number they become. */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;
  const SVG = "http://www.w3.org/2000/svg";
  const BAR = 9; // how thick a row of numbers is
  const GAP = 20; // between two tensors
  const DEEPEST = 54; // pixels
  const TALLEST = 170; // of the drawing that lies
  const GLIDE = 260; // milliseconds
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const draw = (name, attributes = {}, ...children) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };
  const points = (corners) => corners.map((corner) => corner.map((value) => value.toFixed(1)).join(",")).join(" ");

  /* Heights and widths share one scale, depths another; a bar has a pixel for each number, as far as there is room.
     `down`: the tensors stand below one another in a place of width × height; otherwise they lie side by side. */
  function layout(shapes, { width, height, down }) {
    const images = shapes.filter((shape) => shape.length === 3);
    const most = (of, list) => Math.max(1, ...list.map(of));
    const channel = Math.min(1.5, DEEPEST / most((shape) => shape[2], images));
    const aside = (deep) => Math.max(1, Math.min(DEEPEST, deep * channel)) * 0.6;
    const [along, across] = down ? [height, width] : [width, TALLEST];
    const side = (shape) => (down ? shape[0] : shape[1]);
    const fixed = shapes.reduce((total, shape) => total + GAP + (shape.length === 3 ? aside(shape[2]) : BAR), 0);
    const sides = images.reduce((total, shape) => total + side(shape), 0);
    const widest = most((shape) => (down ? shape[1] : shape[0]), images);
    const scale = Math.max(0.3, Math.min(5, (along - fixed) / (sides || 1), (across - 8 - aside(most((shape) => shape[2], images))) / widest));
    let at = GAP / 2;
    return shapes.map((shape) => {
      const isImage = shape.length === 3;
      const length = Math.max(5, Math.min(shape[0], across - 12));
      const [high, wide] = isImage ? shape.slice(0, 2).map((size) => Math.max(3, size * scale)) : down ? [BAR, length] : [length, BAR];
      const deep = isImage ? aside(shape[2]) : 0;
      const cross = across - (down ? wide : high) - deep;
      const box = { x: down ? cross / 2 : at, y: (down ? at : cross / 2) + deep, wide, high, deep };
      at += (down ? high : wide) + deep + GAP;
      return box;
    });
  }

  class StackDrawing {
    constructor(root) {
      this.root = root;
      this.svg = draw("svg", { "aria-hidden": "true", focusable: "false" });
      root.append(this.svg);
      new ResizeObserver(() => this.fit()).observe(root);
    }

    fit() {
      if (this.given && this.root.clientWidth !== this.width) this.place();
    }

    /* `rows`: what Keras would make; `layers`: those of the stack; `error`: where it ends. */
    show(rows, layers, error) {
      this.given = { rows, layers, error };
      this.place();
    }

    place() {
      const { rows, error } = this.given;
      this.width = this.root.clientWidth;
      if (!rows.length) { // the input itself is impossible
        cancelAnimationFrame(this.frame);
        this.svg.replaceChildren();
        return;
      }
      const down = getComputedStyle(this.root).getPropertyValue("--se-down").trim() === "1";
      const height = Math.max(300, Math.min(560, this.root.clientHeight - 8));
      const boxes = layout(rows.map((row) => row.shape), { width: this.width - 8, height, down });
      const end = boxes[boxes.length - 1];
      const after = error && error.at >= 0 ? 34 : 0;
      const size = down ? [this.width - 8, Math.max(height, end.y + end.high + 8 + after)] : [end.x + end.wide + end.deep + 8 + 2 * after, TALLEST];
      Object.entries({ viewBox: `0 0 ${size.join(" ")}`, width: size[0], height: size[1] }).forEach(([name, value]) => this.svg.setAttribute(name, value));
      this.glide(boxes, down);
    }

    /* Boxes grow, shrink and move to what they have become. */
    glide(boxes, down) {
      cancelAnimationFrame(this.frame);
      const before = this.boxes;
      if (!before || calm.matches || document.hidden) {
        this.draw(boxes, down);
        return;
      }
      const start = performance.now();
      const tick = (now) => {
        const share = Math.min(1, Math.max(0, now - start) / GLIDE);
        const eased = share * (2 - share);
        this.draw(boxes.map((box, n) => {
          const from = before[Math.min(n, before.length - 1)];
          return Object.fromEntries(Object.keys(box).map((name) => [name, from[name] + (box[name] - from[name]) * eased]));
        }), down);
        if (share < 1) this.frame = requestAnimationFrame(tick);
      };
      tick(start);
    }

    draw(boxes, down) {
      this.boxes = boxes;
      const { rows, layers, error } = this.given;
      const links = boxes.slice(1).map((box, n) => this.link(boxes[n], box, rows[n].shape, rows[n + 1].shape, layers[n], down));
      const drawn = boxes.map((box, n) => this.box(box, n, rows[n].shape, down));
      this.svg.replaceChildren(...links, ...drawn, ...(error && error.at >= 0 ? [this.broken(boxes[boxes.length - 1], down)] : []));
    }

    box({ x, y, wide, high, deep }, n, shape, down) {
      const group = draw("g", { class: `se-box${n === this.lit ? " se-lit" : ""}` });
      const face = (kind, corners) => group.append(draw("polygon", { class: `se-${kind}`, points: points(corners) }));
      if (deep) {
        face("top", [[x, y], [x + deep, y - deep], [x + deep + wide, y - deep], [x + wide, y]]);
        face("side", [[x + wide, y], [x + wide + deep, y - deep], [x + wide + deep, y + high - deep], [x + wide, y + high]]);
      }
      face("front", [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]]);
      const length = down ? wide : high;
      if (!deep && shape[0] > length + 1) {
        const [p, q] = down ? [x + wide * 0.7, y] : [x, y + high * 0.7]; // a bar that is longer than drawn is cut
        face("gap", down ? [[p, q - 2], [p + 5, q - 2], [p + 9, q + BAR + 2], [p + 4, q + BAR + 2]] : [[p - 2, q], [p - 2, q + 5], [p + BAR + 2, q + 9], [p + BAR + 2, q + 4]]);
      }
      return group;
    }

    /* What becomes of what: a window and its number, or all of one tensor and all of the next. */
    link(from, to, shape, next, layer, down) {
      const window = layer && (layer.kernel_size || layer.pool_size);
      const group = draw("g", { class: "se-link" });
      if (window && shape.length === 3 && next.length === 3) {
        const [rows, columns] = [window[0], window[window.length - 1]];
        const [high, wide] = [Math.min(from.high, (rows * from.high) / shape[0]), Math.min(from.wide, (columns * from.wide) / shape[1])];
        const [x, y] = [from.x + (from.wide - wide) * 0.4, from.y + (from.high - high) * 0.4];
        const [toX, toY] = [to.x + to.wide * 0.4, to.y + to.high * 0.4];
        const corners = down ? [[x, y + high], [x + wide, y + high]] : [[x + wide, y], [x + wide, y + high]];
        const lines = corners.map(([x1, y1]) => draw("line", { x1, y1, x2: toX, y2: toY }));
        group.append(...lines, draw("rect", { x, y, width: wide, height: high }), draw("circle", { cx: toX, cy: toY, r: 2 }));
        group.classList.add("se-window");
        return group;
      }
      const ends = down
        ? [[from.x, from.y + from.high], [from.x + from.wide, from.y + from.high], [to.x + to.wide, to.y], [to.x, to.y]]
        : [[from.x + from.wide, from.y], [from.x + from.wide, from.y + from.high], [to.x, to.y + to.high], [to.x, to.y]];
      group.append(draw("polygon", { points: points(ends) }));
      return group;
    }

    broken({ x, y, wide, high, deep }, down) {
      const at = down ? [x + wide / 2, y + high + 26] : [x + wide + deep + 40, TALLEST / 2];
      return draw("text", { x: at[0], y: at[1], class: "se-broken" }, `✕ ${localised("impossible")}`);
    }

    /* The tensor that a layer gives stands out. */
    light(n) {
      this.lit = n;
      this.svg.querySelectorAll(".se-box").forEach((box, at) => box.classList.toggle("se-lit", at === n));
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.StackDrawing = StackDrawing;
})();
