//! Does it agree with another mind? Every value and every gradient of the cases in reference/reference.json, which JAX
//! computed in float64 from the textbook's equations (reference/generate.py says how).

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::cell::{gru, lstm, rnn};
use lstm_conveyor::layout::Layout;
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::{CellChoice, Network, Readout, Sizes};
use lstm_conveyor::{Real, Target, Trace};
use serde::Deserialize;
use std::collections::BTreeMap;
use strum::VariantArray;

#[derive(Deserialize)]
struct Document {
    cases: Vec<Case>,
}

/// One network, one batch of sequences, and all that follows from them. A list over time starts at step 1, those of the
/// states h and c at step 0.
#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(flatten)]
    cell: Cell,
    layers: usize,
    inputs: usize,
    hidden: usize,
    outputs: usize,
    steps: usize,
    batch: usize,
    readout: String,
    loss: String,
    sequence_inputs: Vec<f64>,
    sequence_targets: Vec<f64>,
    sequence_mask: Vec<f64>,
    loss_value: f64,
    predictions: Vec<f64>,
    params: BTreeMap<String, Vec<f64>>,
    d_params: BTreeMap<String, Vec<f64>>,
    values: BTreeMap<String, Vec<Vec<f64>>>,
    grads: BTreeMap<String, Vec<Vec<f64>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(tag = "cell", content = "options", rename_all = "lowercase")]
#[serde(deny_unknown_fields)]
enum Cell {
    Lstm {
        peephole: bool,
        coupled: bool,
        /// How many units h has, 0 for no projection.
        projection: usize,
        linear_output: bool,
    },
    Gru {
        reset_before: bool,
    },
    Rnn {
        relu: bool,
    },
}

impl Cell {
    fn choice(self) -> CellChoice {
        match self {
            Cell::Lstm {
                peephole,
                coupled,
                projection,
                linear_output,
            } => CellChoice::Lstm(lstm::Options {
                peephole,
                coupled,
                projection: (projection > 0).then_some(projection),
                linear_output,
            }),
            Cell::Gru { reset_before } => CellChoice::Gru(gru::Options { reset_before }),
            Cell::Rnn { relu } => CellChoice::Rnn(rnn::Options { relu }),
        }
    }

    /// The same options, whatever the size of the projection.
    fn is_like(self, other: Cell) -> bool {
        let sizeless = |mut cell| {
            if let Cell::Lstm { projection, .. } = &mut cell {
                *projection = (*projection).min(1);
            }
            cell
        };
        sizeless(self) == sizeless(other)
    }

    /// Every cell with every combination of its options.
    fn all() -> Vec<Cell> {
        let lstms = (0..16).map(|bits| Cell::Lstm {
            peephole: bits & 1 != 0,
            coupled: bits & 2 != 0,
            projection: usize::from(bits & 4 != 0),
            linear_output: bits & 8 != 0,
        });
        let grus = [false, true].map(|reset_before| Cell::Gru { reset_before });
        let rnns = [false, true].map(|relu| Cell::Rnn { relu });
        lstms.chain(grus).chain(rnns).collect()
    }
}

fn cases() -> Vec<Case> {
    let document: Document =
        serde_json::from_str(include_str!("reference/reference.json")).expect("reference.json");
    document.cases
}

impl Case {
    /// The states, which have a number before the first step.
    fn start(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.values
            .iter()
            .filter(|(_, over_time)| over_time.len() == self.steps + 1)
            .map(|(name, over_time)| (name.as_str(), over_time[0].as_slice()))
    }

    fn starts_from_zero(&self) -> bool {
        self.start()
            .all(|(_, start)| start.iter().all(|&n| n == 0.0))
    }
}

