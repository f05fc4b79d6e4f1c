//! Errors: what can be refused, as data and as English sentences.
//!
//! Errors happen where something comes in (a config, a sequence, a file); the arithmetic cannot fail. An error is data: its
//! [`Code`], what was refused, what was received, and the parts that the code names. One table here gives the meaning of each
//! code, its parts and its English sentence ([`std::fmt::Display`]). A page makes its own sentences from the same parts, in
//! its reader's language. No sentence is built anywhere else.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use strum::{AsRefStr, VariantArray};

use crate::decimal;

/// Shorthand for a result with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Builds [`Code`] from the table below: for each code its parts, and its sentence with gaps for them.
macro_rules! codes {
    ($($(#[$meaning:meta])+ $code:ident [$($part:literal)*] $sentence:literal)+) => {
        /// The kinds of refusal. Other languages know one by its name (`as_ref`), such as `unknown-key`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, VariantArray)]
        #[strum(serialize_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$meaning])+ $code,)+
        }

        impl Code {
            /// The names of the parts that each error of this code carries.
            #[must_use]
            pub fn parts(self) -> &'static [&'static str] {
                match self { $(Code::$code => &[$($part),*]),+ }
            }

            fn sentence(self) -> &'static str {
                match self { $(Code::$code => $sentence),+ }
            }
        }
    };
}

