//! How long an update takes, in native code: forward, backward and the optimizer's step. `cargo bench`.

use criterion::{Criterion, criterion_group, criterion_main};
use lstm_conveyor::{Config, Experiment, Value};

fn experiment(task: &str, pairs: &[(&str, f64)]) -> Experiment<f32> {
    let mut table = vec![("task".to_owned(), Value::Text(task.to_owned()))];
    table.extend(
        pairs
            .iter()
            .map(|(key, x)| ((*key).to_owned(), Value::Number(*x))),
    );
    Experiment::new(Config::read(&table).expect("a good config")).expect("small enough")
}

fn updates(criterion: &mut Criterion) {
    for (name, task, pairs) in [
        ("recall: T 21, 8 units, batch 16", "recall", &[][..]),
        (
            "adding: T 50, 16 units, batch 16",
            "adding",
            &[("hidden", 16.0)][..],
        ),
        (
            "adding: T 50, 16 units, batch 1",
            "adding",
            &[("hidden", 16.0), ("batch", 1.0)][..],
        ),
        (
            "four numbers: T 4, 100 units, batch 1",
            "four-numbers",
            &[][..],
        ),
    ] {
        let mut experiment = experiment(task, pairs);
        criterion.bench_function(name, |bencher| bencher.iter(|| experiment.train(1)));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).measurement_time(std::time::Duration::from_secs(2));
    targets = updates
}
criterion_main!(benches);
