//! What must hold for any cell, network, seed and sequence.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::init::Init;
use lstm_conveyor::layout::{Kind, Layout};
use lstm_conveyor::loss::{Link, Loss};
use lstm_conveyor::optimizer::Rule;
use lstm_conveyor::{Clamp, Code, Experiment, Part, Purpose, Real, Rng, Source, Value};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use strum::VariantArray;

const STEPS: usize = 7;

fn recall(pairs: &[Pair]) -> Vec<Pair> {
    let delay = Value::Table(vec![("delay".to_owned(), number(STEPS as u32 - 1))]);
    let task = [("task", text("recall")), ("taskOptions", delay)];
    [pairs, &task].concat()
}

fn experiment<R: Real>(pairs: &[Pair]) -> Experiment<R> {
    Experiment::new(config(pairs)).expect("small enough")
}

/// The same, with one thing different.
fn with(pairs: &[Pair], key: &'static str, value: Value) -> Vec<Pair> {
    let others = pairs.iter().filter(|(other, _)| *other != key);
    others.cloned().chain([(key, value)]).collect()
}

/// Is this option of the cell on?
fn on(pairs: &[Pair], option: &str) -> bool {
    pairs.iter().any(|(_, value)| match value {
        Value::Table(table) => table.contains(&(option.to_owned(), Value::Switch(true))),
        _ => false,
    })
}

/// Small networks that recall, of any cell that is wanted, one to three layers deep.
fn networks_of(wanted: fn(&[Pair]) -> bool) -> impl Strategy<Value = Vec<Pair>> {
    let sizes = (2..8u32, 1..4u32, 1..5u32, 0..1000u32);
    let pairs = sizes.prop_flat_map(move |(hidden, layers, batch, seed)| {
        let numbers = [
            ("hidden", number(hidden)),
            ("layers", number(layers)),
            ("batch", number(batch)),
            ("seed", number(seed)),
        ];
        let cells = every_cell(hidden / 2).into_iter();
        let cells = cells.filter(|cell| wanted(cell)).collect::<Vec<_>>();
        (select(cells), Just(numbers))
    });
    pairs.prop_map(|(cell, numbers)| recall(&[&cell[..], &numbers].concat()))
}

fn networks() -> impl Strategy<Value = Vec<Pair>> {
    networks_of(|_| true)
}

fn optimizers() -> impl Strategy<Value = Value> {
    let names = Rule::VARIANTS.iter().map(|rule| text(rule.as_ref()));
    select(names.collect::<Vec<_>>())
}

/// Which number of which field is held, when, and at what.
type Anywhere = (Index, Index, Option<usize>, f64);

fn clamps() -> impl Strategy<Value = Vec<Anywhere>> {
    let step = proptest::option::of(1..=STEPS);
    let one = (any::<Index>(), any::<Index>(), step, -0.9..0.9);
    proptest::collection::vec(one, 0..3)
}

fn hold<R: Real>(experiment: &mut Experiment<R>, clamps: &[Anywhere]) {
    for (field, unit, step, value) in clamps {
        let field = field.get(experiment.network().row().fields()).clone();
        let unit = unit.index(field.span.rows);
        let held = experiment.clamp(&field.name, unit, *step, *value);
        held.expect("a field, a unit and a step that there are");
    }
}

fn pass<R: Real>(experiment: &mut Experiment<R>) {
    experiment.forward();
    experiment.backward();
}

