//! A network: recurrent cells on top of each other and a read-out, as places in flat memory. It owns no numbers.
//!
//! [`Network::row`] names everything that one time step reads or writes, [`Network::params`] everything that is learnt.
//! The numbers are in a [`crate::Trace`] and in slices of the caller's.

use std::fmt;

use strum::{AsRefStr, EnumString, VariantArray, VariantNames};

use crate::error::{Code, Error, Result};
use crate::model::cell::equations::Equations;
use crate::model::cell::gru::{self, Gru};
use crate::model::cell::interpreter::Interpreter;
use crate::model::cell::lstm::{self, Lstm};
use crate::model::cell::rnn::{self, Rnn};
use crate::model::cell::{Cell, LayerBuilder, Linear};
use crate::model::formula::{Factor, Formula, Squash};
use crate::model::init::Init;
use crate::model::layout::{Field, Kind, Layout, Span};
use crate::model::wiring;
use crate::numbers::real::{Real, transpose};
use crate::numbers::rng::Rng;

/// How large a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Numbers that come in at each step.
    pub inputs: usize,
    /// Units of a cell.
    pub hidden: usize,
    /// Cells on top of each other.
    pub layers: usize,
    /// Numbers that go out at each step.
    pub outputs: usize,
    /// Sequences side by side.
    pub batch: usize,
}

/// Which cell, with its options.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellChoice {
    /// [`Lstm`]
    Lstm(lstm::Options),
    /// [`Gru`]
    Gru(gru::Options),
    /// [`Rnn`]
    Rnn(rnn::Options),
    /// A cell of one's own: an [`Interpreter`].
    Own(Equations),
}

impl CellChoice {
    /// Units of its output h, if it has `hidden` units.
    #[must_use]
    pub fn outputs(&self, hidden: usize) -> usize {
        match self {
            CellChoice::Lstm(options) => options.projection.unwrap_or(hidden),
            CellChoice::Gru(_) | CellChoice::Rnn(_) | CellChoice::Own(_) => hidden,
        }
    }

    /// Lays out a layer of so many units.
    fn build<R: Real>(&self, layer: &mut LayerBuilder<'_>, hidden: usize) -> Box<dyn Cell<R>> {
        match self {
            CellChoice::Lstm(options) => Box::new(Lstm::new(layer, hidden, *options)),
            CellChoice::Gru(options) => Box::new(Gru::new(layer, hidden, *options)),
            CellChoice::Rnn(options) => Box::new(Rnn::new(layer, hidden, *options)),
            CellChoice::Own(equations) => {
                Box::new(Interpreter::of_equations(layer, hidden, equations))
            }
        }
    }
}

/// What stands between the cell's output and the prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, AsRefStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Readout {
    /// y = W_y h + b_y
    Linear,
    /// Nothing: the first `outputs` units of h are the prediction.
    None,
}

