//! A network: a recurrent cell and a read-out, as places in flat memory. It owns no numbers either.
//!
//! [`Network::row`] names everything that one time step reads or writes, [`Network::params`] everything that is learnt.
//! The numbers live in a [`crate::Trace`] and in slices of the caller's.

use std::fmt;

use crate::cell::gru::{self, Gru};
use crate::cell::lstm::{self, Lstm};
use crate::cell::rnn::{self, Rnn};
use crate::cell::{Cell, Linear, Places};
use crate::layout::{Kind, Layout, Span};
use crate::real::{Real, transpose};
use crate::rng::Rng;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellChoice {
    /// [`Lstm`]
    Lstm(lstm::Options),
    /// [`Gru`]
    Gru(gru::Options),
    /// [`Rnn`]
    Rnn(rnn::Options),
}

impl CellChoice {
    /// Units of its output, of so many hidden ones.
    #[must_use]
    pub fn outputs(self, hidden: usize) -> usize {
        match self {
            CellChoice::Lstm(options) => options.projection.unwrap_or(hidden),
            CellChoice::Gru(_) | CellChoice::Rnn(_) => hidden,
        }
    }

    fn place<R: Real>(self, places: &mut Places<'_>, hidden: usize) -> Box<dyn Cell<R>> {
        match self {
            CellChoice::Lstm(options) => Box::new(Lstm::new(places, hidden, options)),
            CellChoice::Gru(options) => Box::new(Gru::new(places, hidden, options)),
            CellChoice::Rnn(options) => Box::new(Rnn::new(places, hidden, options)),
        }
    }
}

/// How the parameters start. The forget bias is added to any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Init {
    /// Every parameter uniform in ±1/√hidden, as in PyTorch's recurrent layers.
    Uniform,
    /// Matrices uniform in ±√(6 / (inputs + outputs)), each gate by itself; biases 0. Glorot & Bengio, "Understanding the
    /// Difficulty of Training Deep Feedforward Neural Networks", AISTATS 2010, equation 16.
    Glorot,
    /// As Glorot, but the matrices on h' have orthonormal columns, so that as a map they keep lengths. Saxe, McClelland &
    /// Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks", ICLR 2014.
    Orthogonal,
}

impl Init {
    /// All of them.
    pub const ALL: [Init; 3] = [Init::Uniform, Init::Glorot, Init::Orthogonal];

    /// Its name in a config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Init::Uniform => "uniform",
            Init::Glorot => "glorot",
            Init::Orthogonal => "orthogonal",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Init> {
        Init::ALL.into_iter().find(|init| init.name() == name)
    }
}

/// What stands between the cell's output and the prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readout {
    /// Nothing: the first `outputs` units of h are the prediction.
    None,
    /// y = W_y h + b_y
    Linear,
}

impl Readout {
    /// All of them.
    pub const ALL: [Readout; 2] = [Readout::Linear, Readout::None];

    /// Its name in a config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Readout::None => "none",
            Readout::Linear => "linear",
        }
    }

    /// The read-out of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Readout> {
        Readout::ALL
            .into_iter()
            .find(|readout| readout.name() == name)
    }
}

/// Where everything is, and the arithmetic that goes with it.
pub struct Network<R> {
    sizes: Sizes,
    row: Layout,
    params: Layout,
    /// From the input upwards.
    pub(crate) cells: Vec<Box<dyn Cell<R>>>,
    pub(crate) readout: Option<Linear>,
    x: Span,
    y: Span,
    summed: Vec<Span>,
    matrices: Vec<Span>,
}

