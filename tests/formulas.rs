//! Are the formulas true? Each network is run by its hand-written cells, by the interpreter that is the cell of one's own,
//! and by a naive twin that shares nothing with either but the tables of names and formulas. Every value and every
//! gradient must agree. So what a page shows as the equation of a number is what the core computes.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number};
use lstm_conveyor::formula::{Factor, Formula, Squash};
use lstm_conveyor::init::Init;
use lstm_conveyor::layout::{Field, Kind, Layout};
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::{Network, Readout, Sizes};
use lstm_conveyor::{
    CELLS, Code, Config, Experiment, PlacedClamp, Purpose, Rng, Target, Trace, Value,
};
use strum::VariantArray;

const STEPS: usize = 5;

/// What a network is run on: numbers without pattern.
struct Given {
    params: Vec<f64>,
    inputs: Vec<f64>,
    targets: Vec<f64>,
    mask: Vec<f64>,
    clamps: Vec<PlacedClamp<f64>>,
    truncate: usize,
}

fn wave(n: usize, by: f64) -> Vec<f64> {
    (1..=n).map(|k| (by * k as f64).sin()).collect()
}

impl Given {
    fn new(network: &Network<f64>, clamped: bool, truncate: usize) -> Given {
        let sizes = network.sizes();
        let mut params = vec![0.0; network.params().len()];
        let mut rng = Rng::new(3, Purpose::Parameters, 0);
        network.init(Init::Uniform, 0.5, 1, &mut rng, &mut params);
        let n = STEPS * sizes.batch;
        Given {
            params,
            inputs: wave(n * sizes.inputs, 1.3),
            targets: wave(n * sizes.outputs, 0.7),
            mask: (0..n).map(|k| [0.5, 0.0, 1.0][k % 3]).collect(),
            clamps: if clamped {
                clamps(network.row())
            } else {
                Vec::new()
            },
            truncate,
        }
    }
}

/// All values, all gradients, and those of the parameters, as the core computes them.
fn run(network: &Network<f64>, given: &Given) -> [Vec<f64>; 3] {
    let sizes = network.sizes();
    let mut trace = Trace::new(network, STEPS);
    let fits = "a batch of this size";
    trace.set_inputs(network, &given.inputs).expect(fits);
    for state in network.states() {
        let numbers = wave(state.span.len(), 0.9);
        trace.row_mut(0)[state.span.range()].copy_from_slice(&numbers);
    }
    let mut targets = Targets::new(sizes.batch, STEPS, sizes.outputs);
    targets.set(&given.targets, &given.mask).expect(fits);
    let target = Target {
        loss: Loss::MeanSquaredError,
        targets: &targets,
        clamps: &given.clamps,
        truncate: given.truncate,
    };
    let mut d_params = vec![0.0; given.params.len()];
    trace.forward(network, &given.params, &given.clamps);
    trace.backward(network, &given.params, &target, &mut d_params);
    [trace.values().to_vec(), trace.grads().to_vec(), d_params]
}

