//! An experiment: a task, a network, a loss, an optimizer and a seed, and the numbers of all of them.
//!
//! What is drawn at random comes from streams of its own ([`Purpose`]), so looking at a sample or evaluating never
//! disturbs training, and [`Experiment::rewind`] is the very same start.

use crate::config::{Config, check_number};
use crate::error::{Code, Error, Result};
use crate::layout::Span;
use crate::loss::Targets;
use crate::network::{CellChoice, Network, Sizes};
use crate::optimizer::{Optimizer, clip_scale, norm};
use crate::real::Real;
use crate::rng::{Purpose, Rng};
use crate::task::Task;
use crate::trace::Trace;

/// A trace may take this much memory, in bytes: what a browser's tab can spare.
const MEMORY: u64 = 1 << 30;

/// Training has run away when its loss exceeds that of the untrained network this many times.
const RUNAWAY: f64 = 1000.0;

/// The least loss that this is measured by: a network that starts out good may get worse and better again.
const RUNAWAY_FROM: f64 = 0.01;

/// Updates between two copies of the last good state.
const KEEP_EVERY: usize = 32;

/// How well a network does on sequences that it was never trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// Mean loss.
    pub loss: f64,
    /// Share of the predictions asked for that count as right, 0..=1.
    pub accuracy: f64,
    /// By the task's own measure.
    pub solved: bool,
}

/// Why training was stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// The update in which it showed, counted from 1.
    pub update: u64,
    /// "loss", "gradient", or the name of a parameter.
    pub what: String,
    /// What it had become; perhaps not finite.
    pub value: f64,
    /// What it may be at most.
    pub limit: f64,
}

/// Where micro-steps stand ([`Experiment::step`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The values of this step are there.
    Forward(usize),
    /// The loss is known, and its gradient has reached h of every step.
    Loss,
    /// The gradients of this step are there.
    Backward(usize),
    /// The parameters have changed.
    Update,
}

/// Sequences as a task draws them: row-major, one sequence after the other.
#[derive(Clone, Debug)]
struct Batch {
    inputs: Vec<f64>,
    targets: Vec<f64>,
    mask: Vec<f64>,
}

impl Batch {
    fn new(sizes: Sizes, steps: usize) -> Batch {
        let n = sizes.batch * steps;
        Batch {
            inputs: vec![0.0; n * sizes.inputs],
            targets: vec![0.0; n * sizes.outputs],
            mask: vec![0.0; n],
        }
    }

    /// Sequence `b` is drawn from the stream `first + b`: it is the same in a batch of any size.
    fn draw(&mut self, task: &dyn Task, seed: u64, purpose: Purpose, first: u64) {
        for part in [&mut self.inputs, &mut self.targets, &mut self.mask] {
            part.fill(0.0);
        }
        let steps = task.steps();
        let inputs = self.inputs.chunks_exact_mut(steps * task.inputs());
        let targets = self.targets.chunks_exact_mut(steps * task.outputs());
        let masks = self.mask.chunks_exact_mut(steps);
        for (b, ((inputs, targets), mask)) in inputs.zip(targets).zip(masks).enumerate() {
            task.draw(
                &mut Rng::new(seed, purpose, first.wrapping_add(b as u64)),
                inputs,
                targets,
                mask,
            );
        }
    }
}

/// Parameters and optimizer as they were when the loss was last seen to be good.
#[derive(Clone, Debug)]
struct Snapshot<R> {
    params: Vec<R>,
    optimizer: Optimizer<R>,
    drawn: u64,
}

/// A task, a network and its training. Numbers are `f32` or `f64`.
#[derive(Debug)]
pub struct Experiment<R> {
    config: Config,
    task: Box<dyn Task>,
    network: Network<R>,
    pub(crate) params: Vec<R>,
    d_params: Vec<R>,
    pub(crate) optimizer: Optimizer<R>,
    trace: Trace<R>,
    targets: Targets<R>,
    batch: Batch,
    /// Sequences drawn for training so far.
    pub(crate) drawn: u64,
    /// Loss before any update: the measure of a runaway. 0 until known.
    pub(crate) first_loss: f64,
    good: Snapshot<R>,
    divergence: Option<Divergence>,
    /// Micro-steps done on the sequences at hand.
    micro: usize,
}

