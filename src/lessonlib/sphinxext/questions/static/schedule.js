/* When a question comes back: Leitner's boxes (So lernt man lernen, 1972), the time doubled from box to box. A wrong
   answer puts it into the first, where it is due at once; a right one, given when it was due, into the next. */
(function () {
  "use strict";

  const { isRecord } = window.lessonlib.stored;

  const DAYS = [0, 1, 2, 4, 8, 16, 32, 64];
  const OUTCOMES = ["correct", "incorrect"];

  /* The reader's day. */
  const today = () => Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / 86_400_000);

  const outcomeOf = (kept) => (isRecord(kept) && OUTCOMES.find((each) => each === kept.outcome)) || "";

  /* A record older than the boxes, or made up, is one of long ago. */
  function placeOf(kept) {
    const box = Number.isInteger(kept.box) && kept.box >= 0 && kept.box < DAYS.length;
    const known = box && Number.isInteger(kept.day) && kept.day <= today();
    if (outcomeOf(kept) === "incorrect") return { box: 0, due: 0 };
    return known ? { box: kept.box, due: kept.day + DAYS[kept.box] } : { box: 1, due: 0 };
  }

  /* Days until a question is due; null where it was never answered. */
  const wait = (kept) => (outcomeOf(kept) ? placeOf(kept).due - today() : null);

  const isDue = (kept) => outcomeOf(kept) !== "" && wait(kept) <= 0;

  /* The box, and the day since which the question lies there. */
  function after(kept, outcome) {
    if (outcome === "incorrect") return { box: 0, day: today() };
    if (!outcomeOf(kept)) return { box: 1, day: today() };
    const { box } = placeOf(kept);
    if (!isDue(kept)) return { box, day: kept.day };
    return { box: Math.min(box + 1, DAYS.length - 1), day: today() };
  }

  window.lessonlib.schedule = { after, isDue, outcomeOf, wait };
})();
