//! Named tensors in a safetensors file, to write and to read; whatever misfits is said by name.
//!
//! The format (<https://github.com/huggingface/safetensors>): 8 bytes that say how long the header is, little-endian; the
//! header, JSON that says of each tensor its number type, shape and place, and under `__metadata__` texts; then the
//! numbers, without gaps. The reader takes what that text says and nothing beside it: where the crate of the same name
//! is laxer (a header that begins with a blank, a key given twice, an entry with more keys), the file is refused.

mod json;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::numbers::real::Real;
use json::{Json, write_list, write_text};

/// Bytes that say how long the header is.
const LENGTH: usize = 8;

/// The longest header, in bytes, as in the reference implementation.
const LONGEST: u64 = 100_000_000;

/// The key of the texts.
const NOTES: &str = "__metadata__";

/// All number types of the format, each with its bits.
const DTYPES: &[(&str, u64)] = &[
    ("F64", 64),
    ("F32", 32),
    ("F16", 16),
    ("BF16", 16),
    ("I64", 64),
    ("I32", 32),
    ("I16", 16),
    ("I8", 8),
    ("U64", 64),
    ("U32", 32),
    ("U16", 16),
    ("U8", 8),
    ("BOOL", 8),
    ("C64", 64),
    ("F8_E5M2", 8),
    ("F8_E4M3", 8),
    ("F8_E8M0", 8),
    ("F8_E4M3FNUZ", 8),
    ("F8_E5M2FNUZ", 8),
    ("F6_E2M3", 6),
    ("F6_E3M2", 6),
    ("F4", 4),
];

/// Those of them that can be read.
const READ: [&str; 4] = ["F64", "F32", "F16", "BF16"];

/// A named tensor to be written; in the order in which a file has them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tensor {
    /// Bytes of one number: 4 are f32, 8 are f64. Wide ones come first: each tensor then begins at a multiple of its width,
    /// which readers that map files want.
    width: Reverse<usize>,
    name: String,
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
            width: Reverse(R::BYTES),
            name: name.into(),
            shape,
            bytes,
        }
    }
}

/// A file of tensors, each of another name, and texts under other keys. Their order does not matter: the same contents
/// are the same bytes.
pub fn write(tensors: Vec<Tensor>, notes: Vec<(String, String)>) -> Vec<u8> {
    let (tensors, notes) = (sorted(tensors), sorted(notes));
    let mut header = String::from("{");
    if !notes.is_empty() {
        write_text(&mut header, NOTES);
        header.push_str(":{");
        for (key, text) in &notes {
            write_text(&mut header, key);
            header.push(':');
            write_text(&mut header, text);
            header.push(',');
        }
        header.pop();
        header.push_str("},");
    }
    let mut end = 0;
    for tensor in &tensors {
        write_text(&mut header, &tensor.name);
        header.push_str(":{\"dtype\":");
        write_text(&mut header, if tensor.width.0 == 4 { "F32" } else { "F64" });
        header.push_str(",\"shape\":");
        write_list(&mut header, &tensor.shape);
        header.push_str(",\"data_offsets\":");
        write_list(&mut header, &[end, end + tensor.bytes.len()]);
        header.push_str("},");
        end += tensor.bytes.len();
    }
    if header.ends_with(',') {
        header.pop();
    }
    header.push('}');
    while !header.len().is_multiple_of(LENGTH) {
        header.push(' ');
    }
    let mut file = Vec::with_capacity(LENGTH + header.len() + end);
    file.extend_from_slice(&(header.len() as u64).to_le_bytes());
    file.extend_from_slice(header.as_bytes());
    for tensor in &tensors {
        file.extend_from_slice(&tensor.bytes);
    }
    file
}

/// By a heap, as `slice::sort` takes ten times the code, for each type again, and the page loads it.
pub fn sorted<T: Ord>(all: Vec<T>) -> Vec<T> {
    BinaryHeap::from(all).into_sorted_vec()
}

