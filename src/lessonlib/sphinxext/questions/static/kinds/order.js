/* Lines of code to put in order; lessonlib.quiz.kinds.order judges alike.
   The place of each line stands in a menu; this script hides the menus, and moves lines between two lists instead. */
(function () {
  "use strict";

  const { localised } = window.lessonlib;
  const { verdict } = window.lessonlib.reading;
  const { chosen } = window.lessonlib.stored;

  function judge(data, answer) {
    if (!answer.length) return verdict("not attempted", [], data.messages["no line"]);
    const needed = data.key[0];
    const strange = answer.filter((letter) => !needed.includes(letter));
    if (strange.length) return verdict("incorrect", strange.map((letter) => data.marks[letter]));
    if (answer.length < needed.length) return verdict("incorrect", [], data.messages["lines missing"]);
    const order = answer.join("");
    if (data.key.includes(order)) return verdict("correct");
    const places = [...order].keys();
    const first = [...places].find((place) => !data.key.some((right) => right.startsWith(order.slice(0, place + 1))));
    return verdict("incorrect", [data.marks[order[first]]]);
  }

  const letterOf = (field) => field.closest("li").dataset.letter;

  /* The letters of the lines that have a place, in their order. */
  function given({ fields }) {
    const placed = fields.filter((field) => field.value);
    return placed.sort((a, b) => a.value - b.value).map(letterOf);
  }

  function stored(answer, { fields }) {
    const known = chosen(answer, fields.map(letterOf));
    return known && known.length === answer.length ? [...answer] : null;
  }

  function give(asked, answer) {
    asked.fields.forEach((field) => {
      const place = answer.indexOf(letterOf(field));
      field.value = place < 0 ? "" : String(place + 1);
    });
    if (asked.program) show(asked);
  }

  /* ---------------------------------------------------------------- two lists */

  function made(name, text, properties = {}) {
    const element = Object.assign(document.createElement(name), properties);
    element.textContent = text;
    return element;
  }

  function prepare(asked) {
    const list = asked.querySelector(".q-order");
    const program = made("ol", "", { className: "q-options q-order-program" });
    const titles = [made("p", localised("Your program"), { className: "q-order-title" }), made("p", localised("Lines"), { className: "q-order-title" })];
    const empty = made("p", localised("Nothing yet: press a line below."), { className: "q-order-empty" });
    const said = made("p", "", { className: "q-order-said" });
    said.setAttribute("role", "status");
    list.before(titles[0], program, empty, said, titles[1]);
    titles.forEach((title, index) => {
      title.id = `${asked.id}-list-${index}`;
      [program, list][index].setAttribute("aria-labelledby", title.id);
    });
    Object.assign(asked, { program, pool: list, emptyProgram: empty, said, lines: [...list.children] });
    asked.lines.forEach((line) => dress(asked, line));
    show(asked);
  }

  /* A line becomes a button that puts it into the program or takes it out, with a handle and two buttons to move it. */
  function dress(asked, line) {
    line.querySelector("select").hidden = true;
    const press = made("button", "", { type: "button", className: "q-order-line" });
    press.append(line.querySelector(".q-letter"), " ", line.querySelector(".q-text"));
    press.addEventListener("click", () => toggle(asked, line));
    press.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || line.parentElement !== asked.program) return;
      event.preventDefault();
      move(asked, line, step, press);
    });
    const handle = made("span", "⠿", { className: "q-order-handle" });
    handle.setAttribute("aria-hidden", "true");
    handle.addEventListener("pointerdown", (event) => drag(asked, line, event));
    const moves = [[-1, "↑", localised("Move line {letter} up", line.dataset)], [1, "↓", localised("Move line {letter} down", line.dataset)]].map(([step, sign, label]) => {
      const button = made("button", sign, { type: "button", className: "q-order-move" });
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => move(asked, line, step, button));
      return button;
    });
    line.prepend(handle, press, ...moves);
  }

  /* Let the lists show what the menus say. */
  function show(asked) {
    const order = given(asked);
    const byLetter = new Map(asked.lines.map((line) => [line.dataset.letter, line]));
    asked.program.append(...order.map((letter) => byLetter.get(letter)));
    asked.pool.append(...asked.lines.filter((line) => !order.includes(line.dataset.letter)));
    asked.emptyProgram.hidden = order.length > 0;
  }

  function put(asked, order, message) {
    give(asked, order);
    asked.changed();
    asked.said.textContent = message;
  }

  const placeOf = (order, letter) => localised("Line {letter} is line {place} of {all} now.", { letter, place: order.indexOf(letter) + 1, all: order.length });

  function toggle(asked, line) {
    const { letter } = line.dataset;
    const order = given(asked);
    const without = order.filter((each) => each !== letter);
    const after = without.length < order.length ? without : [...order, letter];
    put(asked, after, after === without ? localised("Line {letter} is out of the program.", { letter }) : placeOf(after, letter));
    line.querySelector(".q-order-line").focus();
  }

  function move(asked, line, step, focused) {
    const { letter } = line.dataset;
    const order = given(asked);
    const place = Math.min(Math.max(order.indexOf(letter) + step, 0), order.length - 1);
    const after = order.filter((each) => each !== letter);
    after.splice(place, 0, letter);
    put(asked, after, placeOf(after, letter));
    focused.focus();
  }

  /* Drag a line by its handle: it goes before the line of the program whose middle is below the pointer. */
  function drag(asked, line, begin) {
    begin.preventDefault();
    line.classList.add("q-order-dragged");
    const follow = ({ clientY }) => {
      const { letter } = line.dataset;
      const others = given(asked).filter((each) => each !== letter);
      const below = asked.pool.getBoundingClientRect().top;
      const lines = others.map((each) => asked.lines.find((one) => one.dataset.letter === each).getBoundingClientRect());
      const place = lines.filter((box) => box.top + box.height / 2 < clientY).length;
      if (clientY < below) others.splice(place, 0, letter);
      if (others.join() !== given(asked).join()) put(asked, others, clientY < below ? placeOf(others, letter) : localised("Line {letter} is out of the program.", { letter }));
    };
    const end = () => {
      document.removeEventListener("pointermove", follow);
      line.classList.remove("q-order-dragged");
    };
    /* The document hears it all the time: the line itself leaves it for a moment whenever it changes its place. */
    document.addEventListener("pointermove", follow);
    ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, end, { once: true }));
  }

  window.lessonlib.kinds.order = { judge, stored, given, give, prepare, empty: [] };
})();
