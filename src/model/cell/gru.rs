//! The gated recurrent unit: reset gate r, update gate z, candidate n, output and state h. The formulas stand where the
//! fields get their places; h' is that of the step before.
//!
//! Sources: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder", EMNLP
//! 2014, equations 5–8, which resets before the product; the form that resets after it, with a bias of its own, is that
//! of cuDNN and so of PyTorch. It computes U h' for all three at once.

use super::elementwise::{add_elementwise, d_sigmoid, d_tanh, product, squash};
use super::{Cell, LayerBuilder, Linear, Params, Recurrence};
use crate::model::clamp::StepClamps;
use crate::model::layout::{Kind, Span, StepRange, fields_mut};
use crate::numbers::real::{Real, drop_tiny};

/// What can be varied in a [`Gru`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Resets h' before it is multiplied with `U_n`, not after. Default: false.
    pub reset_before: bool,
}

/// A GRU layer: where its numbers are, and the arithmetic between them.
#[derive(Clone, Copy, Debug)]
pub struct Gru {
    /// `W_r W_z W_n`
    input: Linear,
    /// `U_r U_z`
    gates: Recurrence,
    /// `U_n`
    candidate: Candidate,
    q: Span,
    z_z: Span,
    z_r: Span,
    z_n: Span,
    r: Span,
    z: Span,
    n: Span,
    h: Span,
}

/// How the old output reaches the candidate.
#[derive(Clone, Copy, Debug)]
enum Candidate {
    /// q = `U_n` h' + `c_n`, and r ⊙ q is added.
    ResetAfter(Recurrence),
    /// q = r ⊙ h', and `U_n` q is added.
    ResetBefore(Linear),
}

impl Gru {
    /// Gives the layer its places: parameters W, U, b for r z n (and `c_n`), row fields from `q` to `h`. The gates of a
    /// kind are neighbours, in PyTorch's order, so that one product serves them all; q comes first because either form
    /// can then write what follows from it.
    pub fn new(layer: &mut LayerBuilder<'_>, hidden: usize, options: Options) -> Gru {
        let x = layer.x;
        let gates = ["r", "z", "n"];
        let square = [hidden, hidden];
        let [w, _, w_n] =
            gates.map(|k| layer.param(&format!("W_{k}"), Kind::Weight, [hidden, x.rows]));
        let [u, u_z, u_n] =
            gates.map(|k| layer.param(&format!("U_{k}"), Kind::RecurrentWeight, square));
        let [b, _, b_n] = gates.map(|k| layer.param(&format!("b_{k}"), Kind::Bias, [hidden, 1]));
        let c_n = (!options.reset_before).then(|| layer.param("c_n", Kind::Bias, [hidden, 1]));
        // What the old output says to the candidate, and where the reset gate stands.
        let [q, z_n] = if options.reset_before {
            ["r * h'", "W_n x + b_n + U_n q"]
        } else {
            ["U_n h' + c_n", "W_n x + b_n + r * q"]
        };
        let mut sum = |name: &str, text: &str| layer.field(name, Kind::PreActivation, hidden, text);
        let q = sum("q", q);
        let z_r = sum("z_r", "W_r x + U_r h' + b_r");
        let z_z = sum("z_z", "W_z x + U_z h' + b_z");
        let z_n = sum("z_n", z_n);
        let r = layer.field("r", Kind::Gate, hidden, "σ(z_r)");
        let z = layer.field("z", Kind::Gate, hidden, "σ(z_z)");
        let n = layer.field("n", Kind::Candidate, hidden, "tanh(z_n)");
        // Of the old output stays as much as the update gate says.
        let h = layer.field("h", Kind::State, hidden, "(1 - z) * n + z * h'");
        let candidate = match c_n {
            Some(_) => Candidate::ResetAfter(Recurrence {
                h,
                z: q,
                u: u_n,
                b: c_n,
            }),
            None => Candidate::ResetBefore(Linear {
                x: q,
                z: z_n,
                w: u_n,
                b: None,
            }),
        };
        Gru {
            input: Linear {
                x,
                z: z_r.to(z_n),
                w: w.to(w_n),
                b: Some(b.to(b_n)),
            },
            gates: Recurrence {
                h,
                z: z_r.to(z_z),
                u: u.to(u_z),
                b: None,
            },
            candidate,
            q,
            z_z,
            z_r,
            z_n,
            r,
            z,
            n,
            h,
        }
    }
}

impl<R: Real> Cell<R> for Gru {
    fn h(&self) -> Span {
        self.h
    }

