// Reload this page when the server has another version of it, and show what is wrong with the sources.
"use strict";
(() => {
    const { digest } = document.currentScript.dataset;

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

    const events = new EventSource(`/_live/events?page=${encodeURIComponent(location.pathname)}`);
    events.onmessage = ({ data }) => {
        const now = JSON.parse(data);
        if (now.digest && now.digest !== digest) location.reload();
        else show(now.problems);
    };
    addEventListener("pagehide", () => events.close());
})();