/// The same by the formulas alone, number by number: slow, and obviously right.
fn naive(network: &Network<f64>, given: &Given) -> [Vec<f64>; 3] {
    let (row, params, sizes) = (network.row(), network.params(), network.sizes());
    let (width, batch) = (row.len(), sizes.batch);
    let mut values = vec![0.0; (STEPS + 1) * width];
    let mut grads = values.clone();
    let mut d_params = vec![0.0; given.params.len()];
    let order = in_order(row);
    let spans = |name: &str| row.field(name).map(|field| field.span);
    let held = |t: usize, at: usize| {
        let mut clamps = given.clamps.iter().filter(|clamp| clamp.at.contains(&at));
        clamps
            .find(|clamp| clamp.step.is_none_or(|step| step == t))
            .map(|clamp| clamp.value)
    };
    for state in network.states() {
        values[state.span.range()].copy_from_slice(&wave(state.span.len(), 0.9));
    }
    for b in 0..batch {
        // Where a factor's number is: of a field in the trace, of a parameter among these.
        let place = |t: usize, factor: &Factor, unit: usize| match spans(&factor.name) {
            Some(span) => {
                Ok((t - usize::from(factor.before)) * width + span.start + unit * batch + b)
            }
            None => Err(params.field(&factor.name).expect("a parameter").span.start + unit),
        };
        let number = |values: &[f64], t: usize, factor: &Factor, unit: usize| {
            let x = match place(t, factor, unit) {
                Ok(at) => values[at],
                Err(at) => given.params[at],
            };
            if factor.complement { 1.0 - x } else { x }
        };
        let matrix = |term: &[Factor]| params.field(&term[0].name).filter(|w| w.matrix().is_some());

        for t in 1..=STEPS {
            for field in &order {
                for unit in 0..field.span.rows {
                    let at = field.span.start + unit * batch + b;
                    let sum = |formula: &Formula| -> f64 {
                        let product = |term: &Vec<Factor>| match matrix(term) {
                            Some(w) => (0..w.span.cols)
                                .map(|k| {
                                    let weight =
                                        given.params[w.span.start + unit * w.span.cols + k];
                                    weight * number(&values, t, &term[1], k)
                                })
                                .sum::<f64>(),
                            None => term.iter().map(|f| number(&values, t, f, unit)).product(),
                        };
                        formula.terms.iter().map(product).sum::<f64>()
                    };
                    let made = match &field.formula {
                        None => given.inputs[(b * STEPS + t - 1) * sizes.inputs + unit],
                        Some(formula) => match (formula.squash, sum(formula)) {
                            (None, z) => z,
                            (Some(Squash::Sigmoid), z) => 1.0 / (1.0 + (-z).exp()),
                            (Some(Squash::Tanh), z) => z.tanh(),
                            (Some(Squash::Relu), z) => z.max(0.0),
                        },
                    };
                    values[t * width + at] = held(t, at).unwrap_or(made);
                }
            }
        }

        // Mean squared error over what is marked.
        let marked: f64 = given.mask.iter().sum::<f64>() * sizes.outputs as f64;
        for t in 1..=STEPS {
            for k in 0..sizes.outputs {
                let at = t * width + network.y().start + k * batch + b;
                let asked = b * STEPS + t - 1;
                let error = values[at] - given.targets[asked * sizes.outputs + k];
                grads[at] += 2.0 * given.mask[asked] / marked * error;
            }
        }
        for t in (1..=STEPS).rev() {
            let cut = given.truncate > 0 && t > 1 && (t - 1) % given.truncate == 0;
            for field in order.iter().rev() {
                for unit in 0..field.span.rows {
                    let at = field.span.start + unit * batch + b;
                    let (y, d_y) = (values[t * width + at], &mut grads[t * width + at]);
                    if held(t, at).is_some() {
                        *d_y = 0.0;
                    }
                    let Some(formula) = &field.formula else {
                        continue;
                    };
                    let d_z = *d_y
                        * match formula.squash {
                            None => 1.0,
                            Some(Squash::Sigmoid) => y * (1.0 - y),
                            Some(Squash::Tanh) => 1.0 - y * y,
                            Some(Squash::Relu) => f64::from(u8::from(y > 0.0)),
                        };
                    let mut give = |factor: &Factor, unit: usize, share: f64| {
                        let share = if factor.complement { -share } else { share };
                        match place(t, factor, unit) {
                            Ok(at) if !(cut && factor.before) => grads[at] += share,
                            Ok(_) => {}
                            Err(at) => d_params[at] += share,
                        }
                    };
                    let mut d_matrix = Vec::new();
                    for term in &formula.terms {
                        if let Some(w) = matrix(term) {
                            for k in 0..w.span.cols {
                                let at = w.span.start + unit * w.span.cols + k;
                                d_matrix.push((at, d_z * number(&values, t, &term[1], k)));
                                give(&term[1], k, d_z * given.params[at]);
                            }
                            continue;
                        }
                        for (own, factor) in term.iter().enumerate() {
                            let others = term.iter().enumerate().filter(|(k, _)| *k != own);
                            let others = others.map(|(_, other)| number(&values, t, other, unit));
                            give(factor, unit, d_z * others.product::<f64>());
                        }
                    }
                    for (at, share) in d_matrix {
                        d_params[at] += share;
                    }
                }
            }
        }
    }
    [values, grads, d_params]
}

/// All fields of a row, each after what it is made from.
fn in_order(row: &Layout) -> Vec<&Field> {
    let (mut made, mut waiting): (Vec<&Field>, Vec<&Field>) =
        (Vec::new(), row.fields().iter().collect());
    while !waiting.is_empty() {
        let ready = |field: &&Field| {
            let mut now = field.factors().filter(|factor| !factor.before);
            now.all(|factor| waiting.iter().all(|field| field.name != factor.name))
        };
        let next = waiting.iter().position(ready).expect("no circle");
        made.push(waiting.remove(next));
    }
    made
}

/// The first unit of each field, each at a step of its own or at all.
fn clamps(row: &Layout) -> Vec<PlacedClamp<f64>> {
    let fields = row.fields().iter().enumerate();
    fields
        .map(|(k, Field { span, .. })| PlacedClamp {
            step: (k % 3 > 0).then_some(1 + k % STEPS),
            at: span.start..span.start + span.cols,
            value: 0.1 + 0.05 * k as f64,
        })
        .collect()
}

