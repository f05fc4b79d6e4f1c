//! Checkpoints: everything training goes on from as plain numbers, and as bytes. Stop, save, restore, go on equals never
//! having stopped, even where what comes next is a divergence.
//!
//! A [`State`] is a safetensors file: its metadata has one note, `state`, with each setting that an experiment must share
//! and the counts, as a JSON object of texts; `live` holds rate and clip, `first_loss` that loss if there was one; `params` and the
//! optimizer's memory (`adam.m`) are where training stands, and the same names after `good.` where it goes back to.

use std::collections::BTreeMap;
use std::mem::take;

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::files::tensors::{File, Tensor, write};
use crate::numbers::real::Real;
use crate::training::config::{check_number, flat};
use crate::training::experiment::Experiment;
use crate::training::history::Snapshot;

/// Settings that may differ between an experiment and a checkpoint that it takes up: they may change while training.
const LIVE: [&str; 2] = ["rate", "clip"];

/// The key of the note.
const NOTE: &str = "state";

/// Before the names of what training goes back to.
const GOOD: &str = "good.";

/// The most updates and sequences: whole numbers that f64, and so JavaScript, tells apart.
const MOST: u64 = (1 << 53) - 1;

/// Everything that training goes on from: what [`Experiment::state`] gives and [`Experiment::take_up`] takes, in plain
/// numbers, so that it can be made and read without an experiment. (Not in it: the history that
/// [`Experiment::rewind_to`] goes back in, clamps, and sequences of the caller's own.)
///
/// ```
/// use lstm_conveyor::{Config, Experiment, State};
///
/// let config = Config::of_task("recall")?;
/// let mut one = Experiment::<f32>::new(config.clone())?;
/// one.train(10);
/// let bytes = one.state().to_bytes();
///
/// let mut other = Experiment::<f32>::new(config)?;
/// other.take_up(&State::from_bytes(&bytes)?)?;
/// assert_eq!(other.updates(), 10);
/// assert_eq!(other.train(5), one.train(5));
/// # Ok::<(), lstm_conveyor::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct State<R> {
    /// Settings that an experiment must share to take it up, each as a text: all but rate and clip. An inner key follows
    /// the name of its table and a point: `taskOptions.delay`.
    pub settings: Vec<(String, String)>,
    /// Learning rate.
    pub rate: f64,
    /// Largest norm of the gradient; 0: no limit.
    pub clip: f64,
    /// Loss before any update, by which a runaway is measured.
    pub first_loss: Option<f64>,
    /// Where training stands.
    pub now: TrainingPoint<R>,
    /// Where it goes back to if the next update diverges.
    pub good: TrainingPoint<R>,
}

/// A point of training: parameters, and all that the next update goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingPoint<R> {
    /// All parameters, in the order of [`crate::network::Network::params`].
    pub params: Vec<R>,
    /// What the optimizer remembers, by name, for each parameter a number.
    pub memory: Vec<(String, Vec<R>)>,
    /// Updates so far.
    pub updates: u64,
    /// Sequences drawn for training so far.
    pub drawn: u64,
}

