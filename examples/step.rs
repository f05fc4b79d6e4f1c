//! An LSTM one time step after the other: forward with f, i, C̃, o and C, the loss, backward with ∂L/∂C, an update.
//! `cargo run --example step`

use lstm_conveyor::{Config, Experiment};

/// Runs it.
pub fn main() -> lstm_conveyor::Result<()> {
    let recall = Config::of_task("recall")?.with("taskOptions.delay", 3)?; // a bit, and 3 steps later: which was it?
    let mut lstm = Experiment::<f32>::new(recall.with("hidden", 2)?.with("batch", 1)?)?;

    while let Some(t) = lstm.forward_step() {
        println!("step {t}");
        for (letter, name) in [("f", "f"), ("i", "i"), ("C̃", "g"), ("o", "o"), ("C", "c")] {
            println!("  {letter} = {:.3}", lstm.field(name, t)?.column(0)); // of each unit
        }
    }
    let before = lstm.loss();
    println!("loss {before:.4}");
    while let Some(t) = lstm.backward_step() {
        println!("step {t}: ∂L/∂C = {:.5}", lstm.d_field("c", t)?.column(0));
    }
    lstm.update();

    lstm.forward();
    println!(
        "the same sequence after one update: loss {:.4}",
        lstm.loss()
    );
    assert!(lstm.loss() < before);
    Ok(())
}