/// A file that was opened.
#[derive(Debug)]
pub struct File<'a> {
    /// In the order of their names.
    entries: Vec<Entry<'a>>,
    /// In the order of their keys.
    notes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// A tensor in a file; the order is that of the names.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry<'a> {
    name: Cow<'a, str>,
    dtype: &'static str,
    bits: u64,
    shape: Vec<usize>,
    /// First byte and the one after the last, counted from the end of the header.
    place: [usize; 2],
    bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// Looks at all of its header, and whether the numbers are where it says. Takes memory for what the header lists, a
    /// small multiple of its length.
    ///
    /// # Errors
    /// [`Code::FileLength`], [`Code::FileHeader`], [`Code::FileJson`], [`Code::FileOffsets`], [`Code::FileDtype`] (a type
    /// that the format does not have), [`Code::FileSize`].
    pub fn open(file: &'a [u8]) -> Result<File<'a>> {
        let short = |wanted: u64| {
            Err(Error::new(Code::FileLength, "file", file.len()).with("wanted", wanted))
        };
        let Some((length, rest)) = file.split_first_chunk::<LENGTH>() else {
            return short(LENGTH as u64);
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST {
            return Err(Error::new(Code::FileHeader, "file", length));
        }
        let Some((header, data)) = rest.split_at_checked(length as usize) else {
            return short(LENGTH as u64 + length);
        };
        if header.first() != Some(&b'{') {
            return Err(Error::new(Code::FileHeader, "file", file.len()));
        }

        let (mut entries, mut notes) = (Vec::new(), None);
        let mut json = Json::new(&file[..LENGTH + header.len()], LENGTH);
        json.object(|json, key| {
            if key != NOTES {
                entries.push(Entry::read(json, key)?);
            } else if notes.replace(read_notes(json)?).is_some() {
                return Err(twice(key));
            }
            Ok(())
        })?;
        json.end()?;

        let places = entries.iter().enumerate();
        let places = sorted(places.map(|(k, entry)| (entry.place, k)).collect());
        let mut end = 0;
        for &([from, to], k) in &places {
            let entry: &mut Entry<'_> = &mut entries[k];
            if from != end || to < from {
                return Err(entry.misplaced());
            }
            entry.check_size()?;
            let Some(bytes) = data.get(from..to) else {
                return short((LENGTH + header.len()) as u64 + to as u64);
            };
            entry.bytes = bytes;
            end = to;
        }
        if end < data.len() {
            return Err(match places.last() {
                Some(&(_, last)) => entries[last].misplaced(),
                None => Error::new(Code::FileHeader, "file", file.len()),
            });
        }

        let entries = sorted(entries);
        if let Some(pair) = entries.windows(2).find(|pair| pair[0].name == pair[1].name) {
            return Err(twice(pair[0].name.clone()));
        }
        Ok(File {
            entries,
            notes: notes.unwrap_or_default(),
        })
    }

    /// The text of this key.
    pub fn note(&self, key: &str) -> Option<&str> {
        let notes = &self.notes;
        let at = notes.binary_search_by(|(own, _)| own.as_ref().cmp(key));
        Some(&notes[at.ok()?].1)
    }

    /// All texts with their keys, in the order of the keys.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.notes.iter().map(|(key, text)| (&**key, &**text))
    }

    /// The names of all tensors, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.name)
    }

    /// The shape of the tensor of this name, if there is one.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(&self.entry(name)?.shape)
    }

    /// The numbers of a tensor, row-major.
    ///
    /// # Errors
    /// [`Code::TensorMissing`] if there is none of this name, [`Code::FileDtype`] if its numbers are no floats of 16, 32
    /// or 64 bits, [`Code::TensorNotFinite`] (what is finite in the file may not be so in `R`).
    pub fn numbers<R: Real>(&self, name: &str) -> Result<Vec<R>> {
        let Some(entry) = self.entry(name) else {
            return Err(self.missing(name));
        };
        let read: fn(&[u8]) -> f64 = match entry.dtype {
            "F64" => f64::get,
            "F32" => |bytes| f32::get(bytes).f64(),
            "F16" => |bytes| half(u16::from_le_bytes([bytes[0], bytes[1]])),
            // The upper half of an f32.
            "BF16" => |bytes| f32::from_le_bytes([0, 0, bytes[0], bytes[1]]).f64(),
            other => return Err(no_such_dtype(other, name)),
        };
        let bytes = entry.bytes.chunks_exact(entry.bits as usize / 8);
        let numbers: Vec<R> = bytes.map(|bytes| R::of(read(bytes))).collect();
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
        let names: Vec<String> = self.names().map(str::to_owned).collect();
        Error::new(Code::TensorMissing, name, "nothing").with("names", names)
    }

    fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        let at = self
            .entries
            .binary_search_by(|entry| (*entry.name).cmp(name));
        Some(&self.entries[at.ok()?])
    }
}

