//! aⁿbⁿ and aⁿbⁿcⁿ: as many b as there were a, and then as many c. To know when a string ends the network must count,
//! and the cell state is what it counts with. After Gers & Schmidhuber 2001, "LSTM recurrent networks learn simple
//! context-free and context-sensitive languages".

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ANBN: Entry = Entry {
    name: "anbn",
    settings: &[Setting::count("longest", 10.0, 1.0, 100.0)],
    defaults: Defaults {
        hidden: 4,
        ..Defaults::USUAL
    },
    glyph: |_| "symbols",
    make: |settings, _seed| {
        Ok(Box::new(Counting {
            letters: 2,
            longest: settings[0].number() as usize,
        }))
    },
};

pub(super) const ANBNCN: Entry = Entry {
    name: "anbncn",
    defaults: Defaults::USUAL,
    make: |settings, _seed| {
        Ok(Box::new(Counting {
            letters: 3,
            longest: settings[0].number() as usize,
        }))
    },
    ..ANBN
};

/// The mark at both ends of a string; the letters follow it in the alphabet.
const END: usize = 0;
const NAMES: [&str; 4] = ["T", "a", "b", "c"];

/// Shows T aⁿ bⁿ (cⁿ), for an n of 1 to the longest, and asks at each step what may come next, up to the T that ends
/// the string. While there are a, both a and b may: all of the language is legal, not only what is drawn here, so that
/// the last a has the target of the others. From the first b on there is one answer.
#[derive(Debug)]
struct Counting {
    letters: usize,
    longest: usize,
}

impl Task for Counting {
    fn steps(&self) -> usize {
        1 + self.letters * self.longest
    }

    fn inputs(&self) -> usize {
        1 + self.letters
    }

    fn outputs(&self) -> usize {
        1 + self.letters
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let alphabet = self.inputs();
        let n = 1 + rng.below(self.longest);
        let mut string = vec![END];
        string.extend((1..=self.letters).flat_map(|letter| vec![letter; n]));
        symbols::show(&string, alphabet, inputs);
        mask[..string.len()].fill(1.0);
        string.push(END);
        symbols::show(&string[1..], alphabet, targets);
        for target in targets.chunks_exact_mut(alphabet).skip(1).take(n) {
            target[1..3].fill(0.5);
        }
    }

    fn symbols(&self) -> Symbols {
        symbols::both(&NAMES[..self.inputs()])
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Every prediction: a network that cannot count is wrong only where the letter changes, at one step of many.
    fn solved(&self, _loss: f64, accuracy: f64, _confident_loss: f64) -> bool {
        accuracy >= 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    /// May `next` follow `string`? It may if some aⁿ bⁿ (cⁿ) with both its marks starts like this.
    fn legal(string: &str, next: &str, letters: usize) -> bool {
        let start = format!("{string}{next}");
        (1..=string.len() + 1).any(|n| {
            let runs = ["a", "b", "c"].map(|letter| letter.repeat(n));
            format!("T{}T", runs[..letters].concat()).starts_with(&start)
        })
    }

    #[test]
    fn targets_are_what_may_follow() {
        for letters in [2, 3] {
            let longest = 5;
            let task = Counting { letters, longest };
            let alphabet = letters + 1;
            let mut lengths = [0; 6];
            for index in 0..200 {
                let [inputs, targets, mask] = drawn(&task, index);
                let string: String = (symbols::read(&inputs, alphabet).into_iter().flatten())
                    .map(|symbol| NAMES[symbol])
                    .collect();
                let asked = string.len();
                for (t, target) in targets.chunks_exact(alphabet).enumerate() {
                    assert_eq!(mask[t], f64::from(t < asked));
                    let follows = |k: usize| t < asked && legal(&string[..=t], NAMES[k], letters);
                    let share = 1.0 / (0..alphabet).filter(|&k| follows(k)).count() as f64;
                    for (k, &target) in target.iter().enumerate() {
                        assert_eq!(target, if follows(k) { share } else { 0.0 }, "{string} {t}");
                    }
                }
                assert!(legal(&string, "T", letters), "{string} may end");
                lengths[asked / letters] += 1;
            }
            assert!(
                lengths[0] == 0 && lengths[1..].iter().all(|&n| n > 20),
                "{lengths:?}"
            );
        }
    }
}
