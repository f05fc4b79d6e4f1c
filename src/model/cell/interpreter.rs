//! A cell that is computed from the formulas of its fields: one operation for each part of a formula.
//!
//! It runs the cells that a user types as [`Equations`], and it checks the cells that are written by hand: over the same
//! fields it must find the same values and the same gradients, which shows that their formulas are true
//! (tests/formulas.rs).
//!
//! In the backward pass the gradient of a factor is that of its product times the other factors. For z = W x that is
//! d_x += Wᵀ d_z and d_W += d_z xᵀ; for a factor 1 - x the sign changes; for y = squash(z) it is d_y times the derivative,
//! written with y.

use super::affine::{add_rows, fill_rows};
use super::elementwise::{self, d_relu, d_sigmoid, d_tanh, relu};
use super::equations::{Equations, Size};
use super::{Cell, LayerBuilder, Linear, Params, Recurrence};
use crate::model::clamp::StepClamps;
use crate::model::formula::{Factor, Squash};
use crate::model::layout::{Field, Layout, Span, StepRange};
use crate::numbers::real::{Real, drop_tiny};

/// A layer that is computed from its fields' formulas.
#[derive(Debug)]
pub struct Interpreter {
    h: Span,
    /// Each field after those that it is computed from.
    computed: Vec<Computed>,
    /// A parameter is used in several places.
    shared: bool,
}

/// A computed field: the bias that its sum begins with, and the operations that add to it (a squash assigns).
#[derive(Debug)]
struct Computed {
    at: Span,
    bias: Option<Span>,
    operations: Vec<Operation>,
}

/// A term of a formula, or its squash.
#[derive(Debug)]
enum Operation {
    /// z += W x, x the input of the layer.
    Input(Linear),
    /// z += W v, v computed in the same step.
    Map(Linear),
    /// z += U s′, s′ a state of the step before.
    Recurrence(Recurrence),
    /// z += a ⊙ b ⊙ …
    Product(Vec<Operand>),
    /// y = squash(z)
    Squash(Squash, Operand),
}

/// A factor with the place of its numbers.
#[derive(Clone, Copy, Debug)]
struct Operand {
    span: Span,
    origin: Origin,
    complement: bool,
    /// It is used nowhere else: its gradient is a single term, which is assigned.
    single_use: bool,
}

/// Which slice a factor is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// The row of this step.
    Now,
    /// The row of the step before.
    Before,
    /// The parameters. One number for each unit, the same for each sequence of a batch.
    Param,
}

impl Interpreter {
    /// Lays out the cell that these equations describe.
    pub fn of_equations(
        layer: &mut LayerBuilder<'_>,
        hidden: usize,
        equations: &Equations,
    ) -> Interpreter {
        let inputs = layer.x.rows;
        let numbers = |size| match size {
            Size::Inputs => inputs,
            Size::Hidden => hidden,
            Size::One => 1,
        };
        for param in &equations.params {
            let sizes = [param.rows, param.cols].map(numbers);
            layer.param(&param.name, param.kind, sizes);
        }
        let from = layer.row.fields().len();
        for field in &equations.fields {
            layer.computed(
                &field.name,
                field.kind,
                numbers(field.size),
                field.formula.clone(),
            );
        }
        let h = format!("{}h", layer.prefix);
        Interpreter::new(layer.row, layer.params, from, &h)
    }

    /// A cell of all fields of a row from field `from` on, of which `h` is the output.
    ///
    /// # Panics
    /// If a formula has an unknown name, or if fields are computed from each other in a circle.
    #[must_use]
    pub fn new(row: &Layout, params: &Layout, from: usize, h: &str) -> Interpreter {
        let own = &row.fields()[from..];
        let h = row.field(h).expect("a layer has an output").span;
        let resolver = Resolver {
            row,
            params,
            own,
            single_use: row.single_use(params),
            h,
        };
        let computed = in_order(own).into_iter();
        let mut uses = vec![0; params.fields().len()];
        for factor in own.iter().flat_map(Field::factors) {
            let mut learnt = params.fields().iter();
            if let Some(at) = learnt.position(|param| param.name == factor.name) {
                uses[at] += 1;
            }
        }
        Interpreter {
            h,
            computed: computed.map(|field| resolver.computed(field)).collect(),
            shared: uses.iter().any(|&uses| uses > 1),
        }
    }

