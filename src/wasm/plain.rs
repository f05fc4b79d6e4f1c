//! Plain objects, as `JSON.parse` would make them: what JavaScript is given.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::setting::Value;

/// An object of these keys, but for those that are undefined.
pub fn object(pairs: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_undefined()) {
        // Setting a property of an object that we have just made cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// An array.
pub fn list<T: Into<JsValue>>(all: impl IntoIterator<Item = T>) -> JsValue {
    let array = Array::new();
    for one in all {
        array.push(&one.into());
    }
    array.into()
}

/// A value of a config; a table is an object, in its order.
pub fn value(value: &Value) -> JsValue {
    match value {
        Value::Number(x) => (*x).into(),
        Value::Switch(on) => (*on).into(),
        Value::Text(text) | Value::Other(text) => text.into(),
        Value::Table(all) => table(all),
    }
}

/// A config or a part of it.
pub fn table(all: &[(String, Value)]) -> JsValue {
    let pairs = all.iter().map(|(key, one)| (key.as_str(), value(one)));
    object(&pairs.collect::<Vec<_>>())
}
