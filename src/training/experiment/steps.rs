//! One time step at a time: forward, then the loss, then backward, then an update.

use super::{Experiment, target};
use crate::numbers::real::Real;

impl<R: Real> Experiment<R> {
    /// Fills the values of the next time step of the sequences at hand and says which it is, 1 to the last; `None` when all
    /// have theirs. Once the way back has begun, it begins again with step 1. Never allocates.
    ///
    /// Then comes [`Experiment::loss`], then [`Experiment::backward_step`] until it has no more, then
    /// [`Experiment::update`]: to the bit what [`Experiment::forward`], [`Experiment::backward`] and an update make.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut lstm = Experiment::<f32>::new(config)?;
    /// while let Some(t) = lstm.forward_step() {
    ///     println!("step {t}: f {:?}, c {:?}", lstm.field("f", t)?, lstm.field("c", t)?);
    /// }
    /// println!("loss {}", lstm.loss());
    /// while let Some(t) = lstm.backward_step() {
    ///     println!("step {t}: ∂L/∂c {:?}", lstm.d_field("c", t)?);
    /// }
    /// lstm.update();
    /// assert_eq!(lstm.updates(), 1);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn forward_step(&mut self) -> Option<usize> {
        let steps = self.trace.steps();
        if self.walked > steps {
            self.walked = 0;
        }
        if self.walked == steps {
            return None;
        }
        self.walked += 1;
        let (network, params) = (&self.network, &self.now.params);
        self.trace
            .forward_step(network, params, &self.clamps, self.walked);
        Some(self.walked)
    }

    /// Fills the gradients of the time step before the one that has them, beginning with the last, and adds its share to
    /// those of the parameters; says which it is, or `None` when all have theirs. What is missing of the way forward is made
    /// up for. Never allocates.
    pub fn backward_step(&mut self) -> Option<usize> {
        let steps = self.trace.steps();
        if self.walked < steps {
            while self.forward_step().is_some() {}
        }
        if self.walked == 2 * steps {
            return None;
        }
        let target = target(&self.config, &self.targets, &self.clamps);
        let (network, params) = (&self.network, &self.now.params);
        if self.walked == steps {
            self.trace
                .backward_loss(network, params, &target, &mut self.d_params);
        }
        self.walked += 1;
        let t = 2 * steps + 1 - self.walked;
        self.trace
            .backward_step(network, params, &target, t, &mut self.d_params);
        Some(t)
    }
}
