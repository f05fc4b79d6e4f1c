//! The maps in front of every gate and behind every network, and the only arithmetic that cells share.
//!
//! z_t = W x_t + b + U h_{t-1} comes apart into [`Linear`], which needs no state and runs over all steps at once, and
//! [`Recurrence`], which must go step by step. The read-out y_t = W h_t + b is a [`Linear`] too.
//!
//! Which kernel does a product depends on its sizes and on how many inputs are 0, never on how many steps are done at
//! once: so step by step gives the same bits as all at once.

use crate::model::layout::{Rows, Span, fields_mut};
use crate::numbers::real::{
    self, Real, add_outer_products, add_product, add_product_vector, add_scaled, drop_tiny,
};

/// Parameters as the forward pass wants them.
#[derive(Clone, Copy, Debug)]
pub struct Params<'a, R> {
    /// All of them, flat.
    pub own: &'a [R],
    /// The same, but each matrix `cols x rows`: its columns are then contiguous, and a product with one sequence goes
    /// faster by half. Empty where there are so few steps that turning costs more than it gains.
    pub turned: &'a [R],
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
    /// Assigns z in each of `rows`.
    pub fn forward<R: Real>(self, params: Params<'_, R>, values: &mut [R], rows: Rows) {
        for row in values[rows.range()].chunks_exact_mut(rows.width) {
            self.forward_row(params, row);
        }
    }

    /// Assigns z in one row.
    pub fn forward_row<R: Real>(self, params: Params<'_, R>, row: &mut [R]) {
        let z = &mut row[self.z.range()];
        match self.b {
            Some(b) => fill_rows(&params.own[b.range()], z),
            None => z.fill(R::ZERO),
        }
        self.add_row(params, row);
    }

    /// Adds W x to z in one row.
    pub fn add_row<R: Real>(self, params: Params<'_, R>, row: &mut [R]) {
        let [x, z] = fields_mut(row, [self.x, self.z]);
        if x.len() == self.x.rows && !params.turned.is_empty() && is_sparse(x) {
            let turned = &params.turned[self.w.range()];
            for (&x, column) in x.iter().zip(turned.chunks_exact(self.w.rows)) {
                if x != R::ZERO {
                    add_scaled(x, column, z);
                }
            }
        } else {
            add_map(params, self.w, x, z);
        }
    }

    /// Adds to d_W and d_b what d_z says, from the last row to the first.
    pub fn backward_params<R: Real>(
        self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        rows: Rows,
        scratch: &mut [R],
    ) {
        let d_w = &mut d_params[self.w.range()];
        let x = |t: usize| (values, t * rows.width + self.x.start);
        add_outer(self.w, self.z, grads, x, d_w, rows, scratch);
        if let Some(b) = self.b {
            add_rows(grads, rows, self.z, &mut d_params[b.range()]);
        }
    }

    /// Adds to d_x in each of `rows`: d_x += Wᵀ d_z.
    pub fn backward_input<R: Real>(self, params: &[R], grads: &mut [R], rows: Rows) {
        for d_row in grads[rows.range()].chunks_exact_mut(rows.width) {
            self.backward_row(params, d_row);
        }
    }

    /// Adds to d_x in one row.
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
    /// Parameter, `outputs x 1`; absent: z has been begun by another.
    pub b: Option<Span>,
}

impl Recurrence {
    /// Adds to z of `now`, or makes it.
    pub fn forward<R: Real>(self, params: Params<'_, R>, prev: &[R], now: &mut [R]) {
        let z = &mut now[self.z.range()];
        if let Some(b) = self.b {
            fill_rows(&params.own[b.range()], z);
        }
        add_map(params, self.u, &prev[self.h.range()], z);
    }

    /// Adds to d_h of `d_prev` what d_z of `d_now` says: d_h' += Uᵀ d_z.
    pub fn backward<R: Real>(self, params: &[R], d_prev: &mut [R], d_now: &mut [R]) {
        add_map_transposed(
            &params[self.u.range()],
            self.u,
            &mut d_now[self.z.range()],
            &mut d_prev[self.h.range()],
        );
    }