    fn matrices(&self) -> Vec<Span> {
        let candidate = match self.candidate {
            Candidate::ResetAfter(old) => old.u,
            Candidate::ResetBefore(old) => old.w,
        };
        vec![self.input.w, self.gates.u, candidate]
    }

    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], steps: StepRange) {
        self.input.forward(params, values, steps);
    }

    fn forward(
        &self,
        params: Params<'_, R>,
        prev: &[R],
        now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        let h_prev = &prev[self.h.range()];

        self.gates.forward(params, prev, now);
        clamped.hold(now, self.gates.z);
        squash(now, self.gates.z, self.r.to(self.z), R::sigmoid);
        clamped.hold(now, self.r.to(self.z));

        match self.candidate {
            Candidate::ResetAfter(old) => {
                old.forward(params, prev, now);
                clamped.hold(now, self.q);
                let [q, z_n, r] = fields_mut(now, [self.q, self.z_n, self.r]);
                add_elementwise(r, q, z_n);
            }
            Candidate::ResetBefore(old) => {
                let [q, r] = fields_mut(now, [self.q, self.r]);
                product(r, h_prev, q);
                clamped.hold(now, self.q);
                old.add_row(params, now);
            }
        }
        clamped.hold(now, self.z_n);
        squash(now, self.z_n, self.n, R::tanh);
        clamped.hold(now, self.n);

        let [z, n, h] = fields_mut(now, [self.z, self.n, self.h]);
        for (((h, &z), &n), &h_prev) in h.iter_mut().zip(&*z).zip(&*n).zip(h_prev) {
            *h = (R::ONE - z) * n + z * h_prev;
        }
        clamped.hold(now, self.h);
    }

    /// ```text
    /// d_n = d_h ⊙ (1 - z)         d_z = d_h ⊙ (h' - n)        d_h' += d_h ⊙ z
    /// d_z_n = d_n ⊙ (1 - n²)
    /// d_q = d_z_n ⊙ r             d_r = d_z_n ⊙ q             d_h' += U_nᵀ d_q
    /// (with `reset_before`: d_q = U_nᵀ d_z_n, d_r = d_q ⊙ h', d_h' += d_q ⊙ r)
    /// d_z_r = d_r ⊙ r ⊙ (1 - r)   d_z_z = d_z ⊙ z ⊙ (1 - z)   d_h' += U_rᵀ d_z_r + U_zᵀ d_z_z
    /// ```
    fn backward(
        &self,
        params: &[R],
        prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        let value = |span: Span| &now[span.range()];
        let (q, r, z, n) = (value(self.q), value(self.r), value(self.z), value(self.n));
        let h_prev = &prev[self.h.range()];

        clamped.cut(d_now, self.h);
        let [d_z, d_n, d_h] = fields_mut(d_now, [self.z, self.n, self.h]);
        for (((d_n, &d_h), &z), d_z) in d_n.iter_mut().zip(&*d_h).zip(z).zip(&mut *d_z) {
            *d_n = d_h * (R::ONE - z);
            *d_z = d_h;
        }
        for ((d_z, &h_prev), &n) in d_z.iter_mut().zip(h_prev).zip(n) {
            *d_z *= h_prev - n;
        }
        add_elementwise(d_h, z, &mut d_prev[self.h.range()]);
        clamped.cut(d_now, self.z.to(self.n));

        let [d_z_n, d_n] = fields_mut(d_now, [self.z_n, self.n]);
        d_tanh(d_n, n, d_z_n);
        clamped.cut(d_now, self.z_n);

        match self.candidate {
            Candidate::ResetAfter(old) => {
                let [d_q, d_z_n, d_r] = fields_mut(d_now, [self.q, self.z_n, self.r]);
                product(d_z_n, r, d_q);
                product(d_z_n, q, d_r);
                clamped.cut(d_now, self.q);
                old.backward(params, d_prev, d_now);
            }
            Candidate::ResetBefore(old) => {
                old.backward_row(params, d_now);
                clamped.cut(d_now, self.q);
                let [d_q, d_r] = fields_mut(d_now, [self.q, self.r]);
                product(d_q, h_prev, d_r);
                add_elementwise(d_q, r, &mut d_prev[self.h.range()]);
            }
        }
        clamped.cut(d_now, self.r);
        // h' - n is next to nothing where the state rests, and q where it has decayed.
        drop_tiny(&mut d_now[self.r.to(self.z).range()]);

        let [d_z_r, d_z_z, d_r, d_z] = fields_mut(d_now, [self.z_r, self.z_z, self.r, self.z]);
        d_sigmoid(d_r, r, d_z_r);
        d_sigmoid(d_z, z, d_z_z);
        clamped.cut(d_now, self.gates.z);
        self.gates.backward(params, d_prev, d_now);
    }

    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        match self.candidate {
            Candidate::ResetAfter(old) => {
                old.backward_params(values, d_params, grads, steps, scratch);
            }
            Candidate::ResetBefore(old) => {
                old.backward_params(values, d_params, grads, steps, scratch);
            }
        }
        self.gates
            .backward_params(values, d_params, grads, steps, scratch);
        self.input
            .backward_params(values, d_params, grads, steps, scratch);
    }

    fn backward_input(&self, params: &[R], grads: &mut [R], steps: StepRange) {
        self.input.backward_input(params, grads, steps);
    }
}
