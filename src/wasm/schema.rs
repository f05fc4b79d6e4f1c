//! What an experiment is and what can be chosen, as plain objects.

use js_sys::Float32Array;
use strum::VariantNames;
use wasm_bindgen::JsValue;

use super::plain::{list, object, table, value};
use crate::model::cell::equations::Preset;
use crate::model::clamp::Clamp;
use crate::model::formula::{Factor, Formula};
use crate::model::init::Init;
use crate::model::layout::{Field, Layout};
use crate::model::loss::Loss;
use crate::model::network::Readout;
use crate::setting::{Setting, SettingKind};
use crate::task::{Entry, Symbols, TASKS};
use crate::training::config::{CELLS, CellEntry, Config, NUMBERS, Source};
use crate::training::experiment::Experiment;
use crate::training::gradient_check::Point;
use crate::training::optimizer::Rule;

/// Sizes, fields and settings of an experiment.
pub fn schema(experiment: &Experiment<f32>) -> JsValue {
    let (network, config) = (experiment.network(), experiment.config());
    let sizes = network.sizes();
    let glyph = match &config.source {
        Source::Task { entry, options } => (entry.glyph)(options),
        Source::Own { .. } => "vector",
    };
    let Symbols { inputs, outputs } = experiment.symbols();
    let symbols = [("inputs", list(inputs)), ("outputs", list(outputs))];
    let loss = [
        ("factor", config.loss.factor().into()),
        ("mean", config.loss.mean().as_ref().into()),
    ];
    let forget_biases = network.forget_biases().into_iter();
    object(&[
        ("config", table(&config.table())),
        ("inputs", sizes.inputs.into()),
        ("outputs", sizes.outputs.into()),
        ("hidden", sizes.hidden.into()),
        ("layers", sizes.layers.into()),
        ("steps", experiment.trace().steps().into()),
        ("batch", sizes.batch.into()),
        ("width", (network.row().len() / sizes.batch).into()),
        ("parameters", network.params().len().into()),
        ("flops", network.flops().into()),
        ("memory", (experiment.bytes() as f64).into()),
        // In a row the offset counts units: the place of a number is (t * width + offset + unit) * batch + sequence.
        ("row", fields(network.row(), sizes.batch)),
        ("params", fields(network.params(), 1)),
        ("glyph", glyph.into()),
        ("symbols", object(&symbols)),
        (
            "forgetBiases",
            list(forget_biases.map(|(field, _)| field.name.as_str())),
        ),
        ("link", config.loss.link().as_ref().into()),
        ("loss", object(&loss)),
    ])
}

fn fields(layout: &Layout, batch: usize) -> JsValue {
    let field = |field: &Field| {
        object(&[
            ("name", field.name.as_str().into()),
            ("kind", field.kind.as_ref().into()),
            ("rows", field.span.rows.into()),
            ("cols", (field.span.cols / batch).into()),
            ("offset", (field.span.start / batch).into()),
            ("formula", field.formula.as_ref().map(formula).into()),
        ])
    };
    list(layout.fields().iter().map(field))
}

fn formula(formula: &Formula) -> JsValue {
    let factor = |factor: &Factor| {
        object(&[
            ("name", factor.name.as_str().into()),
            ("before", factor.before.into()),
            ("complement", factor.complement.into()),
        ])
    };
    let terms = formula.terms.iter();
    object(&[
        ("squash", formula.squash.as_ref().map(AsRef::as_ref).into()),
        (
            "terms",
            list(terms.map(|term| list(term.iter().map(factor)))),
        ),
    ])
}

/// Everything that can be chosen, with ranges and defaults.
pub fn choices() -> JsValue {
    let task = |task: &Entry| {
        let config = Config::of_task(task.name).ok();
        object(&[
            ("name", task.name.into()),
            ("options", options(task.settings)),
            (
                "defaults",
                config.map(|config| table(&config.table())).into(),
            ),
        ])
    };
    let preset = |preset: &Preset| {
        object(&[
            ("name", preset.name.into()),
            ("source", preset.source.into()),
            ("equations", preset.equations.into()),
        ])
    };
    let cell = |cell: &CellEntry| {
        object(&[
            ("name", cell.name.into()),
            ("options", options(cell.options)),
            ("presets", list(cell.presets.iter().map(preset))),
        ])
    };
    object(&[
        ("tasks", list(TASKS.iter().map(task))),
        ("cells", list(CELLS.iter().map(cell))),
        ("optimizers", names(Rule::VARIANTS)),
        ("losses", names(Loss::VARIANTS)),
        ("readouts", names(Readout::VARIANTS)),
        ("inits", names(Init::VARIANTS)),
        ("numbers", options(NUMBERS)),
    ])
}

fn names(all: &[&str]) -> JsValue {
    list(all.iter().copied())
}

fn options(settings: &[Setting]) -> JsValue {
    let option = |setting: &Setting| {
        let mut pairs = vec![
            ("name", setting.name.into()),
            ("default", value(&setting.default())),
        ];
        let kind = match setting.kind {
            SettingKind::Number {
                min, max, integer, ..
            } => {
                pairs.extend([("min", min.into()), ("max", max.into())]);
                pairs.push(("integer", integer.into()));
                "number"
            }
            SettingKind::Switch { .. } => "switch",
            SettingKind::Choice { names: all } => {
                pairs.push(("names", names(all)));
                "choice"
            }
            SettingKind::Text { longest, .. } => {
                pairs.push(("longest", longest.into()));
                "text"
            }
        };
        pairs.push(("kind", kind.into()));
        object(&pairs)
    };
    list(settings.iter().map(option))
}

/// Where a gradient is taken; all numbers are of f32.
pub fn point(point: &Point) -> JsValue {
    let array = |numbers: &[f64]| {
        let numbers: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
        Float32Array::from(&*numbers).into()
    };
    object(&[
        ("params", array(&point.params)),
        ("inputs", array(&point.inputs)),
        ("targets", array(&point.targets)),
        ("mask", array(&point.mask)),
        ("start", array(&point.start)),
        ("clamps", clamps(&point.clamps)),
    ])
}

/// All clamps.
pub fn clamps(all: &[Clamp]) -> JsValue {
    list(all.iter().map(|held| {
        object(&[
            ("name", held.name.as_str().into()),
            ("unit", held.unit.into()),
            ("step", held.step.into()),
            ("value", held.value.into()),
        ])
    }))
}
