/* What this browser keeps of a reader's answers. */
(function () {
  "use strict";

  const PREFIX = `lessonlib ${window.lessonlib.course().pathname} `;

  const memory = {
    raw(key) {
      try {
        return localStorage.getItem(PREFIX + key);
      } catch {
        return null;
      }
    },
    get(key) {
      try {
        return JSON.parse(this.raw(key));
      } catch {
        return null;
      }
    },
    /* Returns whether it is kept. */
    set(key, value) {
      try {
        localStorage.setItem(PREFIX + key, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    keys() {
      try {
        return Object.keys(localStorage).filter(this.holds).map((key) => key.slice(PREFIX.length));
      } catch {
        return [];
      }
    },
    forget(keep) {
      this.keys().filter((key) => !keep(key)).forEach((key) => localStorage.removeItem(PREFIX + key));
    },
    /* Whether a change of one key, or of all, may be about this. */
    holds: (key) => key === null || key.startsWith(PREFIX),
  };

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = window.lessonlib.localised(text);
    made.addEventListener("click", act);
    return made;
  }

  Object.assign(window.lessonlib, { button, memory });
})();
