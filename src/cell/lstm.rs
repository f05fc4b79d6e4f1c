//! The long short-term memory.
//!
//! ```text
//! i = σ(W_i x + U_i h' + b_i)      input gate
//! f = σ(W_f x + U_f h' + b_f)      forget gate
//! g = tanh(W_g x + U_g h' + b_g)   candidate
//! o = σ(W_o x + U_o h' + b_o)      output gate
//! c = f ⊙ c' + i ⊙ g               state
//! h = o ⊙ tanh(c)                  output (with `linear_output`: h = o ⊙ c)
//! ```
//! c' and h' are those of the step before. Sources: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural
//! Computation 9(8), 1997 (cell, input and output gate); Gers, Schmidhuber & Cummins, "Learning to Forget", Neural
//! Computation 12(10), 2000 (forget gate); the form without peepholes and the names i f g o are those of Graves,
//! "Generating Sequences With Recurrent Neural Networks", 2013, and of most libraries.

use super::{Cell, Linear, Recurrence};
use crate::layout::{Kind, Layout, Rows, Span};
use crate::real::Real;

/// What can be varied in an [`Lstm`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// h = o ⊙ c instead of h = o ⊙ tanh(c), as in some early programs. Default: false.
    pub linear_output: bool,
}

/// An LSTM layer: where its numbers are, and the arithmetic between them.
#[derive(Clone, Copy, Debug)]
pub struct Lstm {
    input: Linear,
    recurrence: Recurrence,
    b_f: Span,
    i: Span,
    f: Span,
    g: Span,
    o: Span,
    c: Span,
    /// Absent with `linear_output`.
    tanh_c: Option<Span>,
    h: Span,
}

impl Lstm {
    /// Gives the layer its places: parameters W, U, b for each gate, row fields from `z_i` to `h`. `x` must already be in
    /// the row. The four gates of a kind are neighbours, in the order i f g o, so that one product serves all four.
    pub fn new(
        params: &mut Layout,
        row: &mut Layout,
        x: Span,
        hidden: usize,
        options: Options,
    ) -> Lstm {
        let (inputs, batch) = (x.rows, x.cols);
        let gates = ["i", "f", "g", "o"];
        let [w, ..] = gates.map(|k| params.push(format!("W_{k}"), Kind::Weight, hidden, inputs));
        let [u, ..] = gates.map(|k| params.push(format!("U_{k}"), Kind::Weight, hidden, hidden));
        let [b, b_f, ..] = gates.map(|k| params.push(format!("b_{k}"), Kind::Bias, hidden, 1));
        let [z, ..] = gates.map(|k| row.push(format!("z_{k}"), Kind::PreActivation, hidden, batch));
        let [i, f, g, o] = gates.map(|k| {
            let kind = if k == "g" {
                Kind::Candidate
            } else {
                Kind::Gate
            };
            row.push(k, kind, hidden, batch)
        });
        let c = row.push("c", Kind::State, hidden, batch);
        let tanh_c =
            (!options.linear_output).then(|| row.push("tanh_c", Kind::Squashed, hidden, batch));
        let h = row.push("h", Kind::State, hidden, batch);
        let z = z.with_next(4);
        Lstm {
            input: Linear {
                x,
                z,
                w: w.with_next(4),
                b: b.with_next(4),
            },
            recurrence: Recurrence {
                h,
                z,
                u: u.with_next(4),
            },
            b_f,
            i,
            f,
            g,
            o,
            c,
            tanh_c,
            h,
        }
    }
}

impl<R: Real> Cell<R> for Lstm {
    fn h(&self) -> Span {
        self.h
    }

    fn forget_bias(&self) -> Option<Span> {
        Some(self.b_f)
    }

    fn forward_input(&self, params: &[R], values: &mut [R], rows: Rows) {
        self.input.forward(params, values, rows);
    }

    fn forward(&self, params: &[R], prev: &[R], now: &mut [R]) {
        self.recurrence.forward(params, prev, now);

        let n = self.h.len();
        let (z, rest) = split(now, self.input.z.start, 4 * n);
        let (gates, rest) = rest.split_at_mut(4 * n);
        R::sigmoid(&z[..2 * n], &mut gates[..2 * n]);
        R::tanh(&z[2 * n..3 * n], &mut gates[2 * n..3 * n]);
        R::sigmoid(&z[3 * n..], &mut gates[3 * n..]);

        let [i, f, g, o] = quarters(gates, n);
        let (c, rest) = rest.split_at_mut(n);
        let c_prev = &prev[self.c.range()][..n];
        for k in 0..n {
            c[k] = f[k] * c_prev[k] + i[k] * g[k];
        }
        if self.tanh_c.is_some() {
            let (tanh_c, h) = rest.split_at_mut(n);
            R::tanh(c, tanh_c);
            product(o, tanh_c, &mut h[..n]);
        } else {
            product(o, c, &mut rest[..n]);
        }
    }

