//! An experiment: sequences, a network, a loss, an optimizer and a seed, and the numbers of all of them.
//!
//! What is drawn at random comes from streams of its own ([`Purpose`]), so looking at a sample or evaluating never
//! disturbs training, and [`Experiment::rewind`] is the very same start.

use crate::clamp::Clamp;
use crate::config::{Config, Source, check_number};
use crate::error::{Code, Error, Result};
use crate::history::{History, Snapshot};
use crate::layout::Span;
use crate::loss::{Link, Targets};
use crate::network::{Network, Readout, Sizes};
use crate::optimizer::{Optimizer, clip_scale, norm};
use crate::real::Real;
use crate::rng::{Purpose, Rng};
use crate::task::{Symbols, Task};
use crate::trace::{Target, Trace};

/// An experiment may take this much memory, in bytes: what a browser's tab can spare.
pub const MEMORY: u64 = 1 << 30;

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
    /// The first value, or else the first gradient on the way back, that is not finite, by its name: "`z_f`", "`d_c`",
    /// "`d_W_f`". "loss" if all are finite and the loss alone is too large.
    pub what: String,
    /// The step in which it became so; 0 where it has none.
    pub step: usize,
    /// What it had become; perhaps not finite.
    pub value: f64,
    /// What it may be at most.
    pub limit: f64,
}

/// How large things are: Euclidean norms, each of all parameters as one vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norms {
    /// Of the parameters.
    pub params: f64,
    /// Of the gradient at hand, before clipping.
    pub gradients: f64,
    /// Of what the last update of the last [`Experiment::train`] or [`Experiment::update`] changed; 0 before any.
    pub updates: f64,
}

/// A gradient checked: one parameter matrix, number by number.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Name of the parameter.
    pub name: String,
    /// What backpropagation says, in f64.
    pub analytic: Vec<f64>,
    /// (L(p + ε) - L(p - ε)) / 2ε, in f64.
    pub numeric: Vec<f64>,
    /// Their difference by the larger of the two (or by a millionth of the largest gradient of all, if both are smaller).
    pub relative: Vec<f64>,
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

    fn load<R: Real>(&self, network: &Network<R>, trace: &mut Trace<R>, targets: &mut Targets<R>) {
        let fits = "a batch of this size";
        trace.set_inputs(network, &self.inputs).expect(fits);
        targets.set(&self.targets, &self.mask).expect(fits);
    }
}

/// Sequences, a network and its training. Numbers are `f32` or `f64`.
#[derive(Debug)]
pub struct Experiment<R> {
    config: Config,
    /// None if the sequences are the caller's own.
    task: Option<Box<dyn Task>>,
    network: Network<R>,
    params: Vec<R>,
    d_params: Vec<R>,
    /// Parameters before the last update.
    before: Vec<R>,
    optimizer: Optimizer<R>,
    trace: Trace<R>,
    targets: Targets<R>,
    batch: Batch,
    clamps: Vec<Clamp<R>>,
    /// Sequences drawn for training so far.
    drawn: u64,
    /// Loss before any update: the measure of a runaway. 0 until known.
    pub(crate) first_loss: f64,
    /// Norm of the last update.
    moved: f64,
    pub(crate) good: Snapshot<R>,
    history: History<R>,
    divergence: Option<Divergence>,
    /// Micro-steps done on the sequences at hand.
    micro: usize,
}