/// How far the same numbers are apart, and in which field that is.
fn apart(layout: &Layout, ours: &[f64], theirs: &[f64]) -> (f64, String) {
    assert_eq!(ours.len(), theirs.len());
    let distance = |k: usize| (ours[k] - theirs[k]).abs();
    let worst = (0..ours.len()).max_by(|&a, &b| distance(a).total_cmp(&distance(b)));
    let worst = worst.expect("numbers");
    assert!(ours.iter().chain(theirs).all(|x| x.is_finite()));
    let at = worst % layout.len();
    let own = layout
        .fields()
        .iter()
        .find(|field| field.span.range().contains(&at));
    (distance(worst), own.expect("no gaps").name.clone())
}

#[test]
fn every_cell_computes_its_formulas() {
    let mut compared = 0;
    for cell in every_cell(2) {
        let sizes = [
            ("inputs", 3),
            ("outputs", 2),
            ("steps", STEPS as u32),
            ("hidden", 4),
        ];
        let pairs = [&cell[..], &sizes.map(|(key, n)| (key, number(n)))].concat();
        let choice = config(&pairs).cell_choice();
        for [layers, batch] in [[1, 1], [1, 3], [2, 1], [2, 3]] {
            for &readout in Readout::VARIANTS {
                let [inputs, outputs, hidden] = [3, 2, 4];
                let sizes = Sizes {
                    inputs,
                    hidden,
                    layers,
                    outputs,
                    batch,
                };
                let cells = Network::<f64>::new(sizes, &choice, readout);
                let twin = Network::<f64>::interpreted(sizes, &choice, readout);
                for (clamped, truncate) in [(false, 0), (true, 0), (false, 2), (true, 2)] {
                    let given = Given::new(&cells, clamped, truncate);
                    let ours = run(&cells, &given);
                    let layouts = [cells.row(), cells.row(), cells.params()];
                    for theirs in [naive(&cells, &given), run(&twin, &given)] {
                        let both = ours.iter().zip(&theirs).zip(layouts).zip(["", "d_", "d_"]);
                        for (((ours, theirs), layout), d) in both {
                            let (apart, name) = apart(layout, ours, theirs);
                            assert!(
                                apart <= 1e-12,
                                "{d}{name} is off by {apart:e}: {layers} layers, batch {batch}, \
                                 clamped {clamped}, truncated {truncate}, {choice:?}"
                            );
                            compared += ours.len();
                        }
                    }
                    // What is compared is not nothing: of every gradient that is not held something arrives.
                    if !clamped && truncate == 0 {
                        for field in cells.params().fields() {
                            let own = &ours[2][field.span.range()];
                            let arrives = own.iter().any(|&g| g != 0.0);
                            assert!(arrives, "nothing reaches {}: {choice:?}", field.name);
                        }
                    }
                }
            }
        }
    }
    println!("{compared} numbers compared");
}

/// Every computed field has a formula, what is given has none, and both say so by what they are made from.
#[test]
fn what_is_computed_has_a_formula() {
    for cell in every_cell(2) {
        let sizes = [
            ("inputs", 3),
            ("outputs", 2),
            ("steps", 2),
            ("hidden", 4),
            ("layers", 2),
        ];
        let pairs = [&cell[..], &sizes.map(|(key, n)| (key, number(n)))].concat();
        let experiment = Experiment::<f64>::new(config(&pairs)).expect("small enough");
        let network = experiment.network();
        for field in network.row().fields() {
            assert_eq!(
                field.formula.is_none(),
                field.kind == Kind::Input,
                "{}",
                field.name
            );
        }
        for param in network.params().fields() {
            assert!(param.formula.is_none(), "{}", param.name);
            let mut factors = network.row().fields().iter().flat_map(Field::factors);
            assert!(
                factors.any(|factor| factor.name == param.name),
                "{} is used",
                param.name
            );
        }
    }
}

