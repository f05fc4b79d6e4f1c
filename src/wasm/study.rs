//! What a study of a network wants and its first run does not: files, PyTorch's names, and the check of a gradient.
//! Functions on plain data, in a module of their own, so that nobody loads them before they are used.

use js_sys::{Array, Float32Array, Float64Array, Function, Uint8Array};
use ndarray::Array2;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::{
    COUNT, any_numbers, bytes, number, numbers, optional, part, refused, table, text, whole,
};
use super::known::Known;
use super::plain::{self, list, object};
use super::{state, thrown};
use crate::error::{Code, Error, Part};
use crate::files::checkpoint::State;
use crate::files::pytorch::{self, Hints};
use crate::model::clamp::Clamp;
use crate::model::network::Network;
use crate::setting::Value;
use crate::training::gradient_check::{self, GradientCheck, Point};

type Result<T> = std::result::Result<T, JsValue>;

/// What can be said of a file.
const HINTS: [&str; 3] = ["prefix", "readout", "bias"];

#[wasm_bindgen]
unsafe extern "C" {
    #[wasm_bindgen(typescript_type = "GradientCheck[]")]
    pub type JsGradientChecks;
    #[wasm_bindgen(typescript_type = "State")]
    pub type JsState;
    #[wasm_bindgen(typescript_type = "Config")]
    pub type JsConfig;
    #[wasm_bindgen(typescript_type = "Imported")]
    pub type JsImported;
}

/// The gradient of every parameter at a point (`Experiment.point`), by backpropagation and by central differences, both in
/// f64 and by the formulas of the schema (`Experiment.schema`): so it is checked, too, that they are what is computed. After
/// each number `goOn` is told how many of how many are done; unless it returns true, only the parameters that are complete
/// by then are returned.
///
/// # Errors
/// If it would take more than about a minute, or the point is none of this schema; what `goOn` throws.
#[wasm_bindgen(js_name = checkGradients)]
pub fn check_gradients(
    #[wasm_bindgen(unchecked_param_type = "Schema")] schema: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Point")] point: &JsValue,
    #[wasm_bindgen(
        js_name = goOn,
        unchecked_optional_param_type = "(done: number, of: number) => boolean"
    )]
    go_on: &JsValue,
) -> Result<JsGradientChecks> {
    let (known, point) = (Known::read(schema)?, read_point(point)?);
    let of = (known.steps, known.loss, known.truncate);
    let network = Network::following(known.row, known.params, known.outputs).map_err(thrown)?;
    let callback = optional(go_on, |js| {
        let function = js.dyn_ref::<Function>().cloned();
        function.ok_or_else(|| refused("goOn", js, "function"))
    })?;
    let mut broken = None;
    let go_on = |done: usize, of: usize| {
        let answer = callback
            .as_ref()
            .map(|ask| ask.call2(&JsValue::NULL, &done.into(), &of.into()));
        match answer {
            None => true,
            Some(Ok(answer)) => answer.is_truthy(),
            Some(Err(error)) => {
                broken = Some(error);
                false
            }
        }
    };
    let checks = gradient_check::check_network(&network, of, &point, go_on).map_err(thrown)?;
    if let Some(error) = broken {
        return Err(error);
    }
    let array = |matrix: &Array2<f64>| {
        Float64Array::from(matrix.as_slice().expect("an array of its own")).into()
    };
    let check = |check: GradientCheck| {
        object(&[
            ("name", check.name.into()),
            ("analytic", array(&check.analytic)),
            ("numeric", array(&check.numeric)),
            ("relative", array(&check.relative)),
        ])
    };
    Ok(list(checks.into_iter().map(check)).unchecked_into())
}

/// The loss at a point (`Experiment.point`), in f64 and by the formulas of the schema, with the parameter at `place` (in the
/// order of `Experiment.params`) larger by `by`: two of them make a difference quotient of `checkGradients`, with any ε.
///
/// # Errors
/// If there is no such parameter, and those of `checkGradients`.
#[wasm_bindgen(js_name = lossAt)]
pub fn loss_at(
    #[wasm_bindgen(unchecked_param_type = "Schema")] schema: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Point")] point: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] place: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] by: &JsValue,
) -> Result<f64> {
    let (known, point) = (Known::read(schema)?, read_point(point)?);
    let place = whole("place", place, 0, u64::from(u32::MAX))? as usize;
    let by = number("by", by)?;
    let of = (known.steps, known.loss, known.truncate);
    let network = Network::following(known.row, known.params, known.outputs).map_err(thrown)?;
    gradient_check::loss_of_network(&network, of, &point, place, by).map_err(thrown)
}

/// A state (`Experiment.state`) as a file: a checkpoint in the format safetensors.
///
/// # Errors
/// If it is no state.
#[wasm_bindgen]
pub fn save(#[wasm_bindgen(unchecked_param_type = "State")] from: &JsValue) -> Result<Uint8Array> {
    Ok(state::read(from)?.to_bytes().as_slice().into())
}

