/* An address that holds a stack goes on to the page that has taken the place of this one. */
(() => {
  "use strict";

  const link = document.querySelector(".lab-moved a");
  if (location.hash.startsWith("#stack=")) location.replace(link.href + location.hash);
})();
