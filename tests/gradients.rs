//! Is the gradient right? Central differences in f64 of every parameter, every input and every start value, for every
//! cell with every combination of its options; and what clamps and truncation leave out is left out exactly.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::gradient_check::{self, Point};
use lstm_conveyor::layout::{Field, Kind};
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::Network;
use lstm_conveyor::{Code, Config, Experiment, Part, Real, Target, Trace};
use strum::VariantArray;

const STEPS: usize = 5;

/// Small networks of each cell, one and two layers deep, that between them have every loss and both read-outs.
fn configs() -> impl Iterator<Item = Vec<Pair>> {
    let cells = every_cell(2).into_iter().enumerate();
    cells.flat_map(|(k, cell)| {
        [1, 2].map(|layers: usize| {
            let loss = Loss::VARIANTS[(k + k / 4 + layers) % Loss::VARIANTS.len()];
            let readout = ["linear", "none"][(k / 2 + layers) % 2];
            let sizes = [("inputs", 2), ("outputs", 2), ("hidden", 3), ("batch", 2)];
            let sizes = sizes.map(|(key, n)| (key, number(n)));
            let rest = [
                ("steps", number(STEPS as u32)),
                ("layers", number(layers as u32)),
                ("loss", text(loss.as_ref())),
                ("readout", text(readout)),
            ];
            [cell.as_slice(), &sizes, &rest].concat()
        })
    })
}

fn wave(n: usize, by: f64) -> Vec<f64> {
    (1..=n).map(|k| (by * k as f64).sin()).collect()
}

/// Sequences, masks and start states that make every part of the gradient differ from zero.
fn prepared<R: Real>(config: Config) -> Experiment<R> {
    let mut experiment = Experiment::<R>::new(config).expect("small enough");
    let (inputs, targets, mask) = experiment.sequence();
    let inputs = wave(inputs.len(), 1.3);
    let targets: Vec<f64> = wave(targets.len(), 0.7).iter().map(|x| x.abs()).collect();
    // Not every step is asked, and not in both sequences the same ones.
    let mask: Vec<f64> = (0..mask.len()).map(|k| [0.5, 0.0, 1.0][k % 3]).collect();
    experiment
        .set_sequence(&inputs, &targets, Some(&mask))
        .expect("the right lengths");
    let mut params: Vec<f64> = experiment.params().iter().map(|p| p.f64()).collect();
    for field in experiment.network().params().fields() {
        if field.kind == Kind::Bias {
            // Rectifiers that let something through.
            params[field.span.range()]
                .iter_mut()
                .for_each(|p| *p += 0.5);
        }
    }
    experiment.set_params(&params).expect("as many");
    let [h, c] = ["h", "c"].map(|name| {
        let own = states(&experiment, name);
        own.iter().map(|field| field.span.len()).sum::<usize>()
    });
    experiment
        .set_start(&wave(h, 0.9), &wave(c, 2.1))
        .expect("the right lengths");
    experiment
}

/// h or c of each layer, from the input upwards; of a cell without c none.
fn states<R: Real>(experiment: &Experiment<R>, name: &str) -> Vec<Field> {
    let fields = experiment.network().row().fields().iter();
    let own = |field: &&Field| field.name.rsplit('.').next() == Some(name);
    fields.filter(own).cloned().collect()
}

fn start(experiment: &Experiment<f64>, name: &str) -> Vec<f64> {
    let row = experiment.trace().row(0);
    let own = states(experiment, name).into_iter();
    own.flat_map(|field| row[field.span.range()].to_vec())
        .collect()
}

/// Compares what backpropagation says with how the loss moves when one number moves a little to both sides.
fn assert_slopes(
    experiment: &mut Experiment<f64>,
    analytic: &[f64],
    numbers: &[f64],
    what: &str,
    mut set: impl FnMut(&mut Experiment<f64>, &[f64]),
) {
    const STEP: f64 = 1e-5;
    assert_eq!(analytic.len(), numbers.len(), "{what}");
    for (at, analytic) in analytic.iter().enumerate() {
        let mut loss = |by: f64| {
            let mut moved = numbers.to_vec();
            moved[at] += by;
            set(experiment, &moved);
            experiment.forward();
            experiment.loss()
        };
        let numeric = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
        let error = (analytic - numeric).abs() / (analytic.abs() + numeric.abs()).max(1e-4);
        assert!(
            error < 1e-6,
            "{what} {at}: backward says {analytic}, differences say {numeric}"
        );
    }
    set(experiment, numbers);
}

