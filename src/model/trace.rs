//! One unrolled batch of sequences: every value and the gradient of each.
//!
//! Rows 0..=steps of values, and as many of gradients, in the same places. Row 0 is the start state: only the state fields
//! of it (h, c) are read. All memory is taken in [`Trace::new`]; nothing here allocates after that.
//!
//! States and their gradients, which go from step to step, are set to 0 below [`Real::TINY`].

use ndarray::{ArrayView3, Axis};

use crate::error::{Code, Error, Result};
use crate::model::cell::Params;
use crate::model::clamp::{PlacedClamp, StepClamps};
use crate::model::layout::{Span, StepRange};
use crate::model::loss::{Loss, Targets};
use crate::model::network::Network;
use crate::numbers::real::{Real, drop_tiny};

/// What a gradient is the gradient of.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a, R> {
    /// How far predictions are from targets.
    pub loss: Loss,
    /// The targets, and which of them count.
    pub targets: &'a Targets<R>,
    /// Units that are held at a value, and so are constants.
    pub clamps: &'a [PlacedClamp<R>],
    /// Truncated backpropagation through time: nothing flows back from step `n · truncate + 1` to the one before, for n =
    /// 1, 2, …; 0: all flows. Williams & Peng, "An Efficient Gradient-Based Algorithm for On-Line Training of Recurrent
    /// Network Trajectories", Neural Computation 2(4), 1990.
    pub truncate: usize,
}

/// The numbers of a [`Network`] run over `steps` steps.
#[derive(Clone, Debug)]
pub struct Trace<R> {
    width: usize,
    steps: usize,
    values: Vec<R>,
    grads: Vec<R>,
    /// A row for the gradients that truncation does not let flow to the step before.
    discarded: Vec<R>,
    scratch: Vec<R>,
    /// [`Params::transposed`]
    transposed: Vec<R>,
}

impl<R: Real> Trace<R> {
    /// Memory for `steps` steps of this network, all zero.
    #[must_use]
    pub fn new(network: &Network<R>, steps: usize) -> Trace<R> {
        let width = network.row().len();
        let n = (steps + 1) * width;
        let transposed = Self::transposed_len(network, steps);
        Trace {
            width,
            steps,
            values: vec![R::ZERO; n],
            grads: vec![R::ZERO; n],
            discarded: vec![R::ZERO; width],
            scratch: vec![R::ZERO; network.scratch()],
            transposed: vec![R::ZERO; transposed],
        }
    }

    /// How many numbers [`Trace::new`] takes, in 64 bits: on wasm32 a usize would wrap, and any check with it.
    pub(crate) fn numbers(network: &Network<R>, steps: usize) -> u64 {
        let width = network.row().len();
        let rest = [
            width,
            network.scratch(),
            Self::transposed_len(network, steps),
        ];
        2 * (steps as u64 + 1) * width as u64 + rest.map(|n| n as u64).iter().sum::<u64>()
    }

    /// Numbers of the transposed parameters. To transpose a matrix costs as much as half a dozen steps gain by it; the
    /// products of a batch gain nothing.
    fn transposed_len(network: &Network<R>, steps: usize) -> usize {
        let pays = network.sizes().batch == 1 && steps >= 12;
        if pays { network.params().len() } else { 0 }
    }

    /// Steps of the sequence.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// All values: rows 0..=steps one after the other.
    #[must_use]
    pub fn values(&self) -> &[R] {
        &self.values
    }

    /// All gradients, in the places of their values.
    #[must_use]
    pub fn grads(&self) -> &[R] {
        &self.grads
    }

    /// The values of step `t`, 0..=steps.
    #[must_use]
    pub fn row(&self, t: usize) -> &[R] {
        &self.values[t * self.width..(t + 1) * self.width]
    }

    /// As [`Trace::row`], to write: inputs, or the start state in row 0.
    pub fn row_mut(&mut self, t: usize) -> &mut [R] {
        &mut self.values[t * self.width..(t + 1) * self.width]
    }

    /// The gradients of step `t`, 0..=steps.
    #[must_use]
    pub fn d_row(&self, t: usize) -> &[R] {
        &self.grads[t * self.width..(t + 1) * self.width]
    }

