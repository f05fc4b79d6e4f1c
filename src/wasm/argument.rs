//! What JavaScript gives, read into plain data and checked.
//!
//! Anything may come: an argument may be missing or of another kind, longer than all memory, and an object's getter may
//! throw or call back. So each argument is read once, while nothing is borrowed; what a getter throws is passed on.

use js_sys::{Array, ArrayBuffer, Float32Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::thrown;
use crate::error::{Code, Error};
use crate::setting::Value;

type Result<T> = std::result::Result<T, JsValue>;

/// Numbers in a list of any length, and bytes of a file: more than any has, less than there is memory.
pub const MANY: u64 = 1 << 26;
/// The largest number that is surely whole.
#[cfg(feature = "experiment")]
pub const COUNT: u64 = (1 << 53) - 1;

#[wasm_bindgen(module = "/src/wasm/argument.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn copy(from: &JsValue, into: &Array) -> Result<()>;
    #[wasm_bindgen(catch, js_name = lengthOf)]
    fn length_of(array: &JsValue) -> Result<f64>;
    #[cfg(feature = "study")]
    #[wasm_bindgen(catch, js_name = goOn)]
    pub fn go_on(callback: &JsValue, done: f64, of: f64) -> Result<bool>;
}

#[wasm_bindgen]
extern "C" {
    /// A typed array.
    type View;
    #[wasm_bindgen(catch, method)]
    fn set(this: &View, from: &JsValue) -> Result<()>;
}

/// An object, a list too, read from a copy without getters.
pub fn object<T: DeserializeOwned>(key: &str, js: &JsValue) -> Result<T> {
    if !js.is_object() || ArrayBuffer::is_view(js) {
        return Err(refused(key, js, "table"));
    }
    let copied = Array::new();
    copy(js, &copied)?;
    serde_wasm_bindgen::from_value(copied.get(0)).map_err(|error| {
        let error = js_sys::Error::from(JsValue::from(error));
        thrown(Error::new(Code::Object, key, error.message()))
    })
}

/// An object's keys and values, own and enumerable ones only: so what a page sends is what is checked.
pub fn table(key: &str, js: &JsValue) -> Result<Vec<(String, Value)>> {
    match object(key, js)? {
        Value::Table(table) => Ok(table),
        other => Err(thrown(
            Error::new(Code::Type, key, other.text()).with("wanted", "table"),
        )),
    }
}

/// As an error shows it; an object is not looked into.
fn shown(js: &JsValue) -> String {
    if let Some(x) = js.as_f64() {
        return Value::Number(x).text();
    }
    if let Some(on) = js.as_bool() {
        return Value::Switch(on).text();
    }
    if let Some(text) = js.as_string() {
        return Value::Text(text).text();
    }
    let kind = match js {
        _ if js.is_null() || js.is_undefined() => "nothing",
        _ if js.is_object() => "an object",
        _ => "no plain value",
    };
    kind.to_owned()
}

/// Of another kind than wanted.
pub fn refused(key: &str, js: &JsValue, wanted: &str) -> JsValue {
    thrown(Error::new(Code::Type, key, shown(js)).with("wanted", wanted))
}

/// A name.
#[cfg(feature = "experiment")]
pub fn text(key: &str, js: &JsValue) -> Result<String> {
    js.as_string().ok_or_else(|| refused(key, js, "text"))
}

/// A number, perhaps not finite.
pub fn number(key: &str, js: &JsValue) -> Result<f64> {
    js.as_f64().ok_or_else(|| refused(key, js, "number"))
}

/// A whole number.
pub fn whole(key: &str, js: &JsValue, min: u64, max: u64) -> Result<u64> {
    match js.as_f64() {
        Some(x) if (min as f64..=max as f64).contains(&x) && x.fract() == 0.0 => Ok(x as u64),
        _ => {
            let error = Error::new(Code::WholeNumber, key, shown(js));
            Err(thrown(error.with("min", min).with("max", max)))
        }
    }
}

/// An argument that may be left out.
pub fn optional<T>(js: &JsValue, read: impl FnOnce(&JsValue) -> Result<T>) -> Result<Option<T>> {
    if js.is_undefined() || js.is_null() {
        return Ok(None);
    }
    read(js).map(Some)
}

/// So many numbers; a list of any other length is not copied.
pub fn numbers(key: &str, js: &JsValue, wanted: usize) -> Result<Vec<f32>> {
    let length = length::<Float32Array>(key, js, "numbers")?;
    if length != wanted as f64 {
        let error = Error::new(Code::Length, key, Value::Number(length).text());
        return Err(thrown(error.with("wanted", wanted)));
    }
    floats(js, wanted)
}

/// Numbers, any number of them.
#[cfg(feature = "experiment")]
pub fn any_numbers(key: &str, js: &JsValue) -> Result<Vec<f32>> {
    let length = length::<Float32Array>(key, js, "numbers")?;
    floats(js, bounded(key, length)?)
}

/// The content of a file.
#[cfg(feature = "study")]
pub fn bytes(key: &str, js: &JsValue) -> Result<Vec<u8>> {
    let length = length::<js_sys::Uint8Array>(key, js, "bytes")?;
    let mut bytes = vec![0; bounded(key, length)?];
    #[expect(unsafe_code, reason = "JavaScript writes into what is ours")]
    // SAFETY: the view is gone before the bytes move, and `set` does not write past its end.
    let view = unsafe { js_sys::Uint8Array::view_mut_raw(bytes.as_mut_ptr(), bytes.len()) };
    view.unchecked_ref::<View>().set(js)?;
    Ok(bytes)
}

fn floats(js: &JsValue, length: usize) -> Result<Vec<f32>> {
    let mut numbers = vec![0.0; length];
    #[expect(unsafe_code, reason = "JavaScript writes into what is ours")]
    // SAFETY: the view is gone before the numbers move, and `set` does not write past its end.
    let view = unsafe { Float32Array::view_mut_raw(numbers.as_mut_ptr(), length) };
    view.unchecked_ref::<View>().set(js)?;
    Ok(numbers)
}

/// How long a typed array says it is. That it is one is certain, so that reading it runs no code of the caller's; its
/// length may be a lie.
fn length<T: JsCast>(key: &str, js: &JsValue, wanted: &str) -> Result<f64> {
    if !(ArrayBuffer::is_view(js) && js.has_type::<T>()) {
        return Err(refused(key, js, wanted));
    }
    length_of(js)
}

fn bounded(key: &str, length: f64) -> Result<usize> {
    Ok(whole(&format!("{key}.length"), &length.into(), 0, MANY)? as usize)
}
