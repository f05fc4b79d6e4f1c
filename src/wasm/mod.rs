//! What a web page sees, in two modules, each made of this crate with one of its features: the class `Experiment`
//! (feature `experiment`), and what is loaded when it is first used: files, a chart, the check of a gradient (`study`).
//! Nothing else in the crate names the web.
//!
//! Config and schema cross once, as plain objects; numbers cross as typed arrays. Errors happen at the door, as `Error`
//! with `code`, `key`, `value` and the parts of its code, so that a page can word them in its reader's language.

mod argument;
#[cfg(feature = "study")]
mod chart;
#[cfg(feature = "experiment")]
mod experiment;
#[cfg(feature = "study")]
mod known;
mod plain;
#[cfg(feature = "experiment")]
mod schema;
mod state;
#[cfg(feature = "study")]
mod study;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{Error, Part};

#[cfg(feature = "study")]
pub use chart::draw_curves;
#[cfg(feature = "experiment")]
pub use experiment::WebExperiment;
#[cfg(feature = "study")]
pub use study::{
    check_gradients, config_of, export_safetensors, import_safetensors, restore, save,
};

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// A number as JavaScript writes it ([`crate::decimal`]).
pub(crate) fn decimal(x: f64) -> String {
    js_sys::Number::from(x).to_js_string().into()
}

/// A JavaScript `Error` with code, key, value and parts of ours.
#[cold]
#[inline(never)]
fn thrown(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    let set = |name: &str, value: JsValue| {
        // Setting a property of an object that we have just made cannot fail.
        let _ = js_sys::Reflect::set(&js, &name.into(), &value);
    };
    set("code", error.code.as_ref().into());
    set("key", error.key.as_str().into());
    set("value", error.value.as_str().into());
    for (name, part) in error.parts() {
        set(name, plain(part));
    }
    js.into()
}

/// A part as JavaScript has it: a number, a text, an array.
fn plain(part: &Part) -> JsValue {
    match part {
        Part::Number(x) => (*x).into(),
        Part::Text(text) => text.into(),
        Part::Names(names) => plain::list(names),
        Part::Numbers(numbers) => plain::list(numbers.iter().copied()),
    }
}
