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
pub mod lstm;

use std::fmt::Debug;

pub use affine::{Linear, Recurrence};

use crate::layout::{Rows, Span};
use crate::real::Real;

/// A recurrent cell over rows. The two halves of a step are apart because what depends on the input alone is cheaper
/// for all steps at once, and so is the gradient of the parameters.
pub trait Cell<R: Real>: Debug {
    /// The output, `hidden x batch` of a row.
    fn h(&self) -> Span;

    /// The bias of the forget gate, where there is one: its start value decides how long a new network remembers.
    fn forget_bias(&self) -> Option<Span>;

    /// The input half, for all `rows` at once: assigns what depends on "x" alone.
    fn forward_input(&self, params: &[R], values: &mut [R], rows: Rows);

    /// Completes `now` from its input half and the state in the row before it.
    fn forward(&self, params: &[R], prev: &[R], now: &mut [R]);

    /// From the gradient of "h" (and "c") in `d_now` to that of the pre-activations, and into the state of `d_prev`.
    fn backward(&self, params: &[R], prev: &[R], now: &[R], d_prev: &mut [R], d_now: &mut [R]);

    /// The input half, for all `rows` at once, from the last to the first: adds to `d_params` and to the gradient of
    /// "x". Row 0 (the start state) must be in `values` even though it is not among `rows`. `scratch` has room for the
    /// largest field.
    fn backward_input(
        &self,
        params: &[R],
        values: &[R],
        d_params: &mut [R],
        grads: &mut [R],
        rows: Rows,
        scratch: &mut [R],
    );
}
