/* What all parts of the lab build their elements with. */
(() => {
  "use strict";

  const { decimal } = globalThis.lessonlib;
  const { make } = globalThis.lessonlib.stackFields; // the explorer stands in each lab
  const SVG = "http://www.w3.org/2000/svg";

  function shape(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  }

  function button(text, act, label = "") {
    const made = make("button", { type: "button" }, text);
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  /* options: value → what is shown */
  function choice(label, options, value, changed) {
    const select = make("select", {}, ...options.map(([each, shown]) => make("option", { value: each }, String(shown))));
    select.value = value;
    select.addEventListener("change", changed);
    return { select, field: make("label", { className: "lab-field" }, make("span", {}, label), select) };
  }

  function panel(title, hint, ...children) {
    const head = make("p", { className: "lab-title" }, make("strong", {}, title), ...(hint ? [" ", make("span", { className: "lab-hint" }, hint)] : []));
    return make("div", { className: "lab-panel", role: "group", "aria-label": title }, head, ...children);
  }

  /* What a keyboard, too, can scroll. */
  const scrolled = (className, label, ...children) => make("div", { className, tabIndex: 0, role: "group", "aria-label": label }, ...children);

  const able = (element, can) => element.setAttribute("aria-disabled", String(!can));

  const percent = (share, digits = 1) => `${decimal(100 * share, digits)} %`;

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labDom = { make, shape, button, choice, panel, scrolled, able, percent };
})();
