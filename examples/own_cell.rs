//! A cell of one's own: written as equations, trained, and its gradients checked. `cargo run --example own_cell`

use lstm_conveyor::{Config, Experiment};

/// Keeps what it forgets not: one gate, and a state that the output is read from.
const EQUATIONS: &str = "
    f = σ(W_f x + U_f h' + b_f)
    g = tanh(W_g x + U_g h' + b_g)
    c = f * c' + (1 - f) * g
    h = tanh(c)";

/// Runs it.
pub fn main() -> lstm_conveyor::Result<()> {
    let recall = Config::of_task("recall")?.with("cell", "own")?;
    let mut own = Experiment::<f32>::new(recall.with("options.equations", EQUATIONS)?)?;

    for field in own.network().row().fields() {
        println!(
            "{}",
            own.network().equation(&field.name).unwrap_or_default()
        );
    }
    let checks = own.check_gradients()?;
    let worst = checks
        .iter()
        .flat_map(|check| &check.relative)
        .fold(0.0, |a: f64, &b| a.max(b));
    println!("backpropagation and central differences are at most {worst:.0e} apart");
    own.train(400);
    println!("after {} updates: {:?}", own.updates(), own.evaluate(256));
    assert!(own.evaluate(256).solved);
    Ok(())
}
