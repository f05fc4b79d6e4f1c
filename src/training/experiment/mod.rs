//! An experiment: sequences, a network, a loss, an optimizer and a seed, and the numbers of all of them.
//!
//! Here is how it is made, asked and run; `steps` walks one time step at a time, `train` changes the parameters and goes
//! back, `edits` lays a hand on sequences, states, fields and parameters.
//!
//! What is drawn at random comes from streams of its own ([`Purpose`]), so looking at a sample or evaluating never
//! disturbs training, and [`Experiment::rewind`] is the very same start.

mod edits;
mod steps;
mod train;

use ndarray::{Array3, ArrayView2};
use serde::Serialize;

use crate::error::{Code, Error, Result};
use crate::model::clamp::PlacedClamp;
use crate::model::loss::Targets;
use crate::model::network::Network;
use crate::model::trace::{Target, Trace};
use crate::numbers::real::Real;
use crate::numbers::rng::Purpose;
use crate::task::{Symbols, Task};
use crate::training::batch::Batch;
use crate::training::config::Config;
use crate::training::divergence::Divergence;
use crate::training::evaluation::{Evaluation, Evaluator, predictions};
use crate::training::gradient_check::{self, GradientCheck, Point};
use crate::training::history::{History, Snapshot};
use crate::training::memory;
use crate::training::optimizer::norm;
use crate::training::rollback::Rollback;
use crate::training::setup::Setup;

/// An experiment may take this much memory, in bytes: what a browser's tab can spare.
pub const MEMORY: u64 = 1 << 30;

/// How large things are: Euclidean norms, each of all parameters as one vector.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Norms {
    /// Of the parameters.
    pub params: f64,
    /// Of the gradient at hand, before clipping.
    pub gradients: f64,
    /// Of what the last update of the last [`Experiment::train`] or [`Experiment::update`] changed; 0 before any.
    pub updates: f64,
}

/// Sequences, a network and its training. Numbers are `f32` or `f64`.
#[derive(Debug)]
pub struct Experiment<R> {
    config: Config,
    /// `None` if the sequences are the caller's own.
    task: Option<Box<dyn Task>>,
    network: Network<R>,

    /// The sequences at hand; their targets; all values and gradients of them; and the units that are held at a value.
    batch: Batch,
    targets: Targets<R>,
    trace: Trace<R>,
    clamps: Vec<PlacedClamp<R>>,
    /// How many single steps were done on them: first forward ([`Experiment::forward_step`]), 1 to T, then backward
    /// ([`Experiment::backward_step`]), T + 1 to 2 T. 0 before the first and after anything else was done.
    walked: usize,

    /// The parameters and all that the next update goes by.
    now: Snapshot<R>,
    /// The gradients of the parameters.
    d_params: Vec<R>,
    /// What training goes back to.
    rollback: Rollback<R>,
    divergence: Option<Divergence>,
    /// The parameters before the last update, then what that changed.
    before: Vec<R>,
    /// The norm of what the last update changed.
    update_norm: f64,
    /// The norm of each gradient of the last [`Experiment::train`], before clipping.
    gradient_norms: Vec<f64>,
}

impl<R: Real> Experiment<R> {
    /// A new experiment, untrained, with its first training batch (or zeros, until the caller brings sequences), for which all
    /// values and gradients are computed.
    ///
    /// ```
    /// use lstm_conveyor::{Config, Experiment};
    ///
    /// let config = Config::of_task("recall")?;
    /// let experiment = Experiment::<f64>::new(config)?;
    /// assert_eq!(experiment.updates(), 0);
    /// assert!(experiment.loss() > 0.0 && experiment.norms().gradients > 0.0);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Outputs`] if a network without read-out has fewer units than outputs are wanted, [`Code::Memory`] if it
    /// would take more than [`MEMORY`], [`Code::NoMemory`] if there is not as much; what a task says of a text of the user's
    /// own.
    pub fn new(config: Config) -> Result<Experiment<R>> {
        let Setup {
            task,
            network,
            steps,
        } = Setup::<R>::new(&config)?;
        let need = bytes(&network, steps);
        if need > MEMORY {
            return Err(Error::new(Code::Memory, "hidden", config.hidden)
                .with("steps", steps)
                .with("limit", MEMORY >> 20)
                .with("needed", need.div_ceil(1 << 20)));
        }
        memory::require(need, config.hidden, steps)?;
        let now = Snapshot::new(config.optimizer, network.params().len());
        let sizes = network.sizes();
        let mut experiment = Experiment {
            trace: Trace::new(&network, steps),
            targets: Targets::new(sizes.batch, steps, sizes.outputs),
            batch: Batch::new(sizes, steps),
            clamps: Vec::new(),
            walked: 0,
            d_params: now.params.clone(),
            before: now.params.clone(),
            rollback: Rollback::new(&now),
            divergence: None,
            update_norm: 0.0,
            gradient_norms: Vec::new(),
            config,
            task,
            network,
            now,
        };
        experiment.rewind();
        Ok(experiment)
    }

