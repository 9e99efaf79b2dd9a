/* Options, one or several of which are right; lessonlib.quiz.kinds.choice judges alike. */
(function () {
  "use strict";

  const { say, verdict } = window.lessonlib.reading;
  const { chosen } = window.lessonlib.stored;

  function judge(data, letters) {
    if (!letters.length) return verdict("not attempted", [], say("nothing chosen"));
    const wrong = letters.filter((letter) => !data.key.includes(letter));
    if (wrong.length) return verdict("incorrect", wrong);
    if (letters.length < data.key.length) {
      return verdict("incorrect", [], say("more to choose"));
    }
    return verdict("correct", letters);
  }

  const letters = (answer, { fields }) => chosen(answer, fields.map((field) => field.value));
  const several = {
    judge,
    stored: letters,
    given: ({ fields }) => fields.filter((field) => field.checked).map((field) => field.value),
    give: ({ fields }, answer) => fields.forEach((field) => (field.checked = answer.includes(field.value))),
    empty: [],
  };
  const one = (answer, asked) => {
    const found = letters(answer, asked);
    return found && found.length < 2 ? found : null;
  };
  Object.assign(window.lessonlib.kinds, { choice: { ...several, stored: one }, several });
})();
