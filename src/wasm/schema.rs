//! The plain objects that cross the boundary: config in, schema and choices out.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use crate::cell::equations::Preset;
use crate::config::{CELLS, Config, NUMBERS, Source};
use crate::error::{Code, Error};
use crate::experiment::Experiment;
use crate::formula::{Factor, Formula, Squash};
use crate::init::Init;
use crate::layout::Layout;
use crate::loss::Loss;
use crate::network::Readout;
use crate::optimizer::Rule;
use crate::pytorch::Hints;
use crate::setting::{Setting, SettingKind, Value};
use crate::task::{Symbols, TASKS};

/// Tables within tables of a config; one that holds itself has no end.
const DEPTH: usize = 3;

/// A value of a config as JavaScript gave it. Own enumerable keys only, so what a page sends is what is checked.
pub fn value(js: &JsValue) -> Value {
    value_within(js, DEPTH)
}

fn value_within(js: &JsValue, depth: usize) -> Value {
    if let Some(x) = js.as_f64() {
        Value::Number(x)
    } else if let Some(on) = js.as_bool() {
        Value::Switch(on)
    } else if let Some(text) = js.as_string() {
        Value::Text(text)
    } else if depth == 0 {
        Value::Other("too many tables within tables".to_owned())
    } else if js.is_object() && !js.is_function() && !js_sys::Array::is_array(js) {
        let entries = js_sys::Object::entries(js.unchecked_ref());
        // A key that is there but undefined is one left out, as everywhere in JavaScript.
        let pairs = entries
            .iter()
            .map(|pair| js_sys::Array::from(&pair))
            .filter(|pair| !pair.get(1).is_undefined());
        Value::Table(
            pairs
                .map(|pair| {
                    (
                        pair.get(0).as_string().unwrap_or_default(),
                        value_within(&pair.get(1), depth - 1),
                    )
                })
                .collect(),
        )
    } else {
        Value::Other(if js.is_null() || js.is_undefined() {
            "nothing".to_owned()
        } else {
            "no plain value".to_owned()
        })
    }
}

/// What stands before PyTorch's names.
pub fn hints(js: &JsValue) -> Result<Hints, Error> {
    let mut hints = Hints::default();
    let table = match value(js) {
        _ if js.is_undefined() => return Ok(hints),
        Value::Table(table) => table,
        other => {
            return Err(Error::new(Code::Type, "hints", other.text()).with("wanted", "table"));
        }
    };
    for (key, value) in table {
        let to = match key.as_str() {
            "prefix" => &mut hints.prefix,
            "readout" => &mut hints.readout,
            _ => {
                let error = Error::new(Code::UnknownKey, key, value.text());
                return Err(error.with("names", &["prefix", "readout"][..]));
            }
        };
        match value {
            Value::Text(text) => *to = text,
            other => return Err(Error::new(Code::Type, key, other.text()).with("wanted", "text")),
        }
    }
    Ok(hints)
}

#[derive(Serialize)]
struct FieldOut<'a> {
    name: &'a str,
    kind: &'static str,
    rows: usize,
    cols: usize,
    offset: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<FormulaOut<'a>>,
}

#[derive(Serialize)]
struct FormulaOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    squash: Option<&'static str>,
    terms: Vec<Vec<FactorOut<'a>>>,
}

#[derive(Serialize)]
struct FactorOut<'a> {
    name: &'a str,
    before: bool,
    complement: bool,
}

#[derive(Serialize)]
struct SchemaOut<'a> {
    config: Value,
    inputs: usize,
    outputs: usize,
    hidden: usize,
    layers: usize,
    steps: usize,
    batch: usize,
    width: usize,
    parameters: usize,
    flops: usize,
    memory: u64,
    row: Vec<FieldOut<'a>>,
    params: Vec<FieldOut<'a>>,
    glyph: &'static str,
    symbols: SymbolsOut,
    link: &'static str,
}

#[derive(Serialize)]
struct SymbolsOut {
    inputs: Vec<String>,
    outputs: Vec<String>,
}

