//! Do we read and write what the reference implementation, the crate `safetensors`, reads and writes?

use std::collections::HashMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::{DTYPES, File, Tensor, write};
use crate::error::{Code, Error};
use crate::numbers::real::Real;

/// Every type that the crate writes, with its bits.
const ALL: [Dtype; 22] = {
    use Dtype::*;
    [
        F64,
        F32,
        F16,
        BF16,
        I64,
        I32,
        I16,
        I8,
        U64,
        U32,
        U16,
        U8,
        BOOL,
        C64,
        F8_E5M2,
        F8_E4M3,
        F8_E8M0,
        F8_E4M3FNUZ,
        F8_E5M2FNUZ,
        F6_E2M3,
        F6_E3M2,
        F4,
    ]
};

/// Names and texts with all that must be escaped, and characters of one to four bytes.
fn texts() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        Just('"'),
        Just('\\'),
        Just('/'),
        (0..' ' as u32).prop_map(|c| char::from_u32(c).expect("ASCII")),
        any::<char>(),
        select(vec!['a', '.', '\u{7f}', 'é', '字', '😀']),
    ];
    vec(c, 0..8).prop_map(String::from_iter)
}

/// What is in a file: tensors of any type (of 8 numbers a row, so that narrow ones fill bytes), and texts.
#[derive(Clone, Debug)]
struct Contents {
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    notes: HashMap<String, String>,
}

fn contents() -> impl Strategy<Value = Contents> {
    let tensor = (0..3usize, 0..4usize, any::<u8>(), select(ALL.to_vec()));
    let tensors = btree_map(texts(), tensor, 0..6).prop_map(|tensors| {
        let named = tensors.into_iter().filter(|(name, _)| name != super::NOTES);
        let made = named.map(|(name, (rank, rows, seed, dtype))| {
            let shape = [&[8, rows, 2][..rank + 1]].concat();
            let bytes = shape.iter().product::<usize>() * dtype.bitsize() / 8;
            let data = (0..bytes).map(|k| seed.wrapping_mul(k as u8)).collect();
            (name, dtype, shape, data)
        });
        made.collect()
    });
    let notes = btree_map(texts(), texts(), 0..4).prop_map(HashMap::from_iter);
    (tensors, notes).prop_map(|(tensors, notes)| Contents { tensors, notes })
}

/// As the crate writes it.
fn reference(contents: &Contents) -> Vec<u8> {
    let views = contents.tensors.iter().map(|(name, dtype, shape, data)| {
        let view = TensorView::new(*dtype, shape.clone(), data);
        (name, view.expect("as many bytes as the shape takes"))
    });
    // No tensors and an empty map of texts it writes as no JSON.
    let notes = Some(contents.notes.clone()).filter(|notes| !notes.is_empty());
    safetensors::serialize(views, notes).expect("good names")
}

/// A file with this header.
fn with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), data].concat()
}

/// What we accept the crate accepts, and finds the same in it.
fn assert_same(file: &[u8]) -> Result<bool, TestCaseError> {
    let Ok(ours) = File::open(file) else {
        return Ok(false);
    };
    let (n, header) = SafeTensors::read_metadata(file).expect("the crate reads what we read");
    let theirs = SafeTensors::deserialize(file).expect("the crate reads what we read");
    prop_assert_eq!(theirs.len(), ours.entries.len());
    for entry in &ours.entries {
        let view = theirs.tensor(&entry.name).expect("a tensor of ours");
        prop_assert_eq!(entry.dtype, view.dtype().to_string());
        prop_assert_eq!((&*entry.shape, entry.bytes), (view.shape(), view.data()));
        let [from, to] = entry.place;
        prop_assert_eq!(entry.bytes, &file[8 + n..][from..to]);
    }
    let theirs = header.metadata().clone().unwrap_or_default();
    let notes = ours
        .notes()
        .map(|(key, text)| (key.to_owned(), text.to_owned()));
    prop_assert_eq!(notes.collect::<HashMap<_, _>>(), theirs);
    Ok(true)
}

