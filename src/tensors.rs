//! Named matrices in a safetensors file, to write and to read; whatever misfits is said by name.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, Metadata, SafeTensors, TensorView};

use crate::error::{Code, Error, Part, Result};
use crate::real::Real;

/// Text beside the tensors.
pub type Notes = HashMap<String, String>;

/// A named matrix to be written.
#[derive(Debug)]
pub struct Tensor {
    name: String,
    shape: Vec<usize>,
    dtype: Dtype,
    bytes: Vec<u8>,
}

impl Tensor {
    /// Of these numbers.
    pub fn new<R: Real>(name: impl Into<String>, shape: Vec<usize>, numbers: &[R]) -> Tensor {
        let mut bytes = Vec::with_capacity(numbers.len() * R::BYTES);
        numbers.iter().for_each(|x| x.put(&mut bytes));
        let dtype = if R::BYTES == 4 {
            Dtype::F32
        } else {
            Dtype::F64
        };
        Tensor {
            name: name.into(),
            shape,
            dtype,
            bytes,
        }
    }
}

/// A file of tensors.
///
/// # Panics
/// If a shape has another number of numbers than the tensor.
pub fn write(tensors: &[Tensor], notes: Option<Notes>) -> Vec<u8> {
    // Neither can fail: shapes, bytes and names are our own. (What safetensors would say of it is a tenth of the page.)
    let views = tensors.iter().map(|tensor| {
        let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes);
        (
            &tensor.name,
            view.unwrap_or_else(|_| panic!("a shape of these numbers")),
        )
    });
    safetensors::serialize(views, notes).unwrap_or_else(|_| panic!("names without doubles"))
}

/// A file that was opened.
#[derive(Debug)]
pub struct File<'a> {
    header: Metadata,
    /// What follows the header.
    data: &'a [u8],
}

impl<'a> File<'a> {
    /// Looks at all of its header, and whether as much follows as it says.
    ///
    /// # Errors
    /// [`Code::FileHeader`] if it is not safetensors.
    pub fn open(bytes: &'a [u8]) -> Result<File<'a>> {
        /// Bytes that say how long the header is.
        const LENGTH: usize = 8;
        match SafeTensors::read_metadata(bytes) {
            Ok((n, header)) => Ok(File {
                header,
                data: &bytes[LENGTH + n..],
            }),
            Err(_) => Err(Error::new(Code::FileHeader, "file", bytes.len())),
        }
    }

    /// The text of this name.
    pub fn note(&self, key: &str) -> Option<&str> {
        Some(self.header.metadata().as_ref()?.get(key)?)
    }

    /// The shape of the tensor of this name, if there is one.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.header.info(name)?.shape)
    }

    /// The numbers of a tensor, f32 or f64 in the file.
    ///
    /// # Errors
    /// [`Code::TensorMissing`] and [`Code::TensorShape`] if there is none of this name and shape, [`Code::FileDtype`] if
    /// it holds other numbers, [`Code::TensorNotFinite`].
    pub fn read<R: Real>(&self, name: &str, shape: &[usize]) -> Result<Vec<R>> {
        let Some(info) = self.header.info(name) else {
            let error = Error::new(Code::TensorMissing, name, "nothing");
            return Err(error.with("names", self.header.offset_keys()));
        };
        let (from, to) = info.data_offsets;
        let bytes = &self.data[from..to];
        let numbers: Vec<R> = match info.dtype {
            _ if info.shape != shape => {
                let found = Part::from(&info.shape[..]);
                return Err(Error::new(Code::TensorShape, name, &found)
                    .with("wanted", shape)
                    .with("found", found));
            }
            Dtype::F32 => (bytes.chunks_exact(4))
                .map(|b| R::of(f32::get(b).f64()))
                .collect(),
            Dtype::F64 => (bytes.chunks_exact(8))
                .map(|b| R::of(f64::get(b)))
                .collect(),
            other => {
                return Err(Error::new(Code::FileDtype, "file", other)
                    .with("tensor", name)
                    .with("names", &["F32", "F64"][..]));
            }
        };
        match numbers.iter().position(|x| !x.is_finite()) {
            None => Ok(numbers),
            Some(at) => {
                let value = numbers[at].f64();
                Err(Error::new(Code::TensorNotFinite, name, value).with("place", at))
            }
        }
    }
}
