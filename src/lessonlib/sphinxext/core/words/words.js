/* The words of scripts in the language of the page. A site in another language than English has them in translations.js,
   with those of Sphinx. */
(function () {
  "use strict";

  globalThis.lessonlib ??= {};
  const { messages = {}, plural = (number) => Number(number !== 1) } = globalThis.lessonlib.translations ?? {};

  const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(parts, name) ? parts[name] : whole));

  /* A text, with its parts in place of their names in braces. */
  const localised = (text, parts = {}) => fill(Object.hasOwn(messages, text) ? [messages[text]].flat()[0] : text, parts);

  /* One of two texts, as the number asks for. */
  const counted = (one, more, number, parts = {}) => {
    const forms = Object.hasOwn(messages, one) ? messages[one] : [one, more];
    return fill(forms[Object.hasOwn(messages, one) ? plural(number) : Number(number !== 1)], { number, ...parts });
  };

  /* Has a text in the catalogs; it is said in another place. */
  const noted = (text) => text;

  Object.assign(globalThis.lessonlib, { localised, counted, noted });
})();