    /// By the chain rule, from the last line of the equations to the first (docs/backward.md works it by hand):
    /// ```text
    /// d_o = d_h ⊙ tanh(c)         d_c += d_h ⊙ o ⊙ (1 - tanh²(c))
    /// d_f = d_c ⊙ c'              d_i = d_c ⊙ g        d_g = d_c ⊙ i        d_c' += d_c ⊙ f
    /// d_z_i = d_i ⊙ i ⊙ (1 - i), and so f and o       d_z_g = d_g ⊙ (1 - g²)
    /// d_h' += Uᵀ d_z
    /// ```
    /// The factors i (1 - i) and 1 - g² are σ′ and tanh′, written with the values at hand; many texts leave them out.
    fn backward(&self, params: &[R], prev: &[R], now: &[R], d_prev: &mut [R], d_now: &mut [R]) {
        let n = self.h.len();
        let one = R::ONE;
        let value = |span: Span| &now[span.range()][..n];
        let (i, f, g, o) = (value(self.i), value(self.f), value(self.g), value(self.o));
        let c_prev = &prev[self.c.range()][..n];

        let (d_z, rest) = split(d_now, self.input.z.start, 4 * n);
        let (d_gates, rest) = rest.split_at_mut(4 * n);
        let [d_i, d_f, d_g, d_o] = quarters_mut(d_gates, n);
        let (d_c, rest) = rest.split_at_mut(n);

        if let Some(tanh_c) = self.tanh_c {
            let tanh_c = value(tanh_c);
            let (d_tanh_c, d_h) = rest.split_at_mut(n);
            let d_h = &d_h[..n];
            for k in 0..n {
                d_o[k] = d_h[k] * tanh_c[k];
                d_tanh_c[k] = d_h[k] * o[k];
                d_c[k] += d_tanh_c[k] * (one - tanh_c[k] * tanh_c[k]);
            }
        } else {
            let c = value(self.c);
            let d_h = &rest[..n];
            for k in 0..n {
                d_o[k] = d_h[k] * c[k];
                d_c[k] += d_h[k] * o[k];
            }
        }

        let d_c_prev = &mut d_prev[self.c.range()][..n];
        for k in 0..n {
            d_f[k] = d_c[k] * c_prev[k];
            d_i[k] = d_c[k] * g[k];
            d_g[k] = d_c[k] * i[k];
            // c' has two consumers, this state and its own output: add.
            d_c_prev[k] += d_c[k] * f[k];
        }

        let [d_z_i, d_z_f, d_z_g, d_z_o] = quarters_mut(d_z, n);
        for k in 0..n {
            d_z_i[k] = d_i[k] * i[k] * (one - i[k]);
            d_z_f[k] = d_f[k] * f[k] * (one - f[k]);
            d_z_g[k] = d_g[k] * (one - g[k] * g[k]);
            d_z_o[k] = d_o[k] * o[k] * (one - o[k]);
        }

        self.recurrence.backward(params, d_prev, d_now);
    }

    fn backward_input(
        &self,
        params: &[R],
        values: &[R],
        d_params: &mut [R],
        grads: &mut [R],
        rows: Rows,
        scratch: &mut [R],
    ) {
        self.recurrence
            .backward_params(values, d_params, grads, rows, scratch);
        self.input
            .backward(params, values, d_params, grads, rows, scratch);
    }
}

/// The `n` numbers from `start` on, and what follows them.
fn split<R>(row: &mut [R], start: usize, n: usize) -> (&mut [R], &mut [R]) {
    row[start..].split_at_mut(n)
}

/// Four neighbours of `n` numbers each.
fn quarters<R>(four: &[R], n: usize) -> [&[R]; 4] {
    std::array::from_fn(|k| &four[k * n..(k + 1) * n])
}

/// Four neighbours of `n` numbers each, to write.
fn quarters_mut<R>(four: &mut [R], n: usize) -> [&mut [R]; 4] {
    let (a, rest) = four.split_at_mut(n);
    let (b, rest) = rest.split_at_mut(n);
    let (c, d) = rest.split_at_mut(n);
    [a, b, c, &mut d[..n]]
}

/// out = a ⊙ b
fn product<R: Real>(a: &[R], b: &[R], out: &mut [R]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = a * b;
    }
}
