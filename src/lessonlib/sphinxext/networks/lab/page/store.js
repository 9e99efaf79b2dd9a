/* What stays in this browser until the learner forgets it: runs, and the network that was trained last. */
(() => {
  "use strict";

  /* All sites of one host share its databases, so the name holds where this site lies. */
  class Store {
    constructor(site) {
      this.name = `lessonlib-lab ${new URL(site, location.href).pathname}`;
    }

    open() {
      this.opened ||= new Promise((done, bad) => {
        const request = indexedDB.open(this.name, 1);
        request.onupgradeneeded = () => ["runs", "network"].forEach((each) => request.result.createObjectStore(each));
        request.onsuccess = () => done(request.result);
        request.onerror = () => bad(request.error);
      });
      return this.opened;
    }

    async with(store, mode, act) {
      const database = await this.open();
      return new Promise((done, bad) => {
        const work = database.transaction(store, mode);
        const request = act(work.objectStore(store));
        work.commit?.(); // at once, so that a page that is left meanwhile loses nothing
        work.oncomplete = () => done(request.result);
        work.onabort = () => bad(work.error);
      });
    }

    put(store, key, value) {
      return this.with(store, "readwrite", (objects) => objects.put(value, key));
    }

    remove(store, key) {
      return this.with(store, "readwrite", (objects) => objects.delete(key));
    }

    all(store) {
      return this.with(store, "readonly", (objects) => objects.getAll());
    }
  }

  const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
  const LATEST = 8.64e15; // no clock goes further, and the id of a run is its time

  /* What another version of this page has kept, or a file has brought, may look otherwise. */
  function isRun(run) {
    const texts = run && ["name", "stack"].every((key) => typeof run[key] === "string" && run[key].length <= 2000);
    const numbers = texts && ["id", "parameters", "epochs"].every((key) => Number.isFinite(run[key]));
    const sound = (result) => result && Number.isInteger(result.seed) && [result.training, result.validation, result.test].every(isShare);
    return numbers && Math.abs(run.id) <= LATEST && Array.isArray(run.results) && run.results.length > 0 && run.results.every(sound);
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labStore = { Store, isRun };
})();
