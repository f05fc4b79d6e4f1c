//! Does PyTorch understand our files, and we its? Names, shapes and places are written here by hand.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::{Code, Config, Error, Experiment, Hints, Real, Value, pytorch};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

/// Any network of two inputs and one output.
fn experiment<R: Real>(pairs: &[Pair]) -> Experiment<R> {
    let task = [("task", text("recall"))];
    Experiment::new(config(&[pairs, &task].concat())).expect("small enough")
}

type Tensor<'a> = (&'a str, &'a [usize], &'a [f64]);

/// A file of numbers of this type.
fn file<R: Real>(tensors: &[Tensor<'_>]) -> Vec<u8> {
    let dtype = if R::BYTES == 4 {
        Dtype::F32
    } else {
        Dtype::F64
    };
    let written = tensors.iter().map(|(name, shape, numbers)| {
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&x| R::of(x).put(&mut bytes));
        (*name, shape.to_vec(), bytes)
    });
    let written: Vec<_> = written.collect();
    let views = written.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(dtype, shape.clone(), bytes);
        (*name, view.expect("as many numbers as the shape says"))
    });
    safetensors::serialize(views, None).expect("good names")
}

fn param<'a, R: Real>(of: &'a Experiment<R>, name: &str) -> &'a [R] {
    let param = of.param(name).expect("a parameter");
    param.to_slice().expect("no gaps")
}

fn named(prefix: &str, readout: &str) -> Hints {
    Hints {
        prefix: prefix.to_owned(),
        readout: readout.to_owned(),
    }
}

