//! The settings of an experiment, read and checked key by key.
//!
//! A config comes as a table of [`Value`]s, from a web page for instance, or is made setting by setting with
//! [`Config::with`]. What is wrong is refused with the key, the value received and the values allowed. Names are strings in
//! a table and enums in a [`Config`].

use std::str::FromStr;

use strum::VariantNames;

use crate::error::{Code, Error, Result};
use crate::model::cell::equations::{self, Equations, PRESETS, Preset};
use crate::model::cell::{gru, lstm, rnn};
use crate::model::init::Init;
use crate::model::loss::Loss;
use crate::model::network::{CellChoice, Readout};
use crate::setting::{Setting, Value, find, read, unknown};
use crate::task::{Defaults, Entry, TASKS};
use crate::training::optimizer::Rule;

/// The settings of every config that are numbers. Where a task proposes another default ([`Defaults`]), that one is used.
pub const NUMBERS: &[Setting] = &[
    Setting::count("hidden", 8.0, 1.0, 512.0),
    Setting::count("layers", 1.0, 1.0, 4.0),
    Setting::count("batch", 16.0, 1.0, 256.0),
    Setting::number("rate", 0.01, 1e-9, 1e6),
    Setting::number("clip", 1.0, 0.0, 1e6),
    Setting::number("forgetBias", 1.0, -10.0, 10.0),
    Setting::count("truncate", 0.0, 0.0, 10_000.0),
    Setting::count("seed", 1.0, 0.0, 9_007_199_254_740_991.0),
];

/// The sizes that a task decides; without a task they must be given.
const SIZES: [Setting; 3] = [
    Setting::count("inputs", 1.0, 1.0, 1024.0),
    Setting::count("outputs", 1.0, 1.0, 1024.0),
    Setting::count("steps", 1.0, 1.0, 10_000.0),
];

/// A line of the table of cells.
#[derive(Clone, Copy, Debug)]
pub struct CellEntry {
    /// Its name in a config.
    pub name: &'static str,
    /// Its options.
    pub options: &'static [Setting],
    /// Texts to begin with; only for a cell of one's own.
    pub presets: &'static [Preset],
    /// The cell with these options, which it asks for by name. All are checked but for the equations in a text.
    pub choose: fn(&OptionByName<'_>) -> Result<CellChoice>,
}

/// The value of an option, by its name.
type OptionByName<'a> = dyn Fn(&str) -> Value + 'a;

/// All cells.
pub const CELLS: &[CellEntry] = &[
    CellEntry {
        name: "lstm",
        options: &[
            Setting::switch("peephole", false),
            Setting::switch("coupled", false),
            Setting::count("projection", 0.0, 0.0, 511.0),
            Setting::switch("linear_output", false),
        ],
        presets: &[],
        choose: |option| {
            Ok(CellChoice::Lstm(lstm::Options {
                peephole: option("peephole").on(),
                coupled: option("coupled").on(),
                projection: match option("projection").number() as usize {
                    0 => None,
                    size => Some(size),
                },
                linear_output: option("linear_output").on(),
            }))
        },
    },
    CellEntry {
        name: "gru",
        options: &[Setting::switch("reset_before", false)],
        presets: &[],
        choose: |option| {
            Ok(CellChoice::Gru(gru::Options {
                reset_before: option("reset_before").on(),
            }))
        },
    },
    CellEntry {
        name: "rnn",
        options: &[Setting::switch("relu", false)],
        presets: &[],
        choose: |option| {
            Ok(CellChoice::Rnn(rnn::Options {
                relu: option("relu").on(),
            }))
        },
    },
    CellEntry {
        name: "own",
        options: &[Setting::text(
            "equations",
            PRESETS[0].equations,
            equations::LONGEST,
        )],
        presets: PRESETS,
        choose: |option| Equations::read(option("equations").name()).map(CellChoice::Own),
    },
];

/// Where the sequences come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A task draws them.
    Task {
        /// Which.
        entry: &'static Entry,
        /// Its settings, in the order of its table.
        options: Vec<Value>,
    },
    /// The caller brings them ([`crate::Experiment::set_sequence`]); until then they are zeros, and nothing is asked.
    Own {
        /// Numbers that come in at each step, 1..=1024.
        inputs: usize,
        /// Numbers that go out at each step, 1..=1024.
        outputs: usize,
        /// Steps, 1..=10000.
        steps: usize,
    },
}

