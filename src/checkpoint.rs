//! Checkpoints: safetensors with the config in the metadata. Stop, save, restore, go on equals never having stopped.

use std::collections::HashMap;

use safetensors::tensor::SafeTensors;

use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::experiment::Experiment;
use crate::real::Real;
use crate::setting::Value;
use crate::tensors::{read, write};

/// Settings that may differ between an experiment and a checkpoint that it restores.
const LIVE: [&str; 2] = ["rate", "clip"];

impl<R: Real> Experiment<R> {
    /// Everything that training goes on from: parameters, the optimizer's memory, the place in the training data. (Not
    /// the history, nor clamps, nor sequences of the caller's own.)
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut tensors = vec![("params".to_owned(), vec![self.params.len()], &*self.params)];
        for (name, numbers) in self.optimizer.state() {
            tensors.push((name.to_owned(), vec![numbers.len()], numbers));
        }
        let config = serde_json::to_string(&Value::Table(self.config().table()));
        let notes = [
            ("config", config.expect("numbers, names and tables only")),
            ("updates", self.updates().to_string()),
            ("drawn", self.drawn.to_string()),
            ("first_loss", format!("{:?}", self.first_loss)),
        ];
        let notes = notes.map(|(key, note)| (key.to_owned(), note));
        write(&tensors, Some(HashMap::from(notes)))
    }

    /// Takes up what [`Experiment::save`] wrote, of an experiment of the same settings (but rate and clip, which are
    /// taken from the checkpoint).
    ///
    /// # Errors
    /// [`Code::Checkpoint`] says what misfits; the experiment is then as it was.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        let (notes, tensors) = open(bytes)?;
        let config = read_config(&notes)?;
        let (ours, theirs) = (self.config().table(), config.table());
        let text = |table: &[(String, Value)], key: &str| {
            let found = table.iter().find(|(name, _)| name == key);
            found.map_or("nothing".to_owned(), |(_, value)| json(value))
        };
        for (key, _) in ours.iter().chain(&theirs) {
            let (ours, theirs) = (text(&ours, key), text(&theirs, key));
            if ours != theirs && !LIVE.contains(&key.as_str()) {
                return Err(misfit(key, theirs, ours));
            }
        }
        let updates = note(&notes, "updates")?;
        let drawn = note(&notes, "drawn")?;
        let first_loss = note(&notes, "first_loss")?;
        let params = read::<R>(&tensors, "params", &[self.params.len()])?;
        let memory = (self.optimizer.state().iter())
            .map(|(name, numbers)| read::<R>(&tensors, name, &[numbers.len()]))
            .collect::<Result<Vec<_>>>()?;

        self.params.copy_from_slice(&params);
        let (count, state) = self.optimizer.state_mut();
        *count = updates;
        for ((_, to), from) in state.into_iter().zip(&memory) {
            to.copy_from_slice(from);
        }
        self.drawn = drawn;
        self.first_loss = first_loss;
        self.resume(config.rate, config.clip);
        Ok(())
    }
}

/// Metadata and tensors of a file.
fn open(bytes: &[u8]) -> Result<(HashMap<String, String>, SafeTensors<'_>)> {
    let refuse = |e| misfit("the file", e, "safetensors");
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(refuse)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(refuse)?;
    Ok((header.metadata().clone().unwrap_or_default(), tensors))
}

fn misfit(key: &str, value: impl ToString, legal: impl ToString) -> Error {
    Error::new(Code::Checkpoint, key, value, legal.to_string())
}

fn note<T: std::str::FromStr>(notes: &HashMap<String, String>, key: &str) -> Result<T> {
    let text = (notes.get(key)).ok_or_else(|| misfit(key, "nothing", "in the metadata"))?;
    text.parse().map_err(|_| misfit(key, text, "a number"))
}

fn read_config(notes: &HashMap<String, String>) -> Result<Config> {
    let text: String = note(notes, "config")?;
    match serde_json::from_str(&text).map_err(|e| misfit("config", e, "JSON"))? {
        Value::Table(table) => Config::read(&table).map_err(|e| misfit(&e.key, &e.value, e.legal)),
        _ => Err(misfit("config", text, "a table")),
    }
}

fn json(value: &Value) -> String {
    serde_json::to_string(value).expect("numbers, names and tables only")
}