    /// The memory that an experiment of this config would take, in bytes, without taking it.
    ///
    /// # Errors
    /// As [`Experiment::new`], but for [`MEMORY`].
    pub fn memory(config: &Config) -> Result<u64> {
        let Setup { network, steps, .. } = Setup::<R>::new(config)?;
        Ok(bytes(&network, steps))
    }

    /// The memory that this one takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        bytes(&self.network, self.trace.steps())
    }

    /// The names of one-hot inputs and outputs; empty where they are quantities.
    #[must_use]
    pub fn symbols(&self) -> Symbols {
        let task = self.task.as_ref();
        task.map_or_else(Symbols::default, |task| task.symbols())
    }

    /// The settings, complete.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The network: names and places of all fields and parameters.
    #[must_use]
    pub fn network(&self) -> &Network<R> {
        &self.network
    }

    /// All values and gradients of the sequences at hand.
    #[must_use]
    pub fn trace(&self) -> &Trace<R> {
        &self.trace
    }

    /// All parameters, flat; [`Network::params`] names them.
    #[must_use]
    pub fn params(&self) -> &[R] {
        &self.now.params
    }

    /// Their gradients, in the same places.
    #[must_use]
    pub fn d_params(&self) -> &[R] {
        &self.d_params
    }

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        self.now.updates()
    }

    /// Takes the batch that this seed draws, with a start state of zero. Training is not disturbed. Without a task there is
    /// nothing to draw, and the sequences at hand stay. Values and gradients are computed by [`Experiment::forward`] and
    /// [`Experiment::backward`].
    pub fn sample(&mut self, seed: u64) {
        // Sequence b of a batch has stream seed + b: a batch of one shows the first of a batch of sixteen.
        self.draw(Purpose::Sample, seed);
    }

    /// Values of a field by its canonical name at a step, 0 (the start state) to the last: `units x batch`.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let experiment = Experiment::<f64>::new(Config::of_task("recall")?)?;
    /// let sizes = experiment.network().sizes();
    /// let c = experiment.field("c", 3)?;
    /// assert_eq!(c.dim(), (sizes.hidden, sizes.batch));
    /// println!("unit 5 of sequence 2: {}", c[[5, 2]]);
    /// let error = experiment.field("d", 3).unwrap_err();
    /// assert_eq!((error.code.as_ref(), &*error.value), ("choice", "d"));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Choice`] lists the names there are; [`Code::WholeNumber`] if there is no such step.
    pub fn field(&self, name: &str, step: usize) -> Result<ArrayView2<'_, R>> {
        let row = self.trace.row(self.check_step(step)?);
        Ok(self.network.row().find(name)?.view(row))
    }

    /// The gradients of [`Experiment::field`], in the same places.
    ///
    /// # Errors
    /// As [`Experiment::field`].
    pub fn d_field(&self, name: &str, step: usize) -> Result<ArrayView2<'_, R>> {
        let d_row = self.trace.d_row(self.check_step(step)?);
        Ok(self.network.row().find(name)?.view(d_row))
    }

    fn check_step(&self, step: usize) -> Result<usize> {
        let last = self.trace.steps();
        if step > last {
            let error = Error::new(Code::WholeNumber, "step", step);
            return Err(error.with("min", 0.0).with("max", last));
        }
        Ok(step)
    }

    /// A parameter by its canonical name: a matrix is `outputs x inputs`, a bias or a peephole `units x 1`.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let experiment = Experiment::<f64>::new(Config::of_task("recall")?)?;
    /// let [w, d_w] = [experiment.param("W_f")?, experiment.d_param("W_f")?];
    /// assert_eq!(w.dim(), (8, 2));
    /// println!("from input 1 to unit 3: {}, gradient {}", w[[3, 1]], d_w[[3, 1]]);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Choice`] lists the names there are.
    pub fn param(&self, name: &str) -> Result<ArrayView2<'_, R>> {
        Ok(self.network.params().find(name)?.view(self.params()))
    }

    /// The gradients of [`Experiment::param`], in the same places.
    ///
    /// # Errors
    /// As [`Experiment::param`].
    pub fn d_param(&self, name: &str) -> Result<ArrayView2<'_, R>> {
        Ok(self.network.params().find(name)?.view(self.d_params()))
    }

    /// Computes every value of the sequences at hand. Never allocates.
    pub fn forward(&mut self) {
        self.walked = 0;
        self.trace
            .forward(&self.network, &self.now.params, &self.clamps);
    }

    /// Computes every gradient of the sequences at hand from the values at hand: ∂L/∂v for each value and each parameter v.
    /// Never allocates.
    pub fn backward(&mut self) {
        self.walked = 0;
        self.backward_params();
        self.backward_inputs();
    }

    /// As [`Experiment::backward`], but for the gradient of the inputs, which no update needs; gives the loss.
    fn backward_params(&mut self) -> f64 {
        let target = target(&self.config, &self.targets, &self.clamps);
        let (network, params) = (&self.network, &self.now.params);
        self.trace
            .backward_params(network, params, &target, &mut self.d_params)
    }

    /// The gradient of the inputs, once there are those of all other values.
    fn backward_inputs(&mut self) {
        let (network, params) = (&self.network, &self.now.params);
        self.trace.backward_inputs(network, params, &self.clamps);
    }

    /// The loss of the values at hand.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.trace
            .loss(&self.network, self.config.loss, &self.targets)
    }

    /// The share of each step in [`Experiment::loss`], from the first: their sum is the loss.
    #[must_use]
    pub fn step_losses(&self) -> Vec<f64> {
        let (loss, y) = (self.config.loss, self.network.y().range());
        let steps = 1..=self.trace.steps();
        steps
            .map(|t| loss.forward(&self.trace.row(t)[y.clone()], &self.targets, t))
            .collect()
    }

    /// How large parameters, gradients and the last update are.
    #[must_use]
    pub fn norms(&self) -> Norms {
        Norms {
            params: norm(&self.now.params),
            gradients: norm(&self.d_params),
            updates: self.update_norm,
        }
    }

    /// How well the network does on at least `n` held-out sequences, always the same (without a task: on those at hand).
    /// The sequences at hand stay, and so do all values.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let before = experiment.evaluate(64);
    /// experiment.train(60);
    /// let after = experiment.evaluate(64);
    /// assert!(after.loss < before.loss && after.accuracy <= 1.0);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn evaluate(&self, n: usize) -> Evaluation {
        let evaluator = self.evaluator();
        match evaluator.task {
            Some(task) => evaluator.held_out(task, self.config.seed, n),
            None => evaluator.on_hand(&mut self.trace.clone(), &self.targets, &self.batch),
        }
    }

    /// How well the network does on sequences of one's own, as many as there are (inputs `n x steps x inputs`, and so on:
    /// see [`Experiment::set_sequence`]), from a start state of zero. The loss is that of one batch of them all. Nothing
    /// at hand changes.
    ///
    /// # Errors
    /// As [`Experiment::set_sequence`]; [`Code::Length`] if the inputs are no whole sequences.
    pub fn evaluate_sequences(
        &self,
        inputs: &[f64],
        targets: &[f64],
        mask: Option<&[f64]>,
    ) -> Result<Evaluation> {
        let (mut sizes, steps) = (self.network.sizes(), self.trace.steps());
        sizes.batch = inputs.len().div_ceil(steps * sizes.inputs).max(1);
        let all = Batch::read::<R>(sizes, steps, self.config.loss, [inputs, targets], mask)?;
        Ok(self.evaluator().on_own(steps, &all))
    }

    fn evaluator(&self) -> Evaluator<'_, R> {
        Evaluator {
            network: &self.network,
            params: &self.now.params,
            clamps: &self.clamps,
            loss: self.config.loss,
            task: self.task.as_deref(),
        }
    }

    /// Compares the gradient of every parameter, on the sequences at hand, with central differences, both in f64. With
    /// truncation they differ: that is what truncation leaves out. To watch it, to end it or to do it elsewhere, call
    /// [`gradient_check::check`] with [`Experiment::point`].
    ///
    /// # Errors
    /// [`Code::Work`] if it would take more than about a minute.
    pub fn check_gradients(&self) -> Result<Vec<GradientCheck>> {
        gradient_check::check(&self.config, &self.point(), |_, _| true)
    }

    /// Where the gradient at hand is taken.
    #[must_use]
    pub fn point(&self) -> Point {
        let wide = |numbers: &[R]| numbers.iter().map(|x| x.f64()).collect();
        let Batch {
            inputs,
            targets,
            mask,
        } = self.batch.clone();
        Point {
            params: wide(&self.now.params),
            inputs,
            targets,
            mask,
            start: wide(self.trace.row(0)),
            clamps: self.clamps(),
        }
    }

    /// Predictions (after the link function) of the values at hand, `batch x steps x outputs`.
    #[must_use]
    pub fn outputs(&self) -> Array3<f64> {
        predictions(&self.network, self.config.loss.link(), &self.trace)
    }

    /// Inputs, targets and mask of the sequences at hand, row-major (see [`Experiment::set_sequence`]).
    #[must_use]
    pub fn sequence(&self) -> (&[f64], &[f64], &[f64]) {
        (&self.batch.inputs, &self.batch.targets, &self.batch.mask)
    }

    /// The batch that training takes next, gone through forward and backward.
    fn show_training(&mut self) {
        self.draw(Purpose::Training, self.now.drawn);
        self.forward();
        self.backward();
    }

    /// The next sequences of the task, from a start state of zero; without a task those at hand stay.
    fn draw(&mut self, purpose: Purpose, first: u64) {
        if let Some(task) = &self.task {
            self.batch.draw(&**task, self.config.seed, purpose, first);
            self.load();
        }
        self.walked = 0;
    }

    /// Puts the batch into trace and targets, with a start state of zero.
    fn load(&mut self) {
        self.batch
            .load(&self.network, &mut self.trace, &mut self.targets);
        self.trace.clear_start();
        self.walked = 0;
    }
}

/// What the gradient at hand is the gradient of.
fn target<'a, R>(
    config: &Config,
    targets: &'a Targets<R>,
    clamps: &'a [PlacedClamp<R>],
) -> Target<'a, R> {
    Target {
        loss: config.loss,
        targets,
        clamps,
        truncate: config.truncate,
    }
}

/// Bytes for a trace, for a second one while evaluating, for the sequences, and for parameters with all that is kept of
/// them.
fn bytes<R: Real>(network: &Network<R>, steps: usize) -> u64 {
    let number = size_of::<R>() as u64;
    let traces = 2 * Trace::numbers(network, steps);
    let sizes = network.sizes();
    let sequence = (steps * sizes.batch) as u64 * (sizes.inputs + sizes.outputs + 1) as u64;
    // In 64 bits: a cell of one's own may name so many matrices that a usize would wrap on wasm32.
    let params = network.params().len() as u64;
    // With what the optimizer remembers: at most two numbers each.
    let state = 3 * params;
    let room = History::<R>::room(usize::try_from(state).unwrap_or(usize::MAX)) as u64;
    let kept = room * state + 2 * state + 2 * params;
    (traces + kept) * number + sequence * (16 + number)
}
