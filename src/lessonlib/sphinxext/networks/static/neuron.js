/* One neuron with a sigmoid: what lessonlib.networks.descent computes, wherever the reader puts its weight and bias. */
(() => {
  "use strict";

  /* As `packed` of that module has written it: numbers, and a label of 0 or 1 for each. */
  function neuron({ inputs, labels, shown }) {
    const marks = Array.from(labels, Number);
    const mean = (of) => inputs.reduce((total, input, n) => total + of(input, marks[n]), 0) / inputs.length;
    const softplus = (sum) => Math.max(sum, 0) + Math.log1p(Math.exp(-Math.abs(sum)));
    const probability = (sum) => 1 / (1 + Math.exp(-sum));
    return {
      count: inputs.length,
      shown: shown && { ...shown, marks: shown.at.map((n) => marks[n]) },
      /* How probable the right label of an input is. */
      right: ([weight, bias], n) => probability((weight * inputs[n] + bias) * (marks[n] ? 1 : -1)),
      loss: ([weight, bias]) => mean((input, mark) => softplus((weight * input + bias) * (mark ? -1 : 1))),
      slopes: ([weight, bias]) => [
        mean((input, mark) => (probability(weight * input + bias) - mark) * input),
        mean((input, mark) => probability(weight * input + bias) - mark),
      ],
      accuracy: ([weight, bias]) => mean((input, mark) => (weight * input + bias > 0) === Boolean(mark)),
    };
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.neuron = neuron;
})();
