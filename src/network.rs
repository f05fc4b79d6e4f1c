//! A network: a recurrent cell and a read-out, as places in flat memory. It owns no numbers either.
//!
//! [`Network::row`] names everything that one time step reads or writes, [`Network::params`] everything that is learnt.
//! The numbers live in a [`crate::Trace`] and in slices of the caller's.

use std::fmt;

use crate::cell::lstm::{self, Lstm};
use crate::cell::{Cell, Linear};
use crate::layout::{Kind, Layout, Span};
use crate::real::Real;
use crate::rng::Rng;

/// How large a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Numbers that come in at each step.
    pub inputs: usize,
    /// Units of the cell.
    pub hidden: usize,
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
}

impl<R: Real> Network<R> {
    /// Lays out a network.
    ///
    /// # Panics
    /// If a size is 0, or if without a read-out there are more outputs than hidden units.
    #[must_use]
    pub fn new(sizes: Sizes, cell: CellChoice, readout: Readout) -> Network<R> {
        let Sizes {
            inputs,
            hidden,
            outputs,
            batch,
        } = sizes;
        assert!(
            [inputs, hidden, outputs, batch].iter().all(|&n| n > 0),
            "a size is 0: {sizes:?}"
        );
        let (mut row, mut params) = (Layout::default(), Layout::default());
        let x = row.push("x", Kind::Input, inputs, batch);
        let cell: Box<dyn Cell<R>> = match cell {
            CellChoice::Lstm(options) => {
                Box::new(Lstm::new(&mut params, &mut row, x, hidden, options))
            }
        };
        let h = cell.h();
        let readout = (readout == Readout::Linear).then(|| Linear {
            x: h,
            z: row.push("y", Kind::Output, outputs, batch),
            w: params.push("W_y", Kind::Weight, outputs, hidden),
            b: params.push("b_y", Kind::Bias, outputs, 1),
        });
        let y = readout.map_or_else(|| h.first(outputs), |readout| readout.z);
        Network {
            sizes,
            row,
            params,
            cells: vec![cell],
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

    /// Room that [`Cell::backward_input`] wants beside the rows: that of the largest field.
    pub(crate) fn scratch(&self) -> usize {
        self.row
            .fields()
            .iter()
            .map(|field| field.span.len())
            .max()
            .unwrap_or(0)
    }

    /// Start values: every parameter uniform in ±1/√hidden (as PyTorch's recurrent layers), in the order of memory;
    /// then `forget_bias` is added to the forget gate's. That bias (Gers et al. 2000; +1 is usual) lets a new network
    /// remember: without it each step back multiplies the gradient along c by about σ(0) = ½.
    pub fn init(&self, rng: &mut Rng, forget_bias: f64, params: &mut [R]) {
        let bound = 1.0 / (self.sizes.hidden as f64).sqrt();
        for p in params.iter_mut() {
            *p = R::of(rng.uniform(-bound, bound));
        }
        for span in self.cells.iter().filter_map(|cell| cell.forget_bias()) {
            for p in &mut params[span.range()] {
                *p += R::of(forget_bias);
            }
        }
    }
}

impl<R> fmt::Debug for Network<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("sizes", &self.sizes)
            .finish_non_exhaustive()
    }
}
