//! A number as a text, with as few digits as tell it.

/// As an error message shows it. JavaScript writes it there: the code that does it in Rust is a tenth of what a page loads.
#[cfg(target_arch = "wasm32")]
pub(crate) use crate::wasm::decimal as text;

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
