//! Are the formulas true? Each network is run twice: by its hand-written cells, and by an interpreter that knows nothing but
//! the formulas of their fields. Every value and every gradient must agree. So what a page shows as the equation of a
//! number is what the core computes.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number};
use lstm_conveyor::init::Init;
use lstm_conveyor::layout::{Field, Kind, Layout};
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::{CellChoice, Network, Readout, Sizes};
use lstm_conveyor::{CELLS, Clamp, Code, Config, Experiment, Purpose, Rng, Target, Trace, Value};

const STEPS: usize = 5;

/// Runs a network forward and backward on numbers without pattern, with clamps and truncation as given; all values, all
/// gradients, and those of the parameters.
fn run(network: &Network<f64>, clamped: bool, truncate: usize) -> [Vec<f64>; 3] {
    let sizes = network.sizes();
    let wave = |n: usize, by: f64| -> Vec<f64> { (1..=n).map(|k| (by * k as f64).sin()).collect() };
    let mut params = vec![0.0; network.params().len()];
    let mut rng = Rng::new(3, Purpose::Parameters, 0);
    network.init(Init::Uniform, 0.5, &mut rng, &mut params);
    let mut trace = Trace::new(network, STEPS);
    let n = STEPS * sizes.batch;
    let fits = "a batch of this size";
    trace
        .set_inputs(network, &wave(n * sizes.inputs, 1.3))
        .expect(fits);
    for state in network.states() {
        let numbers = wave(state.span.len(), 0.9);
        trace.row_mut(0)[state.span.range()].copy_from_slice(&numbers);
    }
    let mut targets = Targets::new(sizes.batch, STEPS, sizes.outputs);
    let mask: Vec<f64> = (0..n).map(|k| [0.5, 0.0, 1.0][k % 3]).collect();
    targets
        .set(&wave(n * sizes.outputs, 0.7), &mask)
        .expect(fits);
    let clamps: Vec<Clamp<f64>> = if clamped {
        clamps(network.row())
    } else {
        Vec::new()
    };
    let target = Target {
        loss: Loss::MeanSquaredError,
        targets: &targets,
        clamps: &clamps,
        truncate,
    };
    let mut d_params = vec![0.0; params.len()];
    trace.forward(network, &params, &clamps);
    trace.backward(network, &params, &target, &mut d_params);
    [trace.values().to_vec(), trace.grads().to_vec(), d_params]
}

/// The first unit of each field, each at a step of its own or at all.
fn clamps(row: &Layout) -> Vec<Clamp<f64>> {
    let fields = row.fields().iter().enumerate();
    fields
        .map(|(k, Field { span, .. })| Clamp {
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
            for readout in Readout::ALL {
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
                    let ours = run(&cells, clamped, truncate);
                    let theirs = run(&twin, clamped, truncate);
                    let layouts = [cells.row(), cells.row(), cells.params()];
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

/// The read-out, whose sum the interpreter does not reach: by its formula and nothing else.
#[test]
fn the_read_out_computes_its_formula() {
    let sizes = Sizes {
        inputs: 3,
        hidden: 4,
        layers: 2,
        outputs: 2,
        batch: 3,
    };
    let choice = CellChoice::Gru(Default::default());
    let network = Network::<f64>::new(sizes, &choice, Readout::Linear);
    let [values, grads, d_params] = run(&network, false, 0);
    let y = network.row().field("y").expect("a read-out");
    let formula = y.formula.as_ref().expect("computed");
    let mut params = vec![0.0; network.params().len()];
    let mut rng = Rng::new(3, Purpose::Parameters, 0);
    network.init(Init::Uniform, 0.5, &mut rng, &mut params);
    let [map, bias] = &formula.terms[..] else {
        panic!("W h + b")
    };
    let (row, batch) = (network.row(), sizes.batch);
    let (w, b) = (
        network.params().view(&map[0].name, &params),
        network.params().view(&bias[0].name, &params),
    );
    let mut d_w = vec![0.0; w.len()];
    for t in 1..=STEPS {
        let now = &values[t * row.len()..(t + 1) * row.len()];
        let d_now = &grads[t * row.len()..(t + 1) * row.len()];
        let (h, d_y) = (row.view(&map[1].name, now), row.view("y", d_now));
        let expected = w.dot(&h) + b;
        for (expected, got) in expected.iter().zip(row.view("y", now)) {
            assert!((expected - got).abs() <= 1e-12);
        }
        for (d_w, more) in d_w.iter_mut().zip(&d_y.dot(&h.t())) {
            *d_w += more;
        }
        assert_eq!(d_y.len(), 2 * batch);
    }
    let got = network.params().view(&map[0].name, &d_params);
    for (expected, got) in d_w.iter().zip(got) {
        assert!((expected - got).abs() <= 1e-12 && *got != 0.0);
    }
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
                let both = ours
                    .expect("a field")
                    .iter()
                    .zip(theirs.expect("the same name"));
                for (a, b) in both {
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

/// Line, column, what was met, and the code: the reader is told where to look.
#[test]
fn equations_are_refused_where_they_are_wrong() {
    let long = "h = x + x".repeat(500);
    let many: String = (0..33).map(|k| format!("a{k} = tanh(W x)\n")).collect();
    let deep = format!("h = {}x{}", "(".repeat(3000), ")".repeat(900));
    use Code::*;
    for (text, code, place, value) in [
        ("h = tanh(W x", EquationSyntax, [1, 13], "⏎"),
        ("h = tanh(W x))", EquationSyntax, [1, 14], ")"),
        ("\n h = W x - b", EquationSyntax, [2, 10], "-"),
        ("h = 2 * x", EquationSyntax, [1, 5], "2"),
        ("h = 1", EquationSyntax, [1, 6], "⏎"),
        ("h tanh(x)", EquationSyntax, [1, 3], "tanh"),
        ("tanh = W x", EquationSyntax, [1, 1], "tanh"),
        ("h_prev = W x", EquationSyntax, [1, 1], "h_prev"),
        ("h = W x ? b", EquationSyntax, [1, 9], "?"),
        ("f = W x\nh = f x", EquationSyntax, [2, 7], "f"),
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
        while steps.step() != lstm_conveyor::Place::Backward(1) {}
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
