//! A cell that follows the formulas of its fields, whatever they are: one rule for each part of a formula.
//!
//! It is a cell of one's own, typed as [`Equations`], and it is the proof of all others: laid over the fields of a
//! hand-written cell it must find the same values and the same gradients, so the formulas are what that cell computes
//! (tests/formulas.rs).
//!
//! Backward there is one rule, too: a factor's gradient is what arrives times the other factors of its product. A matrix hands
//! on its transpose, and takes the outer product; 1 - x hands on the negative; a squash hands on its slope, written with
//! the value.

use super::affine::{add_rows, fill_rows};
use super::elementwise::{self, d_relu, d_sigmoid, d_tanh, relu};
use super::equations::{Equations, Size};
use super::{Cell, Linear, Params, Places, Recurrence};
use crate::model::clamp::Clamped;
use crate::model::formula::{Factor, Squash};
use crate::model::layout::{Field, Layout, Rows, Span};
use crate::numbers::real::{Real, drop_tiny};

/// A layer that is computed from its fields' formulas.
#[derive(Debug)]
pub struct Interpreter {
    h: Span,
    /// Each after what it is made from.
    made: Vec<Made>,
    /// A parameter stands in several places.
    shared: bool,
}

/// A field: the bias that its sum begins with, and what is added. (A squash assigns.)
#[derive(Debug)]
struct Made {
    at: Span,
    bias: Option<Span>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
enum Rule {
    /// W x: the input of the layer.
    Input(Linear),
    /// W v, v made in the same step.
    Map(Linear),
    /// U s′, a state.
    Recurrence(Recurrence),
    /// All of them multiplied, number by number.
    Product(Vec<Operand>),
    /// The function of one.
    Squash(Squash, Operand),
}

/// A factor, found.
#[derive(Clone, Copy, Debug)]
struct Operand {
    span: Span,
    place: Place,
    complement: bool,
    /// Nobody else takes it: its gradient has one summand.
    once: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Now,
    Before,
    /// One number for each unit, the same for each sequence of a batch.
    Param,
}

impl Interpreter {
    /// Gives a cell of one's own its places, and follows its equations.
    pub fn place(places: &mut Places<'_>, hidden: usize, equations: &Equations) -> Interpreter {
        let inputs = places.x.rows;
        let numbers = |size| match size {
            Size::Inputs => inputs,
            Size::Hidden => hidden,
            Size::One => 1,
        };
        for param in &equations.params {
            let sizes = [param.rows, param.cols].map(numbers);
            places.param(&param.name, param.kind, sizes);
        }
        let from = places.row.fields().len();
        for made in &equations.fields {
            places.made(
                &made.name,
                made.kind,
                numbers(made.size),
                made.formula.clone(),
            );
        }
        let h = format!("{}h", places.prefix);
        Interpreter::new(places.row, places.params, from, &h)
    }

    /// Follows the formulas of all fields of a row from `from` on, of which `h` is the output.
    ///
    /// # Panics
    /// If a formula names what is not there, or fields are made from each other in a circle.
    #[must_use]
    pub fn new(row: &Layout, params: &Layout, from: usize, h: &str) -> Interpreter {
        let own = &row.fields()[from..];
        let h = row.field(h).expect("a layer has an output").span;
        let found = Found {
            row,
            params,
            own,
            once: row.taken_once(params),
            h,
        };
        let made = in_order(own).into_iter();
        let mut uses = vec![0; params.fields().len()];
        for factor in own.iter().flat_map(Field::factors) {
            let mut learnt = params.fields().iter();
            if let Some(at) = learnt.position(|param| param.name == factor.name) {
                uses[at] += 1;
            }
        }
        Interpreter {
            h,
            made: made.map(|field| found.made(field)).collect(),
            shared: uses.iter().any(|&uses| uses > 1),
        }
    }