/// The state that a checkpoint holds, for `Experiment.takeUp`.
///
/// # Errors
/// If it is no checkpoint.
#[wasm_bindgen]
pub fn restore(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] file: &JsValue,
) -> Result<JsState> {
    let state = State::from_bytes(&bytes("file", file)?).map_err(thrown)?;
    Ok(state::write(&state).unchecked_into())
}

/// Parameters (`Experiment.params`) under PyTorch's names, as safetensors.
///
/// # Errors
/// If PyTorch has no such cell, or there are not as many parameters as in the schema.
#[wasm_bindgen(js_name = exportSafetensors)]
pub fn export_safetensors(
    #[wasm_bindgen(unchecked_param_type = "Schema")] schema: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float32Array")] params: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Hints")] hints: &JsValue,
) -> Result<Uint8Array> {
    let known = Known::read(schema)?;
    let params = numbers("params", params, known.params.len())?;
    let file = pytorch::export(&known.shape(), &params, &read_hints(hints)?);
    Ok(file.map_err(thrown)?.as_slice().into())
}

/// The parameters of a file under PyTorch's names, of floats of 16, 32 or 64 bits, for `Experiment.setParams`, and the
/// names of its tensors that were let be: those under neither prefix of the hints.
///
/// # Errors
/// Names the tensor that misfits, and how.
#[wasm_bindgen(js_name = importSafetensors)]
pub fn import_safetensors(
    #[wasm_bindgen(unchecked_param_type = "Schema")] schema: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] file: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Hints")] hints: &JsValue,
) -> Result<JsImported> {
    let known = Known::read(schema)?;
    let (file, hints) = (bytes("file", file)?, read_hints(hints)?);
    let imported = pytorch::import::<f32>(&known.shape(), &file, &hints);
    let (params, others) = imported.map_err(thrown)?;
    let params: Vec<f32> = params.iter().map(|&x| x as f32).collect();
    let imported = object(&[
        ("params", Float32Array::from(&*params).into()),
        ("others", list(others)),
    ]);
    Ok(imported.unchecked_into())
}

/// The settings of an experiment that a file under PyTorch's names fits. What it does not say (`steps`, or a `task` of these
/// sizes) is to be added.
///
/// # Errors
/// If the file is of no cell that PyTorch has.
#[wasm_bindgen(js_name = configOf)]
pub fn config_of(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] file: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Hints")] hints: &JsValue,
) -> Result<JsConfig> {
    let (file, hints) = (bytes("file", file)?, read_hints(hints)?);
    let table = pytorch::config_of(&file, &hints).map_err(thrown)?;
    Ok(plain::table(&table).unchecked_into())
}

/// What a file does not say about itself.
fn read_hints(js: &JsValue) -> Result<Hints> {
    let mut hints = Hints::default();
    for (key, value) in optional(js, |js| table("hints", js))?.unwrap_or_default() {
        let said = value.text();
        let (code, name, part) = match (&*key, value) {
            ("prefix", Value::Text(text)) => {
                hints.prefix = text;
                continue;
            }
            ("readout", Value::Text(text)) => {
                hints.readout = text;
                continue;
            }
            ("bias", Value::Switch(on)) => {
                hints.bias = on;
                continue;
            }
            ("prefix" | "readout", _) => (Code::Type, "wanted", Part::from("text")),
            ("bias", _) => (Code::Type, "wanted", Part::from("switch")),
            _ => (Code::UnknownKey, "names", Part::from(&HINTS[..])),
        };
        return Err(thrown(Error::new(code, key, said).with(name, part)));
    }
    Ok(hints)
}

/// As JavaScript gave it; whether it fits a config is asked there.
fn read_point(js: &JsValue) -> Result<Point> {
    let of = |key: &str| part(js, "point", key);
    let all = |key: &str| -> Result<Vec<f64>> {
        let numbers = any_numbers(key, &of(key)?)?;
        Ok(numbers.into_iter().map(f64::from).collect())
    };
    let clamps = of("clamps")?;
    let clamps: &Array = clamps
        .dyn_ref()
        .ok_or_else(|| refused("clamps", &clamps, "table"))?;
    Ok(Point {
        params: all("params")?,
        inputs: all("inputs")?,
        targets: all("targets")?,
        mask: all("mask")?,
        start: all("start")?,
        clamps: clamps.iter().map(|one| held(&one)).collect::<Result<_>>()?,
    })
}

fn held(js: &JsValue) -> Result<Clamp> {
    let of = |key: &str| part(js, "clamps", key);
    let step = optional(&of("step")?, |step| whole("step", step, 1, COUNT))?;
    Ok(Clamp {
        name: text("name", &of("name")?)?,
        unit: whole("unit", &of("unit")?, 0, COUNT)? as usize,
        step: step.map(|step| step as usize),
        value: number("value", &of("value")?)?,
    })
}