    /// Takes inputs, `batch x steps x inputs`, row-major.
    ///
    /// # Errors
    /// [`Code::Length`] if there are more or fewer; nothing is changed then.
    pub fn set_inputs(&mut self, network: &Network<R>, inputs: &[f64]) -> Result<()> {
        let (x, steps) = (network.x(), self.steps);
        let wanted = x.len() * steps;
        if inputs.len() != wanted {
            return Err(Error::new(Code::Length, "inputs", inputs.len()).with("wanted", wanted));
        }
        let inputs = ArrayView3::from_shape((x.cols, steps, x.rows), inputs);
        let inputs = inputs.expect("as many numbers as the shape says");
        for (t, inputs) in (1..).zip(inputs.axis_iter(Axis(1))) {
            // In the caller's order a sequence is a row, in ours a column.
            let mut x = x.view_mut(self.row_mut(t));
            x.zip_mut_with(&inputs.t(), |x, &input| *x = R::of(input));
        }
        Ok(())
    }

    /// Sets the start state to zero.
    pub fn clear_start(&mut self) {
        self.row_mut(0).fill(R::ZERO);
    }

    /// Fills all rows from the inputs and row 0.
    pub fn forward(&mut self, network: &Network<R>, params: &[R], clamps: &[PlacedClamp<R>]) {
        self.forward_rows(network, params, clamps, 1, self.steps);
    }

    /// Fills row `t` alone. After t = 1, 2, …, steps the values are those of [`Trace::forward`] to the bit.
    pub fn forward_step(
        &mut self,
        network: &Network<R>,
        params: &[R],
        clamps: &[PlacedClamp<R>],
        t: usize,
    ) {
        self.forward_rows(network, params, clamps, t, t);
    }

    /// Cell by cell, because what depends on the input alone is cheaper for all steps at once.
    fn forward_rows(
        &mut self,
        network: &Network<R>,
        params: &[R],
        clamps: &[PlacedClamp<R>],
        first: usize,
        last: usize,
    ) {
        let steps = self.step_range(first, last);
        self.hold(network.x(), clamps, steps);
        if !self.transposed.is_empty() {
            network.transpose_matrices(params, &mut self.transposed);
        }
        let params = Params {
            flat: params,
            transposed: &self.transposed,
        };
        for (cell, states) in network.cells.iter().zip(&network.states) {
            cell.forward_input(params, &mut self.values, steps);
            for t in first..=last {
                let (prev, now) = pair(&mut self.values, self.width, t);
                cell.forward(params, prev, now, StepClamps::at(clamps, t));
                drop_tiny_of(states, now);
            }
        }
        if let Some(readout) = &network.readout {
            readout.forward(params, &mut self.values, steps);
            self.hold(network.y(), clamps, steps);
        }
    }

    fn hold(&mut self, span: Span, clamps: &[PlacedClamp<R>], steps: StepRange) {
        for t in steps.first..=steps.last {
            StepClamps::at(clamps, t).hold(self.row_mut(t), span);
        }
    }

    fn cut(&mut self, span: Span, clamps: &[PlacedClamp<R>], steps: StepRange) {
        for t in steps.first..=steps.last {
            let d_row = &mut self.grads[t * self.width..(t + 1) * self.width];
            StepClamps::at(clamps, t).cut(d_row, span);
        }
    }

    /// The loss of the values at hand.
    #[must_use]
    pub fn loss(&self, network: &Network<R>, loss: Loss, targets: &Targets<R>) -> f64 {
        (1..=self.steps)
            .map(|t| loss.forward(&self.row(t)[network.y().range()], targets, t))
            .sum()
    }

    /// The gradient of the loss by every value (here) and every parameter (`d_params`), through time; gives the loss.
    pub fn backward(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        d_params: &mut [R],
    ) -> f64 {
        let loss = self.backward_params(network, params, target, d_params);
        self.backward_inputs(network, params, target.clamps);
        loss
    }

    /// As [`Trace::backward`], but leaves out the gradient of the inputs, which training does not need.
    pub fn backward_params(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        d_params: &mut [R],
    ) -> f64 {
        self.clear(network);
        let loss = self.backward_readout(network, params, target, d_params);
        for t in (1..=self.steps).rev() {
            self.backward_cells(network, params, target, t);
        }
        let steps = self.step_range(1, self.steps);
        for cell in network.cells.iter().rev() {
            cell.backward_params(
                &self.values,
                d_params,
                &self.grads,
                steps,
                &mut self.scratch,
            );
        }
        loss
    }

