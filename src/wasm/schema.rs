//! The plain objects that JavaScript is given: schema and choices.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::cell::equations::Preset;
use crate::config::{CELLS, Config, NUMBERS, Source};
use crate::experiment::Experiment;
use crate::formula::{Factor, Formula, Squash};
use crate::init::Init;
use crate::layout::Layout;
use crate::loss::Loss;
use crate::network::Readout;
use crate::optimizer::Rule;
use crate::setting::{Setting, SettingKind, Value};
use crate::task::{Symbols, TASKS};

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
    #[serde(rename = "forgetBiases")]
    forget_biases: Vec<&'a str>,
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
    let forget_biases = network.forget_biases().into_iter();
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
        forget_biases: forget_biases.map(|(field, _)| &*field.name).collect(),
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