proptest! {
    // Quick ones, and of the bytes that were changed few are still a file.
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_the_crate_writes_we_read_the_same(contents in contents()) {
        let file = reference(&contents);
        prop_assert!(assert_same(&file)?);
        let ours = File::open(&file).expect("as just now");
        for (key, text) in &contents.notes {
            prop_assert_eq!(ours.note(key), Some(&**text));
        }
    }

    /// Keys and entries in any order, blanks between all of them, each character of a name escaped or not: the crate
    /// writes none of this, others may.
    #[test]
    fn a_header_may_be_written_in_other_ways(
        contents in contents(), turn in 0..6usize, blank in "[ \t\n\r]{0,3}", escape in any::<bool>(), end in " {0,9}"
    ) {
        let quoted = |text: &str| {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
            if escape {
                return format!("\"{}\"", units.collect::<String>());
            }
            let mut quoted = String::new();
            super::write_text(&mut quoted, text);
            quoted
        };
        let (mut entries, mut data) = (Vec::new(), Vec::new());
        for (name, dtype, shape, bytes) in &contents.tensors {
            let place = [data.len(), data.len() + bytes.len()];
            data.extend_from_slice(bytes);
            let mut parts = [
                format!("\"dtype\":{}", quoted(&dtype.to_string())),
                format!("\"shape\":{shape:?}"),
                format!("\"data_offsets\":{place:?}"),
            ];
            parts.rotate_left(turn % 3);
            entries.push(format!("{}:{{{}}}", quoted(name), parts.join(&format!("{blank},{blank}"))));
        }
        let notes = contents.notes.iter();
        let notes: Vec<_> = notes.map(|(key, text)| format!("{}:{}", quoted(key), quoted(text))).collect();
        entries.push(format!("{}{blank}:{blank}{{{}}}", quoted(super::NOTES), notes.join(",")));
        let len = entries.len();
        entries.rotate_left(turn % len);
        let header = format!("{{{blank}{}{blank}}}{end}", entries.join(&format!("{blank},{blank}")));
        let file = with_header(&header, &data);
        prop_assert!(assert_same(&file)?, "{}", header);
        let ours = File::open(&file).expect("as just now");
        prop_assert!(contents.tensors.iter().all(|(name, ..)| ours.shape(name).is_some()));
        prop_assert!(contents.notes.iter().all(|(key, text)| ours.note(key) == Some(text)));
    }

    /// Bytes changed, put in, taken out, cut off. (Some of these files the crate accepts and we refuse, on purpose: a key
    /// twice, an entry with another key, a header that begins with a blank, `__metadata__` that is null.)
    #[test]
    fn no_bytes_make_the_reader_panic_or_read_what_the_crate_does_not(
        contents in contents(),
        edits in vec((any::<Index>(), 0..8u8, any::<u8>(), select(b"{}[]\":,\\u0189-.eE \ntfndD\0\x80".to_vec())), 1..4),
    ) {
        let mut file = reference(&contents);
        for (at, kind, any, json) in edits {
            // Most of a header is names and texts: what parts them is put there as often as any byte.
            let byte = if kind % 2 == 0 { json } else { any };
            // The header is as long as it says again, else all would be refused for that alone.
            let length = u64::from_le_bytes(file[..8].try_into().expect("eight bytes"));
            let k = 8 + at.index(length.clamp(1, file.len() as u64 - 8) as usize);
            let length = match kind / 2 {
                0 => {
                    file[k] = byte;
                    length
                }
                1 => {
                    file.insert(k, byte);
                    length + 1
                }
                2 => {
                    file.remove(k);
                    length.saturating_sub(1)
                }
                _ => {
                    file.truncate(at.index(file.len()).max(9));
                    length
                }
            };
            file[..8].copy_from_slice(&length.to_le_bytes());
            if file.len() < 10 {
                break;
            }
        }
    }

    #[test]
    fn no_garbage_makes_the_reader_panic(bytes in vec(any::<u8>(), 0..100), header in "[\\[\\]{}\":,0-9a\\\\u ]{0,60}") {
        assert_same(&bytes)?;
        assert_same(&with_header(&format!("{{{header}"), &bytes))?;
    }

    /// To the byte as the crate does (with at most one text: its own order of several is none), and the same bytes
    /// whatever the order in which they are given.
    #[test]
    fn what_we_write_is_what_the_crate_writes(
        named in btree_map(texts(), (vec(any::<f32>(), 0..5), any::<bool>()), 0..6), notes in btree_map(texts(), texts(), 0..4)
    ) {
        let named: Vec<_> = named.into_iter().filter(|(name, _)| name != super::NOTES).collect();
        let tensors = || named.iter().map(|(name, (numbers, wide))| {
            let shape = vec![numbers.len(), 1];
            if *wide {
                let numbers: Vec<f64> = numbers.iter().map(|x| x.f64() / 3.0).collect();
                return Tensor::new(name.clone(), shape, &numbers);
            }
            Tensor::new(name.clone(), shape, numbers)
        });
        let few: Vec<_> = notes.clone().into_iter().take(1).collect();
        let theirs = safetensors::serialize(
            tensors().collect::<Vec<_>>().iter().map(|tensor| {
                let dtype = if tensor.width.0 == 4 { Dtype::F32 } else { Dtype::F64 };
                let view = TensorView::new(dtype, tensor.shape.clone(), &tensor.bytes);
                (tensor.name.clone(), view.expect("as many bytes as the shape takes"))
            }),
            (!few.is_empty()).then(|| few.iter().cloned().collect()),
        );
        prop_assert_eq!(write(tensors().collect(), few), theirs.expect("good names"));
        let forward: Vec<_> = notes.into_iter().collect();
        let backward = forward.iter().rev().cloned().collect();
        let file = write(tensors().collect(), forward);
        prop_assert!(assert_same(&file)?);
        prop_assert_eq!(write(tensors().rev().collect(), backward), file);
    }

    /// By the definition, in powers of two: a sign, an exponent with its bias, a fraction.
    #[test]
    fn narrow_floats_are_what_their_bits_say(bits in any::<u16>()) {
        let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
        let value = |exponent: u32, digits: u32| {
            let largest = (1 << exponent) - 1;
            let (e, m) = (u32::from(bits) >> digits & largest, u32::from(bits) & ((1 << digits) - 1));
            let bias = f64::from(largest / 2);
            let part = f64::from(m) / f64::from(1 << digits);
            match e {
                0 => Some(sign * part * (1.0 - bias).exp2()),
                e if e == largest => None,
                e => Some(sign * (1.0 + part) * (f64::from(e) - bias).exp2()),
            }
        };
        for (dtype, wanted) in [("F16", value(5, 10)), ("BF16", value(8, 7))] {
            let header = format!("{{\"a\":{{\"dtype\":\"{dtype}\",\"shape\":[],\"data_offsets\":[0,2]}}}}");
            let file = with_header(&header, &bits.to_le_bytes());
            let read = File::open(&file).expect("a file").read::<f64>("a", &[]);
            match wanted {
                Some(wanted) => prop_assert_eq!(read, Ok(vec![wanted])),
                None => prop_assert_eq!(read.unwrap_err().code, Code::TensorNotFinite),
            }
        }
    }
}

