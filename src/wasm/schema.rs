//! The plain objects that cross the boundary: config in, schema and choices out.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use crate::config::{Config, LSTM_OPTIONS, NUMBERS, Value};
use crate::experiment::Experiment;
use crate::layout::Layout;
use crate::loss::{Link, Loss};
use crate::network::Readout;
use crate::optimizer::Rule;
use crate::task::{Setting, SettingKind, TASKS};

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

#[derive(Serialize)]
#[serde(untagged)]
enum Plain {
    Number(f64),
    Switch(bool),
    Text(String),
    Table(std::collections::BTreeMap<String, Plain>),
}

fn plain(value: Value) -> Plain {
    match value {
        Value::Number(x) => Plain::Number(x),
        Value::Switch(on) => Plain::Switch(on),
        Value::Text(text) | Value::Other(text) => Plain::Text(text),
        Value::Table(table) => {
            Plain::Table(table.into_iter().map(|(key, v)| (key, plain(v))).collect())
        }
    }
}

#[derive(Serialize)]
struct FieldOut {
    name: String,
    kind: &'static str,
    rows: usize,
    cols: usize,
    offset: usize,
}

#[derive(Serialize)]
struct SchemaOut {
    config: Plain,
    inputs: usize,
    outputs: usize,
    hidden: usize,
    steps: usize,
    batch: usize,
    width: usize,
    parameters: usize,
    row: Vec<FieldOut>,
    params: Vec<FieldOut>,
    glyph: &'static str,
    link: &'static str,
}

/// Sizes, fields and settings of an experiment.
pub fn schema(experiment: &Experiment<f32>) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let (network, config) = (experiment.network(), experiment.config());
    let sizes = network.sizes();
    let link = match config.loss.link() {
        Link::Identity => "identity",
        Link::Sigmoid => "sigmoid",
        Link::Softmax => "softmax",
    };
    out(&SchemaOut {
        config: plain(Value::Table(config.table())),
        inputs: sizes.inputs,
        outputs: sizes.outputs,
        hidden: sizes.hidden,
        steps: experiment.trace().steps(),
        batch: sizes.batch,
        width: network.row().len() / sizes.batch,
        parameters: network.params().len(),
        // In a row the offset counts units: the place of a number is (t * width + offset + unit) * batch + sequence.
        row: fields(network.row(), sizes.batch),
        params: fields(network.params(), 1),
        glyph: config.task.glyph,
        link,
    })
}

fn fields(layout: &Layout, batch: usize) -> Vec<FieldOut> {
    let field = |field: &crate::layout::Field| FieldOut {
        name: field.name.clone(),
        kind: field.kind.name(),
        rows: field.span.rows,
        cols: field.span.cols / batch,
        offset: field.span.start / batch,
    };
    layout.fields().iter().map(field).collect()
}

#[derive(Serialize)]
struct OptionOut {
    name: &'static str,
    default: Plain,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    integer: Option<bool>,
}

#[derive(Serialize)]
struct TaskOut {
    name: &'static str,
    options: Vec<OptionOut>,
    defaults: Plain,
}

#[derive(Serialize)]
struct CellOut {
    name: &'static str,
    options: Vec<OptionOut>,
}

#[derive(Serialize)]
struct ChoicesOut {
    tasks: Vec<TaskOut>,
    cells: Vec<CellOut>,
    optimizers: Vec<&'static str>,
    losses: Vec<&'static str>,
    readouts: Vec<&'static str>,
    numbers: Vec<OptionOut>,
}

/// Everything that can be chosen, with ranges and defaults.
pub fn choices() -> Result<JsValue, serde_wasm_bindgen::Error> {
    let tasks = TASKS.iter().map(|task| TaskOut {
        name: task.name,
        options: options(task.settings),
        defaults: plain(Value::Table(
            Config::of_task(task.name).map_or_else(Vec::new, |config| config.table()),
        )),
    });
    out(&ChoicesOut {
        tasks: tasks.collect(),
        cells: vec![CellOut {
            name: "lstm",
            options: options(LSTM_OPTIONS),
        }],
        optimizers: Rule::ALL.map(Rule::name).into(),
        losses: Loss::ALL.map(Loss::name).into(),
        readouts: Readout::ALL.map(Readout::name).into(),
        numbers: options(NUMBERS),
    })
}

fn options(settings: &[Setting]) -> Vec<OptionOut> {
    let option = |setting: &Setting| match setting.kind {
        SettingKind::Number {
            default,
            min,
            max,
            integer,
        } => OptionOut {
            name: setting.name,
            default: Plain::Number(default),
            min: Some(min),
            max: Some(max),
            integer: Some(integer),
        },
        SettingKind::Switch { default } => OptionOut {
            name: setting.name,
            default: Plain::Switch(default),
            min: None,
            max: None,
            integer: None,
        },
    };
    settings.iter().map(option).collect()
}

/// Plain objects, as `JSON.parse` would make them: no `Map`.
pub fn out<T: Serialize>(value: &T) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::json_compatible())
}
