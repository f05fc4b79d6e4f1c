//! Settings: the numbers, switches, choices and texts of a config, the range of each, and values as they are received.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

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

/// The value of this key.
pub(crate) fn find<'a>(table: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    let found = table.iter().find(|(name, _)| name == key);
    found.map(|(_, value)| value)
}

/// Refuses the first key that is none of these.
///
/// # Errors
/// [`Code::UnknownKey`]; `within` stands before its key.
pub(crate) fn unknown(table: &[(String, Value)], keys: &[&str], within: &str) -> Result<()> {
    match table.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
        None => Ok(()),
        Some((key, value)) => {
            let error = Error::new(Code::UnknownKey, format!("{within}{key}"), value.text());
            Err(error.with("names", keys))
        }
    }
}

/// The values of a table, in the order of its settings; `proposed` stands for what is left out.
///
/// # Errors
/// As [`unknown`] and [`Setting::check`].
pub(crate) fn read(
    table: &[(String, Value)],
    within: &str,
    all: &[Setting],
    mut proposed: Vec<Value>,
) -> Result<Vec<Value>> {
    let names: Vec<&str> = all.iter().map(|setting| setting.name).collect();
    unknown(table, &names, within)?;
    for (setting, to) in all.iter().zip(&mut proposed) {
        if let Some(value) = find(table, setting.name) {
            *to = setting.check(value)?;
        }
    }
    Ok(proposed)
}

/// One object: its key, its kind, its default and its range.
impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("default", &self.default())?;
        let kind = match self.kind {
            SettingKind::Number {
                min, max, integer, ..
            } => {
                map.serialize_entry("min", &min)?;
                map.serialize_entry("max", &max)?;
                map.serialize_entry("integer", &integer)?;
                "number"
            }
            SettingKind::Switch { .. } => "switch",
            SettingKind::Choice { names } => {
                map.serialize_entry("names", names)?;
                "choice"
            }
            SettingKind::Text { longest, .. } => {
                map.serialize_entry("longest", &longest)?;
                "text"
            }
        };
        map.serialize_entry("kind", kind)?;
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Value::Number(x) => to.serialize_f64(*x),
            Value::Switch(on) => to.serialize_bool(*on),
            Value::Text(text) | Value::Other(text) => to.serialize_str(text),
            Value::Table(all) => to.collect_map(all.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Value, D::Error> {
        let value = Within { depth: 3 }.deserialize(from)?;
        Ok(value.unwrap_or_else(|| Value::Other("nothing".to_owned())))
    }
}

/// Reads a value with so many tables within tables: one that holds itself has no end. None for JavaScript's undefined and
/// null, so that a key with such a value is one left out, as everywhere in JavaScript.
struct Within {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Within {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within {
    type Value = Option<Value>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, on: bool) -> std::result::Result<Self::Value, E> {
        Ok(Some(on.into()))
    }

    fn visit_f64<E>(self, x: f64) -> std::result::Result<Self::Value, E> {
        Ok(Some(x.into()))
    }

    // A whole number is one of these two, by its sign and by who reads it.
    fn visit_i64<E>(self, n: i64) -> std::result::Result<Self::Value, E> {
        Ok(Some((n as f64).into()))
    }

    fn visit_u64<E>(self, n: u64) -> std::result::Result<Self::Value, E> {
        Ok(Some((n as f64).into()))
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Self::Value, E> {
        Ok(Some(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> std::result::Result<Self::Value, A::Error> {
        Ok(Some(Value::Other("an array".to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<Self::Value, A::Error> {
        let Some(depth) = self.depth.checked_sub(1) else {
            let what = "too many tables within tables";
            return Ok(Some(Value::Other(what.to_owned())));
        };
        let mut table = Vec::new();
        while let Some(key) = map.next_key()? {
            if let Some(value) = map.next_value_seed(Within { depth })? {
                table.push((key, value));
            }
        }
        Ok(Some(Value::Table(table)))
    }
}
