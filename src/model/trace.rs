//! One unrolled batch of sequences: every value and the gradient of each.
//!
//! Rows 0..=steps of values, and their twins. Row 0 is the start state: of it only the cell's state fields (h, c) are
//! read. All memory is taken in [`Trace::new`]; nothing here allocates after that.
//!
//! What goes from step to step, states and their gradients, is taken for 0 below [`Real::TINY`].

use ndarray::{ArrayView3, Axis};

use crate::error::{Code, Error, Result};
use crate::model::cell::Params;
use crate::model::clamp::{Clamp, Clamped};
use crate::model::layout::{Rows, Span};
use crate::model::loss::{Loss, Targets};
use crate::model::network::Network;
use crate::numbers::real::{Real, drop_tiny};

/// What a gradient is the gradient of.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a, R> {
    /// How answers are judged.
    pub loss: Loss,
    /// Which answers are wanted.
    pub targets: &'a Targets<R>,
    /// What is held, and so a constant.
    pub clamps: &'a [Clamp<R>],
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
    /// Where gradients go that truncation keeps from the row before.
    beyond: Vec<R>,
    scratch: Vec<R>,
    /// [`Params::turned`]
    turned: Vec<R>,
}

impl<R: Real> Trace<R> {
    /// Memory for `steps` steps of this network, all zero.
    #[must_use]
    pub fn new(network: &Network<R>, steps: usize) -> Trace<R> {
        let width = network.row().len();
        let n = (steps + 1) * width;
        let turned = Self::turned(network, steps);
        Trace {
            width,
            steps,
            values: vec![R::ZERO; n],
            grads: vec![R::ZERO; n],
            beyond: vec![R::ZERO; width],
            scratch: vec![R::ZERO; network.scratch()],
            turned: vec![R::ZERO; turned],
        }
    }

    /// How many numbers [`Trace::new`] takes, in 64 bits: on wasm32 a usize would wrap, and any check with it.
    pub(crate) fn numbers(network: &Network<R>, steps: usize) -> u64 {
        let width = network.row().len();
        let rest = [width, network.scratch(), Self::turned(network, steps)];
        2 * (steps as u64 + 1) * width as u64 + rest.map(|n| n as u64).iter().sum::<u64>()
    }

    /// Numbers of the turned parameters. Turning one costs as much as half a dozen steps gain by it; the products of a
    /// batch gain nothing.
    fn turned(network: &Network<R>, steps: usize) -> usize {
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
    pub fn forward(&mut self, network: &Network<R>, params: &[R], clamps: &[Clamp<R>]) {
        self.forward_rows(network, params, clamps, 1, self.steps);
    }

    /// Fills row `t` alone. After t = 1, 2, …, steps the values are those of [`Trace::forward`] to the bit.
    pub fn forward_step(
        &mut self,
        network: &Network<R>,
        params: &[R],
        clamps: &[Clamp<R>],
        t: usize,
    ) {
        self.forward_rows(network, params, clamps, t, t);
    }

    /// Cell by cell, because the input half of all steps at once is cheaper.
    fn forward_rows(
        &mut self,
        network: &Network<R>,
        params: &[R],
        clamps: &[Clamp<R>],
        first: usize,
        last: usize,
    ) {
        let rows = self.rows(first, last);
        self.hold(network.x(), clamps, rows);
        if !self.turned.is_empty() {
            network.turn(params, &mut self.turned);
        }
        let params = Params {
            own: params,
            turned: &self.turned,
        };
        for (cell, states) in network.cells.iter().zip(&network.states) {
            cell.forward_input(params, &mut self.values, rows);
            for t in first..=last {
                let (prev, now) = pair(&mut self.values, self.width, t);
                cell.forward(params, prev, now, Clamped::at(clamps, t));
                drop_tiny_of(states, now);
            }
        }
        if let Some(readout) = &network.readout {
            readout.forward(params, &mut self.values, rows);
            self.hold(network.y(), clamps, rows);
        }
    }

    fn hold(&mut self, span: Span, clamps: &[Clamp<R>], rows: Rows) {
        for t in rows.first..=rows.last {
            Clamped::at(clamps, t).hold(self.row_mut(t), span);
        }
    }

    fn cut(&mut self, span: Span, clamps: &[Clamp<R>], rows: Rows) {
        for t in rows.first..=rows.last {
            let d_row = &mut self.grads[t * self.width..(t + 1) * self.width];
            Clamped::at(clamps, t).cut(d_row, span);
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
        let rows = self.rows(1, self.steps);
        for cell in network.cells.iter().rev() {
            cell.backward_params(&self.values, d_params, &self.grads, rows, &mut self.scratch);
        }
        loss
    }

    /// The rest of [`Trace::backward`] after [`Trace::backward_params`]: the gradient of the inputs.
    pub fn backward_inputs(&mut self, network: &Network<R>, params: &[R], clamps: &[Clamp<R>]) {
        let rows = self.rows(1, self.steps);
        network.cells[0].backward_input(params, &mut self.grads, rows);
        self.cut(network.x(), clamps, rows);
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
        let rows = self.rows(t, t);
        self.backward_cells(network, params, target, t);
        for cell in network.cells.iter().rev() {
            cell.backward_params(&self.values, d_params, &self.grads, rows, &mut self.scratch);
        }
        network.cells[0].backward_input(params, &mut self.grads, rows);
        self.cut(network.x(), target.clamps, rows);
    }

    /// Clears what is added to. All else is assigned.
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
        let rows = self.rows(1, self.steps);
        let y = network.y().range();
        let mut loss = 0.0;
        for t in 1..=self.steps {
            let at = t * self.width;
            let (from, to) = (at + y.start, at + y.end);
            let (y, d_y) = (&self.values[from..to], &mut self.grads[from..to]);
            loss += target.loss.backward(y, target.targets, t, d_y);
        }
        if let Some(readout) = &network.readout {
            self.cut(network.y(), target.clamps, rows);
            readout.backward_params(&self.values, d_params, &self.grads, rows, &mut self.scratch);
            readout.backward_input(params, &mut self.grads, rows);
        }
        loss
    }

    /// All cells of step `t`, from the last to the first.
    fn backward_cells(
        &mut self,
        network: &Network<R>,
        params: &[R],
        target: &Target<'_, R>,
        t: usize,
    ) {
        let rows = self.rows(t, t);
        let clamped = Clamped::at(target.clamps, t);
        let cut = target.truncate > 0 && t > 1 && (t - 1).is_multiple_of(target.truncate);
        for (layer, cell) in network.cells.iter().enumerate().rev() {
            let (prev, now) = pair_ref(&self.values, self.width, t);
            let (d_prev, d_now) = pair(&mut self.grads, self.width, t);
            let d_prev = if cut { &mut self.beyond } else { d_prev };
            drop_tiny_of(&network.states[layer], d_now);
            cell.backward(params, prev, now, d_prev, d_now, clamped);
            if layer > 0 {
                cell.backward_input(params, &mut self.grads, rows);
            }
        }
    }

    fn rows(&self, first: usize, last: usize) -> Rows {
        Rows {
            width: self.width,
            first,
            last,
        }
    }
}

/// Drops what is tiny of the states of a row, or of their gradients.
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
