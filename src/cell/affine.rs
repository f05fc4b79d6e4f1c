//! The maps in front of every gate and behind every network, and the only arithmetic that cells share.
//!
//! z_t = W x_t + b + U h_{t-1} comes apart into [`Linear`], which needs no state and runs over all steps at once, and
//! [`Recurrence`], which must go step by step. The read-out y_t = W h_t + b is a [`Linear`] too.

use crate::layout::{Rows, Span, fields_mut};
use crate::real::{Real, Strides, add_product, add_product_vector, transpose};

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
    pub fn forward<R: Real>(self, params: &[R], values: &mut [R], rows: Rows, scratch: &mut [R]) {
        let _ = scratch;
        for row in values[rows.range()].chunks_exact_mut(rows.width) {
            self.forward_row(params, row);
        }
    }

    /// Assigns z in one row.
    pub fn forward_row<R: Real>(self, params: &[R], row: &mut [R]) {
        let z = &mut row[self.z.range()];
        match self.b {
            Some(b) => fill_rows(&params[b.range()], z),
            None => z.fill(R::ZERO),
        }
        self.add_row(params, row);
    }

    /// Adds W x to z in one row.
    pub fn add_row<R: Real>(self, params: &[R], row: &mut [R]) {
        let [x, z] = fields_mut(row, [self.x, self.z]);
        add_map(&params[self.w.range()], self.w, x, z);
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
        add_outer(
            self.w, self.z, grads, self.x, values, 0, d_params, rows, scratch,
        );
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
    pub fn forward<R: Real>(self, params: &[R], prev: &[R], now: &mut [R]) {
        let z = &mut now[self.z.range()];
        if let Some(b) = self.b {
            fill_rows(&params[b.range()], z);
        }
        add_map(&params[self.u.range()], self.u, &prev[self.h.range()], z);
    }

    /// Adds to d_h of `d_prev` what d_z of `d_now` says: d_h' += Uᵀ d_z.
    pub fn backward<R: Real>(self, params: &[R], d_prev: &mut [R], d_now: &[R]) {
        add_map_transposed(
            &params[self.u.range()],
            self.u,
            &d_now[self.z.range()],
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
        add_outer(
            self.u, self.z, grads, self.h, values, 1, d_params, rows, scratch,
        );
        if let Some(b) = self.b {
            add_rows(grads, rows, self.z, &mut d_params[b.range()]);
        }
    }
}

/// z = b for each sequence of a batch.
fn fill_rows<R: Real>(b: &[R], z: &mut [R]) {
    let batch = z.len() / b.len();
    for (z, &b) in z.chunks_exact_mut(batch).zip(b) {
        z.fill(b);
    }
}

/// d_b += Σ over steps and batch of d_z, from the last row to the first.
fn add_rows<R: Real>(grads: &[R], rows: Rows, z: Span, d_b: &mut [R]) {
    for d_row in grads[rows.range()].chunks_exact(rows.width).rev() {
        let d_z = &d_row[z.range()];
        for (d_b, d_z) in d_b.iter_mut().zip(d_z.chunks_exact(z.cols)) {
            *d_b += d_z.iter().copied().sum();
        }
    }
}

/// z += W x for a batch side by side.
fn add_map<R: Real>(w: &[R], shape: Span, x: &[R], z: &mut [R]) {
    let (outputs, inputs) = (shape.rows, shape.cols);
    let batch = z.len() / outputs;
    if batch == 1 {
        add_product_vector(w, x, z);
    } else {
        let w_at = Strides {
            at: 0,
            row: inputs as isize,
            col: 1,
        };
        let x_at = Strides {
            at: 0,
            row: batch as isize,
            col: 1,
        };
        add_product(outputs, batch, inputs, w, w_at, x, x_at, z, batch);
    }
}

/// d_x += Wᵀ d_z for a batch side by side.
fn add_map_transposed<R: Real>(w: &[R], shape: Span, d_z: &[R], d_x: &mut [R]) {
    let (outputs, inputs) = (shape.rows, shape.cols);
    let batch = d_z.len() / outputs;
    let down_w = Strides {
        at: 0,
        row: inputs as isize,
        col: 1,
    };
    if batch == 1 {
        // d_xᵀ = d_zᵀ W, so that the rows of W are read as they lie.
        let d_z_at = Strides {
            at: 0,
            row: 0,
            col: 1,
        };
        add_product(1, inputs, outputs, d_z, d_z_at, w, down_w, d_x, inputs);
    } else {
        let w_at = Strides {
            at: 0,
            row: 1,
            col: inputs as isize,
        };
        let d_z_at = Strides {
            at: 0,
            row: batch as isize,
            col: 1,
        };
        add_product(inputs, batch, outputs, w, w_at, d_z, d_z_at, d_x, batch);
    }
}

/// d_W += sum over steps and batch of d_z xᵀ, x being `lag` rows before d_z. From the last row to the first, each term
/// added to what lies in memory: so it is the same to the bit whether all rows come at once or one by one.
#[expect(
    clippy::too_many_arguments,
    reason = "three places and the memory they are in"
)]
fn add_outer<R: Real>(
    w: Span,
    z: Span,
    grads: &[R],
    x: Span,
    values: &[R],
    lag: usize,
    d_params: &mut [R],
    rows: Rows,
    scratch: &mut [R],
) {
    let (outputs, inputs, batch) = (w.rows, w.cols, z.cols);
    let d_w = &mut d_params[w.range()];
    let (z_last, x_last) = (
        rows.last * rows.width + z.start,
        (rows.last - lag) * rows.width + x.start,
    );
    if batch == 1 {
        // One product over time: a number of d_W stays in a register while the steps go by.
        let back = -(rows.width as isize);
        let z_at = Strides {
            at: z_last,
            row: 1,
            col: back,
        };
        let x_at = Strides {
            at: x_last,
            row: back,
            col: 1,
        };
        add_product(
            outputs,
            inputs,
            rows.count(),
            grads,
            z_at,
            values,
            x_at,
            d_w,
            inputs,
        );
    } else {
        // One product over the batch for each step; x is turned round first so that its rows are contiguous.
        let x_t = &mut scratch[..inputs * batch];
        for back in 0..rows.count() {
            let from = x_last - back * rows.width;
            transpose(inputs, batch, &values[from..from + inputs * batch], x_t);
            let z_at = Strides {
                at: z_last - back * rows.width,
                row: batch as isize,
                col: 1,
            };
            let x_at = Strides {
                at: 0,
                row: inputs as isize,
                col: 1,
            };
            add_product(outputs, inputs, batch, grads, z_at, x_t, x_at, d_w, inputs);
        }
    }
}