codes! {
    // Settings and numbers.

    /// A key that does not exist; `names` do.
    UnknownKey ["names"]
    "unknown key {key}; the keys are {names}"

    /// Neither a task nor sizes for sequences of one's own; `names` are the tasks.
    MissingTask ["names"]
    "{key} is missing; it must be one of {names}, or else inputs, outputs and steps must be given"

    /// A key without which others make no sense; `names` must be given together.
    MissingKey ["names"]
    "{key} is missing; {names} must be given together"

    /// No number from `min` to `max`: outside, or another kind of value.
    Number ["min" "max"]
    "{key} must be a number from {min} to {max}, got {value}"

    /// No whole number from `min` to `max`: outside, between two, or another kind of value.
    WholeNumber ["min" "max"]
    "{key} must be a whole number from {min} to {max}, got {value}"

    /// NaN or infinity where a number belongs.
    NotFinite []
    "{key} must be finite, got {value}"

    /// NaN or infinity in a list, at `place` from 0.
    NotFiniteAt ["place"]
    "{key} must be finite, got {value} at place {place}"

    /// A number below 0 in a list, at `place` from 0.
    NegativeAt ["place"]
    "{key} must be 0 or more, got {value} at place {place}"

    /// A number in a list, at `place` from 0, that is not from `min` to `max`.
    NumberAt ["place" "min" "max"]
    "{key} must be from {min} to {max}, got {value} at place {place}"

    /// A name that is none of `names`.
    Choice ["names"]
    "{key} must be one of {names}, got {value}"

    /// A value of another kind than `wanted`: switch, number, text, table, numbers, bytes, colour, canvas or
    /// function.
    Type ["wanted"]
    "{key} must be {wanted}, got {value}"

    /// An object of another form than the function takes; the value says how.
    Object []
    "{key} is not what it must be: {value}"

    /// A list of other than `wanted` numbers.
    Length ["wanted"]
    "{key} must be {wanted} numbers, got {value}"

    /// A text of more than `longest` characters.
    TooLong ["longest"]
    "{key} must be a text of at most {longest} characters, got {value}"

    // Experiments.

    /// Fewer units than `outputs`, with no read-out between them.
    Outputs ["outputs"]
    "{key} must be enough for {outputs} outputs, as there is no read-out, got {value}"

    /// An experiment of so many `steps` that it would take `needed` MiB; `limit` are allowed.
    Memory ["steps" "limit" "needed"]
    "{key} must be so small that all values and gradients of {steps} steps fit into {limit} MiB, got {value} ({needed} MiB are needed)"

    /// So many `steps` that they take `needed` MiB, which the memory that is left has no room for.
    NoMemory ["steps" "needed"]
    "{key} must be smaller, as there is no memory left for all values and gradients of {steps} steps, got {value} ({needed} MiB are needed)"

    /// A gradient check of `needed` operations; `limit` are allowed.
    Work ["limit" "needed"]
    "{key} must be so small that the check takes at most {limit} operations, got {value} ({needed} are needed)"

    /// A schema that no network has: in none this field or parameter, or this size (the key), is the value.
    Schema []
    "no network has such a schema: {key} cannot be {value}"

    /// No clamp of this field (the key) and unit (the value) at this `step`; 0: at each.
    NotClamped ["step"]
    "{key} is not clamped: there is no clamp of unit {value} at step {step} (0: at each)"

    /// An option or a cell that PyTorch does not have.
    NoPytorch []
    "PyTorch has no such cell: {key} is {value}"

    /// A call on an experiment that was freed; the key is the method.
    Freed []
    "{key} was called on an experiment that is freed"

    // A text or a series of one's own.

    /// A text of more than `most` different characters.
    TextManyCharacters ["most"]
    "{key} must have at most {most} different characters, got {value}"

    /// A text of more than `most` different words and marks.
    TextManyWords ["most"]
    "{key} must have at most {most} different words and marks, got {value}"

    /// A text of no more characters than `steps`.
    TextFewCharacters ["steps"]
    "{key} must have more characters than the {steps} steps, got {value}"

    /// A text of no more words and marks than `steps`.
    TextFewWords ["steps"]
    "{key} must have more words and marks than the {steps} steps, got {value}"

    /// A series of no more rows than `steps`.
    SeriesFewRows ["steps"]
    "{key} must have more rows than the {steps} steps, got {value}"

    /// Something in a `row` (from 1) of a series that is no number.
    SeriesNumber ["row"]
    "{key} must be numbers, parted by commas or blanks, a line for each row, got {value} in row {row}"

    /// A number in a `row` of a series that is too large to be finite.
    SeriesNotFinite ["row"]
    "{key} must be finite, got {value} in row {row}"

    /// A `row` of more than `longest` numbers.
    SeriesLongRow ["row" "longest"]
    "{key} must have rows of at most {longest} numbers, got {value} in row {row}"

    /// A `row` of other than `wanted` numbers, which the first has.
    SeriesUnevenRow ["row" "wanted"]
    "{key} must have rows of {wanted} numbers, as the first, got {value} in row {row}"

    // Files.

    /// A file of other than `wanted` bytes, which its header says, or of fewer than the 8 before that.
    FileLength ["wanted"]
    "{key} is damaged: it must be {wanted} bytes, got {value}"

    /// A header of more than `longest` bytes, as the first 8 say, which may be those of another format.
    FileHeader ["longest"]
    "{key} must begin with the length of a header of at most {longest} bytes, got {value}"

    /// No file of tensors, or not the note of a checkpoint in it; the value says why, in English.
    File []
    "{key} cannot be read as safetensors: {value}"

    /// A number type that is not read, of `tensor`; `names` are read.
    FileDtype ["tensor" "names"]
    "{key} must have numbers of type {names}, got {value} in tensor {tensor}"

    /// A layer that reads its sequence from both ends; the key is the tensor that shows it.
    BothWays []
    "{key} is of a network that reads {value}, and one that reads forwards is wanted"

    /// A tensor that is not in the file; `names` are.
    TensorMissing ["names"]
    "the file has no tensor {key}; there are {names}"

    /// Tensors of the file, `names`, for which the network has no place.
    TensorUnused ["names"]
    "the network has no place for {names} of the file"

    /// A tensor of the shape `found` where one of `wanted` belongs.
    TensorShape ["wanted" "found"]
    "tensor {key} must be {wanted}, got {found}"

    /// A tensor of more than `most` axes.
    TensorAxes ["most"]
    "tensor {key} must have at most {most} axes, got {value}"

    /// NaN or infinity in a tensor, at `place` from 0.
    TensorNotFinite ["place"]
    "tensor {key} must be finite, got {value} at place {place}"

    /// A checkpoint of another experiment: the setting of this key is the value there and `wanted` here.
    Checkpoint ["wanted"]
    "not a checkpoint of this experiment: {key} must be {wanted}, got {value}"

    /// A file of tensors without the settings that a checkpoint has.
    NotACheckpoint []
    "{key} is no checkpoint: it has tensors, but not the settings of an experiment"

    /// A state of the optimizer that no training makes; the key names it.
    State []
    "no training makes a checkpoint whose {key} is {value}"

    // A cell of one's own. `line` and `column` count from 1.

    /// Something else than `wanted`, which may stand there.
    EquationSyntax ["line" "column" "wanted"]
    "line {line}, column {column}: expected {wanted}, got {value}"

    /// A number other than the 1 of `1 - f`.
    EquationNumber ["line" "column"]
    "line {line}, column {column}: no number but 1 may stand here, got {value}; a name in its place is a parameter"

    /// A name of more than `longest` characters.
    EquationLongName ["line" "column" "longest"]
    "line {line}, column {column}: a name must have at most {longest} characters, got {value}"

    /// A function that is none of `names`.
    EquationFunction ["line" "column" "names"]
    "line {line}, column {column}: there is no function {value}; there are {names}"

    /// A name that is used before it is made.
    EquationUnmade ["line" "column"]
    "line {line}, column {column}: {value} is used before it is made"

    /// A product of two matrices.
    EquationMatrices ["line" "column"]
    "line {line}, column {column}: {value} is a product of two matrices"

    /// A name that has its meaning already; `names` have.
    EquationName ["line" "column" "names"]
    "line {line}, column {column}: {value} has its meaning already, as have {names}"

    /// Vectors of two sizes where they must have one.
    EquationSizes ["line" "column"]
    "line {line}, column {column}: the sizes of {value} do not fit"

    /// A state of the step before that no line makes.
    EquationState ["line" "column"]
    "line {line}, column {column}: {value} is read of the step before, but never made"

    /// No line makes h.
    EquationOutput ["line" "column"]
    "line {line}, column {column}: no line makes h"

    /// A name that two lines make.
    EquationTwice ["line" "column"]
    "line {line}, column {column}: {value} is made twice"

    /// More lines than `longest`.
    EquationLines ["line" "column" "longest"]
    "line {line}, column {column}: there must be at most {longest} lines, got {value}"

    // A canvas.

    /// A canvas smaller than `width` x `height` pixels.
    CanvasSize ["width" "height"]
    "{key} must be at least {width} x {height} pixels, got {value}"

    /// A canvas that gives no 2d context.
    CanvasContext []
    "{key} gives no 2d context to draw on"

    /// A canvas that refused to be drawn on; the value is what it said.
    CanvasDrawing []
    "{key} cannot be drawn on: {value}"
}

