/* Takes progress along: what this browser has kept, shown, saved to a file, and merged with what a file holds. */
(function () {
  "use strict";

  const { counted, localised } = window.lessonlib;
  const { read, write } = window.lessonlib.progress;
  const { all, load, said, title } = window.lessonlib.kept;
  const LONGEST_NAME = 60;
  const MOST_SHOWN = 300; /* characters of an answer; all of it stands in the file, letter for letter */

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const short = (text) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

  const outcomeOf = ({ added, newer, same, refused }) =>
    [
      counted("{number} record new here", "{number} records new here", added),
      localised("{number} newer than here", { number: newer }),
      localised("{number} not newer", { number: same }),
      ...(refused ? [localised("{number} not readable and left out", { number: refused })] : []),
    ].join(", ");

  /* The questions that the page lists: id → what the page calls it. */
  function questions() {
    const listed = [...document.querySelectorAll(".review .q-progress")];
    return new Map(listed.map((mark) => [mark.dataset.questions.split(":")[0], mark.closest("li").querySelector("a").textContent]));
  }

  class ProgressFile extends HTMLElement {
    connectedCallback() {
      if (this.list) return;
      this.course = this.dataset.course;
      this.questions = questions();
      this.name = make("input", { type: "text", maxLength: LONGEST_NAME, autocomplete: "off" });
      this.save = make("button", { type: "button", textContent: localised("Save to a file") });
      this.save.addEventListener("click", () => this.saveFile());
      this.name.addEventListener("input", () => this.show());
      this.list = make("tbody");
      this.text = make("pre", { tabIndex: 0 });
      this.text.setAttribute("role", "group");
      this.text.setAttribute("aria-label", localised("The file as it will be saved"));
      this.summary = make("summary");
      const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, localised("What")), make("th", { scope: "col" }, localised("Yours"))));
      const whole = make("details", {}, make("summary", {}, localised("The file, letter for letter")), this.text);
      const shown = make("details", {}, this.summary, make("div", { className: "pf-scroll", tabIndex: 0, role: "group", "aria-label": localised("What the file holds") }, make("table", { className: "table" }, head, this.list)), whole);
      this.choose = make("input", { type: "file", multiple: true, accept: ".json,application/json" });
      this.choose.addEventListener("change", () => this.loadFiles());
      this.told = make("div", { className: "pf-told" });
      this.told.setAttribute("role", "status");
      const named = make("label", {}, `${localised("Name, only if somebody asks for it")} `, this.name);
      this.replaceChildren(
        make("p", { className: "q-actions" }, this.save, named),
        shown,
        make("p", { className: "q-actions" }, make("label", {}, `${localised("Load from a file")} `, this.choose)),
        this.told,
      );
      this.show();
      ["pageshow", "storage", "lessonlib-loaded"].forEach((name) => addEventListener(name, () => this.show()));
    }

    content(records) {
      return write({ course: this.course, name: this.name.value.trim(), records });
    }

    /* What is in the file stands on the page before anything is saved. */
    async show() {
      const records = await all();
      this.summary.textContent = records.length ? localised("What will be in the file ({number})", { number: records.length }) : localised("Nothing is kept in this browser yet, so the file would be empty");
      this.list.replaceChildren(...records.map((record) => make("tr", {}, make("th", { scope: "row" }, this.title(record)), make("td", {}, short(said(record))))));
      this.text.textContent = this.content(records);
    }

    title(record) {
      return (record.kind === "answer" && this.questions.get(record.id)) || title(record);
    }

    async saveFile() {
      const stamp = new Date().toISOString().slice(0, 19).replace(/[T:]/g, "-");
      const sign = crypto.getRandomValues(new Uint32Array(1))[0].toString(36).slice(-4);
      const file = new Blob([this.content(await all())], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(file), download: `progress-${stamp}-${sign}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      this.tell(localised("Saved as {file}.", { file: link.download }));
    }

    async loadFiles() {
      const files = [...this.choose.files];
      this.told.replaceChildren();
      for (const file of files) this.tell(`${file.name}: ${await this.loadFile(file)}`);
      this.choose.value = "";
    }

    async loadFile(file) {
      try {
        const { course, records, refused } = await read(file);
        if (course !== this.course && !records.some(({ id }) => this.questions.has(id))) return localised("belongs to another course ({course}); nothing was loaded.", { course: course || localised("it does not say which") });
        return `${outcomeOf({ ...(await load(records)), refused })}.`;
      } catch (error) {
        return error.message;
      }
    }

    tell(text) {
      this.told.append(make("p", {}, text));
    }
  }

  function begin() {
    customElements.define("progress-file", ProgressFile);
  }
  if (document.readyState === "complete") begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