    /// Adds to `d_params` the gradient of all parameters from these steps.
    fn add_params<R: Real>(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        for &Computed {
            at: z,
            bias,
            ref operations,
        } in &self.computed
        {
            if let Some(b) = bias {
                add_rows(grads, steps, z, &mut d_params[b.range()]);
            }
            for operation in operations {
                match operation {
                    Operation::Input(map) | Operation::Map(map) => {
                        map.backward_params(values, d_params, grads, steps, scratch);
                    }
                    Operation::Recurrence(map) => {
                        map.backward_params(values, d_params, grads, steps, scratch);
                    }
                    Operation::Product(operands) => {
                        product_params(z, operands, values, d_params, grads, steps);
                    }
                    Operation::Squash(..) => {}
                }
            }
        }
    }
}

/// The fields, each after those that it is computed from.
fn in_order(own: &[Field]) -> Vec<&Field> {
    let mut waiting: Vec<&Field> = own.iter().collect();
    let mut ordered = Vec::with_capacity(own.len());
    while !waiting.is_empty() {
        let ready = |field: &&Field| {
            let mut now = field.factors().filter(|factor| !factor.before);
            now.all(|factor| !waiting.iter().any(|field| field.name == factor.name))
        };
        let next = waiting.iter().position(ready);
        ordered.push(waiting.remove(next.expect("fields computed in a circle")));
    }
    ordered
}

/// Finds the names of a layer's formulas.
struct Resolver<'a> {
    row: &'a Layout,
    params: &'a Layout,
    own: &'a [Field],
    /// [`Layout::single_use`]
    single_use: Vec<bool>,
    h: Span,
}

impl Resolver<'_> {
    fn computed(&self, field: &Field) -> Computed {
        let formula = field.formula.as_ref().expect("a computed field");
        let z = field.span;
        let (mut bias, mut operations) = (None, Vec::new());
        for term in &formula.terms {
            let operands: Vec<Operand> = term.iter().map(|factor| self.operand(factor)).collect();
            let (first, last) = (operands[0], operands[operands.len() - 1]);
            let (x, w, b) = (last.span, first.span, None);
            let mapped = self.params.has_matrix(&term[0].name);
            if mapped && last.origin == Origin::Before {
                let (h, u) = (x, w);
                operations.push(Operation::Recurrence(Recurrence { h, z, u, b }));
            } else if mapped && self.own.iter().any(|field| field.span == x) {
                operations.push(Operation::Map(Linear { x, z, w, b }));
            } else if mapped {
                operations.push(Operation::Input(Linear { x, z, w, b }));
            } else if let Some(squash) = formula.squash {
                operations.push(Operation::Squash(squash, first));
            } else if bias.is_none() && operands.len() == 1 && first.is_bias() {
                bias = Some(first.span);
            } else {
                operations.push(Operation::Product(operands));
            }
        }
        Computed {
            at: z,
            bias,
            operations,
        }
    }

    fn operand(&self, factor: &Factor) -> Operand {
        let Factor {
            name,
            before,
            complement,
        } = factor;
        let fields = self.row.fields();
        let at = fields.iter().position(|field| field.name == *name);
        let (span, origin) = match at {
            Some(at) if *before => (fields[at].span, Origin::Before),
            Some(at) => (fields[at].span, Origin::Now),
            None => {
                let param = self.params.field(name).expect("a name of a layout");
                (param.span, Origin::Param)
            }
        };
        let own = at.is_some_and(|at| self.single_use[at]);
        Operand {
            span,
            origin,
            complement: *complement,
            // The output is used by the layer above, too.
            single_use: own && origin == Origin::Now && span != self.h,
        }
    }
}

impl Operand {
    fn is_bias(self) -> bool {
        self.origin == Origin::Param && !self.complement
    }

