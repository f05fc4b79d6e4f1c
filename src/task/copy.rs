//! Copy: some letters, a pause, and then all of them again, in their order. Here the memory must hold several things at
//! once and know which is next. After Hochreiter & Schmidhuber 1997, in the form of Arjovsky, Shah & Bengio 2016,
//! "Unitary evolution recurrent neural networks", section 4.1.

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "copy",
    settings: &[
        Setting::count("alphabet", 8.0, 2.0, 20.0),
        Setting::count("length", 3.0, 1.0, 20.0),
        Setting::count("delay", 10.0, 1.0, 200.0),
    ],
    defaults: Defaults {
        hidden: 32,
        ..Defaults::USUAL
    },
    glyph: |_| "symbols",
    make: |settings, _seed| {
        let [alphabet, length, delay] = [0, 1, 2].map(|k| settings[k].number() as usize);
        Ok(Box::new(Copy {
            alphabet,
            length,
            delay,
        }))
    },
};

/// Shows the letters, a pause of "·" as long as the delay, a "?", and then "·" while it asks for the letters.
///
/// In the paper "·" is also the answer wanted before the letters, at every step. Here those steps do not count: they
/// teach nothing, and with a long delay a network that knows no letter would look nearly right.
#[derive(Debug)]
struct Copy {
    alphabet: usize,
    length: usize,
    delay: usize,
}

impl Copy {
    fn letters(&self) -> impl Iterator<Item = String> {
        ('a'..='z').map(String::from).take(self.alphabet)
    }
}

impl Task for Copy {
    fn steps(&self) -> usize {
        self.length + self.delay + 1 + self.length
    }

    fn inputs(&self) -> usize {
        self.alphabet + 2
    }

    fn outputs(&self) -> usize {
        self.alphabet
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let [pause, ask] = [self.alphabet, self.alphabet + 1];
        let letters: Vec<usize> = (0..self.length).map(|_| rng.below(self.alphabet)).collect();
        let mut string = letters.clone();
        string.resize(self.steps(), pause);
        string[self.length + self.delay] = ask;
        symbols::show(&string, self.inputs(), inputs);
        let from = self.steps() - self.length;
        symbols::show(
            &letters,
            self.alphabet,
            &mut targets[from * self.alphabet..],
        );
        mask[from..].fill(1.0);
    }

    fn symbols(&self) -> Symbols {
        Symbols {
            inputs: self
                .letters()
                .chain(["·", "?"].map(str::to_owned))
                .collect(),
            outputs: self.letters().collect(),
        }
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Right and confident. To guess costs the logarithm of the alphabet: ln 8 = 2.08.
    fn solved(&self, loss: f64, accuracy: f64, confident_loss: f64) -> bool {
        accuracy >= 0.99 && loss < confident_loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    #[test]
    fn what_is_asked_for_is_what_was_shown() {
        let (alphabet, length, delay) = (3, 2, 4);
        let task = Copy {
            alphabet,
            length,
            delay,
        };
        let names = task.symbols();
        let mut strings = std::collections::BTreeSet::new();
        for index in 0..100 {
            let [inputs, targets, mask] = drawn(&task, index);
            let shown: String = (symbols::read(&inputs, 5).into_iter())
                .map(|k| &*names.inputs[k.expect("each step shows something")])
                .collect();
            let asked: String = (symbols::read(&targets, 3).into_iter())
                .map(|k| k.map_or("-", |k| &*names.outputs[k]))
                .collect();
            let letters = &shown[..2];
            assert_eq!(shown, format!("{letters}····?··"));
            assert_eq!(asked, format!("-------{letters}"));
            assert_eq!(mask, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
            strings.insert(letters.to_owned());
        }
        let all = ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"];
        assert!(strings.iter().eq(all), "{strings:?}");
    }
}
