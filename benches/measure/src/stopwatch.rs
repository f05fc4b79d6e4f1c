//! How long one iteration takes, on a machine that does other things too. `benches/browser/bench.js` has the same.

use std::time::{Duration, Instant};

/// Nanoseconds of one iteration. `run` does as many as it is told. It runs for `time` to warm up and for `time` again; what
/// counts is the median of some ten stretches.
pub fn measure(time: Duration, mut run: impl FnMut(usize)) -> f64 {
    let mut stretch = |n| {
        let start = Instant::now();
        run(n);
        start.elapsed()
    };
    let (mut n, mut warm) = (1, Duration::ZERO);
    while warm < time {
        let took = stretch(n);
        warm += took;
        if took < time / 10 {
            n *= 2;
        }
    }
    let (mut times, mut spent) = (Vec::new(), Duration::ZERO);
    while spent < time {
        let took = stretch(n);
        spent += took;
        times.push(took.as_secs_f64() * 1e9 / n as f64);
    }
    median(&mut times)
}

/// The one in the middle.
///
/// # Panics
/// If there is none.
pub fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    let n = times.len();
    (times[(n - 1) / 2] + times[n / 2]) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_does_not_care_for_the_slowest() {
        assert_eq!(median(&mut [3.0, 1.0, 900.0]), 3.0);
        assert_eq!(median(&mut [3.0, 1.0]), 2.0);
    }

    #[test]
    fn an_iteration_is_timed_not_a_stretch() {
        let sleep = |n| std::thread::sleep(Duration::from_millis(n as u64));
        let ns = measure(Duration::from_millis(40), sleep);
        assert!((1e6..5e6).contains(&ns), "{ns}");
    }
}
