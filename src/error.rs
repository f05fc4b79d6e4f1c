//! What can be refused, and how it is said.
//!
//! Errors happen at the door (a config, a sequence, a checkpoint); the arithmetic behind it cannot fail. Each error
//! carries the name of what was refused, what was received and what would have been right, so that a page can word it
//! in its reader's language from [`Error::code`]; `Display` is the English sentence.

use std::fmt;

/// Shorthand for a result with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// The kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// A config key that does not exist.
    UnknownKey,
    /// A config key that must be given and was not.
    MissingKey,
    /// A number outside its range.
    Range,
    /// A name that is none of those offered.
    Choice,
    /// A value of another kind (a text where a number belongs).
    Type,
    /// NaN or infinity where a number belongs.
    NotFinite,
    /// A list of another length.
    Length,
    /// Bytes that are no checkpoint, or one of another experiment.
    Checkpoint,
    /// A canvas that cannot be drawn on.
    Canvas,
}

impl Code {
    /// The name by which other languages know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::UnknownKey => "unknown-key",
            Code::MissingKey => "missing-key",
            Code::Range => "range",
            Code::Choice => "choice",
            Code::Type => "type",
            Code::NotFinite => "not-finite",
            Code::Length => "length",
            Code::Checkpoint => "checkpoint",
            Code::Canvas => "canvas",
        }
    }
}

/// Something refused: what, what was received, what is legal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The kind of refusal.
    pub code: Code,
    /// What was refused: a config key, a field, a tensor.
    pub key: String,
    /// What was received.
    pub value: String,
    /// What would have been right.
    pub legal: String,
}

impl Error {
    pub(crate) fn new(
        code: Code,
        key: impl Into<String>,
        value: impl ToString,
        legal: impl Into<String>,
    ) -> Error {
        Error {
            code,
            key: key.into(),
            value: value.to_string(),
            legal: legal.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error {
            code,
            key,
            value,
            legal,
        } = self;
        match code {
            Code::UnknownKey => write!(f, "unknown key {key}; the keys are {legal}"),
            Code::MissingKey => write!(f, "{key} is missing; it must be {legal}"),
            Code::Range | Code::Type | Code::Length => {
                write!(f, "{key} must be {legal}, got {value}")
            }
            Code::Choice => write!(f, "{key} must be one of {legal}, got {value}"),
            Code::NotFinite => write!(f, "{key} must be finite, got {value}"),
            Code::Checkpoint => write!(
                f,
                "not a checkpoint of this experiment: {key} must be {legal}, got {value}"
            ),
            Code::Canvas => write!(f, "cannot draw: {key} must be {legal}, got {value}"),
        }
    }
}

impl std::error::Error for Error {}
