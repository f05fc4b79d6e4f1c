//! Delayed recall: a bit is shown once, then noise, and at the end it is asked for. The shortest lesson in why a memory
//! cell needs a forget gate that stays open.

use super::{Defaults, Entry, Task};
use crate::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "recall",
    settings: &[
        Setting::count("delay", 20.0, 1.0, 500.0),
        Setting::switch("distractors", true),
    ],
    defaults: Defaults {
        loss: "sigmoid-cross-entropy",
        ..Defaults::USUAL
    },
    glyph: "cue",
    make: |settings, _seed| {
        Ok(Box::new(Recall {
            delay: settings[0].number() as usize,
            distractors: settings[1].on(),
        }))
    },
};

/// Step 1 shows the cue, ±1, on input 0; each later step shows a distractor, ±1, on input 1; after the last one the
/// answer is 1 for a cue of +1 and 0 for -1.
#[derive(Debug)]
struct Recall {
    delay: usize,
    distractors: bool,
}

impl Task for Recall {
    fn steps(&self) -> usize {
        self.delay + 1
    }

    fn inputs(&self) -> usize {
        2
    }

    fn outputs(&self) -> usize {
        1
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let mut sign = || if rng.coin() { 1.0 } else { -1.0 };
        let cue = sign();
        inputs[0] = cue;
        if self.distractors {
            for x in inputs.chunks_exact_mut(2).skip(1) {
                x[1] = sign();
            }
        }
        targets[self.delay] = (cue + 1.0) / 2.0;
        mask[self.delay] = 1.0;
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] > 0.5) == (target[0] > 0.5)
    }

    /// Both are asked for: without distractors there are only two sequences, and right answers come long before sure
    /// ones.
    fn solved(&self, loss: f64, accuracy: f64) -> bool {
        accuracy >= 0.99 && loss < 0.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn the_answer_is_the_cue_and_nothing_else_tells_it() {
        let task = Recall {
            delay: 3,
            distractors: true,
        };
        let mut ones = 0;
        for index in 0..200 {
            let (mut inputs, mut targets, mut mask) = ([0.0; 8], [0.0; 4], [0.0; 4]);
            task.draw(
                &mut Rng::new(1, Purpose::Sample, index),
                &mut inputs,
                &mut targets,
                &mut mask,
            );
            assert_eq!(mask, [0.0, 0.0, 0.0, 1.0]);
            assert_eq!(inputs[0], targets[3] * 2.0 - 1.0);
            assert_eq!([inputs[1], inputs[2], inputs[4], inputs[6]], [0.0; 4]);
            assert!(
                [inputs[3], inputs[5], inputs[7]]
                    .iter()
                    .all(|x| x.abs() == 1.0)
            );
            ones += usize::from(targets[3] == 1.0);
        }
        assert!((70..130).contains(&ones), "{ones} of 200");
    }

    #[test]
    fn without_distractors_the_second_input_is_silent() {
        let task = Recall {
            delay: 3,
            distractors: false,
        };
        let (mut inputs, mut targets, mut mask) = ([0.0; 8], [0.0; 4], [0.0; 4]);
        task.draw(
            &mut Rng::new(1, Purpose::Sample, 0),
            &mut inputs,
            &mut targets,
            &mut mask,
        );
        assert!(inputs[1..].iter().all(|&x| x == 0.0));
    }
}
