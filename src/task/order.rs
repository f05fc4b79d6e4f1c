//! Temporal order: two marks, X or Y, stand far apart among other letters; which came first? The answer is one of four:
//! to know which marks there were is not enough. After Hochreiter & Schmidhuber 1997, experiment 6a.

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "order",
    settings: &[Setting::count("length", 33.0, 11.0, 110.0)],
    defaults: Defaults::USUAL,
    glyph: |_| "symbols",
    make: |settings, _seed| {
        Ok(Box::new(Order {
            length: settings[0].number() as usize,
        }))
    },
};

/// Four letters that mean nothing, two marks, beginning and end.
const NAMES: [&str; 8] = ["a", "b", "c", "d", "X", "Y", "E", "B"];
const LETTERS: usize = 4;
const BEGIN: usize = 6;
const END: usize = 7;
/// For X X, X Y, Y X, Y Y.
const ANSWERS: [&str; 4] = ["Q", "R", "S", "U"];

/// Shows E, letters with the two marks among them, and B, which asks for the answer.
///
/// All is measured in elevenths, so that 110 is the paper's task: there the length is 100 to 110, the first mark comes
/// after 10 to 20 symbols and the second after 50 to 60.
#[derive(Debug)]
struct Order {
    length: usize,
}

impl Task for Order {
    fn steps(&self) -> usize {
        self.length
    }

    fn inputs(&self) -> usize {
        NAMES.len()
    }

    fn outputs(&self) -> usize {
        ANSWERS.len()
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let eleventh = self.length / 11;
        let length = self.length - rng.below(eleventh + 1);
        let marks = [1, 5].map(|at| at * eleventh + rng.below(eleventh + 1));
        let order = marks.map(|_| usize::from(rng.coin()));
        let mut string: Vec<usize> = (0..length).map(|_| rng.below(LETTERS)).collect();
        string[0] = BEGIN;
        string[length - 1] = END;
        for (at, mark) in marks.into_iter().zip(order) {
            string[at] = LETTERS + mark;
        }
        symbols::show(&string, NAMES.len(), inputs);
        targets[(length - 1) * ANSWERS.len() + 2 * order[0] + order[1]] = 1.0;
        mask[length - 1] = 1.0;
    }

    fn symbols(&self) -> Symbols {
        Symbols {
            inputs: NAMES.map(str::to_owned).into(),
            outputs: ANSWERS.map(str::to_owned).into(),
        }
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Right and confident. To guess costs ln 4 = 1.39.
    fn solved(&self, loss: f64, accuracy: f64, confident_loss: f64) -> bool {
        accuracy >= 0.99 && loss < confident_loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;
    use std::collections::BTreeSet;

    #[test]
    fn the_answer_is_the_marks_in_their_order() {
        // Length, and where the first and the second mark may stand.
        for (length, first, second) in [
            (11, 1..=2, 5..=6),
            (33, 3..=6, 15..=18),
            (110, 10..=20, 50..=60),
        ] {
            let task = Order { length };
            let mut answers = [0; 4];
            let mut seen: [BTreeSet<usize>; 3] = Default::default();
            for index in 0..400 {
                let [inputs, targets, mask] = drawn(&task, index);
                let string = symbols::read(&inputs, NAMES.len());
                let string: Vec<&str> = string.into_iter().flatten().map(|k| NAMES[k]).collect();
                let last = string.len() - 1;
                assert_eq!((string[0], string[last]), ("E", "B"));
                let marks: Vec<usize> = (0..last).filter(|&t| "XY".contains(string[t])).collect();
                assert!(
                    marks.len() == 2 && first.contains(&marks[0]) && second.contains(&marks[1])
                );
                let these = [length - last - 1, marks[0], marks[1]];
                for (seen, this) in seen.iter_mut().zip(these) {
                    seen.insert(this);
                }
                let others = (1..last)
                    .filter(|t| !marks.contains(t))
                    .all(|t| "abcd".contains(string[t]));
                assert!(others, "{string:?}");
                let answer = match [string[marks[0]], string[marks[1]]] {
                    ["X", "X"] => "Q",
                    ["X", "Y"] => "R",
                    ["Y", "X"] => "S",
                    _ => "U",
                };
                let told = symbols::read(&targets, 4);
                for t in 0..length {
                    assert_eq!(told[t].map(|k| ANSWERS[k]), (t == last).then_some(answer));
                    assert_eq!(mask[t], f64::from(t == last));
                }
                answers[told[last].unwrap()] += 1;
            }
            assert!(answers.iter().all(|&n| n > 50), "{answers:?}");
            // All that may be is.
            for (seen, all) in seen.iter().zip([0..=length / 11, first, second]) {
                assert!(seen.iter().copied().eq(all), "{length}: {seen:?}");
            }
        }
    }
}
