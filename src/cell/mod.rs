//! Recurrent cells: pure arithmetic over flat slices.
//!
//! A cell owns no numbers. When it is made it gives its fields a place in a row and among the parameters; after that
//! it reads and writes slices. It has never heard of tasks, losses or optimizers.
//!
//! Two rules make several cells and options safe together:
//! - a span with several consumers (`x`, `h`, `c`) has its gradient *added to*; a span with one (gates, `z_*`) has it
//!   *assigned*. Only [`crate::Trace`] clears gradients.
//! - the forward pass only assigns, or adds to what it has just assigned, so it may be run again.

mod affine;
mod elementwise;
pub mod gru;
pub mod lstm;
pub mod rnn;

use std::fmt::Debug;

pub use affine::{Linear, Params, Recurrence};

use crate::clamp::Clamped;
use crate::layout::{Kind, Layout, Rows, Span};
use crate::real::Real;

/// A recurrent cell over rows. The two halves of a step are apart because what depends on the input alone is cheaper
/// for all steps at once, and so is the gradient of the parameters.
pub trait Cell<R: Real>: Debug {
    /// The output, `hidden x batch` of a row (with a projection, fewer units than hidden).
    fn h(&self) -> Span;

    /// The state that is carried beside h, where there is one.
    fn c(&self) -> Option<Span>;

    /// The bias of the gate that says how much of the old state stays, where there is one: its start value decides how
    /// long a new network remembers.
    fn forget_bias(&self) -> Option<Span>;

    /// The matrices of its products; neighbours that go into one product are one matrix.
    fn matrices(&self) -> Vec<Span>;

    /// The input half, for all `rows` at once: assigns what depends on "x" alone.
    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], rows: Rows);

    /// Completes `now` from its input half and the state in the row before it.
    fn forward(&self, params: Params<'_, R>, prev: &[R], now: &mut [R], clamped: Clamped<'_, R>);

    /// From the gradient of "h" (and "c") in `d_now` to that of the pre-activations, and into the state of `d_prev`.
    fn backward(
        &self,
        params: &[R],
        prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: Clamped<'_, R>,
    );

    /// The gradient of the parameters, for all `rows` at once, from the last to the first: adds to `d_params`. The row
    /// before `rows` must be in `values` too. `scratch` has room for the largest field and the largest parameter.
    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        rows: Rows,
        scratch: &mut [R],
    );

    /// The gradient of the input, for all `rows` at once: adds to that of "x".
    fn backward_input(&self, params: &[R], grads: &mut [R], rows: Rows);
}

/// Where a layer puts its fields: it names them, the network says what stands before the names and what its input is.
#[derive(Debug)]
pub struct Places<'a> {
    /// The parameters of the network.
    pub params: &'a mut Layout,
    /// The row of the network.
    pub row: &'a mut Layout,
    /// Before each name: "" or "l1." and so on.
    pub prefix: &'a str,
    /// The input of the layer.
    pub x: Span,
    /// Its whole name: "x", or that of the output below.
    pub x_name: &'a str,
}

impl Places<'_> {
    /// A matrix on the input, such as `W_f`.
    pub fn weight(&mut self, name: &str, rows: usize, cols: usize) -> Span {
        self.param(name, Kind::Weight, rows, cols)
    }

    /// A matrix on the output of the step before, such as `U_f`.
    pub fn recurrent_weight(&mut self, name: &str, rows: usize, cols: usize) -> Span {
        self.param(name, Kind::RecurrentWeight, rows, cols)
    }

    /// A column of numbers to be added.
    pub fn bias(&mut self, name: &str, rows: usize) -> Span {
        self.param(name, Kind::Bias, rows, 1)
    }

    /// A column of numbers to be multiplied with a state.
    pub fn peephole(&mut self, name: &str, rows: usize) -> Span {
        self.param(name, Kind::Peephole, rows, 1)
    }

    fn param(&mut self, name: &str, kind: Kind, rows: usize, cols: usize) -> Span {
        self.params
            .push(format!("{}{name}", self.prefix), kind, rows, cols)
    }

    /// A field of the row: `from` what it is made and with how many `operations` a number
    /// ([`crate::layout::Field`]).
    pub fn field(
        &mut self,
        name: &str,
        kind: Kind,
        units: usize,
        from: &[&str],
        operations: usize,
    ) -> Span {
        let whole = |name: &&str| match *name {
            "x" => self.x_name.to_owned(),
            own => format!("{}{own}", self.prefix),
        };
        let from = from.iter().map(whole).collect();
        let name = format!("{}{name}", self.prefix);
        self.row
            .push_made(name, kind, units, self.x.cols, from, operations)
    }
}