    /// Multiplies `product` with the factor's numbers from `at` on.
    #[inline]
    fn multiply<R: Real>(self, numbers: &Numbers<'_, R>, at: usize, product: &mut [R]) {
        let own = &match self.origin {
            Origin::Now => numbers.now,
            Origin::Before => numbers.prev,
            Origin::Param => numbers.params,
        }[self.span.range()];
        let one_minus = |x: R| if self.complement { R::ONE - x } else { x };
        if self.origin == Origin::Param && numbers.batch > 1 {
            for (k, product) in product.iter_mut().enumerate() {
                *product *= one_minus(own[(at + k) / numbers.batch]);
            }
        } else {
            for (product, &x) in product.iter_mut().zip(&own[at..]) {
                *product *= one_minus(x);
            }
        }
    }

    /// Adds a term to the factor's gradient, from number `at` on; assigns it if it is the only one.
    #[inline]
    fn add_gradient<R: Real>(self, share: &[R], at: usize, d_now: &mut [R], d_prev: &mut [R]) {
        let d_row = if self.origin == Origin::Before {
            d_prev
        } else {
            d_now
        };
        let own = &mut d_row[self.span.start + at..][..share.len()];
        for (own, &share) in own.iter_mut().zip(share) {
            *own = if self.single_use { share } else { *own + share };
        }
    }
}

/// The slices that a step reads.
#[derive(Clone, Copy)]
struct Numbers<'a, R> {
    params: &'a [R],
    prev: &'a [R],
    now: &'a [R],
    batch: usize,
}

/// Adds the gradient of the parameter of a product, if it has one: a sum over the batch and over all steps, from the last to
/// the first.
fn product_params<R: Real>(
    z: Span,
    operands: &[Operand],
    values: &[R],
    d_params: &mut [R],
    grads: &[R],
    steps: StepRange,
) {
    let Some(own) = operands
        .iter()
        .position(|operand| operand.origin == Origin::Param)
    else {
        return;
    };
    let (width, batch) = (steps.width, z.cols);
    for t in (steps.first..=steps.last).rev() {
        let row = |t: usize| &values[t * width..(t + 1) * width];
        let numbers = Numbers {
            // A product has at most one parameter, and the gradient of that does not depend on its value.
            params: &[],
            prev: row(t - 1),
            now: row(t),
            batch,
        };
        let d_z = &grads[t * width..][z.range()];
        for (at, n) in chunks(z) {
            let share = d_factor((at, n), d_z, operands, own, &numbers);
            for (k, &share) in share[..n].iter().enumerate() {
                d_params[operands[own].span.start + (at + k) / batch] += share;
            }
        }
    }
}

/// Numbers that are multiplied at a time, on the stack, so that products need no memory of their own.
const CHUNK: usize = 16;

/// The chunks of a span: where each begins and how many numbers it has.
fn chunks(span: Span) -> impl Iterator<Item = (usize, usize)> {
    let n = span.len();
    (0..n).step_by(CHUNK).map(move |at| (at, CHUNK.min(n - at)))
}

/// In the forward pass this was z += a ⊙ b ⊙ …; so now d_a = d_z ⊙ b ⊙ … for the factor `own`, or the negative of it where the
/// factor is 1 - a. Of the chunk of `n` numbers from `at` on.
#[inline]
fn d_factor<R: Real>(
    (at, n): (usize, usize),
    d_z: &[R],
    operands: &[Operand],
    own: usize,
    numbers: &Numbers<'_, R>,
) -> [R; CHUNK] {
    let mut share = [R::ZERO; CHUNK];
    share[..n].copy_from_slice(&d_z[at..at + n]);
    for (k, other) in operands.iter().enumerate() {
        if k != own {
            other.multiply(numbers, at, &mut share[..n]);
        }
    }
    if operands[own].complement {
        share.iter_mut().for_each(|share| *share = -*share);
    }
    share
}

