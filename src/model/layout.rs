//! Names and places in a flat slice.
//!
//! A [`Layout`] is the one table from which everything that has a name is found: a row of a trace has one, the
//! parameters have one, and their gradients share it. It holds no numbers, and it does not know what they mean.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::error::{Code, Error, Result};
use crate::model::formula::{Factor, Formula};

/// A matrix inside a flat slice: `rows x cols`, row-major, no gaps. In a row of a trace a field of `size` units is
/// `size x batch`; among the parameters a map is `outputs x inputs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Place of the first number.
    pub start: usize,
    /// Rows of the matrix.
    pub rows: usize,
    /// Columns of the matrix: neighbours in memory.
    pub cols: usize,
}

impl Span {
    /// How many numbers.
    #[must_use]
    pub fn len(self) -> usize {
        self.rows * self.cols
    }

    /// Has no numbers.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Where they are.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.start + self.len()
    }

    /// These numbers of a flat slice as a matrix, `rows x cols`.
    ///
    /// # Panics
    /// If the slice ends before the span does.
    #[must_use]
    pub fn view<R>(self, numbers: &[R]) -> ArrayView2<'_, R> {
        let own = &numbers[self.range()];
        ArrayView2::from_shape((self.rows, self.cols), own).expect("a span is its shape")
    }

    /// As [`Span::view`], to write.
    ///
    /// # Panics
    /// As [`Span::view`].
    #[must_use]
    pub fn view_mut<R>(self, numbers: &mut [R]) -> ArrayViewMut2<'_, R> {
        let own = &mut numbers[self.range()];
        ArrayViewMut2::from_shape((self.rows, self.cols), own).expect("a span is its shape")
    }

    /// The same columns, but only the first `rows`.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub fn first(self, rows: usize) -> Span {
        assert!(rows <= self.rows, "{rows} rows of {}", self.rows);
        Span { rows, ..self }
    }

    /// All from `self` to `last` as one span. Everything between must have the same columns.
    #[must_use]
    pub fn to(self, last: Span) -> Span {
        debug_assert_eq!(self.cols, last.cols);
        Span {
            rows: (last.start + last.len() - self.start) / self.cols,
            ..self
        }
    }
}

/// Steps `first..=last` of a trace, whose rows lie one after the other in memory.
#[derive(Clone, Copy, Debug)]
pub struct StepRange {
    /// Numbers in a row.
    pub width: usize,
    /// The first step.
    pub first: usize,
    /// The last step.
    pub last: usize,
}

impl StepRange {
    /// Where the numbers of these steps are.
    #[must_use]
    pub fn numbers(self) -> Range<usize> {
        self.first * self.width..(self.last + 1) * self.width
    }

    /// How many steps.
    #[must_use]
    pub fn count(self) -> usize {
        self.last + 1 - self.first
    }
}

/// What kind of number a field holds: it decides how a page draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// What the sequence brings.
    Input,
    /// A sum before its squashing function.
    PreActivation,
    /// A gate, 0..1.
    Gate,
    /// A candidate for the state, -1..1.
    Candidate,
    /// What is carried to the next step.
    State,
    /// A state on its way out: squashed to -1..1, or let through by a gate.
    Squashed,
    /// The output of the read-out, before the link function.
    Output,
    /// A matrix to be learnt.
    Weight,
    /// A matrix to be learnt that is applied to a state of the step before.
    RecurrentWeight,
    /// A column to be learnt, added.
    Bias,
    /// A column to be learnt, multiplied with a state number by number.
    Peephole,
}

/// A named span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Canonical name, such as `z_f` or `W_f`.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Where it is.
    pub span: Span,
    /// The formula that it is computed by; `None` for what is given (inputs, parameters).
    pub formula: Option<Formula>,
}

impl Field {
    /// All factors of its formula.
    pub fn factors(&self) -> impl Iterator<Item = &Factor> {
        self.formula.iter().flat_map(Formula::factors)
    }