/// The gates that keep the old state, and on which side: the start values follow from it.
#[test]
fn the_forget_bias_is_found_in_the_formulas() {
    let found = |cell: &str, options: &[(&str, Value)]| {
        let options: Vec<_> = (options.iter())
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect();
        let sizes = [("inputs", 1), ("outputs", 1), ("steps", 2)];
        let pairs = [
            &[
                ("cell", common::text(cell)),
                ("options", Value::Table(options)),
            ],
            &sizes.map(|(key, n)| (key, number(n)))[..],
        ];
        let experiment = Experiment::<f32>::new(config(&pairs.concat())).expect("small enough");
        let all = experiment.network().forget_biases();
        all.iter()
            .map(|(field, sign)| (field.name.clone(), *sign))
            .collect::<Vec<_>>()
    };
    let named = |name: &str, sign: f64| vec![(name.to_owned(), sign)];
    assert_eq!(found("lstm", &[]), named("b_f", 1.0));
    assert_eq!(
        found("lstm", &[("coupled", Value::Switch(true))]),
        named("b_f", 1.0)
    );
    assert_eq!(found("gru", &[]), named("b_z", 1.0));
    assert_eq!(
        found("gru", &[("reset_before", Value::Switch(true))]),
        named("b_z", 1.0)
    );
    assert_eq!(found("rnn", &[]), []);
    let preset = |name: &str| [("equations", common::text(preset(name)))];
    assert_eq!(found("own", &preset("lstm-1997")), []);
    assert_eq!(found("own", &preset("mgu")), named("b_f", -1.0));
    assert_eq!(found("own", &preset("janet")), named("b_f", 1.0));
}

/// Tallec & Ollivier's b_f = ln u with u uniform in 1..T-1 and b_i = -b_f, on whichever side of its gate the old state stands;
/// all else as the uniform start draws it.
#[test]
fn chrono_starts_gates_by_the_formula_of_its_paper() {
    const DELAY: f64 = 500.0;
    let switch = |name: &str| (name.to_owned(), Value::Switch(true));
    let lstm = |options: Vec<(String, Value)>| ("lstm", options);
    let written = |text: &str| ("own", vec![("equations".to_owned(), common::text(text))]);
    let both = [("b_f", 1.0), ("b_i", -1.0)];
    let small = ("projection".to_owned(), number(3));
    let other = "r = σ(W_r x + b_r)\nk = σ(W_k x + b_k)\ng = tanh(W x + U h')\nh = (1 - k) * g + (1 - r) * h'";
    for ((cell, options), wanted) in [
        (lstm(vec![]), &both[..]),
        (
            lstm(vec![switch("peephole"), small, switch("linear_output")]),
            &both,
        ),
        (lstm(vec![switch("coupled")]), &both[..1]),
        (("gru", vec![]), &[("b_z", 1.0)]),
        (("gru", vec![switch("reset_before")]), &[("b_z", 1.0)]),
        (("rnn", vec![]), &[]),
        (written(preset("lstm")), &both),
        (written(preset("mgu")), &[("b_f", -1.0)]),
        (written(preset("elman-context")), &[]),
        (written(other), &[("b_r", -1.0), ("b_k", 1.0)]),
    ] {
        let start = |init: &str| {
            let pairs = [
                ("task", common::text("recall")),
                (
                    "taskOptions",
                    Value::Table(vec![("delay".to_owned(), number(DELAY))]),
                ),
                ("cell", common::text(cell)),
                ("options", Value::Table(options.clone())),
                ("init", common::text(init)),
                ("forgetBias", number(if init == "chrono" { 3 } else { 0 })),
                ("hidden", number(48)),
                ("layers", number(2)),
                ("batch", number(1)),
            ];
            Experiment::<f64>::new(config(&pairs)).expect("small enough")
        };
        let [chrono, uniform] = ["chrono", "uniform"].map(start);
        for field in chrono.network().params().fields() {
            let [own, usual] = [&chrono, &uniform].map(|one| &one.params()[field.span.range()]);
            let what = format!("{} of {cell} {options:?}", field.name);
            let bare = field.name.trim_start_matches("l1.");
            let Some((_, sign)) = wanted.iter().find(|(name, _)| *name == bare) else {
                assert_eq!(own, usual, "{what}");
                continue;
            };
            let prefix = field.name.strip_suffix(bare).expect("its end");
            let first = chrono
                .param(&format!("{prefix}{}", wanted[0].0))
                .expect("there");
            let u: Vec<f64> = own.iter().map(|b| (sign * b).exp()).collect();
            assert!(
                u.iter().all(|u| (1.0..=DELAY - 1.0).contains(u)),
                "{u:?}: {what}"
            );
            // One u for all gates of a unit.
            let alike = |(b, first): (&f64, &f64)| sign * b == wanted[0].1 * first;
            assert!(own.iter().zip(first).all(alike), "{what}");
            // Of 48 numbers uniform in 1..499 the mean is 250, give or take 21.
            let mean = u.iter().sum::<f64>() / 48.0;
            assert!((165.0..335.0).contains(&mean), "{mean}: {what}");
        }
    }
}

fn preset(name: &str) -> &'static str {
    let mut presets = CELLS.iter().flat_map(|cell| cell.presets);
    presets
        .find(|preset| preset.name == name)
        .expect("a preset")
        .equations
}

