//! Settings: the numbers, switches, choices and texts of a config, the range of each, and values as they are received.

use std::str::FromStr;

use crate::decimal;
use crate::error::{Code, Error, Result};

/// A value of a config, as received.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, perhaps not finite.
    Number(f64),
    /// Yes or no.
    Switch(bool),
    /// A name.
    Text(String),
    /// Keys and values.
    Table(Vec<(String, Value)>),
    /// Anything else, which no setting takes, as a text.
    Other(String),
}

/// Values from what Rust has, so that `config.with("hidden", 32)` reads as it is meant.
macro_rules! value_from {
    ($($from:ty: $x:ident => $value:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($x: $from) -> Value {
                $value
            }
        })+
    };
}

value_from! {
    f64: x => Value::Number(x);
    i32: n => Value::Number(n.into());
    u32: n => Value::Number(n.into());
    usize: n => Value::Number(n as f64);
    bool: on => Value::Switch(on);
    &str: text => Value::Text(text.to_owned());
    String: text => Value::Text(text);
}

impl Value {
    /// The number that a checked [`SettingKind::Number`] is.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn number(&self) -> f64 {
        match self {
            Value::Number(x) => *x,
            _ => panic!("no number"),
        }
    }

    /// The truth value that a checked [`SettingKind::Switch`] is.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn on(&self) -> bool {
        match self {
            Value::Switch(on) => *on,
            _ => panic!("no switch"),
        }
    }

    /// The name or text that a checked [`SettingKind::Choice`] or [`SettingKind::Text`] is.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Value::Text(text) => text,
            _ => panic!("no text"),
        }
    }

    /// The variant whose name a checked [`SettingKind::Choice`] is.
    ///
    /// # Panics
    /// If it is none of them.
    #[must_use]
    pub fn choice<T: FromStr>(&self) -> T {
        let found = self.name().parse().ok();
        found.expect("the name of a variant")
    }

    /// As an error message shows it.
    pub(crate) fn text(&self) -> String {
        match self {
            Value::Number(x) => decimal::text(*x),
            Value::Switch(on) => on.to_string(),
            Value::Text(text) => format!("\"{text}\""),
            Value::Table(_) => "a table".to_owned(),
            Value::Other(text) => text.clone(),
        }
    }
}

/// Something that can be set: its key, its default and its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Its key.
    pub name: &'static str,
    /// Its default and its range.
    pub kind: SettingKind,
}

/// The kind of a [`Setting`], with its default and its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SettingKind {
    /// A number in `min..=max`.
    Number {
        /// When left out.
        default: f64,
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
        /// Only whole numbers.
        integer: bool,
    },
    /// Yes or no.
    Switch {
        /// When left out.
        default: bool,
    },
    /// One of some names; the first when left out.
    Choice {
        /// The names.
        names: &'static [&'static str],
    },
    /// A text of the user's own.
    Text {
        /// When left out.
        default: &'static str,
        /// The most characters it may have.
        longest: usize,
    },
}

impl Setting {
    /// A whole number.
    #[must_use]
    pub const fn count(name: &'static str, default: f64, min: f64, max: f64) -> Setting {
        Setting::in_range(name, default, [min, max], true)
    }

    /// A number, whole or not.
    #[must_use]
    pub const fn number(name: &'static str, default: f64, min: f64, max: f64) -> Setting {
        Setting::in_range(name, default, [min, max], false)
    }

    const fn in_range(
        name: &'static str,
        default: f64,
        [min, max]: [f64; 2],
        integer: bool,
    ) -> Setting {
        Setting {
            name,
            kind: SettingKind::Number {
                default,
                min,
                max,
                integer,
            },
        }
    }

    /// Yes or no.
    #[must_use]
    pub const fn switch(name: &'static str, default: bool) -> Setting {
        Setting {
            name,
            kind: SettingKind::Switch { default },
        }
    }

    /// One of some names, of which the first is the default.
    #[must_use]
    pub const fn choice(name: &'static str, names: &'static [&'static str]) -> Setting {
        Setting {
            name,
            kind: SettingKind::Choice { names },
        }
    }

    /// A text of the user's own.
    #[must_use]
    pub const fn text(name: &'static str, default: &'static str, longest: usize) -> Setting {
        Setting {
            name,
            kind: SettingKind::Text { default, longest },
        }
    }

    /// What it is when left out.
    #[must_use]
    pub fn default(&self) -> Value {
        match self.kind {
            SettingKind::Number { default, .. } => Value::Number(default),
            SettingKind::Switch { default } => Value::Switch(default),
            SettingKind::Choice { names } => Value::Text(names[0].to_owned()),
            SettingKind::Text { default, .. } => Value::Text(default.to_owned()),
        }
    }

    /// The value, if this setting may have it.
    ///
    /// # Errors
    /// [`Code::Number`], [`Code::WholeNumber`], [`Code::NotFinite`], [`Code::Choice`], [`Code::Type`] or
    /// [`Code::TooLong`].
    pub fn check(&self, value: &Value) -> Result<Value> {
        let refused = |code| Error::new(code, self.name, value.text());
        match (self.kind, value) {
            (
                SettingKind::Number {
                    min, max, integer, ..
                },
                value,
            ) => {
                let code = if integer {
                    Code::WholeNumber
                } else {
                    Code::Number
                };
                match value {
                    Value::Number(x) if !x.is_finite() => Err(refused(Code::NotFinite)),
                    Value::Number(x)
                        if (min..=max).contains(x) && !(integer && x.fract() != 0.0) =>
                    {
                        Ok(value.clone())
                    }
                    _ => Err(refused(code).with("min", min).with("max", max)),
                }
            }
            (SettingKind::Switch { .. }, Value::Switch(_)) => Ok(value.clone()),
            (SettingKind::Switch { .. }, _) => Err(refused(Code::Type).with("wanted", "switch")),
            (SettingKind::Choice { names }, Value::Text(text)) if names.contains(&&**text) => {
                Ok(value.clone())
            }
            (SettingKind::Choice { names }, _) => Err(refused(Code::Choice).with("names", names)),
            (SettingKind::Text { longest, .. }, Value::Text(text)) => {
                let n = text.chars().count();
                if n <= longest {
                    return Ok(value.clone());
                }
                Err(Error::new(Code::TooLong, self.name, n).with("longest", longest))
            }
            (SettingKind::Text { .. }, _) => Err(refused(Code::Type).with("wanted", "text")),
        }
    }
}
