/* The arguments of a layer as fields, and as words. */
(() => {
  "use strict";

  const { inSigns, localised } = globalThis.lessonlib;
  const { ACTIVATIONS, called, isPair, read } = globalThis.lessonlib.stacks;

  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    Object.entries(properties).forEach(([key, value]) => {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    });
    element.append(...children);
    return element;
  };

  /* A pair may be written 2×2, 2x2 or 2,2; a rate with the decimal sign of any language. */
  const readField = ({ value, dataset: { name } }) => read(name === "rate" ? value.trim().replace(",", ".") : value.trim().replace(/\s*[x×,]\s*/, "x"), name);

  const shown = (value) => inSigns([value ?? ""].flat().join("×"));

  /* A number in a layer's line, under Keras's own name of the argument. */
  function fieldOf(owner, name, changed) {
    const words = isPair(name) || name === "rate";
    const field = make("input", { type: "text", inputMode: words ? "text" : "numeric", size: words ? 4 : 3, value: shown(owner[name]), autocomplete: "off", title: called(name), "aria-label": called(name) });
    field.dataset.name = name;
    if (name === "strides") field.placeholder = owner.pool_size ? "= pool" : "1";
    field.addEventListener("input", () => {
      const empty = name === "strides" && !field.value.trim();
      owner[name] = empty ? undefined : readField(field);
      const wrong = [owner[name]].flat().some(Number.isNaN);
      field.setAttribute("aria-invalid", String(wrong));
      changed();
    });
    return field;
  }

  /* An argument that is seldom changed. */
  function argumentOf(owner, name, changed) {
    if (name === "same" || name === "nobias") {
      const box = make("input", { type: "checkbox", checked: name === "same" ? Boolean(owner.same) : !owner.nobias });
      box.addEventListener("change", () => {
        owner[name] = name === "same" ? box.checked : !box.checked;
        changed();
      });
      return make("label", { className: "widget-tick" }, box, make("code", {}, name === "same" ? 'padding="same"' : "use_bias"));
    }
    if (name === "activation") {
      const options = ["", ...ACTIVATIONS].map((each) => make("option", { value: each }, each || localised("none")));
      const select = make("select", {}, ...options);
      select.value = owner.activation || "";
      select.addEventListener("change", () => {
        owner.activation = select.value;
        changed();
      });
      return make("label", {}, make("code", {}, name), select);
    }
    return make("label", {}, make("code", {}, name), fieldOf(owner, name, changed));
  }

  /* What a line says beside its numbers: the second side of a window, and what is not as Keras does it by itself. */
  function wordsOf(layer) {
    const window = layer.kernel_size || layer.pool_size;
    const side = window?.length === 1 && !Number.isNaN(window[0]) ? [`× ${window[0]}`] : [];
    const words = [layer.activation, layer.strides && localised("stride {size}", { size: shown(layer.strides) }), layer.same && "same", layer.nobias && localised("no bias")].filter(Boolean);
    const none = { Flatten: localised("to one row"), Dense: localised("units"), Dropout: localised("dropped") }[layer.kind];
    return [...side, ...(none ? [none] : []), words.join(", ")].filter(Boolean).join(none ? ", " : " ");
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.stackFields = { make, fieldOf, argumentOf, wordsOf };
})();
