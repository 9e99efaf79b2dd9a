/* Makes the questions of a page live: judges, gives feedback, remembers.
   Without this script a question is a fieldset with its answer in a details element.
   lessonlib.questions judges alike in Python; tests/judge_cases.json holds the two together. */
(function () {
  "use strict";

  const DIGIT_GAPS = /(\d)[\s_'’](?=\d)/g;

  function readNumber(text, whole) {
    const plain = text.trim().replace(/−/g, "-").replace(DIGIT_GAPS, "$1");
    const found = /^([+-]?)(\d[\d.,]*|[.,]\d+)\s*[^\d.,]*$/.exec(plain);
    if (!found) return { message: `“${text.trim()}” is not a number; write digits, such as 1024.` };
    let digits = found[2];
    if ((whole ? /^[1-9]\d{0,2}\.\d{3}$/ : /^[1-9]\d{0,2},\d{3}$/).test(digits)) {
      const pointed = digits.replace(",", ".") + (whole ? "0" : "");
      return { message: `“${digits}” can be read in two ways. Write ${digits.replace(/[.,]/, "")} or ${pointed}.` };
    }
    if (/^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(digits)) digits = digits.replace(/,/g, "");
    digits = digits.replace(/,/g, ".");
    if (digits.split(".").length > 2) {
      return { message: `“${text.trim()}” has more than one decimal point; write digits, such as 1024.` };
    }
    return { value: Number(found[1] + digits) };
  }

  function readShape(text) {
    const inside = text.trim().replace(/^[()[\]]+|[()[\]]+$/g, "").toLowerCase();
    const parts = inside.split(/[x×*,;\s]+/).filter(Boolean);
    if (!parts.length || !parts.every((part) => /^(\d{1,15}|none)$/.test(part))) {
      return { message: `“${text.trim()}” is not a shape; write its sizes, such as 640 × 480 × 3.` };
    }
    return { value: parts.map((part) => (part === "none" ? null : Number(part))) };
  }

  /* A wrong answer that is expected stands as a Python literal. */
  const readMark = (data, mark) =>
    data.kind === "shape" ? readShape(mark).value : Number(mark.replace(/_/g, ""));

  function normalCode(text) {
    return text
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'") /* phones curl what is typed */
      .split(/("[^"]*"|'[^']*')/)
      .map((piece, index) => (index % 2 ? `"${piece.slice(1, -1)}"` : piece.replace(/\s+/g, "")))
      .join("");
  }

  const same = (a, b, tolerance) =>
    Array.isArray(a) && Array.isArray(b)
      ? a.length === b.length && a.every((part, index) => same(part, b[index], 0))
      : tolerance
        ? Math.abs(a - b) <= tolerance + 1e-12
        : a === b;

  const verdict = (outcome, says = [], message = "") => ({ outcome, says, message });

  /* `marks` are the answers that have feedback of their own; `says` in the result names some of them. */
  function judge(data, answer, marks) {
    return JUDGES[data.kind](data, answer, marks);
  }

  function judgeChoice(data, letters) {
    if (!letters.length) return verdict("not attempted", [], "Nothing is chosen yet.");
    const wrong = letters.filter((letter) => !data.key.includes(letter));
    if (wrong.length) return verdict("incorrect", wrong);
    if (letters.length < data.key.length) {
      return verdict("incorrect", [], "What you chose is right, and there is more to choose.");
    }
    return verdict("correct", letters);
  }

  function judgeValue(data, text, marks) {
    if (!text.trim()) return verdict("not attempted", [], "There is no answer yet.");
    const given = data.kind === "shape" ? readShape(text) : readNumber(text, data.whole);
    if (given.message) return verdict("not attempted", [], given.message);
    const means = (value) => same(given.value, value, data.tolerance || 0);
    if (means(data.key)) return verdict("correct");
    const expected = marks.find((mark) => mark !== "otherwise" && means(readMark(data, mark)));
    return verdict("incorrect", [expected || "otherwise"]);
  }

  function judgeSorted(data, placed, things) {
    if (things.some((thing) => !placed[thing])) {
      return verdict("not attempted", [], "Some things have no group yet.");
    }
    const wrong = things.filter((thing) => placed[thing] !== data.key[thing]);
    return wrong.length ? verdict("incorrect", wrong) : verdict("correct");
  }

  function judgeBlanks(data, fillings, marks) {
    if (fillings.some((filling) => !filling.trim())) {
      return verdict("not attempted", [], "Some blanks are still empty.");
    }
    const says = [];
    const messages = [];
    data.key.forEach((accepted, index) => {
      const filling = normalCode(fillings[index]);
      if (accepted.map(normalCode).includes(filling)) return;
      const name = `blank ${index + 1}`;
      const exact = marks.find((mark) => mark.startsWith(`${name}:`) && normalCode(mark.slice(name.length + 1)) === filling);
      if (exact || marks.includes(name)) says.push(exact || name);
      else messages.push(`Blank ${index + 1} is not right yet.`);
    });
    return says.length + messages.length ? verdict("incorrect", says, messages.join(" ")) : verdict("correct");
  }

  function judgeText(data, answer) {
    if (!answer.text.trim()) return verdict("not attempted", [], "Write a sentence or two first.");
    const message = `${answer.ticked.length} of ${answer.points} points are in your answer.`;
    return verdict(answer.ticked.length === answer.points ? "correct" : "incorrect", [], message);
  }

  const JUDGES = {
    choice: judgeChoice,
    several: judgeChoice,
    number: judgeValue,
    shape: judgeValue,
    sort: judgeSorted,
    blanks: judgeBlanks,
    text: judgeText,
  };

  /* ---------------------------------------------------------------- memory */

  const root = document.documentElement.dataset.content_root || "./";
  const PREFIX = `lessonlib ${new URL(root, location.href).pathname} `;

  const memory = {
    get(key) {
      try {
        return JSON.parse(localStorage.getItem(PREFIX + key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(PREFIX + key, JSON.stringify(value));
      } catch {
        /* Private windows and full disks forget; the question works all the same. */
      }
    },
    forget(keep) {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
        keys.filter((key) => !keep(key.slice(PREFIX.length))).forEach((key) => localStorage.removeItem(key));
      } catch {
        /* Nothing is remembered, so nothing is to be forgotten. */
      }
    },
  };

  /* ---------------------------------------------------------------- the element */

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  class LessonQuestion extends HTMLElement {
    connectedCallback() {
      if (this.data) return;
      this.data = JSON.parse(this.dataset.question);
      this.key = `${this.data.id}:${this.data.version}`;
      memory.forget((key) => key === this.key || !key.startsWith(`${this.data.id}:`));
      this.fields = [...this.querySelectorAll("fieldset input, fieldset textarea, fieldset select")];
      this.checklist = this.data.kind === "text" ? this.querySelectorAll(".q-checklist-title, .q-options") : [];
      this.shown = this.querySelector(".q-verdict");
      this.answer = this.querySelector(".q-answer");
      this.answer.hidden = true;
      this.actions = this.querySelector(".q-actions");
      this.actions.hidden = false;
      const written = this.data.kind === "text";
      this.check = button(written ? "Compare with a model answer" : "Check", () => (written ? this.compare() : this.submit()));
      this.finish = button("I have compared", () => this.submit());
      this.again = button("Try again", () => this.reset());
      this.show = button("Show me", () => this.reveal());
      this.forget = button("Forget my answer", () => this.reset(true));
      this.actions.append(this.check, this.finish, this.again, this.show, this.forget);
      this.addEventListener("keydown", (event) => this.onKey(event));
      this.addEventListener("input", () => this.onInput());
      this.paint(null);
      this.recall();
    }

    onKey(event) {
      if (event.key !== "Enter" || !event.target.matches("input")) return;
      event.preventDefault();
      if (this.data.kind !== "text") this.submit();
    }

    onInput() {
      if (this.data.kind !== "text") this.paint(null);
    }

    /* What the learner has given, in the form that judge() takes and memory keeps. */
    given() {
      const ticked = () => this.fields.filter((field) => field.checked).map((field) => field.value);
      switch (this.data.kind) {
        case "choice":
        case "several":
          return ticked();
        case "sort":
          return Object.fromEntries(this.fields.map((field) => [field.dataset.thing, field.value]));
        case "blanks":
          return this.fields.map((field) => field.value);
        case "text": {
          const points = this.fields.filter((field) => field.type === "checkbox").length;
          return { text: this.querySelector("textarea").value, ticked: ticked(), points };
        }
        default:
          return this.fields[0].value;
      }
    }

    give(answer) {
      this.fields.forEach((field, index) => {
        if (field.matches("textarea")) field.value = answer.text ?? "";
        else if (field.matches("select")) field.value = answer[field.dataset.thing] ?? "";
        else if (field.type !== "text") field.checked = (answer.ticked ?? answer).includes(field.value);
        else field.value = this.data.kind === "blanks" ? (answer[index] ?? "") : answer;
      });
    }

    marks() {
      return [...this.answer.querySelectorAll(".q-feedback")].map((part) => part.dataset.for);
    }

    submit() {
      const answer = this.given();
      const result = judge(this.data, answer, this.marks());
      if (result.outcome !== "not attempted") {
        memory.set(this.key, { answer, outcome: result.outcome });
        paintProgress();
      }
      this.paint(result);
      /* A button that has gone must not take the keyboard's place with it. */
      if (document.activeElement === document.body || document.activeElement.hidden) this.firstButton().focus();
    }

    compare() {
      const text = this.given().text;
      if (!text.trim()) return this.paint(judge(this.data, this.given(), []));
      this.paint(null);
      this.openChecklist();
      this.finish.focus();
    }

    openChecklist() {
      this.checklist.forEach((part) => (part.hidden = false));
      this.check.hidden = true;
      this.finish.hidden = false;
      this.answer.hidden = false;
      this.answer.open = true;
    }

    reveal() {
      this.answer.hidden = false;
      this.answer.open = true;
      this.show.hidden = true;
      this.answer.querySelector("summary").focus();
    }

    reset(forget = false) {
      if (forget) memory.forget((key) => key !== this.key);
      this.give(this.data.kind === "sort" ? {} : this.data.kind === "text" ? { text: "", ticked: [] } : "");
      this.answer.open = false;
      this.answer.hidden = true;
      this.paint(null);
      paintProgress();
      this.fields[0].focus();
    }

    recall() {
      const kept = memory.get(this.key);
      if (!kept) return;
      this.give(kept.answer);
      if (this.data.kind === "text") this.openChecklist();
      this.paint(judge(this.data, this.given(), this.marks()));
    }

    firstButton() {
      return [...this.actions.children].find((each) => !each.hidden);
    }

    paint(result) {
      const outcome = result ? result.outcome : "";
      this.dataset.outcome = outcome;
      const judged = outcome === "correct" || outcome === "incorrect";
      const comparing = this.data.kind === "text" && judged;
      this.check.hidden = judged;
      this.finish.hidden = true;
      if (this.data.kind === "text" && !comparing) this.checklist.forEach((part) => (part.hidden = true));
      this.again.hidden = !judged;
      this.show.hidden = !(outcome === "incorrect" && this.answer.hidden);
      this.forget.hidden = !memory.get(this.key);
      this.shown.replaceChildren();
      if (!result) return;
      const title = { correct: "Correct.", incorrect: "Not yet.", "not attempted": "Not attempted." }[outcome];
      const line = document.createElement("p");
      const strong = document.createElement("strong");
      strong.textContent = title;
      line.append(strong, " ", result.message);
      this.shown.append(line, ...result.says.map((mark) => this.feedback(mark)));
      if (outcome === "correct") {
        this.answer.hidden = false;
        this.answer.open = true;
      }
    }

    feedback(mark) {
      const part = [...this.answer.querySelectorAll(".q-feedback")].find((each) => each.dataset.for === mark);
      const shown = part.querySelector(".q-says").cloneNode(true);
      if (this.data.kind === "sort") {
        const name = document.createElement("p");
        name.className = "q-for";
        name.textContent = mark;
        shown.prepend(name);
      }
      return shown;
    }
  }

  /* ---------------------------------------------------------------- home and review */

  function paintProgress() {
    document.querySelectorAll(".q-progress").forEach((place) => {
      const keys = place.dataset.questions.split(" ").filter(Boolean);
      const outcomes = keys.map((key) => (memory.get(key) || {}).outcome);
      const right = outcomes.filter((outcome) => outcome === "correct").length;
      place.textContent = keys.length > 1 || !outcomes[0] ? `${right} of ${keys.length} right` : outcomes[0];
      place.dataset.done = right === keys.length ? "all" : right ? "some" : "none";
      const item = place.closest(".review li");
      if (item) item.hidden = outcomes[0] !== "incorrect";
    });
    document.querySelectorAll(".review").forEach((list) => {
      const missed = [...list.children].filter((item) => !item.hidden).length;
      const told = list.parentElement.querySelector(".review-told");
      told.textContent = missed
        ? `Missed on this device: ${missed}. Each link leads to the question.`
        : "Nothing is missed on this device: every question that you answered is right, or none is answered yet.";
      list.hidden = !missed;
    });
  }

  function prepareLists() {
    document.querySelectorAll(".review").forEach((list) => {
      const told = document.createElement("p");
      told.className = "review-told";
      told.setAttribute("role", "status");
      list.before(told);
    });
    const last = [...document.querySelectorAll(".review, table.course-table")].filter((each) => each.querySelector(".q-progress")).pop();
    if (!last) return;
    const line = document.createElement("p");
    line.className = "q-actions";
    line.append(
      button("Forget all my answers", () => {
        memory.forget(() => false);
        paintProgress();
      }),
      " Your answers are kept in this browser only.",
    );
    (last.closest(".pst-scrollable-table-container") || last).after(line);
  }

  window.lessonlib = { readNumber, readShape, normalCode, judge };
  customElements.define("lesson-question", LessonQuestion);
  prepareLists();
  paintProgress();
})();
