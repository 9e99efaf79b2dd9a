/* What the widgets share: elements, numbers as they are written, shades as classes of widget.css. */
(() => {
  "use strict";

  const { inSigns } = globalThis.lessonlib;
  const SVG = "http://www.w3.org/2000/svg";
  const LEVELS = 4; // of blue and of orange
  const GREYS = 8;

  const set = (element, properties) => {
    Object.entries(properties).forEach(([name, value]) => {
      if (name in element && !(element instanceof SVGElement)) element[name] = value;
      else element.setAttribute(name, value);
    });
    return element;
  };

  const make = (name, properties = {}, ...children) => {
    const element = set(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const draw = (name, properties = {}, ...children) => {
    const element = set(document.createElementNS(SVG, name), properties);
    element.append(...children);
    return element;
  };

  /* A true minus sign, two decimals at most; one part of a whole, such as a weight of 1/9, as a fraction. */
  function written(number) {
    const parts = Math.round(1 / number);
    if (parts > 2 && parts < 100 && 100 % parts && Math.abs(1 / parts - number) < 1e-9) return `1/${parts}`;
    return inSigns(Math.round(number * 100) / 100 + 0).replace("-", "−");
  }

  /* What a reader types: -1, −1, 0.5, 0,5, 1/9; NaN for anything else. */
  function readNumber(text) {
    const found = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+))?$/.exec(text.trim().replace(/\s/g, "").replace("−", "-").replace(",", "."));
    const number = found ? Number(found[1]) / Number(found[2] || 1) : Number.NaN;
    return Number.isFinite(number) ? number : Number.NaN;
  }

  /* The classes of lessonlib.sphinxext.widgets.shades. */
  const shade = (number, most) => {
    if (Math.abs(number) < 1e-9) return "shade-zero";
    const level = Math.ceil((LEVELS * Math.abs(number)) / most - 1e-9);
    return `shade-${number < 0 ? "minus" : "plus"}-${Math.max(1, Math.min(LEVELS, level))}`;
  };

  const grey = (number, [least, most]) => `shade-grey-${Math.round((GREYS * (number - least)) / (most - least || 1))}`;

  /* A choice of few: radio buttons that look like one control. */
  let groups = 0;
  function choice(legend, options, chosen, changed) {
    groups += 1;
    const name = `widget-choice-${groups}`;
    const labels = Object.entries(options).map(([value, text]) => {
      const radio = make("input", { type: "radio", name, value, checked: value === String(chosen) });
      radio.addEventListener("change", () => changed(value));
      return make("label", {}, radio, make("span", {}, text));
    });
    const group = make("span", { className: "widget-choice", role: "radiogroup" }, ...labels);
    group.setAttribute("aria-label", legend);
    return group;
  }

  const button = (text, pressed, properties = {}) => {
    const made = make("button", { type: "button", ...properties }, text);
    made.addEventListener("click", pressed);
    return made;
  };

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.widgetParts = { make, draw, set, written, readNumber, shade, grey, choice, button };
})();