impl<R: Real> Experiment<R> {
    /// A new experiment, untrained, with its first training batch gone through forward and backward.
    ///
    /// # Errors
    /// [`Code::Range`] if a network without read-out has fewer units than the task wants outputs, or if its trace
    /// would take more than a gigabyte.
    pub fn new(config: Config) -> Result<Experiment<R>> {
        let task = (config.task.make)(&config.task_options, config.seed);
        let Config { hidden, batch, .. } = config;
        let sizes = Sizes {
            inputs: task.inputs(),
            hidden,
            outputs: task.outputs(),
            batch,
        };
        if config.readout == crate::network::Readout::None && sizes.outputs > hidden {
            let legal = format!(
                "at least {}, the task's outputs, without a read-out",
                sizes.outputs
            );
            return Err(Error::new(Code::Range, "hidden", hidden, legal));
        }
        let network = Network::new(sizes, CellChoice::Lstm(config.options), config.readout);
        let steps = task.steps();
        // In 64 bits: on wasm32 a usize would wrap, and the check with it.
        let bytes = 2 * (steps as u64 + 1) * network.row().len() as u64 * size_of::<R>() as u64;
        if bytes > MEMORY {
            let legal = format!(
                "so small that all values and gradients fit into {} MiB ({} are needed)",
                MEMORY >> 20,
                bytes >> 20
            );
            return Err(Error::new(Code::Range, "hidden", hidden, legal));
        }
        let params = vec![R::ZERO; network.params().len()];
        let optimizer = Optimizer::new(config.optimizer, params.len());
        let mut experiment = Experiment {
            trace: Trace::new(&network, steps),
            targets: Targets::new(batch, steps, sizes.outputs),
            batch: Batch::new(sizes, steps),
            d_params: params.clone(),
            good: Snapshot {
                params: params.clone(),
                optimizer: optimizer.clone(),
                drawn: 0,
            },
            drawn: 0,
            first_loss: 0.0,
            divergence: None,
            micro: 0,
            config,
            task,
            network,
            params,
            optimizer,
        };
        experiment.rewind();
        Ok(experiment)
    }

    /// The very same start again: parameters, optimizer and training data as new. Rate and clip stay as they are.
    pub fn rewind(&mut self) {
        let mut rng = Rng::new(self.config.seed, Purpose::Parameters, 0);
        self.network
            .init(&mut rng, self.config.forget_bias, &mut self.params);
        self.optimizer.reset();
        self.drawn = 0;
        self.first_loss = 0.0;
        self.divergence = None;
        self.keep();
        self.draw(Purpose::Training, 0);
        self.forward();
        self.backward();
    }

