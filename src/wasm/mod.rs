//! What a web page sees: the class `Experiment` and a chart. Nothing else in the crate names the web.
//!
//! Config and schema cross once, as plain objects; numbers cross as typed arrays. Errors happen at the door, as `Error`
//! with `code`, `key`, `value` and the parts of its code, so that a page can word them in its reader's language.

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
    let own = [
        ("code", error.code.name()),
        ("key", &error.key),
        ("value", &error.value),
    ];
    let parts = error
        .parts()
        .iter()
        .map(|(name, part)| (*name, plain(part)));
    for (name, value) in own
        .map(|(name, text)| (name, text.into()))
        .into_iter()
        .chain(parts)
    {
        // Setting a property of an object that we have just made cannot fail.
        let _ = js_sys::Reflect::set(&js, &name.into(), &value);
    }
    js.into()
}

/// A part as JavaScript has it: a number, a text, an array.
fn plain(part: &Part) -> JsValue {
    match part {
        Part::Number(x) => (*x).into(),
        Part::Text(text) => text.into(),
        Part::Names(names) => names.iter().map(JsValue::from).collect::<Array>().into(),
        Part::Numbers(all) => all
            .iter()
            .copied()
            .map(JsValue::from)
            .collect::<Array>()
            .into(),
    }
}
