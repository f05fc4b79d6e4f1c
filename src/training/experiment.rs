//! An experiment: sequences, a network, a loss, an optimizer and a seed, and the numbers of all of them.
//!
//! What is drawn at random comes from streams of its own ([`Purpose`]), so looking at a sample or evaluating never
//! disturbs training, and [`Experiment::rewind`] is the very same start.

use crate::error::{Code, Error, Result};
use crate::model::clamp::{Clamp, Held};
use crate::model::layout::Span;
use crate::model::loss::Targets;
use crate::model::network::Network;
use crate::model::trace::{Target, Trace};
use crate::numbers::real::Real;
use crate::numbers::rng::{Purpose, Rng};
use crate::task::{Symbols, Task};
use crate::training::batch::{Batch, take};
use crate::training::config::{Config, check_number};
use crate::training::divergence::{Divergence, Guard, first_not_finite};
use crate::training::evaluation::{Evaluation, Exam, predictions};
use crate::training::gradient_check::{self, GradientCheck, Point};
use crate::training::history::{History, Snapshot};
use crate::training::optimizer::{Optimizer, clip_scale, norm};
use crate::training::plan::Plan;

/// An experiment may take this much memory, in bytes: what a browser's tab can spare.
pub const MEMORY: u64 = 1 << 30;