fn near(a: &[f64], b: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.len(), b.len());
    for (k, (a, b)) in a.iter().zip(b).enumerate() {
        prop_assert!((a - b).abs() < 1e-12, "number {}: {} and {}", k, a, b);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// i = 1 - f: together they are one, but for one rounding; so too where f is held.
    #[test]
    fn coupled_gates_sum_to_one(network in networks_of(|cell| on(cell, "coupled")), held in 0.0..1.0) {
        let mut coupled = experiment::<f64>(&network);
        coupled.clamp("f", 0, Some(3), held).expect("a unit");
        coupled.forward();
        for t in 1..=STEPS {
            let [i, f] = ["i", "f"].map(|name| coupled.field(name, t).expect("a gate"));
            prop_assert!(i.iter().zip(f).all(|(i, f)| (i + f - 1.0).abs() < 1e-15));
        }
    }

    /// Sequences of a batch do not know of each other: each has the values it has alone, but for rounding (a batch of one
    /// is multiplied in another order), and the gradient is the mean.
    #[test]
    fn a_batch_is_as_many_batches_of_one(network in networks(), clamps in clamps()) {
        let alone = with(&network, "batch", number(1));
        let [mut many, mut one] = [&network, &alone].map(|pairs| experiment::<f64>(pairs));
        hold(&mut many, &clamps);
        hold(&mut one, &clamps);
        many.sample(5);
        pass(&mut many);
        let n = many.network().sizes().batch;
        let mut mean = vec![0.0; many.params().len()];
        for b in 0..n {
            one.sample(5 + b as u64);
            pass(&mut one);
            let own = |row: &[f64], by: f64| -> Vec<f64> { row.iter().skip(b).step_by(n).map(|x| x * by).collect() };
            for t in 1..=STEPS {
                near(&own(many.trace().row(t), 1.0), one.trace().row(t))?;
                near(&own(many.trace().d_row(t), n as f64), one.trace().d_row(t))?;
            }
            for (mean, d) in mean.iter_mut().zip(one.d_params()) {
                *mean += d / n as f64;
            }
        }
        near(&mean, many.d_params())?;
    }

    /// Values, gradients and parameters after a walk step by step are those of forward, backward and update, to the bit.
    #[test]
    fn stepping_equals_finishing(network in networks(), clamps in clamps(), truncate in 0..=STEPS as u32) {
        let network = with(&network, "truncate", number(truncate));
        walks_as_it_runs::<f32>(&network, &clamps)?;
        walks_as_it_runs::<f64>(&network, &clamps)?;
    }

    /// Numbers side by side have no order: turned parameters and sequences give turned values and gradients.
    #[test]
    fn permuting_units_permutes_everything(network in networks(), by in 1..7usize) {
        let [mut plain, mut turned] = [(); 2].map(|()| experiment::<f64>(&network));
        let [params, row] = [plain.network().params(), plain.network().row()].map(Clone::clone);
        turned.set_params(&turn(&params, true, by, plain.params())).expect("as many");
        plain.sample(3);
        let (inputs, targets, mask) = plain.sequence();
        let inputs: Vec<f64> = inputs.chunks(2).flat_map(|x| [x[by % 2], x[(by + 1) % 2]]).collect();
        turned.set_sequence(&inputs, targets, Some(mask)).expect("as many");
        pass(&mut plain);
        pass(&mut turned);
        for t in 1..=STEPS {
            near(&turn(&row, false, by, plain.trace().row(t)), turned.trace().row(t))?;
            near(&turn(&row, false, by, plain.trace().d_row(t)), turned.trace().d_row(t))?;
        }
        near(&turn(&params, true, by, plain.d_params()), turned.d_params())?;
    }

    /// The same seed is the same start again, and looking at a sample or evaluating does not disturb training.
    #[test]
    fn rewinding_is_the_very_same_start(network in networks(), looked_at in 0..50u64) {
        let mut experiment = experiment::<f32>(&network);
        let start = experiment.params().to_vec();
        let first = experiment.train(15);
        experiment.rewind();
        prop_assert_eq!(experiment.params(), &start[..]);
        let mut again = experiment.train(7);
        experiment.sample(looked_at);
        let evaluation = experiment.evaluate(32);
        prop_assert_eq!(experiment.evaluate(32), evaluation);
        again.extend(experiment.train(8));
        prop_assert_eq!(first, again);
    }

    /// Back at an update that was kept, at most eight before the one asked for, all goes on as it did then, to the bit.
    #[test]
    fn rewinding_to_an_update_goes_on_as_it_did_then(
        network in networks(), rule in optimizers(), n in 1..60usize, back in 0..60usize
    ) {
        let network = with(&network, "optimizer", rule);
        let mut one = experiment::<f32>(&network);
        let losses = [one.train(n / 2), one.train(n - n / 2)].concat();
        let end = one.params().to_vec();
        let back = back.min(n);
        let at = one.rewind_to(back as u64) as usize;
        prop_assert!(at <= back && back - at <= 8, "at {} for {}", at, back);
        prop_assert_eq!(one.updates(), at as u64);
        let mut fresh = experiment::<f32>(&network);
        fresh.train(at);
        prop_assert_eq!(one.params(), fresh.params());
        prop_assert_eq!(&one.train(n - at)[..], &losses[at..]);
        prop_assert_eq!(one.params(), &end[..]);
    }

    /// Told to end and going on later is, to the bit, having gone on: losses, values, gradients (that of the inputs too)
    /// and the states that one can go back to.
    #[test]
    fn going_on_equals_not_having_been_interrupted(
        network in networks(), rule in optimizers(), n in 1..80usize, pause in 1..40usize, back in 0..80u64
    ) {
        let network = with(&network, "optimizer", rule);
        let [mut whole, mut runs, mut parts] = [(); 3].map(|()| experiment::<f32>(&network));
        let losses = whole.train(n);
        let mut ours = Vec::new();
        while ours.len() < n {
            let (left, mut asked) = (n - ours.len(), 0);
            let these = parts.train_while(left, || {
                asked += 1;
                asked < pause
            });
            prop_assert_eq!(these.len(), left.min(pause));
            prop_assert_eq!(asked, these.len().min(left - 1), "asked in each but the last");
            ours.extend(these);
            runs.train(left.min(pause));
            prop_assert_eq!(parts.trace().grads(), runs.trace().grads());
        }
        prop_assert_eq!(ours, losses);
        prop_assert_eq!(parts.params(), whole.params());
        prop_assert_eq!(parts.norms().updates, whole.norms().updates);
        prop_assert_eq!(parts.rewind_to(back), whole.rewind_to(back));
        prop_assert_eq!(parts.params(), whole.params());
    }

    /// Stop, save, restore into a new experiment, go on: as if never stopped, to the bit.
    #[test]
    fn going_on_from_a_checkpoint_equals_never_having_stopped(
        network in networks(), rule in optimizers(), n in 0..30usize, m in 1..30usize
    ) {
        let network = with(&network, "optimizer", rule);
        let mut stopped = experiment::<f32>(&network);
        stopped.train(n);
        let bytes = stopped.save();
        let losses = stopped.train(m);
        let mut resumed = experiment::<f32>(&network);
        resumed.train(3);
        resumed.restore(&bytes).expect("a checkpoint of the same settings");
        prop_assert_eq!(resumed.updates(), n as u64);
        prop_assert_eq!(resumed.train(m), losses);
        prop_assert_eq!(resumed.params(), stopped.params());
    }

    /// Garbage, a file cut short, and a file with one byte of its header changed, which may be of a name: whatever is
    /// refused changes nothing.
    #[test]
    fn no_bytes_make_a_checkpoint_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in any::<Index>(), at in any::<Index>(),
        byte in select(b"{}[]\":,\\u0189-.eE \ntfndD\0\x80".to_vec())
    ) {
        let mut experiment = experiment::<f64>(&recall(&[]));
        let before = experiment.state();
        let code = experiment.restore(&bytes).unwrap_err().code;
        prop_assert!([Code::FileLength, Code::FileHeader].contains(&code), "{:?}", code);
        let good = experiment.save();
        let short = &good[..cut.index(good.len())];
        prop_assert_eq!(experiment.restore(short).unwrap_err().code, Code::FileLength);
        let header = u64::from_le_bytes(good[..8].try_into().expect("eight bytes")) as usize;
        let mut changed = good.clone();
        changed[8 + at.index(header)] = byte;
        if experiment.restore(&changed).is_err() {
            prop_assert_eq!(experiment.state(), before);
        }
    }
}

fn walks_as_it_runs<R: Real>(network: &[Pair], clamps: &[Anywhere]) -> Result<(), TestCaseError> {
    let [mut walks, mut runs] = [(); 2].map(|()| experiment::<R>(network));
    hold(&mut walks, clamps);
    hold(&mut runs, clamps);
    for round in 0..2 {
        walks.sample(round);
        runs.sample(round);
        let forward: Vec<usize> = std::iter::from_fn(|| walks.forward_step()).collect();
        pass(&mut runs);
        prop_assert_eq!(forward, (1..=STEPS).collect::<Vec<_>>());
        prop_assert_eq!(walks.loss(), runs.loss());
        let backward: Vec<usize> = std::iter::from_fn(|| walks.backward_step()).collect();
        prop_assert_eq!(backward, (1..=STEPS).rev().collect::<Vec<_>>());
        prop_assert_eq!(walks.trace().values(), runs.trace().values());
        prop_assert_eq!(walks.trace().grads(), runs.trace().grads());
        prop_assert_eq!(walks.d_params(), runs.d_params());
        walks.update();
        runs.update();
        prop_assert_eq!(walks.params(), runs.params());
    }
    Ok(())
}

/// In whatever order steps are asked for, what is missing is made up for and nothing is added twice.
#[test]
fn steps_out_of_order_come_to_the_same() {
    let start = || {
        let mut experiment = experiment::<f64>(&recall(&[]));
        experiment.sample(5);
        experiment
    };
    let steps = start().trace().steps();
    let mut whole = start();
    pass(&mut whole);
    let expected = whole.d_params().to_vec();
    whole.update();
    let same = |mut walked: Experiment<f64>, what: &str| {
        while walked.backward_step().is_some() {}
        assert_eq!(walked.d_params(), expected, "{what}");
        walked.update();
        assert_eq!(walked.params(), whole.params(), "{what}");
        assert_eq!(walked.forward_step(), Some(1), "{what}: the next walk");
    };

    let mut back_at_once = start();
    assert_eq!(back_at_once.backward_step(), Some(steps));
    same(back_at_once, "backward before forward");

    let mut twice = start();
    twice.backward_step();
    assert_eq!(twice.forward_step(), Some(1), "a new walk");
    same(twice, "forward again on the way back");

    let mut between = start();
    between.backward_step();
    pass(&mut between);
    same(between, "a whole pass between");

    let mut updated = start();
    updated.forward_step();
    updated.update();
    assert_eq!(updated.params(), whole.params(), "an update in the midst");

    let mut edited = start();
    edited.backward_step();
    edited.clamp("h", 0, Some(1), 0.5).expect("a unit");
    assert_eq!(edited.forward_step(), Some(1), "an edit ends the walk");
}

