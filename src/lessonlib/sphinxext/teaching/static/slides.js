/* Makes a deck of a page: without this script the slides stand one below the other, their notes beside them. */
(function () {
  "use strict";
  const wanted = new URLSearchParams(location.search);
  /* The script of a lesson, to read or to print, is the page without this one. */
  if (wanted.has("script")) return;
  /* The core path leaves out what is optional. */
  if (wanted.has("core")) document.querySelectorAll(".deck section.optional").forEach((slide) => slide.remove());

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
      /* Space presses the button that has the focus, and does not leave the slide. */
      keyboardCondition: (event) => !(event.key === " " && event.target.closest("button")),
      plugins: [RevealNotes],
    });
  };
  document.head.prepend(sheet);
})();