    /// The rest of [`Trace::backward`] after [`Trace::backward_params`]: the gradient of the inputs.
    pub fn backward_inputs(
        &mut self,
        network: &Network<R>,
        params: &[R],
        clamps: &[PlacedClamp<R>],
    ) {
        let steps = self.step_range(1, self.steps);
        network.cells[0].backward_input(params, &mut self.grads, steps);
        self.cut(network.x(), clamps, steps);
    }

    /// The beginning of [`Trace::backward`]: clears all gradients, then brings the loss to h of every step; gives the
    /// loss.
    pub fn backward_loss(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        d_params: &mut [R],
    ) -> f64 {
        self.grads.fill(R::ZERO);
        self.backward_readout(network, params, target, d_params)
    }

    /// Step `t` of [`Trace::backward`]. After [`Trace::backward_loss`] and t = steps, …, 2, 1 the gradients are those of
    /// [`Trace::backward`] to the bit.
    pub fn backward_step(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        t: usize,
        d_params: &mut [R],
    ) {
        let steps = self.step_range(t, t);
        self.backward_cells(network, params, target, t);
        for cell in network.cells.iter().rev() {
            cell.backward_params(
                &self.values,
                d_params,
                &self.grads,
                steps,
                &mut self.scratch,
            );
        }
        network.cells[0].backward_input(params, &mut self.grads, steps);
        self.cut(network.x(), target.clamps, steps);
    }

    /// Clears the gradients that are added to. All others are assigned.
    fn clear(&mut self, network: &Network<R>) {
        for d_row in self.grads.chunks_exact_mut(self.width) {
            for span in network.summed() {
                d_row[span.range()].fill(R::ZERO);
            }
        }
    }

    fn backward_readout(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        d_params: &mut [R],
    ) -> f64 {
        d_params.fill(R::ZERO);
        let steps = self.step_range(1, self.steps);
        let y = network.y().range();
        let mut loss = 0.0;
        for t in 1..=self.steps {
            let at = t * self.width;
            let (from, to) = (at + y.start, at + y.end);
            let (y, d_y) = (&self.values[from..to], &mut self.grads[from..to]);
            loss += target.loss.backward(y, target.targets, t, d_y);
        }
        if let Some(readout) = &network.readout {
            self.cut(network.y(), target.clamps, steps);
            readout.backward_params(
                &self.values,
                d_params,
                &self.grads,
                steps,
                &mut self.scratch,
            );
            readout.backward_input(params, &mut self.grads, steps);
        }
        loss
    }

    /// The backward pass of all cells at step `t`, from the uppermost to the first.
    fn backward_cells(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        t: usize,
    ) {
        let steps = self.step_range(t, t);
        let clamped = StepClamps::at(target.clamps, t);
        let cut = target.truncate > 0 && t > 1 && (t - 1).is_multiple_of(target.truncate);
        for (layer, cell) in network.cells.iter().enumerate().rev() {
            let (prev, now) = pair_ref(&self.values, self.width, t);
            let (d_prev, d_now) = pair(&mut self.grads, self.width, t);
            let d_prev = if cut { &mut self.discarded } else { d_prev };
            drop_tiny_of(&network.states[layer], d_now);
            cell.backward(params, prev, now, d_prev, d_now, clamped);
            if layer > 0 {
                cell.backward_input(params, &mut self.grads, steps);
            }
        }
    }

    fn step_range(&self, first: usize, last: usize) -> StepRange {
        StepRange {
            width: self.width,
            first,
            last,
        }
    }
}

/// Sets to 0 what is tiny in the states of a row, or in their gradients.
fn drop_tiny_of<R: Real>(states: &[Span], row: &mut [R]) {
    for state in states {
        drop_tiny(&mut row[state.range()]);
    }
}

/// Row `t - 1` and row `t`.
fn pair<R>(rows: &mut [R], width: usize, t: usize) -> (&mut [R], &mut [R]) {
    let (before, after) = rows.split_at_mut(t * width);
    (&mut before[(t - 1) * width..], &mut after[..width])
}

/// Row `t - 1` and row `t`, to read.
fn pair_ref<R>(rows: &[R], width: usize, t: usize) -> (&[R], &[R]) {
    rows[(t - 1) * width..(t + 1) * width].split_at(width)
}
