//! Numbers held at a value, whatever would have computed them: the what-if of an experiment.
//!
//! A clamp works as soon as its field is made, so all that follows follows from the clamped value. On the way back it is
//! a constant: its gradient is 0, and so nothing flows into what would have made it.

use std::ops::Range;

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::model::layout::{Layout, Span};
use crate::numbers::real::Real;

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

/// A clamp by name: one unit of a field, of all sequences.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The field.
    pub name: String,
    /// Its unit, from 0.
    pub unit: usize,
    /// The step, 1..=steps; `None`: each of them.
    pub step: Option<usize>,
    /// What it is held at.
    pub value: f64,
}

impl<R: Real> Clamp<R> {
    /// What `held` names, in a row of this layout, of so many steps.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::WholeNumber`] or [`Code::NotFinite`].
    pub(crate) fn new(row: &Layout, steps: usize, held: &Held) -> Result<Clamp<R>> {
        let span = row.find(&held.name)?;
        if held.unit >= span.rows {
            let error = Error::new(Code::WholeNumber, "unit", held.unit);
            return Err(error.with("min", 0.0).with("max", span.rows - 1));
        }
        if let Some(step) = held.step
            && !(1..=steps).contains(&step)
        {
            let error = Error::new(Code::WholeNumber, "step", step);
            return Err(error.with("min", 1.0).with("max", steps));
        }
        let value = R::of(held.value);
        if !value.f64().is_finite() {
            return Err(Error::new(
                Code::NotFinite,
                "value",
                decimal::text(held.value),
            ));
        }
        let start = span.start + held.unit * span.cols;
        Ok(Clamp {
            step: held.step,
            at: start..start + span.cols,
            value,
        })
    }

    /// By name.
    pub(crate) fn held(&self, row: &Layout) -> Held {
        let own = |span: Span| span.range().contains(&self.at.start);
        let field = row.fields().iter().find(|field| own(field.span));
        let field = field.expect("a clamp is of a field");
        Held {
            name: field.name.clone(),
            unit: (self.at.start - field.span.start) / field.span.cols,
            step: self.step,
            value: self.value.f64(),
        }
    }

    /// Is it of the same numbers at the same step?
    pub(crate) fn same_place(&self, other: &Clamp<R>) -> bool {
        (self.step, &self.at) == (other.step, &other.at)
    }
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