/// The defaults without a task, for sequences of the caller's own.
const WITHOUT_TASK: Defaults = Defaults {
    hidden: 8,
    batch: 1,
    readout: "linear",
    loss: "mean-squared-error",
    optimizer: "adam",
    rate: 0.01,
    clip: 1.0,
    linear_output: false,
    forget_bias: 1.0,
};

/// All settings of an experiment, checked. Made by [`Config::of_task`], [`Config::of_sizes`] or [`Config::read`], and changed by
/// [`Config::with`].
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the sequences come from.
    pub source: Source,
    /// The line of [`CELLS`].
    pub cell: &'static CellEntry,
    /// Options of the cell, in the order of its table.
    pub options: Vec<Value>,
    /// Units of a cell, 1..=512.
    pub hidden: usize,
    /// Cells on top of each other, 1..=4.
    pub layers: usize,
    /// Sequences an update, 1..=256.
    pub batch: usize,
    /// What stands between h and the prediction.
    pub readout: Readout,
    /// The loss that training makes small.
    pub loss: Loss,
    /// The rule by which it does.
    pub optimizer: Rule,
    /// How the parameters are drawn at the start.
    pub init: Init,
    /// Learning rate, 1e-9..=1e6.
    pub rate: f64,
    /// Largest norm of the gradient, 0..=1e6; 0: no limit.
    pub clip: f64,
    /// Added to the forget gates' biases at the start, -10..=10; not with [`Init::Chrono`], which has its own.
    pub forget_bias: f64,
    /// Steps after which the gradient is cut on its way back ([`crate::Target::truncate`]), 0..=10000; 0: nowhere.
    pub truncate: usize,
    /// The seed of everything that is drawn at random, 0..2⁵³.
    pub seed: u64,
}

impl Config {
    /// The keys of its table.
    pub const KEYS: [&str; 19] = [
        "task",
        "taskOptions",
        "cell",
        "options",
        "inputs",
        "outputs",
        "steps",
        "readout",
        "loss",
        "optimizer",
        "init",
        "hidden",
        "layers",
        "batch",
        "rate",
        "clip",
        "forgetBias",
        "truncate",
        "seed",
    ];

    /// A task of [`TASKS`], with all else as it proposes, and seed 1.
    ///
    /// ```
    /// use lstm_conveyor::Config;
    ///
    /// let config = Config::of_task("recall")?.with("hidden", 32)?.with("taskOptions.delay", 5)?;
    /// assert_eq!((config.hidden, config.batch), (32, 16));
    /// let error = Config::of_task("recal").unwrap_err();
    /// assert!(error.to_string().starts_with("task must be one of recall, parity, "));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Choice`] lists the tasks there are.
    pub fn of_task(name: &str) -> Result<Config> {
        Config::read(&[("task".to_owned(), name.into())])
    }

    /// For sequences of the caller's own ([`crate::Experiment::set_sequence`]): `steps` steps, at each of which so many
    /// numbers come in and go out. All else is as proposed, with one sequence a batch.
    ///
    /// # Errors
    /// [`Code::WholeNumber`] of a size that is out of range.
    pub fn of_sizes(inputs: usize, outputs: usize, steps: usize) -> Result<Config> {
        let sizes = [("inputs", inputs), ("outputs", outputs), ("steps", steps)];
        Config::read(&sizes.map(|(key, n)| (key.to_owned(), n.into())))
    }

