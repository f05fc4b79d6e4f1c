//! Formulas: how a number of a step is made, as data.
//!
//! Each computed field of a row carries the [`Formula`] that makes it, squash( sum of products ), written in the file of its
//! cell as a text that reads like the equation and parsed once, when the layout is made ([`parse`]). The wiring, the count of
//! operations, which gradients are added to, the start value of a forget gate and what a page shows all follow from it; a
//! test holds it to what the cells compute. A formula owns no numbers and knows no sizes.

pub mod parse;

use strum::{AsRefStr, EnumString, VariantNames};

use parse::{Expression, Node};
use serde::{Deserialize, Serialize};

/// A function that keeps a number in bounds. Read in capitals, too: courses write ReLU.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, AsRefStr, VariantNames,
)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
#[serde(rename_all = "kebab-case")]
pub enum Squash {
    /// 1 / (1 + e^-z), 0..1.
    #[strum(to_string = "sigmoid", serialize = "σ")]
    Sigmoid,
    /// (e^z - e^-z) / (e^z + e^-z), -1..1.
    Tanh,
    /// max(z, 0)
    Relu,
}

/// One of the numbers that a product multiplies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// A field of the row or a parameter.
    pub name: String,
    /// It is that of the step before: h' is h of the row before. Only of a field.
    pub before: bool,
    /// One minus it.
    pub complement: bool,
}

/// squash( sum of products ). A matrix stands first in its product and is applied to the factor behind it, the only other
/// one; all else is multiplied number by number. A squash stands around one factor: the sum in it is a field of its own,
/// the pre-activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    /// None: the sum as it is.
    pub squash: Option<Squash>,
    /// What is added.
    pub terms: Vec<Vec<Factor>>,
}

impl Formula {
    /// The formula that a text says.
    ///
    /// ```
    /// use lstm_conveyor::formula::Formula;
    ///
    /// let c = Formula::of("f * c' + i * g");
    /// assert!(c.terms[0][1].before && c.terms[0][1].name == "c");
    /// assert_eq!(c.text(|_| false), "f * c' + i * g");
    /// ```
    ///
    /// # Panics
    /// If it does not parse, or is no formula of this form; says where. For the texts of our own cells, which are known
    /// when they are compiled.
    #[must_use]
    pub fn of(text: &str) -> Formula {
        let parsed = parse::expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        Formula::flat(&parsed).unwrap_or_else(|at| {
            panic!(
                "{text}: at column {} a field of its own is needed",
                at.column
            )
        })
    }

    /// An expression as a formula, if it has the form of one; else the part that would have to be a field of its own.
    ///
    /// # Errors
    /// The first such part.
    fn flat(expression: &Expression) -> Result<Formula, &Expression> {
        let (squash, sum) = match &expression.node {
            Node::Squash(squash, inner) => {
                if !matches!(inner.node, Node::Name { .. }) {
                    return Err(inner);
                }
                (Some(*squash), &**inner)
            }
            _ => (None, expression),
        };
        let terms = match &sum.node {
            Node::Sum(terms) => terms.iter().map(product).collect::<Result<_, _>>()?,
            _ => vec![product(sum)?],
        };
        Ok(Formula { squash, terms })
    }

    /// All factors of all products.
    pub fn factors(&self) -> impl Iterator<Item = &Factor> {
        self.terms.iter().flatten()
    }