/// Row r of each matrix becomes row r + `by`, and column c (if they are to be turned) column c + `by`, in a circle.
fn turn(layout: &Layout, columns: bool, by: usize, from: &[f64]) -> Vec<f64> {
    let mut to = from.to_vec();
    for field in layout.fields() {
        let (rows, cols) = (field.span.rows, field.span.cols);
        for k in 0..rows * cols {
            let row = (k / cols + by) % rows;
            let col = (k % cols + if columns { by } else { 0 }) % cols;
            to[field.span.start + row * cols + col] = from[field.span.start + k];
        }
    }
    to
}

/// Layers know only their neighbours: two are the first one alone, and then the second, which reads what the first has
/// said. (The first says h, having no read-out; and what the second asks of h is put to it as an error.)
#[test]
fn two_layers_are_one_after_the_other() {
    for cell in every_cell(2) {
        let batch = 3;
        let sizes = |inputs: usize, outputs: usize, layers: u32, readout: &str| {
            let rest = [
                ("inputs", number(inputs as u32)),
                ("outputs", number(outputs as u32)),
                ("steps", number(STEPS as u32)),
                ("hidden", number(4)),
                ("layers", number(layers)),
                ("batch", number(batch as u32)),
                ("readout", text(readout)),
                ("loss", text("squared-error")),
            ];
            experiment::<f64>(&[&cell[..], &rest].concat())
        };
        let mut both = sizes(2, 1, 2, "linear");
        let units = both.network().row().find("h").expect("an output").rows;
        let mut first = sizes(2, units, 1, "none");
        let mut second = sizes(units, 1, 1, "linear");

        let wave = |n: usize| (0..n).map(|k| (k as f64).sin()).collect::<Vec<_>>();
        let (inputs, targets) = (wave(batch * STEPS * 2), wave(batch * STEPS));
        both.set_sequence(&inputs, &targets, None).expect("as many");
        pass(&mut both);
        let [params, row] = [both.network().params(), both.network().row()];
        let part = |layout: &Layout, layer: usize, name: &str, all: &[f64]| {
            let below = layer == 0 || name.ends_with('y');
            let whole = if below {
                name.to_owned()
            } else {
                format!("l1.{name}")
            };
            all[layout.find(&whole).expect("a name of both").range()].to_vec()
        };
        for (layer, one) in [&mut first, &mut second].into_iter().enumerate() {
            for field in one.network().params().fields().to_vec() {
                let own = part(params, layer, &field.name, both.params());
                one.set_param(&field.name, &own).expect("its shape");
            }
        }
        let nothing = vec![0.0; batch * STEPS * units];
        first
            .set_sequence(&inputs, &nothing, None)
            .expect("as many");
        first.forward();
        let mut wanted = first.outputs().into_raw_vec_and_offset().0;
        second
            .set_sequence(&wanted, &targets, None)
            .expect("as many");
        pass(&mut second);
        // (h - wanted)² / batch has the gradient d_x by h if h - wanted is d_x · batch / 2.
        for (at, h) in wanted.iter_mut().enumerate() {
            let (b, t, unit) = (at / (STEPS * units), at / units % STEPS + 1, at % units);
            let d_x = second.d_field("x", t).expect("an input")[[unit, b]];
            *h -= d_x * batch as f64 / 2.0;
        }
        first.set_sequence(&inputs, &wanted, None).expect("as many");
        pass(&mut first);

        for (layer, one) in [&first, &second].into_iter().enumerate() {
            for field in one.network().row().fields() {
                let (name, own) = (&*field.name, field.span.range());
                if (layer, name) == (1, "x") {
                    continue;
                }
                for t in 1..=STEPS {
                    let values = part(row, layer, name, both.trace().row(t));
                    assert_eq!(
                        one.trace().row(t)[own.clone()],
                        values,
                        "{name} of {cell:?}"
                    );
                    // Of the first one's h the part that came back in time is added later.
                    let grads = part(row, layer, name, both.trace().d_row(t));
                    assert_near(&one.trace().d_row(t)[own.clone()], &grads, name);
                }
            }
            for field in one.network().params().fields() {
                let grads = part(params, layer, &field.name, both.d_params());
                assert_near(&one.d_params()[field.span.range()], &grads, &field.name);
            }
        }
    }
}

fn assert_near(a: &[f64], b: &[f64], what: &str) {
    if let Err(error) = near(a, b) {
        panic!("{what}: {error}");
    }
}

/// The same words give the same numbers, and another seed others.
#[test]
fn the_same_seed_gives_the_same_bits() {
    for cell in every_cell(4) {
        let [mut one, mut two] = [(); 2].map(|()| experiment::<f32>(&recall(&cell)));
        assert_eq!(one.train(50), two.train(50), "{cell:?}");
        assert_eq!(one.params(), two.params(), "{cell:?}");
        assert_eq!(one.trace().grads(), two.trace().grads(), "{cell:?}");
        let other = experiment::<f32>(&recall(&with(&cell, "seed", number(2))));
        two.rewind();
        assert_ne!(two.params(), other.params(), "{cell:?}");
    }
}

/// A number held at what it is anyway changes nothing, to the bit; held at another it changes the prediction of its own
/// step, so everything after it in the step has heard of it, and none before.
#[test]
fn all_that_follows_follows_from_a_clamp() {
    let cells = every_cell(4).into_iter();
    let cells = cells.flat_map(|cell| [1, 2].map(|n| with(&recall(&cell), "layers", number(n))));
    for cell in cells {
        let mut held = experiment::<f64>(&with(&cell, "batch", number(1)));
        let biases = held.network().params().fields().to_vec();
        for bias in biases.iter().filter(|field| field.name.contains("b_")) {
            // Rectifiers that let something through.
            held.set_param(&bias.name, &vec![0.5; bias.span.len()])
                .expect("its shape");
        }
        held.forward();
        let free = held.trace().clone();
        for field in held.network().row().fields().to_vec() {
            let what = format!("{} in {cell:?}", field.name);
            let now = free.row(STEPS)[field.span.range()][0];
            held.clamp(&field.name, 0, Some(STEPS), now)
                .expect("a unit");
            held.forward();
            assert_eq!(held.trace().values(), free.values(), "{what}");
            held.clamp(&field.name, 0, Some(STEPS), now + 0.5)
                .expect("a unit");
            held.forward();
            for t in 1..=STEPS {
                let y = held.network().y().range();
                let same = held.trace().row(t)[y.clone()] == free.row(t)[y];
                assert_eq!(same, t < STEPS, "step {t}: {what}");
            }
            held.release();
        }
    }
}