/// The biases of two gates of one state, each -1 where its gate stands in the formula as 1 minus it.
struct Keeping<'a> {
    /// How much of the old state stays.
    forget: (&'a Field, f64),
    /// How much comes to it, where another gate says so.
    input: Option<(&'a Field, f64)>,
}

/// Where everything is, and the arithmetic that goes with it.
pub struct Network<R> {
    sizes: Sizes,
    row: Layout,
    params: Layout,
    /// From the input upwards.
    pub(crate) cells: Vec<Box<dyn Cell<R>>>,
    pub(crate) readout: Option<Linear>,
    /// The states of each cell.
    pub(crate) states: Vec<Vec<Span>>,
    x: Span,
    y: Span,
    summed: Vec<Span>,
    matrices: Vec<Span>,
}

impl<R: Real> Network<R> {
    /// Lays out a network. What belongs to the first cell has a bare name; what belongs to the next ones begins with
    /// `l1.`, `l2.` and so on.
    ///
    /// ```
    /// use lstm_conveyor::network::{CellChoice, Network, Readout, Sizes};
    ///
    /// let sizes = Sizes { inputs: 2, hidden: 3, layers: 1, outputs: 1, batch: 1 };
    /// let gru = Network::<f64>::new(sizes, &CellChoice::Gru(Default::default()), Readout::Linear);
    /// assert_eq!(gru.equation("h").as_deref(), Some("h = (1 - z) * n + z * h'"));
    /// assert_eq!(gru.equation("z_r").as_deref(), Some("z_r = W_r x + U_r h' + b_r"));
    /// assert_eq!(gru.forget_biases()[0].0.name, "b_z");
    /// ```
    ///
    /// # Panics
    /// If a size is 0, or if without a read-out there are more outputs than units of h.
    #[must_use]
    pub fn new(sizes: Sizes, cell: &CellChoice, readout: Readout) -> Network<R> {
        Network::of(sizes, readout, |layer| cell.build(layer, sizes.hidden))
    }

    /// The same network, but computed from the formulas of its fields: slower, with the same results. Tests compare each cell
    /// that is written by hand with it.
    ///
    /// # Panics
    /// As [`Network::new`].
    #[must_use]
    pub fn interpreted(sizes: Sizes, cell: &CellChoice, readout: Readout) -> Network<R> {
        Network::of(sizes, readout, |layer| {
            let (first, h) = (layer.row.fields().len(), format!("{}h", layer.prefix));
            let _: Box<dyn Cell<R>> = cell.build(layer, sizes.hidden);
            Box::new(Interpreter::new(layer.row, layer.params, first, &h))
        })
    }

    fn of(
        sizes: Sizes,
        readout: Readout,
        place: impl Fn(&mut LayerBuilder<'_>) -> Box<dyn Cell<R>>,
    ) -> Network<R> {
        let Sizes {
            inputs,
            hidden,
            layers,
            outputs,
            batch,
        } = sizes;
        assert!(
            [inputs, hidden, layers, outputs, batch]
                .iter()
                .all(|&n| n > 0),
            "a size is 0"
        );
        let (mut row, mut params) = (Layout::default(), Layout::default());
        let x = row.push("x", Kind::Input, [inputs, batch], None);
        let (mut below, mut below_name) = (x, "x".to_owned());
        let mut cells: Vec<Box<dyn Cell<R>>> = Vec::with_capacity(layers);
        let mut states = Vec::with_capacity(layers);
        for layer in 0..layers {
            let prefix = match layer {
                0 => String::new(),
                deeper => format!("l{deeper}."),
            };
            let first = row.fields().len();
            let cell = place(&mut LayerBuilder {
                params: &mut params,
                row: &mut row,
                prefix: &prefix,
                x: below,
                x_name: &below_name,
            });
            (below, below_name) = (cell.h(), format!("{prefix}h"));
            cells.push(cell);
            states.push(states_of(&row.fields()[first..], |field| {
                field.span == below
            }));
        }
        let readout = (readout == Readout::Linear).then(|| {
            let w = params.push("W_y", Kind::Weight, [outputs, below.rows], None);
            let b = params.push("b_y", Kind::Bias, [outputs, 1], None);
            let formula = Formula::of("W_y h + b_y");
            let formula = formula.renamed(|name| match name {
                "h" => below_name.clone(),
                own => own.to_owned(),
            });
            let z = row.push("y", Kind::Output, [outputs, batch], Some(formula));
            Linear {
                x: below,
                z,
                w,
                b: Some(b),
            }
        });
        debug_assert_eq!(unknown(&row, &params), None, "a name in a formula");
        let y = readout.map_or_else(|| below.first(outputs), |readout| readout.z);
        Network::wired(sizes, [row, params], cells, readout, states, [x, y])
    }

    /// A network that follows the formulas of a row, all layers and the read-out as one cell: for whoever knows a network
    /// by its schema alone. The last field answers, or without a read-out the first `outputs` units of the last h.
    ///
    /// # Errors
    /// [`Code::Schema`] of the first field or parameter that no network has, and of another number of `outputs`.
    pub fn following(row: Layout, params: Layout, outputs: usize) -> Result<Network<R>> {
        wiring::check(&row, &params)?;
        let x = row.fields()[0].span;
        let is_h = |field: &&Field| field.name.rsplit('.').next() == Some("h");
        let Some(last) = row.fields().iter().rfind(is_h) else {
            return Err(Error::new(Code::Schema, "h", "nothing"));
        };
        let (last, h) = (last.name.clone(), last.span);
        let judged = row
            .fields()
            .last()
            .filter(|field| field.kind == Kind::Output);
        let y = match judged {
            Some(field) if field.span.rows == outputs => field.span,
            None if (1..=h.rows).contains(&outputs) => h.first(outputs),
            _ => return Err(Error::new(Code::Schema, "outputs", outputs)),
        };
        let sizes = Sizes {
            inputs: x.rows,
            hidden: h.rows,
            layers: 1,
            outputs: y.rows,
            batch: x.cols,
        };
        let states = vec![states_of(row.fields(), |field| is_h(&field))];
        let cell = Interpreter::new(&row, &params, 1, &last);
        Ok(Network::wired(
            sizes,
            [row, params],
            vec![Box::new(cell)],
            None,
            states,
            [x, y],
        ))
    }

    fn wired(
        sizes: Sizes,
        [row, params]: [Layout; 2],
        cells: Vec<Box<dyn Cell<R>>>,
        readout: Option<Linear>,
        states: Vec<Vec<Span>>,
        [x, y]: [Span; 2],
    ) -> Network<R> {
        // Spans that are neighbours are merged, to be cleared in one go.
        let mut summed: Vec<Span> = Vec::new();
        for (field, once) in row.fields().iter().zip(row.single_use(&params)) {
            let outside =
                field.formula.is_none() || cells.iter().any(|cell| cell.h() == field.span);
            let judged = field.kind == Kind::Output;
            if judged || (!outside && once) {
                continue;
            }
            match summed.last_mut() {
                Some(last) if last.start + last.len() == field.span.start => {
                    *last = last.to(field.span);
                }
                _ => summed.push(field.span),
            }
        }
        let mut matrices: Vec<Span> = cells.iter().flat_map(|cell| cell.matrices()).collect();
        matrices.extend(readout.map(|readout| readout.w));
        Network {
            summed,
            matrices,
            sizes,
            row,
            params,
            cells,
            readout,
            states,
            x,
            y,
        }
    }

    /// Its sizes.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Everything one step reads or writes; each field is `units x batch`.
    #[must_use]
    pub fn row(&self) -> &Layout {
        &self.row
    }

    /// Everything that is learnt.
    #[must_use]
    pub fn params(&self) -> &Layout {
        &self.params
    }

    /// The input in a row.
    #[must_use]
    pub fn x(&self) -> Span {
        self.x
    }

    /// In a row, the numbers that the loss looks at (before its link function).
    #[must_use]
    pub fn y(&self) -> Span {
        self.y
    }

    /// Floating-point operations of one step of one sequence forward, by the formulas.
    #[must_use]
    pub fn flops(&self) -> usize {
        let columns = |name: &str| self.params.field(name)?.matrix();
        let fields = self.row.fields().iter();
        let computed = fields.filter_map(|field| Some((field.formula.as_ref()?, field.span.rows)));
        computed
            .map(|(formula, units)| formula.operations(columns) * units)
            .sum()
    }

    /// The equation of a field, as one would type it; `None` for a field that is given.
    #[must_use]
    pub fn equation(&self, name: &str) -> Option<String> {
        let formula = self.row.field(name)?.formula.as_ref()?;
        let text = formula.text(|name| self.params.has_matrix(name));
        Some(format!("{name} = {text}"))
    }

    /// The fields of a row whose gradients are sums over several consumers.
    pub(crate) fn summed(&self) -> &[Span] {
        &self.summed
    }

    /// The states: the output of each cell, and all other fields that a formula reads from the step before.
    pub fn states(&self) -> impl Iterator<Item = &Field> {
        let states = self.states.iter().flatten();
        let is_state = move |field: &&Field| states.clone().any(|&state| state == field.span);
        self.row.fields().iter().filter(is_state)
    }

    /// The states of this name of all layers, from the input upwards.
    #[must_use]
    pub fn states_named(&self, name: &str) -> Vec<Span> {
        let states = self.states();
        let named = states.filter(|field| field.name.rsplit('.').next() == Some(name));
        named.map(|field| field.span).collect()
    }

    /// Writes each matrix of `params` into its place in `transposed`, as `cols x rows`.
    pub(crate) fn transpose_matrices(&self, params: &[R], transposed: &mut [R]) {
        for span in &self.matrices {
            let place = span.range();
            let (from, to) = (&params[place.clone()], &mut transposed[place]);
            transpose(span.rows, span.cols, from, to);
        }
    }

    /// The size of the `scratch` of [`Cell::backward_params`]: enough for any field and for all matrices.
    pub(crate) fn scratch(&self) -> usize {
        self.params.len().max(self.row.len())
    }

    /// Start values; then `forget_bias` is added to the biases of the gates that say how much of the old state stays (and
    /// taken from those that say how much of it goes). That bias (Gers et al. 2000; +1 is usual) lets a new network
    /// remember: without it each step back multiplies the gradient along c by about σ(0) = ½.
    ///
    /// [`Init::Chrono`] puts its own numbers there instead, for delays of up to `delay` steps, and the same with the other
    /// sign where a gate says how much comes to what stays.
    pub fn init(
        &self,
        init: Init,
        forget_bias: f64,
        delay: usize,
        rng: &mut Rng,
        params: &mut [R],
    ) {
        init.draw(&self.params, self.sizes.hidden, rng, params);
        let longest = delay.saturating_sub(1).max(1) as f64;
        for Keeping { forget, input } in self.keeping() {
            for unit in forget.0.span.range() {
                if init != Init::Chrono {
                    params[unit] += R::of(forget.1 * forget_bias);
                    continue;
                }
                let bias = libm::log(rng.uniform(1.0, longest));
                params[unit] = R::of(forget.1 * bias);
                if let Some((field, sign)) = input {
                    let place = unit - forget.0.span.start;
                    params[field.span.start + place] = R::of(-sign * bias);
                }
            }
        }
    }

    /// The biases of the gates that an old state is multiplied with on its way to the new one, by the formulas; -1 with
    /// those whose gate stands there as 1 minus it.
    pub fn forget_biases(&self) -> Vec<(&Field, f64)> {
        let keeping = self.keeping().into_iter();
        keeping.map(|Keeping { forget, .. }| forget).collect()
    }

    fn keeping(&self) -> Vec<Keeping<'_>> {
        let mut all: Vec<Keeping<'_>> = Vec::new();
        for state in self.row.fields() {
            let terms = || state.formula.iter().flat_map(|formula| &formula.terms);
            let keeps =
                |term: &Vec<Factor>| term.iter().any(|old| old.before && old.name == state.name);
            let input = terms()
                .filter(|term| !keeps(term))
                .find_map(|term| self.gates(term).next());
            for forget in terms()
                .filter(|term| keeps(term))
                .flat_map(|term| self.gates(term))
            {
                // A gate may stand before several states, or on both ways into one; its bias is set once.
                let is = |other: &(&Field, f64)| std::ptr::eq(other.0, forget.0);
                if all.iter().all(|known| !is(&known.forget)) {
                    let input = input.filter(|input| !is(input));
                    all.push(Keeping { forget, input });
                }
            }
        }
        all
    }

    /// The biases of the gates of a term, -1 with those that stand there as 1 minus the gate.
    fn gates<'a>(&'a self, term: &'a [Factor]) -> impl Iterator<Item = (&'a Field, f64)> {
        let gates = term.iter().filter(|factor| !factor.before);
        gates.filter_map(|gate| {
            let sign = if gate.complement { -1.0 } else { 1.0 };
            Some((self.bias_of(&gate.name)?, sign))
        })
    }

    /// The bias in the pre-activation of a gate.
    fn bias_of(&self, gate: &str) -> Option<&Field> {
        let gate = self.row.field(gate)?.formula.as_ref()?;
        if gate.squash != Some(Squash::Sigmoid) {
            return None;
        }
        let sum = self.row.field(&gate.factors().next()?.name)?;
        let mut params = sum
            .factors()
            .filter_map(|factor| self.params.field(&factor.name));
        params.find(|param| param.kind == Kind::Bias)
    }
}

