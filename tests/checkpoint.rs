//! Does a checkpoint hold everything that training goes on from, and is what it must not hold refused?

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::optimizer::Rule;
use lstm_conveyor::{Code, Experiment, Real, State, TrainingPoint};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use safetensors::SafeTensors;
use strum::VariantArray;

fn experiment<R: Real>(rule: Rule, rest: &[Pair]) -> Experiment<R> {
    let pairs = [
        ("task", text("recall")),
        ("optimizer", text(rule.as_ref())),
        ("hidden", number(3)),
        ("batch", number(2)),
    ];
    Experiment::new(config(&[rest, &pairs].concat())).expect("small enough")
}

/// A file holds all of a state, in both types, and the same state is the same bytes.
#[test]
fn a_state_is_written_and_read_to_the_bit() {
    fn there_and_back<R: Real>(rule: Rule, updates: usize, cell: &[Pair]) {
        let mut one = experiment::<R>(rule, &[cell, &[("rate", number(0.1 / 3.0))]].concat());
        one.train(updates);
        let state = one.state();
        let bytes = state.to_bytes();
        // A file lists its settings in the order of their keys.
        let mut listed = state.clone();
        listed.settings.sort();
        assert_eq!(State::from_bytes(&bytes), Ok(listed));
        assert_eq!(one.save(), bytes);
        assert_eq!(state.now.updates, updates as u64);
        assert_eq!(state.now.drawn, 2 * updates as u64);
        assert_eq!(state.now.params, one.params());
        // Kept after each 32 updates, before the next.
        assert_eq!(
            state.good.updates,
            (updates as u64).saturating_sub(1) / 32 * 32
        );
        assert_eq!(state.first_loss.is_some(), updates > 0);
    }
    for &rule in Rule::VARIANTS {
        for updates in [0, 1, 40] {
            for cell in every_cell(2) {
                there_and_back::<f32>(rule, updates, &cell);
                there_and_back::<f64>(rule, updates, &cell);
            }
        }
    }
}

/// What is next is a loss out of all proportion: both go back to where the first could, and go on from there alike.
#[test]
fn a_divergence_after_it_leads_where_it_would_have_led() {
    // Enough for both answers: what is right for one is wrong for the other.
    let batch = [("batch", number(16))];
    for &rule in Rule::VARIANTS {
        let mut one = experiment::<f32>(rule, &batch);
        one.train(40);
        one.set_rate(1e6).expect("in range");
        // Saved before each update, until one is too much.
        let mut saved = one.save();
        while one.train(1).len() == 1 && one.divergence().is_none() {
            saved = one.save();
        }
        let mut other = experiment::<f32>(rule, &batch);
        other.train(3);
        other.restore(&saved).expect("of the same settings");
        assert_eq!(other.norms().updates, 0.0, "none since");
        other.train(1);
        assert!(other.divergence().is_some());
        assert_eq!(other.updates() % 32, 0, "{}", other.updates());
        assert_eq!(other.divergence(), one.divergence());
        assert_eq!(other.state(), one.state());
        assert_eq!(other.train(10), one.train(10));
    }
}

#[test]
fn rate_and_clip_come_with_it_and_the_history_does_not() {
    let mut one = experiment::<f32>(Rule::Adam, &[]);
    one.set_rate(0.25).expect("a rate");
    one.set_clip(0.5).expect("a norm");
    one.train(20);
    let mut other = experiment::<f32>(Rule::Adam, &[]);
    other.train(20);
    other.restore(&one.save()).expect("of the same settings");
    assert_eq!((other.config().rate, other.config().clip), (0.25, 0.5));
    assert_eq!(one.rewind_to(19), 16);
    assert_eq!(other.rewind_to(19), 0);
}

/// A change to a state.
type Change = fn(&mut State<f32>);