#[test]
fn every_type_of_the_crate_is_known_with_its_size() {
    let theirs = ALL.map(|dtype| (dtype.to_string(), dtype.bitsize() as u64));
    let ours = DTYPES.iter().map(|&(name, bits)| (name.to_owned(), bits));
    assert_eq!(ours.collect::<Vec<_>>(), theirs);
}

/// A file of one tensor "a", F32, with the whole entry or parts of it written by hand.
fn refusal(header: &str, data: usize) -> Error {
    File::open(&with_header(header, &vec![0; data])).expect_err("must be refused")
}

#[test]
fn refusals_tell_what_and_where() {
    let entry = |dtype: &str, shape: &str, place: &str| {
        format!("{{\"a\":{{\"dtype\":{dtype},\"shape\":{shape},\"data_offsets\":{place}}}}}")
    };
    let good = entry("\"F32\"", "[2]", "[0,8]");
    assert!(File::open(&with_header(&good, &[0; 8])).is_ok());
    let two = good.replace('}', "");
    for (header, data, said) in [
        ("", 0, "file has no header that describes tensors, got 8"),
        (
            &*format!(" {good}"),
            8,
            "file has no header that describes tensors, got 71",
        ),
        ("{}", 3, "file has no header that describes tensors, got 13"),
        (&good, 7, "file is cut short: it must be 70 bytes, got 69"),
        (
            &good,
            9,
            "file has tensor a at [0, 8], which overlaps, leaves a gap or runs over the end",
        ),
        (
            &good[..20],
            0,
            "file has a header that is not JSON: got nothing at byte 28",
        ),
        (
            &good.replace(':', ";"),
            8,
            "file has a header that is not JSON: got ; at byte 12",
        ),
        (
            &format!("{good}x"),
            8,
            "file has a header that is not JSON: got x at byte 62",
        ),
        (
            &good.replace('a', "\\ud83d"),
            8,
            "file has a header that is not JSON: got u at byte 11",
        ),
        (
            &good.replace('a', "\n"),
            8,
            "file has a header that is not JSON: got \n at byte 10",
        ),
        (
            &good.replace("[2]", "[02]"),
            8,
            "file has a header that is not JSON: got 2 at byte 38",
        ),
        (
            &good.replace("[2]", "[2,]"),
            8,
            "file has a header that is not JSON: got ] at byte 39",
        ),
        (
            &good.replace("[2]", "[2.0]"),
            8,
            "file has no header that describes tensors, got 2",
        ),
        (
            &good.replace("[2]", "[-2]"),
            8,
            "file has no header that describes tensors, got -",
        ),
        (
            &good.replace("[2]", "2"),
            8,
            "file has no header that describes tensors, got 2",
        ),
        (
            &good.replace("[2]", "[[2]]"),
            8,
            "file has no header that describes tensors, got [",
        ),
        (
            &good.replace("[2]", "[18446744073709551616]"),
            8,
            "file has no header that describes tensors, got 18446744073709551616",
        ),
        (
            &good.replace("shape", "shapes"),
            8,
            "a has no header that describes tensors, got shapes",
        ),
        (
            "{\"a\":{}}",
            0,
            "a has no header that describes tensors, got incomplete",
        ),
        (
            &good.replace("[0,8]", "[0,4,8]"),
            8,
            "a has no header that describes tensors, got incomplete",
        ),
        (
            &format!("{two}}},{}", &good[1..]),
            8,
            "file has tensor a at [0, 8], which overlaps, leaves a gap or runs over the end",
        ),
        (
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\
             \"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            0,
            "a has no header that describes tensors, got twice",
        ),
        (
            "{\"__metadata__\":{},\"__metadata__\":{}}",
            0,
            "__metadata__ has no header that describes tensors, got twice",
        ),
        (
            "{\"__metadata__\":{\"b\":\"\",\"\\u0062\":\"\"}}",
            0,
            "b has no header that describes tensors, got twice",
        ),
        (
            "{\"__metadata__\":{\"b\":1}}",
            0,
            "file has no header that describes tensors, got 1",
        ),
        (
            "{\"__metadata__\":null}",
            0,
            "file has no header that describes tensors, got n",
        ),
        (
            &entry("\"F32\"", "[2]", "[8,0]"),
            8,
            "file has tensor a at [8, 0], which overlaps, leaves a gap or runs over the end",
        ),
        (
            &entry("\"F32\"", "[2]", "[4,12]"),
            12,
            "file has tensor a at [4, 12], which overlaps, leaves a gap or runs over the end",
        ),
        (
            &entry("\"Q4\"", "[2]", "[0,8]"),
            8,
            "file must have numbers of type F64, F32, F16, BF16, got Q4 in tensor a",
        ),
        (
            &entry("\"F32\"", "[3]", "[0,8]"),
            8,
            "a must take 12 bytes for its shape, got 8",
        ),
        (
            &entry("\"F4\"", "[3]", "[0,1]"),
            1,
            "a must take 1.5 bytes for its shape, got 1",
        ),
        (
            &entry("\"F32\"", "[4294967296,4294967296]", "[0,0]"),
            0,
            "a must take 7.378697629483821e19 bytes for its shape, got 0",
        ),
    ] {
        assert_eq!(refusal(header, data).to_string(), said, "{header}");
    }
    let short = |file: &[u8]| File::open(file).expect_err("must be refused").to_string();
    assert_eq!(
        short(b"no file"),
        "file is cut short: it must be 8 bytes, got 7"
    );
    let header = with_header(&good, &[]);
    assert_eq!(
        short(&header[..20]),
        "file is cut short: it must be 62 bytes, got 20"
    );
    let long = 100_000_001u64.to_le_bytes();
    assert_eq!(
        short(&long),
        "file has no header that describes tensors, got 100000001"
    );
}