/// Sizes, fields and settings of an experiment.
pub fn schema(experiment: &Experiment<f32>) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let (network, config) = (experiment.network(), experiment.config());
    let sizes = network.sizes();
    let glyph = match &config.source {
        Source::Task { entry, .. } => entry.glyph,
        Source::Own { .. } => "vector",
    };
    let Symbols { inputs, outputs } = experiment.symbols();
    out(&SchemaOut {
        config: Value::Table(config.table()),
        inputs: sizes.inputs,
        outputs: sizes.outputs,
        hidden: sizes.hidden,
        layers: sizes.layers,
        steps: experiment.trace().steps(),
        batch: sizes.batch,
        width: network.row().len() / sizes.batch,
        parameters: network.params().len(),
        flops: network.flops(),
        memory: experiment.bytes(),
        // In a row the offset counts units: the place of a number is (t * width + offset + unit) * batch + sequence.
        row: fields(network.row(), sizes.batch),
        params: fields(network.params(), 1),
        glyph,
        symbols: SymbolsOut { inputs, outputs },
        link: config.loss.link().name(),
    })
}

fn fields(layout: &Layout, batch: usize) -> Vec<FieldOut<'_>> {
    let fields = layout.fields().iter();
    fields
        .map(|field| FieldOut {
            name: &field.name,
            kind: field.kind.name(),
            rows: field.span.rows,
            cols: field.span.cols / batch,
            offset: field.span.start / batch,
            formula: field.formula.as_ref().map(formula),
        })
        .collect()
}

fn formula(formula: &Formula) -> FormulaOut<'_> {
    fn factor(factor: &Factor) -> FactorOut<'_> {
        FactorOut {
            name: &factor.name,
            before: factor.before,
            complement: factor.complement,
        }
    }
    let terms = formula.terms.iter();
    FormulaOut {
        squash: formula.squash.map(Squash::name),
        terms: terms
            .map(|term| term.iter().map(factor).collect())
            .collect(),
    }
}

#[derive(Serialize)]
struct OptionOut {
    name: &'static str,
    kind: &'static str,
    default: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longest: Option<usize>,
}

#[derive(Serialize)]
struct TaskOut {
    name: &'static str,
    options: Vec<OptionOut>,
    defaults: Value,
}

#[derive(Serialize)]
struct CellOut {
    name: &'static str,
    options: Vec<OptionOut>,
    presets: Vec<PresetOut>,
}

#[derive(Serialize)]
struct PresetOut {
    name: &'static str,
    source: &'static str,
    equations: &'static str,
}

#[derive(Serialize)]
struct ChoicesOut {
    tasks: Vec<TaskOut>,
    cells: Vec<CellOut>,
    optimizers: Vec<&'static str>,
    losses: Vec<&'static str>,
    readouts: Vec<&'static str>,
    inits: Vec<&'static str>,
    numbers: Vec<OptionOut>,
}

/// Everything that can be chosen, with ranges and defaults.
pub fn choices() -> Result<JsValue, serde_wasm_bindgen::Error> {
    let tasks = TASKS.iter().map(|task| TaskOut {
        name: task.name,
        options: options(task.settings),
        defaults: Value::Table(
            Config::of_task(task.name).map_or_else(Vec::new, |config| config.table()),
        ),
    });
    let cells = CELLS.iter().map(|cell| CellOut {
        name: cell.name,
        options: options(cell.options),
        presets: cell.presets.iter().map(preset).collect(),
    });
    out(&ChoicesOut {
        tasks: tasks.collect(),
        cells: cells.collect(),
        optimizers: Rule::ALL.map(Rule::name).into(),
        losses: Loss::ALL.map(Loss::name).into(),
        readouts: Readout::ALL.map(Readout::name).into(),
        inits: Init::ALL.map(Init::name).into(),
        numbers: options(NUMBERS),
    })
}

fn preset(preset: &Preset) -> PresetOut {
    let &Preset {
        name,
        source,
        equations,
    } = preset;
    PresetOut {
        name,
        source,
        equations,
    }
}

fn options(settings: &[Setting]) -> Vec<OptionOut> {
    let option = |setting: &Setting| {
        let mut option = OptionOut {
            name: setting.name,
            kind: "switch",
            default: setting.default(),
            min: None,
            max: None,
            integer: None,
            names: None,
            longest: None,
        };
        match setting.kind {
            SettingKind::Number {
                min, max, integer, ..
            } => {
                option.kind = "number";
                (option.min, option.max, option.integer) = (Some(min), Some(max), Some(integer));
            }
            SettingKind::Switch { .. } => {}
            SettingKind::Choice { names } => {
                option.kind = "choice";
                option.names = Some(names);
            }
            SettingKind::Text { longest, .. } => {
                option.kind = "text";
                option.longest = Some(longest);
            }
        }
        option
    };
    settings.iter().map(option).collect()
}

/// Plain objects, as `JSON.parse` would make them: no `Map`.
pub fn out<T: Serialize>(value: &T) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::json_compatible())
}
