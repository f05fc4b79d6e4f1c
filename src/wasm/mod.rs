//! What a web page sees: the class `Experiment` and a chart. Nothing else in the crate names the web.
//!
//! Config and schema cross once, as plain objects; numbers cross as typed arrays. Errors happen at the door, as `Error`
//! with `code`, `key`, `value` and the parts of its code, so that a page can word them in its reader's language.

mod argument;
mod chart;
mod experiment;
mod schema;

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::error::{Error, Part};

pub use chart::draw_loss;
pub use experiment::WebExperiment;

/// A JavaScript `Error` with code, key, value and parts of ours.
fn thrown(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    let set = |name: &str, value: JsValue| {
        // Setting a property of an object that we have just made cannot fail.
        let _ = js_sys::Reflect::set(&js, &name.into(), &value);
    };
    set("code", error.code.name().into());
    set("key", error.key.as_str().into());
    set("value", error.value.as_str().into());
    for (name, part) in error.parts() {
        set(name, plain(part));
    }
    js.into()
}

/// A part as JavaScript has it: a number, a text, an array.
fn plain(part: &Part) -> JsValue {
    let all = Array::new();
    match part {
        Part::Number(x) => return (*x).into(),
        Part::Text(text) => return text.into(),
        Part::Names(names) => names.iter().for_each(|name| {
            all.push(&name.into());
        }),
        Part::Numbers(numbers) => numbers.iter().for_each(|&x| {
            all.push(&x.into());
        }),
    }
    all.into()
}
