/* Makes the questions of a page live: judges, gives feedback, remembers.
   Without this script a question is a fieldset with its answer in a details element.
   lessonlib.quiz.model judges alike in Python: judging.js holds the messages and patterns of both. */
(function () {
  "use strict";

  const { button, kinds, localised, memory, noted, schedule } = window.lessonlib;
  const { outcomeOf } = schedule;
  const { verdict } = window.lessonlib.reading;
  const { MOST_OF_A_LINE, MOST_OF_A_TEXT, isText, isRecord } = window.lessonlib.stored;

  /* `marks` are the answers that have feedback of their own; `says` in the result names some of them. */
  const judge = (data, answer, marks) => kinds[data.kind].judge(data, answer, marks);

  /* Only pages that count answers have that script. */
  const paintProgress = () => window.lessonlib.paintProgress?.();

  class LessonQuestion extends HTMLElement {
    connectedCallback() {
      if (this.data) return;
      const { variants, ...data } = JSON.parse(this.dataset.question);
      this.data = data;
      this.variants = variants && new window.lessonlib.Variants(this, variants);
      this.key = `${this.data.id}:${this.data.version}`;
      this.findFields();
      this.kind = kinds[this.data.kind];
      this.checklist = this.kind.written ? this.querySelectorAll(".q-checklist-title, .q-options") : [];
      this.shown = this.querySelector(".q-verdict");
      this.answer = this.querySelector(".q-answer");
      this.answer.hidden = true;
      this.feedbacks = [...this.answer.querySelectorAll(".q-feedback")];
      this.actions = this.querySelector(".q-actions");
      this.actions.hidden = false;
      const { written } = this.kind;
      this.check = button(written ? noted("Compare with a model answer") : noted("Check"), () => (written ? this.compare() : this.submit()));
      this.finish = button("I have compared", () => this.submit());
      this.again = button("Try again", () => this.reset());
      this.next = button("Another one", () => this.another());
      this.show = button("Show me", () => this.reveal());
      this.forget = button("Forget my answer", () => this.reset(true));
      this.actions.append(this.check, this.finish, this.next, this.again, this.show, this.forget);
      this.addEventListener("keydown", (event) => this.onKey(event));
      this.addEventListener("input", (event) => this.onInput(event));
      this.fields.forEach((field) => {
        if (field.matches("textarea, [type=text]")) field.maxLength = field.matches("textarea") ? MOST_OF_A_TEXT : MOST_OF_A_LINE;
      });
      if (this.kind.prepare) this.kind.prepare(this);
      this.paint(null);
      if (!this.asksAgain()) this.recall();
    }

    /* Whoever comes from the page "review" is asked again, with other numbers. */
    asksAgain() {
      const kept = memory.get(this.key);
      const again = location.search === "?review" && location.hash === `#${this.id}` && schedule.isDue(kept);
      if (again && this.variants) {
        this.askAsKept(kept.variant);
        this.ask((this.variants.place + 1) % this.variants.rows.length);
      }
      return again;
    }

    findFields() {
      this.fields = [...this.querySelectorAll("fieldset input, fieldset textarea, fieldset select")];
    }

    /* The first variant is on the page already. */
    ask(place) {
      if (!this.variants || place === this.variants.place) return;
      Object.assign(this.data, this.variants.show(place));
      this.findFields();
    }

    another() {
      this.ask((this.variants.place + 1) % this.variants.rows.length);
      this.reset();
    }

    onKey(event) {
      if (event.key !== "Enter" || !event.target.matches("input")) return;
      event.preventDefault();
      if (!this.kind.written) this.submit();
    }

    onInput({ target }) {
      if (!this.kind.written) this.changed();
      else if (target.matches("textarea")) this.keepDraft(target.value);
      this.touched = true;
    }

    changed() {
      this.touched = true;
      this.paint(null);
    }

    /* What takes long to write is kept while it is written. */
    keepDraft(draft) {
      const kept = memory.get(this.key);
      memory.set(this.key, { ...(isRecord(kept) ? kept : {}), draft, at: new Date() });
      this.forget.hidden = false;
    }

    given() {
      return this.kind.given(this);
    }

    give(answer) {
      this.kind.give(this, answer);
    }

    marks() {
      return this.feedbacks.map((part) => part.dataset.for);
    }

    submit() {
      const answer = this.given();
      const result = judge(this.data, answer, this.marks());
      if (result.outcome !== "not attempted") {
        const { outcome } = result;
        const lasting = { mistakes: this.mistakes(result), ...schedule.after(memory.get(this.key), outcome) };
        memory.set(this.key, { answer, outcome, variant: this.variants?.name, at: new Date(), ...lasting });
        this.touched = false;
        paintProgress();
      }
      this.paint(result);
      /* A button that has gone must not take the keyboard's place with it. */
      if (document.activeElement === document.body || document.activeElement.hidden) this.firstButton().focus();
    }

    /* The feedback met so far, by its place in the list; -1: none. */
    mistakes({ outcome, says }) {
      const found = outcome === "incorrect" && (says.length ? says : [""]).map((mark) => this.marks().indexOf(mark));
      const met = [memory.get(this.key)?.mistakes, found].flat();
      return [-1, ...this.feedbacks.keys()].filter((place) => met.includes(place));
    }

    compare() {
      const result = judge(this.data, this.given(), []);
      if (result.outcome === "not attempted") return this.paint(result);
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
      if (forget) {
        memory.forget((key) => !key.startsWith(`${this.data.id}:`));
        this.ask(0);
      }
      this.clear();
      paintProgress();
      (this.fields.find((field) => !field.hidden) ?? this.querySelector("fieldset button")).focus();
    }

    clear() {
      this.touched = false;
      this.give(this.kind.empty);
      this.answer.open = false;
      this.answer.hidden = true;
      this.paint(null);
    }

    recall() {
      const raw = memory.raw(this.key);
      if (raw === null) return;
      const kept = memory.get(this.key);
      const draft = this.kind.written && isRecord(kept) && isText(kept.draft, MOST_OF_A_TEXT) ? kept.draft : null;
      const answer = outcomeOf(kept) && this.askAsKept(kept.variant) && this.kind.stored(kept.answer, this);
      if (draft && draft.trim()) this.give({ text: draft, ticked: [] });
      else if (!(answer && this.recallAnswer(answer)) && draft === null) this.refuse();
    }

    /* Returns whether there is such a variant; answers that are older than the variants were given to the first. */
    askAsKept(name) {
      if (!this.variants || name === undefined) return true;
      const place = this.variants.placeOf(name);
      if (place >= 0) this.ask(place);
      return place >= 0;
    }

    /* What is kept may have been written by an older page, another site of this host, or a curious reader. It is taken
       apart here and made anew from known values; what has another form comes back as null. */
    refuse() {
      this.ask(0);
      memory.forget((key) => key !== this.key);
      this.paint(verdict("not attempted", [], localised("What this browser kept of an earlier answer cannot be read, and is forgotten.")));
    }

    /* Returns whether it was an answer: only such are kept. */
    recallAnswer(answer) {
      this.give(answer);
      const result = judge(this.data, this.given(), this.marks());
      if (result.outcome === "not attempted") {
        this.clear();
        return false;
      }
      if (this.kind.written) this.openChecklist();
      this.paint(result);
      return true;
    }

    /* Another tab, or the page that one comes back from, may have answered or forgotten. What is being written stays. */
    refresh() {
      const raw = memory.raw(this.key);
      this.forget.hidden = raw === null;
      if (this.touched || this.seen === raw) return;
      this.clear();
      this.recall();
    }

    firstButton() {
      return [...this.actions.children].find((each) => !each.hidden);
    }

    paint(result) {
      const outcome = result ? result.outcome : "";
      this.dataset.outcome = outcome;
      const judged = outcome === "correct" || outcome === "incorrect";
      const comparing = this.kind.written && judged;
      this.check.hidden = judged;
      this.finish.hidden = true;
      if (this.kind.written && !comparing) this.checklist.forEach((part) => (part.hidden = true));
      this.again.hidden = !judged;
      this.next.hidden = !(judged && this.variants);
      this.show.hidden = !(outcome === "incorrect" && this.answer.hidden);
      this.seen = memory.raw(this.key);
      this.forget.hidden = this.seen === null;
      this.shown.replaceChildren();
      if (!result) return;
      const title = { correct: localised("Correct."), incorrect: localised("Not yet."), "not attempted": localised("Not attempted.") }[outcome];
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
      const part = this.feedbacks.find((each) => each.dataset.for === mark);
      const shown = part.querySelector(".q-says").cloneNode(true);
      if (this.kind.namesFeedback) {
        const name = document.createElement("p");
        name.className = "q-for";
        name.textContent = mark;
        shown.prepend(name);
      }
      return shown;
    }
  }

  window.lessonlib.judge = judge;
  /* All deferred scripts have run by then: those of the kinds, too. */
  function begin() {
    customElements.define("lesson-question", LessonQuestion);
    window.lessonlib.prepareLists?.();
    paintProgress();
  }
  if (document.readyState === "complete") begin();
  else document.addEventListener("DOMContentLoaded", begin);

  /* A page that the Back button shows again, and one in another tab, are painted as things stand now. */
  function refresh() {
    document.querySelectorAll("lesson-question").forEach((asked) => asked.refresh());
    paintProgress();
  }
  addEventListener("pageshow", refresh);
  addEventListener("storage", ({ key }) => {
    if (memory.holds(key)) refresh();
  });
})();