/// The crate would take some of these on its stack, a level for each bracket.
#[test]
fn brackets_may_be_as_deep_as_they_like() {
    for bracket in ["[", "{\"a\":"] {
        let deep = format!("{{\"a\":{}", bracket.repeat(1_000_000));
        assert_eq!(refusal(&deep, 0).code, Code::FileHeader);
    }
}

#[test]
fn a_tensor_that_is_not_there_or_of_another_kind_is_refused_when_it_is_read() {
    let header = "{\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},\
                  \"a\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[8,16]}}";
    let data = [7i64.to_le_bytes(), 1e300f64.to_le_bytes()].concat();
    let bytes = with_header(header, &data);
    let file = File::open(&bytes).expect("a file");
    assert_eq!(file.names().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(file.numbers::<f64>("a"), Ok(vec![1e300]));
    let said = [
        file.numbers::<f32>("a"),
        file.read("a", &[1]),
        file.numbers("b"),
        file.numbers("c"),
    ];
    assert_eq!(
        said.map(|refused| refused.unwrap_err().to_string()),
        [
            "tensor a must be finite, got inf at place 0",
            "tensor a must be [1], got [1, 1]",
            "file must have numbers of type F64, F32, F16, BF16, got I64 in tensor b",
            "the file has no tensor c; there are a, b",
        ]
    );
}
