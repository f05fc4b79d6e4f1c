//! Running parity: is the number of ones so far odd? Each new bit may turn the answer over, and none can be forgotten
//! once it has: the smallest task in which what is kept and what comes in must be multiplied.

use super::{Defaults, Entry, Task};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "parity",
    settings: &[Setting::count("bits", 8.0, 1.0, 200.0)],
    defaults: Defaults {
        loss: "sigmoid-cross-entropy",
        ..Defaults::USUAL
    },
    glyph: |_| "bit",
    make: |settings, _seed| {
        Ok(Box::new(Parity {
            bits: settings[0].number() as usize,
        }))
    },
};

/// Each step shows a bit and asks whether the bits so far have an odd sum.
#[derive(Debug)]
struct Parity {
    bits: usize,
}

impl Task for Parity {
    fn steps(&self) -> usize {
        self.bits
    }

    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        1
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let mut odd = false;
        for (x, target) in inputs.iter_mut().zip(targets) {
            let bit = rng.coin();
            odd ^= bit;
            *x = f64::from(bit);
            *target = f64::from(odd);
        }
        mask.fill(1.0);
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] > 0.5) == (target[0] > 0.5)
    }

    /// A network that forgets at some step guesses from there on, so it cannot come near.
    fn solved(&self, _loss: f64, accuracy: f64, _confident_loss: f64) -> bool {
        accuracy >= 0.99
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    #[test]
    fn the_target_is_the_parity_of_the_bits_so_far() {
        let task = Parity { bits: 8 };
        let mut strings = std::collections::HashSet::new();
        for index in 0..3000 {
            let [inputs, targets, mask] = drawn(&task, index);
            assert!(inputs.iter().all(|&x| x == 0.0 || x == 1.0));
            for t in 0..8 {
                assert_eq!(targets[t], inputs[..=t].iter().sum::<f64>() % 2.0);
            }
            assert_eq!(mask, [1.0; 8]);
            strings.insert(inputs.iter().map(|x| x.to_string()).collect::<String>());
        }
        assert_eq!(strings.len(), 256, "each string of 8 bits comes");
    }

    #[test]
    fn half_an_answer_is_none_of_1() {
        let hits = [0.49, 0.5, 0.51].map(|p| Parity { bits: 8 }.hit(&[p], &[1.0]));
        assert_eq!(hits, [false, false, true]);
    }
}