/// The words for what [`Code::Type`] wants, and each in English.
const KINDS: &[(&str, &str)] = &[
    ("switch", "true or false"),
    ("number", "a finite number"),
    ("text", "a text"),
    ("table", "an object"),
    ("numbers", "a Float32Array"),
    ("bytes", "a Uint8Array"),
    ("colour", "a colour such as #1d5ca6"),
    ("canvas", "a canvas"),
    ("function", "a function"),
];

/// The most characters of a key, a value or a name; the rest is cut off.
const LONGEST: usize = 80;

/// The most names in a list; the rest is cut off.
const MOST: usize = 32;

/// Something refused: a boxed [`Refusal`], one word long because many results hold it.
#[derive(Clone, PartialEq)]
pub struct Error(Box<Refusal>);

/// What was refused, what was received, and the parts of its code.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// The kind of refusal.
    pub code: Code,
    /// What was refused: a config key, a field, a tensor.
    pub key: String,
    /// What was received. This, the key and all texts of the parts are of at most 80 characters.
    pub value: String,
    parts: Vec<(&'static str, Part)>,
}

impl std::ops::Deref for Error {
    type Target = Refusal;

    fn deref(&self) -> &Refusal {
        &self.0
    }
}

/// A part of a refusal, as data.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Part {
    /// A limit, a count, a place.
    Number(f64),
    /// A name.
    Text(String),
    /// Names, each of which would do or is meant.
    Names(Vec<String>),
    /// Numbers that belong together, such as a shape.
    Numbers(Vec<f64>),
}

