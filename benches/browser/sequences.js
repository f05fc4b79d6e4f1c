// The sequences of a workload: the same numbers on each engine.

/** Row-major, one sequence after the other; `mask` says at which steps an answer is wanted. */
export function sequences({ inputs, outputs, steps, batch, one_hot, last }) {
  const rows = batch * steps;
  const numbers = (cols) =>
    Float32Array.from({ length: rows * cols }, (_, k) =>
      one_hot ? Number(k % cols === Math.floor(k / cols) ** 2 % cols) : ((k * 7919) % 1009) / 504.5 - 1,
    );
  const mask = Float32Array.from({ length: rows }, (_, row) => Number(!last || (row + 1) % steps === 0));
  return { inputs: numbers(inputs), targets: numbers(outputs), mask };
}
