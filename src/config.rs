//! What an experiment is made from, read key by key.
//!
//! A config comes from a web page or from a checkpoint as a table of [`Value`]s; whatever is wrong with it is said with
//! the key, what was received and what would be right. Names are strings here and enums behind.

use crate::cell::lstm;
use crate::error::{Code, Error, Result};
use crate::loss::Loss;
use crate::network::Readout;
use crate::optimizer::Rule;
use crate::task::{Entry, Setting, SettingKind, TASKS};

/// A value of a config, as it came.
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
    /// Something that belongs into no config, as a text.
    Other(String),
}

impl Value {
    fn text(&self) -> String {
        match self {
            // As few characters as tell it: 1e300, not 301 digits.
            Value::Number(x) if x.abs() < 1e16 => x.to_string(),
            Value::Number(x) => format!("{x:?}"),
            Value::Switch(on) => on.to_string(),
            Value::Text(text) => format!("\"{text}\""),
            Value::Table(_) => "a table".to_owned(),
            Value::Other(text) => text.clone(),
        }
    }
}

const fn number(name: &'static str, default: f64, min: f64, max: f64, integer: bool) -> Setting {
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

/// The numbers of every config. Where a task proposes another default ([`crate::task::Defaults`]), that one counts.
pub const NUMBERS: &[Setting] = &[
    number("hidden", 8.0, 1.0, 512.0, true),
    number("batch", 16.0, 1.0, 256.0, true),
    number("rate", 0.01, 1e-9, 1e6, false),
    number("clip", 1.0, 0.0, 1e6, false),
    number("forgetBias", 1.0, -10.0, 10.0, false),
    number("seed", 1.0, 0.0, 9_007_199_254_740_991.0, true),
];

/// The options of the LSTM cell.
pub(crate) const LSTM_OPTIONS: &[Setting] = &[Setting {
    name: "linear_output",
    kind: SettingKind::Switch { default: false },
}];

const KEYS: [&str; 13] = [
    "task",
    "taskOptions",
    "cell",
    "options",
    "readout",
    "loss",
    "optimizer",
    "hidden",
    "batch",
    "rate",
    "clip",
    "forgetBias",
    "seed",
];

/// Everything an experiment is made from.
#[derive(Clone, Debug)]
pub struct Config {
    /// What is to be learnt.
    pub task: &'static Entry,
    /// Its settings, in the order of its table; a switch is 0 or 1.
    pub task_options: Vec<f64>,
    /// Variants of the cell.
    pub options: lstm::Options,
    /// Units of the cell, 1..=512.
    pub hidden: usize,
    /// Sequences an update, 1..=256.
    pub batch: usize,
    /// What stands between h and the prediction.
    pub readout: Readout,
    /// What is made small.
    pub loss: Loss,
    /// How.
    pub optimizer: Rule,
    /// Learning rate.
    pub rate: f64,
    /// Largest norm of the gradient; 0: no limit.
    pub clip: f64,
    /// Added to the forget gates' biases at the start.
    pub forget_bias: f64,
    /// All that is random follows from it.
    pub seed: u64,
}

impl Config {
    /// A task of the table with everything as it proposes, and seed 1. `None` if there is no such task.
    #[must_use]
    pub fn of_task(name: &str) -> Option<Config> {
        Config::read(&[("task".to_owned(), Value::Text(name.to_owned()))]).ok()
    }

    /// Reads a table. Only `task` must be there.
    ///
    /// # Errors
    /// Of the first key that is unknown, or whose value is of a wrong kind or out of range.
    pub fn read(table: &[(String, Value)]) -> Result<Config> {
        unknown(table, &KEYS, "")?;
        let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
        let Some(task) = find(table, "task") else {
            return Err(Error::new(
                Code::MissingKey,
                "task",
                "nothing",
                names.join(", "),
            ));
        };
        let task = choice("task", task, &names)?;
        let task = TASKS
            .iter()
            .find(|entry| entry.name == task)
            .expect("a name of the table");
        let defaults = task.defaults;

        let name = |key: &str, default: &'static str, all: &[&'static str]| {
            find(table, key).map_or(Ok(default), |value| choice(key, value, all))
        };
        name("cell", "lstm", &["lstm"])?;
        let readout = name(
            "readout",
            defaults.readout,
            &Readout::ALL.map(Readout::name),
        )?;
        let loss = name("loss", defaults.loss, &Loss::ALL.map(Loss::name))?;
        let optimizer = name("optimizer", defaults.optimizer, &Rule::ALL.map(Rule::name))?;

        let number = |key: &str, default: Option<f64>| {
            let setting = NUMBERS
                .iter()
                .find(|setting| setting.name == key)
                .expect("a key of the table");
            match (find(table, key), default) {
                (None, Some(default)) => Ok(default),
                (value, _) => read_setting(setting, value),
            }
        };
        let hidden = number("hidden", Some(defaults.hidden as f64))? as usize;
        let options = settings(
            table,
            "options",
            LSTM_OPTIONS,
            &[f64::from(defaults.linear_output)],
        )?;
        Ok(Config {
            task,
            task_options: settings(table, "taskOptions", task.settings, &[])?,
            options: lstm::Options {
                linear_output: options[0] != 0.0,
            },
            hidden,
            batch: number("batch", Some(defaults.batch as f64))? as usize,
            readout: Readout::named(readout).expect("a name of the table"),
            loss: Loss::named(loss).expect("a name of the table"),
            optimizer: Rule::named(optimizer).expect("a name of the table"),
            rate: number("rate", Some(defaults.rate))?,
            clip: number("clip", Some(defaults.clip))?,
            forget_bias: number("forgetBias", Some(defaults.forget_bias))?,
            seed: number("seed", None)? as u64,
        })
    }

    /// The complete table: reading it gives this config again.
    #[must_use]
    pub fn table(&self) -> Vec<(String, Value)> {
        let text = |name: &str| Value::Text(name.to_owned());
        let task_options =
            self.task
                .settings
                .iter()
                .zip(&self.task_options)
                .map(|(setting, &x)| {
                    let value = match setting.kind {
                        SettingKind::Number { .. } => Value::Number(x),
                        SettingKind::Switch { .. } => Value::Switch(x != 0.0),
                    };
                    (setting.name.to_owned(), value)
                });
        let options = vec![(
            "linear_output".to_owned(),
            Value::Switch(self.options.linear_output),
        )];
        [
            ("task", text(self.task.name)),
            ("taskOptions", Value::Table(task_options.collect())),
            ("cell", text("lstm")),
            ("options", Value::Table(options)),
            ("readout", text(self.readout.name())),
            ("loss", text(self.loss.name())),
            ("optimizer", text(self.optimizer.name())),
            ("hidden", Value::Number(self.hidden as f64)),
            ("batch", Value::Number(self.batch as f64)),
            ("rate", Value::Number(self.rate)),
            ("clip", Value::Number(self.clip)),
            ("forgetBias", Value::Number(self.forget_bias)),
            ("seed", Value::Number(self.seed as f64)),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }
}

/// Checks one of [`NUMBERS`] by itself: for what may change while training.
pub(crate) fn check_number(key: &str, x: f64) -> Result<f64> {
    let setting = NUMBERS
        .iter()
        .find(|setting| setting.name == key)
        .expect("a key of the table");
    read_setting(setting, Some(&Value::Number(x)))
}

fn find<'a>(table: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    table
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value)
}

