//! Checkpoints: safetensors with the config in the metadata. Stop, save, restore, go on equals never having stopped.

use crate::config::flat;
use crate::error::{Code, Error, Result};
use crate::experiment::Experiment;
use crate::real::Real;
use crate::tensors::{File, Tensor, write};

/// Settings that may differ between an experiment and a checkpoint that it restores.
const LIVE: [&str; 2] = ["rate", "clip"];

impl<R: Real> Experiment<R> {
    /// Everything that training goes on from: parameters, the optimizer's memory, the place in the training data. (Not
    /// the history, nor clamps, nor sequences of the caller's own.) In the metadata is each setting under its key, for
    /// whoever reads it; the tensor "live" has rate, clip and the loss of the first update.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let tensor = |name: &str, numbers: &[R]| Tensor::new(name, vec![numbers.len()], numbers);
        let mut tensors = vec![tensor("params", &self.params)];
        for (name, numbers) in self.optimizer.state() {
            tensors.push(tensor(name, numbers));
        }
        let live = [self.config().rate, self.config().clip, self.first_loss];
        tensors.push(Tensor::new("live", vec![live.len()], &live));
        let mut notes = flat(&self.config().table());
        notes.push(("updates".to_owned(), self.updates().to_string()));
        notes.push(("drawn".to_owned(), self.drawn.to_string()));
        write(tensors, notes)
    }

    /// Takes up what [`Experiment::save`] wrote, of an experiment of the same settings (but rate and clip, which are
    /// taken from the checkpoint).
    ///
    /// # Errors
    /// [`Code::Checkpoint`] says which setting misfits, [`Code::State`] which count is none, others what is wrong with the
    /// file; the experiment is then as it was.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        let file = File::open(bytes)?;
        for (key, ours) in flat(&self.config().table()) {
            let theirs = file.note(&key).unwrap_or("nothing");
            if theirs != ours && !LIVE.contains(&key.as_str()) {
                return Err(Error::new(Code::Checkpoint, key, theirs).with("wanted", ours));
            }
        }
        let updates = count(&file, "updates")?;
        let drawn = count(&file, "drawn")?;
        let live = file.read::<f64>("live", &[3])?;
        let params = file.read::<R>("params", &[self.params.len()])?;
        let memory = (self.optimizer.state().iter())
            .map(|(name, numbers)| file.read::<R>(name, &[numbers.len()]))
            .collect::<Result<Vec<_>>>()?;
        let [rate, clip, first_loss] = live[..] else {
            unreachable!("three were read");
        };

        self.take_up(rate, clip)?;
        self.params.copy_from_slice(&params);
        let (done, state) = self.optimizer.state_mut();
        *done = updates;
        for ((_, to), from) in state.into_iter().zip(&memory) {
            to.copy_from_slice(from);
        }
        self.drawn = drawn;
        self.first_loss = first_loss;
        self.resume();
        Ok(())
    }

    /// Rate and clip of a checkpoint: both or, if one is out of range, none.
    fn take_up(&mut self, rate: f64, clip: f64) -> Result<()> {
        let before = self.config().rate;
        self.set_rate(rate)?;
        self.set_clip(clip).inspect_err(|_| {
            self.set_rate(before).expect("a rate that was good");
        })
    }
}

fn count(file: &File<'_>, key: &str) -> Result<u64> {
    let text = file.note(key).unwrap_or("nothing");
    (text.parse()).map_err(|_| Error::new(Code::State, key, text))
}