/// A GRU of one unit as PyTorch has it: r z n below each other, and two biases.
const TENSORS: [Tensor<'_>; 6] = [
    ("rnn.weight_ih_l0", &[3, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    ("rnn.weight_hh_l0", &[3, 1], &[7.0, 8.0, 9.0]),
    ("rnn.bias_ih_l0", &[3], &[10.0, 20.0, 30.0]),
    ("rnn.bias_hh_l0", &[3], &[0.25, 0.5, 0.75]),
    ("fc.weight", &[1, 1], &[-1.0]),
    ("fc.bias", &[1], &[-2.0]),
];

fn gru() -> Experiment<f32> {
    experiment(&[("cell", text("gru")), ("hidden", number(1))])
}

/// The second bias is added to the first, but in n, where the reset gate comes between them.
#[test]
fn each_number_of_a_file_goes_where_it_belongs() {
    for bytes in [file::<f32>(&TENSORS), file::<f64>(&TENSORS)] {
        let mut gru = gru();
        gru.train(2);
        let before = gru.updates();
        gru.import_safetensors(&bytes, &named("rnn.", "fc."))
            .expect("its own");
        for (name, numbers) in [
            ("W_r", &[1.0, 2.0][..]),
            ("W_z", &[3.0, 4.0]),
            ("W_n", &[5.0, 6.0]),
            ("U_r", &[7.0]),
            ("U_z", &[8.0]),
            ("U_n", &[9.0]),
            ("b_r", &[10.25]),
            ("b_z", &[20.5]),
            ("b_n", &[30.0]),
            ("c_n", &[0.75]),
            ("W_y", &[-1.0]),
            ("b_y", &[-2.0]),
        ] {
            assert_eq!(param(&gru, name), numbers, "{name}");
        }
        assert_eq!(gru.updates(), before, "the optimizer stays");
    }
}

/// Those of the layers and that of the read-out are each there or not.
#[test]
fn biases_that_a_file_has_not_are_zero() {
    for (layers, readout) in [(true, false), (false, true), (false, false)] {
        let mut tensors = TENSORS.to_vec();
        tensors.retain(|(name, ..)| match *name {
            "fc.bias" => readout,
            name => layers || !name.contains("bias"),
        });
        let mut gru = gru();
        gru.import_safetensors(&file::<f32>(&tensors), &named("rnn.", "fc."))
            .expect("its own");
        let value = |there, number| [if there { number } else { 0.0 }];
        assert_eq!(param(&gru, "b_r"), value(layers, 10.25));
        assert_eq!(param(&gru, "c_n"), value(layers, 0.75));
        assert_eq!(param(&gru, "b_y"), value(readout, -2.0));
        assert_eq!(param(&gru, "U_n"), [9.0]);
    }
    // One of two is a file that is not whole.
    let error = gru()
        .import_safetensors(
            &file::<f32>(&without("rnn.bias_hh_l0")),
            &named("rnn.", "fc."),
        )
        .unwrap_err();
    assert_eq!(
        (error.code, &*error.key),
        (Code::TensorMissing, "rnn.bias_hh_l0")
    );
}

fn without(name: &str) -> Vec<Tensor<'static>> {
    let all = TENSORS.into_iter();
    all.filter(|(own, ..)| *own != name).collect()
}

/// Modules of one layer each, and PyTorch's cells, whose names have no `_l0`.
#[test]
fn layers_may_be_modules_of_their_own() {
    let deep = [
        ("hidden", number(3)),
        ("layers", number(2)),
        ("seed", number(5)),
    ];
    let deep = experiment::<f32>(&deep);
    let hints = named("a., b.", "fc.");
    let modules = deep.export_safetensors(&hints).expect("an LSTM");
    let read = SafeTensors::deserialize(&modules).expect("safetensors");
    let names = read.names();
    assert!(
        names.contains(&"a.weight_ih_l0") && names.contains(&"b.weight_hh_l0"),
        "{names:?}"
    );
    let views = read.tensors().into_iter();
    let bare = views.map(|(name, view)| (name.replace("_l0", ""), view));
    let cells = safetensors::serialize(bare, None).expect("good names");
    for bytes in [modules, cells] {
        let table = pytorch::config_of(&bytes, &hints).expect("of PyTorch's");
        assert!(
            table.contains(&("layers".to_owned(), number(2))),
            "{table:?}"
        );
        let mut other = experiment::<f32>(&[("hidden", number(3)), ("layers", number(2))]);
        let others = other
            .import_safetensors(&bytes, &hints)
            .expect("the same cell");
        assert_eq!((other.params(), others), (deep.params(), vec![]));
        // One of them is the first layer, and the other let be.
        let first = named("a.", "fc.");
        let mut one = experiment::<f32>(&[("hidden", number(3))]);
        let others = one.import_safetensors(&bytes, &first).expect("one layer");
        assert_eq!(others.len(), 4);
        assert_eq!(param(&one, "U_f"), param(&deep, "U_f"));
    }
}

#[test]
fn a_network_that_reads_both_ways_is_refused_at_once() {
    let backwards: Tensor<'_> = ("rnn.weight_ih_l0_reverse", &[3, 2], &[0.5; 6]);
    let both = file::<f32>(&[&TENSORS[..], &[backwards]].concat());
    let error = pytorch::config_of(&both, &named("rnn.", "fc.")).unwrap_err();
    assert_eq!((error.code, &*error.key), (Code::BothWays, backwards.0));
}

/// Half of the bits of an f32, as PyTorch's `half()` and `bfloat16()` write them: one number is the smallest that there
/// is, one is infinite.
#[test]
fn narrow_floats_are_read() {
    let one = |dtype, bits: [u16; 3]| {
        let bytes = bits.map(u16::to_le_bytes).concat();
        let view = TensorView::new(dtype, vec![3], &bytes).expect("three");
        let rest = file::<f64>(&TENSORS);
        let rest = SafeTensors::deserialize(&rest).expect("safetensors");
        let views = rest
            .tensors()
            .into_iter()
            .map(|(name, own)| match name.as_str() {
                "rnn.bias_ih_l0" => (name, view.clone()),
                _ => (name, own),
            });
        let bytes = safetensors::serialize(views, None).expect("good names");
        let mut gru = experiment::<f64>(&[("cell", text("gru")), ("hidden", number(1))]);
        gru.import_safetensors(&bytes, &named("rnn.", "fc."))?;
        Ok(["b_r", "b_z", "b_n"].map(|name| param(&gru, name)[0]))
    };
    let smallest = 2f64.powi(-24);
    assert_eq!(
        one(Dtype::F16, [0x3E00, 0xC000, 1]),
        Ok([1.75, -1.5, smallest])
    );
    let smallest = 2f64.powi(-133);
    assert_eq!(
        one(Dtype::BF16, [0x3FC0, 0xC000, 1]),
        Ok([1.75, -1.5, smallest])
    );
    for (dtype, infinite) in [(Dtype::F16, 0xFC00), (Dtype::BF16, 0xFF80)] {
        let error: Error = one(dtype, [0, infinite, 0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tensor rnn.bias_ih_l0 must be finite, got -inf at place 1"
        );
    }
}

/// As `torch.nn.LSTM(2, 4, num_layers=2, proj_size=3)` has them in its `state_dict()`, and `torch.nn.Linear(3, 1)`.
#[test]
fn a_file_has_the_names_and_shapes_of_pytorch() {
    let projection = Value::Table(vec![("projection".to_owned(), number(3))]);
    let pairs = [
        ("options", projection),
        ("hidden", number(4)),
        ("layers", number(2)),
    ];
    let lstm = experiment::<f32>(&pairs);
    let bytes = lstm
        .export_safetensors(&Hints::default())
        .expect("a cell of PyTorch's");
    let tensors = SafeTensors::deserialize(&bytes).expect("safetensors");
    let mut there: Vec<_> = (tensors.tensors().into_iter())
        .map(|(name, view)| (name, view.shape().to_vec()))
        .collect();
    there.sort();
    let wanted: [(&str, &[usize]); 12] = [
        ("bias_hh_l0", &[16]),
        ("bias_hh_l1", &[16]),
        ("bias_ih_l0", &[16]),
        ("bias_ih_l1", &[16]),
        ("readout.bias", &[1]),
        ("readout.weight", &[1, 3]),
        ("weight_hh_l0", &[16, 3]),
        ("weight_hh_l1", &[16, 3]),
        ("weight_hr_l0", &[3, 4]),
        ("weight_hr_l1", &[3, 4]),
        ("weight_ih_l0", &[16, 2]),
        ("weight_ih_l1", &[16, 3]),
    ];
    assert_eq!(
        there,
        wanted.map(|(name, shape)| (name.to_owned(), shape.to_vec()))
    );
    // i f g o below each other: the second quarter is the forget gate's.
    let u = tensors.tensor("weight_hh_l1").expect("a tensor");
    let f: Vec<f32> = u.data()[12 * 4..24 * 4].chunks(4).map(f32::get).collect();
    assert_eq!(param(&lstm, "l1.U_f"), f);
}

/// Written and read again into another network, the same cell says the same, to the bit; cells that PyTorch has not are
/// refused by the name of the option that it has not.
#[test]
fn what_is_written_reads_back() {
    let unknown = ["peephole", "coupled", "linear_output", "reset_before"];
    let mut refused = 0;
    let own = |cell: &Vec<Pair>| cell[0].1 == text("own");
    for cell in every_cell(2).into_iter().filter(|cell| !own(cell)) {
        let of = |seed: u32| {
            let rest = [
                ("hidden", number(5)),
                ("layers", number(3)),
                ("seed", number(seed)),
            ];
            experiment::<f32>(&[&cell[..], &rest].concat())
        };
        let [mut one, mut other] = [of(1), of(2)];
        one.train(3);
        let Value::Table(options) = &cell[1].1 else {
            panic!("a table of options");
        };
        let first = options
            .iter()
            .find(|(name, value)| unknown.contains(&&**name) && *value == Value::Switch(true));
        if let Some((name, _)) = first {
            let wanted = format!("PyTorch has no such cell: {name} is true");
            assert_eq!(
                one.export_safetensors(&Hints::default())
                    .unwrap_err()
                    .to_string(),
                wanted
            );
            let error = other
                .import_safetensors(&file::<f32>(&TENSORS), &Hints::default())
                .unwrap_err();
            assert_eq!(error.to_string(), wanted);
            refused += 1;
            continue;
        }
        let bytes = one
            .export_safetensors(&Hints::default())
            .expect("a cell of PyTorch's");
        other
            .import_safetensors(&bytes, &Hints::default())
            .expect("the same cell");
        assert_eq!(one.params(), other.params(), "{cell:?}");
        assert_config_of(&bytes, &one);
        let (inputs, targets, mask) = one.sequence();
        other
            .set_sequence(inputs, targets, Some(mask))
            .expect("as many");
        one.forward();
        other.forward();
        assert_eq!(one.outputs(), other.outputs(), "{cell:?}");
    }
    assert_eq!(refused, 16 - 2 + 1);
}

/// What a file says of itself, with what it does not say, is the config of the experiment that wrote it.
fn assert_config_of(bytes: &[u8], wrote: &Experiment<f32>) {
    let mut table = pytorch::config_of(bytes, &Hints::default()).expect("of PyTorch's");
    table.push(("steps".to_owned(), number(5)));
    if !table.iter().any(|(key, _)| key == "options") {
        let own = wrote.config().table();
        table.extend(own.into_iter().filter(|(key, _)| key == "options"));
    }
    let read = Config::read(&table).expect("complete");
    let own = wrote.config();
    assert_eq!(read.cell_choice(), own.cell_choice());
    assert_eq!((read.hidden, read.layers), (own.hidden, own.layers));
    assert_eq!(read.readout, own.readout);
    let mut other = Experiment::<f32>::new(read).expect("small enough");
    assert_eq!(
        other.network().sizes().inputs,
        wrote.network().sizes().inputs
    );
    other
        .import_safetensors(bytes, &Hints::default())
        .expect("it fits");
    assert_eq!(other.params(), wrote.params());
}

/// Without one all of h is read, of which an experiment may ask less.
#[test]
fn a_file_without_read_out_fits_a_network_without() {
    let none = [("readout", text("none")), ("hidden", number(3))];
    let mut none = experiment::<f32>(&none);
    let bytes = none.export_safetensors(&Hints::default()).expect("an LSTM");
    assert_config_of(&bytes, &none);
    let with = experiment::<f32>(&[("hidden", number(3))]);
    let with = with.export_safetensors(&Hints::default()).expect("an LSTM");
    let error = none
        .import_safetensors(&with, &Hints::default())
        .unwrap_err();
    let said = "the network has no place for readout.bias, readout.weight of the file";
    assert_eq!(error.to_string(), said);
    let prefix = Hints {
        readout: "fc.".to_owned(),
        ..Hints::default()
    };
    let error = none.import_safetensors(&with, &prefix).unwrap_err();
    assert_eq!(
        error.to_string(),
        said,
        "with no prefix all that is there is meant"
    );
}

#[test]
fn a_file_that_is_no_recurrent_layer_has_no_config() {
    let config_of = |tensors: &[Tensor<'_>]| {
        let error = pytorch::config_of(&file::<f32>(tensors), &named("rnn.", "fc.")).unwrap_err();
        error.to_string()
    };
    let zeros = [0.0; 12];
    let of = |rows: usize, h: usize| {
        config_of(&[
            ("rnn.weight_ih_l0", &[rows, 1], &zeros[..rows]),
            ("rnn.weight_hh_l0", &[rows, h], &zeros[..rows * h]),
        ])
    };
    assert_eq!(
        of(6, 1),
        "tensor rnn.weight_ih_l0 must be 4 × 1, 3 × 1, 1 × 1, got [6, 1]"
    );
    assert_eq!(
        of(0, 0),
        "tensor rnn.weight_ih_l0 must be 0 × 1, 0 × 1, 0 × 1, got [0, 1]"
    );
    assert_eq!(
        config_of(&TENSORS[..1]),
        "the file has no tensor rnn.weight_hh_l0; there are rnn.weight_ih_l0"
    );
    assert_eq!(
        config_of(&[("rnn.weight_ih_l0", &[3], &zeros[..3])]),
        "tensor rnn.weight_ih_l0 must be ? × ?, got [3]"
    );
    let error = pytorch::config_of(b"", &Hints::default()).unwrap_err();
    assert_eq!(error.code, Code::FileLength);
}

#[test]
fn a_file_that_misfits_is_refused_by_tensor_and_changes_nothing() {
    let mut gru = gru();
    let before = gru.params().to_vec();
    let fits = named("rnn.", "fc.");
    let there = "there are fc.bias, fc.weight, rnn.bias_hh_l0, rnn.bias_ih_l0, rnn.weight_hh_l0, rnn.weight_ih_l0";
    let mut of = |hints: &Hints, tensors: &[Tensor<'_>]| {
        let error = gru
            .import_safetensors(&file::<f64>(tensors), hints)
            .unwrap_err();
        assert_eq!(gru.params(), before);
        error.to_string()
    };
    let with = |at: usize, tensor: Tensor<'static>| {
        let mut tensors = TENSORS;
        tensors[at] = tensor;
        tensors
    };
    let beside = |name: &'static str| [&TENSORS[..], &[(name, &[1], &[0.5])]].concat();
    assert_eq!(
        of(&fits, &with(1, ("rnn.weight_hh_l0", &[12, 1], &[0.5; 12]))),
        "tensor rnn.weight_hh_l0 must be [3, 1], got [12, 1]"
    );
    assert_eq!(
        of(&fits, &with(3, ("rnn.bias_hh_l0", &[3], &[1e300; 3]))),
        "rnn.bias_hh_l0 must be from -3.4028234663852886e38 to 3.4028234663852886e38, got 1e300 at place 0"
    );
    assert_eq!(
        of(&named("gru.", "fc."), &TENSORS),
        format!("the file has no tensor gru.weight_ih_l0; {there}")
    );
    for (at, (name, shape, numbers)) in TENSORS.into_iter().enumerate() {
        if name == "fc.bias" {
            continue; // a read-out may have none
        }
        let renamed = with(at, ("rnn.other", shape, numbers));
        let said = of(&fits, &renamed);
        assert!(
            said.starts_with(&format!("the file has no tensor {name}; ")),
            "{said}"
        );
        assert!(said.contains("rnn.other"), "{said}");
    }
    // A deeper network, one that reads both ways, one with a projection, a larger read-out.
    for unused in [
        "rnn.weight_ih_l1",
        "rnn.bias_hh_l0_reverse",
        "rnn.weight_hr_l0",
        "fc.0.weight",
    ] {
        assert_eq!(
            of(&fits, &beside(unused)),
            format!("the network has no place for {unused} of the file")
        );
    }
    let error = gru.import_safetensors(b"no file", &fits).unwrap_err();
    assert_eq!((error.code, &*error.key), (Code::FileLength, "file"));
}

/// What stands under neither name is not read, and said.
#[test]
fn tensors_of_other_parts_are_let_be_and_named() {
    let others: [Tensor<'_>; 2] = [("head.weight", &[1], &[0.5]), ("embedding", &[1], &[0.5])];
    let mut gru = gru();
    let elsewhere = file::<f64>(&[&TENSORS[..], &others].concat());
    let named = gru.import_safetensors(&elsewhere, &named("rnn.", "fc."));
    assert_eq!(
        named,
        Ok(vec!["embedding".to_owned(), "head.weight".to_owned()])
    );
    assert_eq!(param(&gru, "U_r"), [7.0]);
    let others = gru.import_safetensors(&file::<f64>(&TENSORS), &self::named("rnn.", "fc."));
    assert_eq!(others, Ok(Vec::new()));
}

/// A file with a header by hand.
fn with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_bytes(), data].concat()
}