fn own(equations: &str, rest: &[Pair]) -> lstm_conveyor::Result<Config> {
    let options = Value::Table(vec![("equations".to_owned(), common::text(equations))]);
    let mut pairs = vec![("cell", common::text("own")), ("options", options)];
    pairs.extend_from_slice(rest);
    let owned = |(key, value): &Pair| ((*key).to_owned(), value.clone());
    Config::read(&pairs.iter().map(owned).collect::<Vec<_>>())
}

/// The plain LSTM as one writes it down is the LSTM: the same names, the same start, the same training.
#[test]
fn the_lstm_written_out_is_the_lstm() {
    let task = [("task", common::text("recall")), ("hidden", number(8))];
    let mut hand = Experiment::<f32>::new(config(&task)).expect("small enough");
    let written = own(preset("lstm"), &task).expect("a preset");
    let mut own = Experiment::<f32>::new(written).expect("small enough");
    assert_eq!(own.params(), hand.params(), "the same start");
    for name in [
        "z_i", "z_f", "z_g", "z_o", "i", "f", "g", "o", "c", "tanh_c", "h", "y",
    ] {
        for t in 1..=hand.trace().steps() {
            let pairs = [
                (hand.field(name, t), own.field(name, t)),
                (hand.d_field(name, t), own.d_field(name, t)),
            ];
            for (ours, theirs) in pairs {
                let (ours, theirs) = (ours.expect("a field"), theirs.expect("the same name"));
                for (a, b) in ours.iter().zip(theirs) {
                    assert!((a - b).abs() <= 1e-6, "{name} at {t}: {a} {b}");
                }
            }
        }
    }
    let (ours, theirs) = (hand.train(20), own.train(20));
    for (a, b) in ours.iter().zip(&theirs) {
        assert!((a - b).abs() <= 1e-6, "{a} {b}");
    }
}

/// A cell of one's own is an experiment like any other.
#[test]
fn a_cell_of_ones_own_learns_saves_and_is_checked() {
    let task = [("task", common::text("recall")), ("hidden", number(8))];
    for name in ["mgu", "janet"] {
        let config = own(preset(name), &task).expect("a preset");
        let mut experiment = Experiment::<f32>::new(config.clone()).expect("small enough");
        experiment.train(400);
        assert!(
            experiment.evaluate(256).solved,
            "{name}: {:?}",
            experiment.evaluate(256)
        );
        let bytes = experiment.save();
        let mut again = Experiment::<f32>::new(config).expect("small enough");
        again.restore(&bytes).expect("its own checkpoint");
        assert_eq!(experiment.train(3), again.train(3), "{name}");
        let error = experiment
            .export_safetensors(&Default::default())
            .expect_err("no such cell");
        assert_eq!((error.code, &*error.key), (Code::NoPytorch, "cell"));
        let other = own(preset("mingru"), &task).expect("a preset");
        let mut other = Experiment::<f32>::new(other).expect("small enough");
        let error = other.restore(&bytes).expect_err("other equations");
        assert_eq!(
            (error.code, &*error.key),
            (Code::Checkpoint, "options.equations")
        );
    }
}

