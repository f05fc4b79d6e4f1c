//! Looks inside a network that PyTorch has saved (`cargo run --example inside_pytorch [FILE]`): what its gates do.

use lstm_conveyor::layout::Kind;
use lstm_conveyor::{Config, Experiment, Hints, pytorch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(look(&match std::env::args().nth(1) {
        Some(path) => std::fs::read(path)?,
        None => some()?,
    })?)
}

/// A file as PyTorch would save it.
pub fn some() -> lstm_conveyor::Result<Vec<u8>> {
    let recall = Config::of_task("recall")?;
    Experiment::<f32>::new(recall)?.export_safetensors(&Hints::default())
}

/// Opens it.
pub fn look(file: &[u8]) -> lstm_conveyor::Result<()> {
    let mut table = pytorch::config_of(file, &Hints::default())?;
    table.push(("steps".to_owned(), 5.into()));
    println!("{table:?}");
    let mut network = Experiment::<f32>::new(Config::read(&table)?)?;
    network.import_safetensors(file, &Hints::default())?;
    // A one at the first step, then nothing: what is kept of it?
    let sizes = [network.sequence().0.len(), network.sequence().1.len()];
    let inputs = [vec![1.0], vec![0.0; sizes[0] - 1]].concat();
    network.set_sequence(&inputs, &vec![0.0; sizes[1]], None)?;
    network.forward();
    let fields = network.network().row().fields().iter();
    for gate in fields.filter(|field| field.kind == Kind::Gate) {
        for t in 1..=5 {
            let numbers = network.field(&gate.name, t)?;
            println!("{} at step {t}: {numbers:.2?}", gate.name);
        }
    }
    Ok(())
}