/// What no training makes is refused by name, in both points, and changes nothing.
#[test]
fn a_state_that_no_training_makes_is_refused() {
    const MANY: u64 = 1 << 53;
    let refused = |rule: Rule, change: Change| {
        let mut one = experiment::<f32>(rule, &[]);
        one.train(40);
        let mut state = one.state();
        one.train(5);
        let before = one.state();
        change(&mut state);
        let error = one.take_up(&state).expect_err("must be refused");
        assert_eq!(one.state(), before);
        error
    };
    let changes: [(Rule, Change, Code, &str, &str); 24] = [
        (
            Rule::Sgd,
            |s| s.good.updates = 41,
            Code::State,
            "good.updates",
            "41",
        ),
        (
            Rule::Sgd,
            |s| s.good.drawn = 1 << 40,
            Code::State,
            "good.drawn",
            "1099511627776",
        ),
        (
            Rule::Adam,
            |s| s.now.memory[1].1[3] = -0.5,
            Code::State,
            "adam.v",
            "-0.5",
        ),
        (
            Rule::Adam,
            |s| s.good.memory[1].1[3] = -1.0,
            Code::State,
            "good.adam.v",
            "-1",
        ),
        (
            Rule::Adam,
            |s| s.now.memory[0].1[0] = 3e38,
            Code::State,
            "adam.m",
            "",
        ),
        (
            Rule::Adam,
            |s| s.now.memory[0].1[0] = -1e6,
            Code::State,
            "adam.m",
            "-1000000",
        ),
        (
            Rule::RmsProp,
            |s| s.now.memory[0].1[9] = -1.0,
            Code::State,
            "rmsprop.v",
            "-1",
        ),
        (
            Rule::Momentum,
            |s| s.now.memory[0].1[9] = 2e20,
            Code::State,
            "momentum.v",
            "",
        ),
        (
            Rule::Momentum,
            |s| s.good.memory[0].1[9] = -2e20,
            Code::State,
            "good.momentum.v",
            "",
        ),
        (
            Rule::Momentum,
            |s| s.now.memory[0].1[9] = f32::NAN,
            Code::State,
            "momentum.v",
            "NaN",
        ),
        (
            Rule::Sgd,
            |s| s.now.params[0] = f32::INFINITY,
            Code::State,
            "params",
            "inf",
        ),
        (
            Rule::Sgd,
            |s| s.now.updates = MANY,
            Code::State,
            "updates",
            "9007199254740992",
        ),
        (
            Rule::Sgd,
            |s| s.good.drawn = u64::MAX,
            Code::State,
            "good.drawn",
            "18446744073709551615",
        ),
        (
            Rule::Sgd,
            |s| s.first_loss = Some(-1.0),
            Code::State,
            "first_loss",
            "-1",
        ),
        (
            Rule::Sgd,
            |s| s.first_loss = Some(f64::NAN),
            Code::State,
            "first_loss",
            "NaN",
        ),
        (Rule::Sgd, |s| s.rate = 0.0, Code::Number, "rate", "0"),
        (
            Rule::Sgd,
            |s| s.clip = f64::NAN,
            Code::NotFinite,
            "clip",
            "NaN",
        ),
        (
            Rule::Sgd,
            |s| s.good.params.truncate(1),
            Code::Length,
            "good.params",
            "",
        ),
        (
            Rule::Adam,
            |s| s.now.memory[0].1.push(0.0),
            Code::Length,
            "adam.m",
            "",
        ),
        (
            Rule::Adam,
            |s| drop(s.now.memory.remove(1)),
            Code::TensorMissing,
            "adam.v",
            "nothing",
        ),
        (
            Rule::Sgd,
            |s| s.now.memory.push(("a".into(), vec![])),
            Code::TensorUnused,
            "file",
            "1",
        ),
        (
            Rule::Sgd,
            |s| s.settings[0].1 = "elman".into(),
            Code::Checkpoint,
            "task",
            "elman",
        ),
        (
            Rule::Sgd,
            |s| drop(s.settings.remove(0)),
            Code::Checkpoint,
            "task",
            "nothing",
        ),
        (
            Rule::Sgd,
            |s| s.settings.push(("a".into(), "b".into())),
            Code::Checkpoint,
            "a",
            "b",
        ),
    ];
    for (rule, change, code, key, value) in changes {
        let error = refused(rule, change);
        assert_eq!((error.code, &*error.key), (code, key), "{error}");
        assert!(value.is_empty() || error.value == value, "{error}");
    }
}

/// Ten times the largest gradient whose square is finite: so far momentum can have summed.
#[test]
fn the_largest_sum_of_gradients_is_taken_up() {
    let mut one = experiment::<f32>(Rule::Momentum, &[]);
    one.train(40);
    let mut state = one.state();
    state.now.memory[0].1[9] = 1.8e20;
    one.take_up(&state).expect("a state that training makes");
}

/// Each setting and count was once a note of its own, and the crate wrote them in any order.
#[test]
fn a_checkpoint_of_before_is_read() {
    let mut one = experiment::<f32>(Rule::Adam, &[]);
    one.train(3);
    let bytes = one.save();
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("safetensors");
    let notes = header.metadata().as_ref().expect("a note");
    let notes = serde_json::from_str(&notes["state"]).expect("texts");
    let tensors = SafeTensors::deserialize(&bytes).expect("safetensors");
    let old = safetensors::serialize(tensors.tensors(), Some(notes)).expect("good names");
    assert_ne!(old, bytes);
    let mut other = experiment::<f32>(Rule::Adam, &[]);
    other.restore(&old).expect("the same settings");
    assert_eq!(other.state(), one.state());
}

