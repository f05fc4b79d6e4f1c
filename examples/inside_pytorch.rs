//! Looks inside a network that PyTorch has saved: which it is, and what its gates do as a sequence passes.
//! `cargo run --example inside_pytorch [FILE [PREFIX [READOUT]]]`; without a file it makes one.

use lstm_conveyor::layout::Kind;
use lstm_conveyor::{Config, Experiment, Hints, Value, pytorch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let mut hints = Hints::default();
    let file = match words.next() {
        Some(path) => std::fs::read(path)?,
        None => Experiment::<f32>::new(Config::of_task("recall").expect("a task"))?
            .export_safetensors(&hints)?,
    };
    hints.prefix = words.next().unwrap_or(hints.prefix);
    hints.readout = words.next().unwrap_or(hints.readout);
    let mut table = pytorch::config_of(&file, &hints)?;
    println!("{table:?}");
    table.push(("steps".to_owned(), Value::Number(5.0)));
    let mut network = Experiment::<f32>::new(Config::read(&table)?)?;
    network.import_safetensors(&file, &hints)?;
    // A one at the first step, then nothing: what is kept of it?
    let (inputs, targets, _) = network.sequence();
    let (mut inputs, targets) = (inputs.to_vec(), targets.to_vec());
    inputs[0] = 1.0;
    network.set_sequence(&inputs, &targets, None)?;
    network.forward();
    let fields = network.network().row().fields().iter();
    for gate in fields.filter(|field| field.kind == Kind::Gate) {
        for t in 1..=5 {
            println!(
                "{} at step {t}: {:.2?}",
                gate.name,
                network.field(&gate.name, t)?
            );
        }
    }
    Ok(())
}
