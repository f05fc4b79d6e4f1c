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
pub mod equations;
pub mod gru;
pub mod interpreter;
pub mod lstm;
pub mod rnn;

pub use affine::{Linear, Params, Recurrence};

use crate::model::clamp::Clamped;
use crate::model::formula::Formula;
use crate::model::layout::{Kind, Layout, Rows, Span};
use crate::numbers::real::Real;

/// A recurrent cell over rows. The two halves of a step are apart because what depends on the input alone is cheaper
/// for all steps at once, and so is the gradient of the parameters.
pub trait Cell<R: Real> {
    /// The output, `hidden x batch` of a row (with a projection, fewer units than hidden).
    fn h(&self) -> Span;

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
    /// A parameter: matrices have `[rows, columns]`, biases and peepholes one column.
    pub fn param(&mut self, name: &str, kind: Kind, sizes: [usize; 2]) -> Span {
        let name = format!("{}{name}", self.prefix);
        self.params.push(name, kind, sizes, None)
    }

    /// A field of the row, with its formula as a text ([`Formula::of`]). Names are those of the layer; "x" is its input.
    ///
    /// # Panics
    /// If the text is no formula.
    pub fn field(&mut self, name: &str, kind: Kind, units: usize, formula: &str) -> Span {
        self.made(name, kind, units, Formula::of(formula))
    }

    /// As [`Places::field`], with the formula itself.
    pub fn made(&mut self, name: &str, kind: Kind, units: usize, formula: Formula) -> Span {
        let formula = formula.renamed(|name| match name {
            "x" => self.x_name.to_owned(),
            own => format!("{}{own}", self.prefix),
        });
        let name = format!("{}{name}", self.prefix);
        let sizes = [units, self.x.cols];
        self.row.push(name, kind, sizes, Some(formula))
    }
}