/// Updates between two copies of the last good state.
const KEEP_EVERY: u64 = 32;

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
    /// Says when training has run away.
    pub(crate) guard: Guard,
    /// Norm of the last update.
    moved: f64,
    /// Norms of the gradients of the last [`Experiment::train`], before clipping.
    slopes: Vec<f64>,
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
    /// ```
    /// use lstm_conveyor::{Config, Experiment};
    ///
    /// let config = Config::of_task("recall").expect("a task of the table");
    /// let experiment = Experiment::<f64>::new(config)?;
    /// assert_eq!(experiment.updates(), 0);
    /// assert!(experiment.loss() > 0.0 && experiment.norms().gradients > 0.0);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Outputs`] if a network without read-out has fewer units than outputs are wanted, [`Code::Memory`] if it
    /// would take more than [`MEMORY`]; what a task says of a text of the user's own.
    pub fn new(config: Config) -> Result<Experiment<R>> {
        let Plan {
            task,
            network,
            steps,
        } = Plan::<R>::new(&config)?;
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
            guard: Guard::default(),
            moved: 0.0,
            slopes: Vec::new(),
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
        let Plan { network, steps, .. } = Plan::<R>::new(config)?;
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
        self.moved = 0.0;
        self.divergence = None;
        self.guard.forget();
        self.begin();
        self.show_training();
    }

    /// Goes back to the last state that was kept at or before so many updates (the history is bounded, so its grid grows
    /// coarser as training goes on) and says at how many updates that is. Training goes on from there as it did then.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let losses = experiment.train(30);
    /// assert_eq!(experiment.rewind_to(20), 16);
    /// assert_eq!(experiment.train(14), losses[16..]);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn rewind_to(&mut self, updates: u64) -> u64 {
        match self.history.back(updates) {
            None => self.rewind(),
            Some(snapshot) => {
                snapshot.give(&mut self.params, &mut self.optimizer, &mut self.drawn);
                self.moved = 0.0;
                self.divergence = None;
                self.guard.back(self.optimizer.updates());
                self.keep();
                self.show_training();
            }
        }
        self.updates()
    }

    /// The counts of updates whose states are kept, from the first: what [`Experiment::rewind_to`] can go back to. There are
    /// at most 64, spread over the whole of training.
    pub fn kept(&self) -> impl Iterator<Item = u64> {
        self.history.kept().iter().map(Snapshot::updates)
    }

    /// The parameters as they were after so many updates, if that state is kept. Nothing changes.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
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
        let mut kept = self.history.kept().iter();
        let found = kept.find(|snapshot| snapshot.updates() == updates);
        found.map(|snapshot| &snapshot.params[..])
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
    /// ```
    /// use lstm_conveyor::{Config, Experiment, Value};
    ///
    /// let sizes = [("inputs", 1.0), ("outputs", 1.0), ("steps", 4.0)];
    /// let config = Config::read(&sizes.map(|(key, n)| (key.to_owned(), Value::Number(n))))?;
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// // To say at the end how much came in; what is said before does not count.
    /// let (inputs, targets) = ([0.1, 0.2, 0.3, 0.1], [0.0, 0.0, 0.0, 0.7]);
    /// experiment.set_sequence(&inputs, &targets, Some(&[0.0, 0.0, 0.0, 1.0]))?;
    /// experiment.train(200);
    /// experiment.forward();
    /// assert!((experiment.outputs()[3] - 0.7).abs() < 0.01);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::Length`], [`Code::NotFiniteAt`], in the mask [`Code::NegativeAt`], and targets that the loss cannot take
    /// ([`crate::loss::Loss::check`]) where the mask is not 0; nothing is changed then.
    pub fn set_sequence(
        &mut self,
        inputs: &[f64],
        targets: &[f64],
        mask: Option<&[f64]>,
    ) -> Result<()> {
        let (sizes, steps) = (self.network.sizes(), self.trace.steps());
        let loss = self.config.loss;
        self.batch = Batch::read::<R>(sizes, steps, loss, [inputs, targets], mask)?;
        self.load();
        self.measure_own();
        Ok(())
    }

    /// Sets the start state: h and c of all layers, from the input upwards, each `units x batch` (sequences are
    /// neighbours). A cell without c wants an empty one; other states of a cell of one's own start at zero.
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_start(&mut self, h: &[f64], c: &[f64]) -> Result<()> {
        let [hs, cs] = ["h", "c"].map(|name| self.network.states_named(name));
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
        self.measure_own();
        Ok(())
    }

    /// Holds one unit of a field (of all sequences) at a value, at one step or (`None`) at each, in all that follows:
    /// forward, backward, training, evaluation. The gradient treats it as a constant. A second clamp of the same unit
    /// and step replaces the first. What is at hand changes with the next [`Experiment::forward`].
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// let mut experiment = Experiment::<f64>::new(config)?;
    /// // What if unit 0 forgot everything at step 3?
    /// experiment.clamp("f", 0, Some(3), 0.0)?;
    /// experiment.forward();
    /// assert_eq!(experiment.field("f", 3)?[0], 0.0);
    /// experiment.release_one("f", 0, Some(3))?;
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
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
        let clamp = self.place(name, unit, step, value)?;
        self.clamps.retain(|other| !other.same_place(&clamp));
        self.clamps.push(clamp);
        self.measure_anew();
        Ok(())
    }

    fn place(&self, name: &str, unit: usize, step: Option<usize>, value: f64) -> Result<Clamp<R>> {
        let held = Held {
            name: name.to_owned(),
            unit,
            step,
            value,
        };
        Clamp::new(self.network.row(), self.trace.steps(), &held)
    }

    /// All that is held, by name, in the order in which it was.
    #[must_use]
    pub fn clamps(&self) -> Vec<Held> {
        let clamps = self.clamps.iter();
        clamps.map(|c| c.held(self.network.row())).collect()
    }

    /// Releases one clamp; of a step alone or of each step, as it was made.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::WholeNumber`], or [`Code::NotClamped`] if there is none such; nothing is changed then.
    pub fn release_one(&mut self, name: &str, unit: usize, step: Option<usize>) -> Result<()> {
        let place = self.place(name, unit, step, 0.0)?;
        let found = self.clamps.iter().position(|c| c.same_place(&place));
        let Some(found) = found else {
            let error = Error::new(Code::NotClamped, name, unit);
            return Err(error.with("step", step.unwrap_or(0)));
        };
        self.clamps.remove(found);
        self.released();
        Ok(())
    }

    /// Releases all clamps.
    pub fn release(&mut self) {
        self.clamps.clear();
        self.released();
    }

    fn released(&mut self) {
        // A clamped input has been written over; the start state is not an input.
        self.trace
            .set_inputs(&self.network, &self.batch.inputs)
            .expect("a batch of this size");
        self.measure_anew();
    }

    /// Sets one parameter by name, row-major. This is a new beginning: the history of before is forgotten, and
    /// [`Experiment::rewind_to`] leads back to here (or, from before, to the very start).
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_param(&mut self, name: &str, numbers: &[f64]) -> Result<()> {
        let span = self.network.params().find(name)?;
        self.set_span(name, span, numbers)
    }

    /// Sets all parameters, in the order of [`Network::params`]. A new beginning, as [`Experiment::set_param`].
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
        self.guard.forget();
        self.begin();
        self.micro = 0;
        Ok(())
    }

    /// Values of a field by its canonical name at a step, 0 (the start state) to the last: `units x batch`.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// # let experiment = Experiment::<f64>::new(config)?;
    /// let sizes = experiment.network().sizes();
    /// let c = experiment.field("c", 3)?;
    /// assert_eq!(c.len(), sizes.hidden * sizes.batch);
    /// println!("unit 5 of sequence 2: {}", c[5 * sizes.batch + 2]);
    /// let error = experiment.field("d", 3).unwrap_err();
    /// assert_eq!((error.code.name(), &*error.value), ("choice", "d"));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
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
            params: norm(&self.params),
            gradients: norm(&self.d_params),
            updates: self.moved,
        }
    }

    /// One step of the optimizer from the gradients at hand, clipped. States are kept on the way as [`Experiment::train`]
    /// keeps them: if the gradient is not finite all goes back to the last good one instead, at most 32 updates before,
    /// and [`Experiment::divergence`] says why. Never allocates unless so.
    pub fn update(&mut self) {
        self.divergence = None;
        self.last_update();
    }

    /// As [`Experiment::descend`], and measures how far it went.
    fn last_update(&mut self) -> f64 {
        self.before.copy_from_slice(&self.params);
        let size = self.descend();
        self.measure_update();
        size
    }

    fn measure_update(&mut self) {
        for (before, &now) in self.before.iter_mut().zip(&self.params) {
            *before = now - *before;
        }
        self.moved = norm(&self.before);
    }

    /// The norm of the gradient at each update of the last [`Experiment::train`], before clipping. One more than there are
    /// losses if the last was not finite: it shows how training ran away.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// experiment.train(5);
    /// let norms = experiment.gradient_norms();
    /// assert_eq!((norms.len(), norms[4]), (5, experiment.norms().gradients));
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn gradient_norms(&self) -> &[f64] {
        &self.slopes
    }

    /// One step of the optimizer; the norm of the gradient. From a finite gradient no rule makes a parameter that is not finite: its length is below
    /// 2e19 (its square was finite), the rate at most 1e6, and no rule goes further than 10 of these; so the gradient
    /// is all that need be watched.
    fn descend(&mut self) -> f64 {
        let size = norm(&self.d_params);
        if !size.is_finite() {
            self.diverge(size, f64::from(f32::MAX).sqrt());
            return size;
        }
        self.remember();
        let scale = clip_scale(size, self.config.clip);
        self.optimizer
            .update(self.config.rate, scale, &self.d_params, &mut self.params);
        size
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
    /// list of losses, and room for the norms of the gradients where there is none yet.
    ///
    /// A loss is too large when it is 1000 times the first one of the parameters and sequences at hand. That is forgotten
    /// with what it was the loss of: by [`Experiment::rewind`], when parameters are set, with a clamp or a release, and
    /// without a task by sequences and start states. The state at that moment is then the one to go back to.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
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

    /// As [`Experiment::train`], but may be told to end: in each update but the `n`th it asks whether another shall
    /// follow. Whoever goes on later has, to the bit, what they would have had at once.
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # use std::time::{Duration, Instant};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// # let mut experiment = Experiment::<f32>::new(config)?;
    /// let end = Instant::now() + Duration::from_millis(20);
    /// let losses = experiment.train_while(1_000_000, || Instant::now() < end);
    /// assert_eq!(losses.len() as u64, experiment.updates());
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    pub fn train_while(&mut self, n: usize, mut go_on: impl FnMut() -> bool) -> Vec<f64> {
        self.divergence = None;
        let mut losses = Vec::with_capacity(n);
        self.slopes.clear();
        self.slopes.reserve(n);
        let mut last = n == 0;
        while !last {
            self.draw(Purpose::Training, self.drawn);
            self.forward();
            // Known before the way back: nobody sees the gradient of the inputs but after the last update.
            last = losses.len() + 1 == n || !go_on();
            let (trace, network, params, target, d_params) = self.way_back();
            let loss = if last {
                trace.backward(network, params, &target, d_params)
            } else {
                trace.backward_params(network, params, &target, d_params)
            };
            if !self.guard.admits(loss, self.optimizer.updates()) {
                self.diverge(loss, self.guard.limit());
                break;
            }
            let size = if last {
                self.last_update()
            } else {
                self.descend()
            };
            self.slopes.push(size);
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
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall").expect("a task of the table");
    /// let mut experiment = Experiment::<f32>::new(config)?;
    /// let before = experiment.evaluate(64);
    /// experiment.train(60);
    /// let after = experiment.evaluate(64);
    /// assert!(after.loss < before.loss && after.accuracy <= 1.0);
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    #[must_use]
    pub fn evaluate(&self, n: usize) -> Evaluation {
        let exam = self.exam();
        match exam.task {
            Some(task) => exam.held_out(task, self.config.seed, n),
            None => exam.on_hand(&mut self.trace.clone(), &self.targets, &self.batch),
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
        Ok(self.exam().on_own(steps, &all))
    }

    fn exam(&self) -> Exam<'_, R> {
        Exam {
            network: &self.network,
            params: &self.params,
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
            params: wide(&self.params),
            inputs,
            targets,
            mask,
            start: wide(self.trace.row(0)),
            clamps: self.clamps(),
        }
    }

    /// Predictions (after the link function) of the values at hand, `batch x steps x outputs`.
    #[must_use]
    pub fn outputs(&self) -> Vec<f64> {
        predictions(&self.network, self.config.loss.link(), &self.trace)
    }

    /// Inputs, targets and mask of the sequences at hand, row-major (see [`Experiment::set_sequence`]).
    #[must_use]
    pub fn sequence(&self) -> (&[f64], &[f64], &[f64]) {
        (&self.batch.inputs, &self.batch.targets, &self.batch.mask)
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

    /// And the first of the history: nothing leads back to what was before.
    fn begin(&mut self) {
        self.history.clear();
        self.history
            .offer(&self.params, &self.optimizer, self.drawn);
        self.keep();
    }

    /// From now on other losses come of this state, which is no fault of it.
    fn measure_anew(&mut self) {
        self.guard.forget();
        self.keep();
        self.micro = 0;
    }

    /// What is at hand has changed: without a task that is what is trained on.
    fn measure_own(&mut self) {
        if self.task.is_none() {
            self.measure_anew();
        }
    }

    /// A good state is kept, if it is time to.
    fn remember(&mut self) {
        if self.updates() >= self.good.updates() + KEEP_EVERY {
            self.keep();
        }
        self.history
            .offer(&self.params, &self.optimizer, self.drawn);
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
        self.good
            .give(&mut self.params, &mut self.optimizer, &mut self.drawn);
        // What is undone is no part of the history.
        self.history.back(self.good.updates());
        // The values at hand may not be finite: make them those of the good parameters.
        self.forward();
        self.backward();
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
        self.history
            .offer(&self.params, &self.optimizer, self.drawn);
        self.micro = 0;
        self.forward();
        self.backward();
    }
}

/// Bytes for a trace, for a second one while evaluating, for the sequences, and for parameters with all that is kept of
/// them.
fn memory<R: Real>(network: &Network<R>, steps: usize) -> u64 {
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

fn write<R: Real>(to: &mut [R], from: &[f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = R::of(from);
    }
}
