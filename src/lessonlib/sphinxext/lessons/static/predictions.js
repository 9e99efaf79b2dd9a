/* Hides what a cell printed until the reader has predicted it, or has asked to be shown; then both stand side by side. */
(function () {
  "use strict";

  const { button, localised, memory, noted } = window.lessonlib;
  const { isRecord, isText, MOST_OF_A_LINE } = window.lessonlib.stored;

  const SETTING = "show all outputs";
  const EMPTY = noted("There is no prediction yet. A guess is enough.");

  const made = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  class LessonPrediction extends HTMLElement {
    connectedCallback() {
      if (this.form) return;
      const cell = this.findCell();
      this.output = cell && cell.querySelector(".cell_output");
      if (!this.output) return;
      this.key = `predicted ${this.dataset.of}`;
      this.hides = [this.output, ...explanation(cell)];
      this.buildForm();
      this.hides.forEach((part) => part.addEventListener("beforematch", () => this.keep(null)));
      this.paint();
    }

    findCell() {
      let after = this.nextElementSibling;
      while (after && !after.matches(".cell") && !after.textContent.trim()) after = after.nextElementSibling;
      return after && after.matches(".cell") ? after : null;
    }

    buildForm() {
      const list = this.querySelector(":scope > ul");
      this.fields = list ? this.choices(list) : [this.line()];
      this.said = made("p", { className: "prediction-said" });
      this.said.setAttribute("role", "status");
      this.form = made("div", { className: "prediction-form q-actions" });
      if (!list) this.form.append(this.fields[0].parentElement);
      this.form.append(
        button("Show the output", () => this.commit()),
        button("Just show me", () => this.keep("")),
      );
      this.always = made("input", { type: "checkbox" });
      this.always.addEventListener("change", () => {
        memory.set(SETTING, this.always.checked);
        document.querySelectorAll("lesson-prediction").forEach((each) => each.paint());
      });
      this.again = button("Predict again", () => this.forget());
      this.again.className = "prediction-again";
      this.setting = made("label", { className: "prediction-setting" }, this.always, ` ${localised("Show all outputs at once, on all pages")}`);
      this.yours = made("div", { className: "prediction-yours" });
      this.append(this.form, this.said, made("p", { className: "q-actions" }, this.again, this.setting));
      this.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !this.fields.includes(event.target)) return;
        event.preventDefault();
        this.commit();
      });
    }

    line() {
      const field = made("input", { type: "text", maxLength: MOST_OF_A_LINE, autocomplete: "off", spellcheck: false });
      made("label", {}, `${localised("Your prediction")} `, field);
      return field;
    }

    choices(list) {
      const group = made("fieldset", { className: "prediction-choices" }, made("legend", {}, localised("Your prediction")));
      const fields = [...list.children].map((item) => {
        const field = made("input", { type: "radio", name: this.key, value: item.textContent.trim() });
        group.append(made("label", {}, field, " ", ...item.cloneNode(true).childNodes));
        return field;
      });
      list.hidden = true;
      list.after(group);
      this.group = group;
      return fields;
    }

    given() {
      const field = this.fields.find((each) => each.type === "text" || each.checked);
      return field ? field.value.trim() : "";
    }

    commit() {
      const given = this.given();
      if (given) this.keep(given);
      else this.said.textContent = localised(EMPTY);
    }

    /* What was predicted; nothing, by whom it was to be shown. */
    keep(given) {
      memory.set(this.key, { given: given ?? "", at: new Date().toISOString() });
      this.shown = { given: given ?? "" };
      this.paint();
      if (given === null) return;
      this.output.tabIndex = -1;
      this.output.focus({ preventScroll: true });
    }

    forget() {
      memory.forget((key) => key !== this.key);
      this.shown = null;
      this.fields.forEach((field) => {
        if (field.type === "text") field.value = "";
        else field.checked = false;
      });
      this.paint();
      this.fields[0].focus();
    }

    kept() {
      const kept = memory.get(this.key);
      return isRecord(kept) && isText(kept.given) ? kept : this.shown;
    }

    paint() {
      const kept = this.kept();
      this.always.checked = memory.get(SETTING) === true;
      const open = Boolean(kept) || this.always.checked;
      this.hides.forEach((part) => part.toggleAttribute("hidden", false));
      if (!open) this.hides.forEach((part) => part.setAttribute("hidden", "until-found"));
      this.form.hidden = open;
      if (this.group) this.group.hidden = open;
      this.again.hidden = !kept;
      // While it was hidden, the theme saw nothing there that scrolls, and that the keyboard has to reach.
      const wide = ({ scrollWidth, clientWidth }) => open && scrollWidth > clientWidth;
      const code = this.hides.flatMap((part) => [...part.querySelectorAll("pre")]);
      code.filter(wide).forEach((each) => each.setAttribute("tabindex", "0"));
      this.said.textContent = "";
      this.showBeside(kept && kept.given);
    }

    showBeside(given) {
      const beside = this.output.parentElement;
      if (!given) {
        if (this.yours.isConnected) beside.replaceWith(this.output);
        this.yours.remove();
        return;
      }
      this.yours.replaceChildren(made("strong", {}, localised("You predicted")), made("p", {}, given));
      if (this.yours.isConnected) return;
      const both = made("div", { className: "prediction-both" });
      this.output.replaceWith(both);
      both.append(this.yours, this.output);
    }
  }

  /* The paragraph right behind a cell says what it has printed. */
  function explanation(cell) {
    const after = cell.nextElementSibling;
    return after && after.matches("p") ? [after] : [];
  }

  /* Where a link leads to what is hidden, it is shown. */
  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    document.querySelectorAll("lesson-prediction").forEach((each) => {
      if (target && each.hides && each.hides.some((part) => part.contains(target))) each.keep(null);
    });
  }

  function begin() {
    customElements.define("lesson-prediction", LessonPrediction);
    openTarget();
    addEventListener("hashchange", openTarget);
  }
  if (document.readyState === "complete") begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
