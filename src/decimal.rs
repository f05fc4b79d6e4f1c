//! A number as a text, with as few digits as tell it.

/// As an error message shows it.
#[cfg(not(target_arch = "wasm32"))]
pub fn text(x: f64) -> String {
    if x.abs() < 1e16 {
        x.to_string()
    } else {
        // 1e300, not 301 digits.
        format!("{x:?}")
    }
}

/// As an error message shows it. JavaScript writes it: the code that does it in Rust is a tenth of what a page loads.
#[cfg(target_arch = "wasm32")]
pub fn text(x: f64) -> String {
    js_sys::Number::from(x).to_js_string().into()
}
