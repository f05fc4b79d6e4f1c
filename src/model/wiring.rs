//! The wiring of a network that is known by its formulas alone: what must hold of a row and its parameters so that the
//! formulas can be followed, forward and back. A schema that was changed by hand is refused here.

use crate::error::{Code, Error, Result};
use crate::model::formula::{Factor, Formula};
use crate::model::layout::{Field, Kind, Layout};

/// Refuses what no network has, by the first field or parameter that misfits (the key) and what of it does.
///
/// # Errors
/// [`Code::Schema`].
pub fn check(row: &Layout, params: &Layout) -> Result<()> {
    let all = || row.fields().iter().chain(params.fields());
    for (k, field) in all().enumerate() {
        if all().take(k).any(|before| before.name == field.name) {
            return Err(Error::new(Code::Schema, "name", &field.name));
        }
    }
    let refuse = |field: &Field, what: String| Err(Error::new(Code::Schema, &*field.name, what));
    let sizes = |field: &Field| format!("{} x {}", field.span.rows, field.span.cols);
    for param in params.fields() {
        let lawful = match param.matrix() {
            Some(columns) => columns > 0,
            None => param.span.cols == 1,
        };
        if param.span.rows == 0 || !lawful {
            return refuse(param, sizes(param));
        }
    }
    let Some((x, computed)) = row.fields().split_first() else {
        return Err(Error::new(Code::Schema, "row", "nothing"));
    };
    if x.name != "x" || x.kind == Kind::Output {
        return Err(Error::new(Code::Schema, "x", &x.name));
    }
    if let Some(formula) = &x.formula {
        return refuse(x, text(formula, params));
    }
    let wiring = Wiring { row, params };
    for field in row.fields() {
        if field.span.rows == 0 || field.span.cols != x.span.cols.max(1) {
            return refuse(field, sizes(field));
        }
    }
    for (k, field) in computed.iter().enumerate() {
        if field.kind == Kind::Output && k + 1 < computed.len() {
            return refuse(field, "output".to_owned());
        }
        match &field.formula {
            None => return refuse(field, "nothing".to_owned()),
            Some(formula) if !wiring.allows(field, formula) => {
                return refuse(field, text(formula, params));
            }
            Some(_) => {}
        }
    }
    // Field by field, as often as one can be computed from those that are.
    let mut waiting: Vec<&Field> = computed.iter().collect();
    while !waiting.is_empty() {
        let ready = |field: &&Field| {
            let mut now = field.factors().filter(|factor| !factor.before);
            !now.any(|factor| waiting.iter().any(|field| field.name == factor.name))
        };
        let Some(next) = waiting.iter().position(ready) else {
            let circle = waiting[0];
            let formula = circle.formula.iter().map(|formula| text(formula, params));
            return refuse(circle, formula.collect());
        };
        waiting.remove(next);
    }
    Ok(())
}

/// A formula as one would type it; a term of nothing is left out.
fn text(formula: &Formula, params: &Layout) -> String {
    let mut formula = formula.clone();
    formula.terms.retain(|term| !term.is_empty());
    formula.text(|name| params.has_matrix(name))
}

/// Where the names of formulas are found.
struct Wiring<'a> {
    row: &'a Layout,
    params: &'a Layout,
}

impl Wiring<'_> {
    /// May z be computed so? A squash is that of one field; what is summed are matrices applied to fields, and products.
    fn allows(&self, z: &Field, formula: &Formula) -> bool {
        let terms = &formula.terms;
        match formula.squash {
            None => !terms.is_empty() && terms.iter().all(|term| self.allows_term(z, term)),
            Some(_) => match &terms.concat()[..] {
                [of] => {
                    let found = self.whole_field(z, of);
                    terms.len() == 1 && found.is_some_and(|field| field.span.rows == z.span.rows)
                }
                _ => false,
            },
        }
    }

    fn allows_term(&self, z: &Field, term: &[Factor]) -> bool {
        let column = |factor: &Factor| {
            let field = match self.params.field(&factor.name) {
                Some(param) if param.matrix().is_some() || factor.before => None,
                Some(param) => Some(param),
                None => self.field(factor),
            };
            field.is_some_and(|field| field.span.rows == z.span.rows)
        };
        match term {
            [] => false,
            [matrix, of] if self.params.has_matrix(&matrix.name) => {
                let matrix = self
                    .params
                    .field(&matrix.name)
                    .filter(|_| !matrix.before && !matrix.complement);
                let of = self.whole_field(z, of);
                matrix.zip(of).is_some_and(|(matrix, of)| {
                    (matrix.span.rows, matrix.span.cols) == (z.span.rows, of.span.rows)
                })
            }
            product => {
                let learnt = |factor: &&Factor| self.params.field(&factor.name).is_some();
                product.iter().filter(learnt).count() <= 1 && product.iter().all(column)
            }
        }
    }

    /// The field of a factor, if formulas may use it: the input only in its own step, and what the loss looks at not at all.
    fn field(&self, factor: &Factor) -> Option<&Field> {
        let field = self.row.field(&factor.name)?;
        let lawful = field.kind != Kind::Output && !(factor.before && field.name == "x");
        lawful.then_some(field)
    }

    /// The same for what is taken as a whole, by a matrix or a squash: in the same step it stands before z in memory.
    fn whole_field(&self, z: &Field, factor: &Factor) -> Option<&Field> {
        let field = self.field(factor).filter(|_| !factor.complement)?;
        (factor.before || field.span.start < z.span.start).then_some(field)
    }
}