    /// The same with other names.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(&str) -> String) -> Formula {
        for factor in self.terms.iter_mut().flatten() {
            factor.name = name(&factor.name);
        }
        self
    }

    /// As one would type it; a matrix stands before what it is applied to without a sign.
    #[must_use]
    pub fn text(&self, is_matrix: impl Fn(&str) -> bool) -> String {
        let factor = |factor: &Factor| {
            let prime = if factor.before { "'" } else { "" };
            match factor.complement {
                true => format!("(1 - {}{prime})", factor.name),
                false => format!("{}{prime}", factor.name),
            }
        };
        let product = |term: &Vec<Factor>| {
            let times = if is_matrix(&term[0].name) { " " } else { " * " };
            term.iter().map(factor).collect::<Vec<_>>().join(times)
        };
        let sum = self.terms.iter().map(product).collect::<Vec<_>>();
        match self.squash {
            Some(squash) => format!("{}({})", squash.as_ref(), sum.join(" + ")),
            None => sum.join(" + "),
        }
    }

    /// Additions, subtractions, multiplications and squashes for each number of the field; `columns` are those of a
    /// matrix, and none of all else.
    pub fn operations(&self, columns: impl Fn(&str) -> Option<usize>) -> usize {
        let products = self.terms.iter().map(|term| match columns(&term[0].name) {
            Some(columns) => 2 * columns - 1,
            None => term.len() - 1 + term.iter().filter(|factor| factor.complement).count(),
        });
        products.sum::<usize>() + self.terms.len() - 1 + usize::from(self.squash.is_some())
    }
}

fn product(expression: &Expression) -> Result<Vec<Factor>, &Expression> {
    match &expression.node {
        Node::Product(factors) => factors.iter().map(factor).collect(),
        Node::Map(matrix, operand) => Ok(vec![
            Factor {
                name: matrix.clone(),
                before: false,
                complement: false,
            },
            // Of one minus a vector comes a field first: a matrix is applied to what is there.
            match operand.node {
                Node::Name { .. } => factor(operand)?,
                _ => return Err(operand),
            },
        ]),
        _ => Ok(vec![factor(expression)?]),
    }
}

fn factor(expression: &Expression) -> Result<Factor, &Expression> {
    let (node, complement) = match &expression.node {
        Node::Complement(inner) => (&inner.node, true),
        node => (node, false),
    };
    match node {
        Node::Name { name, before } => Ok(Factor {
            name: name.clone(),
            before: *before,
            complement,
        }),
        _ => Err(expression),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(formula: &Formula) -> Vec<Vec<String>> {
        let name = |factor: &Factor| {
            let sign = if factor.complement { "-" } else { "" };
            let prime = if factor.before { "'" } else { "" };
            format!("{sign}{}{prime}", factor.name)
        };
        let terms = formula.terms.iter();
        terms.map(|term| term.iter().map(name).collect()).collect()
    }

    #[test]
    fn a_text_becomes_a_sum_of_products() {
        let h = Formula::of("(1 - z) * n + z ⊙ h'");
        assert_eq!(names(&h), [["-z", "n"], ["z", "h'"]]);
        assert_eq!(h.squash, None);
        let z = Formula::of("W_f x + U_f h_prev + p_f * c' + b_f");
        let terms: [&[&str]; 4] = [&["W_f", "x"], &["U_f", "h'"], &["p_f", "c'"], &["b_f"]];
        assert_eq!(names(&z), terms);
        let o = Formula::of("σ(z_o)");
        assert_eq!(
            (o.squash, names(&o)),
            (Some(Squash::Sigmoid), vec![vec!["z_o".to_owned()]])
        );
        assert_eq!(names(&Formula::of("1 - f")), [["-f"]]);
    }

    #[test]
    #[should_panic(expected = "at column 9 a field of its own is needed")]
    fn a_squash_of_a_sum_is_two_fields() {
        let _ = Formula::of("sigmoid(a + b)");
    }

    #[test]
    #[should_panic(expected = "column 5")]
    fn a_text_that_does_not_parse_says_where() {
        let _ = Formula::of("f * + c'");
    }

    /// By hand: 2·3 − 1 and 2·2 − 1 for the matrices, 1 for p c', 3 to add the four terms.
    #[test]
    fn operations_are_those_that_one_counts() {
        let columns = |name: &str| match name {
            "W" => Some(3),
            "U" => Some(2),
            _ => None,
        };
        assert_eq!(
            Formula::of("W x + U h' + p * c' + b").operations(columns),
            5 + 3 + 1 + 3
        );
        assert_eq!(Formula::of("(1 - z) * n + z * h'").operations(columns), 4);
        assert_eq!(Formula::of("tanh(c)").operations(columns), 1);
        assert_eq!(Formula::of("c").operations(columns), 0);
    }
}
