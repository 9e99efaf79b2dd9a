/* Load the scripts of widgets when a reader comes near one, or does anything at all: a first view needs none of them. */
(() => {
  "use strict";
  const SIGNS = ["scroll", "keydown", "pointerdown", "focusin"];
  const addresses = document.currentScript.dataset.scripts.split(" ");

  function load() {
    SIGNS.forEach((sign) => removeEventListener(sign, load));
    for (const address of addresses.splice(0)) {
      const script = document.createElement("script");
      script.src = address;
      script.async = false; // in this order
      document.body.append(script);
    }
  }

  SIGNS.forEach((sign) => addEventListener(sign, load));
  /* What has no definition when all other scripts have begun waits for these. */
  const look = () => {
    const widgets = [...document.querySelectorAll(":not(:defined)")];
    if (widgets.some((widget) => widget.getBoundingClientRect().top < 2 * innerHeight)) load();
  };
  addEventListener("DOMContentLoaded", () => setTimeout(look));
})();