/// A start state of one's own is that of the sequences at hand and of no others.
#[test]
fn a_start_state_does_not_reach_the_next_sequences() {
    let pairs = [("cell", text("lstm")), ("layers", number(2))];
    let at = |step: fn(&mut Experiment<f64>) -> Vec<f64>, started: bool| {
        let mut experiment = experiment::<f64>(&recall(&pairs));
        if started {
            let states = experiment.network().states_named("h");
            let n = states.iter().map(|span| span.len()).sum();
            experiment
                .set_start(&vec![0.7; n], &vec![-0.9; n])
                .expect("its sizes");
            assert!(experiment.trace().row(0).contains(&0.7));
        }
        step(&mut experiment)
    };
    let sampled = |experiment: &mut Experiment<f64>| {
        experiment.sample(3);
        experiment.forward();
        experiment.trace().values().to_vec()
    };
    let brought = |experiment: &mut Experiment<f64>| {
        let (inputs, targets, _) = experiment.sequence();
        let (inputs, targets) = (inputs.to_vec(), targets.to_vec());
        experiment
            .set_sequence(&inputs, &targets, None)
            .expect("its own");
        experiment.forward();
        experiment.trace().values().to_vec()
    };
    let trained = |experiment: &mut Experiment<f64>| experiment.train(3);
    let rewound = |experiment: &mut Experiment<f64>| {
        experiment.rewind();
        experiment.trace().values().to_vec()
    };
    for (what, step) in [
        ("sample", sampled as fn(&mut Experiment<f64>) -> Vec<f64>),
        ("set_sequence", brought),
        ("train", trained),
        ("rewind", rewound),
    ] {
        assert_eq!(at(step, true), at(step, false), "{what}");
    }
}

/// What is evaluated are sequences of streams of their own: those that the task draws for it, and none that was trained on.
#[test]
fn evaluation_is_on_sequences_that_are_held_out() {
    let mut experiment = experiment::<f64>(&recall(&[("batch", number(8))]));
    experiment.train(5);
    let Source::Task { entry, options } = experiment.config().source.clone() else {
        panic!("a task");
    };
    let seed = experiment.config().seed;
    let task = (entry.make)(&options, seed).expect("as it proposes");
    let on = |purpose: Purpose| {
        let (mut inputs, mut targets, mut mask) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..64 {
            let mut x = vec![0.0; STEPS * task.inputs()];
            let mut y = vec![0.0; STEPS * task.outputs()];
            let mut m = vec![0.0; STEPS];
            task.draw(&mut Rng::new(seed, purpose, index), &mut x, &mut y, &mut m);
            inputs.extend(x);
            targets.extend(y);
            mask.extend(m);
        }
        let found = experiment.evaluate_sequences(&inputs, &targets, Some(&mask));
        found.expect("as many")
    };
    let evaluation = experiment.evaluate(64);
    let (held_out, training) = (on(Purpose::HeldOut), on(Purpose::Training));
    assert!((evaluation.loss - held_out.loss).abs() < 1e-12);
    assert_eq!(evaluation.accuracy, held_out.accuracy);
    assert!((evaluation.loss - training.loss).abs() > 1e-6);
}