#[test]
fn other_files_are_no_checkpoints() {
    let mut one = experiment::<f32>(Rule::Adam, &[]);
    let before = one.state();
    let pytorch = one
        .export_safetensors(&Default::default())
        .expect("an LSTM");
    assert_eq!(
        one.restore(&pytorch).unwrap_err().code,
        Code::NotACheckpoint
    );
    let good = one.save();
    for (from, to, code, key) in [
        (r#"{\"batch"#, r#"[\"batch"#, Code::File, "state"),
        (
            r#"\"drawn\":\"0\""#,
            r#"\"drawn\":\"x\""#,
            Code::State,
            "drawn",
        ),
        ("good.updates", "good.update_", Code::State, "good.updates"),
        ("\"adam.v\"", "\"adam_v\"", Code::TensorMissing, "adam.v"),
        (
            "\"good.params\"",
            "\"good_params\"",
            Code::TensorMissing,
            "good.params",
        ),
        ("\"live\"", "\"life\"", Code::TensorMissing, "live"),
    ] {
        assert_eq!(from.len(), to.len());
        let at = good
            .windows(from.len())
            .position(|part| part == from.as_bytes());
        let mut bytes = good.clone();
        bytes[at.expect("there")..][..to.len()].copy_from_slice(to.as_bytes());
        let error = one.restore(&bytes).unwrap_err();
        assert_eq!((error.code, &*error.key), (code, key), "{error}");
        assert_eq!(one.state(), before);
    }
}

/// Numbers at the edges of what is let through, some of them beyond.
fn edges<R: Real>() -> impl Strategy<Value = R> {
    let powers = (-310..310i32).prop_map(|n| 10f64.powi(n));
    let edges = select(vec![
        0.0,
        1e-15,
        1e-8,
        1.0,
        1.8e19,
        1.84e20,
        3.4e38,
        f32::MAX.into(),
        f64::MAX,
    ]);
    let sizes = prop_oneof![powers, edges];
    (sizes, any::<bool>()).prop_map(|(x, below)| R::of(if below { -x } else { x }))
}

/// A number of a state put in the place of another: of which point, of which memory or the parameters, where, what, and
/// whether the mean of squares beside it is made to fit.
type Put<R> = (bool, Index, Index, R, bool);

fn puts<R: Real>() -> impl Strategy<Value = Vec<Put<R>>> {
    proptest::collection::vec(
        (
            any::<bool>(),
            any::<Index>(),
            any::<Index>(),
            edges(),
            any::<bool>(),
        ),
        1..5,
    )
}

fn put<R: Real>(state: &mut State<R>, puts: &[Put<R>]) {
    for &(good, which, at, x, fits) in puts {
        let point: &mut TrainingPoint<R> = if good {
            &mut state.good
        } else {
            &mut state.now
        };
        let which = which.index(point.memory.len() + 1);
        let mut memory = point.memory.iter_mut().map(|(_, numbers)| numbers);
        let numbers = memory.nth(which).unwrap_or(&mut point.params);
        let at = at.index(numbers.len());
        numbers[at] = x;
        // A mean of squares that lets the mean beside it be as large, or hardly not.
        if let [(_, means), (_, squares)] = &mut point.memory[..]
            && which == 0
            && fits
        {
            squares[at] = means[at] * means[at] / R::of(52.99);
        }
    }
}

/// Whatever is taken up: an update later all parameters are finite, and what has become of it can be taken up again.
fn goes_on<R: Real>(
    rule: Rule,
    rate: f64,
    clip: f64,
    updates: u64,
    puts: &[Put<R>],
) -> Result<(), TestCaseError> {
    let mut one = experiment::<R>(rule, &[]);
    one.train(2);
    let mut state = one.state();
    (state.rate, state.clip) = (rate, clip);
    state.now.updates = updates;
    put(&mut state, puts);
    if one.take_up(&state).is_ok() {
        one.train(1);
        prop_assert!(one.params().iter().all(|p| p.is_finite()));
        let after = one.state();
        prop_assert_eq!(one.take_up(&after), Ok(()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn from_what_is_taken_up_training_goes_on(
        rule in select(Rule::VARIANTS.to_vec()), rate in select(vec![1e-9, 0.1, 1e6]), clip in select(vec![0.0, 1.0]),
        updates in select(vec![0, 1, 1000, (1 << 53) - 9]), narrow in puts::<f32>(), wide in puts::<f64>()
    ) {
        goes_on(rule, rate, clip, updates, &narrow)?;
        goes_on(rule, rate, clip, updates, &wide)?;
    }
}
