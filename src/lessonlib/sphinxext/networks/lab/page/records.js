/* The lab's runs as records of a progress file: read from this browser's database, and written to it. */
(() => {
  "use strict";

  const { course, decimal, localised } = globalThis.lessonlib;
  const { Store, isRun } = globalThis.lessonlib.labStore;
  const store = new Store(course());

  const runOf = ({ kind, id, ...run }) => ({ ...run, id: Number(id) });
  const recordOf = ({ id, ...run }) => ({ kind: "run", id: String(id), at: new Date(id).toISOString(), ...run });

  window.lessonlib.sources.push({
    takes: (record) => record.kind === "run" && !record.version && /^[0-9]{1,16}$/.test(record.id) && isRun(runOf(record)),
    all: () => store.all("runs").then((runs) => runs.filter(isRun).map(recordOf), () => []),
    async put(records) {
      for (const record of records) await store.put("runs", Number(record.id), runOf(record));
    },
    title: ({ name }) => localised("Run in the lab: {name}", { name }),
    said: ({ stack, results }) => localised("{stack}: {shares} of validation images right", { stack, shares: results.map(({ validation }) => `${decimal(100 * validation, 1)} %`).join(", ") }),
  });
})();
