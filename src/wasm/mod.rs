//! What a web page sees: the class `Experiment` and a chart. Nothing else in the crate names the web.
//!
//! Config and schema cross once, as plain objects; numbers cross as typed arrays. Errors happen at the door, as `Error`
//! with `code`, `key`, `value` and `legal`, so that a page can word them in its reader's language.

mod chart;
mod experiment;
mod schema;

use wasm_bindgen::JsValue;

use crate::error::Error;

pub use chart::draw_loss;
pub use experiment::WebExperiment;

/// A JavaScript `Error` with the parts of ours.
fn thrown(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    for (key, text) in [
        ("code", error.code.name()),
        ("key", &error.key),
        ("value", &error.value),
        ("legal", &error.legal),
    ] {
        // Setting a property of an object that we have just made cannot fail.
        let _ = js_sys::Reflect::set(&js, &key.into(), &text.into());
    }
    js.into()
}
