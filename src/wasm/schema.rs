//! What an experiment is and what can be chosen.

use serde::Serialize;
use strum::VariantNames;

use super::objects::{Place, places};
use crate::model::cell::equations::Preset;
use crate::model::init::Init;
use crate::model::loss::{Link, Loss, Mean};
use crate::model::network::Readout;
use crate::setting::{Setting, Value};
use crate::task::{Symbols, TASKS};
use crate::training::config::{CELLS, Config, NUMBERS, Source};
use crate::training::experiment::Experiment;
use crate::training::optimizer::Rule;

/// Sizes, fields and settings of an experiment.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema<'a> {
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
    /// The offset counts units: the place of a number is (t * width + offset + unit) * batch + sequence.
    row: Vec<Place>,
    params: Vec<Place>,
    glyph: &'a str,
    symbols: Symbols,
    forget_biases: Vec<&'a str>,
    link: Link,
    loss: LossGradient,
}

/// By what the gradient of a loss is known ([`Loss::factor`], [`Loss::mean`]).
#[derive(Serialize)]
struct LossGradient {
    factor: f64,
    mean: Mean,
}

/// What this experiment is.
pub fn schema(experiment: &Experiment<f32>) -> Schema<'_> {
    let (network, config) = (experiment.network(), experiment.config());
    let sizes = network.sizes();
    let forget_biases = network.forget_biases().into_iter();
    Schema {
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
        row: places(network.row(), sizes.batch),
        params: places(network.params(), 1),
        glyph: match &config.source {
            Source::Task { entry, options } => (entry.glyph)(options),
            Source::Own { .. } => "vector",
        },
        symbols: experiment.symbols(),
        forget_biases: forget_biases.map(|(field, _)| &*field.name).collect(),
        link: config.loss.link(),
        loss: LossGradient {
            factor: config.loss.factor(),
            mean: config.loss.mean(),
        },
    }
}

/// Everything that can be chosen, with ranges and defaults.
#[derive(Serialize)]
pub struct Choices {
    tasks: Vec<TaskChoice>,
    cells: Vec<CellChoice>,
    optimizers: &'static [&'static str],
    losses: &'static [&'static str],
    readouts: &'static [&'static str],
    inits: &'static [&'static str],
    numbers: &'static [Setting],
}

#[derive(Serialize)]
struct TaskChoice {
    name: &'static str,
    options: &'static [Setting],
    defaults: Value,
}

#[derive(Serialize)]
struct CellChoice {
    name: &'static str,
    options: &'static [Setting],
    presets: &'static [Preset],
}

/// What there is to choose from.
pub fn choices() -> Choices {
    let tasks = TASKS.iter().map(|task| TaskChoice {
        name: task.name,
        options: task.settings,
        defaults: Value::Table(
            Config::of_task(task.name)
                .expect("a task of the list")
                .table(),
        ),
    });
    let cells = CELLS.iter().map(|cell| CellChoice {
        name: cell.name,
        options: cell.options,
        presets: cell.presets,
    });
    Choices {
        tasks: tasks.collect(),
        cells: cells.collect(),
        optimizers: Rule::VARIANTS,
        losses: Loss::VARIANTS,
        readouts: Readout::VARIANTS,
        inits: Init::VARIANTS,
        numbers: NUMBERS,
    }
}