impl<R: Real> State<R> {
    /// As a file. The same state is the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut notes = BTreeMap::new();
        notes.extend(self.settings.iter().cloned());
        let mut tensors = vec![Tensor::new("live", vec![2], &[self.rate, self.clip])];
        if let Some(loss) = self.first_loss {
            tensors.push(Tensor::new("first_loss", vec![1], &[loss]));
        }
        for (before, point) in [("", &self.now), (GOOD, &self.good)] {
            let mut push = |name: &str, numbers: &[R]| {
                let name = format!("{before}{name}");
                tensors.push(Tensor::new(name, vec![numbers.len()], numbers));
            };
            push("params", &point.params);
            for (name, numbers) in &point.memory {
                push(name, numbers);
            }
            let counts = [("updates", point.updates), ("drawn", point.drawn)];
            notes.extend(counts.map(|(key, n)| (format!("{before}{key}"), n.to_string())));
        }
        let note = serde_json::to_string(&notes).expect("texts");
        write(&tensors, Some((NOTE, note)))
    }

    /// What [`State::to_bytes`] wrote. Whether it fits an experiment, and whether training makes such numbers, is asked
    /// where it is taken up.
    ///
    /// # Errors
    /// [`Code::NotACheckpoint`] if it is a file of other tensors, [`Code::State`] if a count is none, or what is wrong
    /// with the file.
    pub fn from_bytes(bytes: &[u8]) -> Result<State<R>> {
        let mut file = File::open(bytes)?;
        let mut notes = take(&mut file.notes);
        // Before there was one note, each setting and count was a note of its own.
        if let Some(note) = notes.get(NOTE) {
            let read = serde_json::from_str(note);
            notes = read.map_err(|reason| Error::new(Code::File, NOTE, reason))?;
        }
        let counts = ["updates", "drawn"].map(|key| [key.to_owned(), format!("{GOOD}{key}")]);
        let counts = counts.as_flattened();
        if counts.iter().all(|key| !notes.contains_key(key)) {
            return Err(Error::new(Code::NotACheckpoint, "file", bytes.len()));
        }
        let [rate, clip] = file.read::<f64>("live", &[2])?[..] else {
            unreachable!("two were read");
        };
        let first_loss = match file.shape("first_loss") {
            Some(_) => Some(file.read::<f64>("first_loss", &[1])?[0]),
            None => None,
        };
        let (now, good) = (point(&file, &notes, "")?, point(&file, &notes, GOOD)?);
        let settings = notes.into_iter().filter(|(key, _)| !counts.contains(key));
        Ok(State {
            settings: settings.collect(),
            rate,
            clip,
            first_loss,
            now,
            good,
        })
    }
}

/// What follows `before` in the names of the file.
fn point<R: Real>(
    file: &File<'_>,
    notes: &BTreeMap<String, String>,
    before: &str,
) -> Result<TrainingPoint<R>> {
    let count = |key: &str| {
        let key = format!("{before}{key}");
        let text = notes.get(&key).map_or("nothing", |text| text);
        (text.parse()).map_err(|_| Error::new(Code::State, key, text))
    };
    // What the optimizer remembers is all that has no other meaning.
    let own = |name: &String| match name.strip_prefix(GOOD) {
        Some(rest) => !before.is_empty() && rest != "params",
        None => before.is_empty() && !["params", "live", "first_loss"].contains(&&**name),
    };
    let memory = file.names().into_iter().filter(own).map(|name| {
        let key = name[before.len()..].to_owned();
        Ok((key, file.numbers(&name)?))
    });
    Ok(TrainingPoint {
        params: file.numbers(&format!("{before}params"))?,
        memory: memory.collect::<Result<_>>()?,
        updates: count("updates")?,
        drawn: count("drawn")?,
    })
}

impl<R: Real> Experiment<R> {
    /// Everything that training goes on from.
    #[must_use]
    pub fn state(&self) -> State<R> {
        let mut settings = flat(&self.config().table());
        settings.retain(|(key, _)| !LIVE.contains(&&**key));
        State {
            settings,
            rate: self.config().rate,
            clip: self.config().clip,
            first_loss: self.rollback().first_loss(),
            now: TrainingPoint::of(self.snapshot()),
            good: TrainingPoint::of(self.rollback().good()),
        }
    }

