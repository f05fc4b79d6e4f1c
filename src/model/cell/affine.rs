//! The linear maps of all cells and of the read-out.
//!
//! z_t = W x_t + b + U h_{t-1} is computed in two parts: [`Linear`], which needs no state and runs over all steps at once,
//! and [`Recurrence`], which must go step by step. The read-out y_t = W h_t + b is a [`Linear`] too.
//!
//! Which kernel computes a product depends on its sizes and on how many inputs are 0, never on how many steps are done at
//! once. So one step after the other gives the same bits as all at once.

use crate::model::layout::{Span, StepRange, fields_mut};
use crate::numbers::real::{
    self, Real, add_outer_products, add_product, add_product_vector, add_scaled, drop_tiny,
};

/// Parameters as the forward pass wants them.
#[derive(Clone, Copy, Debug)]
pub struct Params<'a, R> {
    /// All parameters, each matrix `rows x cols`.
    pub flat: &'a [R],
    /// The same, but each matrix transposed, `cols x rows`: its columns are then contiguous, and a product with one sequence
    /// takes two thirds of the time. Empty where there are so few steps that transposing costs more than it gains.
    pub transposed: &'a [R],
}

/// z = W x + b, `x` and `z` in the same row, `x` before `z`.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    /// Row field, `inputs x batch`.
    pub x: Span,
    /// Row field, `outputs x batch`.
    pub z: Span,
    /// Parameter, `outputs x inputs`.
    pub w: Span,
    /// Parameter, `outputs x 1`; absent: 0.
    pub b: Option<Span>,
}

impl Linear {
    /// z = W x + b in the rows of all `steps`.
    pub fn forward<R: Real>(self, params: Params<'_, R>, values: &mut [R], steps: StepRange) {
        for row in values[steps.numbers()].chunks_exact_mut(steps.width) {
            self.forward_row(params, row);
        }
    }

    /// z = W x + b in one row.
    pub fn forward_row<R: Real>(self, params: Params<'_, R>, row: &mut [R]) {
        let z = &mut row[self.z.range()];
        match self.b {
            Some(b) => fill_rows(&params.flat[b.range()], z),
            None => z.fill(R::ZERO),
        }
        self.add_row(params, row);
    }

    /// z += W x in one row.
    pub fn add_row<R: Real>(self, params: Params<'_, R>, row: &mut [R]) {
        let [x, z] = fields_mut(row, [self.x, self.z]);
        if x.len() == self.x.rows && !params.transposed.is_empty() && is_sparse(x) {
            let transposed = &params.transposed[self.w.range()];
            for (&x, column) in x.iter().zip(transposed.chunks_exact(self.w.rows)) {
                if x != R::ZERO {
                    add_scaled(x, column, z);
                }
            }
        } else {
            add_map(params, self.w, x, z);
        }
    }

    /// In the forward pass this was z = W x + b; so now d_W += d_z xᵀ and d_b += d_z, from the last step to the first.
    pub fn backward_params<R: Real>(
        self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        let d_w = &mut d_params[self.w.range()];
        let x = |t: usize| (values, t * steps.width + self.x.start);
        add_outer(self.w, self.z, grads, x, d_w, steps, scratch);
        if let Some(b) = self.b {
            add_rows(grads, steps, self.z, &mut d_params[b.range()]);
        }
    }

    /// d_x += Wᵀ d_z in the rows of all `steps`.
    pub fn backward_input<R: Real>(self, params: &[R], grads: &mut [R], steps: StepRange) {
        for d_row in grads[steps.numbers()].chunks_exact_mut(steps.width) {
            self.backward_row(params, d_row);
        }
    }

    /// d_x += Wᵀ d_z in one row.
    pub fn backward_row<R: Real>(self, params: &[R], d_row: &mut [R]) {
        let [d_x, d_z] = fields_mut(d_row, [self.x, self.z]);
        add_map_transposed(&params[self.w.range()], self.w, d_z, d_x);
    }
}

/// z += U h', where h' is the output in the row before; with a bias z = U h' + b.
#[derive(Clone, Copy, Debug)]
pub struct Recurrence {
    /// Row field, `hidden x batch`.
    pub h: Span,
    /// Row field, `outputs x batch`.
    pub z: Span,
    /// Parameter, `outputs x hidden`.
    pub u: Span,
    /// Parameter, `outputs x 1`; absent: z holds a sum already, to which U h' is added.
    pub b: Option<Span>,
}

impl Recurrence {
    /// z += U h', or z = U h' + b, z in `now` and h' in `prev`.
    pub fn forward<R: Real>(self, params: Params<'_, R>, prev: &[R], now: &mut [R]) {
        let z = &mut now[self.z.range()];
        if let Some(b) = self.b {
            fill_rows(&params.flat[b.range()], z);
        }
        add_map(params, self.u, &prev[self.h.range()], z);
    }

    /// In the forward pass this was z += U h'; so now d_h' += Uᵀ d_z, d_z in `d_now` and d_h' in `d_prev`.
    pub fn backward<R: Real>(self, params: &[R], d_prev: &mut [R], d_now: &mut [R]) {
        add_map_transposed(
            &params[self.u.range()],
            self.u,
            &mut d_now[self.z.range()],
            &mut d_prev[self.h.range()],
        );
    }

    /// And d_U += d_z_t h_{t-1}ᵀ, and d_b += d_z_t, from the last step to the first.
    pub fn backward_params<R: Real>(
        self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        let d_u = &mut d_params[self.u.range()];
        let h = |t: usize| (values, (t - 1) * steps.width + self.h.start);
        add_outer(self.u, self.z, grads, h, d_u, steps, scratch);
        if let Some(b) = self.b {
            add_rows(grads, steps, self.z, &mut d_params[b.range()]);
        }
    }
}

