/* The maps of one layer as one picture, and outlines around the pixels in question (digits.js says which). */
(() => {
  "use strict";

  const { localised } = globalThis.lessonlib;

  const make = (name, properties = {}) => {
    const element = document.createElement(name);
    Object.entries(properties).forEach(([key, value]) => {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    });
    return element;
  };
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);

  /* Outlines over a canvas: they hide no pixel, and stay as thick where the canvas is shown small. */
  class Outlines {
    constructor(canvas, corner = () => [0, 0]) {
      Object.assign(this, { canvas, corner, drawn: "" });
      this.layer = make("div", { className: "dd-outlines" });
    }

    /* Each place: { map, row, column, high, wide }, in pixels of its map. */
    draw(places) {
      const { width, height } = this.canvas;
      const wanted = JSON.stringify(places);
      if (wanted === this.drawn) return;
      this.drawn = wanted;
      this.layer.replaceChildren(...places.map(({ map, row, column, high, wide }) => {
        const [left, top] = this.corner(map);
        const outline = make("span", { className: "dd-outline" });
        const sizes = { left: (left + column) / width, top: (top + row) / height, width: wide / width, height: high / height };
        Object.entries(sizes).forEach(([name, share]) => (outline.style[name] = `${100 * share}%`));
        return outline;
      }));
    }
  }

  /* The maps of one layer side by side, one canvas pixel each; a line of the background parts them. */
  class Atlas {
    constructor(made, look) {
      [this.rows, this.columns, this.count] = made.shape;
      this.across = Math.min(8, this.count);
      this.canvas = make("canvas", {
        width: this.across * (this.columns + 1) - 1,
        height: Math.ceil(this.count / this.across) * (this.rows + 1) - 1,
        tabIndex: 0,
        role: "application", // a screen reader leaves the arrow keys to it
        "aria-roledescription": localised("feature maps"),
        "aria-label": localised("{number} feature maps of {name}; arrow keys choose a pixel, Page Up and Page Down a map", { number: this.count, name: made.name }),
      });
      this.context = this.canvas.getContext("2d");
      this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
      this.outlines = new Outlines(this.canvas, (map) => this.corner(map));
      this.canvas.addEventListener("pointermove", (event) => look(this.at(event)));
      this.canvas.addEventListener("pointerdown", (event) => look(this.at(event)));
    }

    corner(map) {
      return [(map % this.across) * (this.columns + 1), Math.floor(map / this.across) * (this.rows + 1)];
    }

    at(event) {
      const area = this.canvas.getBoundingClientRect();
      const x = Math.floor(((event.clientX - area.left) / area.width) * this.canvas.width);
      const y = Math.floor(((event.clientY - area.top) / area.height) * this.canvas.height);
      const map = Math.floor(y / (this.rows + 1)) * this.across + Math.floor(x / (this.columns + 1));
      return {
        map: clamp(map, this.count - 1),
        row: clamp(y % (this.rows + 1), this.rows - 1),
        column: clamp(x % (this.columns + 1), this.columns - 1),
      };
    }

    paint(values) {
      const most = values.reduce((a, b) => Math.max(a, b), 1e-6);
      const { data } = this.image;
      for (let map = 0; map < this.count; map += 1) {
        const [left, top] = this.corner(map);
        for (let y = 0; y < this.rows; y += 1) {
          for (let x = 0; x < this.columns; x += 1) {
            const to = 4 * ((top + y) * this.canvas.width + left + x);
            const shade = (255 * values[(y * this.columns + x) * this.count + map]) / most;
            data[to] = data[to + 1] = data[to + 2] = shade;
            data[to + 3] = 255;
          }
        }
      }
      this.context.putImageData(this.image, 0, 0);
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.maps = { Atlas, Outlines, make, clamp };
})();