    /// Goes on from a state of an experiment of the same settings (but rate and clip, which are taken from it). The
    /// history begins anew: [`Experiment::rewind_to`] finds nothing of before.
    ///
    /// # Errors
    /// [`Code::Checkpoint`] says which setting misfits; [`Code::TensorMissing`], [`Code::TensorUnused`] and
    /// [`Code::Length`] what is not as large as the network; [`Code::State`] what no training makes. The experiment is
    /// then as it was.
    pub fn take_up(&mut self, state: &State<R>) -> Result<()> {
        let own = self.state();
        let misfit = |key: &str, theirs: &str, ours: &str| {
            Err(Error::new(Code::Checkpoint, key, theirs).with("wanted", ours))
        };
        for (key, ours) in &own.settings {
            match find(&state.settings, key) {
                Some(theirs) if theirs == ours => {}
                theirs => return misfit(key, theirs.map_or("nothing", |text| text), ours),
            }
        }
        for (key, theirs) in &state.settings {
            if find(&own.settings, key).is_none() {
                return misfit(key, theirs, "nothing");
            }
        }
        check_number("rate", state.rate)?;
        check_number("clip", state.clip)?;
        if let Some(loss) = state.first_loss
            && !(loss.is_finite() && loss >= 0.0)
        {
            return Err(Error::new(Code::State, "first_loss", decimal::text(loss)));
        }
        state.now.check(&own.now, "")?;
        state.good.check(&own.now, GOOD)?;
        // What training goes back to lies behind it.
        let (now, good) = (&state.now, &state.good);
        for (key, good, now) in [
            ("updates", good.updates, now.updates),
            ("drawn", good.drawn, now.drawn),
        ] {
            if good > now {
                return Err(Error::new(Code::State, format!("{GOOD}{key}"), good));
            }
        }

        self.set_rate(state.rate)?;
        self.set_clip(state.clip)?;
        let [mut now, mut good] = [(); 2].map(|()| self.snapshot().clone());
        state.now.put(&mut now);
        state.good.put(&mut good);
        self.resume(&now, &good, state.first_loss);
        Ok(())
    }

    /// [`Experiment::state`] as a file ([`State::to_bytes`]).
    ///
    /// ```
    /// use lstm_conveyor::{Config, Experiment};
    ///
    /// let mut experiment = Experiment::<f32>::new(Config::of_task("recall")?)?;
    /// experiment.train(10);
    /// let saved = experiment.save();
    /// let losses = experiment.train(5);
    /// experiment.restore(&saved)?;
    /// assert_eq!(experiment.train(5), losses);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.state().to_bytes()
    }

    /// Takes up what [`Experiment::save`] wrote.
    ///
    /// # Errors
    /// As [`State::from_bytes`] and [`Experiment::take_up`]; the experiment is then as it was.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<()> {
        self.take_up(&State::from_bytes(bytes)?)
    }
}

impl<R: Real> TrainingPoint<R> {
    fn of(snapshot: &Snapshot<R>) -> TrainingPoint<R> {
        let memory = snapshot.optimizer.state().into_iter();
        TrainingPoint {
            params: snapshot.params.clone(),
            memory: memory
                .map(|(name, numbers)| (name.to_owned(), numbers.to_vec()))
                .collect(),
            updates: snapshot.updates(),
            drawn: snapshot.drawn,
        }
    }

    /// Writes itself into a snapshot of the same names and sizes.
    fn put(&self, snapshot: &mut Snapshot<R>) {
        snapshot.params.copy_from_slice(&self.params);
        let (updates, memory) = snapshot.optimizer.state_mut();
        *updates = self.updates;
        for (name, to) in memory {
            to.copy_from_slice(find(&self.memory, name).expect("checked"));
        }
        snapshot.drawn = self.drawn;
    }

