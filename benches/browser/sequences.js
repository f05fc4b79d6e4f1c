// The sequences of a workload: the same numbers on each engine. benches/measure/src/workload.rs has the same.

/** Updates on the same sequences before the next are given. */
export const EACH = 8;

/** All batches of a workload: row-major, one sequence after the other; `mask` says at which steps an answer is wanted. */
export function sequences(workload) {
  return Array.from({ length: workload.batches }, (_, at) => batch(workload, at));
}

function batch({ sequences, inputs, outputs, steps, batch, last }, at) {
  const rows = batch * steps;
  const number = (k) => (((k + 131 * at) * 7919) % 1009) / 504.5 - 1;
  const each = (cols, make) =>
    Float32Array.from({ length: rows * cols }, (_, k) => make(Math.floor(k / cols), k % cols));
  const symbols = (cols) => each(cols, (row, col) => Number((row + at) ** 2 % cols === col));
  const numbers = (cols) => each(cols, (row, col) => number(row * cols + col));
  // The cue is input 0 of the first step, a distractor input 1 of each later one.
  const signs = (row, col) => ((row % steps === 0) === (col === 0) ? Math.sign(number(row)) : 0);
  const cues = (row) => Number(number(row - (row % steps)) > 0);
  const made = {
    numbers: () => [numbers(inputs), numbers(outputs)],
    'one-hot': () => [symbols(inputs), symbols(outputs)],
    recall: () => [each(inputs, signs), each(outputs, cues)],
  };
  const mask = each(1, (row) => Number(!last || (row + 1) % steps === 0));
  const [given, wanted] = made[sequences]();
  return { inputs: given, targets: wanted, mask };
}
