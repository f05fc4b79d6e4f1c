//! Does PyTorch understand our files, and we its? Names, shapes and places are written here by hand.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::{Code, Experiment, Hints, Real, Value};
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
    &of.params()[of
        .network()
        .params()
        .find(name)
        .expect("a parameter")
        .range()]
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

#[test]
fn a_file_without_biases_has_none() {
    let mut weights = TENSORS.to_vec();
    weights.retain(|(name, ..)| !name.contains("bias"));
    let mut gru = gru();
    gru.import_safetensors(&file::<f32>(&weights), &named("rnn.", "fc."))
        .expect("its own");
    for name in ["b_r", "b_z", "b_n", "c_n", "b_y"] {
        assert_eq!(param(&gru, name), [0.0], "{name}");
    }
    assert_eq!(param(&gru, "U_n"), [9.0]);
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
    let bytes = lstm.export_safetensors().expect("a cell of PyTorch's");
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
            assert_eq!(one.export_safetensors().unwrap_err().to_string(), wanted);
            let error = other
                .import_safetensors(&file::<f32>(&TENSORS), &Hints::default())
                .unwrap_err();
            assert_eq!(error.to_string(), wanted);
            refused += 1;
            continue;
        }
        let bytes = one.export_safetensors().expect("a cell of PyTorch's");
        other
            .import_safetensors(&bytes, &Hints::default())
            .expect("the same cell");
        assert_eq!(one.params(), other.params(), "{cell:?}");
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

#[test]
fn a_file_that_misfits_is_refused_by_tensor_and_changes_nothing() {
    let mut gru = gru();
    let before = gru.params().to_vec();
    let fits = named("rnn.", "fc.");
    let [large, bad] = [[0.5; 12], [1e300; 12]];
    for (at, tensor, hints, said) in [
        (
            1,
            ("rnn.weight_hh_l0", &[12, 1][..], &large[..]),
            &fits,
            "tensor rnn.weight_hh_l0 must be [3, 1], got [12, 1]",
        ),
        (
            3,
            ("rnn.bias_hh_l0", &[3], &bad[..3]),
            &fits,
            "tensor rnn.bias_hh_l0 must be finite, got inf at place 0",
        ),
        (
            0,
            TENSORS[0],
            &named("gru.", "fc."),
            "the file has no tensor gru.weight_ih_l0; there are fc.bias, fc.weight, rnn.bias_hh_l0, \
             rnn.bias_ih_l0, rnn.weight_hh_l0, rnn.weight_ih_l0",
        ),
        (
            4,
            ("fc.weights", &[1, 1], &[1.0]),
            &fits,
            "the file has no tensor fc.weight; there are fc.bias, fc.weights, rnn.bias_hh_l0, \
             rnn.bias_ih_l0, rnn.weight_hh_l0, rnn.weight_ih_l0",
        ),
        (
            3,
            ("rnn.weight_ih_l1", &[3, 1], &large[..3]),
            &fits,
            "the network has no place for rnn.weight_ih_l1 of the file",
        ),
        (
            3,
            ("rnn.weight_ih_l0_reverse", &[3, 2], &large[..6]),
            &fits,
            "the network has no place for rnn.weight_ih_l0_reverse of the file",
        ),
    ] {
        let mut tensors = TENSORS;
        tensors[at] = tensor;
        let bytes = file::<f64>(&tensors);
        let error = gru.import_safetensors(&bytes, hints).unwrap_err();
        assert_eq!(error.to_string(), said);
        assert_eq!(gru.params(), before);
    }
    let error = gru.import_safetensors(b"no file", &fits).unwrap_err();
    assert_eq!((error.code, &*error.key), (Code::FileLength, "file"));
}
