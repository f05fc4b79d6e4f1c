//! Does it learn, and as fast as an LSTM should? The limits are five times the median of a reference in PyTorch
//! (nn.LSTM and nn.Linear, float32, Adam 0.01, clip 1, batch 16, five seeds).

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::{Config, Experiment, Value};

fn experiment(task: &str, pairs: &[(&str, Value)]) -> Experiment<f32> {
    let mut table = vec![("task".to_owned(), Value::Text(task.to_owned()))];
    table.extend(
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone())),
    );
    Experiment::new(Config::read(&table).expect("a good config")).expect("small enough")
}

/// Updates until the task is solved, looked at every `every` updates.
fn updates_until_solved(
    experiment: &mut Experiment<f32>,
    every: usize,
    limit: usize,
) -> Option<usize> {
    (1..=limit / every).map(|k| k * every).find(|_| {
        experiment.train(every);
        assert_eq!(experiment.divergence(), None);
        experiment.evaluate(256).solved
    })
}

#[test]
fn recall_is_learnt_with_forget_bias_one() {
    for seed in 1..=5u32 {
        let mut recall = experiment("recall", &[("seed", Value::Number(f64::from(seed)))]);
        let n = updates_until_solved(&mut recall, 10, 5 * 220);
        println!("recall over 20 steps with distractors, seed {seed}: {n:?} updates");
        assert!(n.is_some(), "seed {seed} not solved in {} updates", 5 * 220);
    }
}

#[test]
fn recall_without_distractors_is_learnt_faster() {
    let plain = Value::Table(vec![("distractors".to_owned(), Value::Switch(false))]);
    let mut recall = experiment("recall", &[("taskOptions", plain)]);
    let n = updates_until_solved(&mut recall, 10, 5 * 80);
    println!("recall without distractors: {n:?} updates");
    assert!(n.is_some());
}

/// The lesson of the forget bias: σ(0) = ½ halves the gradient along the belt at each of 20 steps.
#[test]
fn recall_is_not_learnt_with_forget_bias_zero() {
    let mut zero = experiment("recall", &[("forgetBias", Value::Number(0.0))]);
    let mut one = experiment("recall", &[]);
    let ratio = |experiment: &mut Experiment<f32>| {
        experiment.sample(1);
        experiment.forward();
        experiment.backward();
        let size = |t: usize| {
            experiment
                .d_field("x", t)
                .expect("a step")
                .iter()
                .map(|d| d * d)
                .sum::<f32>()
                .sqrt()
        };
        size(1) / size(21)
    };
    let (at_zero, at_one) = (ratio(&mut zero), ratio(&mut one));
    println!("|∂L/∂x₁| / |∂L/∂x₂₁| at the start: {at_zero:e} with bias 0, {at_one:e} with bias 1");
    assert!((1e-6..5e-3).contains(&at_zero) && (1e-3..0.5).contains(&at_one));
    assert_eq!(updates_until_solved(&mut zero, 250, 1000), None);
}

#[test]
fn adding_is_learnt() {
    let mut adding = experiment("adding", &[("hidden", Value::Number(16.0))]);
    let n = updates_until_solved(&mut adding, 50, 5 * 1150);
    println!("adding, T = 50, H = 16: {n:?} updates");
    assert!(n.is_some());
}

#[test]
fn four_numbers_are_learnt() {
    for seed in 1..=5u32 {
        let mut numbers = experiment("four-numbers", &[("seed", Value::Number(f64::from(seed)))]);
        let losses = numbers.train(100);
        let last = losses[99];
        println!("four numbers, seed {seed}: loss {last:e} after 100 updates");
        assert!(last < 5.0 * 1.2e-5, "{last}");
    }
}