    /// Adds to the gradient of all parameters what these rows say.
    fn add_params<R: Real>(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        rows: Rows,
        scratch: &mut [R],
    ) {
        for &Made {
            at: z,
            bias,
            ref rules,
        } in &self.made
        {
            if let Some(b) = bias {
                add_rows(grads, rows, z, &mut d_params[b.range()]);
            }
            for rule in rules {
                match rule {
                    Rule::Input(map) | Rule::Map(map) => {
                        map.backward_params(values, d_params, grads, rows, scratch);
                    }
                    Rule::Recurrence(map) => {
                        map.backward_params(values, d_params, grads, rows, scratch);
                    }
                    Rule::Product(operands) => {
                        product_params(z, operands, values, d_params, grads, rows);
                    }
                    Rule::Squash(..) => {}
                }
            }
        }
    }
}

/// The fields, each after what it is made from.
fn in_order(own: &[Field]) -> Vec<&Field> {
    let mut waiting: Vec<&Field> = own.iter().collect();
    let mut made = Vec::with_capacity(own.len());
    while !waiting.is_empty() {
        let ready = |field: &&Field| {
            let mut now = field.factors().filter(|factor| !factor.before);
            now.all(|factor| !waiting.iter().any(|field| field.name == factor.name))
        };
        let next = waiting.iter().position(ready);
        made.push(waiting.remove(next.expect("fields made in a circle")));
    }
    made
}

/// Where a layer's names are.
struct Found<'a> {
    row: &'a Layout,
    params: &'a Layout,
    own: &'a [Field],
    /// [`Layout::taken_once`]
    once: Vec<bool>,
    h: Span,
}

impl Found<'_> {
    fn made(&self, field: &Field) -> Made {
        let formula = field.formula.as_ref().expect("a computed field");
        let z = field.span;
        let (mut bias, mut rules) = (None, Vec::new());
        for term in &formula.terms {
            let operands: Vec<Operand> = term.iter().map(|factor| self.operand(factor)).collect();
            let (first, last) = (operands[0], operands[operands.len() - 1]);
            let (x, w, b) = (last.span, first.span, None);
            let mapped = self.params.has_matrix(&term[0].name);
            if mapped && last.place == Place::Before {
                let (h, u) = (x, w);
                rules.push(Rule::Recurrence(Recurrence { h, z, u, b }));
            } else if mapped && self.own.iter().any(|field| field.span == x) {
                rules.push(Rule::Map(Linear { x, z, w, b }));
            } else if mapped {
                rules.push(Rule::Input(Linear { x, z, w, b }));
            } else if let Some(squash) = formula.squash {
                rules.push(Rule::Squash(squash, first));
            } else if bias.is_none() && operands.len() == 1 && first.is_bias() {
                bias = Some(first.span);
            } else {
                rules.push(Rule::Product(operands));
            }
        }
        Made { at: z, bias, rules }
    }

    fn operand(&self, factor: &Factor) -> Operand {
        let Factor {
            name,
            before,
            complement,
        } = factor;
        let fields = self.row.fields();
        let at = fields.iter().position(|field| field.name == *name);
        let (span, place) = match at {
            Some(at) if *before => (fields[at].span, Place::Before),
            Some(at) => (fields[at].span, Place::Now),
            None => {
                let param = self.params.field(name).expect("a name of a layout");
                (param.span, Place::Param)
            }
        };
        let own = at.is_some_and(|at| self.once[at]);
        Operand {
            span,
            place,
            complement: *complement,
            // The output is taken outside, too.
            once: own && place == Place::Now && span != self.h,
        }
    }
}

impl Operand {
    fn is_bias(self) -> bool {
        self.place == Place::Param && !self.complement
    }

    /// Multiplies numbers of a product, from `at` on, with its own.
    #[inline]
    fn multiply<R: Real>(self, memory: &Memory<'_, R>, at: usize, product: &mut [R]) {
        let own = &match self.place {
            Place::Now => memory.now,
            Place::Before => memory.prev,
            Place::Param => memory.params,
        }[self.span.range()];
        let one_minus = |x: R| if self.complement { R::ONE - x } else { x };
        if self.place == Place::Param && memory.batch > 1 {
            for (k, product) in product.iter_mut().enumerate() {
                *product *= one_minus(own[(at + k) / memory.batch]);
            }
        } else {
            for (product, &x) in product.iter_mut().zip(&own[at..]) {
                *product *= one_minus(x);
            }
        }
    }

