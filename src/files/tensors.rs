//! Named tensors in a safetensors file (<https://github.com/huggingface/safetensors>), to write and to read; whatever
//! misfits is said by name. The crate of that name knows the format; here are our numbers and our refusals.

use half::{bf16, f16};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, Metadata, TensorView};

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::numbers::real::Real;

/// The number types that can be read.
const READ: [&str; 4] = ["F64", "F32", "F16", "BF16"];

/// A named tensor to be written.
#[derive(Debug)]
pub struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// Of these numbers, row-major.
    ///
    /// # Panics
    /// If the shape has another number of numbers.
    pub fn new<R: Real>(name: impl Into<String>, shape: Vec<usize>, numbers: &[R]) -> Tensor {
        assert!(shape.iter().product::<usize>() == numbers.len());
        let mut bytes = Vec::with_capacity(numbers.len() * R::BYTES);
        numbers.iter().for_each(|x| x.put(&mut bytes));
        Tensor {
            name: name.into(),
            dtype: if R::BYTES == 4 {
                Dtype::F32
            } else {
                Dtype::F64
            },
            shape,
            bytes,
        }
    }
}

/// A file of tensors, each of another name, and a note beside them: its key and its text. The same contents are the same
/// bytes, whatever the order of the tensors. (Of several notes the crate has no order.)
pub fn write(tensors: &[Tensor], note: Option<(&str, String)>) -> Vec<u8> {
    let views = tensors.iter().map(|tensor| {
        let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes);
        (
            &tensor.name,
            view.expect("as many bytes as the shape takes"),
        )
    });
    let note = note.map(|(key, text)| [(key.to_owned(), text)].into_iter().collect());
    safetensors::serialize(views, note).expect("tensors of other names, in memory")
}

/// A file that was opened.
#[derive(Debug)]
pub struct File<'a> {
    tensors: SafeTensors<'a>,
    header: Metadata,
}

impl<'a> File<'a> {
    /// Looks at all of its header, and whether the numbers are where it says.
    ///
    /// # Errors
    /// [`Code::File`] if it is no safetensors file, with the reason that the crate gives.
    pub fn open(bytes: &'a [u8]) -> Result<File<'a>> {
        let refused = |reason| Error::new(Code::File, "file", reason);
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(refused)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(refused)?;
        Ok(File { tensors, header })
    }

    /// All notes, by key, in the order of the keys.
    pub fn notes(&self) -> Vec<(String, String)> {
        let notes = self.header.metadata().iter().flatten();
        let mut notes: Vec<_> = notes
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect();
        notes.sort_unstable();
        notes
    }

    /// The names of all tensors, in their order.
    pub fn names(&self) -> Vec<&str> {
        let mut names = self.tensors.names();
        names.sort_unstable();
        names
    }

    /// The shape of the tensor of this name, if there is one.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.header.info(name)?.shape)
    }

    /// The numbers of a tensor, row-major.
    ///
    /// # Errors
    /// [`Code::TensorMissing`] if there is none of this name, [`Code::FileDtype`] if its numbers are no floats of 16, 32
    /// or 64 bits, [`Code::TensorNotFinite`] (what is finite in the file may not be so in `R`).
    pub fn numbers<R: Real>(&self, name: &str) -> Result<Vec<R>> {
        let tensor = (self.tensors.tensor(name)).map_err(|_| self.missing(name))?;
        let read: fn(&[u8]) -> f64 = match tensor.dtype() {
            Dtype::F64 => f64::get,
            Dtype::F32 => |bytes| f32::get(bytes).f64(),
            Dtype::F16 => |bytes| f16::from_le_bytes([bytes[0], bytes[1]]).to_f64(),
            Dtype::BF16 => |bytes| bf16::from_le_bytes([bytes[0], bytes[1]]).to_f64(),
            other => {
                let error = Error::new(Code::FileDtype, "file", other);
                return Err(error.with("tensor", name).with("names", &READ[..]));
            }
        };
        let numbers = tensor.data().chunks_exact(tensor.dtype().bitsize() / 8);
        let numbers: Vec<R> = numbers.map(|bytes| R::of(read(bytes))).collect();
        match numbers.iter().position(|x| !x.is_finite()) {
            None => Ok(numbers),
            Some(at) => {
                let value = decimal::text(numbers[at].f64());
                Err(Error::new(Code::TensorNotFinite, name, value).with("place", at))
            }
        }
    }

    /// The numbers of a tensor that must have this shape.
    ///
    /// # Errors
    /// As [`File::numbers`], and [`Code::TensorShape`].
    pub fn read<R: Real>(&self, name: &str, shape: &[usize]) -> Result<Vec<R>> {
        match self.shape(name) {
            Some(found) if found != shape => {
                Err(Error::new(Code::TensorShape, name, format!("{found:?}"))
                    .with("wanted", shape)
                    .with("found", found))
            }
            _ => self.numbers(name),
        }
    }

    /// That there is no tensor of this name.
    pub fn missing(&self, name: &str) -> Error {
        let names: Vec<String> = self.names().into_iter().map(str::to_owned).collect();
        Error::new(Code::TensorMissing, name, "nothing").with("names", names)
    }
}
