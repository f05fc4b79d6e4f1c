//! Named tensors in a safetensors file (<https://github.com/huggingface/safetensors>), to write and to read; whatever
//! misfits is said by name. The crate of that name knows the format; here are our numbers, our limits and our refusals.

use std::collections::BTreeMap;
use std::fmt;

use half::{bf16, f16};
use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, Metadata, TensorInfo, TensorView};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::numbers::real::Real;

/// Bytes that say how long the header is.
const LENGTH: usize = 8;

/// The longest header, in bytes. That of a checkpoint has at most some 200 kB (settings of 24,000 characters, escaped), that
/// of a model of a thousand tensors some 100 kB.
const LONGEST: u64 = 1_000_000;

/// The most axes of a tensor. A convolution over space and time has five; a shape is quoted where it misfits, and nobody
/// reads more.
const MOST_AXES: usize = 8;

/// The key of the notes.
const NOTES: &str = "__metadata__";

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

/// A header in the types of the crate. Its own reader keeps each value in a general form first (serde's `flatten`), which
/// takes 31 times the length of a header; here each value goes to its place at once.
#[derive(Default)]
struct Header {
    notes: BTreeMap<String, String>,
    tensors: Vec<(String, TensorInfo)>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Header, D::Error> {
        from.deserialize_map(Header::default())
    }
}

impl<'de> Visitor<'de> for Header {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tensors by name")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> std::result::Result<Header, A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == NOTES {
                self.notes = map.next_value::<Option<_>>()?.unwrap_or_default();
            } else {
                self.tensors.push((key, map.next_value()?));
            }
        }
        Ok(self)
    }
}

/// A file that was opened.
#[derive(Debug)]
pub struct File<'a> {
    /// What stands beside the tensors, by key.
    pub notes: BTreeMap<String, String>,
    tensors: Metadata,
    /// What follows the header.
    data: &'a [u8],
}

impl<'a> File<'a> {
    /// Looks at all of its header, and whether the numbers are where it says. Takes memory for what the header lists, a
    /// small multiple of its length.
    ///
    /// # Errors
    /// [`Code::FileLength`], [`Code::FileHeader`], [`Code::TensorAxes`], or [`Code::File`] with the reason that the crate
    /// gives.
    pub fn open(file: &'a [u8]) -> Result<File<'a>> {
        let other = |wanted: u64| {
            Err(Error::new(Code::FileLength, "file", file.len()).with("wanted", wanted))
        };
        let refused = |reason| Error::new(Code::File, "file", reason);
        let Some((length, rest)) = file.split_first_chunk::<LENGTH>() else {
            return other(LENGTH as u64);
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST {
            return Err(Error::new(Code::FileHeader, "file", length).with("longest", LONGEST));
        }
        let Some((header, data)) = rest.split_at_checked(length as usize) else {
            return other(LENGTH as u64 + length);
        };
        let no_header = |reason| refused(SafeTensorError::InvalidHeaderDeserialization(reason));
        let Header { notes, mut tensors } = serde_json::from_slice(header).map_err(no_header)?;
        let many = |(_, info): &&(String, TensorInfo)| info.shape.len() > MOST_AXES;
        if let Some((name, info)) = tensors.iter().find(many) {
            let error = Error::new(Code::TensorAxes, name, info.shape.len());
            return Err(error.with("most", MOST_AXES));
        }
        // In a file they may be listed in any order.
        tensors.sort_unstable_by_key(|(_, info)| info.data_offsets);
        let count = tensors.len();
        let tensors = Metadata::new(None, tensors).map_err(refused)?;
        if tensors.offset_keys().len() < count {
            return Err(no_header(de::Error::custom("two tensors of one name")));
        }
        let end = tensors.data_len();
        if end != data.len() {
            return other((LENGTH as u64 + length).saturating_add(end as u64));
        }
        Ok(File {
            notes,
            tensors,
            data,
        })
    }

    /// The names of all tensors, in their order.
    pub fn names(&self) -> Vec<String> {
        let mut names = self.tensors.offset_keys();
        names.sort_unstable();
        names
    }

    /// The shape of the tensor of this name, if there is one.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.tensors.info(name)?.shape)
    }

    /// The numbers of a tensor, row-major.
    ///
    /// # Errors
    /// [`Code::TensorMissing`] if there is none of this name, [`Code::FileDtype`] if its numbers are no floats of 16, 32
    /// or 64 bits, [`Code::TensorNotFinite`], or [`Code::NumberAt`] of one that is finite in the file and not in `R`.
    pub fn numbers<R: Real>(&self, name: &str) -> Result<Vec<R>> {
        let Some(info) = self.tensors.info(name) else {
            return Err(self.missing(name));
        };
        let read: fn(&[u8]) -> f64 = match info.dtype {
            Dtype::F64 => f64::get,
            Dtype::F32 => |bytes| f32::get(bytes).f64(),
            Dtype::F16 => |bytes| f16::from_le_bytes([bytes[0], bytes[1]]).to_f64(),
            Dtype::BF16 => |bytes| bf16::from_le_bytes([bytes[0], bytes[1]]).to_f64(),
            other => {
                let error = Error::new(Code::FileDtype, "file", other);
                return Err(error.with("tensor", name).with("names", &READ[..]));
            }
        };
        let (from, to) = info.data_offsets;
        let bytes = self.data[from..to].chunks_exact(info.dtype.bitsize() / 8);
        let numbers: Vec<R> = bytes.clone().map(|bytes| R::of(read(bytes))).collect();
        let Some(at) = numbers.iter().position(|x| !x.is_finite()) else {
            return Ok(numbers);
        };
        let x = read(bytes.clone().nth(at).expect("one of them"));
        let error = |code| Error::new(code, name, decimal::text(x)).with("place", at);
        let most = f64::from(f32::MAX);
        Err(match x.is_finite() {
            true => error(Code::NumberAt).with("min", -most).with("max", most),
            false => error(Code::TensorNotFinite),
        })
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
        Error::new(Code::TensorMissing, name, "nothing").with("names", self.names())
    }
}