impl Error {
    /// An error without parts; those that the code names must be added ([`Error::with`]).
    pub(crate) fn new(code: Code, key: impl Into<String>, value: impl fmt::Display) -> Error {
        Error::of(code, key.into(), &value)
    }

    // Not inlined, as `push`, so that the module stays small.
    #[cold]
    #[inline(never)]
    fn of(code: Code, key: String, value: &dyn fmt::Display) -> Error {
        Error(Box::new(Refusal {
            code,
            key: cut(key),
            value: cut(value.to_string()),
            parts: Vec::new(),
        }))
    }

    /// Adds one of the parts that its code names.
    pub(crate) fn with(mut self, name: &'static str, part: impl Into<Part>) -> Error {
        self.push(name, part.into());
        self
    }

    #[cold]
    #[inline(never)]
    fn push(&mut self, name: &'static str, part: Part) {
        debug_assert!(
            self.code.parts().contains(&name) && self.part(name).is_none(),
            "{name} of {:?}",
            self.code
        );
        let part = match part {
            Part::Text(text) => Part::Text(cut(text)),
            Part::Names(mut names) => {
                let more = names.len() > MOST;
                names.truncate(MOST);
                let mut names: Vec<String> = names.into_iter().map(cut).collect();
                names.extend(more.then(|| "…".to_owned()));
                Part::Names(names)
            }
            numbers => numbers,
        };
        self.0.parts.push((name, part));
    }
}

impl Refusal {
    /// The part of this name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        let found = self.parts.iter().find(|(own, _)| *own == name);
        found.map(|(_, part)| part)
    }

    /// All parts, those that [`Code::parts`] names.
    #[must_use]
    pub fn parts(&self) -> &[(&'static str, Part)] {
        &self.parts
    }
}

/// One object: `code`, `key`, `value`, and the parts by their names.
impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("code", self.code.as_ref())?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("value", &self.value)?;
        for (name, part) in &self.parts {
            map.serialize_entry(name, part)?;
        }
        map.end()
    }
}

/// As much of a text as is worth quoting.
fn cut(mut text: String) -> String {
    let mut last = text.char_indices().skip(LONGEST - 1);
    if let (Some((end, _)), Some(_)) = (last.next(), last.next()) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The English sentence, from the table of codes.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, piece) in self.code.sentence().split(['{', '}']).enumerate() {
            match (piece, self.part(piece)) {
                ("key", _) if k % 2 == 1 => f.write_str(&self.key)?,
                ("value", _) if k % 2 == 1 => f.write_str(&self.value)?,
                (_, Some(Part::Text(word))) if self.code == Code::Type => {
                    let kind = KINDS.iter().find(|(own, _)| own == word);
                    f.write_str(kind.map_or(word.as_str(), |(_, english)| english))?;
                }
                (_, Some(part)) => part.fmt(f)?,
                (words, None) => {
                    debug_assert!(k % 2 == 0, "{:?} without {words}", self.code);
                    f.write_str(words)?;
                }
            }
        }
        Ok(())
    }
}

/// As its sentence, which says all that it holds.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// As an English sentence shows it.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Number(x) => f.write_str(&decimal::text(*x)),
            Part::Text(text) => f.write_str(text),
            Part::Names(names) if names.is_empty() => f.write_str("none"),
            Part::Names(names) => list(f, names),
            Part::Numbers(all) => {
                f.write_str("[")?;
                let all: Vec<String> = all.iter().map(|&x| decimal::text(x)).collect();
                list(f, &all)?;
                f.write_str("]")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, all: &[String]) -> fmt::Result {
    for (k, one) in all.iter().enumerate() {
        f.write_str(if k == 0 { "" } else { ", " })?;
        f.write_str(one)?;
    }
    Ok(())
}

impl From<f64> for Part {
    fn from(x: f64) -> Part {
        Part::Number(x)
    }
}

impl From<usize> for Part {
    fn from(n: usize) -> Part {
        Part::Number(n as f64)
    }
}