impl<R: Real> Network<R> {
    /// Lays out a network. What belongs to the first cell has a bare name; what belongs to the next ones begins with
    /// `l1.`, `l2.` and so on.
    ///
    /// # Panics
    /// If a size is 0, or if without a read-out there are more outputs than units of h.
    #[must_use]
    pub fn new(sizes: Sizes, cell: CellChoice, readout: Readout) -> Network<R> {
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
            "a size is 0: {sizes:?}"
        );
        let (mut row, mut params) = (Layout::default(), Layout::default());
        let x = row.push("x", Kind::Input, inputs, batch);
        let (mut below, mut below_name) = (x, "x".to_owned());
        let mut cells: Vec<Box<dyn Cell<R>>> = Vec::with_capacity(layers);
        for layer in 0..layers {
            let prefix = match layer {
                0 => String::new(),
                deeper => format!("l{deeper}."),
            };
            let mut places = Places {
                params: &mut params,
                row: &mut row,
                prefix: &prefix,
                x: below,
                x_name: &below_name,
            };
            let cell = cell.place(&mut places, hidden);
            (below, below_name) = (cell.h(), format!("{prefix}h"));
            cells.push(cell);
        }
        let readout = (readout == Readout::Linear).then(|| {
            let w = params.push("W_y", Kind::Weight, outputs, below.rows);
            let b = params.push("b_y", Kind::Bias, outputs, 1);
            let from = ["W_y", &below_name, "b_y"].map(str::to_owned).to_vec();
            let z = row.push_made("y", Kind::Output, outputs, batch, from, 0);
            Linear {
                x: below,
                z,
                w,
                b: Some(b),
            }
        });
        let y = readout.map_or_else(|| below.first(outputs), |readout| readout.z);
        // What lies between two of these is assigned later anyway: neighbours are cleared as one.
        let mut summed: Vec<Span> = Vec::new();
        for field in row.fields() {
            if let Kind::PreActivation | Kind::Gate | Kind::Candidate = field.kind {
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

    /// Floating-point operations of one step of one sequence forward: two for each parameter that is multiplied, and what
    /// each field says of itself ([`crate::layout::Field::operations`]).
    #[must_use]
    pub fn flops(&self) -> usize {
        let products = self.params.fields().iter().filter_map(|field| {
            let multiplied = field.kind != Kind::Bias;
            multiplied.then_some(2 * field.span.len())
        });
        let rest = self.row.fields().iter();
        products.sum::<usize>() + rest.map(|f| f.operations * f.span.rows).sum::<usize>()
    }

    /// The fields of a row whose gradients are sums over several consumers.
    pub(crate) fn summed(&self) -> &[Span] {
        &self.summed
    }

    /// The states that a step hands to the next, of each cell h and, where there is one, c.
    pub(crate) fn states(&self) -> impl Iterator<Item = (Span, Option<Span>)> {
        self.cells.iter().map(|cell| (cell.h(), cell.c()))
    }

    /// All matrices of `params` turned round, each in its place.
    pub(crate) fn turn(&self, params: &[R], turned: &mut [R]) {
        for span in &self.matrices {
            let place = span.range();
            let (from, to) = (&params[place.clone()], &mut turned[place]);
            transpose(span.rows, span.cols, from, to);
        }
    }

    /// Room that [`Cell`] wants beside the rows: enough for any field and any matrices side by side.
    pub(crate) fn scratch(&self) -> usize {
        self.params.len().max(self.row.len())
    }

    /// Start values, drawn in the order of memory; then `forget_bias` is added to the biases of the gates that say how
    /// much of the old state stays. That bias (Gers et al. 2000; +1 is usual) lets a new network remember: without it
    /// each step back multiplies the gradient along c by about σ(0) = ½.
    pub fn init(&self, init: Init, forget_bias: f64, rng: &mut Rng, params: &mut [R]) {
        let hidden = 1.0 / (self.sizes.hidden as f64).sqrt();
        for field in self.params.fields() {
            let Span { rows, cols, .. } = field.span;
            let to = &mut params[field.span.range()];
            let bound = match (init, field.kind) {
                (Init::Uniform, _) | (_, Kind::Peephole) => hidden,
                (_, Kind::Bias) => 0.0,
                (Init::Orthogonal, Kind::RecurrentWeight) => {
                    orthogonal(rows, cols, rng, to);
                    continue;
                }
                _ => (6.0 / (rows + cols) as f64).sqrt(),
            };
            for p in to {
                *p = R::of(rng.uniform(-bound, bound));
            }
        }
        for span in self.cells.iter().filter_map(|cell| cell.forget_bias()) {
            for p in &mut params[span.range()] {
                *p += R::of(forget_bias);
            }
        }
    }
}

/// A matrix of orthonormal columns (there are at most as many as rows): normal numbers, each column freed of those before
/// it and brought to length 1 (Gram & Schmidt, twice, for rounding leaves a little the first time).
fn orthogonal<R: Real>(rows: usize, cols: usize, rng: &mut Rng, to: &mut [R]) {
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(cols);
    for _ in 0..cols {
        let mut column: Vec<f64> = (0..rows).map(|_| rng.normal()).collect();
        for _ in 0..2 {
            for before in &columns {
                let along: f64 = before.iter().zip(&column).map(|(a, b)| a * b).sum();
                for (x, b) in column.iter_mut().zip(before) {
                    *x -= along * b;
                }
            }
            let length = column.iter().map(|x| x * x).sum::<f64>().sqrt();
            column.iter_mut().for_each(|x| *x /= length);
        }
        columns.push(column);
    }
    for (k, p) in to.iter_mut().enumerate() {
        *p = R::of(columns[k % cols][k / cols]);
    }
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
    use crate::rng::Purpose;

    fn network(cell: CellChoice) -> Network<f64> {
        let sizes = Sizes {
            inputs: 3,
            hidden: 6,
            layers: 2,
            outputs: 2,
            batch: 1,
        };
        Network::new(sizes, cell, Readout::Linear)
    }

    #[test]
    fn orthogonal_columns_have_length_one_and_nothing_in_common() {
        let projected = lstm::Options {
            projection: Some(4),
            ..lstm::Options::default()
        };
        for cell in [
            CellChoice::Gru(gru::Options::default()),
            CellChoice::Lstm(projected),
        ] {
            let network = network(cell);
            let mut params = vec![0.0; network.params().len()];
            let mut rng = Rng::new(1, Purpose::Parameters, 0);
            network.init(Init::Orthogonal, 0.0, &mut rng, &mut params);
            for field in network.params().fields() {
                if field.kind != Kind::RecurrentWeight {
                    continue;
                }
                let u = network.params().view(&field.name, &params);
                for ((a, b), product) in u.t().dot(&u).indexed_iter() {
                    let wanted = f64::from(u8::from(a == b));
                    assert!(
                        (product - wanted).abs() < 1e-12,
                        "{}: {product}",
                        field.name
                    );
                }
            }
        }
    }

    /// By hand, for the GRU: W 3·6·3, U 3·6·6, W_y; σ σ tanh; r ⊙ q and its sum; (1 - z) n + z h'.
    #[test]
    fn operations_are_those_that_one_counts() {
        let network = network(CellChoice::Gru(gru::Options::default()));
        let layer = |inputs: usize| 2 * 3 * 6 * (inputs + 6) + 6 * (3 + 2 + 4);
        assert_eq!(network.flops(), layer(3) + layer(6) + 2 * 2 * 6);
    }

    #[test]
    fn what_a_field_is_made_from_has_a_name() {
        let peephole = lstm::Options {
            peephole: true,
            projection: Some(4),
            ..lstm::Options::default()
        };
        for cell in [
            CellChoice::Lstm(peephole),
            CellChoice::Gru(gru::Options { reset_before: true }),
            CellChoice::Rnn(rnn::Options::default()),
        ] {
            let network = network(cell);
            for field in network.row().fields() {
                assert_eq!(field.from.is_empty(), field.kind == Kind::Input);
                for name in &field.from {
                    let name = name.trim_end_matches('\'');
                    let known = network
                        .row()
                        .find(name)
                        .or_else(|_| network.params().find(name));
                    assert!(known.is_ok(), "{}: {name}", field.name);
                }
            }
        }
    }
}
