//! Gradients that vanish: they end at 0 before arithmetic with them is slow, and not before anyone could see them.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::{Config, Experiment, Real};

const DELAY: u32 = 500;

/// Recall over so long a time that the cue's gradient is far below the smallest f32.
fn recall<R: Real>(cell: &[Pair], distractors: bool, init: &str) -> Experiment<R> {
    let cell = config(&[cell, &[("task", text("recall"))]].concat());
    let settings = [
        ("taskOptions.delay", number(DELAY)),
        ("taskOptions.distractors", distractors.into()),
        ("init", text(init)),
        ("hidden", number(8)),
        ("batch", number(4)),
    ];
    let with = |config: Config, (key, value)| config.with(key, value);
    let config = settings.into_iter().try_fold(cell, with);
    Experiment::new(config.expect("a good config")).expect("small enough")
}

fn subnormal(all: &[f32]) -> usize {
    all.iter().filter(|x| x.is_subnormal()).count()
}

/// A product of two numbers that are not tiny may still be; but what is made of it is not, so there are few.
#[test]
fn gradients_that_vanish_end_before_they_are_subnormal() {
    for cell in every_cell(4) {
        for distractors in [true, false] {
            let mut experiment = recall::<f32>(&cell, distractors, "uniform");
            experiment.train(20);
            let trace = experiment.trace();
            let all = [trace.values(), trace.grads(), experiment.d_params()];
            let found = all.map(subnormal);
            let most = trace.grads().len() / 10_000;
            assert!(
                found[0] == 0 && found[1] <= most && found[2] <= 1,
                "{cell:?}: {found:?} in values, gradients (of {most}) and d_params"
            );
        }
    }
}

/// With no bias and no input after the cue the state itself vanishes.
#[test]
fn a_state_that_vanishes_ends_before_it_is_subnormal() {
    for cell in every_cell(4) {
        let experiment = recall::<f32>(&cell, false, "glorot");
        let found = subnormal(experiment.trace().values());
        assert!(found <= 8, "{cell:?}: {found}");
    }
}

/// The same in f64, where nothing is dropped.
#[test]
fn what_a_log_axis_shows_is_not_dropped() {
    const SHOWN: f64 = 1e-30;
    for cell in every_cell(4) {
        let (single, double) = (
            recall::<f32>(&cell, true, "uniform"),
            recall::<f64>(&cell, true, "uniform"),
        );
        let h = single.network().row().find("h").expect("there");
        let mut seen = 0;
        for t in 1..=DELAY as usize + 1 {
            let largest = |d_h: Vec<f64>| d_h.into_iter().map(f64::abs).fold(0.0, f64::max);
            let got = largest(
                single.trace().d_row(t)[h.range()]
                    .iter()
                    .map(|d| d.f64())
                    .collect(),
            );
            let exact = largest(double.trace().d_row(t)[h.range()].to_vec());
            if exact > SHOWN {
                seen += 1;
                assert!(
                    (got / exact - 1.0).abs() < 1e-3,
                    "{cell:?}: {got} for {exact} at {t}"
                );
            }
        }
        assert!(seen > 20, "{cell:?}: shown at {seen} steps");
    }
}