/// The states among these fields: the output, and all that a formula reads from the step before.
fn states_of(fields: &[Field], is_output: impl Fn(&Field) -> bool) -> Vec<Span> {
    let taken: Vec<&str> = (fields.iter().flat_map(Field::factors))
        .filter(|factor| factor.before)
        .map(|factor| &*factor.name)
        .collect();
    let is_state = |field: &&Field| is_output(field) || taken.contains(&&*field.name);
    let states = fields.iter().filter(is_state);
    states.map(|field| field.span).collect()
}

/// A name in a formula that is neither a field nor a parameter, and whose formula it is.
fn unknown(row: &Layout, params: &Layout) -> Option<String> {
    row.fields().iter().find_map(|field| {
        let known = |factor: &&Factor| {
            let learnt = !factor.before && params.field(&factor.name).is_some();
            !learnt && row.field(&factor.name).is_none()
        };
        let wrong = field.factors().find(known)?;
        Some(format!("{} in the formula of {}", wrong.name, field.name))
    })
}

impl<R> fmt::Debug for Network<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("sizes", &self.sizes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(cell: CellChoice) -> Network<f64> {
        let sizes = Sizes {
            inputs: 3,
            hidden: 6,
            layers: 2,
            outputs: 2,
            batch: 1,
        };
        Network::new(sizes, &cell, Readout::Linear)
    }

    /// By hand, for the GRU: W 3·6·3, U 3·6·6, W_y; σ σ tanh; r ⊙ q and its sum; (1 - z) n + z h'.
    #[test]
    fn operations_are_those_that_one_counts() {
        let network = network(CellChoice::Gru(gru::Options::default()));
        let layer = |inputs: usize| 2 * 3 * 6 * (inputs + 6) + 6 * (3 + 2 + 4);
        assert_eq!(network.flops(), layer(3) + layer(6) + 2 * 2 * 6);
    }
}
