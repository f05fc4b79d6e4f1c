//! Trains an LSTM to remember a bit, and prints what it keeps. `cargo run --example train`

use lstm_conveyor::{Config, Experiment};

/// Runs it.
pub fn main() -> lstm_conveyor::Result<()> {
    let recall = Config::of_task("recall")?;
    let mut lstm = Experiment::<f32>::new(recall)?;
    while lstm.updates() < 400 {
        let losses = lstm.train(100);
        let [updates, accuracy] = [lstm.updates() as f64, lstm.evaluate(256).accuracy];
        println!(
            "{updates} updates: loss {:.4}, {:.0} % right",
            losses[99],
            100.0 * accuracy
        );
    }

    lstm.sample(7); // 16 sequences that it was never trained on
    lstm.forward();
    lstm.backward();
    println!("\nthe first sequence, unit 0:\nstep       f       c   ∂L/∂c");
    for t in 1..=lstm.trace().steps() {
        let [f, c] = [lstm.field("f", t)?[[0, 0]], lstm.field("c", t)?[[0, 0]]];
        println!(
            "{t:4} {f:7.3} {c:7.3} {:7.0e}",
            lstm.d_field("c", t)?[[0, 0]]
        );
    }
    Ok(())
}
