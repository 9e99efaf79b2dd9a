/* Choose light or dark before anything is painted; the theme's own script takes over later. */
(function () {
  "use strict";
  let mode = null;
  try {
    mode = localStorage.getItem("mode");
  } catch {
    // Storage may be forbidden; the system's setting then decides.
  }
  if (!["light", "dark"].includes(mode)) mode = "auto";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement.dataset;
  root.mode = mode;
  root.theme = mode === "auto" ? (dark ? "dark" : "light") : mode;
})();