/// In the forward pass this was y = squash(z); so now d_z = d_y times the derivative, written with y.
#[inline]
fn d_squash<R: Real>(squash: Squash, d_y: &[R], y: &[R]) -> [R; CHUNK] {
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
        let operations = self.computed.iter().flat_map(|field| &field.operations);
        let matrix = |operation: &Operation| match operation {
            Operation::Input(map) | Operation::Map(map) => Some(map.w),
            Operation::Recurrence(map) => Some(map.u),
            Operation::Product(_) | Operation::Squash(..) => None,
        };
        operations.filter_map(matrix).collect()
    }

    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], steps: StepRange) {
        for row in values[steps.numbers()].chunks_exact_mut(steps.width) {
            for Computed {
                at,
                bias,
                operations,
            } in &self.computed
            {
                let z = &mut row[at.range()];
                match bias {
                    Some(b) => fill_rows(&params.flat[b.range()], z),
                    None => z.fill(R::ZERO),
                }
                for operation in operations {
                    if let Operation::Input(map) = operation {
                        map.add_row(params, row);
                    }
                }
            }
        }
    }

    fn forward(
        &self,
        params: Params<'_, R>,
        prev: &[R],
        now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        for &Computed {
            at: z,
            ref operations,
            ..
        } in &self.computed
        {
            for operation in operations {
                match operation {
                    Operation::Input(_) => {}
                    Operation::Map(map) => map.add_row(params, now),
                    Operation::Recurrence(map) => map.forward(params, prev, now),
                    Operation::Product(operands) => {
                        for (at, n) in chunks(z) {
                            let mut product = [R::ONE; CHUNK];
                            let batch = z.cols;
                            let params = params.flat;
                            let numbers = Numbers {
                                params,
                                prev,
                                now,
                                batch,
                            };
                            for operand in operands {
                                operand.multiply(&numbers, at, &mut product[..n]);
                            }
                            let own = &mut now[z.start + at..][..n];
                            for (own, &product) in own.iter_mut().zip(&product) {
                                *own += product;
                            }
                        }
                    }
                    Operation::Squash(squash, x) => {
                        let function = match squash {
                            Squash::Sigmoid => R::sigmoid,
                            Squash::Tanh => R::tanh,
                            Squash::Relu => relu,
                        };
                        if x.origin == Origin::Before {
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
        clamped: StepClamps<'_, R>,
    ) {
        for &Computed {
            at: z,
            ref operations,
            ..
        } in self.computed.iter().rev()
        {
            clamped.cut(d_now, z);
            // Two terms of opposite sign may leave a tiny difference.
            drop_tiny(&mut d_now[z.range()]);
            let batch = z.cols;
            let numbers = Numbers {
                params,
                prev,
                now,
                batch,
            };
            for operation in operations.iter().rev() {
                match operation {
                    Operation::Input(_) => {}
                    Operation::Map(map) => map.backward_row(params, d_now),
                    Operation::Recurrence(map) => map.backward(params, d_prev, d_now),
                    Operation::Product(operands) => {
                        for (at, n) in chunks(z) {
                            for (own, operand) in operands.iter().enumerate() {
                                if operand.origin != Origin::Param {
                                    let d_z = &d_now[z.range()];
                                    let share = d_factor((at, n), d_z, operands, own, &numbers);
                                    operand.add_gradient(&share[..n], at, d_now, d_prev);
                                }
                            }
                        }
                    }
                    Operation::Squash(squash, x) => {
                        for (at, n) in chunks(z) {
                            let numbers = z.start + at..z.start + at + n;
                            let share = d_squash(*squash, &d_now[numbers.clone()], &now[numbers]);
                            x.add_gradient(&share[..n], at, d_now, d_prev);
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
        steps: StepRange,
        scratch: &mut [R],
    ) {
        if !self.shared {
            return self.add_params(values, d_params, grads, steps, scratch);
        }
        // All terms of a parameter are added step by step, so that the bits are those of Trace::backward_step.
        for t in (steps.first..=steps.last).rev() {
            let row = StepRange {
                first: t,
                last: t,
                ..steps
            };
            self.add_params(values, d_params, grads, row, scratch);
        }
    }

    fn backward_input(&self, params: &[R], grads: &mut [R], steps: StepRange) {
        for d_row in grads[steps.numbers()].chunks_exact_mut(steps.width) {
            for operation in self
                .computed
                .iter()
                .rev()
                .flat_map(|field| field.operations.iter().rev())
            {
                if let Operation::Input(map) = operation {
                    map.backward_row(params, d_row);
                }
            }
        }
    }
}
