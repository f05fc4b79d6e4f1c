//! Training: updates, one or many, watched by a limit on the loss, and the ways back: to the start, to a state that was kept,
//! to the last good one.

use super::Experiment;
use crate::error::Result;
use crate::numbers::real::Real;
use crate::numbers::rng::{Purpose, Rng};
use crate::training::config::{Config, check_number};
use crate::training::divergence::{Divergence, first_not_finite};
use crate::training::history::Snapshot;
use crate::training::optimizer::{clip_scale, norm};
use crate::training::rollback::Rollback;

impl<R: Real> Experiment<R> {
    /// Trains for `n` updates, each on a fresh batch of the task (without a task on the sequences at hand), and gives the loss
    /// before each update. Ends early if training diverges: then [`Experiment::divergence`] says why, and training is back at
    /// a state of at most 32 updates before whose loss was within its limit. The losses of the updates that were undone are
    /// returned too. Allocates the list of losses, and room for the norms of the gradients where there is none yet.
    ///
    /// A loss is too large when it exceeds 1000 times the first one. The next loss counts as the first one again after
    /// [`Experiment::rewind`], after parameters were set, after a clamp or a release and, without a task, after sequences or a
    /// start state were set. Training then goes back no further than to the state at that moment.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let losses = experiment.train(60);
    /// assert!(experiment.divergence().is_none() && losses[59] < losses[0]);
    ///
    /// experiment.rewind();
    /// experiment.set_rate(1e6)?;
    /// experiment.train(60);
    /// let why = experiment.divergence().expect("much too fast");
    /// println!("update {}: {} is {}", why.update, why.what, why.value);
    /// assert!(experiment.params().iter().all(|p| p.is_finite()));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn train(&mut self, n: usize) -> Vec<f64> {
        self.train_while(n, || true)
    }

    /// As [`Experiment::train`], but `go_on` is asked in each update but the `n`th whether another one shall follow. To end and to
    /// go on later gives the same numbers, to the bit, as not to end.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # use std::time::{Duration, Instant};
    /// # let config = Config::of_task("recall")?;
    /// # let mut experiment = Experiment::<f32>::new(config)?;
    /// let end = Instant::now() + Duration::from_millis(20);
    /// let losses = experiment.train_while(1_000_000, || Instant::now() < end);
    /// assert_eq!(losses.len() as u64, experiment.updates());
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn train_while(&mut self, n: usize, mut go_on: impl FnMut() -> bool) -> Vec<f64> {
        self.divergence = None;
        let mut losses = Vec::with_capacity(n);
        self.gradient_norms.clear();
        self.gradient_norms.reserve(n);
        let mut last = n == 0;
        while !last {
            self.draw(Purpose::Training, self.now.drawn);
            self.forward();
            // The gradient of the inputs is not needed for training, and is computed only where it can be seen: after the
            // last update. So this must be known before the backward pass.
            last = losses.len() + 1 == n || !go_on();
            let loss = self.backward_params();
            if last {
                self.backward_inputs();
            }
            if !self.rollback.admits(loss, self.now.updates()) {
                self.diverge(loss, self.rollback.limit());
                break;
            }
            let norm = if last {
                self.measured_update()
            } else {
                self.descend()
            };
            self.gradient_norms.push(norm);
            if self.divergence.is_some() {
                break;
            }
            losses.push(loss);
            self.now.drawn += self.config.batch as u64;
        }
        losses
    }

    /// One step of the optimizer from the gradients at hand, clipped. States are kept on the way as [`Experiment::train`]
    /// keeps them: if the gradient is not finite all goes back to the last good one instead, at most 32 updates before,
    /// and [`Experiment::divergence`] says why. Never allocates unless so.
    pub fn update(&mut self) {
        if self.walked > 0 {
            while self.backward_step().is_some() {}
            self.walked = 0;
        }
        self.divergence = None;
        self.measured_update();
    }

    /// The norm of the gradient at each update of the last [`Experiment::train`], before clipping. One more than there are
    /// losses if the last was not finite: it shows how training ran away.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// experiment.train(5);
    /// let norms = experiment.gradient_norms();
    /// assert_eq!((norms.len(), norms[4]), (5, experiment.norms().gradients));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn gradient_norms(&self) -> &[f64] {
        &self.gradient_norms
    }

    /// Why training was stopped, if it was.
    #[must_use]
    pub fn divergence(&self) -> Option<&Divergence> {
        self.divergence.as_ref()
    }

    /// Changes the learning rate; nothing is reset.
    ///
    /// # Errors
    /// If it is out of range ([`crate::NUMBERS`]).
    pub fn set_rate(&mut self, rate: f64) -> Result<()> {
        self.config.rate = check_number("rate", rate)?;
        Ok(())
    }

    /// Changes the largest norm of the gradient (0: no limit); nothing is reset.
    ///
    /// # Errors
    /// If it is out of range ([`crate::NUMBERS`]).
    pub fn set_clip(&mut self, clip: f64) -> Result<()> {
        self.config.clip = check_number("clip", clip)?;
        Ok(())
    }

    /// The very same start again: parameters, optimizer and training data as new. Rate and clip stay as they are, and so
    /// do sequences of the caller's own.
    pub fn rewind(&mut self) {
        let mut rng = Rng::new(self.config.seed, Purpose::Parameters, 0);
        let Config {
            init, forget_bias, ..
        } = self.config;
        // From the first input to an answer at the last step: no delay in these sequences is longer.
        let delay = self.trace.steps() - 1;
        self.network
            .init(init, forget_bias, delay, &mut rng, &mut self.now.params);
        self.now.optimizer.reset();
        self.now.drawn = 0;
        self.rollback.restart(&self.now);
        self.update_norm = 0.0;
        self.divergence = None;
        self.show_training();
    }

    /// Goes back to the last state that was kept at or before so many updates (the history is bounded, so its grid grows
    /// coarser as training goes on) and says at how many updates that is. Training goes on from there as it did then.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let losses = experiment.train(30);
    /// assert_eq!(experiment.rewind_to(20), 16);
    /// assert_eq!(experiment.train(14), losses[16..]);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn rewind_to(&mut self, updates: u64) -> u64 {
        if self.rollback.back_to(updates, &mut self.now) {
            self.update_norm = 0.0;
            self.divergence = None;
            self.show_training();
        } else {
            self.rewind();
        }
        self.updates()
    }

    /// The counts of updates whose states are kept, from the first: what [`Experiment::rewind_to`] can go back to. There are
    /// at most 64, spread over the whole of training.
    pub fn kept(&self) -> impl Iterator<Item = u64> {
        self.rollback.kept().iter().map(Snapshot::updates)
    }

    /// The parameters as they were after so many updates, if that state is kept. Nothing changes.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let start = experiment.params().to_vec();
    /// experiment.train(20);
    /// assert_eq!(experiment.kept().collect::<Vec<_>>(), [0, 8, 16]);
    /// assert_eq!(experiment.kept_params(0), Some(&start[..]));
    /// assert_eq!(experiment.kept_params(3), None);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn kept_params(&self, updates: u64) -> Option<&[R]> {
        let mut kept = self.rollback.kept().iter();
        let found = kept.find(|snapshot| snapshot.updates() == updates);
        found.map(|snapshot| &snapshot.params[..])
    }

    /// One step of the optimizer, and how far it went; gives the norm of the gradient, before clipping.
    fn measured_update(&mut self) -> f64 {
        self.before.copy_from_slice(&self.now.params);
        let norm_of_gradient = self.descend();
        for (before, &now) in self.before.iter_mut().zip(&self.now.params) {
            *before = now - *before;
        }
        self.update_norm = norm(&self.before);
        norm_of_gradient
    }

    /// One step of the optimizer; gives the norm of the gradient, before clipping.
    ///
    /// From a finite gradient no rule makes a parameter that is not finite: its length is below 2e19 (its square was
    /// finite), the rate at most 1e6, and no rule goes further than 10 of these; so the gradient is all that need be watched.
    fn descend(&mut self) -> f64 {
        let norm = norm(&self.d_params);
        if !norm.is_finite() {
            self.diverge(norm, f64::from(f32::MAX).sqrt());
            return norm;
        }
        self.rollback.keep(&self.now);
        let scale = clip_scale(norm, self.config.clip);
        let Snapshot {
            params, optimizer, ..
        } = &mut self.now;
        optimizer.update(self.config.rate, scale, &self.d_params, params);
        norm
    }

    /// Says what went wrong, with the value that showed it, and goes back to the last good state.
    fn diverge(&mut self, value: f64, limit: f64) {
        let first = first_not_finite(&self.network, &self.trace, &self.d_params);
        let (what, step, value) = first.unwrap_or_else(|| ("loss".to_owned(), 0, value));
        self.divergence = Some(Divergence {
            update: self.updates() + 1,
            what,
            step,
            value,
            limit,
        });
        self.rollback.undo(&mut self.now);
        // The values at hand may not be finite: make them those of the good parameters.
        self.forward();
        self.backward();
    }

    /// Where training stands, for a checkpoint.
    pub(crate) fn snapshot(&self) -> &Snapshot<R> {
        &self.now
    }

    /// What training goes back to, for a checkpoint.
    pub(crate) fn rollback(&self) -> &Rollback<R> {
        &self.rollback
    }

    /// Goes on from a checkpoint: from `now`, and back to `good` if the next update diverges.
    pub(crate) fn resume(
        &mut self,
        now: &Snapshot<R>,
        good: &Snapshot<R>,
        first_loss: Option<f64>,
    ) {
        self.now.copy_from(now);
        self.rollback.resume(now, good, first_loss);
        self.update_norm = 0.0;
        self.divergence = None;
        self.forward();
        self.backward();
    }
}