    /// Adds to d_U (and d_b) what d_z says, from the last row to the first: d_U += d_z_t h_{t-1}ᵀ.
    pub fn backward_params<R: Real>(
        self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        rows: Rows,
        scratch: &mut [R],
    ) {
        let d_u = &mut d_params[self.u.range()];
        let h = |t: usize| (values, (t - 1) * rows.width + self.h.start);
        add_outer(self.u, self.z, grads, h, d_u, rows, scratch);
        if let Some(b) = self.b {
            add_rows(grads, rows, self.z, &mut d_params[b.range()]);
        }
    }
}

/// z = b for each sequence of a batch.
pub fn fill_rows<R: Real>(b: &[R], z: &mut [R]) {
    if z.len() == b.len() {
        return z.copy_from_slice(b);
    }
    let batch = z.len() / b.len();
    for (z, &b) in z.chunks_exact_mut(batch).zip(b) {
        z.fill(b);
    }
}

/// d_b += Σ over steps and batch of d_z, from the last row to the first.
pub fn add_rows<R: Real>(grads: &[R], rows: Rows, z: Span, d_b: &mut [R]) {
    for d_row in grads[rows.range()].chunks_exact(rows.width).rev() {
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

/// Are nine of ten or more of these numbers 0, as where symbols come in?
fn is_sparse<R: Real>(x: &[R]) -> bool {
    let others = x.iter().filter(|&&x| x != R::ZERO).count();
    others * 10 <= x.len()
}

/// Fewer columns than a vector holds are better walked down than along.
const NARROW: usize = 8;

/// z += W x for a batch side by side.
fn add_map<R: Real>(params: Params<'_, R>, w: Span, x: &[R], z: &mut [R]) {
    let (outputs, inputs) = (w.rows, w.cols);
    let batch = z.len() / outputs;
    let own = &params.own[w.range()];
    if batch > 1 {
        add_product(inputs, batch, own, x, z);
    } else if params.turned.is_empty() {
        add_product_vector(own, x, z);
    } else {
        let turned = &params.turned[w.range()];
        let x = real::Rows::dense(x, (inputs, 1));
        add_outer_products(x, real::Rows::dense(turned, (inputs, outputs)), z);
    }
}

/// d_x += Wᵀ d_z for a batch side by side: a row of W and a row of d_z at a time. What is tiny in d_z is dropped first.
fn add_map_transposed<R: Real>(w: &[R], shape: Span, d_z: &mut [R], d_x: &mut [R]) {
    // Most steps of most tasks ask for no answer.
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

/// d_W += sum over steps and batch of d_z xᵀ, where `x(t)` says in what memory and from where on is what d_z of step t goes
/// with. From the last row to the first, each term added to what lies in memory: so it is the same to the bit whether
/// all rows come at once or one by one.
fn add_outer<'a, R: Real>(
    w: Span,
    z: Span,
    grads: &[R],
    x: impl Fn(usize) -> (&'a [R], usize),
    d_w: &mut [R],
    rows: Rows,
    scratch: &mut [R],
) {
    let (outputs, inputs, batch) = (w.rows, w.cols, z.cols);
    let steps = || (rows.first..=rows.last).rev();
    let x_at = |t: usize| {
        let (values, from) = x(t);
        &values[from..from + inputs * batch]
    };
    let d_z_at = |t: usize| &grads[t * rows.width + z.start..][..z.len()];

    if batch == 1 && inputs >= NARROW && !steps().all(|t| is_sparse(x_at(t))) {
        // One product over time: a number of d_W stays in a register while the steps go by.
        let (step, count) = (-(rows.width as isize), rows.count());
        let (values, from) = x(rows.last);
        let d_z_from = rows.last * rows.width + z.start;
        let d_z = real::Rows::new(grads, d_z_from, step, (count, outputs));
        let x = real::Rows::new(values, from, step, (count, inputs));
        add_outer_products(d_z, x, d_w);
    } else if inputs >= NARROW && batch > 1 {
        // One product over the batch for each step; x is turned round first so that its rows are contiguous.
        let x_t = &mut scratch[..inputs * batch];
        for t in steps() {
            real::transpose(inputs, batch, x_at(t), x_t);
            add_product(batch, inputs, d_z_at(t), x_t, d_w);
        }
    } else {
        // Few inputs, or few that are not 0: a column of d_W at a time. Sums begin at 0 as d_W does, so what is added at
        // the end, once or after each step, has the same bits.
        let d_w_t = &mut scratch[..w.len()];
        d_w_t.fill(R::ZERO);
        for t in steps() {
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
