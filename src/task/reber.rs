//! The embedded Reber grammar: a string from a small graph, wrapped in a pair of T or a pair of P. Any memory of a step
//! or two gets through the graph; the last but one symbol needs the second, which may lie far back. After Hochreiter &
//! Schmidhuber 1997, section 5.1.

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "reber",
    settings: &[Setting::count("longest", 20.0, 9.0, 100.0)],
    defaults: Defaults::USUAL,
    glyph: |_| "symbols",
    make: |settings, _seed| {
        Ok(Box::new(Reber {
            longest: settings[0].number() as usize,
        }))
    },
};

const NAMES: &str = "BTPSXVE";
const ALPHABET: usize = NAMES.len();

const END: usize = 5;
/// From each place of the inner graph one of two symbols leads on, by the toss of a coin; its last place is left by an
/// E.
const GRAPH: [[(char, usize); 2]; END] = [
    [('T', 1), ('P', 2)],
    [('S', 1), ('X', 3)],
    [('T', 2), ('V', 4)],
    [('X', 2), ('S', END)],
    [('P', 3), ('V', END)],
];

fn place(symbol: char) -> usize {
    NAMES.find(symbol).expect("a symbol of the grammar")
}

/// Shows a string, and asks at each step what may come next, up to the E that ends it. The target gives all legal
/// symbols the same share.
///
/// The graph has loops, so strings have no longest. One that is longer than wanted is thrown away and another drawn:
/// what remains is as likely as before, one string beside the other. A string has 12 symbols in the mean, and one of 35
/// has more than 20.
#[derive(Debug)]
struct Reber {
    longest: usize,
}

impl Reber {
    /// A string, each symbol with the two that might have stood there: twice itself, where none else might.
    fn string(&self, rng: &mut Rng) -> Vec<(char, [char; 2])> {
        let sure = |symbol| (symbol, [symbol; 2]);
        loop {
            let wrap = if rng.coin() { 'T' } else { 'P' };
            let mut string = vec![sure('B'), (wrap, ['T', 'P']), sure('B')];
            let mut at = 0;
            while at != END && string.len() < self.longest {
                let ways = GRAPH[at];
                let (symbol, next) = ways[usize::from(rng.coin())];
                string.push((symbol, ways.map(|(symbol, _)| symbol)));
                at = next;
            }
            string.extend(['E', wrap, 'E'].map(sure));
            if at == END && string.len() <= self.longest {
                return string;
            }
        }
    }
}

impl Task for Reber {
    fn steps(&self) -> usize {
        self.longest - 1
    }

    fn inputs(&self) -> usize {
        ALPHABET
    }

    fn outputs(&self) -> usize {
        ALPHABET
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let string = self.string(rng);
        let steps = string.len() - 1;
        let shown: Vec<usize> = string.iter().map(|&(symbol, _)| place(symbol)).collect();
        symbols::show(&shown[..steps], ALPHABET, inputs);
        for (target, (_, ways)) in targets.chunks_exact_mut(ALPHABET).zip(&string[1..]) {
            ways.iter().for_each(|&symbol| target[place(symbol)] += 0.5);
        }
        mask[..steps].fill(1.0);
    }

