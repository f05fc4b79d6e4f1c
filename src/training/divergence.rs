//! Divergence: by what limit of the loss it is recognized, and what is reported of it.

use serde::Serialize;

use crate::model::network::Network;
use crate::model::trace::Trace;
use crate::numbers::real::Real;

/// Training has diverged when its loss exceeds the first one by this factor.
const RUNAWAY: f64 = 1000.0;

/// The least loss that the limit is computed from, because a network that starts with a tiny loss may get worse for a while.
const RUNAWAY_FROM: f64 = 0.01;

/// The limit of the loss: a multiple of the first one of these parameters, sequences and clamps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guard {
    /// At least [`RUNAWAY_FROM`], and finite; `None` until there is one.
    first_loss: Option<f64>,
    /// The number of updates after which it was computed.
    since: u64,
}

impl Guard {
    /// Whether this loss is within the limit. The first one that is sets it.
    pub fn admits(&mut self, loss: f64, updates: u64) -> bool {
        let admitted = loss <= self.limit();
        if admitted && self.first_loss.is_none() {
            self.first_loss = Some(loss.max(RUNAWAY_FROM));
            self.since = updates;
        }
        admitted
    }

    /// What a loss may be at most; before the first one, the largest finite number.
    pub fn limit(&self) -> f64 {
        let limit = self.first_loss.map_or(f64::MAX, |first| RUNAWAY * first);
        limit.min(f64::MAX)
    }

    /// Removes the limit: the next loss sets a new one.
    pub fn forget(&mut self) {
        self.first_loss = None;
    }

    /// Training has gone back to so many updates: a limit that was set later does not belong to these parameters.
    pub fn back(&mut self, updates: u64) {
        if updates < self.since {
            self.forget();
        }
    }

    /// The loss that the limit is computed from, for a checkpoint.
    pub fn first_loss(&self) -> Option<f64> {
        self.first_loss
    }

    /// Takes the [`Guard::first_loss`] of a checkpoint.
    pub fn set_first_loss(&mut self, first_loss: Option<f64>) {
        self.first_loss = first_loss.map(|loss| loss.max(RUNAWAY_FROM));
        self.since = 0;
    }
}

/// Why training was stopped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Divergence {
    /// The update in which it showed, counted from 1.
    pub update: u64,
    /// The first value, or else the first gradient on the way back, that is not finite, by its name: "`z_f`", "`d_c`",
    /// "`d_W_f`". "loss" if all are finite and the loss alone is too large.
    pub what: String,
    /// The step in which it became so; 0 where it has none.
    pub step: usize,
    /// Its value, which may be infinite or NaN.
    pub value: f64,
    /// The largest value that is allowed: 1000 times the first loss of these parameters and sequences, or the largest finite
    /// number if this is the first.
    pub limit: f64,
}

/// The first number that is not finite, in the order in which they are computed (values, then gradients), with its name and
/// its step, 0 for a parameter.
pub fn first_not_finite<R: Real>(
    network: &Network<R>,
    trace: &Trace<R>,
    d_params: &[R],
) -> Option<(String, usize, f64)> {
    let fields = network.row().fields();
    let not_finite = |numbers: &[R]| numbers.iter().copied().find(|x| !x.is_finite());
    let steps = 1..=trace.steps();
    for t in steps.clone() {
        for field in fields {
            if let Some(x) = not_finite(&trace.row(t)[field.span.range()]) {
                return Some((field.name.clone(), t, x.f64()));
            }
        }
    }
    for t in steps.rev() {
        for field in fields.iter().rev() {
            if let Some(x) = not_finite(&trace.d_row(t)[field.span.range()]) {
                return Some((format!("d_{}", field.name), t, x.f64()));
            }
        }
    }
    network.params().fields().iter().find_map(|field| {
        let x = not_finite(&d_params[field.span.range()])?;
        Some((format!("d_{}", field.name), 0, x.f64()))
    })
}