/// z = b for each sequence of a batch: `b` is `units x 1`, `z` is `units x batch`.
pub fn fill_rows<R: Real>(b: &[R], z: &mut [R]) {
    if z.len() == b.len() {
        return z.copy_from_slice(b);
    }
    let batch = z.len() / b.len();
    for (z, &b) in z.chunks_exact_mut(batch).zip(b) {
        z.fill(b);
    }
}

/// d_b += Σ d_z over steps and batch, from the last step to the first.
pub fn add_rows<R: Real>(grads: &[R], steps: StepRange, z: Span, d_b: &mut [R]) {
    for d_row in grads[steps.numbers()].chunks_exact(steps.width).rev() {
        let d_z = &d_row[z.range()];
        if z.cols == 1 {
            add_scaled(R::ONE, d_z, d_b);
        } else {
            for (d_b, d_z) in d_b.iter_mut().zip(d_z.chunks_exact(z.cols)) {
                *d_b += d_z.iter().copied().sum();
            }
        }
    }
}

/// Whether nine in ten of these numbers or more are 0, as they are where one-hot symbols come in.
fn is_sparse<R: Real>(x: &[R]) -> bool {
    let others = x.iter().filter(|&&x| x != R::ZERO).count();
    others * 10 <= x.len()
}

/// A matrix of fewer columns than this is walked column by column: its rows are shorter than a vector register.
const NARROW: usize = 8;

/// z += W x: `w` is `outputs x inputs`, `x` is `inputs x batch`, `z` is `outputs x batch`.
fn add_map<R: Real>(params: Params<'_, R>, w: Span, x: &[R], z: &mut [R]) {
    let (outputs, inputs) = (w.rows, w.cols);
    let batch = z.len() / outputs;
    let own = &params.flat[w.range()];
    if batch > 1 {
        add_product(inputs, batch, own, x, z);
    } else if params.transposed.is_empty() {
        add_product_vector(own, x, z);
    } else {
        let transposed = &params.transposed[w.range()];
        let x = real::Rows::dense(x, (inputs, 1));
        add_outer_products(x, real::Rows::dense(transposed, (inputs, outputs)), z);
    }
}

/// d_x += Wᵀ d_z: a row of W and a row of d_z at a time. Tiny numbers in d_z are dropped first.
fn add_map_transposed<R: Real>(w: &[R], shape: Span, d_z: &mut [R], d_x: &mut [R]) {
    // At most steps of most tasks the whole of d_z is 0, because no answer is asked for.
    if !drop_tiny(d_z) {
        return;
    }
    let (outputs, inputs) = (shape.rows, shape.cols);
    let batch = d_z.len() / outputs;
    let w = real::Rows::dense(w, (outputs, inputs));
    let d_z = real::Rows::dense(d_z, (outputs, batch));
    if batch == 1 {
        add_outer_products(d_z, w, d_x);
    } else {
        add_outer_products(w, d_z, d_x);
    }
}

/// d_W += Σ d_z xᵀ over steps and batch, from the last step to the first. `x(t)` gives the slice that the factor of d_z at step
/// t is in, and where it begins. Each term is added to what is in memory, so the bits are the same whether all steps come at
/// once or one by one.
fn add_outer<'a, R: Real>(
    w: Span,
    z: Span,
    grads: &[R],
    x: impl Fn(usize) -> (&'a [R], usize),
    d_w: &mut [R],
    steps: StepRange,
    scratch: &mut [R],
) {
    let (outputs, inputs, batch) = (w.rows, w.cols, z.cols);
    let backwards = || (steps.first..=steps.last).rev();
    let x_at = |t: usize| {
        let (values, from) = x(t);
        &values[from..from + inputs * batch]
    };
    let d_z_at = |t: usize| &grads[t * steps.width + z.start..][..z.len()];

    if batch == 1 && inputs >= NARROW && !backwards().all(|t| is_sparse(x_at(t))) {
        // One product over time, so that a number of d_W stays in a register over all steps.
        let (step, count) = (-(steps.width as isize), steps.count());
        let (values, from) = x(steps.last);
        let d_z_from = steps.last * steps.width + z.start;
        let d_z = real::Rows::new(grads, d_z_from, step, (count, outputs));
        let x = real::Rows::new(values, from, step, (count, inputs));
        add_outer_products(d_z, x, d_w);
    } else if inputs >= NARROW && batch > 1 {
        // One product over the batch for each step; x is transposed first so that its rows are contiguous.
        let x_t = &mut scratch[..inputs * batch];
        for t in backwards() {
            real::transpose(inputs, batch, x_at(t), x_t);
            add_product(batch, inputs, d_z_at(t), x_t, d_w);
        }
    } else {
        // Few inputs, or few that are not 0: a column of d_W at a time. The sums begin at 0 as d_W does, so adding them at the
        // end gives the same bits as adding them after each step.
        let d_w_t = &mut scratch[..w.len()];
        d_w_t.fill(R::ZERO);
        for t in backwards() {
            let columns = d_w_t.chunks_exact_mut(outputs);
            for (x, column) in x_at(t).chunks_exact(batch).zip(columns) {
                if batch > 1 {
                    add_product_vector(d_z_at(t), x, column);
                } else if x[0] != R::ZERO {
                    add_scaled(x[0], d_z_at(t), column);
                }
            }
        }
        for (r, d_w) in d_w.chunks_exact_mut(inputs).enumerate() {
            for (d_w, column) in d_w.iter_mut().zip(d_w_t.chunks_exact(outputs)) {
                *d_w += column[r];
            }
        }
    }
}
