/* Counts what is answered right, on the home page and on the page "review", and lists there what is due today. */
(function () {
  "use strict";

  const { button, counted, localised, memory, schedule } = window.lessonlib;
  const { outcomeOf, isDue, wait } = schedule;

  const A_DAY = 600; /* seconds */

  function paintProgress() {
    document.querySelectorAll(".q-progress").forEach((place) => {
      const keys = place.dataset.questions.split(" ").filter(Boolean);
      const outcomes = keys.map((key) => outcomeOf(memory.get(key)));
      const right = outcomes.filter((outcome) => outcome === "correct").length;
      place.textContent = keys.length > 1 || !outcomes[0] ? localised("{right} of {all} right", { right, all: keys.length }) : localised(outcomes[0]);
      place.dataset.done = right === keys.length ? "all" : right ? "some" : "none";
    });
    document.querySelectorAll(".review").forEach(paintReview);
  }

  /* Of all that is due come first what was missed, then what has waited longest; as much as ten minutes take. */
  function paintReview(list) {
    const items = [...list.children].map((item) => {
      const { questions, seconds } = item.querySelector(".q-progress").dataset;
      const kept = memory.get(questions);
      return { item, kept, days: wait(kept), seconds: Number(seconds) };
    });
    const due = items.filter(({ kept }) => isDue(kept));
    due.sort((one, other) => one.days - other.days);
    let left = A_DAY;
    const now = due.filter(({ seconds }, index) => {
      left -= seconds;
      return index === 0 || left >= 0;
    });
    items.forEach(({ item }) => (item.hidden = !now.some((each) => each.item === item)));
    list.append(...now.map(({ item }) => item));
    list.hidden = !now.length;
    list.parentElement.querySelector(".review-told").textContent = told(items, due, now);
  }

  function told(items, due, now) {
    if (due.length) {
      const minutes = Math.ceil(now.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
      const rest = due.length > now.length ? localised(", of which these {number} come first", { number: now.length }) : "";
      return localised("Due today on this device: {due}{rest}. That takes about {minutes} minutes. Each link leads to the question.", { due: due.length, rest, minutes });
    }
    const next = Math.min(...items.map(({ days }) => days ?? Infinity));
    if (next === Infinity) return localised("Nothing is due: no question is answered on this device yet.");
    return counted("Nothing is due today. Tomorrow the next question comes back.", "Nothing is due today. In {number} days the next question comes back.", next);
  }

  function prepareLists() {
    document.querySelectorAll(".review").forEach((list) => {
      list.querySelectorAll("a").forEach((link) => (link.search = "?review"));
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
      ` ${localised("Your answers are kept in this browser only.")}`,
    );
    (last.closest(".pst-scrollable-table-container") || last).after(line);
  }

  addEventListener("lessonlib-loaded", paintProgress);
  Object.assign(window.lessonlib, { paintProgress, prepareLists });
})();