/// Runs a case in `R` and compares everything. `tolerance` is absolute and relative at once: a number may be off by
/// `tolerance * (1 + |expected|)`. Most numbers here are below 1, so for them it is an absolute error.
fn compare<R: Real>(case: &Case, tolerance: f64) {
    let Case {
        inputs,
        hidden,
        outputs,
        steps,
        batch,
        layers,
        ..
    } = *case;
    let sizes = Sizes {
        inputs,
        hidden,
        outputs,
        batch,
        layers,
    };
    let network = Network::<R>::new(
        sizes,
        &case.cell.choice(),
        case.readout.parse::<Readout>().expect("read-out"),
    );
    let loss = case.loss.parse::<Loss>().expect("loss");

    let mut params = vec![R::ZERO; network.params().len()];
    for field in network.params().fields() {
        write(&mut params[field.span.range()], &case.params[&field.name]);
    }
    let mut trace = Trace::new(&network, steps);
    trace
        .set_inputs(&network, &case.sequence_inputs)
        .expect("inputs");
    for (name, start) in case.start() {
        let span = network.row().find(name).expect("a state");
        write(&mut trace.row_mut(0)[span.range()], start);
    }
    let mut targets = Targets::new(batch, steps, outputs);
    targets
        .set(&case.sequence_targets, &case.sequence_mask)
        .expect("targets");

    let mut d_params = vec![R::ZERO; params.len()];
    trace.forward(&network, &params, &[]);
    let target = Target {
        loss,
        targets: &targets,
        clamps: &[],
        truncate: 0,
    };
    let told = trace.backward(&network, &params, &target, &mut d_params);

    let check = |what: String, got: f64, expected: f64| {
        let error = (got - expected).abs();
        assert!(
            error <= tolerance * (1.0 + expected.abs()),
            "{}: {what} is {got}, by JAX {expected}",
            case.name
        );
    };
    check(
        "the loss".into(),
        trace.loss(&network, loss, &targets),
        case.loss_value,
    );
    check("the loss on the way back".into(), told, case.loss_value);
    check_predictions(case, &network, loss, &trace, &check);

    for (title, numbers, expected) in [
        ("", &params, &case.params),
        ("d_", &d_params, &case.d_params),
    ] {
        assert!(
            same_names(network.params(), expected.keys()),
            "{}: other parameters than the reference",
            case.name
        );
        for field in network.params().fields() {
            for (k, (got, &expected)) in
                zip(&numbers[field.span.range()], &expected[&field.name]).enumerate()
            {
                check(format!("{title}{}[{k}]", field.name), got.f64(), expected);
            }
        }
    }
    for (title, numbers, expected) in [
        ("", trace.values(), &case.values),
        ("d_", trace.grads(), &case.grads),
    ] {
        assert!(
            same_names(network.row(), expected.keys()),
            "{}: other fields than the reference",
            case.name
        );
        for field in network.row().fields() {
            let over_time = &expected[&field.name];
            for (t, expected) in (steps + 1 - over_time.len()..).zip(over_time) {
                let row = &numbers[t * network.row().len()..][field.span.range()];
                for (k, (got, &expected)) in zip(row, expected).enumerate() {
                    check(
                        format!("{title}{}[{k}] at step {t}", field.name),
                        got.f64(),
                        expected,
                    );
                }
            }
        }
    }
}

/// What the link function makes of y: sequence by sequence, as a caller reads it.
fn check_predictions<R: Real>(
    case: &Case,
    network: &Network<R>,
    loss: Loss,
    trace: &Trace<R>,
    check: &impl Fn(String, f64, f64),
) {
    let y = network.y();
    for (at, expected) in case.predictions.chunks(case.outputs).enumerate() {
        let (b, t) = (at / case.steps, at % case.steps + 1);
        let mut got: Vec<f64> = (0..case.outputs)
            .map(|unit| trace.row(t)[y.start + unit * case.batch + b].f64())
            .collect();
        loss.link().apply(&mut got);
        for (k, (&got, &expected)) in zip(&got, expected).enumerate() {
            check(
                format!("prediction {k} of sequence {b} at step {t}"),
                got,
                expected,
            );
        }
    }
}