    fn symbols(&self) -> Symbols {
        symbols::both(NAMES.chars())
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Every prediction, as the paper asks: a network that knows all but the second symbol is wrong at one step of a
    /// dozen, and every other time is lucky even there.
    fn solved(&self, _loss: f64, accuracy: f64, _confident_loss: f64) -> bool {
        accuracy >= 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;
    use std::str::Chars;

    /// What may follow a string of the inner grammar wrapped in `wrap`: the graph as the paper draws it, read branch by
    /// branch. `None` if the string itself is illegal.
    fn inner(string: &mut Chars, wrap: char) -> Option<String> {
        match string.next() {
            None => Some("TP".into()),
            Some('T') => loop {
                match string.next() {
                    None => return Some("SX".into()),
                    Some('S') => {}
                    Some('X') => return upper(string, wrap),
                    _ => return None,
                }
            },
            Some('P') => lower(string, wrap),
            _ => None,
        }
    }

    fn upper(string: &mut Chars, wrap: char) -> Option<String> {
        match string.next() {
            None => Some("XS".into()),
            Some('X') => lower(string, wrap),
            Some('S') => end(string, wrap),
            _ => None,
        }
    }

    fn lower(string: &mut Chars, wrap: char) -> Option<String> {
        match string.next() {
            None => Some("TV".into()),
            Some('T') => lower(string, wrap),
            Some('V') => match string.next() {
                None => Some("PV".into()),
                Some('P') => upper(string, wrap),
                Some('V') => end(string, wrap),
                _ => None,
            },
            _ => None,
        }
    }

    fn end(string: &mut Chars, wrap: char) -> Option<String> {
        for expected in ['E', wrap, 'E'] {
            match string.next() {
                None => return Some(expected.into()),
                Some(symbol) if symbol == expected => {}
                _ => return None,
            }
        }
        string.next().is_none().then(String::new)
    }

    fn follows(string: &str) -> Option<String> {
        match string {
            "" | "BT" | "BP" => Some("B".into()),
            "B" => Some("TP".into()),
            _ => {
                let wrap = string.chars().nth(1)?;
                let rest = string.strip_prefix(&format!("B{wrap}B"))?;
                inner(&mut rest.chars(), wrap).filter(|_| "TP".contains(wrap))
            }
        }
    }

    /// Strings without their wrapping that are in every account of the grammar, and others that are not of it.
    #[test]
    fn the_reader_of_the_grammar_knows_it() {
        let wrapped = |string| format!("BT{string}TE");
        for string in [
            "BTSSXXTVVE",
            "BPVPXVPXVPXVVE",
            "BTXXVPSE",
            "BPVPSE",
            "BTSXSE",
            "BPTVVE",
        ] {
            assert_eq!(follows(&wrapped(string)), Some(String::new()), "{string}");
        }
        for string in ["BTSSPXSE", "BPTVVB", "BTXXVVSE", "BPVSPSE", "BTSSSE"] {
            assert_eq!(follows(&wrapped(string)), None, "{string}");
        }
        assert_eq!(follows("BTBTXSEPE"), None, "the wrapping differs");
    }

    #[test]
    fn every_string_is_legal_and_its_targets_are_what_may_follow() {
        for longest in [9, 20] {
            let task = Reber { longest };
            let (mut wraps, mut lengths) = ([0; 2], 0);
            for index in 0..500 {
                let [inputs, targets, mask] = drawn(&task, index);
                let symbols = symbols::read(&inputs, ALPHABET);
                let string: String = (symbols.into_iter().flatten())
                    .map(|k| &NAMES[k..=k])
                    .collect();
                let asked = string.len();
                // The shortest string has 9 symbols, of which the last is only predicted: it leaves no step over.
                assert!(longest > 9 || asked == task.steps());
                assert_eq!(follows(&string).as_deref(), Some("E"), "{string}");
                for (t, target) in targets.chunks_exact(ALPHABET).enumerate() {
                    assert_eq!(mask[t], f64::from(t < asked));
                    let legal = if t < asked {
                        follows(&string[..=t]).unwrap()
                    } else {
                        String::new()
                    };
                    for (name, &target) in NAMES.chars().zip(target) {
                        let share = if legal.contains(name) {
                            1.0 / legal.len() as f64
                        } else {
                            0.0
                        };
                        assert_eq!(target, share, "{string} {t} {name}");
                    }
                }
                wraps[usize::from(string.starts_with("BT"))] += 1;
                lengths += asked + 1;
            }
            assert!(wraps.iter().all(|&n| n > 200), "{wraps:?}");
            // The mean length: 9 if nothing else is allowed, and from a sum over the graph 11.66 of up to 20.
            let (mean, expected) = (
                lengths as f64 / 500.0,
                if longest == 9 { 9.0 } else { 11.66 },
            );
            assert!((mean - expected).abs() < 0.4, "{mean}");
        }
    }
}
