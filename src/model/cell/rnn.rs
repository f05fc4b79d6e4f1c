//! The plain recurrent network: the formulas stand where the fields get their places, h' is that of the step before.
//!
//! Sources: Elman, "Finding Structure in Time", Cognitive Science 14(2), 1990, with tanh for
//! his logistic function; for the rectifier Le, Jaitly & Hinton, "A Simple Way to Initialize Recurrent Networks of
//! Rectified Linear Units", 2015.

use super::elementwise::{d_relu, d_tanh, relu, squash};
use super::{Cell, LayerBuilder, Linear, Params, Recurrence};
use crate::model::clamp::StepClamps;
use crate::model::layout::{Kind, Span, StepRange, fields_mut};
use crate::numbers::real::Real;

/// What can be varied in an [`Rnn`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// h = max(z, 0) instead of tanh(z). Default: false.
    pub relu: bool,
}

/// A plain recurrent layer: where its numbers are, and the arithmetic between them.
#[derive(Clone, Copy, Debug)]
pub struct Rnn {
    input: Linear,
    recurrence: Recurrence,
    z: Span,
    h: Span,
    relu: bool,
}

impl Rnn {
    /// Gives the layer its places: parameters `W_h U_h b_h`, fields `z_h h`.
    pub fn new(layer: &mut LayerBuilder<'_>, hidden: usize, options: Options) -> Rnn {
        let x = layer.x;
        let w = layer.param("W_h", Kind::Weight, [hidden, x.rows]);
        let u = layer.param("U_h", Kind::RecurrentWeight, [hidden, hidden]);
        let b = layer.param("b_h", Kind::Bias, [hidden, 1]);
        let squash = if options.relu { "relu" } else { "tanh" };
        let z = "W_h x + U_h h' + b_h";
        let z = layer.field("z_h", Kind::PreActivation, hidden, z);
        let h = layer.field("h", Kind::State, hidden, &format!("{squash}(z_h)"));
        Rnn {
            input: Linear {
                x,
                z,
                w,
                b: Some(b),
            },
            recurrence: Recurrence { h, z, u, b: None },
            z,
            h,
            relu: options.relu,
        }
    }
}

impl<R: Real> Cell<R> for Rnn {
    fn h(&self) -> Span {
        self.h
    }

    fn matrices(&self) -> Vec<Span> {
        vec![self.input.w, self.recurrence.u]
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
        self.recurrence.forward(params, prev, now);
        clamped.hold(now, self.z);
        squash(now, self.z, self.h, if self.relu { relu } else { R::tanh });
        clamped.hold(now, self.h);
    }

    /// ```text
    /// d_z_h = d_h ⊙ (1 - h²)      (with `relu`: d_h where h > 0)
    /// d_h' += U_hᵀ d_z_h
    /// ```
    fn backward(
        &self,
        params: &[R],
        _prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        clamped.cut(d_now, self.h);
        let [d_z, d_h] = fields_mut(d_now, [self.z, self.h]);
        let slope = if self.relu { d_relu } else { d_tanh };
        slope(d_h, &now[self.h.range()], d_z);
        clamped.cut(d_now, self.z);
        self.recurrence.backward(params, d_prev, d_now);
    }

    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        self.recurrence
            .backward_params(values, d_params, grads, steps, scratch);
        self.input
            .backward_params(values, d_params, grads, steps, scratch);
    }

    fn backward_input(&self, params: &[R], grads: &mut [R], steps: StepRange) {
        self.input.backward_input(params, grads, steps);
    }
}