fn write<R: Real>(to: &mut [R], from: &[f64]) {
    assert_eq!(to.len(), from.len());
    for (to, &from) in to.iter_mut().zip(from) {
        *to = R::of(from);
    }
}

/// Pairs, of which no half may be left over.
fn zip<'a, A, B>(a: &'a [A], b: &'a [B]) -> impl Iterator<Item = (&'a A, &'a B)> {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b)
}

fn same_names<'a>(layout: &Layout, names: impl Iterator<Item = &'a String>) -> bool {
    let mut ours: Vec<&String> = layout.fields().iter().map(|field| &field.name).collect();
    ours.sort();
    ours.into_iter().eq(names)
}

#[test]
fn every_value_and_gradient_agrees_with_jax_in_f64() {
    cases().iter().for_each(|case| compare::<f64>(case, 1e-10));
}

#[test]
fn every_value_and_gradient_agrees_with_jax_in_f32() {
    cases().iter().for_each(|case| compare::<f32>(case, 1e-5));
}

/// A reference that lost a case would still agree.
#[test]
fn the_reference_covers_what_it_should() {
    let cases = cases();
    for &loss in Loss::VARIANTS {
        assert!(
            cases.iter().any(|case| case.loss == loss.as_ref()),
            "no case has {}",
            loss.as_ref()
        );
    }
    for &readout in Readout::VARIANTS {
        assert!(
            cases.iter().any(|case| case.readout == readout.as_ref()),
            "no case has {}",
            readout.as_ref()
        );
    }
    let cells = Cell::all();
    assert_eq!(cells.len(), 20);
    for cell in cells {
        let covered = |what: &str, so: fn(&Case) -> bool| {
            assert!(
                cases.iter().any(|case| case.cell.is_like(cell) && so(case)),
                "no case has {cell:?} {what}"
            );
        };
        covered("from a start of zeros", Case::starts_from_zero);
        covered("with a batch from a given start", |case| {
            case.batch > 1 && !case.starts_from_zero()
        });
        covered("in layers", |case| case.layers > 1);
        covered("with a mask", |case| case.sequence_mask.contains(&0.0));
    }
    assert!(cases.iter().any(|case| case.layers > 2 && case.batch > 1));
}

/// PyTorch's `nn.LSTM` after seven steps, as quoted in the tests of huggingface/candle: weights are cos and sin of
/// 0, 1, 2, …, and of its two biases the second is the cosine of the first. Its gates stand in our order, i f g o, so
/// its matrices are ours as they lie.
#[test]
fn the_state_agrees_with_pytorch() {
    let sizes = Sizes {
        inputs: 2,
        hidden: 3,
        outputs: 3,
        batch: 1,
        layers: 1,
    };
    let network = Network::<f64>::new(
        sizes,
        &CellChoice::Lstm(lstm::Options::default()),
        Readout::None,
    );
    let bias: Vec<f64> = [-1.0, 1.0, -0.5, 2.0].repeat(3);
    let w = (0..24).map(|k| f64::from(k).cos());
    let u = (0..36).map(|k| f64::from(k).sin());
    let b = bias.iter().map(|b| b + b.cos());
    let params: Vec<f64> = w.chain(u).chain(b).collect();

    let mut trace = Trace::new(&network, 7);
    let inputs: Vec<f64> = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]
        .iter()
        .flat_map(|x| [*x, x * 0.5])
        .collect();
    trace.set_inputs(&network, &inputs).expect("inputs");
    trace.forward(&network, &params, &[]);

    let state = |name| {
        let span = network.row().find(name).expect("a state");
        span.view(trace.row(7))
            .iter()
            .copied()
            .collect::<Vec<f64>>()
    };
    for (name, expected) in [
        ("h", [0.9919, 0.1738, -0.1451]),
        ("c", [5.725, 0.4458, -0.2908]),
    ] {
        for (got, expected) in state(name).iter().zip(expected) {
            assert!(
                (got - expected).abs() <= 0.5e-4,
                "{name}: {:?}, by PyTorch {expected}",
                state(name)
            );
        }
    }
}
