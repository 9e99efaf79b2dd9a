/* Things to sort into groups, with a menu each; lessonlib.quiz.kinds.sort judges alike. */
(function () {
  "use strict";

  const { say, verdict } = window.lessonlib.reading;
  const { isRecord } = window.lessonlib.stored;

  function judge(data, placed, things) {
    if (things.some((thing) => !placed[thing])) return verdict("not attempted", [], say("no group"));
    const wrong = things.filter((thing) => placed[thing] !== data.key[thing]);
    return wrong.length ? verdict("incorrect", wrong) : verdict("correct");
  }

  const groups = (field) => [...field.options].map((option) => option.value);

  function stored(answer, { fields }) {
    const fits = isRecord(answer) && fields.every((field) => groups(field).includes(answer[field.dataset.thing]));
    return fits ? Object.fromEntries(fields.map(({ dataset: { thing } }) => [thing, answer[thing]])) : null;
  }

  window.lessonlib.kinds.sort = {
    judge,
    stored,
    given: ({ fields }) => Object.fromEntries(fields.map((field) => [field.dataset.thing, field.value])),
    give: ({ fields }, answer) => fields.forEach((field) => (field.value = answer[field.dataset.thing] ?? "")),
    empty: {},
    namesFeedback: true,
  };
})();
