//! A text of one's own: read some of it and say what comes next, letter by letter or word by word.

use strum::{EnumString, VariantNames};

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::error::{Code, Error, Result};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "text",
    settings: &[
        Setting::text("text", DEFAULT, 20_000),
        Setting::choice("unit", Unit::VARIANTS),
        Setting::count("steps", 25.0, 5.0, 200.0),
    ],
    defaults: Defaults {
        hidden: 32,
        ..Defaults::USUAL
    },
    glyph: |_| "symbols",
    make: |settings, _seed| {
        let words = matches!(settings[1].choice(), Unit::Word);
        let text = Text::new(settings[0].name(), words, settings[2].number() as usize)?;
        Ok(Box::new(text))
    },
};

/// What is read at one step.
#[derive(EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Unit {
    Character,
    Word,
}

const DEFAULT: &str = "\
A belt runs through the cell, and what lies on it is what the cell remembers.
The first gate looks at the belt and asks: what may be forgotten?
The second gate looks at the word and asks: what should be remembered?
The third gate looks at the belt again and asks: what should be said?
So the cell forgets a little, remembers a little, and says a little, word after word.";

/// More than the characters on a page of Chinese; each costs an input and an output.
const DISTINCT: usize = 500;

/// Shows a stretch of the text, from anywhere in it, and asks at each step for the token that follows.
///
/// Held-out stretches are of the same text: they tell how well it is known by heart, not how well a network would read
/// another.
#[derive(Debug)]
struct Text {
    /// The distinct tokens.
    names: Vec<String>,
    /// The text, token by token.
    tokens: Vec<usize>,
    steps: usize,
    /// Mean of -ln p over the tokens, with p the share of each in the text: what it costs to know how frequent each
    /// token is, and nothing else.
    entropy: f64,
}

impl Text {
    fn new(text: &str, words: bool, steps: usize) -> Result<Text> {
        let tokens = if words {
            split_words(text)
        } else {
            text.chars().map(String::from).collect()
        };
        let (names, tokens) = symbols::numbered(&tokens);
        let (many, few) = if words {
            (Code::TextManyWords, Code::TextFewWords)
        } else {
            (Code::TextManyCharacters, Code::TextFewCharacters)
        };
        if names.len() > DISTINCT {
            return Err(Error::new(many, "text", names.len()).with("most", DISTINCT));
        }
        if tokens.len() <= steps {
            return Err(Error::new(few, "text", tokens.len()).with("steps", steps));
        }
        let mut counts = vec![0.0; names.len()];
        tokens.iter().for_each(|&token| counts[token] += 1.0);
        let all = tokens.len() as f64;
        let entropy = counts
            .iter()
            .map(|n: &f64| n / all * libm::log(all / n))
            .sum();
        Ok(Text {
            names,
            tokens,
            steps,
            entropy,
        })
    }
}

/// Runs of letters and digits, each with the apostrophes and hyphens inside it, and every other visible character by
/// itself. A script without spaces would come out as a word for each clause: it is better read by characters.
fn split_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for piece in text.split_whitespace() {
        let mut inside = false;
        let mut rest = piece.chars().peekable();
        while let Some(c) = rest.next() {
            let joins = matches!(c, '\'' | '’' | '-')
                && inside
                && rest.peek().is_some_and(|c| c.is_alphanumeric());
            let part = c.is_alphanumeric() || joins;
            match words.last_mut() {
                Some(word) if part && inside => word.push(c),
                _ => words.push(c.into()),
            }
            inside = part;
        }
    }
    words
}

impl Task for Text {
    fn steps(&self) -> usize {
        self.steps
    }

    fn inputs(&self) -> usize {
        self.names.len()
    }

    fn outputs(&self) -> usize {
        self.names.len()
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let from = rng.below(self.tokens.len() - self.steps);
        let stretch = &self.tokens[from..=from + self.steps];
        symbols::show(&stretch[..self.steps], self.names.len(), inputs);
        symbols::show(&stretch[1..], self.names.len(), targets);
        mask.fill(1.0);
    }

    /// Blanks get a name that can be seen.
    fn symbols(&self) -> Symbols {
        symbols::both(self.names.iter().map(|name| match &**name {
            " " => "␣",
            "\n" => "↵",
            "\t" => "⇥",
            name => name,
        }))
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Half the surprise that is left to one who knows how frequent each token is: the rest was read from the context.
    fn solved(&self, loss: f64, _accuracy: f64, _confident_loss: f64) -> bool {
        loss <= 0.5 * self.entropy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    #[test]
    fn every_stretch_is_of_the_text() {
        let text = "to be, or not\nto be";
        let task = Text::new(text, false, 6).unwrap();
        let mut starts = std::collections::BTreeSet::new();
        for index in 0..300 {
            let [inputs, targets, mask] = drawn(&task, index);
            let read = |steps| -> String {
                let symbols = symbols::read(steps, task.inputs());
                symbols
                    .into_iter()
                    .map(|k| &*task.names[k.unwrap()])
                    .collect()
            };
            let (shown, asked) = (read(&inputs), read(&targets));
            assert_eq!(shown[1..], asked[..5]);
            let whole = format!("{shown}{}", &asked[5..]);
            assert!(text.contains(&whole), "{whole}");
            assert_eq!(mask, [1.0; 6]);
            starts.insert(whole);
        }
        assert_eq!(
            starts.len(),
            text.len() - 6,
            "each stretch comes, the first and the last too"
        );
    }

    #[test]
    fn words_are_split_where_a_reader_would() {
        let words = split_words("Don't stop: it's well-known -- 3 o'clock, 'now'.\n你好，世界");
        let expected = [
            "Don't",
            "stop",
            ":",
            "it's",
            "well-known",
            "-",
            "-",
            "3",
            "o'clock",
            ",",
            "'",
            "now",
            "'",
            ".",
            "你好",
            "，",
            "世界",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn blanks_have_visible_names() {
        let task = Text::new("a b\nc\td", false, 5).unwrap();
        assert_eq!(task.symbols().inputs, ["a", "␣", "b", "↵", "c", "⇥", "d"]);
    }

    /// Four tokens, as frequent as each other: ln 4. One alone: none.
    #[test]
    fn the_limit_is_half_the_entropy() {
        let task = Text::new("abcdabcd", false, 5).unwrap();
        assert!((task.entropy - 4f64.ln()).abs() < 1e-12);
        assert!(!task.solved(0.7, 1.0, 0.1) && task.solved(0.69, 0.0, 0.1));
        let sure = Text::new("aaaaaa", false, 5).unwrap();
        assert!(
            sure.entropy == 0.0 && sure.solved(0.0, 1.0, 0.1),
            "nothing is left to learn"
        );
    }

    #[test]
    fn what_cannot_be_learnt_from_is_refused_with_numbers() {
        let refused = |text: &str, words| Text::new(text, words, 5).unwrap_err().to_string();
        assert_eq!(
            refused("hello", false),
            "text must have more characters than the 5 steps, got 5"
        );
        assert!(Text::new("hello!", false, 5).is_ok());
        assert_eq!(
            refused("only four words here", true),
            "text must have more words and marks than the 5 steps, got 4"
        );
        let many = |n: u32| {
            (0x4e00..0x4e00 + n)
                .filter_map(char::from_u32)
                .collect::<String>()
        };
        assert!(Text::new(&many(500), false, 5).is_ok());
        assert_eq!(
            refused(&many(501), false),
            "text must have at most 500 different characters, got 501"
        );
    }
}
