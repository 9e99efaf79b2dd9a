/* The words of scripts in the language of the page. A site in another language than English has them in translations.js,
   with those of Sphinx. */
(function () {
  "use strict";

  globalThis.lessonlib ??= {};
  const { messages = {}, plural = (number) => Number(number !== 1), up = "" } = globalThis.lessonlib.translations ?? {};

  /* Where the course lies, whatever language it is read in: what a reader does belongs to it in all of them. */
  const course = () => new URL(up, new URL(document.documentElement.dataset.content_root || "./", location.href));

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

  /* Numbers as the language of the page writes them: with thousands apart, as many decimals as it has, or so many. */
  const language = (globalThis.document?.documentElement.lang || "en").replace("_", "-");
  const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === "decimal").value;
  const grouped = (number) => number.toLocaleString(language);
  const inSigns = (text) => String(text).replace(".", point);
  const decimal = (number, places) => inSigns(number.toFixed(places));

  Object.assign(globalThis.lessonlib, { localised, counted, noted, grouped, inSigns, decimal, course });
})();
