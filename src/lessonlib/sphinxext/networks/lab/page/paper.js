/* Paper that the learner's own network reads; the worker computes, so the page keeps moving. */
(() => {
  "use strict";

  const { localised, noted } = globalThis.lessonlib;
  const { DrawADigit, OF_IMAGES } = globalThis.lessonlib.paper;
  const { Atlas } = globalThis.lessonlib.maps;
  const { make } = globalThis.lessonlib.labDom;
  const MOST_MAPS = 64; // as many as the worker sends

  class LabPaper extends DrawADigit {
    reads = noted("Your network reads {name}, with {share} %.");
    texts = OF_IMAGES;

    /* It waits for a network (see use). */
    connectedCallback() {}

    /* layers: [{ name, kind, shape }] in order; classes: their names; look: asks for an image to be run */
    use({ layers, classes, look }) {
      const drawn = this.ink && this.ink.canvas;
      Object.assign(this, { given: layers, names: classes, look_: look, shift: [0, 0], erased: new Set() });
      this.network = { labels: [], digits: [] };
      this.said ||= make("p", { role: "status", className: "dd-said" });
      this.build();
      this.clear();
      if (drawn) this.ink.drawImage(drawn, 0, 0);
      this.fresh = false;
      this.refresh();
    }

    blank() {
      const empty = ([height, width, count = 1]) => (width ? [height, width, Math.min(count, MOST_MAPS)] : [height]);
      return this.given.map(({ name, kind, shape }) => ({ name, kind, of: shape[2], shape: empty(shape), values: new Float32Array(0) }));
    }

    /* Images that the network has not been trained on. */
    offer({ labels, digits }) {
      this.network = { labels: [...labels], digits };
      const buttons = this.querySelector(".lab-tests");
      if (!buttons) return;
      const each = [...new Set(labels)].sort((a, b) => a - b);
      buttons.replaceChildren(...each.map((label) => {
        const made = make("button", { type: "button", "aria-label": localised("A new image: {name}", { name: this.names[label] }) }, this.names[label]);
        made.addEventListener("click", () => this.pick(label));
        return made;
      }));
    }

    paper() {
      const made = super.paper();
      const tests = made.lastChild;
      tests.classList.add("lab-tests");
      tests.setAttribute("aria-label", localised("New images"));
      tests.previousSibling.textContent = localised("or take a new image");
      return made;
    }

    maps() {
      this.atlases = this.layers.map((made, layer) => (layer && made.shape.length === 3 ? new Atlas(made, () => {}) : null));
      const figures = this.atlases.map((atlas, layer) => {
        if (!atlas) return "";
        const { name, kind, shape: [rows, columns, count], of } = this.layers[layer];
        atlas.canvas.removeAttribute("tabindex");
        atlas.canvas.removeAttribute("aria-roledescription");
        const told = localised(count < of ? noted("{name} ({kind}): the first {number} of {all} maps of {rows} × {columns}") : noted("{name} ({kind}): {number} maps of {rows} × {columns}"), { name, kind, number: count, all: of, rows, columns });
        atlas.canvas.setAttribute("role", "img");
        atlas.canvas.setAttribute("aria-label", told);
        return make("figure", {}, make("figcaption", {}, told), make("div", { className: "dd-board" }, atlas.canvas));
      });
      return make("div", { className: "dd-maps" }, ...figures);
    }

    looking() {
      return "";
    }

    explain() {}

    /* One image at a time is asked for; what is drawn meanwhile is asked for next. */
    update() {
      this.shown = this.image();
      if (this.waits) {
        this.again = true;
        return;
      }
      this.waits = true;
      this.look_(this.shown);
    }

    /* made: [{ kind, shape, values }] of the layers that compute, as the worker sends them; null without a network */
    receive(made) {
      this.waits = false;
      if (!made) return;
      const rest = [...made];
      const layers = this.blank().map((layer, i) => {
        if (!i) return { ...layer, values: this.shown };
        return layer.kind === "Flatten" ? layer : { ...layer, values: rest.shift().values };
      });
      this.show(this.shown, layers);
      if (this.toTell) super.tell();
      this.toTell = false;
      if (this.again) {
        this.again = false;
        this.update();
      }
    }

    /* When the worker is gone, nothing comes any more. */
    forgetAsked() {
      this.waits = false;
    }

    tell() {
      this.toTell = true;
    }
  }

  customElements.define("lab-paper", LabPaper);
})();
