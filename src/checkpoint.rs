//! Checkpoints: safetensors with the config in the metadata. Stop, save, restore, go on equals never having stopped.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use crate::config::{Config, Value};
use crate::error::{Code, Error, Result};
use crate::experiment::Experiment;
use crate::real::Real;

/// Settings that may differ between an experiment and a checkpoint that it restores.
const LIVE: [&str; 2] = ["rate", "clip"];

impl<R: Real> Experiment<R> {
    /// Everything that training goes on from: parameters, the optimizer's memory, the place in the training data.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut tensors = vec![("params", bytes(&self.params), self.params.len())];
        tensors.extend(
            self.optimizer
                .state()
                .into_iter()
                .map(|(name, numbers)| (name, bytes(numbers), numbers.len())),
        );
        let views = tensors.iter().map(|(name, bytes, n)| {
            (
                *name,
                TensorView::new(dtype::<R>(), vec![*n], bytes)
                    .expect("as many bytes as numbers need"),
            )
        });
        let metadata = HashMap::from([
            (
                "config".to_owned(),
                json(&Value::Table(self.config().table())).to_string(),
            ),
            ("updates".to_owned(), self.updates().to_string()),
            ("drawn".to_owned(), self.drawn.to_string()),
            ("first_loss".to_owned(), format!("{:?}", self.first_loss)),
        ]);
        safetensors::serialize(views, Some(metadata)).expect("names and sizes are our own")
    }

    /// Takes up what [`Experiment::save`] wrote, of an experiment of the same settings (but rate and clip, which are
    /// taken from the checkpoint).
    ///
    /// # Errors
    /// [`Code::Checkpoint`] says what misfits; the experiment is then as it was.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        let (_, header) =
            SafeTensors::read_metadata(bytes).map_err(|e| misfit("the file", e, "safetensors"))?;
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|e| misfit("the file", e, "safetensors"))?;
        let notes = header.metadata().clone().unwrap_or_default();
        let config = read_config(&notes)?;
        let (ours, theirs) = (self.config().table(), config.table());
        for ((key, ours), (_, theirs)) in ours.iter().zip(&theirs) {
            if ours != theirs && !LIVE.contains(&key.as_str()) {
                return Err(misfit(key, json(theirs), json(ours)));
            }
        }
        let updates = note(&notes, "updates")?;
        let drawn = note(&notes, "drawn")?;
        let first_loss = note(&notes, "first_loss")?;
        let params = tensor::<R>(&tensors, "params", self.params.len())?;
        let wanted: Vec<(&str, usize)> = self
            .optimizer
            .state()
            .iter()
            .map(|(name, numbers)| (*name, numbers.len()))
            .collect();
        let memory = wanted
            .iter()
            .map(|(name, n)| tensor::<R>(&tensors, name, *n))
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

fn misfit(key: &str, value: impl ToString, legal: impl ToString) -> Error {
    Error::new(Code::Checkpoint, key, value, legal.to_string())
}

fn note<T: std::str::FromStr>(notes: &HashMap<String, String>, key: &str) -> Result<T> {
    let text = notes
        .get(key)
        .ok_or_else(|| misfit(key, "nothing", "in the metadata"))?;
    text.parse().map_err(|_| misfit(key, text, "a number"))
}

fn read_config(notes: &HashMap<String, String>) -> Result<Config> {
    let text: String = note(notes, "config")?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| misfit("config", e, "JSON"))?;
    match value(&json) {
        Value::Table(table) => Config::read(&table).map_err(|e| misfit(&e.key, &e.value, e.legal)),
        _ => Err(misfit("config", text, "a table")),
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(x) => serde_json::json!(x),
        Value::Switch(on) => serde_json::json!(on),
        Value::Text(text) | Value::Other(text) => serde_json::json!(text),
        Value::Table(table) => table
            .iter()
            .map(|(key, value)| (key.clone(), json(value)))
            .collect(),
    }
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Number(x) => Value::Number(x.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::Bool(on) => Value::Switch(*on),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Object(table) => Value::Table(
            table
                .iter()
                .map(|(key, v)| (key.clone(), value(v)))
                .collect(),
        ),
        other => Value::Other(other.to_string()),
    }
}

fn dtype<R>() -> Dtype {
    if size_of::<R>() == 4 {
        Dtype::F32
    } else {
        Dtype::F64
    }
}

fn bytes<R: Real>(numbers: &[R]) -> Vec<u8> {
    if size_of::<R>() == 4 {
        numbers
            .iter()
            .flat_map(|x| (x.f64() as f32).to_le_bytes())
            .collect()
    } else {
        numbers.iter().flat_map(|x| x.f64().to_le_bytes()).collect()
    }
}

fn tensor<R: Real>(tensors: &SafeTensors<'_>, name: &str, n: usize) -> Result<Vec<R>> {
    let view = tensors
        .tensor(name)
        .map_err(|_| misfit(name, "no such tensor", format!("{n} numbers")))?;
    if view.shape() != [n] || view.dtype() != dtype::<R>() {
        return Err(misfit(
            name,
            format!("{:?} {:?}", view.dtype(), view.shape()),
            format!("{:?} [{n}]", dtype::<R>()),
        ));
    }
    let numbers: Vec<R> = if size_of::<R>() == 4 {
        view.data()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| R::of(f64::from(f32::from_le_bytes(*b))))
            .collect()
    } else {
        view.data()
            .as_chunks::<8>()
            .0
            .iter()
            .map(|b| R::of(f64::from_le_bytes(*b)))
            .collect()
    };
    match numbers.iter().position(|x| !x.f64().is_finite()) {
        None => Ok(numbers),
        Some(at) => Err(misfit(
            name,
            format!("{} at place {at}", numbers[at].f64()),
            "finite numbers",
        )),
    }
}
