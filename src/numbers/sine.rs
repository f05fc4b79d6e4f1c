//! Sine and cosine of a share of a full turn: the same bits on every machine, which those of its own library need not be,
//! and far less to load.

use std::f64::consts::TAU;

/// sin 2πx
pub fn sin(turns: f64) -> f64 {
    // The nearest crossing of zero is at most a quarter away; behind a half turn the wave is upside down.
    let halves = (2.0 * turns).round();
    let upside_down = halves.rem_euclid(2.0) != 0.0;
    let x = TAU * (turns - 0.5 * halves);
    // Taylor: at a quarter the term after the last is below 2e-18.
    let terms = (1..=10).rev().map(f64::from);
    let sum = terms.fold(1.0, |sum, k| {
        1.0 - sum * x * x / (2.0 * k * (2.0 * k + 1.0))
    });
    if upside_down { -x * sum } else { x * sum }
}

/// cos 2πx
pub fn cos(turns: f64) -> f64 {
    sin(turns + 0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_what_the_library_says() {
        for k in -4000..4000 {
            let turns = f64::from(k) / 977.0;
            let apart = [
                sin(turns) - (TAU * turns).sin(),
                cos(turns) - (TAU * turns).cos(),
            ];
            assert!(apart.iter().all(|x| x.abs() < 1e-14), "{turns}: {apart:?}");
        }
        assert_eq!([sin(0.0), sin(0.5), sin(1.0)], [0.0; 3]);
    }
}
