/* Numbers and shapes, typed into a field; lessonlib.quiz.kinds.value judges alike. */
(function () {
  "use strict";

  const { inSigns } = window.lessonlib;
  const { plain, quoted, unwrapped, fits, say, verdict, times, words, patterns } = window.lessonlib.reading;
  const { isText } = window.lessonlib.stored;

  const GROUPED = ["spaced", "commas", "points", "one point", "lakhs", "decimal"];

  /* What stands around a shape or a unit, closed or not, is left out. */
  const unclosed = (text) => text.replace(/^[()[\]{}"'`*$_ ]+|[()[\]{}"'`*$_ ]+$/g, "");

  /* What people write before their answer: "Answer: ", "x = ", "about ". */
  const withoutLabel = (text) => unwrapped(unwrapped(text).replace(new RegExp(patterns.before), ""));

  /* A small number in words, or a unit in front: ten, pair 4. */
  function inDigits(text, whole, unit) {
    const word = /^[A-Za-z]*/.exec(text)[0];
    const behind = text.slice(word.length);
    const known = [word, word.toLowerCase()].find((each) => whole && Object.hasOwn(words, each));
    if (known) return words[known] + behind;
    return word && isUnit(word, unit) ? behind : text;
  }

  function readNumber(text, whole, unit = "") {
    const found = fits("number", inDigits(withoutLabel(plain(text)), whole, unit));
    if (!found) return { message: say("number", { given: quoted(text) }) };
    const [, sign, digits, power, closed, behind] = found;
    const written = digits.replace(/_+$/, "").replace(/[.,']$/, "");
    if (!power && fits(whole ? "two ways, whole" : "two ways, fraction", written)) {
      const other = inSigns(written.replace(",", ".") + (whole ? "0" : ""));
      return { message: say("two ways", { given: written, one: written.replace(/[.,]/, ""), other }) };
    }
    const form = GROUPED.map((name) => fits(name, written)).find(Boolean);
    if (!form) return { message: say("separators", { given: quoted(text) }) };
    if (!isUnitBehind(behind, unit)) {
      return { message: say("behind", { given: quoted(text), behind: quoted(closed.replace(/^[^*]+/, "") + behind) }) };
    }
    const plainly = form[1].replace(/[^0-9]/g, "") + (form[3] ? `.${form[3]}` : "");
    return { value: Number(`${sign || ""}${plainly}e${power || 0}`) };
  }

  function isUnitBehind(behind, unit) {
    const found = fits("behind", behind);
    return Boolean(found) && isUnit(unclosed(found[1] || ""), unit);
  }

  function isUnit(written, unit) {
    const word = written.toLowerCase().replace(/^[. ]+|[. ]+$/g, "");
    if (!word || word === unit.toLowerCase()) return true;
    const stem = word.replace(/e?s$/, "");
    const first = unit.toLowerCase().split(" ")[0].replace(/e?s$/, "");
    return first.length > 0 && stem.length >= Math.min(4, first.length) && first.startsWith(stem);
  }

  function readShape(text, axes = 0) {
    const all = (pattern) => new RegExp(pattern, "g");
    const labelled = withoutLabel(plain(text).replace(all(`[${times}]`), "x").toLowerCase());
    const named = unwrapped(labelled.replace(new RegExp(patterns["shape named"]), "").replace(/[.;:]+$/, ""));
    const inside = unclosed(named).replace(all(patterns.none), "none");
    const mixed = ["comma inside", "other separator"].every((name) => new RegExp(patterns[name]).test(inside));
    if (mixed || (axes === 1 && fits("one axis", inside))) return { message: say("sizes", { given: quoted(text) }) };
    if (!fits("shape", inside)) return { message: say("shape", { given: quoted(text) }) };
    const sizes = inside.match(all(patterns.size));
    return { value: sizes.map((size) => (size === "none" ? null : Math.trunc(Number(size)))) };
  }

  /* A wrong answer that is expected stands as a Python literal. */
  const readMark = (data, mark) =>
    data.kind === "shape" ? readShape(mark).value : Number(mark.replace(/_/g, ""));

  const same = (a, b, tolerance) =>
    Array.isArray(a) && Array.isArray(b)
      ? a.length === b.length && a.every((part, index) => same(part, b[index], 0))
      : tolerance
        ? Math.abs(a - b) <= tolerance + 1e-12
        : a === b;

  function judge(data, text, marks) {
    if (!plain(text)) return verdict("not attempted", [], say("no answer"));
    const isShape = data.kind === "shape";
    const given = isShape ? readShape(text, data.key.length) : readNumber(text, data.whole, data.unit);
    if (given.message) return verdict("not attempted", [], given.message);
    const tolerance = data.tolerance || 0;
    const listed = marks.filter((mark) => mark !== "otherwise");
    const find = (value) => listed.find((mark) => same(value, readMark(data, mark), tolerance));
    let { value } = given;
    if (isShape && !data.key.includes(null) && !find(value)) {
      const [first, ...rest] = value;
      if (same(rest, data.key, 0)) {
        return verdict("not attempted", [], first === null ? say("examples") : say("counts the examples", { size: first }));
      }
      if (first === null) value = rest;
    }
    if (same(value, data.key, tolerance)) return verdict("correct");
    const counted = data.whole && data.key >= 0 && data.unit;
    if (value < 0 && counted && !find(value)) return verdict("not attempted", [], say("negative", { given: quoted(text) }));
    return verdict("incorrect", [find(value) || "otherwise"]);
  }

  const value = {
    judge,
    stored: (answer) => (isText(answer) ? answer : null),
    given: ({ fields }) => fields[0].value,
    give: ({ fields }, answer) => (fields[0].value = answer),
    empty: "",
  };
  Object.assign(window.lessonlib.kinds, { number: value, shape: value });
})();
