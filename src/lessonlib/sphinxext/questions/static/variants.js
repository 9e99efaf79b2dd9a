/* Puts a variant's numbers on the page, where `data-vary` says which text belongs, and its options into its order.
   The page holds all variants; the first is what stands there without a script and in print. */
(function () {
  "use strict";

  const letter = (place) => String.fromCharCode(65 + place);

  class Variants {
    constructor(asked, rows) {
      Object.assign(this, { asked, rows, place: 0 });
      this.options = [...asked.querySelectorAll(".q-options > li")];
      this.feedback = [...asked.querySelectorAll(".q-answer .q-feedback")];
    }

    get name() {
      return this.rows[this.place].name;
    }

    placeOf(name) {
      return this.rows.findIndex((row) => row.name === name);
    }

    /* Returns what the judge needs to know of the variant that is shown now. */
    show(place) {
      this.place = place;
      const row = this.rows[place];
      this.asked.querySelectorAll("[data-vary]").forEach((each) => (each.textContent = row.texts[each.dataset.vary]));
      if (row.order) this.list(row.order);
      else this.feedback.forEach((part, index) => this.label(part, row.marks[index]));
      return row;
    }

    /* The option that stands third is C, wherever the first variant has it. */
    list(order) {
      this.options[0].parentElement.append(...order.map((index) => this.options[index]));
      this.feedback[0].previousElementSibling.after(...order.map((index) => this.feedback[index]));
      order.forEach((index, position) => {
        this.options[index].querySelector("input").value = letter(position);
        this.options[index].querySelector(".q-letter").textContent = letter(position);
        this.label(this.feedback[index], letter(position));
      });
    }

    label(part, mark) {
      part.dataset.for = mark;
      if (mark !== "otherwise") part.querySelector(".q-for").textContent = mark;
    }
  }

  /* On paper stands the first variant, to which the printed answers belong. */
  const inPrint = new Map();
  addEventListener("beforeprint", () => {
    document.querySelectorAll("lesson-question").forEach((asked) => {
      if (asked.variants) inPrint.set(asked, asked.variants.place);
      asked.ask(0);
    });
  });
  addEventListener("afterprint", () => {
    inPrint.forEach((place, asked) => asked.ask(place));
    inPrint.clear();
  });

  window.lessonlib.Variants = Variants;
})();