    /// Takes a share of its gradient, from `at` on.
    #[inline]
    fn take<R: Real>(self, share: &[R], at: usize, d_now: &mut [R], d_prev: &mut [R]) {
        let d_row = if self.place == Place::Before {
            d_prev
        } else {
            d_now
        };
        let own = &mut d_row[self.span.start + at..][..share.len()];
        for (own, &share) in own.iter_mut().zip(share) {
            *own = if self.once { share } else { *own + share };
        }
    }
}

/// Where a step finds its numbers.
#[derive(Clone, Copy)]
struct Memory<'a, R> {
    params: &'a [R],
    prev: &'a [R],
    now: &'a [R],
    batch: usize,
}

/// The gradient of the parameter of a product, if it has one: what arrives at it, over the batch and all steps, from the last
/// to the first.
fn product_params<R: Real>(
    z: Span,
    operands: &[Operand],
    values: &[R],
    d_params: &mut [R],
    grads: &[R],
    rows: Rows,
) {
    let Some(own) = operands
        .iter()
        .position(|operand| operand.place == Place::Param)
    else {
        return;
    };
    let (width, batch) = (rows.width, z.cols);
    for t in (rows.first..=rows.last).rev() {
        let row = |t: usize| &values[t * width..(t + 1) * width];
        let memory = Memory {
            // There is one parameter in a product, and its gradient does not depend on it.
            params: &[],
            prev: row(t - 1),
            now: row(t),
            batch,
        };
        let d_z = &grads[t * width..][z.range()];
        for (at, n) in chunks(z) {
            let share = share((at, n), d_z, operands, own, &memory);
            for (k, &share) in share[..n].iter().enumerate() {
                d_params[operands[own].span.start + (at + k) / batch] += share;
            }
        }
    }
}

/// Numbers that are multiplied together: products need no memory of their own.
const CHUNK: usize = 16;

/// The numbers of a span, [`CHUNK`] at a time: where they begin and how many they are.
fn chunks(span: Span) -> impl Iterator<Item = (usize, usize)> {
    let n = span.len();
    (0..n).step_by(CHUNK).map(move |at| (at, CHUNK.min(n - at)))
}

/// What arrives at a factor of a product: that of the product times all other factors, or its negative.
#[inline]
fn share<R: Real>(
    (at, n): (usize, usize),
    d_z: &[R],
    operands: &[Operand],
    own: usize,
    memory: &Memory<'_, R>,
) -> [R; CHUNK] {
    let mut share = [R::ZERO; CHUNK];
    share[..n].copy_from_slice(&d_z[at..at + n]);
    for (k, other) in operands.iter().enumerate() {
        if k != own {
            other.multiply(memory, at, &mut share[..n]);
        }
    }
    if operands[own].complement {
        share.iter_mut().for_each(|share| *share = -*share);
    }
    share
}

/// What arrives behind y = squash(z): d_y times the slope, written with y.
#[inline]
fn through<R: Real>(squash: Squash, d_y: &[R], y: &[R]) -> [R; CHUNK] {
    let mut share = [R::ZERO; CHUNK];
    let slope: fn(&[R], &[R], &mut [R]) = match squash {
        Squash::Sigmoid => d_sigmoid,
        Squash::Tanh => d_tanh,
        Squash::Relu => d_relu,
    };
    slope(d_y, y, &mut share[..y.len()]);
    share
}

impl<R: Real> Cell<R> for Interpreter {
    fn h(&self) -> Span {
        self.h
    }

