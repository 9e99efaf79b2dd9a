/* Printing: the button that asks for it, and paper that is always light. */
(function () {
  "use strict";
  const root = document.documentElement.dataset;
  let shown = root.theme;
  addEventListener("beforeprint", () => {
    shown = root.theme;
    root.theme = "light";
  });
  addEventListener("afterprint", () => {
    root.theme = shown;
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
})();
