//! Waves: say the next value of a sine, of two sines at once, or of one heard through noise. Where in its period a wave
//! stands is nowhere in a single value; it must be gathered from several and then kept turning.

use std::f64::consts::TAU;

use super::{Defaults, Entry, Task};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const SINE: Entry = Entry {
    name: "sine",
    settings: &[PERIOD, STEPS],
    defaults: Defaults {
        loss: "mean-squared-error",
        ..Defaults::USUAL
    },
    glyph: |_| "wave",
    make: |settings, _seed| {
        Ok(Box::new(Waves {
            periods: vec![settings[0].number()],
            steps: settings[1].number() as usize,
            noise: 0.0,
        }))
    },
};

pub(super) const WAVES: Entry = Entry {
    name: "waves",
    settings: &[
        PERIOD,
        Setting::number("second_period", 9.0, 5.0, 100.0),
        STEPS,
    ],
    defaults: Defaults {
        hidden: 16,
        ..SINE.defaults
    },
    make: |settings, _seed| {
        Ok(Box::new(Waves {
            periods: vec![settings[0].number(), settings[1].number()],
            steps: settings[2].number() as usize,
            noise: 0.0,
        }))
    },
    ..SINE
};

pub(super) const NOISY: Entry = Entry {
    name: "noisy",
    settings: &[PERIOD, Setting::number("noise", 0.1, 0.0, 1.0), STEPS],
    make: |settings, _seed| {
        Ok(Box::new(Waves {
            periods: vec![settings[0].number()],
            noise: settings[1].number(),
            steps: settings[2].number() as usize,
        }))
    },
    ..SINE
};

const PERIOD: Setting = Setting::number("period", 25.0, 5.0, 100.0);
const STEPS: Setting = Setting::count("steps", 50.0, 10.0, 500.0);

/// Steps at the start that do not count: nobody can tell a wave from its first value.
const LISTEN: usize = 5;

/// Shows the mean of sines, each starting anywhere in its period, plus noise of a standard deviation; asks for the next
/// value as it is without noise, since nothing can be learnt about noise to come.
#[derive(Debug)]
struct Waves {
    periods: Vec<f64>,
    noise: f64,
    steps: usize,
}

/// Normally distributed with variance 1: the sum of twelve uniform numbers is, up to 6 deviations, and one can see why.
fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| rng.unit()).sum::<f64>() - 6.0
}

impl Task for Waves {
    fn steps(&self) -> usize {
        self.steps
    }

    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        1
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let starts: Vec<f64> = self.periods.iter().map(|_| rng.unit()).collect();
        let wave = |t: usize| {
            let sines = (self.periods.iter().zip(&starts))
                .map(|(period, start)| libm::sin(TAU * (start + t as f64 / period)));
            sines.sum::<f64>() / self.periods.len() as f64
        };
        for (t, (x, target)) in inputs.iter_mut().zip(targets).enumerate() {
            *x = wave(t) + self.noise * normal(rng);
            *target = wave(t + 1);
        }
        mask[LISTEN..].fill(1.0);
    }

    /// Within what the eye sees as on the curve, or within the noise.
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] - target[0]).abs() < self.noise.max(0.05)
    }

    /// A noisy value tells the wave under it (variance 1/2) up to σ²/(1 + 2σ²), if it is shrunk as is best. Half of
    /// that is asked for, which takes a memory of other values; and 0.001 of a wave without noise.
    fn solved(&self, loss: f64, _accuracy: f64, _confident_loss: f64) -> bool {
        let variance = self.noise * self.noise;
        loss < (0.5 * variance / (1.0 + 2.0 * variance)).max(1e-3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    /// What is left of a wave of this period: y(t-1) - 2 cos ω y(t) + y(t+1) = 0.
    fn without(period: f64, y: &[f64]) -> Vec<f64> {
        let twice = 2.0 * (TAU / period).cos();
        y.windows(3).map(|y| y[0] - twice * y[1] + y[2]).collect()
    }

    fn mean(all: &[f64]) -> f64 {
        all.iter().sum::<f64>() / all.len() as f64
    }

    fn variance(all: &[f64]) -> f64 {
        mean(&all.iter().map(|x| x * x).collect::<Vec<f64>>()) - mean(all).powi(2)
    }

    #[test]
    fn targets_are_sines_of_the_periods() {
        for (periods, power) in [(vec![25.0], 0.5), (vec![25.0, 9.0], 0.25)] {
            let task = Waves {
                periods: periods.clone(),
                noise: 0.1,
                steps: 50,
            };
            let mut firsts = Vec::new();
            for index in 0..400 {
                let [_, targets, mask] = drawn(&task, index);
                let rest = periods
                    .iter()
                    .fold(targets.clone(), |y, &period| without(period, &y));
                assert!(rest.iter().all(|x| x.abs() < 1e-12));
                assert_eq!(mask, [[0.0; 5].as_slice(), &[1.0; 45]].concat());
                firsts.push(targets[0]);
            }
            // They start anywhere, and have the power that the limits are reckoned with.
            assert!(mean(&firsts).abs() < 0.1 && (variance(&firsts) - power).abs() < 0.05);
        }
    }

    #[test]
    fn inputs_are_the_wave_itself_or_with_noise_around_it() {
        for noise in [0.0, 0.1, 1.0] {
            let task = Waves {
                periods: vec![25.0],
                noise,
                steps: 50,
            };
            let mut errors = Vec::new();
            for index in 0..100 {
                let [inputs, targets, _] = drawn(&task, index);
                errors.extend((1..50).map(|t| inputs[t] - targets[t - 1]));
            }
            assert!(mean(&errors).abs() <= 0.05 * noise);
            assert!((variance(&errors) - noise * noise).abs() <= 0.08 * noise * noise);
        }
    }

    /// The limit is half of what the best shrinking of one value leaves, measured.
    #[test]
    fn no_single_value_solves_the_noisy_wave() {
        let noise: f64 = 0.5;
        let task = Waves {
            periods: vec![25.0],
            noise,
            steps: 50,
        };
        let mut pairs = Vec::new();
        for index in 0..400 {
            let [inputs, targets, _] = drawn(&task, index);
            pairs.extend((1..50).map(|t| (inputs[t], targets[t - 1])));
        }
        let error = |scale: f64| {
            mean(
                &pairs
                    .iter()
                    .map(|(x, y)| (scale * x - y).powi(2))
                    .collect::<Vec<f64>>(),
            )
        };
        let best = (0..=20)
            .map(|k| error(f64::from(k) / 20.0))
            .fold(f64::INFINITY, f64::min);
        assert!((best - 1.0 / 6.0).abs() < 0.01, "{best}");
        assert!(!task.solved(0.55 * best, 1.0, 0.1) && task.solved(0.45 * best, 1.0, 0.1));
    }
}
