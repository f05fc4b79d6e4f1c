//! Does it learn, and as fast as an LSTM should? The limits are five times the median of a reference in PyTorch
//! (nn.LSTM and nn.Linear, float32, Adam 0.01, clip 1, batch 16, five seeds).

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::{Config, Experiment, Value};

/// A setting with its value, as [`Config::with`] takes them.
type Pair = (&'static str, Value);

fn experiment(task: &str, settings: &[Pair]) -> Experiment<f32> {
    let config = Config::of_task(task).expect("a task");
    let with = |config: Config, (key, value): &Pair| config.with(key, value.clone());
    let config = settings.iter().try_fold(config, with);
    Experiment::new(config.expect("a good config")).expect("small enough")
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
    for seed in 1..=5 {
        let mut recall = experiment("recall", &[("seed", seed.into())]);
        let n = updates_until_solved(&mut recall, 10, 5 * 220);
        println!("recall over 20 steps with distractors, seed {seed}: {n:?} updates");
        assert!(n.is_some(), "seed {seed} not solved in {} updates", 5 * 220);
    }
}

#[test]
fn recall_without_distractors_is_learnt_faster() {
    let mut recall = experiment("recall", &[("taskOptions.distractors", false.into())]);
    let n = updates_until_solved(&mut recall, 10, 5 * 80);
    println!("recall without distractors: {n:?} updates");
    assert!(n.is_some());
}

/// The lesson of the forget bias: σ(0) = ½ halves the gradient along the belt at each of 20 steps.
#[test]
fn recall_is_not_learnt_with_forget_bias_zero() {
    let mut zero = experiment("recall", &[("forgetBias", 0.into())]);
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

/// What the start decides: examples/long_delays.rs has ten starts of each at five delays.
#[test]
fn five_hundred_steps_are_learnt_from_a_chrono_start() {
    let recall = |key, value: Value, seed: i32| {
        let delay = ("taskOptions.delay", 500.into());
        experiment("recall", &[delay, (key, value), ("seed", seed.into())])
    };
    for seed in 1..=2 {
        let n = updates_until_solved(&mut recall("init", "chrono".into(), seed), 50, 5 * 250);
        println!("recall over 500 steps, chrono, seed {seed}: {n:?} updates");
        assert!(n.is_some(), "seed {seed}");
    }
    let mut usual = recall("forgetBias", 3.into(), 1);
    assert_eq!(updates_until_solved(&mut usual, 100, 300), None);
}

/// Tasks for which there is a reference: its median of updates with forget bias 1.
#[test]
fn tasks_are_learnt_as_fast_as_in_pytorch() {
    let solved_within_five_medians = |task, settings: &[Pair], median: usize| {
        let n = median_of_three_seeds(task, settings, 5 * median);
        println!("{task}: {n} updates (median of three seeds), {median} in PyTorch");
    };
    let hidden = |n: i32| [("hidden", n.into())];
    solved_within_five_medians("adding", &hidden(16), 1150);
    solved_within_five_medians("parity", &hidden(8), 170);
    solved_within_five_medians("anbn", &hidden(4), 250);
    solved_within_five_medians("sine", &hidden(8), 100);
    solved_within_five_medians("reber", &hidden(8), 1350);
}

/// Tasks without one: the limit is five times what this very core needed when they were written, so it guards against
/// getting worse and proves nothing else.
#[test]
fn other_tasks_are_learnt_as_fast_as_they_were() {
    for (task, settings, was) in [
        ("waves", vec![], 90),
        ("noisy", vec![], 90),
        ("anbncn", vec![], 280),
        ("order", vec![], 230),
        ("copy", vec![], 1900),
        ("sentences", vec![], 120),
        (
            "sentences",
            vec![("taskOptions.story", "language".into())],
            120,
        ),
        (
            "sentences",
            vec![("taskOptions.story", "pronoun".into())],
            120,
        ),
        (
            "sentences",
            vec![("taskOptions.language", "zh".into())],
            120,
        ),
        ("text", vec![], 90),
        ("numbers", vec![], 60),
    ] {
        let n = median_of_three_seeds(task, &settings, 5 * was);
        println!(
            "{task} {settings:?}: {n} updates (median of three seeds), {was} when it was written"
        );
    }
}

/// Updates until the task is solved: the median of three seeds, for now and then one is stuck for long.
fn median_of_three_seeds(task: &str, settings: &[Pair], limit: usize) -> usize {
    let mut all = [1, 2, 3].map(|seed| {
        let settings = [settings, &[("seed", seed.into())]].concat();
        let every = (limit / 50).max(10);
        let n = updates_until_solved(&mut experiment(task, &settings), every, limit);
        n.unwrap_or(usize::MAX)
    });
    all.sort_unstable();
    assert!(all[1] <= limit, "{task}: {all:?} updates, {limit} allowed");
    all[1]
}

/// The reference ends anywhere between 4.6e-8 and 1.2e-5, and at this rate one start in some still swings after 100 updates.
#[test]
fn four_numbers_are_learnt() {
    let mut losses = [1, 2, 3, 4, 5].map(|seed| {
        let mut numbers = experiment("four-numbers", &[("seed", seed.into())]);
        numbers.train(100)[99]
    });
    losses.sort_unstable_by(f64::total_cmp);
    println!("four numbers, five seeds: losses {losses:?} after 100 updates");
    assert!(losses[2] < 1.2e-5 && losses[4] < 5e-3, "{losses:?}");
}
