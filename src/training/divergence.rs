//! Why training stops: what shows that it has run away, and what is said of it.

use crate::model::network::Network;
use crate::model::trace::Trace;
use crate::numbers::real::Real;

/// Training has run away when its loss exceeds the first one this many times.
const RUNAWAY: f64 = 1000.0;

/// The least loss that this is measured by: a network that starts out good may get worse and better again.
const RUNAWAY_FROM: f64 = 0.01;

/// What a loss is measured by: the first one seen of the parameters and sequences at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guard {
    /// At least [`RUNAWAY_FROM`], and finite; `None` until a loss is seen.
    measure: Option<f64>,
    /// The count of updates at which it was seen.
    since: u64,
}

impl Guard {
    /// Is this loss good? The first one that is becomes the measure.
    pub fn admits(&mut self, loss: f64, updates: u64) -> bool {
        let good = loss <= self.limit();
        if good && self.measure.is_none() {
            self.measure = Some(loss.max(RUNAWAY_FROM));
            self.since = updates;
        }
        good
    }

    /// What a loss may be at most; before the first one, all that is finite.
    pub fn limit(&self) -> f64 {
        let limit = self.measure.map_or(f64::MAX, |measure| RUNAWAY * measure);
        limit.min(f64::MAX)
    }

    /// Something else is measured from now on.
    pub fn forget(&mut self) {
        self.measure = None;
    }

    /// Training is back at so many updates: a measure that was taken later is not one of these parameters.
    pub fn back(&mut self, updates: u64) {
        if updates < self.since {
            self.forget();
        }
    }

    /// The measure, for a checkpoint.
    pub fn measure(&self) -> Option<f64> {
        self.measure
    }

    /// Takes up [`Guard::measure`] of a checkpoint.
    pub fn set_measure(&mut self, measure: Option<f64>) {
        self.measure = measure.map(|loss| loss.max(RUNAWAY_FROM));
        self.since = 0;
    }
}

/// Why training was stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// The update in which it showed, counted from 1.
    pub update: u64,
    /// The first value, or else the first gradient on the way back, that is not finite, by its name: "`z_f`", "`d_c`",
    /// "`d_W_f`". "loss" if all are finite and the loss alone is too large.
    pub what: String,
    /// The step in which it became so; 0 where it has none.
    pub step: usize,
    /// What it had become; perhaps not finite.
    pub value: f64,
    /// What it may be at most: 1000 times the first loss of these parameters and sequences. The largest finite number if
    /// it is the first.
    pub limit: f64,
}

/// The first number that is not finite, in the order in which they are made: values, then gradients. With its name and its
/// step.
pub fn first_not_finite<R: Real>(
    network: &Network<R>,
    trace: &Trace<R>,
    d_params: &[R],
) -> Option<(String, usize, f64)> {
    let fields = network.row().fields();
    let bad = |numbers: &[R]| numbers.iter().copied().find(|x| !x.is_finite());
    let steps = 1..=trace.steps();
    for t in steps.clone() {
        for field in fields {
            if let Some(x) = bad(&trace.row(t)[field.span.range()]) {
                return Some((field.name.clone(), t, x.f64()));
            }
        }
    }
    for t in steps.rev() {
        for field in fields.iter().rev() {
            if let Some(x) = bad(&trace.d_row(t)[field.span.range()]) {
                return Some((format!("d_{}", field.name), t, x.f64()));
            }
        }
    }
    network.params().fields().iter().find_map(|field| {
        let x = bad(&d_params[field.span.range()])?;
        Some((format!("d_{}", field.name), 0, x.f64()))
    })
}