impl<'a> Entry<'a> {
    /// Type, shape and place, in any order; its bytes are not known yet.
    fn read(json: &mut Json<'a>, name: Cow<'a, str>) -> Result<Entry<'a>> {
        let (mut dtype, mut shape, mut place) = (None, None, None);
        json.object(|json, key| {
            match &*key {
                "dtype" if dtype.is_none() => dtype = Some(json.text()?),
                "shape" if shape.is_none() => shape = Some(json.list()?),
                "data_offsets" if place.is_none() => place = Some(json.list()?),
                _ => return Err(Error::new(Code::FileHeader, &*name, key)),
            }
            Ok(())
        })?;
        let place = place.and_then(|place| <[usize; 2]>::try_from(place).ok());
        let (Some(dtype), Some(shape), Some(place)) = (dtype, shape, place) else {
            let error = "incomplete";
            return Err(Error::new(Code::FileHeader, &*name, error));
        };
        let Some(&(dtype, bits)) = DTYPES.iter().find(|(own, _)| **own == *dtype) else {
            return Err(no_such_dtype(&dtype, &name));
        };
        Ok(Entry {
            name,
            dtype,
            bits,
            shape,
            place,
            bytes: &[],
        })
    }

    /// Does it take as many bytes as its shape needs?
    fn check_size(&self) -> Result<()> {
        let [from, to] = self.place;
        let found = (to - from) as u64;
        let sizes = || self.shape.iter().map(|&n| n as u64);
        let numbers = sizes().try_fold(1, u64::checked_mul);
        // A type may be narrower than a byte.
        let bits = numbers.and_then(|n| n.checked_mul(self.bits));
        if bits.is_some() && bits == found.checked_mul(8) {
            return Ok(());
        }
        let wanted = sizes().map(|n| n as f64).product::<f64>() * self.bits as f64 / 8.0;
        Err(Error::new(Code::FileSize, &*self.name, found).with("wanted", wanted))
    }

    fn misplaced(&self) -> Error {
        let place = format!("{:?}", self.place);
        Error::new(Code::FileOffsets, "file", place).with("tensor", &*self.name)
    }
}

fn read_notes<'a>(json: &mut Json<'a>) -> Result<Vec<(Cow<'a, str>, Cow<'a, str>)>> {
    let mut notes = Vec::new();
    json.object(|json, key| {
        notes.push((key, json.text()?));
        Ok(())
    })?;
    let notes = sorted(notes);
    match notes.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(notes),
        Some(pair) => Err(twice(pair[0].0.clone())),
    }
}

/// A key that is given twice: which one counts?
fn twice(key: Cow<'_, str>) -> Error {
    Error::new(Code::FileHeader, key, "twice")
}

fn no_such_dtype(dtype: &str, tensor: &str) -> Error {
    Error::new(Code::FileDtype, "file", dtype)
        .with("tensor", tensor)
        .with("names", &READ[..])
}

/// A number of 16 bits, IEEE 754 binary16: a sign, 5 bits of exponent, 10 of what follows the point.
fn half(bits: u16) -> f64 {
    let [exponent, fraction] = [bits >> 10 & 31, bits & 1023].map(i32::from);
    let size = match (exponent, fraction) {
        (0, _) => f64::from(fraction) * 2f64.powi(-24),
        (31, 0) => f64::INFINITY,
        (31, _) => f64::NAN,
        _ => f64::from(1024 + fraction) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 0 { size } else { -size }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
