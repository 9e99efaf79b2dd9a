/* Words, which their writer compares with a list of points; lessonlib.quiz.kinds.text judges alike. */
(function () {
  "use strict";

  const { plain, say, verdict, patterns } = window.lessonlib.reading;
  const { MOST_OF_A_TEXT, isText, isRecord, chosen } = window.lessonlib.stored;

  function hasWords(text) {
    const written = plain(text).replace(new RegExp(patterns.markup, "g"), "");
    return new RegExp(patterns.letters).test(written) && written.match(new RegExp(patterns.word, "g")).length > 1;
  }

  function judge(data, answer) {
    if (!hasWords(answer.text)) return verdict("not attempted", [], say("no text"));
    const ticked = answer.ticked.length;
    return verdict(ticked === answer.points ? "correct" : "incorrect", [], say("points", { ticked, points: answer.points }));
  }

  const points = (fields) => fields.filter((field) => field.type === "checkbox");

  function stored(answer, { fields }) {
    const known = points(fields).map((field) => field.value);
    const ticked = isRecord(answer) && isText(answer.text, MOST_OF_A_TEXT) && chosen(answer.ticked, known);
    return ticked ? { text: answer.text, ticked } : null;
  }

  window.lessonlib.kinds.text = {
    judge,
    stored,
    given: ({ fields }) => ({
      text: fields.find((field) => field.matches("textarea")).value,
      ticked: points(fields).filter((field) => field.checked).map((field) => field.value),
      points: points(fields).length,
    }),
    give: ({ fields }, answer) => {
      fields.find((field) => field.matches("textarea")).value = answer.text;
      points(fields).forEach((field) => (field.checked = answer.ticked.includes(field.value)));
    },
    empty: { text: "", ticked: [] },
    written: true,
  };
})();