impl From<u64> for Part {
    fn from(n: u64) -> Part {
        Part::Number(n as f64)
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Part {
        Part::Text(text.to_owned())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Part {
        Part::Text(text)
    }
}

impl From<Vec<String>> for Part {
    fn from(names: Vec<String>) -> Part {
        Part::Names(names)
    }
}

impl From<&[&str]> for Part {
    fn from(names: &[&str]) -> Part {
        Part::Names(names.iter().map(|&name| name.to_owned()).collect())
    }
}

impl From<&[usize]> for Part {
    fn from(numbers: &[usize]) -> Part {
        Part::Numbers(numbers.iter().map(|&n| n as f64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gaps of a sentence, in its order.
    fn gaps(sentence: &str) -> Vec<&str> {
        let after = sentence.split('{').skip(1);
        after.map(|gap| gap.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn each_sentence_says_all_parts_of_its_code_and_nothing_else() {
        for &code in Code::VARIANTS {
            let gaps = gaps(code.sentence());
            for part in code.parts() {
                assert!(gaps.contains(part), "{code:?} does not say {part}");
                assert!(!["code", "key", "value"].contains(part), "{code:?}");
            }
            for gap in gaps {
                let known = ["key", "value"].contains(&gap) || code.parts().contains(&gap);
                assert!(known, "{code:?} has no {gap}");
            }
        }
    }

    #[test]
    fn nothing_that_is_quoted_is_long() {
        let long = "长".repeat(100_000);
        let names = vec![long.clone(); 1000];
        let error = Error::new(Code::UnknownKey, &*long, &long).with("names", names);
        assert!(error.to_string().chars().count() < 80 * (2 + 32) + 200);
        let error = Error::new(Code::Checkpoint, "cell", 1).with("wanted", long);
        let Some(Part::Text(wanted)) = error.part("wanted") else {
            panic!("a text");
        };
        assert_eq!(
            (wanted.chars().count(), wanted.chars().last()),
            (80, Some('…'))
        );
    }

    /// What TypeScript knows of each code is the same.
    #[test]
    fn the_types_of_the_web_have_the_same_codes_and_parts() {
        let types = include_str!("wasm/types.d.ts");
        let lines = types.lines().filter_map(|line| {
            let fields = line
                .trim()
                .strip_prefix("| { code: '")?
                .strip_suffix(" }")?;
            let (code, parts) = fields.split_once('\'').expect("a closed quote");
            let names = parts.split("; ").skip(1);
            let names = names.map(|part| part.split_once(": ").expect("a type").0);
            Some((code, names.collect::<Vec<_>>()))
        });
        let own = Code::VARIANTS.iter();
        let own: Vec<_> = own
            .map(|code| (code.as_ref(), code.parts().to_vec()))
            .collect();
        assert_eq!(lines.collect::<Vec<_>>(), own);
        let kinds: Vec<String> = KINDS.iter().map(|(word, _)| format!("'{word}'")).collect();
        let kinds = format!("code: 'type'; wanted: {} }}", kinds.join(" | "));
        assert!(types.contains(&kinds), "{kinds}");
    }

    #[test]
    fn a_sentence_is_filled_from_the_parts() {
        let shape = Error::new(Code::TensorShape, "W", "")
            .with("wanted", &[3, 2][..])
            .with("found", &[6][..]);
        assert_eq!(shape.to_string(), "tensor W must be [3, 2], got [6]");
        assert_eq!(shape.part("found"), Some(&Part::Numbers(vec![6.0])));
        let none = Error::new(Code::UnknownKey, "a", 1).with("names", Vec::new());
        assert_eq!(none.to_string(), "unknown key a; the keys are none");
        for (word, english) in KINDS {
            let kind = Error::new(Code::Type, "a", 1).with("wanted", *word);
            assert_eq!(kind.to_string(), format!("a must be {english}, got 1"));
        }
    }

    /// Whatever its characters are made of.
    #[test]
    fn a_long_value_is_cut() {
        let value = |n| {
            Error::new(Code::NotFinite, "a", "字".repeat(n))
                .value
                .clone()
        };
        assert_eq!(value(80), "字".repeat(80));
        assert_eq!(value(81), "字".repeat(79) + "…");
    }
}