fn unknown(table: &[(String, Value)], keys: &[&str], within: &str) -> Result<()> {
    match table.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
        None => Ok(()),
        Some((key, value)) => {
            let legal = if keys.is_empty() {
                "none".to_owned()
            } else {
                keys.join(", ")
            };
            Err(Error::new(
                Code::UnknownKey,
                format!("{within}{key}"),
                value.text(),
                legal,
            ))
        }
    }
}

fn choice<'a>(key: &str, value: &Value, names: &[&'a str]) -> Result<&'a str> {
    let found = match value {
        Value::Text(text) => names.iter().find(|name| *name == text),
        _ => None,
    };
    found
        .copied()
        .ok_or_else(|| Error::new(Code::Choice, key, value.text(), names.join(", ")))
}

/// A table of settings within the config; `defaults` of the caller come before those of the settings.
fn settings(
    table: &[(String, Value)],
    key: &str,
    all: &[Setting],
    defaults: &[f64],
) -> Result<Vec<f64>> {
    let inner: &[(String, Value)] = match find(table, key) {
        None => &[],
        Some(Value::Table(inner)) => inner,
        Some(other) => {
            return Err(Error::new(
                Code::Type,
                key,
                other.text(),
                "a table of settings",
            ));
        }
    };
    let names: Vec<&str> = all.iter().map(|setting| setting.name).collect();
    unknown(inner, &names, &format!("{key}."))?;
    all.iter()
        .enumerate()
        .map(
            |(at, setting)| match (find(inner, setting.name), defaults.get(at)) {
                (None, Some(&default)) => Ok(default),
                (value, _) => read_setting(setting, value),
            },
        )
        .collect()
}