/// The ways of books and papers are ways to write the same.
#[test]
fn equations_are_read_as_they_are_printed() {
    let printed = "f_t = σ(W_f·[h_{t-1}, x_t] + b_f)
i_t = σ(W_i·[h_{t−1}, x_t] + b_i)
C̃_t = tanh(W_C [h_t-1, x_t] + b_C)
C_t = f_t * C_{t-1} + i_t * C̃_t
o_t = σ(W_{o} [x_{t}; h_{t-1}] + b_{o})
h_t = o_t * tanh(C_t)";
    let subscripts = "fₜ = σ(W_f·[hₜ₋₁, xₜ] + b_f)
iₜ = σ(W_i·[hₜ₋₁, xₜ] + b_i)
C̃ₜ = tanh(W_C [hₜ₋₁, xₜ] + b_C)
Cₜ = fₜ * Cₜ₋₁ + iₜ * C̃ₜ
oₜ = σ(W_o [xₜ; hₜ₋₁] + b_o)
hₜ = oₜ * tanh(Cₜ)";
    let typed = "f = σ(U_f h' + W_f x + b_f)
i = σ(U_i h' + W_i x + b_i)
C̃ = tanh(U_C h' + W_C x + b_C)
C = f * C' + i * C̃
o = σ(W_o x + U_o h' + b_o)
h = o * tanh(C)";
    // A peephole, a product among the vectors, and a gate t with parameters of its own.
    let odd = "t = σ(W_t·[h_{t-1}, x_t, c_{t-1}] + b_t)
h_t = (1 - t) * c_{t-1} + tanh(W * [t * h_{t-1}, x_t])
c_t = h_t";
    let plain = "t = σ(U_t h' + W_t x + V_t c' + b_t)
h = (1 - t) * c' + tanh(U (t * h') + W x)
c = h";
    let read = |text: &str| {
        let config = own(text, &[("task", common::text("recall"))]).expect(text);
        config.cell_choice()
    };
    assert_eq!(read(printed), read(typed));
    assert_eq!(read(subscripts), read(typed));
    assert_eq!(read(odd), read(plain));
}

/// Line, column, what was met, and the code: the reader is told where to look.
#[test]
fn equations_are_refused_where_they_are_wrong() {
    let long = "h = x + x".repeat(500);
    let many: String = (0..33).map(|k| format!("a{k} = tanh(W x)\n")).collect();
    let deep = format!("h = {}x{}", "(".repeat(3000), ")".repeat(900));
    let beyond = format!("f = W x\nh = {} x", "字".repeat(41));
    use Code::*;
    for (text, code, place, value) in [
        ("h = tanh(W x", EquationSyntax, [1, 13], "⏎"),
        ("h = tanh(W x))", EquationSyntax, [1, 14], ")"),
        ("\n h = W x - b", EquationSyntax, [2, 10], "-"),
        ("h = 2 * x", EquationNumber, [1, 5], "2"),
        ("h = 0.9 * h' + 0.1 * x", EquationNumber, [1, 5], "0.9"),
        ("h = 1x + x", EquationNumber, [1, 5], "1x"),
        ("h = K [h', x]", EquationSyntax, [1, 7], "["),
        ("h = W [h', x", EquationSyntax, [1, 13], "⏎"),
        ("h = W [h', h', h', x]", EquationSyntax, [1, 18], ","),
        ("h = W_{ x", EquationSyntax, [1, 7], "{"),
        ("h = tanh(W_h*x + U_h*h')", EquationSizes, [1, 22], "h"),
        ("h = 1", EquationSyntax, [1, 6], "⏎"),
        ("h tanh(x)", EquationSyntax, [1, 3], "tanh"),
        ("tanh = W x", EquationSyntax, [1, 1], "tanh"),
        ("h_prev = W x", EquationSyntax, [1, 1], "h_prev"),
        ("h = W x ? b", EquationSyntax, [1, 9], "?"),
        ("h = W x² + b", EquationSyntax, [1, 8], "²"),
        ("h = W x + b₁", EquationSyntax, [1, 12], "₁"),
        ("h² = W x", EquationSyntax, [1, 2], "²"),
        ("h = 1² - W x", EquationSyntax, [1, 6], "²"),
        ("h = _b + W x", EquationSyntax, [1, 5], "_"),
        ("f = W x\nh = f x", EquationSyntax, [2, 7], "f"),
        (&beyond, EquationLongName, [2, 5], &"字".repeat(41)),
        ("h = tanh W x", EquationSyntax, [1, 10], "W"),
        (&deep, EquationSyntax, [1, 21], "("),
        ("h = sin(W x)", EquationFunction, [1, 5], "sin"),
        ("h = Softmax(W x)", EquationFunction, [1, 5], "Softmax"),
        ("h = tanh(c)\nc = W x", EquationUnmade, [1, 10], "c"),
        ("h = tanh(W q)", EquationUnmade, [1, 12], "q"),
        ("h = tanh(W h)", EquationUnmade, [1, 12], "h"),
        ("h = tanh(W U x)", EquationMatrices, [1, 12], "W U"),
        ("h = x * h'", EquationSizes, [1, 5], "x"),
        ("h = x", EquationSizes, [1, 5], "x"),
        ("h = W x + W", EquationSizes, [1, 11], "W"),
        ("h = W x + W h'", EquationSizes, [1, 11], "W"),
        ("h = W x + s'", EquationState, [1, 11], "s'"),
        ("h = W x'", EquationState, [1, 7], "x'"),
        ("f = tanh(W x)", EquationOutput, [2, 1], "⏎"),
        ("", EquationOutput, [1, 1], "⏎"),
        ("h = W x\nh = U x", EquationTwice, [2, 1], "h"),
        ("h = W y", EquationName, [1, 7], "y"),
        ("d = W h'\nh = tanh(d)", EquationName, [1, 1], "d"),
        ("h = h_prev'", EquationSyntax, [1, 11], "'"),
        ("x = W h'\nh = x", EquationName, [1, 1], "x"),
        ("h = W_y x", EquationName, [1, 5], "W_y"),
        ("d_h = W x\nh = d_h", EquationName, [1, 1], "d_h"),
        (&many, EquationLines, [33, 1], "33"),
    ] {
        let error = own(text, &[("task", common::text("recall"))]).expect_err(text);
        let part = |name| match error.part(name) {
            Some(lstm_conveyor::Part::Number(n)) => *n as usize,
            other => panic!("{text}: {name} is {other:?}"),
        };
        let found = (error.code, [part("line"), part("column")], &*error.value);
        assert_eq!(found, (code, place, value), "{text:?}: {error}");
        let mut names: Vec<_> = error.parts().iter().map(|(name, _)| *name).collect();
        let mut wanted = code.parts().to_vec();
        names.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(names, wanted, "{text}");
    }
    let error = own(&long, &[("task", common::text("recall"))]).expect_err("too long");
    assert_eq!((error.code, &*error.key), (TooLong, "equations"));
}

/// What is taken apart gets names that one can guess, and none that is taken.
#[test]
fn what_is_nested_becomes_fields_of_their_own() {
    let fields = |equations: &str| {
        let config = own(equations, &[("task", common::text("recall"))]).expect("good equations");
        let experiment = Experiment::<f32>::new(config).expect("small enough");
        let network = experiment.network();
        let fields = network.row().fields().iter();
        let texts = fields.filter_map(|field| network.equation(&field.name));
        texts
            .filter(|text| !text.starts_with("y = "))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        fields(
            "c = (1 - f) ⊙ c_prev + tanh(W_c x + b_c)\nh = tanh(c) * σ(U_o h′ + p * tanh(c))"
                .replace("(1 - f) ⊙ ", "")
                .as_str()
        ),
        [
            "z_c_1 = W_c x + b_c",
            "c_1 = tanh(z_c_1)",
            "c = c' + c_1",
            "tanh_c = tanh(c)",
            "z_h_1 = U_o h' + p * tanh_c",
            "h_1 = sigmoid(z_h_1)",
            "h = tanh_c * h_1",
        ]
    );
    assert_eq!(
        fields("r = Sigmoid(W_r x)\nh = tanh(U (r * h' + h') + a * b * r)"),
        [
            "z_r = W_r x",
            "r = sigmoid(z_r)",
            "h_1 = r * h' + h'",
            "h_2 = b",
            "z_h = U h_1 + a * h_2 * r",
            "h = tanh(z_h)",
        ]
    );
    // What is made of a state is nothing that can stand for what is made of it a step before.
    assert_eq!(
        fields("c = W_c x + c'\nh = tanh(c) * tanh(c')"),
        [
            "c = W_c x + c'",
            "tanh_c = tanh(c)",
            "h_1 = tanh(c')",
            "h = tanh_c * h_1",
        ]
    );
    // One minus a parameter is a factor; a function of one needs a field for the parameter.
    assert_eq!(
        fields("h = (1 - a) * h' + σ(b) * W x"),
        [
            "z_h_1 = b",
            "h_1 = sigmoid(z_h_1)",
            "h_2 = W x",
            "h = (1 - a) * h' + h_1 * h_2",
        ]
    );
}

/// The kind of a parameter decides how it starts: what multiplies is no bias, which starts at 0.
#[test]
fn the_kind_of_a_parameter_is_what_it_is_used_as() {
    let equations = "g = 1 - q\nm = p * g + s\nh = (1 - a) * h' + s * m + p + tanh(W x + U h' + b)";
    let config = own(equations, &[("task", common::text("recall"))]).expect("good equations");
    let experiment = Experiment::<f32>::new(config).expect("small enough");
    let params = experiment.network().params();
    for (name, kind) in [
        ("q", Kind::Peephole),
        ("a", Kind::Peephole),
        // Multiplied here and added there, in either order.
        ("p", Kind::Peephole),
        ("s", Kind::Peephole),
        ("W", Kind::Weight),
        ("U", Kind::RecurrentWeight),
        ("b", Kind::Bias),
    ] {
        let found = params.field(name).expect("a parameter").kind;
        assert_eq!(found, kind, "{name}");
    }
}

/// The kind of a field decides how a page draws it: only what squashes a state is on its way out.
#[test]
fn the_kind_of_a_field_is_what_its_formula_makes() {
    let equations = "f = σ(W_f x + U_f h' + b_f)
g = tanh(W_g x + U_g h' + b_g)
c = f * c' + f * g
m = f * g
t = tanh(c)
u = tanh(f * g)
h = f * t * u";
    let config = own(equations, &[("task", common::text("recall"))]).expect("good equations");
    let experiment = Experiment::<f32>::new(config).expect("small enough");
    for (name, kind) in [
        ("z_f", Kind::PreActivation),
        ("f", Kind::Gate),
        ("z_g", Kind::PreActivation),
        ("g", Kind::Candidate),
        ("c", Kind::State),
        ("m", Kind::Squashed),
        ("t", Kind::Squashed),
        ("u", Kind::Candidate),
        ("h", Kind::State),
    ] {
        let fields = experiment.network().row();
        let found = fields.field(name).expect("a field").kind;
        assert_eq!(found, kind, "{name}");
    }
}

/// The longest names, and what is made of them, are names like any other: short enough to be written, asked for and held.
#[test]
fn the_longest_names_can_be_asked_for() {
    let name = |letter: &str| letter.repeat(40);
    let (c, w) = (name("𝑐"), format!("𝑊{}", "1".repeat(39)));
    let text =
        format!("{c} = {w} (tanh({w} (relu({c}_prev) + h'))) + {c}'\nh = σ({c}) * σ({c} + h')");
    let rest = [("task", common::text("recall")), ("layers", number(4))];
    let experiment = Experiment::<f32>::new(own(&text, &rest).expect("40 characters"));
    let experiment = experiment.expect("small enough");
    let fields = experiment.network().row().fields();
    assert!(
        fields
            .iter()
            .any(|field| field.name == format!("l3.sigmoid_{c}"))
    );
    for Field { name, .. } in fields {
        assert!(name.chars().count() <= 56, "{name}");
        assert!(experiment.field(name, 1).is_ok(), "{name}");
    }
}

/// A cell that learns nothing, a parameter in two places, a gate that keeps two states, a matrix wider than high: odd, and
/// lawful.
#[test]
fn odd_cells_are_cells_too() {
    let task = |rest: &[Pair]| {
        [
            &[("task", common::text("adding")), ("hidden", number(3))],
            rest,
        ]
        .concat()
    };
    let nothing = own(
        "h = relu(h')",
        &task(&[("hidden", number(1)), ("readout", common::text("none"))]),
    );
    let mut nothing = Experiment::<f32>::new(nothing.expect("lawful")).expect("small enough");
    assert_eq!((nothing.params().len(), nothing.train(2).len()), (0, 2));

    for shared in [
        "h = a * h' + (1 - a) * tanh(W x)",
        "f = σ(W x + b)\nh = f * h' + tanh(V x + b)",
        "h = tanh(W x + U h' + U (h' * h'))",
    ] {
        let config = || own(shared, &task(&[("batch", number(2))])).expect("lawful");
        let mut whole = Experiment::<f32>::new(config()).expect("small enough");
        let mut steps = Experiment::<f32>::new(config()).expect("small enough");
        whole.sample(3);
        whole.forward();
        whole.backward();
        steps.sample(3);
        while steps.backward_step().is_some() {}
        assert_eq!(whole.d_params(), steps.d_params(), "{shared}");
        let checks = whole.check_gradients().expect("small enough");
        let worst = checks
            .iter()
            .flat_map(|check| &check.relative)
            .fold(0.0, |a: f64, &b| a.max(b));
        assert!(worst < 1e-4, "{worst:e}: {shared}");
    }

    let two = own("f = σ(W x + b)\nm = f * m' + x2\nx2 = V x", &task(&[]));
    assert_eq!(two.expect_err("in order").code, Code::EquationUnmade);
    let two = "f = σ(W x + b_f)\ng = V x\nm = f * m' + g\nc = f * c' + g * m\nh = tanh(c)";
    let two = Experiment::<f32>::new(own(two, &task(&[])).expect("lawful")).expect("small enough");
    let biases = two.network().forget_biases();
    assert_eq!(biases.len(), 1, "moved once");

    let wide = "s = a * s' + (1 - a) * x\nh = tanh(W s + U s' + V h')";
    let wide = own(
        wide,
        &task(&[("init", common::text("orthogonal")), ("hidden", number(1))]),
    );
    let wide = Experiment::<f32>::new(wide.expect("lawful")).expect("small enough");
    assert!(wide.params().iter().all(|p| p.is_finite()));
}

/// As long a text as is lawful, four layers of it.
#[test]
fn a_long_text_is_read_and_laid_out() {
    let letters: Vec<char> = ('a'..='z').filter(|&letter| letter != 'd').collect();
    let names = letters
        .iter()
        .flat_map(|a| letters.iter().map(move |b| format!("{a}{b}")));
    let mut text = "h=h'".to_owned();
    for name in names.take(440) {
        text += &format!("+σ({name}+h')");
    }
    assert!(text.chars().count() > 3900, "{}", text.chars().count());
    let rest = [
        ("task", common::text("adding")),
        ("layers", number(4)),
        ("hidden", number(1)),
    ];
    let config = own(&text, &[&rest[..], &[("batch", number(1))]].concat()).expect("lawful");
    let experiment = Experiment::<f32>::new(config).expect("small enough");
    assert!(experiment.network().row().fields().len() > 4 * 880);
}