    /// The same config with one setting changed: one of [`Config::KEYS`], or an option of the task or the cell by its name,
    /// `taskOptions.delay` or `options.peephole`. With another task or cell its options are as it proposes; nothing else
    /// changes.
    ///
    /// ```
    /// use lstm_conveyor::Config;
    ///
    /// let gru = Config::of_sizes(3, 1, 20)?.with("cell", "gru")?.with("options.reset_before", true)?;
    /// let error = gru.with("hidden", 0.5).unwrap_err();
    /// assert_eq!(error.to_string(), "hidden must be a whole number from 1 to 512, got 0.5");
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn with(&self, key: &str, value: impl Into<Value>) -> Result<Config> {
        self.changed(key, value.into())
    }

    fn changed(&self, key: &str, value: Value) -> Result<Config> {
        let mut table = self.table();
        let (outer, option) = match key.split_once('.') {
            Some((outer @ ("options" | "taskOptions"), option)) => (outer, Some(option)),
            _ => (key, None),
        };
        match outer {
            "task" => table.retain(|(key, _)| key != "taskOptions"),
            "cell" => table.retain(|(key, _)| key != "options"),
            _ => {}
        }
        let value = match (option, find(&table, outer)) {
            (None, _) => value,
            (Some(option), Some(Value::Table(inner))) => {
                let mut inner = inner.clone();
                set(&mut inner, option, value);
                Value::Table(inner)
            }
            (Some(option), _) => Value::Table(vec![(option.to_owned(), value)]),
        };
        set(&mut table, outer, value);
        Config::read(&table)
    }

    /// Reads a table. It must have either `task` or, for sequences of the caller's own, `inputs`, `outputs` and `steps`. With
    /// all four of them the sequences are the caller's own and all else is as the task proposes, unless the sizes are those
    /// of the task.
    ///
    /// [`Config::of_task`] and [`Config::with`] say the same in fewer words.
    ///
    /// # Errors
    /// Of the first key that is unknown, or whose value is of a wrong kind or out of range.
    pub fn read(table: &[(String, Value)]) -> Result<Config> {
        unknown(table, &Config::KEYS, "")?;
        let (source, defaults) = read_source(table)?;
        let named = |key: &str, proposed: &str| match find(table, key) {
            Some(value) => value.clone(),
            None => proposed.into(),
        };
        let cells: Vec<&str> = CELLS.iter().map(|cell| cell.name).collect();
        let cell = &CELLS[place("cell", &named("cell", cells[0]), &cells)?];
        let readout = choice("readout", &named("readout", defaults.readout))?;
        let loss = choice("loss", &named("loss", defaults.loss))?;
        let optimizer = choice("optimizer", &named("optimizer", defaults.optimizer))?;
        let init = choice("init", &named("init", Init::Uniform.as_ref()))?;

        let number = |key: &str, default: Option<f64>| {
            let setting = setting(NUMBERS, key);
            match (find(table, key), default) {
                (Some(value), _) => Ok(setting.check(value)?.number()),
                (None, Some(default)) => Ok(default),
                (None, None) => Ok(setting.default().number()),
            }
        };
        let hidden = number("hidden", Some(defaults.hidden as f64))? as usize;
        let mut proposed: Vec<Value> = cell.options.iter().map(Setting::default).collect();
        if let Some(at) = (cell.options.iter()).position(|option| option.name == "linear_output") {
            proposed[at] = Value::Switch(defaults.linear_output);
        }
        let options = settings(table, "options", cell.options, proposed)?;
        if let CellChoice::Lstm(lstm::Options {
            projection: Some(size),
            ..
        }) = chosen(cell, &options)?
            && size >= hidden
        {
            let error = Error::new(Code::WholeNumber, "projection", size);
            return Err(error.with("min", 0.0).with("max", hidden - 1));
        }
        Ok(Config {
            source,
            cell,
            options,
            hidden,
            layers: number("layers", None)? as usize,
            batch: number("batch", Some(defaults.batch as f64))? as usize,
            readout,
            loss,
            optimizer,
            init,
            rate: number("rate", Some(defaults.rate))?,
            clip: number("clip", Some(defaults.clip))?,
            forget_bias: number("forgetBias", Some(defaults.forget_bias))?,
            truncate: number("truncate", None)? as usize,
            seed: number("seed", None)? as u64,
        })
    }

