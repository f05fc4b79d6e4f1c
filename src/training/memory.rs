//! Memory: is there enough, before any of it is taken?

use crate::error::{Code, Error, Result};

/// Refuses what the memory that is left has no room for. On the web an allocation that fails ends the whole program; so what
/// an experiment of so many units and steps needs is asked for in one piece first, with an eighth more for small things and
/// for gaps between large ones, and given back.
///
/// # Errors
/// [`Code::NoMemory`].
pub fn require(bytes: u64, hidden: usize, steps: usize) -> Result<()> {
    let mut trial = Vec::<u8>::new();
    let whole = usize::try_from(bytes.saturating_add(bytes / 8));
    let found = whole.is_ok_and(|bytes| trial.try_reserve_exact(bytes).is_ok());
    // The compiler may leave out an allocation that nothing looks at.
    std::hint::black_box(&trial);
    if found {
        return Ok(());
    }
    Err(Error::new(Code::NoMemory, "hidden", hidden)
        .with("steps", steps)
        .with("needed", bytes.div_ceil(1 << 20)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Part;

    #[test]
    fn no_number_of_bytes_is_too_large_to_be_refused() {
        for bytes in [1 << 62, u64::MAX - 1, u64::MAX] {
            let error = require(bytes, 8, 20).unwrap_err();
            assert_eq!((error.code, &*error.value), (Code::NoMemory, "8"));
            let needed = bytes.div_ceil(1 << 20) as f64;
            assert_eq!(error.part("needed"), Some(&Part::Number(needed)));
        }
        for bytes in [0, 1, 1 << 20] {
            assert_eq!(require(bytes, 8, 20), Ok(()));
        }
    }
}
