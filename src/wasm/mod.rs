//! What a web page sees, in two modules, each made of this crate with one of its features: the class `Experiment`
//! (feature `experiment`), and what is loaded when it is first used: files, a chart, the check of a gradient (`study`).
//! Nothing else in the crate names the web.
//!
//! Config and schema cross once, as plain objects that serde makes and reads; numbers cross as typed arrays. Errors happen at the door, as `Error`
//! with `code`, `key`, `value` and the parts of its code, so that a page can word them in its reader's language.

mod argument;
#[cfg(feature = "study")]
mod chart;
#[cfg(feature = "experiment")]
mod experiment;
#[cfg(feature = "study")]
mod known;
mod objects;
mod pairs;
#[cfg(feature = "experiment")]
mod schema;
#[cfg(feature = "study")]
mod study;

use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;

#[cfg(feature = "study")]
pub use chart::draw_curves;
#[cfg(feature = "experiment")]
pub use experiment::WebExperiment;
#[cfg(feature = "study")]
pub use study::{
    check_gradients, config_of, export_safetensors, import_safetensors, loss_at, restore, save,
};

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// A JavaScript `Error` with code, key, value and parts of ours.
#[cold]
#[inline(never)]
fn thrown(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    Object::assign(&js, &objects::to_js(&*error)).into()
}