    /// The complete table: reading it gives this config again.
    #[must_use]
    pub fn table(&self) -> Vec<(String, Value)> {
        let named = |settings: &[Setting], values: &[Value]| {
            let pairs = settings.iter().zip(values);
            Value::Table(
                pairs
                    .map(|(setting, value)| (setting.name.to_owned(), value.clone()))
                    .collect(),
            )
        };
        let mut table = match &self.source {
            Source::Task { entry, options } => vec![
                ("task", entry.name.into()),
                ("taskOptions", named(entry.settings, options)),
            ],
            Source::Own {
                inputs,
                outputs,
                steps,
            } => vec![
                ("inputs", (*inputs).into()),
                ("outputs", (*outputs).into()),
                ("steps", (*steps).into()),
            ],
        };
        table.extend([
            ("cell", self.cell.name.into()),
            ("options", named(self.cell.options, &self.options)),
            ("readout", self.readout.as_ref().into()),
            ("loss", self.loss.as_ref().into()),
            ("optimizer", self.optimizer.as_ref().into()),
            ("init", self.init.as_ref().into()),
            ("hidden", self.hidden.into()),
            ("layers", self.layers.into()),
            ("batch", self.batch.into()),
            ("rate", self.rate.into()),
            ("clip", self.clip.into()),
            ("forgetBias", self.forget_bias.into()),
            ("truncate", self.truncate.into()),
            ("seed", Value::Number(self.seed as f64)),
        ]);
        let owned = |(key, value): (&str, Value)| (key.to_owned(), value);
        table.into_iter().map(owned).collect()
    }

    /// The cell with its options.
    ///
    /// # Panics
    /// If the options were changed by hand to what [`Config::read`] refuses.
    #[must_use]
    pub fn cell_choice(&self) -> CellChoice {
        chosen(self.cell, &self.options).expect("options that were read")
    }
}

/// A cell with its options, in the order of its table.
fn chosen(cell: &CellEntry, options: &[Value]) -> Result<CellChoice> {
    (cell.choose)(&|name| {
        let at = cell.options.iter().position(|option| option.name == name);
        options[at.expect("an option of the cell")].clone()
    })
}

/// A table as texts, an inner key after the name of its table and a point: `taskOptions.delay`.
pub(crate) fn flat(table: &[(String, Value)]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                let inner = flat(inner).into_iter();
                all.extend(inner.map(|(name, text)| (format!("{key}.{name}"), text)));
            }
            Value::Text(text) => all.push((key.clone(), text.clone())),
            other => all.push((key.clone(), other.text())),
        }
    }
    all
}

/// Checks one of [`NUMBERS`] by itself: for what may change while training.
pub(crate) fn check_number(key: &str, x: f64) -> Result<f64> {
    Ok(setting(NUMBERS, key).check(&Value::Number(x))?.number())
}

