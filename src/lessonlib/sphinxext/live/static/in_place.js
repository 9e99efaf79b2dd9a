// Change the text of an open page without loading it again: what its reader has answered, drawn or trained stays.
(() => {
  "use strict";

  // No script of a page looks at these; all else may be what a script has made of it, or builds on.
  const TEXT = "a, blockquote, br, code, dd, dl, dt, em, li, ol, p, span, strong, sub, sup, ul";
  const PLAIN = `${TEXT}, title, meta, script[type="application/ld+json"]`;
  const HANDLER = "data-handler";
  const NOT_PLAIN = `.math, [http-equiv], [${HANDLER}]`; // a policy that comes later adds to the first
  const TITLE = "h1, h2, h3, h4, h5, h6";
  const AROUND = "html, head, body, div, main, article, section, header, footer, ul, ol, dl";

  const isPlain = (element) =>
    [element, ...element.querySelectorAll("*")].every((part) => part.matches(PLAIN) && !part.matches(NOT_PLAIN));
  // Between blocks, lines are broken; a space is text.
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && !/^\s*\n\s*$/.test(node.data));
  const isAlike = (one, other) => one.cloneNode().isEqualNode(other.cloneNode());
  const templates = (page) => [...page.querySelectorAll("template")].map((template) => template.innerHTML).join();

  /** Return a page as a document. The policy of this one, which is asked even so, is against handlers in attributes. */
  function parse(text) {
    return new DOMParser().parseFromString(text.replace(/(?<=<[^<>]*)\son\w+=/gi, ` ${HANDLER}=`), "text/html");
  }

  /** List what makes one version of an element another: the elements that go, that come, and their neighbours. */
  function differences(before, after) {
    if (before.isEqualNode(after)) return [];
    const whole = [{ gone: [before], come: [after] }];
    if (!isAlike(before, after) || !before.matches(AROUND) || hasText(before) || hasText(after)) return whole;
    const [gone, come] = [[...before.children], [...after.children]];
    let [above, below] = [null, null];
    while (gone.length && come.length && gone[0].isEqualNode(come[0])) {
      above = gone.shift();
      come.shift();
    }
    while (gone.length && come.length && gone.at(-1).isEqualNode(come.at(-1))) {
      below = gone.pop();
      come.pop();
    }
    if (gone.length === come.length) return gone.flatMap((element, place) => differences(element, come[place]));
    return [{ gone, come, above, below }];
  }

  /** Return the element of the open page that one of its source has become; undefined where that is not certain. */
  function opened(element) {
    const alike = ({ documentElement }) =>
      [...documentElement.querySelectorAll(element.localName)].filter((other) => other.isEqualNode(element));
    const [source, open] = [alike(element.ownerDocument), alike(document)];
    return source.length === open.length ? open[source.indexOf(element)] : undefined;
  }

  /** Return a function that makes a difference on the open page; null where that may not be all there is to do. */
  function step({ gone, come, above, below }) {
    if (![...gone, ...come].every(isPlain)) return null;
    const [old, copies] = [gone.map(opened), come.map((element) => document.importNode(element, true))];
    if (old.includes(undefined)) return null;
    // An element that stays is still what a script holds.
    if (old.length === 1 && copies.length === 1 && isAlike(old[0], copies[0])) {
      return () => old[0].replaceChildren(...copies[0].childNodes);
    }
    const over = gone.length ? gone[0].previousElementSibling : above;
    if (over?.closest("body") && !over.matches(TITLE) && !isPlain(over)) return null; // it may use what is below it
    if (old.length) {
      return () => {
        old[0].before(...copies);
        for (const element of old) element.remove();
      };
    }
    const [upper, lower] = [above, below].map((element) => element && opened(element));
    if (upper) return () => upper.after(...copies);
    return lower ? () => lower.before(...copies) : null;
  }

  /** Change the open page as its source has changed, if that is all text; return whether it was. */
  function change(before, after) {
    if (templates(before) !== templates(after)) return false; // isEqualNode does not look into them
    const steps = differences(before.documentElement, after.documentElement).map(step);
    if (steps.includes(null)) return false;
    for (const make of steps) make();
    return true;
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.inPlace = { change, parse };
})();
