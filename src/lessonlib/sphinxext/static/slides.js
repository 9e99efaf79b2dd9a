/* Makes a deck of a page: without this script the slides stand one below the other, their notes beside them. */
(function () {
  "use strict";
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "../_static/reveal.css";
  sheet.onload = () => {
    document.querySelector(".deck").classList.add("reveal");
    document.documentElement.classList.add("deck-live");
    Reveal.initialize({
      width: 1280,
      height: 720,
      margin: 0.06,
      center: false,
      hash: true,
      slideNumber: "c/t",
      transition: "none",
      backgroundTransition: "none",
      scrollActivationWidth: null,
      plugins: [RevealNotes],
    });
  };
  document.head.prepend(sheet);
})();
