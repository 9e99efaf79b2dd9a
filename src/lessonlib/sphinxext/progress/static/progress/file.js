/* The file in which progress travels and is handed in: read from anywhere, checked, merged, written.
   Its form is published as progress.schema.json; each record is told apart by kind, id and version, and the one with
   the later `at` wins. A record of a kind that this version does not know, and a field, travel on unread. */
(function () {
  "use strict";

  const { decimal, localised } = window.lessonlib;
  const { isText, isRecord } = window.lessonlib.stored;

  const FORMAT = "lessonlib progress";
  const VERSION = 1;
  const LARGEST = 4_000_000; /* bytes of a file: about what a browser keeps for a site */
  const MOST = 5000; /* records */
  const LONGEST = 130_000; /* characters of a record: a text of 20,000, each written as \u0000 */
  const MOST_MISTAKES = 100; /* of one answer */
  const KIND = /^[a-z][a-z-]{0,30}$/;

  const megabytes = (size) => `${decimal(size / 1e6, 1)} MB`;
  const time = (at) => (isText(at) && Date.parse(at)) || 0;
  const keyOf = ({ kind, id, version = "" }) => JSON.stringify([kind, id, version]);

  const DEEPEST = 20; /* lists and objects within one another */
  const isFlat = (value, levels = DEEPEST) =>
    typeof value !== "object" || value === null || (levels > 0 && Object.values(value).every((each) => isFlat(each, levels - 1)));

  /* Whether something is a record, whatever its kind. */
  function isSound(record) {
    if (!isRecord(record) || !isText(record.kind) || !KIND.test(record.kind)) return false;
    if (!isText(record.id) || !record.id) return false;
    if (!["version", "at"].every((name) => record[name] === undefined || isText(record[name]))) return false;
    return isFlat(record) && JSON.stringify(record).length <= LONGEST;
  }

  /* Returns { course, name, records, refused } of a file's text; throws an error whose message says what is wrong. */
  function parse(text) {
    let found;
    try {
      found = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      throw new Error(localised("is damaged, or no file of progress: it cannot be read as JSON."));
    }
    if (!isRecord(found) || found.format !== FORMAT) throw new Error(localised("is no file of progress."));
    if (!Number.isInteger(found.version) || found.version < 1) throw new Error(localised("is damaged: it says no version of its format."));
    if (found.version > VERSION) throw new Error(localised("is newer than this page: its format is version {version}, and this page reads version {known}.", { version: found.version, known: VERSION }));
    if (!Array.isArray(found.records)) throw new Error(localised("is damaged: it has no list of records."));
    if (found.records.length > MOST) throw new Error(localised("is too large: it has {number} records, and at most {most} are read.", { number: found.records.length, most: MOST }));
    const records = found.records.filter(isSound);
    const newest = merge([], records);
    const text200 = (value) => (isText(value) ? value : "");
    return { course: text200(found.course), name: text200(found.name), records: newest, refused: found.records.length - records.length };
  }

  /* The same, of a file that was chosen or dropped. */
  async function read(file) {
    if (file.size > LARGEST) throw new Error(localised("is too large for a file of progress: {size}; at most {most} are read.", { size: megabytes(file.size), most: megabytes(LARGEST) }));
    let text;
    try {
      text = await file.text();
    } catch {
      throw new Error(localised("cannot be read from this device."));
    }
    return parse(text);
  }

  /* Of two records of one key the newer one, with the mistakes of both: what has been met stays met. */
  function newer(one, other) {
    const later = time(other.at) > time(one.at) ? other : one;
    const lists = [one, other].map(({ mistakes }) => (Array.isArray(mistakes) ? mistakes : []));
    const met = [...new Set(lists.flat().filter(Number.isInteger))].slice(0, MOST_MISTAKES);
    return met.length > (Array.isArray(later.mistakes) ? later.mistakes.length : 0) ? { ...later, mistakes: met } : later;
  }

  /* Returns all records, those of one key as one. */
  function merge(...lists) {
    const found = new Map();
    lists.flat().forEach((record) => {
      const key = keyOf(record);
      found.set(key, found.has(key) ? newer(found.get(key), record) : record);
    });
    return [...found.values()];
  }

  function write({ course, name = "", records }) {
    const who = name ? { name } : {};
    return `${JSON.stringify({ format: FORMAT, version: VERSION, course, saved: new Date().toISOString(), ...who, records }, null, 1)}\n`;
  }

  window.lessonlib.progress = { isSound, keyOf, merge, read, time, write };
})();
