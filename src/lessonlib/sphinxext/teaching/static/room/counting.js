/* Counts what a room has handed in. Nothing here touches the page: files in, numbers out. */
(function () {
  "use strict";

  const { MOST_OF_A_TEXT, isText, isRecord } = window.lessonlib.stored;
  const { merge, keyOf } = window.lessonlib.progress;
  const OUTCOMES = ["correct", "incorrect"];

  /* Files that share half of the answers of the smaller one, to the millisecond, are one learner's: saved again, or on
     two devices. One such answer alone may be chance, where thirty people press at once. */
  function people(files) {
    let groups = [];
    for (const { name, records } of files) {
      const moments = new Set(records.filter(({ kind, at }) => kind === "answer" && at).map((record) => `${keyOf(record)} ${record.at}`));
      const isSame = (group) => {
        const shared = [...moments].filter((moment) => group.moments.has(moment)).length;
        return shared > 0 && 2 * shared >= Math.min(moments.size, group.moments.size);
      };
      const same = groups.filter(isSame);
      groups = groups.filter((group) => !same.includes(group));
      groups.push({
        names: new Set([...same.flatMap(({ names }) => [...names]), ...(name ? [name] : [])]),
        records: merge(...same.map((each) => each.records), records),
        moments: new Set([...same.flatMap((each) => [...each.moments]), ...moments]),
      });
    }
    return groups.map(({ names, records }) => ({ name: [...names].join(", "), records }));
  }

  /* What one learner answered to a question as it is now: null, where nothing that can be read. */
  function answered(question, record) {
    const places = [-1, ...question.options.keys()];
    const text = question.kind === "text" && isRecord(record.answer) && isText(record.answer.text, MOST_OF_A_TEXT) ? record.answer.text : "";
    const outcome = OUTCOMES.find((each) => each === record.outcome);
    if (!outcome) return null;
    const mistakes = question.kind !== "text" && Array.isArray(record.mistakes) ? places.filter((place) => record.mistakes.includes(place)) : [];
    return { outcome, mistakes, text };
  }

  function ofQuestion(question, room) {
    const found = { question, answered: 0, atOnce: 0, right: 0, earlier: 0, mistakes: new Map(), texts: [] };
    for (const { name, records } of room) {
      const own = records.filter(({ kind, id }) => kind === "answer" && id === question.id);
      const record = own.find(({ version }) => version === question.version);
      const answer = record && answered(question, record);
      if (!answer) {
        found.earlier += own.length > 0;
        continue;
      }
      found.answered += 1;
      found.right += answer.outcome === "correct";
      found.atOnce += answer.outcome === "correct" && !answer.mistakes.length;
      answer.mistakes.forEach((place) => found.mistakes.set(place, (found.mistakes.get(place) ?? 0) + 1));
      if (answer.text) found.texts.push({ name, text: answer.text });
    }
    return found;
  }

  /* How many fell for each misconception, of those who answered a question that catches it; the most first. */
  function ofMisconceptions({ questions, misconceptions }, room) {
    const counted = Object.keys(misconceptions).map((id) => {
      const catching = questions.filter(({ options }) => options.some(({ misconception }) => misconception === id));
      let [asked, fell] = [0, 0];
      for (const { records } of room) {
        const own = catching.map((question) => {
          const record = records.find((each) => each.kind === "answer" && each.id === question.id && each.version === question.version);
          const answer = record && answered(question, record);
          return answer && answer.mistakes.map((place) => question.options[place]?.misconception);
        });
        asked += own.some(Boolean);
        fell += own.some((met) => met?.includes(id));
      }
      return { id, asked, fell };
    });
    return counted.filter(({ fell }) => fell).sort((a, b) => b.fell - a.fell || b.fell / b.asked - a.fell / a.asked);
  }

  /* What was predicted, and by how many; those who asked to be shown are counted apart. */
  function ofPrediction(asked, room) {
    const found = { asked, shown: 0, answers: new Map() };
    for (const { records } of room) {
      const record = records.find(({ kind, id }) => kind === "prediction" && id === asked.id);
      if (!record || !isText(record.given)) continue;
      if (record.given) found.answers.set(record.given, (found.answers.get(record.given) ?? 0) + 1);
      else found.shown += 1;
    }
    return found;
  }

  const { noted } = window.lessonlib;
  const VERDICTS = [noted("correct"), noted("incorrect"), noted("not attempted"), noted("compare it yourself")];

  /* What `lessonlib check` said: id → how many of each verdict, and how often each thing that was asked did not hold. */
  function ofChecks(room) {
    const found = new Map();
    for (const { records } of room) {
      for (const { kind, id, outcome, criteria } of records) {
        if (kind !== "check" || !VERDICTS.includes(outcome)) continue;
        const counted = found.get(id) ?? { id, verdicts: new Map(), missed: new Map() };
        found.set(id, counted);
        counted.verdicts.set(outcome, (counted.verdicts.get(outcome) ?? 0) + 1);
        for (const each of Array.isArray(criteria) ? criteria.slice(0, 50) : []) {
          if (isRecord(each) && each.holds === false && isText(each.says)) counted.missed.set(each.says, (counted.missed.get(each.says) ?? 0) + 1);
        }
      }
    }
    return [...found.values()].sort((a, b) => a.id.localeCompare(b.id));
  }

  /* The runs of the lab, the best on new images first. */
  function ofRuns(room) {
    const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
    const best = ({ results }) => (Array.isArray(results) ? Math.max(...results.map((each) => (isRecord(each) && isShare(each.test) ? each.test : -1))) : -1);
    const runs = room.flatMap(({ name, records }) => records.filter(({ kind }) => kind === "run").map((run) => ({ name, stack: run.stack, parameters: run.parameters, test: best(run) })));
    return runs.filter(({ stack, parameters, test }) => isText(stack, 2000) && Number.isFinite(parameters) && test >= 0).sort((a, b) => b.test - a.test);
  }

  function count(given, files) {
    const room = people(files);
    return {
      room,
      questions: given.questions.map((question) => ofQuestion(question, room)),
      misconceptions: ofMisconceptions(given, room),
      predictions: given.predictions.map((asked) => ofPrediction(asked, room)),
      checks: ofChecks(room),
      runs: ofRuns(room),
    };
  }

  window.lessonlib.room = { count };
})();