    /// Is it of the names and sizes of `own`, and made of numbers that training makes? From such numbers no update leads
    /// to a parameter that is not finite.
    fn check(&self, own: &TrainingPoint<R>, before: &str) -> Result<()> {
        let named = |name: &str| format!("{before}{name}");
        let impossible =
            |key: &str, x: R| Err(Error::new(Code::State, named(key), decimal::text(x.f64())));
        for (key, n) in [("updates", self.updates), ("drawn", self.drawn)] {
            if n > MOST {
                return Err(Error::new(Code::State, named(key), n));
            }
        }
        let names = |of: &TrainingPoint<R>| -> Vec<String> {
            of.memory.iter().map(|(name, _)| named(name)).collect()
        };
        let (ours, mut theirs) = (names(own), names(self));
        for name in &ours {
            if !theirs.contains(name) {
                return Err(Error::new(Code::TensorMissing, name, "nothing").with("names", theirs));
            }
        }
        if theirs.len() > ours.len() {
            theirs.retain(|name| !ours.contains(name));
            return Err(Error::new(Code::TensorUnused, "file", theirs.len()).with("names", theirs));
        }
        let wanted = own.params.len();
        let all = self.memory.iter().map(|(name, numbers)| (&**name, numbers));
        for (name, numbers) in all.chain([("params", &self.params)]) {
            if numbers.len() != wanted {
                let error = Error::new(Code::Length, named(name), numbers.len());
                return Err(error.with("wanted", wanted));
            }
            if let Some(x) = numbers.iter().find(|x| !x.is_finite()) {
                return impossible(name, *x);
            }
        }
        // Squares stand last and are asked first: what is wrong with them is wrong with the mean beside them.
        for (name, numbers) in self.memory.iter().rev() {
            let square = find(&self.memory, "adam.v");
            let bad = match name.as_str() {
                "momentum.v" => numbers.iter().position(|&sum| !sum_of_gradients(sum)),
                "adam.m" => {
                    let squares = square.expect("not missing").iter();
                    let mut both = numbers.iter().zip(squares);
                    both.position(|(&mean, &square)| !mean_within(mean, square))
                }
                // Means of squares.
                _ => numbers.iter().position(|&v| v < R::ZERO),
            };
            if let Some(at) = bad {
                return impossible(name, numbers[at]);
            }
        }
        Ok(())
    }
}

/// Can momentum have summed gradients up to this? A gradient that is let through has a square that is finite, and the sum
/// of 0.9ⁿ is 10.
fn sum_of_gradients<R: Real>(sum: R) -> bool {
    let gradient = sum / R::of(10.0);
    (gradient * gradient).is_finite()
}

/// Can Adam have this mean m of gradients beside this mean v of their squares?
///
/// m = Σ aₙ gₙ with aₙ = 0.1 · 0.9ⁿ, v = Σ bₙ gₙ² with bₙ = 0.001 · 0.999ⁿ. By Cauchy and Schwarz
/// m² = (Σ (aₙ/√bₙ) (√bₙ gₙ))² ≤ v Σ aₙ²/bₙ = v · 10 Σ (0.81/0.999)ⁿ = 52.857… v. Rounding moves both by less than what
/// is left up to 53. Where squares are too small for f32, v is 0 and m is not: such an m moves nothing, as the update
/// divides it by no less than 1e-8.
fn mean_within<R: Real>(m: R, v: R) -> bool {
    const TINY: f64 = 1e-14;
    let (m, v) = (m.f64().abs(), v.f64());
    m <= TINY || m / 53f64.sqrt() <= v.sqrt()
}

fn find<'a, T>(all: &'a [(String, T)], key: &str) -> Option<&'a T> {
    let found = all.iter().find(|(own, _)| own == key);
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::optimizer::{Optimizer, Rule};

    /// Gradients in the proportion of Cauchy and Schwarz, each 0.999/0.9 of the one before: the mean is as large beside
    /// the squares as it can be, and what rounding adds is let through.
    #[test]
    fn adams_means_reach_the_bound_and_do_not_pass_it() {
        fn reach<R: Real>() {
            let mut adam = Optimizer::<R>::new(Rule::Adam, 1);
            let (mut g, mut largest) = (1e-25, 0.0f64);
            while g < 1e18 {
                adam.update(0.01, 1.0, &[R::of(g)], &mut [R::ZERO]);
                g *= 0.999 / 0.9;
                let [(_, &[m]), (_, &[v])] = adam.state()[..] else {
                    panic!("a mean and a mean of squares");
                };
                assert!(mean_within(m, v), "{m:?} beside {v:?} at {g}");
                if m.f64() > 1e-14 {
                    largest = largest.max(m.f64() / v.f64().sqrt());
                }
            }
            assert!(
                (52.85..52.99).contains(&largest.powi(2)),
                "{}",
                largest.powi(2)
            );
        }
        reach::<f32>();
        reach::<f64>();
    }
}
