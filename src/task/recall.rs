//! Delayed recall: a bit is shown once, then noise, and at the end it is asked for. The shortest lesson in why a memory
//! cell needs a forget gate that stays open.

use super::{Defaults, Entry, Task};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "recall",
    settings: &[
        Setting::count("delay", 20.0, 1.0, 1000.0),
        Setting::switch("distractors", true),
        Setting::switch("marked", false),
    ],
    defaults: Defaults {
        loss: "sigmoid-cross-entropy",
        ..Defaults::USUAL
    },
    glyph: |settings| {
        if settings[2].on() {
            "marked-bit"
        } else {
            "cue"
        }
    },
    make: |settings, _seed| {
        Ok(Box::new(Recall {
            delay: settings[0].number() as usize,
            distractors: settings[1].on(),
            marked: settings[2].on(),
        }))
    },
};

/// Step 1 shows the cue, ±1, on input 0; each later step shows a distractor, ±1, on input 1; after the last one the
/// answer is 1 for a cue of +1 and 0 for -1.
///
/// Nothing forces such a network to carry the cue in its memory: a weight of zero keeps distractors out that have an
/// input of their own, all gates stay half open, and what h tells of the cue is written anew at each step. So they may
/// come on the cue's input instead, where only a mark, 1 on input 1, tells the cue from them. Then an input gate has to
/// shut after it, to h as well, and what is written once stays only where the forget gate is open.
#[derive(Debug)]
struct Recall {
    delay: usize,
    distractors: bool,
    marked: bool,
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
        if self.marked {
            inputs[1] = 1.0;
        }
        if self.distractors {
            for x in inputs.chunks_exact_mut(2).skip(1) {
                x[usize::from(!self.marked)] = sign();
            }
        }
        targets[self.delay] = (cue + 1.0) / 2.0;
        mask[self.delay] = 1.0;
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] > 0.5) == (target[0] > 0.5)
    }

    /// Accuracy and loss are both asked for: without distractors there are only two sequences, and right predictions come
    /// long before confident ones.
    fn solved(&self, loss: f64, accuracy: f64, confident_loss: f64) -> bool {
        accuracy >= 0.99 && loss < confident_loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::Value;
    use crate::task::drawn;

    const TASK: Recall = Recall {
        delay: 3,
        distractors: true,
        marked: false,
    };

    /// What comes in on one of the two inputs.
    fn input(k: usize, inputs: &[f64]) -> Vec<f64> {
        inputs.iter().copied().skip(k).step_by(2).collect()
    }

    #[test]
    fn the_answer_is_the_cue_and_nothing_else_tells_it() {
        for marked in [false, true] {
            let task = Recall { marked, ..TASK };
            let (mut ones, mut alike) = (0, 0);
            for index in 0..200 {
                let [inputs, targets, mask] = drawn(&task, index);
                assert_eq!(mask, [0.0, 0.0, 0.0, 1.0]);
                let [bits, others] = [0, 1].map(|k| input(k, &inputs));
                assert_eq!(bits[0], targets[3] * 2.0 - 1.0);
                let (distractors, silent) = if marked {
                    (&bits[1..], others)
                } else {
                    (&others[1..], bits)
                };
                assert!(distractors.iter().all(|x| x.abs() == 1.0));
                assert_eq!(silent[1..], [0.0; 3]);
                ones += usize::from(targets[3] == 1.0);
                alike += distractors.iter().filter(|x| **x == inputs[0]).count();
            }
            assert!((70..130).contains(&ones), "{ones} of 200");
            assert!((240..360).contains(&alike), "{alike} of 600");
        }
    }

    #[test]
    fn a_mark_tells_the_cue_from_what_comes_after_it_on_the_same_input() {
        for (marked, mark, glyph) in [(false, 0.0, "cue"), (true, 1.0, "marked-bit")] {
            let [inputs, ..] = drawn(&Recall { marked, ..TASK }, 0);
            assert_eq!(inputs[1], mark);
            let settings = [
                Value::Number(3.0),
                Value::Switch(true),
                Value::Switch(marked),
            ];
            assert_eq!((ENTRY.glyph)(&settings), glyph);
        }
    }

    #[test]
    fn without_distractors_all_is_silent_after_the_cue() {
        for marked in [false, true] {
            let task = Recall {
                distractors: false,
                marked,
                ..TASK
            };
            let [inputs, ..] = drawn(&task, 0);
            assert!(inputs[0] != 0.0 && inputs[2..].iter().all(|&x| x == 0.0));
        }
    }

    #[test]
    fn half_an_answer_is_none_of_1() {
        let hits = [0.49, 0.5, 0.51].map(|p| TASK.hit(&[p], &[1.0]));
        assert_eq!(hits, [false, false, true]);
    }
}
