/* Makes a deck of a page: without this script the slides stand one below the other, their notes beside them. */
(function () {
  "use strict";
  /* A slide with much code gets smaller letters until it fits; below 60 % it scrolls. */
  function fit({ currentSlide: slide }) {
    for (let percent = 95; slide.scrollHeight > slide.clientHeight + 2 && percent >= 60; percent -= 5) {
      slide.style.zoom = `${percent}%`;
    }
  }

  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "../_static/reveal.css";
  sheet.onload = () => {
    document.querySelector(".deck").classList.add("reveal");
    document.documentElement.classList.add("deck-live");
    Reveal.on("ready", fit);
    Reveal.on("slidechanged", fit);
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