/// Every parameter, every input and every start value. Gives how many of these gradients are not 0.
fn assert_gradients(experiment: &mut Experiment<f64>, what: &str) -> usize {
    experiment.forward();
    experiment.backward();
    let numbers = experiment.params().to_vec();
    let mut analytic = experiment.d_params().to_vec();
    let mut seen = analytic.clone();
    assert_slopes(
        experiment,
        &analytic,
        &numbers,
        &format!("{what}: parameter"),
        |it, moved| it.set_params(moved).expect("as many"),
    );

    let [h, c] = ["h", "c"].map(|name| start(experiment, name));
    for (name, state) in [("h", &h), ("c", &c)] {
        let d_row = experiment.trace().d_row(0);
        analytic.clear();
        for field in states(experiment, name) {
            analytic.extend_from_slice(&d_row[field.span.range()]);
        }
        seen.extend_from_slice(&analytic);
        let what = format!("{what}: {name} of the start");
        assert_slopes(experiment, &analytic, state, &what, |it, moved| {
            let (h, c) = if name == "h" {
                (moved, &*c)
            } else {
                (&*h, moved)
            };
            it.set_start(h, c).expect("as many");
        });
    }

    let parts = experiment.sequence();
    let [inputs, targets, mask] = [parts.0, parts.1, parts.2].map(<[f64]>::to_vec);
    let x = experiment.network().x();
    analytic.clear();
    for b in 0..x.cols {
        for t in 1..=STEPS {
            let d_x = &experiment.trace().d_row(t)[x.range()];
            analytic.extend(d_x.iter().skip(b).step_by(x.cols));
        }
    }
    seen.extend_from_slice(&analytic);
    let what = format!("{what}: input");
    assert_slopes(experiment, &analytic, &inputs, &what, |it, moved| {
        it.set_sequence(moved, &targets, Some(&mask))
            .and_then(|()| it.set_start(&h, &c))
            .expect("as many");
    });
    seen.iter().filter(|&&d| d != 0.0).count()
}

#[test]
fn every_gradient_of_every_cell_agrees_with_finite_differences() {
    for pairs in configs() {
        let mut experiment = prepared(config(&pairs));
        let all = experiment.params().len();
        let alive = assert_gradients(&mut experiment, &format!("{pairs:?}"));
        assert!(2 * alive > all, "{alive} of {all} are not 0: {pairs:?}");
    }
}

/// Each field of each cell is held in turn, at one step and at all: nothing flows into it, and the rest is the gradient
/// of the network that has a constant there.
#[test]
fn what_is_clamped_is_a_constant() {
    for pairs in configs() {
        let mut experiment = prepared(config(&pairs));
        for field in experiment.network().row().fields().to_vec() {
            for step in [None, Some(2)] {
                let (name, held) = (&*field.name, [field.span.rows - 1, 0]);
                experiment.clamp(name, held[0], step, 0.3).expect("a unit");
                experiment.clamp(name, held[1], Some(4), 0.7).expect("one");
                let what = format!("{name} held at {step:?} in {pairs:?}");
                assert_gradients(&mut experiment, &what);
                experiment.forward();
                for (unit, t, value) in [(held[0], 2, 0.3), (held[1], 4, 0.7)] {
                    let values = experiment.field(name, t).expect("a field");
                    let held = values.row(unit);
                    assert!(held.iter().all(|&x| x == value), "{what}: {held}");
                    let grads = experiment.d_field(name, t).expect("a field");
                    let cut = grads.row(unit);
                    assert!(cut.iter().all(|&d| d == 0.0), "{what}: {cut}");
                }
                experiment.release();
            }
        }
    }
}

