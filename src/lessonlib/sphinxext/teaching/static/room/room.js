/* Reads the files that a room has handed in, and shows what was answered. They are read here and sent nowhere. */
(function () {
  "use strict";

  const { counted: many, decimal, grouped, localised } = window.lessonlib;
  const { read } = window.lessonlib.progress;
  const { count } = window.lessonlib.room;
  const FEW = 5; /* misconceptions to take up next */
  const BEST = 10; /* runs of the lab */
  const MOST = 12; /* different predictions of one output */
  const LONG = 60; /* characters of an option */

  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    Object.entries(properties).forEach(([key, value]) => {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    });
    element.append(...children.filter((child) => child !== ""));
    return element;
  }

  /* A text with places to break within words of no end: a browser that must find them itself takes seconds for each. */
  const breakable = (text) => text.split(/(\S{100})/u).flatMap((piece, n) => (n ? [make("wbr"), piece] : [piece]));

  const link = (href, text) => make("a", { href }, text);
  const short = (text) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);
  const between = (parts, mark = ", ") => parts.flatMap((part) => [mark, part]).slice(1);

  function table(caption, heads, rows) {
    const head = make("thead", {}, make("tr", {}, ...heads.map((each) => make("th", { scope: "col" }, each))));
    const shown = (cell) => [cell].flat().flatMap((part) => (typeof part === "string" ? breakable(part) : [part]));
    const line = ([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, ...shown(first)), ...cells.map((cell) => make("td", {}, ...shown(cell))));
    const made = make("table", { className: "table" }, make("caption", {}, caption), head, make("tbody", {}, ...rows.map(line)));
    return make("div", { className: "room-scroll", tabIndex: 0, role: "group", "aria-label": caption }, made);
  }

  const asked = (ask) => new Promise((found, failed) => ask(found, failed));

  /* Returns what was dropped: files, and those in folders. */
  async function dropped({ files, items }) {
    const entries = [...items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    return entries.length ? (await Promise.all(entries.map(filesIn))).flat() : [...files];
  }

  async function filesIn(entry) {
    if (entry.isFile) return [await asked((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader();
    const entries = [];
    /* A reader gives some at a time, and none when it is at its end. */
    for (let some = [null]; some.length; entries.push(...some)) some = await asked((found, failed) => reader.readEntries(found, failed));
    return (await Promise.all(entries.map(filesIn))).flat();
  }

  class HandedIn extends HTMLElement {
    connectedCallback() {
      if (this.given) return;
      this.given = JSON.parse(this.dataset.room);
      const several = make("input", { type: "file", multiple: true });
      const folder = make("input", { type: "file", webkitdirectory: true });
      [several, folder].forEach((input) => input.addEventListener("change", () => this.readFiles([...input.files])));
      this.told = make("div", { role: "status" });
      this.shown = make("div", {});
      const place = make("div", { className: "room-files" }, make("p", {}, make("label", {}, `${localised("The files:")} `, several)), make("p", {}, make("label", {}, `${localised("or a folder of files:")} `, folder)), make("p", {}, localised("or drop the files here.")));
      /* Anywhere: a browser opens what is dropped beside the place, and what was read would be lost. */
      addEventListener("dragover", (event) => event.preventDefault());
      addEventListener("drop", async (event) => {
        event.preventDefault();
        this.readFiles(await dropped(event.dataTransfer));
      });
      this.replaceChildren(place, this.told, this.shown);
    }

    async readFiles(files) {
      const found = await Promise.all(files.map((file) => this.readFile(file)));
      const taken = found.filter(({ records }) => records);
      const counted = count(this.given, taken);
      this.tell(counted.room, taken, found.filter(({ why }) => why));
      this.show(counted);
    }

    /* Returns what a file holds, or why it is left out. */
    async readFile(file) {
      const called = file.webkitRelativePath || file.name;
      try {
        const { course, name, records, refused } = await read(file);
        const known = new Set(this.given.questions.map(({ id }) => id));
        if (course !== this.given.course && !records.some(({ id }) => known.has(id))) return { called, why: localised("belongs to another course ({course}).", { course: course || localised("it does not say which") }) };
        return { called, name, records, why: refused ? many("is read, but for {number} record that cannot be.", "is read, but for {number} records that cannot be.", refused) : "" };
      } catch (error) {
        return { called, why: error.message };
      }
    }

    tell(room, taken, said) {
      const merged = taken.length > room.length ? ` ${many("in {number} file, some of which are the same learner's", "in {number} files, some of which are the same learner's", taken.length)}` : "";
      const names = room.map(({ name }) => name).filter(Boolean).sort();
      const without = room.length - names.length;
      const who = names.length ? ` ${localised("Names: {names}.", { names: [...names, ...(without ? [localised("{number} without a name", { number: without })] : [])].join("; ") })}` : "";
      const list = said.length ? [make("p", {}, localised("Not read as they are:")), make("ul", {}, ...said.map(({ called, why }) => make("li", {}, make("code", {}, called), ` ${why}`)))] : [];
      this.told.replaceChildren(make("p", {}, make("strong", {}, `${many("{number} learner", "{number} learners", room.length)}${merged}.`), who), ...list);
    }

    show(counted) {
      const parts = counted.room.length ? [...this.next(counted), ...this.hardest(counted), ...this.questions(counted), ...this.predictions(counted), ...this.checks(counted), ...this.runs(counted), ...this.texts(counted)] : [];
      this.shown.replaceChildren(...parts);
    }

    next({ misconceptions }) {
      const title = make("h2", {}, localised("Take up next"));
      if (!misconceptions.length) return [title, make("p", {}, localised("Nobody met a misconception that has a name."))];
      const items = misconceptions.slice(0, FEW).map(({ id, asked, fell }) => {
        const { says, taught, noted, described } = this.given.misconceptions[id];
        const [belief, right] = says.split(/(?<=[.!?]) (.*)/s);
        const links = [taught && link(taught, localised("the passage that teaches it")), noted && link(noted, localised("your notes there")), link(described, localised("all about it"))].filter(Boolean);
        return make("li", {}, make("strong", {}, belief), ` ${many("{fell} of {number} learner who answered.", "{fell} of {number} learners who answered.", asked, { fell })} ${right ?? ""} `, ...between(links), ".");
      });
      const more = misconceptions.length - items.length;
      return [title, make("ol", { className: "room-next" }, ...items), ...(more > 0 ? [make("p", {}, many("{number} more was met: {ids}.", "{number} more were met: {ids}.", more, { ids: misconceptions.slice(FEW).map(({ id, fell }) => `${id} (${fell})`).join(", ") }))] : [])];
    }

    /* Where most met a mistake, whether or not it has a name. */
    hardest({ questions }) {
      const judged = questions.filter(({ question, answered, atOnce }) => question.kind !== "text" && answered > atOnce);
      const sorted = judged.sort((a, b) => a.atOnce / a.answered - b.atOnce / b.answered || b.answered - a.answered).slice(0, FEW);
      const items = sorted.map(({ question, answered, atOnce }) => make("li", {}, link(question.href, `${question.lesson}, ${question.title}`), `: ${localised("{number} of {all} right at once", { number: atOnce, all: answered })}`));
      return items.length ? [make("h2", {}, localised("The hardest questions")), make("ol", {}, ...items)] : [];
    }

    questions({ questions }) {
      const asked = questions.filter(({ answered }) => answered);
      const lessons = [...new Set(asked.map(({ question }) => question.lesson))];
      const heads = [localised("Question"), localised("Answered"), localised("Right at once"), localised("Right now"), localised("Mistakes met")];
      const row = ({ question, answered, atOnce, right, mistakes }) => [link(question.href, question.title), String(answered), question.kind === "text" ? "–" : String(atOnce), String(right), this.mistakes(question, mistakes)];
      const tables = lessons.map((lesson) => table(lesson, heads, asked.filter(({ question }) => question.lesson === lesson).map(row)));
      const without = questions.length - asked.length;
      const earlier = questions.filter((each) => each.earlier);
      const said = [
        without ? many("{number} question was answered by nobody.", "{number} questions were answered by nobody.", without) : "",
        earlier.length ? localised("Left out, since the question has changed or the answer cannot be read: {ids}.", { ids: earlier.map((each) => `${each.question.id} (${each.earlier})`).join(", ") }) : "",
      ].filter(Boolean);
      return [make("h2", { className: "room-apart" }, localised("Question by question")), ...tables, ...(said.length ? [make("p", {}, said.join(" "))] : [])];
    }

    mistakes(question, mistakes) {
      const sorted = [...mistakes].sort((a, b) => b[1] - a[1]);
      return between(sorted.map(([place, number]) => {
        const { mark, text = "", misconception = "" } = question.options[place] ?? { mark: "" };
        const called = mark === "" ? localised("another mistake") : mark === "otherwise" ? localised("another answer") : short(mark === text ? mark : `${mark}: ${text}`);
        const known = this.given.misconceptions[misconception];
        return make("span", {}, `${number} × ${called}`, ...(known ? [" (", link(known.described, misconception), ")"] : []));
      }), "; ");
    }

    predictions({ predictions }) {
      const made = predictions.filter(({ shown, answers }) => shown || answers.size);
      if (!made.length) return [];
      const row = ({ asked, shown, answers }) => {
        const sorted = [...answers].sort((a, b) => b[1] - a[1]);
        const more = sorted.length > MOST ? [localised("{number} more", { number: sorted.length - MOST })] : [];
        return [link(asked.href, asked.says), [...sorted.slice(0, MOST).map(([given, number]) => `${number} × ${given}`), ...more].join("; "), String(shown)];
      };
      return [make("h2", {}, localised("Predictions")), table(localised("What was predicted, before the output was shown"), [localised("Of what"), localised("Predicted"), localised("Shown without")], made.map(row))];
    }

    checks({ checks }) {
      if (!checks.length) return [];
      const row = ({ id, verdicts, missed }) => {
        const { title = id, href } = this.given.exercises[Object.hasOwn(this.given.exercises, id) ? id : ""] ?? {};
        const failed = [...missed].sort((a, b) => b[1] - a[1]).map(([says, number]) => `${number} × ${says}`);
        return [href ? link(href, title) : title, [...verdicts].map(([verdict, number]) => `${number} ${localised(verdict)}`).join(", "), failed.join("; ")];
      };
      return [make("h2", {}, localised("Checked by lessonlib")), table(localised("Verdicts of lessonlib check"), [localised("Exercise or question"), localised("Verdicts"), localised("What did not hold")], checks.map(row))];
    }

    runs({ runs }) {
      if (!runs.length) return [];
      const row = ({ name, stack, parameters, test }) => [stack, grouped(parameters), `${decimal(100 * test, 1)} %`, name];
      const said = runs.length > BEST ? [make("p", {}, localised("The best {best} of {all}.", { best: BEST, all: runs.length }))] : [];
      return [make("h2", {}, localised("Networks of the lab")), ...said, table(localised("Runs of the lab, the best on new images first"), [localised("Network"), localised("Parameters"), localised("New images right"), localised("Name")], runs.slice(0, BEST).map(row))];
    }

    /* Side by side, so that they can be compared. */
    texts({ questions }) {
      const written = questions.filter(({ texts }) => texts.length);
      if (!written.length) return [];
      const card = ({ name, text }) => make("li", {}, make("p", { className: "room-text", tabIndex: 0 }, ...breakable(text)), ...(name ? [make("p", { className: "room-name" }, name)] : []));
      const parts = written.flatMap(({ question, texts }) => [make("h3", {}, link(question.href, question.title)), make("p", {}, localised("What a good answer mentions: {points}", { points: question.options.map(({ text }) => text).join("; ") })), make("ul", { className: "room-texts" }, ...texts.map(card))]);
      return [make("h2", { className: "room-apart" }, localised("In their words")), ...parts];
    }
  }

  function begin() {
    customElements.define("handed-in", HandedIn);
  }
  if (document.readyState === "complete") begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
