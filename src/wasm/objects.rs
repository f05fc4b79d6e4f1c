//! The objects that cross the boundary, where they are not the core's own types: numbers are typed arrays, and places are
//! told for one sequence of a batch. `types.d.ts` says the same in TypeScript.

use js_sys::Float32Array;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::JsCast;

use super::argument::MANY;
use super::pairs;
use crate::files::checkpoint::{State, TrainingPoint};
use crate::model::clamp::Clamp;
use crate::model::formula::Formula;
use crate::model::layout::Kind;
#[cfg(feature = "experiment")]
use crate::model::layout::{Field, Layout};
use crate::training::gradient_check::Point;

/// A plain object, as `JSON.parse` would make it, but that numbers may be typed arrays.
pub fn to_js<T: JsCast>(value: &impl Serialize) -> T {
    let to = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    // It refuses whole numbers from 2⁵³ alone, and no count of ours is so large.
    let js = value.serialize(&to).expect("plain data");
    js.unchecked_into()
}

/// A field of a row, or a parameter. The offset counts rows of `cols` numbers of one sequence each.
#[derive(Serialize, Deserialize)]
pub struct Place {
    pub name: String,
    pub kind: Kind,
    pub rows: usize,
    pub cols: usize,
    pub offset: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<Formula>,
}

/// Fields, of which each column stands for `batch`.
#[cfg(feature = "experiment")]
pub fn places(layout: &Layout, batch: usize) -> Vec<Place> {
    let place = |field: &Field| Place {
        name: field.name.clone(),
        kind: field.kind,
        rows: field.span.rows,
        cols: field.span.cols / batch,
        offset: field.span.start / batch,
        formula: field.formula.clone(),
    };
    layout.fields().iter().map(place).collect()
}

/// A [`State`].
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebState(#[serde(with = "StateFields")] pub State<f32>);

#[derive(Serialize, Deserialize)]
#[serde(remote = "State<f32>", rename_all = "camelCase")]
struct StateFields {
    #[serde(with = "pairs")]
    settings: Vec<(String, String)>,
    rate: f64,
    clip: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_loss: Option<f64>,
    #[serde(with = "TrainingPointFields")]
    now: TrainingPoint<f32>,
    #[serde(with = "TrainingPointFields")]
    good: TrainingPoint<f32>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "TrainingPoint<f32>")]
struct TrainingPointFields {
    #[serde(with = "floats")]
    params: Vec<f32>,
    #[serde(with = "memory")]
    memory: Vec<(String, Vec<f32>)>,
    updates: u64,
    drawn: u64,
}

/// A [`Point`].
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebPoint(#[serde(with = "PointFields")] pub Point);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Point")]
struct PointFields {
    #[serde(with = "wide")]
    params: Vec<f64>,
    #[serde(with = "wide")]
    inputs: Vec<f64>,
    #[serde(with = "wide")]
    targets: Vec<f64>,
    #[serde(with = "wide")]
    mask: Vec<f64>,
    #[serde(with = "wide")]
    start: Vec<f64>,
    clamps: Vec<Clamp>,
}

/// Numbers as a Float32Array.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Floats(#[serde(with = "floats")] Vec<f32>);

mod floats {
    use super::*;

    pub fn serialize<S: Serializer>(numbers: &[f32], to: S) -> Result<S::Ok, S::Error> {
        preserve::serialize(&Float32Array::from(numbers), to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f32>, D::Error> {
        let numbers: Float32Array = preserve::deserialize(from)?;
        match numbers.length() {
            n if u64::from(n) > MANY => Err(de::Error::custom(format_args!(
                "{n} numbers, more than {MANY}"
            ))),
            _ => Ok(numbers.to_vec()),
        }
    }
}

/// Numbers of f64 as a Float32Array, which they come from.
pub mod wide {
    use super::*;

    pub fn serialize<S: Serializer>(numbers: &[f64], to: S) -> Result<S::Ok, S::Error> {
        let narrow: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
        floats::serialize(&narrow, to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        let numbers = floats::deserialize(from)?;
        Ok(numbers.into_iter().map(f64::from).collect())
    }
}

/// Names, each with its numbers.
mod memory {
    use super::*;

    pub fn serialize<S: Serializer>(
        memory: &[(String, Vec<f32>)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let memory = memory.iter().cloned();
        let memory: Vec<_> = memory.map(|(name, all)| (name, Floats(all))).collect();
        pairs::serialize(&memory, to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(String, Vec<f32>)>, D::Error> {
        let memory: Vec<(String, Floats)> = pairs::deserialize(from)?;
        Ok(memory
            .into_iter()
            .map(|(name, all)| (name, all.0))
            .collect())
    }
}