/// Truncation by its definition: each window of steps is run as a sequence of its own, from the state that the one
/// before has reached, taken as a constant. Its gradients are those of these steps, and the sum is that of the parameters.
#[test]
fn truncation_is_a_sum_over_windows_that_start_from_constants() {
    for pairs in configs() {
        for truncate in 1..=STEPS {
            let extra = [
                ("truncate", number(truncate as u32)),
                // Here the weight of a step does not depend on how many others are asked.
                ("loss", text("squared-error")),
            ];
            let pairs = [&extra, pairs.as_slice()].concat();
            let mut whole = prepared::<f64>(config(&pairs));
            whole.forward();
            whole.backward();
            let mut sum = vec![0.0; whole.params().len()];
            for first in (0..STEPS).step_by(truncate) {
                let steps = truncate.min(STEPS - first);
                let window = window(&whole, first, steps, &mut sum);
                for t in 1..=steps {
                    let both = [whole.trace(), &window];
                    let [v, w] = [both[0].row(first + t), both[1].row(t)];
                    assert_eq!(v, w, "values of step {} of {pairs:?}", first + t);
                    let [v, w] = [both[0].d_row(first + t), both[1].d_row(t)];
                    assert_near(v, w, &format!("step {} of {pairs:?}", first + t));
                }
            }
            assert_near(whole.d_params(), &sum, &format!("parameters of {pairs:?}"));
        }
    }
}

/// Steps `first + 1 ..= first + steps` alone; their gradients are added to `sum`.
fn window(whole: &Experiment<f64>, first: usize, steps: usize, sum: &mut [f64]) -> Trace<f64> {
    let network: &Network<f64> = whole.network();
    let sizes = network.sizes();
    let (inputs, targets, mask) = whole.sequence();
    let part = |all: &[f64], width: usize| -> Vec<f64> {
        let sequences = all.chunks_exact(STEPS * width);
        sequences
            .flat_map(|one| one[first * width..(first + steps) * width].to_vec())
            .collect()
    };
    let mut trace = Trace::new(network, steps);
    trace
        .set_inputs(network, &part(inputs, sizes.inputs))
        .expect("as many");
    trace.row_mut(0).copy_from_slice(whole.trace().row(first));
    let mut asked = Targets::new(sizes.batch, steps, sizes.outputs);
    asked
        .set(&part(targets, sizes.outputs), &part(mask, 1))
        .expect("as many");
    let target = Target {
        loss: Loss::SquaredError,
        targets: &asked,
        clamps: &[],
        truncate: 0,
    };
    let mut d_params = vec![0.0; sum.len()];
    trace.forward(network, whole.params(), &[]);
    trace.backward(network, whole.params(), &target, &mut d_params);
    for (sum, d) in sum.iter_mut().zip(d_params) {
        *sum += d;
    }
    trace
}

fn assert_near(a: &[f64], b: &[f64], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (k, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() < 1e-12, "{what}, number {k}: {a} and {b}");
    }
}

/// What the core says of itself must be this test's own finding, by name and shape, even of an experiment in f32.
#[test]
fn the_built_in_check_finds_every_gradient_right() {
    let mut all = Vec::new();
    for pairs in configs() {
        let mut experiment = prepared::<f32>(config(&pairs));
        experiment.clamp("h", 1, Some(3), 0.25).expect("a unit");
        experiment.forward();
        experiment.backward();
        let checks = experiment.check_gradients().expect("small enough");
        let fields = experiment.network().params().fields();
        assert_eq!(checks.len(), fields.len());
        for (check, field) in checks.iter().zip(fields) {
            assert_eq!(check.name, field.name);
            let ours = experiment.d_param(&field.name).expect("a parameter");
            let shapes = [&check.analytic, &check.numeric, &check.relative].map(|all| all.dim());
            assert_eq!(shapes, [ours.dim(); 3], "{}", field.name);
            for ((at, &ours), theirs) in ours.indexed_iter().zip(&check.analytic) {
                assert!(
                    (f64::from(ours) - theirs).abs() < 1e-5,
                    "{} {at:?} in f32 is {ours}, in f64 {theirs}: {pairs:?}",
                    field.name
                );
            }
            all.extend(&check.relative);
        }
    }
    all.sort_by(f64::total_cmp);
    let [worst, usual] = [all[all.len() - 1], all[all.len() * 9 / 10]];
    println!(
        "{} gradients: relative difference at most {worst:e}, of nine in ten at most {usual:e}",
        all.len()
    );
    // Rounding moves a loss of 1 by 1e-16, so differences over 2e-5 are uncertain by 1e-11, much only of the smallest.
    assert!(worst < 1e-3 && usual < 1e-6, "{worst:e} {usual:e}");
}

