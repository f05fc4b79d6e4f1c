//! A number as a text, with as few digits as tell it.

/// As an error message shows it.
pub fn text(x: f64) -> String {
    if x.abs() < 1e16 {
        x.to_string()
    } else {
        // 1e300, not 301 digits.
        format!("{x:?}")
    }
}