    /// The settings, complete.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where everything is.
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
        &self.params
    }

    /// Their gradients, in the same places.
    #[must_use]
    pub fn d_params(&self) -> &[R] {
        &self.d_params
    }

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        self.optimizer.updates()
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

    /// Takes the batch that this seed draws, from a start state of zero. Training is not disturbed.
    pub fn sample(&mut self, seed: u64) {
        // Sequence b of a batch has stream seed + b: a batch of one shows the first of a batch of sixteen.
        self.draw(Purpose::Sample, seed);
    }

    /// Takes sequences of one's own: inputs `batch x steps x inputs`, targets `batch x steps x outputs`, and a mask
    /// `batch x steps` of weights (every step if left out), all row-major. The start state is zero.
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFinite`]; nothing is changed then.
    pub fn set_sequence(
        &mut self,
        inputs: &[f64],
        targets: &[f64],
        mask: Option<&[f64]>,
    ) -> Result<()> {
        let all = vec![1.0; self.batch.mask.len()];
        let mask = mask.unwrap_or(&all);
        take::<R>("inputs", inputs, self.batch.inputs.len())?;
        take::<R>("targets", targets, self.batch.targets.len())?;
        take::<R>("mask", mask, self.batch.mask.len())?;
        if let Some(&negative) = mask.iter().find(|&&weight| weight < 0.0) {
            return Err(Error::new(Code::Range, "mask", negative, "0 or more"));
        }
        self.batch.inputs.copy_from_slice(inputs);
        self.batch.targets.copy_from_slice(targets);
        self.batch.mask.copy_from_slice(mask);
        self.load();
        Ok(())
    }

    /// Sets the start state: h and c, each `hidden x batch` (sequences are neighbours).
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFinite`]; nothing is changed then.
    pub fn set_start(&mut self, h: &[f64], c: &[f64]) -> Result<()> {
        let spans = [("h", h), ("c", c)]
            .map(|(name, numbers)| (name, numbers, self.network.row().find(name)));
        for (name, numbers, span) in &spans {
            take::<R>(name, numbers, span.clone()?.len())?;
        }
        for (_, numbers, span) in spans {
            write(&mut self.trace.row_mut(0)[span?.range()], numbers);
        }
        self.micro = 0;
        Ok(())
    }

    /// Sets one parameter by name, row-major.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::Length`] or [`Code::NotFinite`]; nothing is changed then.
    pub fn set_param(&mut self, name: &str, numbers: &[f64]) -> Result<()> {
        let span = self.network.params().find(name)?;
        self.set_span(name, span, numbers)
    }

    /// Sets all parameters, in the order of [`Network::params`].
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFinite`]; nothing is changed then.
    pub fn set_params(&mut self, numbers: &[f64]) -> Result<()> {
        self.set_span(
            "params",
            Span {
                start: 0,
                rows: self.params.len(),
                cols: 1,
            },
            numbers,
        )
    }

    fn set_span(&mut self, name: &str, span: Span, numbers: &[f64]) -> Result<()> {
        take::<R>(name, numbers, span.len())?;
        write(&mut self.params[span.range()], numbers);
        self.micro = 0;
        Ok(())
    }

    /// Values of a field by its canonical name at a step, 0 (the start state) to the last: `units x batch`.
    ///
    /// # Errors
    /// [`Code::Choice`] lists the names there are; [`Code::Range`] if there is no such step.
    pub fn field(&self, name: &str, step: usize) -> Result<&[R]> {
        Ok(&self.trace.row(self.check_step(step)?)[self.network.row().find(name)?.range()])
    }

    /// The gradients of [`Experiment::field`].
    ///
    /// # Errors
    /// As [`Experiment::field`].
    pub fn d_field(&self, name: &str, step: usize) -> Result<&[R]> {
        Ok(&self.trace.d_row(self.check_step(step)?)[self.network.row().find(name)?.range()])
    }

    fn check_step(&self, step: usize) -> Result<usize> {
        let last = self.trace.steps();
        if step > last {
            return Err(Error::new(
                Code::Range,
                "step",
                step,
                format!("a whole number from 0 to {last}"),
            ));
        }
        Ok(step)
    }

    /// Fills every value of the sequences at hand. Never allocates.
    pub fn forward(&mut self) {
        self.trace.forward(&self.network, &self.params);
    }

    /// Fills every gradient, of values and of parameters. Never allocates.
    pub fn backward(&mut self) {
        self.trace.backward(
            &self.network,
            &self.params,
            self.config.loss,
            &self.targets,
            &mut self.d_params,
        );
    }

    /// The loss of the values at hand.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.trace
            .loss(&self.network, self.config.loss, &self.targets)
    }

    /// One step of the optimizer from the gradients at hand, clipped. If a parameter would not be finite afterwards,
    /// all goes back to the last good state and [`Experiment::divergence`] says why. Never allocates unless so.
    pub fn update(&mut self) {
        let size = norm(&self.d_params);
        if !size.is_finite() {
            return self.diverge("gradient".to_owned(), size, f64::MAX);
        }
        let scale = clip_scale(size, self.config.clip);
        self.optimizer
            .update(self.config.rate, scale, &self.d_params, &mut self.params);
        if !norm(&self.params).is_finite() {
            let bad = self
                .params
                .iter()
                .map(|p| p.f64())
                .enumerate()
                .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let (at, value) = bad.expect("a network has parameters");
            let fields = self.network.params().fields();
            let name = fields
                .iter()
                .find(|field| field.span.range().contains(&at))
                .map_or("", |field| &field.name);
            self.diverge(name.to_owned(), value, f64::from(f32::MAX).sqrt());
        }
    }

    /// One micro-step: the values of the next time step, then the loss, then the gradients of the time step before,
    /// then the update. Where all of them lead is, to the bit, where `forward`, `backward` and `update` lead.
    pub fn step(&mut self) -> Place {
        let steps = self.trace.steps();
        let Experiment {
            network,
            params,
            d_params,
            trace,
            targets,
            config,
            ..
        } = self;
        self.micro += 1;
        match self.micro {
            t if t <= steps => {
                trace.forward_step(network, params, t);
                Place::Forward(t)
            }
            n if n == steps + 1 => {
                trace.backward_loss(network, params, config.loss, targets, d_params);
                Place::Loss
            }
            n if n <= 2 * steps + 1 => {
                let t = 2 * steps + 2 - n;
                trace.backward_step(network, params, t, d_params);
                Place::Backward(t)
            }
            _ => {
                self.micro = 0;
                self.update();
                Place::Update
            }
        }
    }

    /// Trains for `n` updates, each on a fresh batch; the loss of each before its update. Ends early if training
    /// diverges: then [`Experiment::divergence`] says what happened, and parameters and optimizer are those of a loss
    /// seen to be good at most 32 updates before ([`Experiment::updates`] has gone back too; the losses of the
    /// updates undone are returned all the same, they show how it ran away). Allocates the list of losses and nothing
    /// else.
    pub fn train(&mut self, n: usize) -> Vec<f64> {
        self.divergence = None;
        let mut losses = Vec::with_capacity(n);
        for k in 0..n {
            self.draw(Purpose::Training, self.drawn);
            self.forward();
            let loss = self.loss();
            if self.first_loss == 0.0 {
                self.first_loss = loss;
            }
            let limit = RUNAWAY * self.first_loss.max(RUNAWAY_FROM);
            if !loss.is_finite() || loss > limit {
                self.diverge("loss".to_owned(), loss, limit);
                break;
            }
            if k % KEEP_EVERY == 0 {
                self.keep();
            }
            self.backward();
            self.update();
            if self.divergence.is_some() {
                break;
            }
            losses.push(loss);
            self.drawn += self.config.batch as u64;
        }
        self.micro = 0;
        losses
    }

    /// How well the network does on at least `n` held-out sequences, always the same. The sequences at hand stay.
    pub fn evaluate(&self, n: usize) -> Evaluation {
        let sizes = self.network.sizes();
        let mut trace = Trace::new(&self.network, self.trace.steps());
        let mut targets = self.targets.clone();
        let mut batch = self.batch.clone();
        let batches = n.div_ceil(sizes.batch).max(1);
        let (mut loss, mut right, mut asked) = (0.0, 0, 0);
        for at in 0..batches {
            batch.draw(
                &*self.task,
                self.config.seed,
                Purpose::HeldOut,
                (at * sizes.batch) as u64,
            );
            trace
                .set_inputs(&self.network, &batch.inputs)
                .expect("a batch of this size");
            targets
                .set(&batch.targets, &batch.mask)
                .expect("a batch of this size");
            trace.forward(&self.network, &self.params);
            loss += trace.loss(&self.network, self.config.loss, &targets) / batches as f64;
            let predictions = self.predict(&trace);
            let answers = predictions
                .chunks_exact(sizes.outputs)
                .zip(batch.targets.chunks_exact(sizes.outputs));
            for ((prediction, target), _) in
                answers.zip(&batch.mask).filter(|(_, mask)| **mask > 0.0)
            {
                asked += 1;
                right += usize::from(self.task.hit(prediction, target));
            }
        }
        let accuracy = right as f64 / asked.max(1) as f64;
        Evaluation {
            loss,
            accuracy,
            solved: self.task.solved(loss, accuracy),
        }
    }

    /// Predictions (after the link function) of the values at hand, `batch x steps x outputs`.
    #[must_use]
    pub fn outputs(&self) -> Vec<f64> {
        self.predict(&self.trace)
    }

    /// Inputs, targets and mask of the sequences at hand, row-major (see [`Experiment::set_sequence`]).
    #[must_use]
    pub fn sequence(&self) -> (&[f64], &[f64], &[f64]) {
        (&self.batch.inputs, &self.batch.targets, &self.batch.mask)
    }

    fn predict(&self, trace: &Trace<R>) -> Vec<f64> {
        let Sizes { outputs, batch, .. } = self.network.sizes();
        let y = self.network.y().range();
        let link = self.config.loss.link();
        let mut all = Vec::with_capacity(batch * trace.steps() * outputs);
        for b in 0..batch {
            for t in 1..=trace.steps() {
                let from = all.len();
                all.extend(
                    trace.row(t)[y.clone()]
                        .iter()
                        .skip(b)
                        .step_by(batch)
                        .map(|y| y.f64()),
                );
                link.apply(&mut all[from..]);
            }
        }
        all
    }

    fn draw(&mut self, purpose: Purpose, first: u64) {
        self.batch
            .draw(&*self.task, self.config.seed, purpose, first);
        self.load();
    }

    fn load(&mut self) {
        self.trace
            .set_inputs(&self.network, &self.batch.inputs)
            .expect("a batch of this size");
        self.targets
            .set(&self.batch.targets, &self.batch.mask)
            .expect("a batch of this size");
        self.trace.clear_start();
        self.micro = 0;
    }

    /// From now on this is the state to go back to.
    pub(crate) fn keep(&mut self) {
        self.good.params.copy_from_slice(&self.params);
        self.good.optimizer.copy_from(&self.optimizer);
        self.good.drawn = self.drawn;
    }

    fn diverge(&mut self, what: String, value: f64, limit: f64) {
        self.divergence = Some(Divergence {
            update: self.updates() + 1,
            what,
            value,
            limit,
        });
        self.params.copy_from_slice(&self.good.params);
        self.optimizer.copy_from(&self.good.optimizer);
        self.drawn = self.good.drawn;
        // The values at hand may not be finite: make them those of the good parameters.
        self.forward();
        self.backward();
    }

    /// Replaces rate and clip, and starts anew from the parameters at hand: for a checkpoint.
    pub(crate) fn resume(&mut self, rate: f64, clip: f64) {
        self.config.rate = rate;
        self.config.clip = clip;
        self.divergence = None;
        self.keep();
        self.micro = 0;
        self.forward();
        self.backward();
    }
}

fn take<R: Real>(key: &str, numbers: &[f64], legal: usize) -> Result<()> {
    if numbers.len() != legal {
        let legal = format!("{legal} numbers");
        return Err(Error::new(Code::Length, key, numbers.len(), legal));
    }
    // What is finite here may be infinite in f32.
    match numbers.iter().position(|&x| !R::of(x).f64().is_finite()) {
        None => Ok(()),
        Some(at) => {
            let value = format!("{} at place {at}", numbers[at]);
            Err(Error::new(Code::NotFinite, key, value, "finite numbers"))
        }
    }
}

fn write<R: Real>(to: &mut [R], from: &[f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = R::of(from);
    }
}
