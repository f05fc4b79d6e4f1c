//! What must hold for any network, seed and sequence.

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::{Code, Config, Experiment, Place, Value};
use proptest::prelude::*;

fn config(pairs: Vec<(&str, Value)>) -> Config {
    let mut table = vec![("task".to_owned(), Value::Text("recall".to_owned()))];
    let delay = Value::Table(vec![("delay".to_owned(), Value::Number(6.0))]);
    table.push(("taskOptions".to_owned(), delay));
    table.extend(
        pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value)),
    );
    Config::read(&table).expect("a good config")
}

fn experiment(pairs: Vec<(&str, Value)>) -> Experiment<f64> {
    Experiment::new(config(pairs)).expect("small enough")
}

fn number(x: impl Into<f64>) -> Value {
    Value::Number(x.into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Sequences of a batch do not know of each other: each has the values it has alone, the gradient is the mean.
    #[test]
    fn a_batch_is_as_many_batches_of_one(hidden in 1..10u32, batch in 1..8u32, seed in 0..1000u32) {
        let of = |batch: u32| experiment(vec![("hidden", number(hidden)), ("batch", number(batch)), ("seed", number(seed))]);
        let (mut many, mut one) = (of(batch), of(1));
        many.sample(5);
        many.forward();
        many.backward();
        let (n, steps) = (batch as usize, many.trace().steps());
        let mut mean = vec![0.0; many.d_params().len()];
        for b in 0..n {
            one.sample(5 + b as u64);
            one.forward();
            one.backward();
            for name in ["x", "c", "h", "y", "z_f"] {
                let together = many.field(name, steps).unwrap();
                for (unit, alone) in one.field(name, steps).unwrap().iter().enumerate() {
                    prop_assert!((together[unit * n + b] - alone).abs() < 1e-12, "{name} of unit {unit}");
                }
            }
            for (mean, d) in mean.iter_mut().zip(one.d_params()) {
                *mean += d / n as f64;
            }
        }
        for (mean, d) in mean.iter().zip(many.d_params()) {
            prop_assert!((mean - d).abs() < 1e-12);
        }
    }

    /// Values, gradients and parameters after a walk in micro-steps are those of forward, backward and update.
    #[test]
    fn stepping_equals_finishing(hidden in 1..10u32, batch in 1..5u32, seed in 0..1000u32) {
        let pairs = vec![("hidden", number(hidden)), ("batch", number(batch)), ("seed", number(seed))];
        let (mut walks, mut runs) = (experiment(pairs.clone()), experiment(pairs));
        for round in 0..3 {
            walks.sample(round);
            runs.sample(round);
            let mut places = vec![walks.step()];
            while places.last() != Some(&Place::Backward(1)) {
                places.push(walks.step());
            }
            runs.forward();
            runs.backward();
            prop_assert_eq!(places.len(), 2 * runs.trace().steps() + 1);
            prop_assert_eq!(walks.trace().values(), runs.trace().values());
            prop_assert_eq!(walks.trace().grads(), runs.trace().grads());
            prop_assert_eq!(walks.d_params(), runs.d_params());
            prop_assert_eq!(walks.step(), Place::Update);
            runs.update();
            prop_assert_eq!(walks.params(), runs.params());
        }
    }

    #[test]
    fn rewinding_is_the_very_same_start(seed in 0..1000u32, looked_at in 0..50u32) {
        let mut experiment = experiment(vec![("seed", number(seed))]);
        let start = experiment.params().to_vec();
        let first = experiment.train(15);
        // Looking at a sample and evaluating do not disturb training.
        experiment.rewind();
        prop_assert_eq!(experiment.params(), &start[..]);
        let mut again = experiment.train(7);
        experiment.sample(u64::from(looked_at));
        experiment.evaluate(32);
        again.extend(experiment.train(8));
        prop_assert_eq!(first, again);
    }

    /// Stop, save, restore into a new experiment, go on: as if never stopped, to the bit.
    #[test]
    fn going_on_from_a_checkpoint_equals_never_having_stopped(n in 0..30usize, m in 1..30usize, seed in 0..1000u32) {
        for optimizer in ["adam", "sgd"] {
            let pairs = vec![("seed", number(seed)), ("optimizer", Value::Text(optimizer.to_owned()))];
            let mut stopped = experiment(pairs.clone());
            stopped.train(n);
            let bytes = stopped.save();
            let losses = stopped.train(m);
            let mut resumed = experiment(pairs);
            resumed.train(3);
            resumed.restore(&bytes).unwrap();
            prop_assert_eq!(resumed.updates(), n as u64);
            prop_assert_eq!(resumed.train(m), losses);
            prop_assert_eq!(resumed.params(), stopped.params());
        }
    }

    /// Units have no order: shuffled parameters give shuffled values.
    #[test]
    fn permuting_units_permutes_everything(hidden in 2..9usize, by in 1..8usize, seed in 0..1000u32) {
        let pairs = vec![("hidden", number(hidden as u32)), ("seed", number(seed))];
        let (mut plain, mut turned) = (experiment(pairs.clone()), experiment(pairs));
        let to = |unit: usize| (unit + by) % hidden;
        let params = plain.params().to_vec();
        let mut moved = params.clone();
        for field in plain.network().params().fields() {
            let (rows, cols) = (field.span.rows, field.span.cols);
            for row in 0..rows {
                for col in 0..cols {
                    let new_row = if field.name.ends_with("_y") { row } else { to(row) };
                    let new_col = if field.name.starts_with('U') || field.name == "W_y" { to(col) } else { col };
                    moved[field.span.start + new_row * cols + new_col] = params[field.span.start + row * cols + col];
                }
            }
        }
        turned.set_params(&moved).unwrap();
        for experiment in [&mut plain, &mut turned] {
            experiment.sample(3);
            experiment.forward();
            experiment.backward();
        }
        let (batch, steps) = (plain.network().sizes().batch, plain.trace().steps());
        prop_assert!((plain.loss() - turned.loss()).abs() < 1e-12);
        for unit in 0..hidden {
            for b in 0..batch {
                let of = |experiment: &Experiment<f64>, unit: usize| (experiment.field("c", steps).unwrap()[unit * batch + b], experiment.d_field("c", 2).unwrap()[unit * batch + b]);
                let ((c, d_c), (moved_c, moved_d_c)) = (of(&plain, unit), of(&turned, to(unit)));
                prop_assert!((c - moved_c).abs() < 1e-12 && (d_c - moved_d_c).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn no_bytes_make_a_checkpoint_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0..400usize) {
        let mut experiment = experiment(vec![]);
        let before = experiment.params().to_vec();
        prop_assert_eq!(experiment.restore(&bytes).unwrap_err().code, Code::Checkpoint);
        let good = experiment.save();
        prop_assert_eq!(experiment.restore(&good[..cut.min(good.len() - 1)]).unwrap_err().code, Code::Checkpoint);
        prop_assert_eq!(experiment.params(), &before[..]);
    }
}

#[test]
fn a_checkpoint_of_another_shape_is_refused_by_name() {
    let bytes = experiment(vec![("hidden", number(4))]).save();
    let mut other = experiment(vec![("hidden", number(5))]);
    let error = other.restore(&bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a checkpoint of this experiment: hidden must be 5.0, got 4.0"
    );
}

/// lr 1e6: caught within a few updates, however they are asked for, and nothing that can be read is not finite.
#[test]
fn a_runaway_is_stopped_said_and_undone() {
    for task in ["recall", "adding"] {
        for at_once in [1, 50] {
            let table = [
                ("task", Value::Text(task.to_owned())),
                ("rate", number(1e6)),
            ];
            let table: Vec<_> = table
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect();
            let mut experiment = Experiment::<f32>::new(Config::read(&table).unwrap()).unwrap();
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
    let mut experiment = experiment(vec![("batch", number(2))]);
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
        Code::Range
    );
    assert_eq!(
        experiment.set_start(&[0.0], &[0.0]).unwrap_err().code,
        Code::Length
    );
    assert_eq!(
        experiment.set_param("W_q", &[0.0]).unwrap_err().code,
        Code::Choice
    );
    assert_eq!(
        experiment.set_param("b_f", &[0.0]).unwrap_err().code,
        Code::Length
    );
    assert_eq!(experiment.field("f", 99).unwrap_err().code, Code::Range);
    assert_eq!(
        experiment.set_rate(f64::INFINITY).unwrap_err().code,
        Code::NotFinite
    );
    assert_eq!(experiment.trace().values(), &before[..]);
}

/// What would not fit is refused before it is tried.
#[test]
fn the_largest_settings_are_refused_with_what_they_need() {
    let steps = Value::Table(vec![("steps".to_owned(), number(1000))]);
    let table = [
        ("task", Value::Text("adding".to_owned())),
        ("taskOptions", steps),
        ("hidden", number(392)),
        ("batch", number(256)),
    ];
    let table: Vec<_> = table
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let error = Experiment::<f32>::new(Config::read(&table).unwrap()).unwrap_err();
    assert_eq!((error.code, &error.key[..]), (Code::Range, "hidden"));
    assert!(error.legal.contains("1024 MiB"), "{error}");
}

#[test]
fn numbers_that_do_not_fit_into_the_experiments_type_are_refused() {
    let mut experiment = Experiment::<f32>::new(config(vec![("batch", number(1))])).unwrap();
    let too_large = vec![1e300; experiment.params().len()];
    assert_eq!(
        experiment.set_params(&too_large).unwrap_err().code,
        Code::NotFinite
    );
}
