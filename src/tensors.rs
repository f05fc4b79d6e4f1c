//! Named matrices in a safetensors file, to write and to read; whatever misfits is said by name.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::error::{Code, Error, Result};
use crate::real::Real;

/// A file of tensors: name, shape and numbers of each.
///
/// # Panics
/// If a shape has another number of numbers.
pub fn write<R: Real>(
    tensors: &[(String, Vec<usize>, &[R])],
    notes: Option<HashMap<String, String>>,
) -> Vec<u8> {
    let dtype = if R::BYTES == 4 {
        Dtype::F32
    } else {
        Dtype::F64
    };
    let all: Vec<Vec<u8>> = (tensors.iter())
        .map(|(_, _, numbers)| {
            let mut bytes = Vec::with_capacity(numbers.len() * R::BYTES);
            numbers.iter().for_each(|x| x.put(&mut bytes));
            bytes
        })
        .collect();
    let views = tensors.iter().zip(&all).map(|((name, shape, _), bytes)| {
        let view = TensorView::new(dtype, shape.clone(), bytes);
        (name, view.expect("as many bytes as numbers need"))
    });
    safetensors::serialize(views, notes).expect("names and sizes are our own")
}

/// The numbers of a tensor, f32 or f64 in the file.
///
/// # Errors
/// [`Code::Checkpoint`] if there is none of this name and shape, or if a number is not finite.
pub fn read<R: Real>(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<R>> {
    let misfit = |value: String, legal: String| Error::new(Code::Checkpoint, name, value, legal);
    let view = tensors.tensor(name).map_err(|_| {
        let mut names = tensors.names();
        names.sort_unstable();
        let there = format!("no such tensor; there are {}", names.join(", "));
        misfit(there, format!("{shape:?}"))
    })?;
    let numbers: Vec<R> = match view.dtype() {
        _ if view.shape() != shape => {
            return Err(misfit(format!("{:?}", view.shape()), format!("{shape:?}")));
        }
        Dtype::F32 => view
            .data()
            .chunks_exact(4)
            .map(|b| R::of(f32::get(b).f64()))
            .collect(),
        Dtype::F64 => view
            .data()
            .chunks_exact(8)
            .map(|b| R::of(f64::get(b)))
            .collect(),
        other => return Err(misfit(other.to_string(), "F32 or F64".to_owned())),
    };
    match numbers.iter().position(|x| !x.is_finite()) {
        None => Ok(numbers),
        Some(at) => {
            let value = format!("{:?} at place {at}", numbers[at]);
            Err(misfit(value, "finite numbers".to_owned()))
        }
    }
}
