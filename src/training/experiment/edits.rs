//! Changes by the caller: sequences and start states of one's own, clamps, parameters. A wrong one is refused and changes
//! nothing.

use super::Experiment;
use crate::error::{Code, Error, Result};
use crate::model::clamp::{Clamp, PlacedClamp};
use crate::model::layout::Span;
use crate::numbers::real::Real;
use crate::training::batch::{Batch, check_list};

impl<R: Real> Experiment<R> {
    /// Takes sequences of one's own: inputs `batch x steps x inputs`, targets `batch x steps x outputs`, and a mask
    /// `batch x steps` of weights (every step if left out), all row-major. The start state is zero.
    ///
    /// ```
    /// use lstm_conveyor::{Config, Experiment};
    ///
    /// let mut experiment = Experiment::<f32>::new(Config::of_sizes(1, 1, 4)?)?;
    /// // To say at the end how much came in; what is said before does not count.
    /// let (inputs, targets) = ([0.1, 0.2, 0.3, 0.1], [0.0, 0.0, 0.0, 0.7]);
    /// experiment.set_sequence(&inputs, &targets, Some(&[0.0, 0.0, 0.0, 1.0]))?;
    /// experiment.train(200);
    /// experiment.forward();
    /// assert!((experiment.outputs()[[0, 3, 0]] - 0.7).abs() < 0.01);
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
        self.set_limit_of_own();
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
            check_list::<R>(name, numbers, spans.iter().map(|span| span.len()).sum())?;
        }
        for (mut numbers, spans) in [(h, hs), (c, cs)] {
            for span in spans {
                let (own, rest) = numbers.split_at(span.len());
                write(&mut self.trace.row_mut(0)[span.range()], own);
                numbers = rest;
            }
        }
        self.walked = 0;
        self.set_limit_of_own();
        Ok(())
    }

    /// Holds one unit of a field, of all sequences, at a value: at one step, 1 to the last, or (`None`) at each. It holds in
    /// forward and backward passes, in training and in evaluation until it is released. For the gradient it is a constant. A
    /// second clamp of the same unit and step replaces the first. The values at hand change with the next
    /// [`Experiment::forward`].
    ///
    /// ```
    /// # use lstm_conveyor::{Config, Experiment};
    /// # let config = Config::of_task("recall")?;
    /// let mut experiment = Experiment::<f64>::new(config)?;
    /// // What if unit 0 forgot everything at step 3?
    /// experiment.clamp("f", 0, Some(3), 0.0)?;
    /// experiment.forward();
    /// assert_eq!(experiment.field("f", 3)?[[0, 0]], 0.0);
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
        let clamp = self.resolve(name, unit, step, value)?;
        self.clamps.retain(|other| !other.same_place(&clamp));
        self.clamps.push(clamp);
        self.set_limit_anew();
        Ok(())
    }

    fn resolve(
        &self,
        name: &str,
        unit: usize,
        step: Option<usize>,
        value: f64,
    ) -> Result<PlacedClamp<R>> {
        let held = Clamp {
            name: name.to_owned(),
            unit,
            step,
            value,
        };
        PlacedClamp::new(self.network.row(), self.trace.steps(), &held)
    }

    /// All clamps, in the order in which they were made.
    #[must_use]
    pub fn clamps(&self) -> Vec<Clamp> {
        let clamps = self.clamps.iter();
        clamps.map(|c| c.named(self.network.row())).collect()
    }

    /// Releases one clamp, named by the same unit and step (or `None`) with which it was made.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::WholeNumber`], or [`Code::NotClamped`] if there is none such; nothing is changed then.
    pub fn release_one(&mut self, name: &str, unit: usize, step: Option<usize>) -> Result<()> {
        let place = self.resolve(name, unit, step, 0.0)?;
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
        // A clamp of an input has overwritten it. (The start state is not an input and stays.)
        self.trace
            .set_inputs(&self.network, &self.batch.inputs)
            .expect("a batch of this size");
        self.set_limit_anew();
    }

    /// Sets one parameter by name, row-major. The history is dropped: [`Experiment::rewind_to`] goes back to this state, or for
    /// fewer updates to the very start.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_param(&mut self, name: &str, numbers: &[f64]) -> Result<()> {
        let span = self.network.params().find(name)?;
        self.set_span(name, span, numbers)
    }

    /// Sets all parameters, in the order of [`crate::network::Network::params`]. The history is dropped, as by
    /// [`Experiment::set_param`].
    ///
    /// # Errors
    /// [`Code::Length`] or [`Code::NotFiniteAt`]; nothing is changed then.
    pub fn set_params(&mut self, numbers: &[f64]) -> Result<()> {
        self.set_span(
            "params",
            Span {
                start: 0,
                rows: self.now.params.len(),
                cols: 1,
            },
            numbers,
        )
    }

    fn set_span(&mut self, name: &str, span: Span, numbers: &[f64]) -> Result<()> {
        check_list::<R>(name, numbers, span.len())?;
        write(&mut self.now.params[span.range()], numbers);
        self.rollback.restart(&self.now);
        self.walked = 0;
        Ok(())
    }

    /// The loss of the same parameters has changed, so its limit is set anew.
    fn set_limit_anew(&mut self) {
        self.rollback.set_limit_anew(&self.now);
        self.walked = 0;
    }

    /// As [`Experiment::set_limit_anew`], where the sequences at hand are those that are trained on: without a task.
    fn set_limit_of_own(&mut self) {
        if self.task.is_none() {
            self.set_limit_anew();
        }
    }
}

fn write<R: Real>(to: &mut [R], from: &[f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = R::of(from);
    }
}