impl<R: Real> Experiment<R> {
    /// A new experiment, untrained, with its first training batch (or zeros, if the caller is to bring sequences) gone
    /// through forward and backward.
    ///
    /// # Errors
    /// [`Code::Outputs`] if a network without read-out has fewer units than outputs are wanted, [`Code::Memory`] if it
    /// would take more than [`MEMORY`]; what a task says of a text of the user's own.
    pub fn new(config: Config) -> Result<Experiment<R>> {
        let (task, network, steps) = plan::<R>(&config)?;
        let need = memory(&network, steps);
        if need > MEMORY {
            return Err(Error::new(Code::Memory, "hidden", config.hidden)
                .with("steps", steps)
                .with("limit", MEMORY >> 20)
                .with("needed", need.div_ceil(1 << 20)));
        }
        let params = vec![R::ZERO; network.params().len()];
        let optimizer = Optimizer::new(config.optimizer, params.len());
        let good = Snapshot {
            params: params.clone(),
            optimizer: optimizer.clone(),
            drawn: 0,
        };
        let sizes = network.sizes();
        let mut experiment = Experiment {
            trace: Trace::new(&network, steps),
            targets: Targets::new(sizes.batch, steps, sizes.outputs),
            batch: Batch::new(sizes, steps),
            clamps: Vec::new(),
            d_params: params.clone(),
            before: params.clone(),
            history: History::new(&good),
            good,
            drawn: 0,
            first_loss: 0.0,
            moved: 0.0,
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

    /// Bytes that an experiment of this config will take, without taking them.
    ///
    /// # Errors
    /// As [`Experiment::new`], but for [`MEMORY`].
    pub fn memory(config: &Config) -> Result<u64> {
        let (_, network, steps) = plan::<R>(config)?;
        Ok(memory(&network, steps))
    }

    /// Bytes that this one takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        memory(&self.network, self.trace.steps())
    }

    /// What one-hot inputs and outputs stand for.
    #[must_use]
    pub fn symbols(&self) -> Symbols {
        let task = self.task.as_ref();
        task.map_or_else(Symbols::default, |task| task.symbols())
    }

    /// The very same start again: parameters, optimizer and training data as new. Rate and clip stay as they are, and so
    /// do sequences of the caller's own.
    pub fn rewind(&mut self) {
        let mut rng = Rng::new(self.config.seed, Purpose::Parameters, 0);
        let Config {
            init, forget_bias, ..
        } = self.config;
        self.network
            .init(init, forget_bias, &mut rng, &mut self.params);
        self.optimizer.reset();
        self.drawn = 0;
        self.first_loss = 0.0;
        self.moved = 0.0;
        self.divergence = None;
        self.history.clear();
        self.keep();
        self.show_training();
    }

    /// Goes back to the last state that was kept at or before so many updates (the history is bounded, so its grid grows
    /// coarser as training goes on) and says at how many updates that is. Training goes on from there as it did then.
    pub fn rewind_to(&mut self, updates: u64) -> u64 {
        match self.history.back(updates) {
            None => self.rewind(),
            Some(snapshot) => {
                snapshot.give(&mut self.params, &mut self.optimizer, &mut self.drawn);
                self.moved = 0.0;
                self.divergence = None;
                self.keep();
                self.show_training();
            }
        }
        self.updates()
    }

    /// The batch that training takes next, gone through forward and backward.
    fn show_training(&mut self) {
        self.draw(Purpose::Training, self.drawn);
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

    /// Takes the batch that this seed draws, from a start state of zero. Training is not disturbed. Without a task there
    /// is nothing to draw, and the sequences at hand stay.
    pub fn sample(&mut self, seed: u64) {
        // Sequence b of a batch has stream seed + b: a batch of one shows the first of a batch of sixteen.
        self.draw(Purpose::Sample, seed);
    }

    /// Takes sequences of one's own: inputs `batch x steps x inputs`, targets `batch x steps x outputs`, and a mask
    /// `batch x steps` of weights (every step if left out), all row-major. The start state is zero.
    ///
    /// # Errors
    /// [`Code::Length`], [`Code::NotFiniteAt`] or, in the mask, [`Code::NegativeAt`]; nothing is changed then.
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
        if let Some(at) = mask.iter().position(|&weight| weight < 0.0) {
            return Err(Error::new(Code::NegativeAt, "mask", mask[at]).with("place", at));
        }
        self.batch.inputs.copy_from_slice(inputs);
        self.batch.targets.copy_from_slice(targets);
        self.batch.mask.copy_from_slice(mask);
        self.load();
        Ok(())
    }

    /// Sets the start state: h and c of all layers, from the input upwards, each `units x batch` (sequences are
    /// neighbours). A cell without c wants an empty one.
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_start(&mut self, h: &[f64], c: &[f64]) -> Result<()> {
        let hs: Vec<Span> = self.network.states().map(|(h, _)| h).collect();
        let cs: Vec<Span> = self.network.states().filter_map(|(_, c)| c).collect();
        for (name, numbers, spans) in [("h0", h, &hs), ("c0", c, &cs)] {
            take::<R>(name, numbers, spans.iter().map(|span| span.len()).sum())?;
        }
        for (mut numbers, spans) in [(h, hs), (c, cs)] {
            for span in spans {
                let (own, rest) = numbers.split_at(span.len());
                write(&mut self.trace.row_mut(0)[span.range()], own);
                numbers = rest;
            }
        }
        self.micro = 0;
        Ok(())
    }

    /// Holds one unit of a field (of all sequences) at a value, at one step or (`None`) at each, in all that follows:
    /// forward, backward, training, evaluation. The gradient treats it as a constant. A second clamp of the same unit
    /// and step replaces the first. What is at hand changes with the next [`Experiment::forward`].
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::WholeNumber`] or [`Code::NotFinite`]; nothing is changed then.
    pub fn clamp(
        &mut self,
        name: &str,
        unit: usize,
        step: Option<usize>,
        value: f64,
    ) -> Result<()> {
        let span = self.network.row().find(name)?;
        if unit >= span.rows {
            let error = Error::new(Code::WholeNumber, "unit", unit);
            return Err(error.with("min", 0.0).with("max", span.rows - 1));
        }
        if let Some(step) = step {
            let last = self.trace.steps();
            if !(1..=last).contains(&step) {
                let error = Error::new(Code::WholeNumber, "step", step);
                return Err(error.with("min", 1.0).with("max", last));
            }
        }
        if !R::of(value).f64().is_finite() {
            return Err(Error::new(Code::NotFinite, "value", value));
        }
        let start = span.start + unit * span.cols;
        let at = start..start + span.cols;
        self.clamps
            .retain(|clamp| (clamp.step, &clamp.at) != (step, &at));
        self.clamps.push(Clamp {
            step,
            at,
            value: R::of(value),
        });
        self.micro = 0;
        Ok(())
    }

    /// Releases all clamps.
    pub fn release(&mut self) {
        self.clamps.clear();
        // A clamped input has been written over; the start state is not an input.
        self.trace
            .set_inputs(&self.network, &self.batch.inputs)
            .expect("a batch of this size");
        self.micro = 0;
    }

    /// Sets one parameter by name, row-major.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_param(&mut self, name: &str, numbers: &[f64]) -> Result<()> {
        let span = self.network.params().find(name)?;
        self.set_span(name, span, numbers)
    }

    /// Sets all parameters, in the order of [`Network::params`].
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
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
    /// [`Code::Choice`] lists the names there are; [`Code::WholeNumber`] if there is no such step.
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
            let error = Error::new(Code::WholeNumber, "step", step);
            return Err(error.with("min", 0.0).with("max", last));
        }
        Ok(step)
    }

    /// Fills every value of the sequences at hand. Never allocates.
    pub fn forward(&mut self) {
        self.trace
            .forward(&self.network, &self.params, &self.clamps);
    }

    /// Fills every gradient, of values and of parameters. Never allocates.
    pub fn backward(&mut self) {
        let (trace, network, params, target, d_params) = self.way_back();
        trace.backward(network, params, &target, d_params);
    }

    /// What a way back needs, borrowed apart.
    #[expect(clippy::type_complexity, reason = "five parts of one experiment")]
    fn way_back(&mut self) -> (&mut Trace<R>, &Network<R>, &[R], Target<'_, R>, &mut [R]) {
        let target = Target {
            loss: self.config.loss,
            targets: &self.targets,
            clamps: &self.clamps,
            truncate: self.config.truncate,
        };
        (
            &mut self.trace,
            &self.network,
            &self.params,
            target,
            &mut self.d_params,
        )
    }

    /// The loss of the values at hand.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.trace
            .loss(&self.network, self.config.loss, &self.targets)
    }

    /// How large parameters, gradients and the last update are.
    #[must_use]
    pub fn norms(&self) -> Norms {
        Norms {
            params: norm(&self.params),
            gradients: norm(&self.d_params),
            updates: self.moved,
        }
    }

    /// One step of the optimizer from the gradients at hand, clipped. If the gradient is not finite all goes back to the
    /// last good state instead and [`Experiment::divergence`] says why. Never allocates unless so.
    pub fn update(&mut self) {
        self.before.copy_from_slice(&self.params);
        self.descend();
        self.measure_update();
    }

    fn measure_update(&mut self) {
        for (before, &now) in self.before.iter_mut().zip(&self.params) {
            *before = now - *before;
        }
        self.moved = norm(&self.before);
    }

    /// One step of the optimizer. From a finite gradient no rule makes a parameter that is not finite: its length is below
    /// 2e19 (its square was finite), the rate at most 1e6, and no rule goes further than 10 of these; so the gradient
    /// is all that need be watched.
    fn descend(&mut self) {
        let size = norm(&self.d_params);
        if !size.is_finite() {
            return self.diverge(size, f64::from(f32::MAX).sqrt());
        }
        let scale = clip_scale(size, self.config.clip);
        self.optimizer
            .update(self.config.rate, scale, &self.d_params, &mut self.params);
    }

    /// One micro-step: the values of the next time step, then the loss, then the gradients of the time step before,
    /// then the update. Where all of them lead is, to the bit, where `forward`, `backward` and `update` lead.
    pub fn step(&mut self) -> Place {
        let steps = self.trace.steps();
        self.micro += 1;
        let micro = self.micro;
        let (trace, network, params, target, d_params) = self.way_back();
        match micro {
            t if t <= steps => {
                trace.forward_step(network, params, target.clamps, t);
                Place::Forward(t)
            }
            n if n == steps + 1 => {
                trace.backward_loss(network, params, &target, d_params);
                Place::Loss
            }
            n if n <= 2 * steps + 1 => {
                let t = 2 * steps + 2 - n;
                trace.backward_step(network, params, &target, t, d_params);
                Place::Backward(t)
            }
            _ => {
                self.micro = 0;
                self.update();
                Place::Update
            }
        }
    }

    /// Trains for `n` updates, each on a fresh batch (of the caller's own sequences: on those); the loss of each before
    /// its update. Ends early if training diverges: then [`Experiment::divergence`] says what happened, and parameters
    /// and optimizer are those of a loss seen to be good at most 32 updates before ([`Experiment::updates`] has gone
    /// back too; the losses of the updates undone are returned all the same, they show how it ran away). Allocates the
    /// list of losses and nothing else.
    pub fn train(&mut self, n: usize) -> Vec<f64> {
        self.divergence = None;
        let mut losses = Vec::with_capacity(n);
        for k in 0..n {
            self.draw(Purpose::Training, self.drawn);
            self.forward();
            let last = k + 1 == n;
            let (trace, network, params, target, d_params) = self.way_back();
            // Nobody sees the gradient of the inputs but after the last update.
            let loss = if last {
                trace.backward(network, params, &target, d_params)
            } else {
                trace.backward_params(network, params, &target, d_params)
            };
            if self.first_loss == 0.0 {
                self.first_loss = loss;
            }
            let limit = RUNAWAY * self.first_loss.max(RUNAWAY_FROM);
            if !loss.is_finite() || loss > limit {
                self.diverge(loss, limit);
                break;
            }
            if k % KEEP_EVERY == 0 {
                self.keep();
            }
            self.history
                .offer(&self.params, &self.optimizer, self.drawn);
            if last {
                self.update();
            } else {
                self.descend();
            }
            if self.divergence.is_some() {
                break;
            }
            losses.push(loss);
            self.drawn += self.config.batch as u64;
        }
        self.micro = 0;
        losses
    }

    /// How well the network does on at least `n` held-out sequences, always the same (without a task: on those at hand).
    /// The sequences at hand stay, and so do all values.
    #[must_use]
    pub fn evaluate(&self, n: usize) -> Evaluation {
        let mut trace = self.trace.clone();
        let mut targets = self.targets.clone();
        let mut batch = self.batch.clone();
        let sizes = self.network.sizes();
        let Some(task) = &self.task else {
            trace.forward(&self.network, &self.params, &self.clamps);
            let loss = trace.loss(&self.network, self.config.loss, &targets);
            let link = self.config.loss.link();
            let accuracy = self.accuracy(&trace, &batch, |p, target| hit(link, p, target));
            let accuracy = accuracy.share();
            return Evaluation {
                loss,
                accuracy,
                solved: accuracy >= 0.99,
            };
        };
        trace.clear_start();
        let batches = n.div_ceil(sizes.batch).max(1);
        let (mut loss, mut all) = (0.0, Answers::default());
        for at in 0..batches {
            let first = (at * sizes.batch) as u64;
            batch.draw(&**task, self.config.seed, Purpose::HeldOut, first);
            batch.load(&self.network, &mut trace, &mut targets);
            trace.forward(&self.network, &self.params, &self.clamps);
            loss += trace.loss(&self.network, self.config.loss, &targets) / batches as f64;
            let these = self.accuracy(&trace, &batch, |p, target| task.hit(p, target));
            all.asked += these.asked;
            all.right += these.right;
        }
        let accuracy = all.share();
        Evaluation {
            loss,
            accuracy,
            solved: task.solved(loss, accuracy),
        }
    }

    fn accuracy(
        &self,
        trace: &Trace<R>,
        batch: &Batch,
        hit: impl Fn(&[f64], &[f64]) -> bool,
    ) -> Answers {
        let predictions = self.predict(trace);
        let outputs = self.network.sizes().outputs;
        let pairs = predictions
            .chunks_exact(outputs)
            .zip(batch.targets.chunks_exact(outputs));
        let mut answers = Answers::default();
        for ((prediction, target), &mask) in pairs.zip(&batch.mask) {
            if mask > 0.0 {
                answers.asked += 1;
                answers.right += usize::from(hit(prediction, target));
            }
        }
        answers
    }

    /// Compares the gradient of every parameter, on the sequences at hand, with central differences, both in f64. With
    /// truncation they differ: that is what truncation leaves out.
    ///
    /// # Errors
    /// [`Code::Work`] if it would take more than about a minute.
    pub fn check_gradients(&self) -> Result<Vec<GradientCheck>> {
        const EPSILON: f64 = 1e-5;
        const MOST: u64 = 60_000_000_000;
        let sizes = self.network.sizes();
        let steps = self.trace.steps();
        let n = self.params.len();
        // In 64 bits: on wasm32 a usize would wrap, and the check with it.
        let work = [n, self.network.flops(), steps, sizes.batch];
        let work = 2 * work.map(|n| n as u64).iter().product::<u64>();
        if work > MOST {
            let error = Error::new(Code::Work, "hidden", sizes.hidden);
            return Err(error.with("limit", MOST).with("needed", work));
        }
        let network = Network::<f64>::new(sizes, self.config.cell_choice(), self.config.readout);
        let mut trace = Trace::new(&network, steps);
        let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
        self.batch.load(&network, &mut trace, &mut targets);
        for (to, from) in trace.row_mut(0).iter_mut().zip(self.trace.row(0)) {
            *to = from.f64();
        }
        let clamps: Vec<Clamp<f64>> = (self.clamps.iter())
            .map(|clamp| Clamp {
                step: clamp.step,
                at: clamp.at.clone(),
                value: clamp.value.f64(),
            })
            .collect();
        let target = Target {
            loss: self.config.loss,
            targets: &targets,
            clamps: &clamps,
            truncate: self.config.truncate,
        };
        let mut params: Vec<f64> = self.params.iter().map(|p| p.f64()).collect();
        let mut analytic = vec![0.0; n];
        trace.forward(&network, &params, &clamps);
        trace.backward(&network, &params, &target, &mut analytic);
        let mut numeric = Vec::with_capacity(n);
        for k in 0..n {
            let p = params[k];
            let mut loss_at = |p: f64| {
                params[k] = p;
                trace.forward(&network, &params, &clamps);
                trace.loss(&network, target.loss, &targets)
            };
            let (up, down) = (loss_at(p + EPSILON), loss_at(p - EPSILON));
            params[k] = p;
            numeric.push((up - down) / (2.0 * EPSILON));
        }
        let largest = analytic.iter().fold(0.0f64, |max, g| max.max(g.abs()));
        let fields = self.network.params().fields().iter();
        Ok(fields
            .map(|field| {
                let own = field.span.range();
                let (analytic, numeric) = (&analytic[own.clone()], &numeric[own]);
                let pairs = analytic.iter().zip(numeric);
                let relative = |(a, n): (&f64, &f64)| {
                    let size = a.abs().max(n.abs()).max(1e-6 * largest);
                    if size > 0.0 {
                        (a - n).abs() / size
                    } else {
                        0.0
                    }
                };
                GradientCheck {
                    name: field.name.clone(),
                    analytic: analytic.to_vec(),
                    numeric: numeric.to_vec(),
                    relative: pairs.map(relative).collect(),
                }
            })
            .collect())
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

    /// The next sequences of the task; the caller's own stay.
    fn draw(&mut self, purpose: Purpose, first: u64) {
        if let Some(task) = &self.task {
            self.batch.draw(&**task, self.config.seed, purpose, first);
            self.load();
        }
        self.micro = 0;
    }

    fn load(&mut self) {
        self.batch
            .load(&self.network, &mut self.trace, &mut self.targets);
        self.trace.clear_start();
        self.micro = 0;
    }

    /// From now on this is the state to go back to.
    fn keep(&mut self) {
        self.good.take(&self.params, &self.optimizer, self.drawn);
    }

    /// Says what went wrong, with the value that showed it, and goes back to the last good state.
    fn diverge(&mut self, value: f64, limit: f64) {
        let first = self.first_not_finite();
        let (what, step, value) = first.unwrap_or_else(|| ("loss".to_owned(), 0, value));
        self.divergence = Some(Divergence {
            update: self.updates() + 1,
            what,
            step,
            value,
            limit,
        });
        self.good
            .give(&mut self.params, &mut self.optimizer, &mut self.drawn);
        // What is undone is no part of the history.
        self.history.back(self.good.updates());
        // The values at hand may not be finite: make them those of the good parameters.
        self.forward();
        self.backward();
    }

    /// The first number that is not finite, in the order in which they are made: values, then gradients.
    fn first_not_finite(&self) -> Option<(String, usize, f64)> {
        let fields = self.network.row().fields();
        let bad = |numbers: &[R]| numbers.iter().copied().find(|x| !x.is_finite());
        let steps = 1..=self.trace.steps();
        for t in steps.clone() {
            for field in fields {
                if let Some(x) = bad(&self.trace.row(t)[field.span.range()]) {
                    return Some((field.name.clone(), t, x.f64()));
                }
            }
        }
        for t in steps.rev() {
            for field in fields.iter().rev() {
                if let Some(x) = bad(&self.trace.d_row(t)[field.span.range()]) {
                    return Some((format!("d_{}", field.name), t, x.f64()));
                }
            }
        }
        self.network.params().fields().iter().find_map(|field| {
            let x = bad(&self.d_params[field.span.range()])?;
            Some((format!("d_{}", field.name), 0, x.f64()))
        })
    }

    /// Where training stands: for a checkpoint.
    pub(crate) fn snapshot(&self) -> Snapshot<R> {
        Snapshot {
            params: self.params.clone(),
            optimizer: self.optimizer.clone(),
            drawn: self.drawn,
        }
    }

    /// Goes on from here, with a new history: for a checkpoint. The state to go back to is the caller's to set.
    pub(crate) fn resume(&mut self, now: &Snapshot<R>) {
        now.give(&mut self.params, &mut self.optimizer, &mut self.drawn);
        self.moved = 0.0;
        self.divergence = None;
        self.history.clear();
        self.micro = 0;
        self.forward();
        self.backward();
    }
}

/// How many predictions were asked for, and how many were right.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    asked: usize,
    right: usize,
}

impl Answers {
    fn share(self) -> f64 {
        self.right as f64 / self.asked.max(1) as f64
    }
}

/// Task, network and steps of a config.
#[expect(clippy::type_complexity, reason = "three things, used together once")]
fn plan<R: Real>(config: &Config) -> Result<(Option<Box<dyn Task>>, Network<R>, usize)> {
    let (task, [inputs, outputs, steps]) = match &config.source {
        Source::Task { entry, options } => {
            let task = (entry.make)(options, config.seed)?;
            let sizes = [task.inputs(), task.outputs(), task.steps()];
            (Some(task), sizes)
        }
        Source::Own {
            inputs,
            outputs,
            steps,
        } => (None, [*inputs, *outputs, *steps]),
    };
    let sizes = Sizes {
        inputs,
        hidden: config.hidden,
        layers: config.layers,
        outputs,
        batch: config.batch,
    };
    let cell = config.cell_choice();
    if config.readout == Readout::None && outputs > cell.outputs(config.hidden) {
        return Err(Error::new(Code::Outputs, "hidden", config.hidden).with("outputs", outputs));
    }
    Ok((task, Network::new(sizes, cell, config.readout), steps))
}

/// Bytes for a trace, for a second one while evaluating, for the sequences, and for parameters with all that is kept of
/// them.
fn memory<R: Real>(network: &Network<R>, steps: usize) -> u64 {
    let number = size_of::<R>() as u64;
    let traces = 2 * Trace::numbers(network, steps);
    let sizes = network.sizes();
    let sequence = (steps * sizes.batch) as u64 * (sizes.inputs + sizes.outputs + 1) as u64;
    let params = network.params().len();
    // With what the optimizer remembers: at most two numbers each.
    let state = 3 * params;
    let kept = (History::<R>::room(state) * state + 2 * state + 2 * params) as u64;
    (traces + kept) * number + sequence * (16 + number)
}

/// Is a prediction right, by the link alone? For sequences that have no task to say so.
fn hit(link: Link, prediction: &[f64], target: &[f64]) -> bool {
    let largest = |all: &[f64]| {
        let indexed = all.iter().enumerate();
        indexed.max_by(|a, b| a.1.total_cmp(b.1)).map(|(k, _)| k)
    };
    let mut pairs = prediction.iter().zip(target);
    match link {
        Link::Identity => pairs.all(|(p, target)| (p - target).abs() < 0.05),
        Link::Sigmoid => pairs.all(|(p, target)| (*p > 0.5) == (*target > 0.5)),
        Link::Softmax => largest(prediction) == largest(target),
    }
}

fn take<R: Real>(key: &str, numbers: &[f64], wanted: usize) -> Result<()> {
    if numbers.len() != wanted {
        return Err(Error::new(Code::Length, key, numbers.len()).with("wanted", wanted));
    }
    // What is finite here may be infinite in f32.
    match numbers.iter().position(|&x| !R::of(x).f64().is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::new(Code::NotFiniteAt, key, numbers[at]).with("place", at)),
    }
}

fn write<R: Real>(to: &mut [R], from: &[f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = R::of(from);
    }
}
