//! Looks inside a network that PyTorch has saved: which it is, and what its gates do as a sequence passes.
//! `cargo run --example inside_pytorch [FILE]`; without a file it makes one.

use lstm_conveyor::layout::Kind;
use lstm_conveyor::{Config, Experiment, Hints, Value, pytorch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(look(&match std::env::args().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => some()?,
    })?)
}

/// A file as PyTorch would save it.
pub fn some() -> lstm_conveyor::Result<Vec<u8>> {
    let recall = Config::of_task("recall").expect("a task of the table");
    Experiment::<f32>::new(recall)?.export_safetensors(&Hints::default())
}

/// Opens it.
pub fn look(file: &[u8]) -> lstm_conveyor::Result<()> {
    let mut table = pytorch::config_of(file, &Hints::default())?;
    println!("{table:?}");
    table.push(("steps".to_owned(), Value::Number(5.0)));
    let mut network = Experiment::<f32>::new(Config::read(&table)?)?;
    network.import_safetensors(file, &Hints::default())?;
    // A one at the first step, then nothing: what is kept of it?
    let (mut inputs, targets) = (network.sequence().0.to_vec(), network.sequence().1.to_vec());
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
