//! What JavaScript gives, read into plain data and checked.
//!
//! Anything may come: an argument may be missing or of another kind, longer than all memory, and an object's getter may
//! throw or call back. So each argument is read once, while nothing is borrowed; what a getter throws is passed on.

use js_sys::{Array, ArrayBuffer, Float32Array, JsString};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::thrown;
use crate::decimal;
use crate::error::{Code, Error};
use crate::setting::Value;

type Result<T> = std::result::Result<T, JsValue>;

/// Tables within tables of a config; one that holds itself has no end.
const DEPTH: usize = 3;
/// Keys of a table, and characters of a key or of a name: more than any has.
const MOST: u32 = 100;
/// Characters of a text: more than any may have, and no burden.
const LONGEST: u32 = 1 << 20;
/// Numbers in a list of any length, and bytes of a file: more than any has, less than there is memory.
const MANY: u64 = 1 << 26;
/// The largest number that is surely whole.
pub const COUNT: u64 = (1 << 53) - 1;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Object)]
    fn entries(object: &JsValue) -> Result<Array>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get(object: &JsValue, key: &str) -> Result<JsValue>;
    /// A typed array.
    type View;
    #[wasm_bindgen(catch, method)]
    fn set(this: &View, from: &JsValue) -> Result<()>;
}

/// A config or a part of it. Own enumerable keys only, so what a page sends is what is checked.
fn value(js: &JsValue, depth: usize) -> Result<Value> {
    if !js.is_object() || ArrayBuffer::is_view(js) {
        return Ok(plain(js));
    }
    let other = |what: &str| Ok(Value::Other(what.to_owned()));
    if depth == 0 {
        return other("too many tables within tables");
    }
    if is_array(js)? {
        return other("an array");
    }
    let Some(pairs) = pairs(js)? else {
        return other("a table of too many keys");
    };
    let pairs = pairs.into_iter();
    let pairs = pairs.map(|(key, js)| Ok((key, value(&js, depth - 1)?)));
    Ok(Value::Table(pairs.collect::<Result<_>>()?))
}

/// Keys and values of an object, these unread; none if they are too many.
fn pairs(js: &JsValue) -> Result<Option<Vec<(String, JsValue)>>> {
    let entries = entries(js)?;
    if entries.length() > MOST {
        return Ok(None);
    }
    let pairs = entries.iter().map(|pair| {
        let pair: Array = pair.unchecked_into();
        (start(&pair.get(0)), pair.get(1))
    });
    // A key that is there but undefined is one left out, as everywhere in JavaScript.
    let given = pairs.filter(|(_, value)| !value.is_undefined());
    Ok(Some(given.collect()))
}

/// What is no table; an object as what it is at first sight, unread.
fn plain(js: &JsValue) -> Value {
    if let Some(x) = js.as_f64() {
        return Value::Number(x);
    }
    if let Some(on) = js.as_bool() {
        return Value::Switch(on);
    }
    if let Some(text) = js.dyn_ref::<JsString>() {
        return match text.length() {
            n if n > LONGEST => Value::Other(format!("a text of {n} characters")),
            _ => Value::Text(String::from(text)),
        };
    }
    Value::Other(
        match js {
            _ if js.is_null() || js.is_undefined() => "nothing",
            _ if js.is_object() => "an object",
            _ => "no plain value",
        }
        .to_owned(),
    )
}

/// The start of a text, enough to be known by.
fn start(text: &JsValue) -> String {
    let text: &JsString = text.unchecked_ref();
    text.slice(0, MOST).into()
}

/// Of another kind than wanted.
pub fn refused(key: &str, js: &JsValue, wanted: &str) -> JsValue {
    thrown(Error::new(Code::Type, key, plain(js).text()).with("wanted", wanted))
}

/// An object's keys and values.
pub fn table(key: &str, js: &JsValue) -> Result<Vec<(String, Value)>> {
    match value(js, DEPTH)? {
        Value::Table(table) => Ok(table),
        other => Err(thrown(
            Error::new(Code::Type, key, other.text()).with("wanted", "table"),
        )),
    }
}

/// A part of an object, by its key.
pub fn part(js: &JsValue, own: &str, key: &str) -> Result<JsValue> {
    if js.is_object() {
        get(js, key)
    } else {
        Err(refused(own, js, "table"))
    }
}

/// Keys and values of an object, these unread.
pub fn parts(key: &str, js: &JsValue) -> Result<Vec<(String, JsValue)>> {
    let known = js.is_object() && !ArrayBuffer::is_view(js);
    let pairs = if known { pairs(js)? } else { None };
    pairs.ok_or_else(|| refused(key, js, "table"))
}

/// A name.
pub fn text(key: &str, js: &JsValue) -> Result<String> {
    if js.is_string() {
        Ok(start(js))
    } else {
        Err(refused(key, js, "text"))
    }
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
            let error = Error::new(Code::WholeNumber, key, plain(js).text());
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
        let error = Error::new(Code::Length, key, decimal::text(length));
        return Err(thrown(error.with("wanted", wanted)));
    }
    floats(js, wanted)
}

/// Numbers, any number of them.
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
/// length may be a lie, for a property of one's own can hide the true one.
fn length<T: JsCast>(key: &str, js: &JsValue, wanted: &str) -> Result<f64> {
    if !(ArrayBuffer::is_view(js) && js.has_type::<T>()) {
        return Err(refused(key, js, wanted));
    }
    number(key, &get(js, "length")?)
}

fn bounded(key: &str, length: f64) -> Result<usize> {
    Ok(whole(&format!("{key}.length"), &length.into(), 0, MANY)? as usize)
}