    fn matrices(&self) -> Vec<Span> {
        let rules = self.made.iter().flat_map(|made| &made.rules);
        let matrix = |rule: &Rule| match rule {
            Rule::Input(map) | Rule::Map(map) => Some(map.w),
            Rule::Recurrence(map) => Some(map.u),
            Rule::Product(_) | Rule::Squash(..) => None,
        };
        rules.filter_map(matrix).collect()
    }

    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], rows: Rows) {
        for row in values[rows.range()].chunks_exact_mut(rows.width) {
            for Made { at, bias, rules } in &self.made {
                let z = &mut row[at.range()];
                match bias {
                    Some(b) => fill_rows(&params.own[b.range()], z),
                    None => z.fill(R::ZERO),
                }
                for rule in rules {
                    if let Rule::Input(map) = rule {
                        map.add_row(params, row);
                    }
                }
            }
        }
    }

    fn forward(&self, params: Params<'_, R>, prev: &[R], now: &mut [R], clamped: Clamped<'_, R>) {
        for &Made {
            at: z, ref rules, ..
        } in &self.made
        {
            for rule in rules {
                match rule {
                    Rule::Input(_) => {}
                    Rule::Map(map) => map.add_row(params, now),
                    Rule::Recurrence(map) => map.forward(params, prev, now),
                    Rule::Product(operands) => {
                        for (at, n) in chunks(z) {
                            let mut product = [R::ONE; CHUNK];
                            let batch = z.cols;
                            let params = params.own;
                            let memory = Memory {
                                params,
                                prev,
                                now,
                                batch,
                            };
                            for operand in operands {
                                operand.multiply(&memory, at, &mut product[..n]);
                            }
                            let own = &mut now[z.start + at..][..n];
                            for (own, &product) in own.iter_mut().zip(&product) {
                                *own += product;
                            }
                        }
                    }
                    Rule::Squash(squash, x) => {
                        let function = match squash {
                            Squash::Sigmoid => R::sigmoid,
                            Squash::Tanh => R::tanh,
                            Squash::Relu => relu,
                        };
                        if x.place == Place::Before {
                            function(&prev[x.span.range()], &mut now[z.range()]);
                        } else {
                            elementwise::squash(now, x.span, z, function);
                        }
                    }
                }
            }
            clamped.hold(now, z);
        }
    }

    fn backward(
        &self,
        params: &[R],
        prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: Clamped<'_, R>,
    ) {
        for &Made {
            at: z, ref rules, ..
        } in self.made.iter().rev()
        {
            clamped.cut(d_now, z);
            // What is left of two shares of opposite sign may be next to nothing.
            drop_tiny(&mut d_now[z.range()]);
            let batch = z.cols;
            let memory = Memory {
                params,
                prev,
                now,
                batch,
            };
            for rule in rules.iter().rev() {
                match rule {
                    Rule::Input(_) => {}
                    Rule::Map(map) => map.backward_row(params, d_now),
                    Rule::Recurrence(map) => map.backward(params, d_prev, d_now),
                    Rule::Product(operands) => {
                        for (at, n) in chunks(z) {
                            for (own, operand) in operands.iter().enumerate() {
                                if operand.place != Place::Param {
                                    let d_z = &d_now[z.range()];
                                    let share = share((at, n), d_z, operands, own, &memory);
                                    operand.take(&share[..n], at, d_now, d_prev);
                                }
                            }
                        }
                    }
                    Rule::Squash(squash, x) => {
                        for (at, n) in chunks(z) {
                            let numbers = z.start + at..z.start + at + n;
                            let share = through(*squash, &d_now[numbers.clone()], &now[numbers]);
                            x.take(&share[..n], at, d_now, d_prev);
                        }
                    }
                }
            }
        }
    }

    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        rows: Rows,
        scratch: &mut [R],
    ) {
        if !self.shared {
            return self.add_params(values, d_params, grads, rows, scratch);
        }
        // What is added to one parameter comes step by step, as in micro-steps: so the bits are the same.
        for t in (rows.first..=rows.last).rev() {
            let row = Rows {
                first: t,
                last: t,
                ..rows
            };
            self.add_params(values, d_params, grads, row, scratch);
        }
    }

    fn backward_input(&self, params: &[R], grads: &mut [R], rows: Rows) {
        for d_row in grads[rows.range()].chunks_exact_mut(rows.width) {
            for rule in self
                .made
                .iter()
                .rev()
                .flat_map(|made| made.rules.iter().rev())
            {
                if let Rule::Input(map) = rule {
                    map.backward_row(params, d_row);
                }
            }
        }
    }
}
