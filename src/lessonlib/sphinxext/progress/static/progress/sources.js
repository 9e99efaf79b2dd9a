/* Where the records of a progress file lie in this browser. A widget that keeps something of its own adds a source,
   { takes(record), all(), put(records), title(record), said(record) }; all else lies in the browser's plain storage:
   an answer under "id:version", a prediction under "predicted id", what this version does not know under "record …". */
(function () {
  "use strict";

  const { localised, noted } = window.lessonlib;
  const { memory } = window.lessonlib;
  const { MOST_OF_A_TEXT, isText, isRecord } = window.lessonlib.stored;
  const { isSound, keyOf, merge, time } = window.lessonlib.progress;
  const ANSWER = /^(\S+):([^\s:]+)$/;
  const PREDICTION = /^predicted (\S+)$/;
  const OTHER = "record ";
  const TITLES = new Map([["answer", noted("Question")], ["check", noted("Checked by lessonlib")], ["prediction", noted("Prediction")]]);

  function recordOf(key) {
    const value = memory.get(key);
    if (!isRecord(value)) return null;
    if (key.startsWith(OTHER)) return key === OTHER + keyOf(value) ? value : null;
    const [, predicted] = PREDICTION.exec(key) ?? [];
    if (predicted) return { ...value, kind: "prediction", id: predicted };
    const [, id, version] = ANSWER.exec(key) ?? [];
    return id ? { ...value, kind: "answer", id, version } : null;
  }

  function keep(record) {
    const { kind, id, version, ...value } = record;
    if (kind === "answer" && version && ANSWER.test(`${id}:${version}`)) return memory.set(`${id}:${version}`, value);
    if (kind === "prediction" && version === undefined && PREDICTION.test(`predicted ${id}`)) return memory.set(`predicted ${id}`, value);
    return memory.set(OTHER + keyOf(record), record);
  }

  /* An answer in words, whatever its kind of question. */
  function inWords(answer) {
    if (Array.isArray(answer)) return answer.map(inWords).join(", ");
    if (!isRecord(answer)) return answer === undefined ? "" : String(answer);
    if (isText(answer.text, MOST_OF_A_TEXT)) return answer.text;
    return Object.entries(answer).map(([thing, group]) => `${thing}: ${inWords(group)}`).join("; ");
  }

  const plain = {
    takes: () => true,
    title: ({ kind, id }) => `${localised(TITLES.get(kind) ?? kind)}: ${id.replace(/-/g, " ")}`,
    said: ({ answer, given, draft, outcome }) => [inWords(answer), inWords(given), isText(draft, MOST_OF_A_TEXT) && `${localised("(not sent yet)")} ${draft}`, isText(outcome) && `(${localised(outcome)})`].filter(Boolean).join(" "),
    all: async () => memory.keys().map(recordOf).filter(isSound),
    async put(records) {
      if (!records.every(keep)) throw new Error(localised("This browser keeps no more (is its memory full, or is it a private window?)."));
    },
  };

  const sources = [];
  const sourceOf = (record) => sources.find((source) => source.takes(record)) ?? plain;

  /* Returns all records of this browser. */
  async function all() {
    const lists = await Promise.all([plain, ...sources].map((source) => source.all()));
    return merge([], lists.flat());
  }

  /* No clock is ahead of this one: a record from the future would win for ever. */
  function inTime(record) {
    const ahead = time(record.at) > Date.now();
    return ahead ? { ...record, at: new Date().toISOString() } : record;
  }

  /* Adds records to those of this browser; returns how many were new here, newer, and not newer than what is here. */
  async function load(records) {
    const loaded = records.map(inTime);
    const here = new Map((await all()).map((record) => [keyOf(record), record]));
    const changed = merge([...here.values()], loaded).filter((record) => record !== here.get(keyOf(record)));
    for (const source of [plain, ...sources]) {
      const own = changed.filter((record) => sourceOf(record) === source);
      if (own.length) await source.put(own);
    }
    dispatchEvent(new CustomEvent("lessonlib-loaded"));
    const added = changed.filter((record) => !here.has(keyOf(record))).length;
    const newer = loaded.filter((record) => here.has(keyOf(record)) && time(record.at) > time(here.get(keyOf(record)).at)).length;
    return { added, newer, same: loaded.length - added - newer };
  }

  window.lessonlib.sources = sources;
  window.lessonlib.kept = { all, load, title: (record) => sourceOf(record).title(record), said: (record) => sourceOf(record).said(record) };
})();