/// Without a task a prediction is right by its link function: a quantity if it is less than 0.05 away in each output, a
/// probability if it is on the same side of one half, of several symbols the likeliest. The task is solved if all are.
#[test]
fn a_prediction_is_right_by_its_link_function() {
    // What is predicted at each of three steps, in y, and targets: right at the first step, wrong at the others.
    for (loss, y, targets) in [
        (
            Loss::MeanSquaredError,
            [0.3, -0.2],
            [0.349, -0.249, 0.351, -0.2, 0.3, -0.251],
        ),
        (
            Loss::SigmoidCrossEntropy,
            [1.0, -1.0],
            [1.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        ),
        // A probability of one half, as of a network that knows nothing, is no yes.
        (
            Loss::SigmoidCrossEntropy,
            [0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0, 1.0, 1.0],
        ),
        (
            Loss::SoftmaxCrossEntropy,
            [-1.0, 1.0],
            [0.4, 0.6, 1.0, 0.0, 0.6, 0.4],
        ),
    ] {
        let mut constant = own(loss, 1, 2);
        let mut params = vec![0.0; constant.params().len()];
        let bias = constant.network().params().find("b_y").expect("a read-out");
        params[bias.range()].copy_from_slice(&y);
        constant.set_params(&params).expect("as many");
        let judged = |targets: &[f64]| {
            let found = constant.evaluate_sequences(&[0.0; 6], targets, None);
            let found = found.expect("as many");
            (found.accuracy, found.solved)
        };
        assert_eq!(judged(&targets), (1.0 / 3.0, false), "{loss:?} {y:?}");
        assert_eq!(judged(&targets[..2].repeat(3)), (1.0, true), "{loss:?}");
    }
}

/// What is read as a prediction is the link function of y, of each sequence by itself.
#[test]
fn predictions_are_made_of_outputs_by_the_link_function() {
    for &loss in Loss::VARIANTS {
        let mut one = own(loss, 2, 3);
        let inputs: Vec<f64> = (0..12).map(|k| f64::from(k).sin()).collect();
        one.set_sequence(&inputs, &[0.0; 18], None)
            .expect("as many");
        one.forward();
        let predictions = one.outputs();
        for t in 1..=3 {
            let y = one.field("y", t).expect("a step");
            for b in 0..2 {
                let y = y.column(b);
                let sum: f64 = y.iter().map(|y| y.exp()).sum();
                for (unit, &y) in y.iter().enumerate() {
                    let wanted = match loss.link() {
                        Link::Identity => y,
                        Link::Sigmoid => 1.0 / (1.0 + (-y).exp()),
                        Link::Softmax => y.exp() / sum,
                    };
                    let found = predictions[[b, t - 1, unit]];
                    assert!((found - wanted).abs() < 1e-15, "{loss:?} {found} {wanted}");
                }
            }
        }
    }
}

/// Long sequences of symbols have ways of their own, on which numbers that are 0 are left out: a sequence alone comes to the
/// same as two in a batch, which is computed in full.
#[test]
fn symbols_are_read_as_in_a_batch() {
    const LONG: u32 = 14;
    for cell in every_cell(2) {
        let on = |batch: u32| {
            let sizes = [
                ("inputs", 12),
                ("outputs", 2),
                ("steps", LONG),
                ("hidden", 5),
                ("layers", 2),
                ("batch", batch),
            ];
            let sizes = sizes.map(|(key, n)| (key, number(n)));
            let loss = ("loss", text(Loss::SquaredError.as_ref()));
            let mut one = experiment::<f64>(&[&cell[..], &sizes, &[loss]].concat());
            let symbols = (0..LONG as usize).flat_map(|t| {
                let mut symbol = [0.0; 12];
                symbol[t * t % 12] = 1.0;
                symbol
            });
            let inputs: Vec<f64> = symbols.collect();
            let targets: Vec<f64> = (0..2 * LONG).map(|k| f64::from(k).sin()).collect();
            let [inputs, targets] = [inputs, targets].map(|all| all.repeat(batch as usize));
            one.set_sequence(&inputs, &targets, None).expect("as many");
            pass(&mut one);
            one
        };
        let [alone, both] = [on(1), on(2)];
        for t in 1..=LONG as usize {
            let [ours, theirs] = [&alone, &both].map(|one| one.field("y", t).expect("a step"));
            let (ours, theirs) = (ours.column(0).to_vec(), theirs.column(1).to_vec());
            assert_near(&ours, &theirs, &format!("y at {t} of {cell:?}"));
        }
        assert_near(alone.d_params(), both.d_params(), &format!("{cell:?}"));
    }
}

/// By the words of [`lstm_conveyor::init::Init`]: no number beyond its bound, some near it, biases as they should be.
#[test]
fn parameters_start_as_their_name_says() {
    for cell in every_cell(4) {
        for &init in Init::VARIANTS {
            let start = |bias: f64| {
                let rest = [
                    ("init", text(init.as_ref())),
                    ("layers", number(2)),
                    ("hidden", number(9)),
                    ("forgetBias", number(bias)),
                ];
                experiment::<f64>(&recall(&[&cell[..], &rest].concat()))
            };
            let [zero, three] = [start(0.0), start(3.0)];
            for field in zero.network().params().fields() {
                let what = format!("{} of {cell:?}, {}", field.name, init.as_ref());
                let own = &zero.params()[field.span.range()];
                let largest = own.iter().fold(0.0f64, |max, p| max.max(p.abs()));
                let (rows, cols) = (field.span.rows, field.span.cols);
                let chrono = init == Init::Chrono && {
                    let keeps = zero.network().forget_biases();
                    let forgets = keeps.iter().any(|(bias, _)| bias.name == field.name);
                    forgets || (!keeps.is_empty() && field.name.ends_with("b_i"))
                };
                let bound = match (init, field.kind) {
                    // The delay is 20.
                    _ if chrono => 19f64.ln(),
                    (Init::Uniform | Init::Chrono, _) | (_, Kind::Peephole) => 1.0 / 3.0,
                    (_, Kind::Bias) => 0.0,
                    (Init::Orthogonal, Kind::RecurrentWeight) => 1.0,
                    _ => (6.0 / (rows + cols) as f64).sqrt(),
                };
                assert!(largest <= bound, "{largest} of {bound}: {what}");
                // W_y has 4 numbers at least, b_y only one.
                assert!(
                    own.len() < 4 || largest >= 0.3 * bound,
                    "{largest} of {bound}: {what}"
                );
                if (init, field.kind) == (Init::Orthogonal, Kind::RecurrentWeight) {
                    let u = zero.param(&field.name).expect("a parameter");
                    for ((a, b), product) in u.t().dot(&u).indexed_iter() {
                        let wanted = f64::from(u8::from(a == b));
                        assert!((product - wanted).abs() < 1e-12, "{what}");
                    }
                }
                // Of the LSTM and the GRU; the plain network has no such gate, and MGU and minGRU keep 1 minus theirs.
                let forgets = field.name.ends_with("b_f") || field.name.ends_with("b_z");
                let keeps = zero
                    .network()
                    .row()
                    .field("h")
                    .and_then(|h| h.formula.as_ref());
                let other = cell[0].1 == text("own") && keeps.is_some_and(|h| h.terms.len() > 1);
                let by = match (forgets, other) {
                    _ if init == Init::Chrono => 0.0,
                    (true, true) => -3.0,
                    (true, false) => 3.0,
                    _ => 0.0,
                };
                let moved: Vec<f64> = own.iter().map(|p| p + by).collect();
                assert_eq!(moved, three.params()[field.span.range()], "{what}");
            }
        }
    }
}

/// A network of one rectifier that doubles and doubles; written for f32, where 1e39 is infinite.
fn rectifier(steps: u32, u: f64) -> Experiment<f32> {
    let relu = Value::Table(vec![("relu".to_owned(), Value::Switch(true))]);
    let sizes = [
        ("inputs", 1),
        ("outputs", 1),
        ("hidden", 1),
        ("steps", steps),
    ];
    let sizes = sizes.map(|(key, n)| (key, number(n)));
    let names = [
        ("cell", text("rnn")),
        ("options", relu),
        ("readout", text("none")),
        ("loss", text("squared-error")),
    ];
    let mut one = experiment::<f32>(&[&sizes[..], &names].concat());
    let ones = vec![1.0; steps as usize];
    let mut last = vec![0.0; steps as usize];
    last[steps as usize - 1] = 1.0;
    one.set_sequence(&ones, &ones, Some(&last))
        .expect("as many");
    one.set_param("W_h", &[1.0]).expect("one");
    one.set_param("U_h", &[u]).expect("one");
    one.set_param("b_h", &[0.0]).expect("one");
    one
}

/// h is 1, then 1e30, and z of step 3 would be 1e60. With 1e15 all values fit, up to h_3 = 1e30, and so does the loss's
/// gradient by it; but by h_2 that would be 2e45.
#[test]
fn a_divergence_names_the_first_number_that_is_not_finite() {
    for (u, what, step) in [(1e30, "z_h", 3), (1e15, "d_h", 2)] {
        let steps = if what == "z_h" { 5 } else { 3 };
        let mut one = rectifier(steps, u);
        assert_eq!(one.train(10).len(), 0);
        let why = one.divergence().expect("stopped").clone();
        assert_eq!((&*why.what, why.step, why.update), (what, step, 1));
        assert_eq!(why.value, f64::INFINITY);
        // Back to the parameters that were set, not to those before.
        assert_eq!(one.params()[1], u as f32);
        one.set_param("U_h", &[0.5]).expect("one");
        assert_eq!(one.train(10).len(), 10);
        assert_eq!(one.divergence(), None);
    }
}

/// A loop of one's own keeps states as training does: one bad gradient costs 32 updates at most, not all of them.
#[test]
fn a_loop_of_ones_own_goes_back_no_further_than_training() {
    let mut own = one_number(0.1);
    let mut trained = one_number(0.1);
    let losses = trained.train(40);
    for loss in losses {
        own.forward();
        own.backward();
        assert_eq!(own.loss(), loss);
        own.update();
    }
    assert_eq!(own.params(), trained.params());
    let at_40 = own.params().to_vec();
    own.set_sequence(&[1.0], &[1e300], None).expect("finite");
    pass(&mut own);
    own.update();
    let why = own.divergence().expect("not finite").clone();
    assert_eq!((own.updates(), why.update), (40, 41));
    assert_eq!(own.params(), at_40, "what was there when it was set");
    own.set_sequence(&[1.0], &[1.0], None).expect("one");
    pass(&mut own);
    own.update();
    assert_eq!((own.updates(), own.divergence()), (41, None));
    assert_eq!(own.rewind_to(39), trained.rewind_to(39));
    assert_eq!(own.updates(), 32);
    assert_eq!(own.params(), trained.params());

    for _ in 32..90 {
        pass(&mut own);
        own.update();
    }
    own.set_rate(1e6).expect("in range");
    while own.divergence().is_none() {
        pass(&mut own);
        own.update();
    }
    let why = own.divergence().expect("stopped");
    assert!(own.updates() == 96 && why.update <= 96 + 32, "{why:?}");
}

/// The measure of a runaway is the first loss of what is at hand, not of what was there before.
#[test]
fn a_harder_sequence_is_no_runaway() {
    let mut one = one_number(0.1);
    one.set_sequence(&[1.0], &[0.001], None).expect("one");
    assert_eq!(one.train(20).len(), 20);
    one.set_sequence(&[1.0], &[100.0], None).expect("one");
    assert_eq!(one.train(20).len(), 20, "{:?}", one.divergence());
    // Nor is a number held far away, nor its release.
    one.clamp("y", 0, None, -1e5).expect("a unit");
    assert_eq!(one.train(2).len(), 2, "{:?}", one.divergence());
    one.set_param("b_y", &[-1e5]).expect("one");
    one.clamp("y", 0, None, 100.0).expect("a unit");
    one.train(2);
    one.release();
    assert_eq!(one.train(2).len(), 2, "{:?}", one.divergence());
    // Nor are parameters set by hand.
    one.set_param("b_y", &[-1e9]).expect("one");
    assert_eq!(one.train(2).len(), 2, "{:?}", one.divergence());
    // A start state is part of what is at hand, if no task draws it.
    let mut started = experiment::<f64>(&[
        ("inputs", number(1)),
        ("outputs", number(1)),
        ("steps", number(1)),
        ("hidden", number(1)),
        ("cell", text("rnn")),
        ("readout", text("none")),
        (
            "options",
            Value::Table(vec![("relu".to_owned(), Value::Switch(true))]),
        ),
    ]);
    started.set_sequence(&[0.0], &[0.0], None).expect("one");
    started.set_params(&[1.0, 1.0, 0.0]).expect("three");
    started.train(1);
    started.set_start(&[1e4], &[]).expect("one");
    assert_eq!(started.train(1).len(), 1, "{:?}", started.divergence());
}

/// A task draws what is trained on, whatever is looked at: its measure stays, and with it the same stop as ever.
#[test]
fn looking_at_a_sequence_leaves_a_tasks_measure() {
    let adding = [("task", text("adding")), ("batch", number(1))];
    let [mut looks, mut plain] = [(); 2].map(|()| experiment::<f32>(&adding));
    for one in [&mut looks, &mut plain] {
        one.train(5);
        one.set_rate(1e6).expect("in range");
    }
    let (inputs, targets, _) = looks.sequence();
    let (inputs, targets) = (inputs.to_vec(), targets.to_vec());
    looks
        .set_sequence(&inputs, &targets, None)
        .expect("as many");
    looks.set_start(&[1.0; 16], &[1.0; 16]).expect("as many");
    for one in [&mut looks, &mut plain] {
        one.train(50);
    }
    let limit = plain.divergence().expect("stopped").limit;
    assert!(limit < f64::MAX);
    assert_eq!(looks.divergence().expect("stopped").limit, limit);
}

/// Back in training at a state of before a measure was taken, the loss of that state is measured anew.
#[test]
fn a_measure_does_not_outlive_what_it_was_taken_of() {
    let mut one = one_number(0.1);
    one.set_sequence(&[1.0], &[1000.0], None).expect("one");
    one.train(64);
    one.clamp("x", 0, None, 0.0).expect("a unit");
    one.train(1);
    assert_eq!(one.rewind_to(0), 0);
    assert_eq!(one.train(64).len(), 64, "{:?}", one.divergence());
}

/// The first loss of all is infinite: said, nothing changed, and what is saved then can be restored.
#[test]
fn an_infinite_first_loss_is_a_divergence_and_leaves_everything() {
    let mut one = one_number(0.1);
    one.train(3);
    let mut set = one.params().to_vec();
    *set.last_mut().expect("b_y") = -1.0;
    one.set_params(&set).expect("as many");
    one.set_sequence(&[1.0], &[1e200], None).expect("finite");
    assert_eq!(one.train(10).len(), 0);
    let why = one.divergence().expect("stopped").clone();
    assert_eq!((&*why.what, why.update), ("loss", 4));
    assert_eq!((why.value, why.limit), (f64::INFINITY, f64::MAX));
    assert_eq!((one.params(), one.updates()), (&set[..], 3));
    let saved = one.save();
    one.restore(&saved).expect("its own checkpoint");
    one.set_sequence(&[1.0], &[1.0], None).expect("one");
    assert_eq!(one.train(10).len(), 10);
}

/// Parameters set by hand are a beginning: nothing brings those of before back, but the very start is always there.
#[test]
fn no_way_leads_behind_parameters_that_were_set() {
    let mut one = one_number(0.1);
    one.train(30);
    let mut set = one.params().to_vec();
    *set.last_mut().expect("b_y") = 7.0;
    one.set_params(&set).expect("as many");
    assert_eq!((one.rewind_to(30), one.params()), (30, &set[..]));
    one.set_rate(1e6).expect("in range");
    while one.divergence().is_none() {
        one.train(10);
    }
    assert_eq!((one.updates(), one.params()), (30, &set[..]));
    one.set_rate(0.1).expect("in range");
    one.train(20);
    assert_eq!((one.rewind_to(31), one.params()), (30, &set[..]));
    let mut fresh = one_number(0.1);
    fresh.rewind();
    assert_eq!(one.rewind_to(29), 0);
    assert_eq!(one.params(), fresh.params());
}

/// All parameters 0 but `b_y`, whose error goes by 1 - 2 · rate from update to update: 0.8 at a rate of 0.1, -1.2 at 1.1.
fn one_number(rate: f64) -> Experiment<f64> {
    let sizes = [("inputs", 1), ("outputs", 1), ("steps", 1)];
    let sizes = sizes.map(|(key, n)| (key, number(n)));
    let rest = [
        ("rate", number(rate)),
        ("clip", number(0)),
        ("optimizer", text("sgd")),
    ];
    let mut one = experiment::<f64>(&[&sizes[..], &rest].concat());
    one.set_sequence(&[1.0], &[1.0], None).expect("one");
    one.set_params(&vec![0.0; one.params().len()])
        .expect("as many");
    one
}

/// The loss grows by 1.44 an update, and 1.44¹⁹ > 1000. What was undone then never was: going back leads to what came
/// after it, not into the runaway.
#[test]
fn a_runaway_is_no_part_of_the_history() {
    let mut one = one_number(1.1);
    assert_eq!(one.train(100).len(), 19);
    let why = one.divergence().expect("stopped").clone();
    assert_eq!((&*why.what, why.step, why.update), ("loss", 0, 20));
    assert!(
        why.value > why.limit && (why.limit - 1000.0).abs() < 1e-9,
        "{why:?}"
    );
    assert_eq!(one.updates(), 0, "back at the start of these updates");
    one.set_rate(0.1).expect("a good rate");
    one.train(10);
    assert_eq!(one.rewind_to(9), 8);
    let b_y = one.param("b_y").expect("a bias")[[0, 0]];
    assert!((1.0 - b_y - 0.8f64.powi(8)).abs() < 1e-12, "{b_y}");
}

#[test]
fn norms_are_those_of_what_they_name() {
    let mut one = one_number(0.1);
    assert_eq!((one.norms().params, one.norms().updates), (0.0, 0.0));
    one.train(2);
    // From 0 to 0.2, and then by a gradient of -1.6 to 0.36.
    let norms = one.norms();
    let expected = [
        norms.params - 0.36,
        norms.gradients - 1.6,
        norms.updates - 0.16,
    ];
    assert!(expected.iter().all(|x| x.abs() < 1e-12), "{norms:?}");
}

/// Without a task one trains on what is at hand, here to say the number before the last; so too with a task's proposals
/// and sizes of one's own. Sizes that are the task's change nothing.
#[test]
fn sequences_of_ones_own_are_learnt() {
    let sizes = [("inputs", 1), ("outputs", 1), ("steps", 12), ("batch", 2)];
    let sizes = sizes.map(|(key, n)| (key, number(n)));
    for task in [None, Some(("task", text("adding")))] {
        for cell in every_cell(4) {
            let pairs = [&cell[..], &sizes, task.as_slice()].concat();
            let mut own = experiment::<f32>(&pairs);
            assert_eq!(own.sequence().0, [0.0; 24], "nothing was drawn");
            let x: Vec<f64> = (0..24).map(|k| (1.7 * f64::from(k)).sin()).collect();
            let before = |k: usize| if k % 12 < 2 { 0.0 } else { x[k - 2] / 2.0 };
            let y: Vec<f64> = (0..24).map(before).collect();
            own.set_sequence(&x, &y, None).expect("as many");
            let first = own.evaluate(1).loss;
            let losses = own.train(300);
            assert!(
                (losses[0] - first).abs() < 1e-6,
                "{first} is what it began with"
            );
            assert!(
                losses[299] < 0.3 * first,
                "{first} to {}: {pairs:?}",
                losses[299]
            );
            assert_eq!(own.sequence().0, x, "they stay");
        }
    }
    let same = [
        ("inputs", number(2)),
        ("outputs", number(1)),
        ("steps", number(STEPS as u32)),
    ];
    let named = experiment::<f32>(&[&recall(&[])[..], &same].concat());
    assert_eq!(named.params(), experiment::<f32>(&recall(&[])).params());
    assert_ne!(
        named.sequence().0,
        [0.0; 2 * STEPS * 16],
        "the task has drawn"
    );
}

/// A start state is h and c of all layers, or h alone where there is no c.
#[test]
fn a_start_state_of_another_size_is_refused_and_changes_nothing() {
    let two = [
        ("layers", number(2)),
        ("hidden", number(3)),
        ("batch", number(2)),
    ];
    for cell in every_cell(2) {
        let mut started = experiment::<f64>(&recall(&[&cell[..], &two].concat()));
        // Every c of these cells is a state.
        let has_c = started.network().row().field("c").is_some();
        let (h, c) = (
            started.network().row().find("h").expect("an output").len() * 2,
            if has_c { 12 } else { 0 },
        );
        let numbers: Vec<f64> = (1..=h).map(|k| k as f64).collect();
        started
            .set_start(&numbers, &vec![-1.0; c])
            .expect("its sizes");
        for (name, own) in [("h", &numbers[..h / 2]), ("l1.h", &numbers[h / 2..])] {
            assert_eq!(
                started.field(name, 0).expect("a state").as_slice(),
                Some(own)
            );
        }
        let before = started.trace().values().to_vec();
        for (h0, c0, key, wanted) in [
            (h - 1, c, "h0", h),
            (h / 2, c / 2, "h0", h),
            (h, c + 1, "c0", c),
        ] {
            let error = started
                .set_start(&vec![0.0; h0], &vec![0.0; c0])
                .unwrap_err();
            let got = if key == "h0" { h0 } else { c0 };
            assert_eq!(
                error.to_string(),
                format!("{key} must be {wanted} numbers, got {got}")
            );
        }
        let mut bad = numbers;
        bad[1] = f64::NAN;
        let error = started.set_start(&bad, &vec![0.0; c]).unwrap_err();
        assert_eq!(error.to_string(), "h0 must be finite, got NaN at place 1");
        assert_eq!(started.trace().values(), before);
    }
}

#[test]
fn a_checkpoint_of_another_shape_is_refused_by_name() {
    let bytes = experiment::<f64>(&recall(&[("hidden", number(4))])).save();
    let mut other = experiment::<f64>(&recall(&[("hidden", number(5))]));
    let error = other.restore(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a checkpoint of this experiment: hidden must be 5, got 4"
    );
}

/// lr 1e6: caught within a few updates, however they are asked for, and nothing that can be read is not finite.
#[test]
fn a_runaway_is_stopped_said_and_undone() {
    for task in ["recall", "adding"] {
        for at_once in [1, 50] {
            let pairs = [("task", text(task)), ("rate", number(1e6))];
            let mut experiment = experiment::<f32>(&pairs);
            let start = experiment.params().to_vec();
            for _ in 0..5 {
                experiment.train(at_once);
                let all = [
                    experiment.params(),
                    experiment.trace().values(),
                    experiment.trace().grads(),
                ];
                assert!(all.concat().iter().all(|x| x.is_finite()), "{task}");
                if experiment.divergence().is_some() {
                    break;
                }
            }
            let divergence = experiment.divergence().expect("stopped").clone();
            assert!(divergence.update <= 5, "{divergence:?}");
            assert!(
                !divergence.value.is_finite() || divergence.value > divergence.limit,
                "{divergence:?}"
            );
            experiment.rewind();
            assert_eq!(
                (experiment.params(), experiment.divergence()),
                (&start[..], None)
            );
            experiment.set_rate(0.01).unwrap();
            assert_eq!(experiment.train(5).len(), 5);
        }
    }
}

#[test]
fn bad_sequences_and_names_are_refused_and_change_nothing() {
    let mut experiment = experiment::<f64>(&recall(&[("batch", number(2))]));
    let before = experiment.trace().values().to_vec();
    let (inputs, targets, mask) = {
        let (i, t, m) = experiment.sequence();
        (i.to_vec(), t.to_vec(), m.to_vec())
    };
    assert_eq!(
        experiment
            .set_sequence(&inputs[1..], &targets, None)
            .unwrap_err()
            .code,
        Code::Length
    );
    let mut bad = inputs.clone();
    bad[3] = f64::NAN;
    assert_eq!(
        experiment
            .set_sequence(&bad, &targets, None)
            .unwrap_err()
            .to_string(),
        "inputs must be finite, got NaN at place 3"
    );
    let negative = vec![-1.0; mask.len()];
    assert_eq!(
        experiment
            .set_sequence(&inputs, &targets, Some(&negative))
            .unwrap_err()
            .code,
        Code::NegativeAt
    );
    assert_eq!(
        experiment.set_param("W_q", &[0.0]).unwrap_err().code,
        Code::Choice
    );
    assert_eq!(
        experiment.set_param("b_f", &[0.0]).unwrap_err().code,
        Code::Length
    );
    assert_eq!(
        experiment.field("f", 99).unwrap_err().code,
        Code::WholeNumber
    );
    assert_eq!(
        experiment.set_rate(f64::INFINITY).unwrap_err().code,
        Code::NotFinite
    );
    assert_eq!(experiment.trace().values(), &before[..]);
}

/// With sequences of one's own, of this loss.
fn own(loss: Loss, batch: usize, outputs: u32) -> Experiment<f64> {
    let sizes = [("inputs", 2), ("outputs", outputs), ("steps", 3)];
    let sizes = sizes.map(|(key, n)| (key, number(n)));
    let rest = [
        ("batch", number(batch as u32)),
        ("loss", text(loss.as_ref())),
    ];
    experiment(&[&sizes[..], &rest].concat())
}

/// In batches of any size, the last of them full or not, it is the evaluation of one batch of them all. Nothing at hand
/// changes, and what is held is held.
#[test]
fn sequences_of_ones_own_are_judged_as_one_batch() {
    for &loss in Loss::VARIANTS {
        for (n, batch) in [(1, 1), (1, 4), (5, 1), (5, 2), (6, 3)] {
            let (mut ours, mut all) = (own(loss, batch, 2), own(loss, n, 2));
            let inputs: Vec<f64> = (0..n * 6).map(|k| (1.3 * k as f64).sin()).collect();
            let targets: Vec<f64> = (0..n * 6).map(|k| f64::from(k % 5 < 2)).collect();
            let mask: Vec<f64> = (0..n * 3).map(|k| [1.0, 0.0, 0.5][k * k % 3]).collect();
            for one in [&mut ours, &mut all] {
                one.clamp("h", 1, Some(2), 0.3).expect("a unit");
            }
            ours.set_start(&vec![0.5; 8 * batch], &vec![0.5; 8 * batch])
                .expect("its sizes");
            ours.forward();
            all.set_sequence(&inputs, &targets, Some(&mask))
                .expect("as many");
            let before = (ours.trace().clone(), ours.step_losses());
            let judged = ours
                .evaluate_sequences(&inputs, &targets, Some(&mask))
                .expect("whole sequences");
            let wanted = all.evaluate(1);
            assert!(
                (judged.loss - wanted.loss).abs() < 1e-12 && wanted.loss > 0.0,
                "{loss:?} {n}/{batch}: {judged:?}, not {wanted:?}"
            );
            assert_eq!(judged.accuracy, wanted.accuracy, "{loss:?} {n}/{batch}");
            assert_eq!(before.0.values(), ours.trace().values());
            assert_eq!(before.1, ours.step_losses());
        }
    }
    let ours = own(Loss::SquaredError, 2, 1);
    for (inputs, wanted) in [(7, 12), (0, 6)] {
        let error = ours.evaluate_sequences(&vec![0.0; inputs], &[], None);
        let error = error.expect_err("no whole sequence");
        assert_eq!((error.code, &*error.key), (Code::Length, "inputs"));
        assert_eq!(error.part("wanted"), Some(&Part::Number(wanted.into())));
    }
    // By the task's own measure, where there is one.
    let recalls = experiment::<f32>(&recall(&[]));
    let (inputs, targets, mask) = recalls.sequence();
    let judged = recalls.evaluate_sequences(inputs, targets, Some(mask));
    let judged = judged.expect("whole sequences");
    assert!((judged.loss - recalls.loss()).abs() < 1e-6, "{judged:?}");
}

#[test]
fn targets_that_a_loss_cannot_take_are_refused() {
    for (loss, bad, code) in [
        (Loss::SigmoidCrossEntropy, 7.0, Code::NumberAt),
        (Loss::SigmoidCrossEntropy, -0.1, Code::NumberAt),
        (Loss::SoftmaxCrossEntropy, -1.0, Code::NegativeAt),
    ] {
        let mut one = own(loss, 1, 1);
        let (inputs, targets) = ([0.0; 6], [0.5, bad, 0.5]);
        for error in [
            one.set_sequence(&inputs, &targets, None).unwrap_err(),
            one.evaluate_sequences(&inputs, &targets, None).unwrap_err(),
        ] {
            assert_eq!((error.code, &*error.key), (code, "targets"));
            assert_eq!(error.part("place"), Some(&Part::Number(1.0)), "{error}");
        }
        assert_eq!(one.sequence().1, [0.0; 3], "nothing was taken");
        // Where nothing is asked it is no target.
        one.set_sequence(&inputs, &targets, Some(&[1.0, 0.0, 1.0]))
            .expect("not asked");
    }
    own(Loss::SquaredError, 1, 1)
        .set_sequence(&[0.0; 6], &[7.0, -1.0, 0.0], None)
        .expect("any number");
}

#[test]
fn the_losses_of_all_steps_sum_to_the_loss() {
    for &loss in Loss::VARIANTS {
        let mut one = own(loss, 2, 2);
        let inputs: Vec<f64> = (0..12).map(|k| f64::from(k).sin()).collect();
        let mask = [1.0, 0.0, 0.5, 0.0, 0.0, 1.0];
        one.set_sequence(&inputs, &[1.0; 12], Some(&mask))
            .expect("as many");
        one.forward();
        let steps = one.step_losses();
        assert_eq!(steps.iter().sum::<f64>(), one.loss());
        let asked: Vec<bool> = steps.iter().map(|&loss| loss > 0.0).collect();
        assert_eq!(asked, [true, false, true], "{steps:?}");
    }
}

/// What is held is told as it was said, and let go one by one: an input is then what it was.
#[test]
fn clamps_are_listed_and_released_one_by_one() {
    let mut one = experiment::<f64>(&recall(&[("layers", number(2)), ("batch", number(3))]));
    let free = one.trace().clone();
    let said = [
        ("x", 1, Some(2), 5.0),
        ("l1.h", 2, None, 0.5),
        ("l1.h", 2, Some(3), 0.25),
    ];
    for (name, unit, step, value) in said {
        one.clamp(name, unit, step, value).expect("a unit");
    }
    let held = |(name, unit, step, value): (&str, usize, Option<usize>, f64)| Clamp {
        name: name.to_owned(),
        unit,
        step,
        value,
    };
    assert_eq!(one.clamps(), said.map(held));
    one.clamp("x", 1, Some(2), 6.0).expect("a unit");
    one.release_one("l1.h", 2, None).expect("held");
    let left = [said[2], ("x", 1, Some(2), 6.0)];
    assert_eq!(one.clamps(), left.map(held));
    pass(&mut one);
    assert_ne!(one.trace().values(), free.values());
    for (name, unit, step, code) in [
        ("l1.h", 2, None, Code::NotClamped),
        ("x", 0, Some(2), Code::NotClamped),
        ("q", 0, None, Code::Choice),
        ("x", 2, None, Code::WholeNumber),
        ("x", 0, Some(STEPS + 1), Code::WholeNumber),
    ] {
        let error = one.release_one(name, unit, step).expect_err("none such");
        assert_eq!(error.code, code, "{error}");
    }
    assert_eq!(one.clamps(), left.map(held), "nothing was changed");
    for (name, unit, step, _) in left {
        one.release_one(name, unit, step).expect("held");
    }
    pass(&mut one);
    assert_eq!(one.trace().values(), free.values());
}

#[test]
fn numbers_that_do_not_fit_into_the_experiments_type_are_refused() {
    let mut experiment = experiment::<f32>(&recall(&[("batch", number(1))]));
    let too_large = vec![1e300; experiment.params().len()];
    assert_eq!(
        experiment.set_params(&too_large).unwrap_err().code,
        Code::NotFiniteAt
    );
}
