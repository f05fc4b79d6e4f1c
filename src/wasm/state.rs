//! A [`State`] as a plain object: what training goes on from, between an experiment, a file, and another thread.

use js_sys::Float32Array;
use wasm_bindgen::JsValue;

use super::argument::{COUNT, any_numbers, number, numbers, optional, part, parts, table, whole};
use super::plain::object;
use super::thrown;
use crate::error::{Code, Error};
use crate::files::checkpoint::{Standing, State};
use crate::setting::Value;

type Result<T> = std::result::Result<T, JsValue>;

/// As JavaScript has it.
pub fn write(state: &State<f32>) -> JsValue {
    let settings = state.settings.iter();
    let settings = settings.map(|(key, text)| (key.as_str(), text.into()));
    object(&[
        ("settings", object(&settings.collect::<Vec<_>>())),
        ("rate", state.rate.into()),
        ("clip", state.clip.into()),
        ("firstLoss", state.first_loss.into()),
        ("now", standing(&state.now)),
        ("good", standing(&state.good)),
    ])
}

fn standing(standing: &Standing<f32>) -> JsValue {
    let array = |numbers: &[f32]| Float32Array::from(numbers).into();
    let memory = standing.memory.iter();
    let memory = memory.map(|(name, numbers)| (name.as_str(), array(numbers)));
    object(&[
        ("params", array(&standing.params)),
        ("memory", object(&memory.collect::<Vec<_>>())),
        ("updates", (standing.updates as f64).into()),
        ("drawn", (standing.drawn as f64).into()),
    ])
}

/// As JavaScript gave it; whether it fits an experiment is asked there.
pub fn read(js: &JsValue) -> Result<State<f32>> {
    let of = |key: &str| part(js, "state", key);
    let settings = table("settings", &of("settings")?)?;
    let settings = settings.into_iter().map(|(key, value)| match value {
        Value::Text(text) => Ok((key, text)),
        other => {
            let error = Error::new(Code::Type, key, other.text());
            Err(thrown(error.with("wanted", "text")))
        }
    });
    Ok(State {
        settings: settings.collect::<Result<_>>()?,
        rate: number("rate", &of("rate")?)?,
        clip: number("clip", &of("clip")?)?,
        first_loss: optional(&of("firstLoss")?, |loss| number("firstLoss", loss))?,
        now: read_standing(&of("now")?, "now")?,
        good: read_standing(&of("good")?, "good")?,
    })
}

fn read_standing(js: &JsValue, key: &str) -> Result<Standing<f32>> {
    let of = |own: &str| part(js, key, own);
    let count = |key: &str| whole(key, &of(key)?, 0, COUNT);
    let params = any_numbers("params", &of("params")?)?;
    let memory = parts("memory", &of("memory")?)?;
    let memory = memory.into_iter().map(|(name, js)| {
        let numbers = numbers(&name, &js, params.len())?;
        Ok((name, numbers))
    });
    Ok(Standing {
        memory: memory.collect::<Result<_>>()?,
        updates: count("updates")?,
        drawn: count("drawn")?,
        params,
    })
}
