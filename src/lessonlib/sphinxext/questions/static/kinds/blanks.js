/* A program with blanks, a field each; lessonlib.quiz.kinds.blanks judges alike. */
(function () {
  "use strict";

  const { plain, quoted, fits, say, normalCode, verdict } = window.lessonlib.reading;
  const { isText } = window.lessonlib.stored;

  /* The message about a filling that is nearly an accepted one, and what is too much in it. */
  function nearly(filling, accepted) {
    const unquoted = (text) => text.replace(/^"+|"+$/g, "");
    if (accepted.map(unquoted).includes(unquoted(filling))) return { message: "blank quotes" };
    const found = around(filling, accepted);
    if (found) return { message: "blank around", extra: found.filter(Boolean).join(" … ") };
    const small = accepted.map((text) => text.toLowerCase());
    return { message: around(filling.toLowerCase(), small) ? "blank capitals" : "" };
  }

  /* What stands before and behind an accepted spelling, where it may be what is repeated there. */
  function around(filling, accepted) {
    const longest = accepted.filter((text) => filling.includes(text)).sort((one, other) => other.length - one.length);
    const parts = longest.map((text) => {
      const at = filling.indexOf(text);
      return [filling.slice(0, at), filling.slice(at + text.length)];
    });
    return parts.find(([before, behind]) => fits("code before", before) && fits("code behind", behind));
  }

  /* What is right together only, in the first spelling that is accepted for each. */
  function asFirstSpelled(data, codes) {
    for (const group of data.together || []) {
      if (group.every(([number, spelling]) => codes[number - 1] === normalCode(spelling))) {
        group.forEach(([number]) => (codes[number - 1] = normalCode(data.key[number - 1][0])));
      }
    }
    return codes;
  }

  function judge(data, fillings, marks) {
    if (data.key.some((_, index) => !plain(fillings[index] || ""))) {
      return verdict("not attempted", [], say("empty blanks"));
    }
    const [says, messages, asked] = [[], [], []];
    const codes = asFirstSpelled(data, fillings.map(normalCode));
    data.key.forEach((spellings, index) => {
      const [code, accepted] = [codes[index], spellings.map(normalCode)];
      if (accepted.includes(code)) return;
      const [number, name] = [index + 1, `blank ${index + 1}`];
      const exact = marks.find((mark) => mark.startsWith(`${name}:`) && normalCode(mark.slice(name.length + 1)) === code);
      const { message, extra = "" } = exact ? {} : nearly(code, accepted);
      if (message) asked.push(say(message, { number, extra: quoted(extra) }));
      if (exact || marks.includes(name)) says.push(exact || name);
      else messages.push(say("blank", { number }));
    });
    if (asked.length) return verdict("not attempted", [], asked.join(" "));
    return says.length + messages.length ? verdict("incorrect", says, messages.join(" ")) : verdict("correct");
  }

  window.lessonlib.kinds.blanks = {
    judge,
    stored: (answer, { fields }) =>
      Array.isArray(answer) && answer.length === fields.length && answer.every((each) => isText(each)) ? [...answer] : null,
    given: ({ fields }) => fields.map((field) => field.value),
    give: ({ fields }, answer) => fields.forEach((field, index) => (field.value = answer[index] ?? "")),
    empty: [],
  };
})();
