/* Reads what learners type, as lessonlib.quiz.parsing and lessonlib.quiz.spellings do: what all kinds of questions need. */
(function () {
  "use strict";

  const { localised } = window.lessonlib;
  const { spaces, unseen, zeros, counted, pairs, times, words, marks: MARKS, messages, patterns } = window.lessonlib.judging;

  const say = (message, parts = {}) =>
    Object.entries(parts).reduce((text, [name, part]) => text.replace(`{${name}}`, () => part), localised(messages[message]));

  /* ---------------------------------------------------------------- one spelling of what is typed */

  const LONGEST = 40;
  const MOST = 1000;
  const SIGNS = /^[=~]+/;

  const SPACES = new Map([...[...unseen].map((mark) => [mark, ""]), ...[...spaces].map((mark) => [mark, " "])]);
  const ONE_SPELLING = new Map();
  for (let point = 0xff01; point < 0xff5f; point += 1) {
    ONE_SPELLING.set(String.fromCharCode(point), String.fromCharCode(point - 0xfee0));
  }
  for (const zero of zeros) {
    for (let value = 0; value < 10; value += 1) {
      ONE_SPELLING.set(String.fromCodePoint(zero.codePointAt(0) + value), String(value));
    }
  }
  for (const [one, count] of counted) {
    for (let place = 0; place < count; place += 1) {
      ONE_SPELLING.set(String.fromCodePoint(one.codePointAt(0) + place), String(1 + place));
    }
  }
  Object.entries(MARKS).forEach(([marks, meant]) => [...marks].forEach((mark) => ONE_SPELLING.set(mark, meant)));
  SPACES.forEach((meant, mark) => ONE_SPELLING.set(mark, meant));

  const bare = (text) => text.replace(/^ +| +$/g, "");
  const cut = (marks) => (marks.length > MOST ? [...marks.slice(0, MOST), "…"] : marks);
  const translate = (text, table) => bare(cut([...text]).map((mark) => table.get(mark) ?? mark).join(""));
  const plain = (text) => translate(text, ONE_SPELLING);

  function quoted(text) {
    const short = [...translate(text, SPACES)];
    return short.length <= LONGEST ? short.join("") : short.slice(0, LONGEST - 1).join("") + "…";
  }

  function unwrapped(text) {
    for (;;) {
      let inside = bare(text.replace(SIGNS, ""));
      if (inside.length > 1 && pairs.includes(inside[0] + inside[inside.length - 1])) inside = bare(inside.slice(1, -1));
      if (inside === text) return text;
      text = inside;
    }
  }

  const fits = (pattern, text) => new RegExp(`^(?:${patterns[pattern]})$`).exec(text);

  const normalCode = (text) =>
    plain(text)
      .replace(/^[` ]+|[` ]+$/g, "")
      .split(/("[^"]*"|'[^']*')/)
      .map((piece, index) => (index % 2 ? `"${piece.slice(1, -1)}"` : piece.replace(/ /g, "").replace(/(,[^()[\],]*),(?=[)\]])/g, "$1")))
      .join("")
      .replace(/([A-Za-z_)\]"][0-9]*)[.]$/, "$1");

  const verdict = (outcome, says = [], message = "") => ({ outcome, says, message });

  const MOST_OF_A_LINE = 200; /* characters */
  const MOST_OF_A_TEXT = 20000;
  const isText = (value, most = MOST_OF_A_LINE) => typeof value === "string" && value.length <= most;
  const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const chosen = (values, known) => (Array.isArray(values) && values.every((each) => known.includes(each)) ? known.filter((each) => values.includes(each)) : null);

  Object.assign(window.lessonlib, {
    reading: { plain, quoted, unwrapped, fits, say, normalCode, verdict, times, words, patterns },
    stored: { MOST_OF_A_LINE, MOST_OF_A_TEXT, isText, isRecord, chosen },
  });
})();
