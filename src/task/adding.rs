//! The adding problem: two numbers of a long list are marked, and at the end their sum is asked for. Here the memory
//! must hold a quantity, not a bit. After Hochreiter & Schmidhuber 1997, experiment 4 (theirs scales the sum; ours asks
//! for it as it is).

use super::{Defaults, Entry, Task};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "adding",
    settings: &[Setting::count("steps", 50.0, 4.0, 1000.0)],
    defaults: Defaults {
        hidden: 16,
        loss: "mean-squared-error",
        ..Defaults::USUAL
    },
    glyph: |_| "marked",
    make: |settings, _seed| {
        Ok(Box::new(Adding {
            steps: settings[0].number() as usize,
        }))
    },
};

/// Each step shows a number in [0, 1) on input 0; input 1 is 1 at one step of each half and else 0.
#[derive(Debug)]
struct Adding {
    steps: usize,
}

impl Task for Adding {
    fn steps(&self) -> usize {
        self.steps
    }

    fn inputs(&self) -> usize {
        2
    }

    fn outputs(&self) -> usize {
        1
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        for x in inputs.chunks_exact_mut(2) {
            x[0] = rng.unit();
        }
        let half = self.steps / 2;
        let marked = [rng.below(half), half + rng.below(self.steps - half)];
        let last = self.steps - 1;
        for t in marked {
            inputs[2 * t + 1] = 1.0;
            targets[last] += inputs[2 * t];
        }
        mask[last] = 1.0;
    }

    /// The paper's measure.
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] - target[0]).abs() < 0.04
    }

    /// To say 1 each time, the mean, would cost 1/6.
    fn solved(&self, loss: f64, _accuracy: f64, _confident_loss: f64) -> bool {
        loss < 0.01
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::rng::Purpose;
    use crate::task::drawn;

    /// Over many sequences each step of a half is marked as often as the others.
    #[test]
    fn marks_fall_evenly_on_each_half() {
        let steps = 9;
        let mut counts = vec![0; steps];
        for index in 0..4000 {
            let [inputs, ..] = drawn(&Adding { steps }, index);
            for (count, x) in counts.iter_mut().zip(inputs.chunks_exact(2)) {
                *count += u32::from(x[1] == 1.0);
            }
        }
        // 1000 and 800 are expected; the standard deviation of a count is 28 at most.
        let even = |counts: &[u32], expected: u32| {
            let mut apart = counts.iter().map(|count| count.abs_diff(expected));
            apart.all(|apart| apart < 150)
        };
        assert!(
            even(&counts[..4], 1000) && even(&counts[4..], 800),
            "{counts:?}"
        );
    }

    #[test]
    fn the_target_is_the_sum_of_one_number_from_each_half() {
        for steps in [4, 5, 9] {
            let task = Adding { steps };
            for index in 0..100 {
                let (mut inputs, mut targets, mut mask) =
                    (vec![0.0; 2 * steps], vec![0.0; steps], vec![0.0; steps]);
                task.draw(
                    &mut Rng::new(1, Purpose::Sample, index),
                    &mut inputs,
                    &mut targets,
                    &mut mask,
                );
                let marked: Vec<usize> = (0..steps).filter(|t| inputs[2 * t + 1] == 1.0).collect();
                assert!(
                    marked.len() == 2 && marked[0] < steps / 2 && marked[1] >= steps / 2,
                    "{marked:?}"
                );
                assert_eq!(
                    targets[steps - 1],
                    inputs[2 * marked[0]] + inputs[2 * marked[1]]
                );
                assert_eq!(mask.iter().sum::<f64>(), 1.0);
                assert_eq!(mask[steps - 1], 1.0);
            }
        }
    }
}