/// And what it should find wrong it finds wrong: a truncated gradient is not that of the loss.
#[test]
fn the_built_in_check_shows_what_truncation_leaves_out() {
    let pairs = configs().next().expect("a config");
    let truncated = [&[("truncate", number(1))], pairs.as_slice()].concat();
    let checks = prepared::<f64>(config(&truncated)).check_gradients();
    let checks = checks.expect("small enough");
    let worst = |name: &str| {
        let own = checks.iter().filter(|check| check.name == name);
        own.flat_map(|check| check.relative.clone())
            .fold(0.0, f64::max)
    };
    assert!(worst("W_f") > 0.1, "{}", worst("W_f"));
    assert!(worst("b_y") < 1e-6, "the read-out has no past");
}

/// Whoever has the numbers alone gets the same check; told to end, what was complete by then.
#[test]
fn a_check_can_be_watched_and_ended_elsewhere() {
    let mut experiment = prepared::<f32>(config(&configs().nth(1).expect("a config")));
    experiment.clamp("h", 1, Some(3), 0.25).expect("a unit");
    let whole = experiment.check_gradients().expect("small enough");
    let (config, mut point) = (experiment.config().clone(), experiment.point());
    let mut told = Vec::new();
    let watched = gradient_check::check(&config, &point, |done, of| {
        told.push((done, of));
        true
    });
    assert_eq!(watched.expect("small enough"), whole);
    let n = experiment.params().len();
    assert_eq!(told, (1..=n).map(|k| (k, n)).collect::<Vec<_>>());
    let second = experiment.network().params().fields()[1].span.range();
    for (end, complete) in [(second.end - 1, 1), (second.end, 2)] {
        let ended = gradient_check::check(&config, &point, |done, _| done < end);
        assert_eq!(ended.expect("small enough"), whole[..complete]);
    }

    let refused = |point: &Point| gradient_check::check(&config, point, |_, _| true).unwrap_err();
    point.clamps[0].unit = 99;
    assert_eq!(refused(&point).code, Code::WholeNumber);
    point.start.pop();
    assert_eq!(refused(&point).key, "start");
    point.targets[0] = f64::NAN;
    point.params.pop();
    assert_eq!(refused(&point).key, "params");
    let mut point = experiment.point();
    point.targets[0] = f64::NAN;
    assert_eq!(refused(&point).code, Code::NotFiniteAt);
}

#[test]
fn two_losses_beside_a_point_make_the_quotient_of_the_check() {
    let mut experiment = prepared::<f32>(config(&configs().nth(1).expect("a config")));
    experiment.clamp("h", 1, Some(3), 0.25).expect("a unit");
    let checks = experiment.check_gradients().expect("small enough");
    let (config, point) = (experiment.config(), experiment.point());
    let loss = |place: usize, by: f64| gradient_check::loss(config, &point, place, by);
    let all = checks.iter().flat_map(|check| &check.numeric);
    for (place, &numeric) in all.enumerate() {
        let [up, down] = [1e-5, -1e-5].map(|by| loss(place, by).expect("a parameter"));
        assert_eq!((up - down) / 2e-5, numeric, "of parameter {place}");
    }
    let n = experiment.params().len();
    let error = loss(n, 0.0).unwrap_err();
    assert_eq!((error.code, &*error.key), (Code::WholeNumber, "place"));
    assert_eq!(error.part("max"), Some(&Part::Number((n - 1) as f64)));
}

#[test]
fn a_check_that_would_take_an_hour_is_refused() {
    let sizes = [("inputs", 1), ("outputs", 1), ("steps", 100)];
    let sizes = sizes.map(|(key, n)| (key, number(n)));
    let large = [&sizes[..], &[("hidden", number(128))]].concat();
    let large = Experiment::<f32>::new(config(&large)).expect("small enough to train");
    let error = large.check_gradients().unwrap_err();
    assert_eq!((error.code, &*error.key), (Code::Work, "hidden"));
    assert_eq!(error.part("limit"), Some(&Part::Number(6e10)), "{error}");
}
