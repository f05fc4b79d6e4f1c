//! Is the gradient right? Central differences in f64 of every parameter, every input and every start value.

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::{Config, Experiment, Value};

const STEP: f64 = 1e-5;

fn config(pairs: &[(&str, Value)]) -> Config {
    let table: Vec<(String, Value)> = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    Config::read(&table).expect("a good config")
}

fn text(name: &str) -> Value {
    Value::Text(name.to_owned())
}

fn table(key: &str, value: Value) -> Value {
    Value::Table(vec![(key.to_owned(), value)])
}

/// Small networks that between them have every option, read-out and loss.
fn configs() -> Vec<Config> {
    let mut all = Vec::new();
    for linear in [false, true] {
        for loss in [
            "squared-error",
            "mean-squared-error",
            "sigmoid-cross-entropy",
            "softmax-cross-entropy",
        ] {
            for readout in ["linear", "none"] {
                all.push(config(&[
                    ("task", text("recall")),
                    ("taskOptions", table("delay", Value::Number(4.0))),
                    ("hidden", Value::Number(3.0)),
                    ("batch", Value::Number(2.0)),
                    ("loss", text(loss)),
                    ("readout", text(readout)),
                    ("options", table("linear_output", Value::Switch(linear))),
                ]));
            }
        }
    }
    all
}

/// A start state and masked targets that make every part of the gradient differ from zero.
fn prepared(config: &Config) -> Experiment<f64> {
    let mut experiment = Experiment::new(config.clone()).expect("small enough");
    let wave = |n: usize, by: f64| {
        (0..n)
            .map(|k| (by * (k + 1) as f64).sin())
            .collect::<Vec<_>>()
    };
    let (inputs, targets, mask) = experiment.sequence();
    let (inputs, targets) = (
        wave(inputs.len(), 1.3),
        wave(targets.len(), 0.7)
            .iter()
            .map(|x| x.abs())
            .collect::<Vec<_>>(),
    );
    // Not every step is asked, and not in both sequences at the same ones.
    let mask: Vec<f64> = (0..mask.len())
        .map(|k| f64::from(u8::from(k % 3 != 1)))
        .collect();
    experiment
        .set_sequence(&inputs, &targets, Some(&mask))
        .expect("the right lengths");
    let state = experiment.network().sizes().hidden * experiment.network().sizes().batch;
    experiment
        .set_start(&wave(state, 0.9), &wave(state, 2.1))
        .expect("the right lengths");
    experiment
}

fn close(analytic: f64, numeric: f64, what: &str) {
    let error = (analytic - numeric).abs() / (analytic.abs() + numeric.abs()).max(1e-4);
    assert!(
        error < 1e-6,
        "{what}: backward says {analytic}, differences say {numeric}"
    );
}

/// The slope of the loss, by moving one number a little to both sides.
fn slope(experiment: &mut Experiment<f64>, mut set: impl FnMut(&mut Experiment<f64>, f64)) -> f64 {
    let mut loss = |delta: f64| {
        set(experiment, delta);
        experiment.forward();
        experiment.loss()
    };
    let (up, down) = (loss(STEP), loss(-STEP));
    set(experiment, 0.0);
    (up - down) / (2.0 * STEP)
}

#[test]
fn parameters_agree_with_finite_differences() {
    for config in configs() {
        let mut experiment = prepared(&config);
        experiment.forward();
        experiment.backward();
        let (params, gradient) = (experiment.params().to_vec(), experiment.d_params().to_vec());
        for field in experiment.network().params().fields().to_vec() {
            for at in field.span.range() {
                let numeric = slope(&mut experiment, |experiment, delta| {
                    let mut moved = params.clone();
                    moved[at] += delta;
                    experiment.set_params(&moved).expect("as many as before");
                });
                close(
                    gradient[at],
                    numeric,
                    &format!("{} [{at}] of {config:?}", field.name),
                );
            }
        }
    }
}

#[test]
fn inputs_agree_with_finite_differences() {
    for config in configs() {
        let mut experiment = prepared(&config);
        experiment.forward();
        experiment.backward();
        let sizes = experiment.network().sizes();
        let steps = experiment.trace().steps();
        let parts = experiment.sequence();
        let (inputs, targets, mask) = (parts.0.to_vec(), parts.1.to_vec(), parts.2.to_vec());
        let start = ["h", "c"].map(|name| experiment.field(name, 0).expect("a state").to_vec());
        for (at, _) in inputs.iter().enumerate() {
            let (b, t, unit) = (
                at / (steps * sizes.inputs),
                at / sizes.inputs % steps,
                at % sizes.inputs,
            );
            let analytic =
                experiment.d_field("x", t + 1).expect("an input")[unit * sizes.batch + b];
            let numeric = slope(&mut experiment, |experiment, delta| {
                let mut moved = inputs.clone();
                moved[at] += delta;
                experiment
                    .set_sequence(&moved, &targets, Some(&mask))
                    .expect("as many as before");
                experiment
                    .set_start(&start[0], &start[1])
                    .expect("as many as before");
            });
            close(analytic, numeric, &format!("input {at} of {config:?}"));
        }
    }
}

#[test]
fn start_states_agree_with_finite_differences() {
    for config in configs() {
        let mut experiment = prepared(&config);
        experiment.forward();
        experiment.backward();
        let start = ["h", "c"].map(|name| experiment.field(name, 0).expect("a state").to_vec());
        for (which, name) in ["h", "c"].into_iter().enumerate() {
            for at in 0..start[which].len() {
                let analytic = experiment.d_field(name, 0).expect("a state")[at];
                let numeric = slope(&mut experiment, |experiment, delta| {
                    let mut moved = start.clone();
                    moved[which][at] += delta;
                    experiment
                        .set_start(&moved[0], &moved[1])
                        .expect("as many as before");
                });
                close(
                    analytic,
                    numeric,
                    &format!("{name} of the start at {at} of {config:?}"),
                );
            }
        }
    }
}
