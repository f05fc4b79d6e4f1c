//! What a study of a network wants and its first run does not: files, PyTorch's names, and the check of a gradient.
//! Functions on plain data, in a module of their own, so that nobody loads them before they are used.

use js_sys::{Float64Array, Function, Uint8Array};
use ndarray::Array2;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::{self, bytes, number, numbers, object, optional, refused, table, whole};
use super::known::Known;
use super::objects::{WebPoint, WebState, to_js, wide};
use super::thrown;
use crate::files::checkpoint::State;
use crate::files::pytorch::{self, Hints};
use crate::model::network::Network;
use crate::setting::Value;
use crate::training::gradient_check::{self, GradientCheck};

type Result<T> = std::result::Result<T, JsValue>;

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
    let (known, WebPoint(point)) = (Known::read(schema)?, object("point", point)?);
    let (of, outputs) = (known.judged()?, known.outputs());
    let network = Network::following(known.row, known.params, outputs).map_err(thrown)?;
    let asked = !go_on.is_undefined();
    if asked && !go_on.has_type::<Function>() {
        return Err(refused("goOn", go_on, "function"));
    }
    let mut broken = None;
    let go_on = |done: usize, of: usize| {
        if !asked {
            return true;
        }
        let answer = argument::go_on(go_on, done as f64, of as f64);
        answer.unwrap_or_else(|error| {
            broken = Some(error);
            false
        })
    };
    let checks = gradient_check::check_network(&network, of, &point, go_on).map_err(thrown)?;
    if let Some(error) = broken {
        return Err(error);
    }
    let checks: Vec<WebCheck> = checks.into_iter().map(WebCheck).collect();
    Ok(to_js(&checks))
}

/// A [`GradientCheck`]; its numbers are Float64Arrays.
#[derive(Serialize)]
#[serde(transparent)]
struct WebCheck(#[serde(serialize_with = "CheckFields::serialize")] GradientCheck);

#[derive(Serialize)]
#[serde(remote = "GradientCheck")]
struct CheckFields {
    name: String,
    #[serde(serialize_with = "doubles")]
    analytic: Array2<f64>,
    #[serde(serialize_with = "doubles")]
    numeric: Array2<f64>,
    #[serde(serialize_with = "doubles")]
    relative: Array2<f64>,
}

fn doubles<S: Serializer>(matrix: &Array2<f64>, to: S) -> std::result::Result<S::Ok, S::Error> {
    let numbers = matrix.as_slice().expect("an array of its own");
    serde_wasm_bindgen::preserve::serialize(&Float64Array::from(numbers), to)
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
    let (known, WebPoint(point)) = (Known::read(schema)?, object("point", point)?);
    let place = whole("place", place, 0, u64::from(u32::MAX))? as usize;
    let by = number("by", by)?;
    let (of, outputs) = (known.judged()?, known.outputs());
    let network = Network::following(known.row, known.params, outputs).map_err(thrown)?;
    gradient_check::loss_of_network(&network, of, &point, place, by).map_err(thrown)
}

/// A state (`Experiment.state`) as a file: a checkpoint in the format safetensors.
///
/// # Errors
/// If it is no state.
#[wasm_bindgen]
pub fn save(#[wasm_bindgen(unchecked_param_type = "State")] from: &JsValue) -> Result<Uint8Array> {
    let WebState(state) = object("state", from)?;
    Ok(state.to_bytes().as_slice().into())
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
    Ok(to_js(&WebState(state)))
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
    Ok(to_js(&Imported { params, others }))
}

#[derive(Serialize)]
struct Imported {
    #[serde(serialize_with = "wide::serialize")]
    params: Vec<f64>,
    others: Vec<String>,
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
    Ok(to_js(&Value::Table(table)))
}

/// What a file does not say about itself.
fn read_hints(js: &JsValue) -> Result<Hints> {
    let hints = optional(js, |js| table("hints", js))?;
    Hints::read(&hints.unwrap_or_default()).map_err(thrown)
}
