// Bring this page up to date when the server has another version of it, and show what is wrong with the sources.
(() => {
  "use strict";

  const { change, parse } = globalThis.lessonlib.inPlace;
  let { digest } = document.currentScript.dataset;
  const events = new EventSource(`/_live/events?page=${encodeURIComponent(location.pathname)}`);
  let [shown, turn] = [null, Promise.resolve()];

  function show(problems) {
    document.getElementById("live-problems")?.remove();
    if (!problems.length) return;
    const box = document.createElement("section");
    box.id = "live-problems";
    box.setAttribute("role", "alert");
    const title = document.createElement("h2");
    title.textContent = problems.length === 1 ? "A problem in the sources" : `${problems.length} problems in the sources`;
    box.append(title);
    for (const problem of problems) {
      const text = document.createElement("pre");
      text.textContent = problem;
      box.append(text);
    }
    document.body.prepend(box);
  }

  /** Return the page as the server has it now, which no script has touched, and its digest. */
  async function served() {
    const answer = await fetch(location.pathname);
    const page = parse(await answer.text());
    const own = page.querySelector("script[data-digest]");
    own.remove();
    return { page, digest: own.dataset.digest };
  }

  /** Be what the server says: where only text is another, change it in place; for all else, load the page again. */
  async function follow({ digest: wanted, problems }) {
    if (wanted && wanted !== digest) {
      const [before, after] = [await shown, await served()];
      const known = before?.digest === digest && after.digest === wanted;
      if (!known || !change(before.page, after.page)) {
        location.reload();
        return;
      }
      [digest, shown] = [wanted, after];
    }
    show(problems);
  }

  addEventListener("load", () => {
    shown = served().catch(() => null);
  });
  events.onmessage = ({ data }) => {
    turn = turn.then(() => follow(JSON.parse(data))).catch(() => location.reload());
  };
  addEventListener("pagehide", () => events.close());
})();
