// Moves through the rows of a stepper's tables, which Sphinx has computed; adds no number of its own.
(() => {
  "use strict";

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  class LessonStepper extends HTMLElement {
    connectedCallback() {
      if (this.working) return;
      const body = (kind) => this.querySelector(`.stepper-${kind} tbody`);
      this.image = [...body("image").rows].map((row) => [...row.cells]);
      this.map = [...body("map").rows].flatMap((row) => [...row.cells]);
      this.width = body("map").rows[0].cells.length;
      this.working = [...body("working").rows];
      this.window = Number(this.dataset.window);
      this.stride = Number(this.dataset.stride);
      this.addControls();
      this.classList.add("stepper-live");
      this.show(0);
    }

    addControls() {
      const last = this.working.length - 1;
      this.slider = make("input", { type: "range", min: 0, max: last, step: 1 });
      this.slider.setAttribute("aria-label", `${this.dataset.label}: place`);
      this.slider.addEventListener("input", () => this.show(this.slider.valueAsNumber));
      const button = (text, step) => {
        const made = make("button", { type: "button", textContent: text });
        made.addEventListener("click", () => this.show(this.slider.valueAsNumber + step));
        return made;
      };
      this.back = button("Back", -1);
      this.next = button("Next", 1);
      const controls = make("div", { className: "stepper-controls" }, this.back, this.slider, this.next);
      this.now = make("div", { className: "stepper-now" });
      this.said = make("p", { className: "stepper-said" });
      this.said.setAttribute("role", "status");
      this.setAttribute("role", "group");
      this.setAttribute("aria-label", this.dataset.label);
      this.append(make("div", { className: "stepper-desk" }, this.now, this.said, controls));
    }

    // A button that is out of reach stays focusable, so that the keyboard's place is not lost.
    show(place) {
      const last = this.working.length - 1;
      const index = Math.min(Math.max(place, 0), last);
      this.slider.value = index;
      this.back.setAttribute("aria-disabled", index === 0);
      this.next.setAttribute("aria-disabled", index === last);
      this.markImage(Math.floor(index / this.width) * this.stride, (index % this.width) * this.stride);
      this.map.forEach((cell, n) => {
        cell.classList.toggle("stepper-here", n === index);
        cell.classList.toggle("stepper-later", n > index);
      });
      this.describe(this.working[index], index);
    }

    markImage(top, left) {
      const inside = (n, start) => n >= start && n < start + this.window;
      this.image.forEach((row, y) => row.forEach((cell, x) => {
        cell.classList.toggle("stepper-here", inside(y, top) && inside(x, left));
      }));
    }

    describe(row, index) {
      const heads = this.querySelectorAll(".stepper-working thead th");
      const cells = [...row.cells];
      this.now.replaceChildren(...cells.slice(1).map((cell, n) => make(
        "div", {}, make("span", { textContent: heads[n + 1].textContent.trim() }), ...cell.cloneNode(true).childNodes,
      )));
      const result = `${heads[cells.length - 1].textContent.trim().toLowerCase()} ${cells.at(-1).textContent.trim()}`;
      this.said.textContent = `Place ${index + 1} of ${this.working.length}, ${cells[0].textContent.trim()}: ${result}.`;
      this.slider.setAttribute("aria-valuetext", this.said.textContent);
    }
  }

  customElements.define("lesson-stepper", LessonStepper);
})();
