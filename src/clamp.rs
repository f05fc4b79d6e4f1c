//! Numbers held at a value, whatever would have computed them: the what-if of an experiment.
//!
//! A clamp works as soon as its field is made, so all that follows follows from the clamped value. On the way back it is
//! a constant: its gradient is 0, and so nothing flows into what would have made it.

use std::ops::Range;

use crate::layout::Span;
use crate::real::Real;

/// Neighbouring numbers of a row that are held.
#[derive(Clone, Debug, PartialEq)]
pub struct Clamp<R> {
    /// The step, 1..=steps; `None`: each of them.
    pub step: Option<usize>,
    /// Which numbers of the row.
    pub at: Range<usize>,
    /// What they are held at.
    pub value: R,
}

/// The clamps that work at one step.
#[derive(Clone, Copy, Debug)]
pub struct Clamped<'a, R> {
    all: &'a [Clamp<R>],
    step: usize,
}

impl<'a, R: Real> Clamped<'a, R> {
    /// Those of `all` that hold at `step`.
    #[must_use]
    pub fn at(all: &'a [Clamp<R>], step: usize) -> Clamped<'a, R> {
        Clamped { all, step }
    }

    /// Holds what is clamped of a field that has just been made.
    pub fn hold(self, now: &mut [R], field: Span) {
        if !self.all.is_empty() {
            self.fill(now, field, None);
        }
    }

    /// Makes the gradient of what is clamped 0, once the gradient of its field is complete.
    pub fn cut(self, d_now: &mut [R], field: Span) {
        if !self.all.is_empty() {
            self.fill(d_now, field, Some(R::ZERO));
        }
    }

    #[cold]
    fn fill(self, row: &mut [R], field: Span, with: Option<R>) {
        let field = field.range();
        for clamp in self.all {
            let now = clamp.step.is_none_or(|step| step == self.step);
            if now && field.start <= clamp.at.start && clamp.at.end <= field.end {
                row[clamp.at.clone()].fill(with.unwrap_or(clamp.value));
            }
        }
    }
}