fn setting(all: &'static [Setting], key: &str) -> &'static Setting {
    let found = all.iter().find(|setting| setting.name == key);
    found.expect("a key of the table")
}

fn read_source(table: &[(String, Value)]) -> Result<(Source, Defaults)> {
    let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
    let Some(task) = find(table, "task") else {
        let Some([inputs, outputs, steps]) = own_sizes(table)? else {
            let error = Error::new(Code::MissingTask, "task", "nothing");
            return Err(error.with("names", &names[..]));
        };
        if find(table, "taskOptions").is_some() {
            let error = Error::new(Code::MissingKey, "task", "nothing");
            return Err(error.with("names", &["task", "taskOptions"][..]));
        }
        let source = Source::Own {
            inputs,
            outputs,
            steps,
        };
        return Ok((source, WITHOUT_TASK));
    };
    let entry = &TASKS[place("task", task, &names)?];
    let proposed = entry.settings.iter().map(Setting::default).collect();
    let options = settings(table, "taskOptions", entry.settings, proposed)?;
    let source = match own_sizes(table)? {
        // Sizes do not depend on the seed.
        Some([inputs, outputs, steps]) => {
            let task = (entry.make)(&options, 0)?;
            if [inputs, outputs, steps] == [task.inputs(), task.outputs(), task.steps()] {
                Source::Task { entry, options }
            } else {
                Source::Own {
                    inputs,
                    outputs,
                    steps,
                }
            }
        }
        None => Source::Task { entry, options },
    };
    Ok((source, entry.defaults))
}

/// `inputs`, `outputs` and `steps`: all three or none.
fn own_sizes(table: &[(String, Value)]) -> Result<Option<[usize; 3]>> {
    if SIZES.iter().all(|size| find(table, size.name).is_none()) {
        return Ok(None);
    }
    let mut sizes = [0; 3];
    for (size, to) in SIZES.iter().zip(&mut sizes) {
        let Some(value) = find(table, size.name) else {
            let error = Error::new(Code::MissingKey, size.name, "nothing");
            return Err(error.with("names", &SIZES.each_ref().map(|size| size.name)[..]));
        };
        *to = size.check(value)?.number() as usize;
    }
    Ok(Some(sizes))
}

/// Puts a value in the place of the one of this key, or at the end.
fn set(table: &mut Vec<(String, Value)>, key: &str, value: Value) {
    match table.iter_mut().find(|(name, _)| name == key) {
        Some((_, old)) => *old = value,
        None => table.push((key.to_owned(), value)),
    }
}

/// The place of a name in a table.
fn place(key: &str, value: &Value, names: &[&'static str]) -> Result<usize> {
    let found = match value {
        Value::Text(text) => names.iter().position(|name| name == text),
        _ => None,
    };
    found.ok_or_else(|| no_choice(key, value, names))
}

/// The variant of a name.
///
/// # Errors
/// [`Code::Choice`].
pub(crate) fn choice<T: FromStr + VariantNames>(key: &str, value: &Value) -> Result<T> {
    let found = match value {
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    found.ok_or_else(|| no_choice(key, value, T::VARIANTS))
}

fn no_choice(key: &str, value: &Value, names: &[&'static str]) -> Error {
    Error::new(Code::Choice, key, value.text()).with("names", names)
}

/// A table of settings within the config; `proposed` stands for what is left out.
fn settings(
    table: &[(String, Value)],
    key: &str,
    all: &[Setting],
    proposed: Vec<Value>,
) -> Result<Vec<Value>> {
    match find(table, key) {
        None => Ok(proposed),
        Some(Value::Table(inner)) => read(inner, &format!("{key}."), all, proposed),
        Some(other) => Err(Error::new(Code::Type, key, other.text()).with("wanted", "table")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Part;

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
        let CellChoice::Lstm(options) = config.cell_choice() else {
            panic!("an LSTM is what is proposed");
        };
        assert!(options.linear_output);
        let config = Config::of_task("recall").unwrap();
        let Source::Task { options, .. } = &config.source else {
            panic!("a task");
        };
        let proposed = [
            Value::Number(20.0),
            Value::Switch(true),
            Value::Switch(false),
        ];
        assert_eq!(*options, proposed);
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
    fn one_setting_changes_and_nothing_else() {
        let before = Config::of_task("recall").unwrap();
        let after = before.with("options.coupled", true).unwrap();
        let after = after.with("taskOptions.delay", 7).unwrap();
        let changed = flat(&before.table()).into_iter().zip(flat(&after.table()));
        let changed: Vec<_> = changed.filter(|(before, after)| before != after).collect();
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            changed,
            [
                (
                    pair("taskOptions.delay", "20"),
                    pair("taskOptions.delay", "7")
                ),
                (
                    pair("options.coupled", "false"),
                    pair("options.coupled", "true")
                ),
            ]
        );
        // The options of another cell are not those of this one.
        let gru = after
            .with("cell", "gru")
            .unwrap()
            .with("hidden", 5)
            .unwrap();
        assert_eq!(
            (gru.cell.name, gru.options.len(), gru.hidden),
            ("gru", 1, 5)
        );
        let adding = after.with("task", "adding").unwrap();
        assert!(matches!(adding.source, Source::Task { entry, .. } if entry.name == "adding"));
        assert!(adding.with("taskOptions.steps", 9).is_ok());
    }

    #[test]
    fn a_changed_setting_is_checked_like_one_that_is_read() {
        let recall = Config::of_task("recall").unwrap();
        let refused = |config: &Config, key: &str| config.with(key, 3).unwrap_err().to_string();
        assert!(refused(&recall, "hiden").starts_with("unknown key hiden; "));
        assert!(refused(&recall, "a.b").starts_with("unknown key a.b; "));
        assert!(refused(&recall, "options.coupled").starts_with("coupled must be true or false"));
        assert!(refused(&recall, "taskOptions.dely").starts_with("unknown key taskOptions.dely; "));
        assert!(refused(&recall, "inputs").starts_with("outputs is missing; "));
        let own = Config::of_sizes(1, 1, 1).unwrap();
        assert!(refused(&own, "taskOptions.delay").starts_with("task is missing; "));
        assert_eq!(Config::of_sizes(0, 1, 1).unwrap_err().key, "inputs");
    }

    /// What can be read, what is written and what TypeScript knows are the same keys.
    #[test]
    fn keys_are_told_alike_everywhere() {
        let all = [Config::of_task("recall"), Config::of_sizes(1, 1, 1)];
        let tables = all.into_iter().flat_map(|config| config.unwrap().table());
        let mut written: Vec<String> = tables.map(|(key, _)| key).collect();
        let types = include_str!("../wasm/types.d.ts");
        let config = types.split_once("export interface Config {").unwrap().1;
        let lines = config.split_once("\n}").unwrap().0.lines();
        let names = lines.filter_map(|line| Some(line.trim().split_once("?: ")?.0));
        let mut typed: Vec<String> = names.map(str::to_owned).collect();
        let mut read = Config::KEYS.map(str::to_owned).to_vec();
        for keys in [&mut written, &mut typed, &mut read] {
            keys.sort();
            keys.dedup();
        }
        assert_eq!(written, read);
        assert_eq!(typed, read);
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
            refused(&[("cell", Value::Text("elman".into()))]),
            "cell must be one of lstm, gru, rnn, own, got \"elman\""
        );
        assert!(
            refused(&[("hiden", number(8.0))])
                .starts_with("unknown key hiden; the keys are task, ")
        );
        let inner = Value::Table(table(&[("dely", number(3.0))]));
        assert_eq!(
            refused(&[("taskOptions", inner)]),
            "unknown key taskOptions.dely; the keys are delay, distractors, marked"
        );
        let inner = Value::Table(table(&[("delay", number(1001.0))]));
        assert_eq!(
            refused(&[("taskOptions", inner)]),
            "delay must be a whole number from 1 to 1000, got 1001"
        );
        let error = Config::read(&[]).unwrap_err();
        let names: Vec<String> = TASKS.iter().map(|task| task.name.to_owned()).collect();
        assert_eq!(error.code, Code::MissingTask);
        assert_eq!(error.part("names"), Some(&Part::Names(names)));
        let two = table(&[("inputs", number(1.0)), ("steps", number(1.0))]);
        assert_eq!(
            Config::read(&two).unwrap_err().to_string(),
            "outputs is missing; inputs, outputs, steps must be given together"
        );
        let mut own = table(&["inputs", "outputs", "steps"].map(|size| (size, number(1.0))));
        assert!(Config::read(&own).is_ok());
        own.extend(table(&[("taskOptions", Value::Table(Vec::new()))]));
        assert_eq!(
            Config::read(&own).unwrap_err().to_string(),
            "task is missing; task, taskOptions must be given together"
        );
        let inner = Value::Table(table(&[("projection", number(8.0))]));
        assert_eq!(
            refused(&[("options", inner), ("hidden", number(8.0))]),
            "projection must be a whole number from 0 to 7, got 8"
        );
    }
}
