//! One unrolled batch of sequences: every value and the gradient of each.
//!
//! Rows 0..=steps of values, and their twins. Row 0 is the start state: of it only the cell's state fields (h, c) are
//! read. All memory is taken in [`Trace::new`]; nothing here allocates after that.

use crate::error::{Code, Error, Result};
use crate::layout::Rows;
use crate::loss::{Loss, Targets};
use crate::network::Network;
use crate::real::Real;

/// The numbers of a [`Network`] run over `steps` steps.
#[derive(Clone, Debug)]
pub struct Trace<R> {
    width: usize,
    steps: usize,
    values: Vec<R>,
    grads: Vec<R>,
    scratch: Vec<R>,
}

impl<R: Real> Trace<R> {
    /// Memory for `steps` steps of this network, all zero.
    #[must_use]
    pub fn new(network: &Network<R>, steps: usize) -> Trace<R> {
        let width = network.row().len();
        let n = (steps + 1) * width;
        Trace {
            width,
            steps,
            values: vec![R::ZERO; n],
            grads: vec![R::ZERO; n],
            scratch: vec![R::ZERO; network.scratch()],
        }
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
        let (span, steps) = (network.x(), self.steps);
        let (n, batch) = (span.rows, span.cols);
        if inputs.len() != batch * steps * n {
            return Err(Error::new(
                Code::Length,
                "inputs",
                inputs.len(),
                format!("{} numbers", batch * steps * n),
            ));
        }
        for (at, &x) in inputs.iter().enumerate() {
            let (b, t, unit) = (at / (steps * n), at / n % steps, at % n);
            self.row_mut(t + 1)[span.start + unit * batch + b] = R::of(x);
        }
        Ok(())
    }

    /// Sets the start state to zero.
    pub fn clear_start(&mut self) {
        self.row_mut(0).fill(R::ZERO);
    }

    /// Fills all rows from the inputs and row 0.
    pub fn forward(&mut self, network: &Network<R>, params: &[R]) {
        let rows = self.rows(1, self.steps);
        for cell in &network.cells {
            cell.forward_input(params, &mut self.values, rows);
            for t in 1..=self.steps {
                let (prev, now) = pair(&mut self.values, self.width, t);
                cell.forward(params, prev, now);
            }
        }
        if let Some(readout) = &network.readout {
            readout.forward(params, &mut self.values, rows);
        }
    }

    /// Fills row `t` alone. After t = 1, 2, …, steps the values are those of [`Trace::forward`] to the bit.
    pub fn forward_step(&mut self, network: &Network<R>, params: &[R], t: usize) {
        let rows = self.rows(t, t);
        for cell in &network.cells {
            cell.forward_input(params, &mut self.values, rows);
            let (prev, now) = pair(&mut self.values, self.width, t);
            cell.forward(params, prev, now);
        }
        if let Some(readout) = &network.readout {
            readout.forward(params, &mut self.values, rows);
        }
    }

    /// The loss of the values at hand.
    #[must_use]
    pub fn loss(&self, network: &Network<R>, loss: Loss, targets: &Targets<R>) -> f64 {
        (1..=self.steps)
            .map(|t| loss.forward(&self.row(t)[network.y().range()], targets, t))
            .sum()
    }

    /// The gradient of the loss by every value (here) and every parameter (`d_params`), through time.
    pub fn backward(
        &mut self,
        network: &Network<R>,
        params: &[R],
        loss: Loss,
        targets: &Targets<R>,
        d_params: &mut [R],
    ) {
        self.backward_loss(network, params, loss, targets, d_params);
        for cell in network.cells.iter().rev() {
            for t in (1..=self.steps).rev() {
                let (prev, now) = pair_ref(&self.values, self.width, t);
                let (d_prev, d_now) = pair(&mut self.grads, self.width, t);
                cell.backward(params, prev, now, d_prev, d_now);
            }
            let rows = self.rows(1, self.steps);
            cell.backward_input(
                params,
                &self.values,
                d_params,
                &mut self.grads,
                rows,
                &mut self.scratch,
            );
        }
    }

    /// The beginning of [`Trace::backward`]: clears all gradients, then brings the loss to h of every step.
    pub fn backward_loss(
        &mut self,
        network: &Network<R>,
        params: &[R],
        loss: Loss,
        targets: &Targets<R>,
        d_params: &mut [R],
    ) {
        self.grads.fill(R::ZERO);
        d_params.fill(R::ZERO);
        let y = network.y().range();
        for t in 1..=self.steps {
            let at = t * self.width;
            let (from, to) = (at + y.start, at + y.end);
            loss.backward(
                &self.values[from..to],
                targets,
                t,
                &mut self.grads[from..to],
            );
        }
        if let Some(readout) = &network.readout {
            let rows = self.rows(1, self.steps);
            readout.backward(
                params,
                &self.values,
                d_params,
                &mut self.grads,
                rows,
                &mut self.scratch,
            );
        }
    }

    /// Step `t` of [`Trace::backward`]. After [`Trace::backward_loss`] and t = steps, …, 2, 1 the gradients are those of
    /// [`Trace::backward`] to the bit.
    pub fn backward_step(
        &mut self,
        network: &Network<R>,
        params: &[R],
        t: usize,
        d_params: &mut [R],
    ) {
        let rows = self.rows(t, t);
        for cell in network.cells.iter().rev() {
            let (prev, now) = pair_ref(&self.values, self.width, t);
            let (d_prev, d_now) = pair(&mut self.grads, self.width, t);
            cell.backward(params, prev, now, d_prev, d_now);
            cell.backward_input(
                params,
                &self.values,
                d_params,
                &mut self.grads,
                rows,
                &mut self.scratch,
            );
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

/// Row `t - 1` and row `t`.
fn pair<R>(rows: &mut [R], width: usize, t: usize) -> (&mut [R], &mut [R]) {
    let (before, after) = rows.split_at_mut(t * width);
    (&mut before[(t - 1) * width..], &mut after[..width])
}

/// Row `t - 1` and row `t`, to read.
fn pair_ref<R>(rows: &[R], width: usize, t: usize) -> (&[R], &[R]) {
    rows[(t - 1) * width..(t + 1) * width].split_at(width)
}
