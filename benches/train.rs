//! How long an iteration takes in native code: forward, backward and the optimizer's step. `cargo bench`. What a reader's
//! browser makes of the same workloads is measured by `cargo xtask bench`.

use criterion::{Criterion, criterion_group, criterion_main};

fn iterations(criterion: &mut Criterion) {
    for workload in measure::workload::all() {
        let mut running = workload.start();
        let name = format!("{} {}", workload.name, workload.what);
        criterion.bench_function(&name, |bencher| {
            bencher.iter(|| running.run(1));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).measurement_time(std::time::Duration::from_secs(2));
    targets = iterations
}
criterion_main!(benches);
