//! Clamps: units that are held at a value instead of being computed.
//!
//! In the forward pass a clamp is written as soon as its field is computed, so that all that is computed from the field
//! uses it. In the backward pass it is a constant: its gradient is 0, and nothing flows on to what the unit would have been
//! computed from.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::model::layout::{Layout, Span};
use crate::numbers::real::Real;

/// A clamp in a row of a layout: the numbers of its unit, one for each sequence of the batch.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedClamp<R> {
    /// The step, 1..=steps; `None`: each of them.
    pub step: Option<usize>,
    /// The numbers of the row that are held.
    pub at: Range<usize>,
    /// The value that they are held at.
    pub value: R,
}

/// A unit of a field that is held at a value, in all sequences of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clamp {
    /// The field.
    pub name: String,
    /// Its unit, from 0.
    pub unit: usize,
    /// The step, 1..=steps; `None`: each of them.
    pub step: Option<usize>,
    /// The value that it is held at.
    pub value: f64,
}

impl<R: Real> PlacedClamp<R> {
    /// Finds the unit in a row of this layout, of a trace of so many steps.
    ///
    /// # Errors
    /// [`Code::Choice`], [`Code::WholeNumber`] or [`Code::NotFinite`].
    pub(crate) fn new(row: &Layout, steps: usize, clamp: &Clamp) -> Result<PlacedClamp<R>> {
        let span = row.find(&clamp.name)?;
        if clamp.unit >= span.rows {
            let error = Error::new(Code::WholeNumber, "unit", clamp.unit);
            return Err(error.with("min", 0.0).with("max", span.rows - 1));
        }
        if let Some(step) = clamp.step
            && !(1..=steps).contains(&step)
        {
            let error = Error::new(Code::WholeNumber, "step", step);
            return Err(error.with("min", 1.0).with("max", steps));
        }
        let value = R::of(clamp.value);
        if !value.f64().is_finite() {
            return Err(Error::new(
                Code::NotFinite,
                "value",
                decimal::text(clamp.value),
            ));
        }
        let start = span.start + clamp.unit * span.cols;
        Ok(PlacedClamp {
            step: clamp.step,
            at: start..start + span.cols,
            value,
        })
    }

    /// The clamp by name, in a row of this layout.
    pub(crate) fn named(&self, row: &Layout) -> Clamp {
        let own = |span: Span| span.range().contains(&self.at.start);
        let field = row.fields().iter().find(|field| own(field.span));
        let field = field.expect("a clamp is of a field");
        Clamp {
            name: field.name.clone(),
            unit: (self.at.start - field.span.start) / field.span.cols,
            step: self.step,
            value: self.value.f64(),
        }
    }

    /// Whether both hold the same unit at the same step.
    pub(crate) fn same_place(&self, other: &PlacedClamp<R>) -> bool {
        (self.step, &self.at) == (other.step, &other.at)
    }
}

/// The clamps of one step.
#[derive(Clone, Copy, Debug)]
pub struct StepClamps<'a, R> {
    all: &'a [PlacedClamp<R>],
    step: usize,
}

impl<'a, R: Real> StepClamps<'a, R> {
    /// Those of `all` that apply at `step`.
    #[must_use]
    pub fn at(all: &'a [PlacedClamp<R>], step: usize) -> StepClamps<'a, R> {
        StepClamps { all, step }
    }

    /// Writes the clamped units of a field that has just been computed.
    pub fn hold(self, now: &mut [R], field: Span) {
        if !self.all.is_empty() {
            self.fill(now, field, None);
        }
    }

    /// Sets the gradient of the clamped units of a field to 0, once the field's gradient is complete.
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