    /// The columns of a matrix to be learnt; `None` for all else.
    #[must_use]
    pub fn matrix(&self) -> Option<usize> {
        matches!(self.kind, Kind::Weight | Kind::RecurrentWeight).then_some(self.span.cols)
    }
}

/// The fields of a flat slice, in order, without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    fields: Vec<Field>,
    len: usize,
}

impl Layout {
    /// Appends a field of `rows x cols` numbers, with the formula that it is computed by if it is not given. Says where it
    /// is.
    pub fn push(
        &mut self,
        name: impl Into<String>,
        kind: Kind,
        [rows, cols]: [usize; 2],
        formula: Option<Formula>,
    ) -> Span {
        let span = Span {
            start: self.len,
            rows,
            cols,
        };
        self.len += span.len();
        self.fields.push(Field {
            name: name.into(),
            kind,
            span,
            formula,
        });
        span
    }

    /// All fields, in the order of memory.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Numbers in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Has no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Is a matrix of this name among these parameters?
    #[must_use]
    pub fn has_matrix(&self, name: &str) -> bool {
        self.field(name).and_then(Field::matrix).is_some()
    }

    /// For each field of this row: is it used exactly once, number by number and in the same step? Then its gradient is a
    /// single term, which can be assigned; otherwise it is a sum, which is added to. `params` tells which names are matrices.
    #[must_use]
    pub fn single_use(&self, params: &Layout) -> Vec<bool> {
        // A use whose gradient cannot be assigned (by a matrix, or in the next step) counts as two.
        let mut uses = vec![0; self.fields.len()];
        let formulas = self
            .fields
            .iter()
            .filter_map(|field| field.formula.as_ref());
        for term in formulas.flat_map(|formula| &formula.terms) {
            let mapped = params.has_matrix(&term[0].name);
            for factor in term {
                let used = self
                    .fields
                    .iter()
                    .position(|field| field.name == factor.name);
                if let Some(at) = used {
                    uses[at] += if mapped || factor.before { 2 } else { 1 };
                }
            }
        }
        uses.into_iter().map(|uses| uses == 1).collect()
    }

    /// The span of this name.
    ///
    /// # Errors
    /// [`Code::Choice`], listing the names there are.
    pub fn find(&self, name: &str) -> Result<Span> {
        let field = self.field(name);
        field.map(|field| field.span).ok_or_else(|| {
            let names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
            Error::new(Code::Choice, "name", name).with("names", names)
        })
    }
}

/// Some fields of a row, borrowed apart so that each can be written.
///
/// # Panics
/// If the spans do not come in the order of memory.
#[inline(always)]
pub fn fields_mut<R, const N: usize>(row: &mut [R], spans: [Span; N]) -> [&mut [R]; N] {
    let mut fields: [&mut [R]; N] = std::array::from_fn(|_| Default::default());
    let (mut rest, mut at) = (row, 0);
    for (field, span) in fields.iter_mut().zip(spans) {
        let (_, from) = std::mem::take(&mut rest).split_at_mut(span.start - at);
        (*field, rest) = from.split_at_mut(span.len());
        at = span.start + span.len();
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_where_they_were_pushed() {
        let mut layout = Layout::default();
        let a = layout.push("a", Kind::Weight, [2, 3], None);
        let b = layout.push("b", Kind::Bias, [2, 1], None);
        let numbers: Vec<f32> = (0..8).map(|k| k as f32).collect();
        assert_eq!(layout.len(), 8);
        assert_eq!([layout.find("a"), layout.find("b")], [Ok(a), Ok(b)]);
        assert_eq!(a.view(&numbers)[[1, 0]], 3.0);
        assert_eq!(b.view(&numbers)[[1, 0]], 7.0);
    }

    #[test]
    fn a_wrong_name_lists_the_right_ones() {
        let mut layout = Layout::default();
        layout.push("h", Kind::State, [1, 1], None);
        layout.push("c", Kind::State, [1, 1], None);
        let error = layout.find("q").unwrap_err();
        assert_eq!(error.to_string(), "name must be one of h, c, got q");
    }
}