fn read_setting(setting: &Setting, value: Option<&Value>) -> Result<f64> {
    let refuse = |code, value: &Value, legal: String| {
        Err(Error::new(code, setting.name, value.text(), legal))
    };
    match (setting.kind, value) {
        (SettingKind::Number { default, .. }, None) => Ok(default),
        (SettingKind::Switch { default }, None) => Ok(f64::from(default)),
        (SettingKind::Switch { .. }, Some(Value::Switch(on))) => Ok(f64::from(*on)),
        (SettingKind::Switch { .. }, Some(other)) => {
            refuse(Code::Type, other, "true or false".to_owned())
        }
        (
            SettingKind::Number {
                min, max, integer, ..
            },
            Some(value),
        ) => {
            let legal = format!(
                "a {} from {min} to {max}",
                if integer { "whole number" } else { "number" }
            );
            match value {
                Value::Number(x) if !x.is_finite() => refuse(Code::NotFinite, value, legal),
                Value::Number(x) if *x < min || *x > max || (integer && x.fract() != 0.0) => {
                    refuse(Code::Range, value, legal)
                }
                Value::Number(x) => Ok(*x),
                other => refuse(Code::Type, other, legal),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pairs: &[(&str, Value)]) -> Vec<(String, Value)> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect()
    }

    fn refused(pairs: &[(&str, Value)]) -> String {
        let mut all = table(&[("task", Value::Text("recall".into()))]);
        all.extend(table(pairs));
        Config::read(&all).expect_err("must be refused").to_string()
    }

    #[test]
    fn what_is_left_out_is_what_the_task_proposes() {
        let config = Config::of_task("four-numbers").unwrap();
        assert_eq!((config.hidden, config.batch, config.rate), (100, 1, 0.1));
        assert!(config.options.linear_output);
        let config = Config::of_task("recall").unwrap();
        assert_eq!(config.task_options, [20.0, 1.0]);
        assert_eq!((config.forget_bias, config.seed), (1.0, 1));
    }

    #[test]
    fn a_complete_table_reads_back() {
        let config = Config::of_task("adding").unwrap();
        assert_eq!(
            Config::read(&config.table()).unwrap().table(),
            config.table()
        );
    }

    #[test]
    fn refusals_name_key_value_and_range() {
        let number = |x: f64| Value::Number(x);
        assert_eq!(
            refused(&[("hidden", number(900.0))]),
            "hidden must be a whole number from 1 to 512, got 900"
        );
        assert_eq!(
            refused(&[("hidden", number(2.5))]),
            "hidden must be a whole number from 1 to 512, got 2.5"
        );
        assert_eq!(
            refused(&[("rate", number(f64::NAN))]),
            "rate must be finite, got NaN"
        );
        assert_eq!(
            refused(&[("rate", Value::Text("fast".into()))]),
            "rate must be a number from 0.000000001 to 1000000, got \"fast\""
        );
        assert_eq!(
            refused(&[("cell", Value::Text("gru".into()))]),
            "cell must be one of lstm, got \"gru\""
        );
        assert!(
            refused(&[("hiden", number(8.0))])
                .starts_with("unknown key hiden; the keys are task, ")
        );
        let inner = Value::Table(table(&[("dely", number(3.0))]));
        assert_eq!(
            refused(&[("taskOptions", inner)]),
            "unknown key taskOptions.dely; the keys are delay, distractors"
        );
        let inner = Value::Table(table(&[("delay", number(501.0))]));
        assert_eq!(
            refused(&[("taskOptions", inner)]),
            "delay must be a whole number from 1 to 500, got 501"
        );
        assert_eq!(Config::read(&[]).unwrap_err().code, Code::MissingKey);
    }
}