/// What the format says and no more: lengths and axes we count, the rest the crate does.
#[test]
fn a_file_that_is_none_is_refused_with_the_reason() {
    let good = r#"{"weight_ih_l0":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}"#;
    let refused = |file: &[u8]| pytorch::config_of(file, &Hints::default()).unwrap_err();
    // It is the file of a layer but for the other tensors of one.
    assert_eq!(refused(&with_header(good, &[0; 4])).key, "weight_hh_l0");
    // A note that is null is one left out, and a blank before the header is none of it.
    let noted = format!("{{\"__metadata__\":null,{}", &good[1..]);
    for header in [noted, format!(" {good}")] {
        assert_eq!(refused(&with_header(&header, &[0; 4])).key, "weight_hh_l0");
    }
    let file = "file cannot be read as safetensors:";
    for (from, to, said) in [
        (good, "", format!("{file} invalid JSON in header: EOF")),
        (
            good,
            "{\"b\"}",
            format!("{file} invalid JSON in header: expected"),
        ),
        (
            good,
            "[]",
            format!("{file} invalid JSON in header: invalid type: sequence"),
        ),
        (
            "\"U8\"",
            "\"Q4\"",
            format!("{file} invalid JSON in header: unknown variant"),
        ),
        (
            "[0]",
            "[-1]",
            format!("{file} invalid JSON in header: invalid value"),
        ),
        (
            "\"b\"",
            "\"__metadata__\"",
            format!("{file} invalid JSON in header: invalid type"),
        ),
        (
            "\"b\"",
            "\"weight_ih_l0\"",
            format!("{file} invalid JSON in header: two tensors"),
        ),
        (
            "[4,4]",
            "[3,3]",
            format!("{file} invalid offset for tensor `b`"),
        ),
        (
            "[4,4]",
            "[4,5]",
            format!("{file} invalid shape, data type, or offset"),
        ),
        (
            "[1,1]",
            "[1,2]",
            format!("{file} invalid shape, data type, or offset"),
        ),
        ("[0]", "[4294967296,4294967296]", format!("{file} overflow")),
        (
            "[0]",
            "[1,1,1,1,1,1,1,1,0]",
            "tensor b must have at most 8 axes, got 9".to_owned(),
        ),
        (
            "[0]",
            "[1,1,1,1,1,1,1,0]",
            "the file has no tensor weight_hh_l0".to_owned(),
        ),
    ] {
        let header = good.replace(from, to);
        assert_ne!(header, good);
        let error = refused(&with_header(&header, &[0; 4])).to_string();
        assert!(error.starts_with(&said), "{header}: {error}");
    }
    for (file, said) in [
        (
            &b"no file"[..],
            "file is damaged: it must be 8 bytes, got 7",
        ),
        (
            &with_header(good, &[])[..20],
            "file is damaged: it must be 127 bytes, got 20",
        ),
        (
            &with_header(good, &[0; 3]),
            "file is damaged: it must be 131 bytes, got 130",
        ),
        (
            &with_header(good, &[0; 5]),
            "file is damaged: it must be 131 bytes, got 132",
        ),
        (
            b"PK\x03\x04\0\0\0\0",
            "file must begin with the length of a header of at most 1000000 bytes, got 67324752",
        ),
    ] {
        assert_eq!(refused(file).to_string(), said);
    }
}

#[test]
fn a_file_that_holds_no_floats_is_refused() {
    let whole = [1u8, 2, 3].map(|n| [n, 0, 0, 0]).concat();
    let view = TensorView::new(Dtype::I32, vec![3], &whole).expect("three");
    let rest = file::<f64>(&TENSORS);
    let rest = SafeTensors::deserialize(&rest).expect("safetensors");
    let views = rest.tensors().into_iter();
    let views = views.map(|(name, own)| match name.as_str() {
        "rnn.bias_ih_l0" => (name, view.clone()),
        _ => (name, own),
    });
    let bytes = safetensors::serialize(views, None).expect("good names");
    let error = gru()
        .import_safetensors(&bytes, &named("rnn.", "fc."))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "file must have numbers of type F64, F32, F16, BF16, got I32 in tensor rnn.bias_ih_l0"
    );
}
