// How long one iteration takes, on a machine that does other things too. benches/measure/src/stopwatch.rs is the same.

/** Nanoseconds of one iteration. `run` does as many as it is told, `millis` long to warm up and as long again. */
export function measure(millis, run) {
  const stretch = (n) => {
    const start = performance.now();
    run(n);
    return performance.now() - start;
  };
  let n = 1;
  for (let warm = 0; warm < millis;) {
    const took = stretch(n);
    warm += took;
    if (took < millis / 10) n *= 2;
  }
  const times = [];
  for (let spent = 0; spent < millis;) {
    const took = stretch(n);
    spent += took;
    times.push((took * 1e6) / n);
  }
  return median(times);
}

function median(times) {
  times.sort((a, b) => a - b);
  const n = times.length;
  return (times[(n - 1) >> 1] + times[n >> 1]) / 2;
}
