//! Recurrent cells: pure arithmetic over flat slices.
//!
//! A cell owns no numbers. When it is made it gives its fields a place in a row and among the parameters; after that
//! it reads and writes slices. It knows nothing of tasks, losses or optimizers.
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

use crate::model::clamp::StepClamps;
use crate::model::formula::Formula;
use crate::model::layout::{Kind, Layout, Span, StepRange};
use crate::numbers::real::Real;

/// A recurrent cell over rows of a trace; a field of a row is `units x batch`. What depends on the input alone, and the
/// gradient of the parameters, are computed for all steps at once, because that is cheaper; the rest goes step by step.
pub trait Cell<R: Real> {
    /// The output, `hidden x batch` of a row (with a projection, fewer units than hidden).
    fn h(&self) -> Span;

    /// The matrices of its products; neighbours that go into one product are one matrix.
    fn matrices(&self) -> Vec<Span>;

    /// Assigns what depends on "x" alone, in the rows of all `steps`.
    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], steps: StepRange);

    /// Computes the rest of a row, `now`, from that and from the state in the row before, `prev`.
    fn forward(&self, params: Params<'_, R>, prev: &[R], now: &mut [R], clamped: StepClamps<'_, R>);

    /// From the gradient of "h" (and "c") in `d_now` to that of the pre-activations, which is assigned, and of the state in
    /// `d_prev`, which is added to.
    fn backward(
        &self,
        params: &[R],
        prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: StepClamps<'_, R>,
    );

    /// Adds to `d_params` the gradient of the parameters from all `steps`, from the last to the first. `values` and `grads`
    /// are all rows of a trace, as the row before the first step is read too. `scratch` has room for the largest field and
    /// the largest parameter.
    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    );

    /// Adds to the gradient of "x" in the rows of all `steps`.
    fn backward_input(&self, params: &[R], grads: &mut [R], steps: StepRange);
}

/// Lays out a layer of a network: the cell names its fields and parameters, the network says what stands before the names
/// and what the input is.
#[derive(Debug)]
pub struct LayerBuilder<'a> {
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

impl LayerBuilder<'_> {
    /// Adds a parameter: a matrix is `outputs x inputs`, a bias or a peephole `units x 1`.
    pub fn param(&mut self, name: &str, kind: Kind, sizes: [usize; 2]) -> Span {
        let name = format!("{}{name}", self.prefix);
        self.params.push(name, kind, sizes, None)
    }

    /// Adds a field to the row, `units x batch`, with its formula as a text ([`Formula::of`]). Names are those of the layer;
    /// "x" is its input.
    ///
    /// # Panics
    /// If the text is no formula.
    pub fn field(&mut self, name: &str, kind: Kind, units: usize, formula: &str) -> Span {
        self.computed(name, kind, units, Formula::of(formula))
    }

    /// As [`LayerBuilder::field`], with the formula itself.
    pub fn computed(&mut self, name: &str, kind: Kind, units: usize, formula: Formula) -> Span {
        let formula = formula.renamed(|name| match name {
            "x" => self.x_name.to_owned(),
            own => format!("{}{own}", self.prefix),
        });
        let name = format!("{}{name}", self.prefix);
        let sizes = [units, self.x.cols];
        self.row.push(name, kind, sizes, Some(formula))
    }
}
