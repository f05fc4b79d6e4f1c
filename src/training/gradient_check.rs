//! The gradient check: backpropagation beside central differences, in f64.

use ndarray::{Array2, Zip};

use crate::error::{Code, Error, Result};
use crate::model::clamp::{Clamp, PlacedClamp};
use crate::model::loss::{Loss, Targets};
use crate::model::network::Network;
use crate::model::trace::{Target, Trace};
use crate::training::batch::{Batch, check_list};
use crate::training::config::Config;
use crate::training::memory;
use crate::training::setup::Setup;

/// ε: how much a parameter is changed, up and down.
const EPSILON: f64 = 1e-5;

/// The most operations that a check may take: about a minute.
const MOST: u64 = 60_000_000_000;

/// A gradient checked: one parameter, number by number, `rows x columns` as the parameter itself.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Name of the parameter.
    pub name: String,
    /// The gradient by backpropagation, in f64.
    pub analytic: Array2<f64>,
    /// (L(p + ε) - L(p - ε)) / 2ε, in f64.
    pub numeric: Array2<f64>,
    /// |analytic - numeric| / the larger of the two, or a millionth of the largest gradient of all if both are smaller.
    /// Dimensionless.
    pub relative: Array2<f64>,
}

/// The point at which a gradient is taken: all numbers that it depends on beside the settings. So it can be checked
/// elsewhere, for instance in another thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// All parameters, in the order of [`crate::network::Network::params`].
    pub params: Vec<f64>,
    /// `batch x steps x inputs`
    pub inputs: Vec<f64>,
    /// `batch x steps x outputs`
    pub targets: Vec<f64>,
    /// `batch x steps` of weights.
    pub mask: Vec<f64>,
    /// Row 0 of the trace ([`Trace::row`]); only the states in it count.
    pub start: Vec<f64>,
    /// Units that are held at a value.
    pub clamps: Vec<Clamp>,
}

/// Compares the gradient of every parameter with central differences, both in f64. With truncation they differ: that is
/// what truncation leaves out. After each number it says how many of how many are `done` and asks whether to go on; if
/// not, the parameters that are complete by then are returned.
///
/// ```
/// use lstm_conveyor::{Config, Experiment, gradient_check};
///
/// let config = Config::of_task("recall")?;
/// let experiment = Experiment::<f32>::new(config)?;
/// let (config, point) = (experiment.config(), experiment.point());
/// let first = gradient_check::check(config, &point, |done, of| done < of / 20)?;
/// assert_eq!(first[0].name, "W_i");
/// assert!(first[0].relative.iter().all(|&apart| apart < 1e-3));
/// # Ok::<(), lstm_conveyor::Error>(())
/// ```
///
/// # Errors
/// [`Code::Work`] if it would take more than about a minute, [`Code::NoMemory`] if there is not as much memory as it takes; what [`crate::Experiment`] says of such settings, sequences,
/// parameters and clamps.
pub fn check(
    config: &Config,
    point: &Point,
    go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Vec<GradientCheck>> {
    let Setup { network, steps, .. } = Setup::new(config)?;
    let of = (steps, config.loss, config.truncate);
    check_network(&network, of, point, go_on)
}

/// As [`check`], of a network that is there: over so many steps, with this loss, and truncated so.
pub(crate) fn check_network(
    network: &Network<f64>,
    (steps, loss, truncate): (usize, Loss, usize),
    point: &Point,
    mut go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Vec<GradientCheck>> {
    let sizes = network.sizes();
    let n = network.params().len();
    // In 64 bits: on wasm32 a usize would wrap, and the check with it.
    let work = [2, n, network.flops(), steps, sizes.batch];
    let work = work
        .iter()
        .fold(1, |all: u64, &n| all.saturating_mul(n as u64));
    if work > MOST {
        let error = Error::new(Code::Work, "hidden", sizes.hidden);
        return Err(error.with("limit", MOST).with("needed", work));
    }
    check_list::<f64>("params", &point.params, n)?;
    check_list::<f64>("start", &point.start, network.row().len())?;
    let sequence = [&*point.inputs, &*point.targets];
    let batch = Batch::read::<f64>(sizes, steps, loss, sequence, Some(&point.mask))?;
    let held = point.clamps.iter();
    let clamps = held.map(|held| PlacedClamp::new(network.row(), steps, held));
    let clamps = clamps.collect::<Result<Vec<PlacedClamp<f64>>>>()?;
    let numbers = Trace::numbers(network, steps) + 3 * n as u64;
    memory::require(numbers * size_of::<f64>() as u64, sizes.hidden, steps)?;
    let mut trace = Trace::new(network, steps);
    let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
    batch.load(network, &mut trace, &mut targets);
    trace.row_mut(0).copy_from_slice(&point.start);
    let target = Target {
        loss,
        targets: &targets,
        clamps: &clamps,
        truncate,
    };
    let mut params = point.params.clone();
    let mut analytic = vec![0.0; n];
    trace.forward(network, &params, &clamps);
    trace.backward(network, &params, &target, &mut analytic);
    let mut numeric = Vec::with_capacity(n);
    for k in 0..n {
        let p = params[k];
        let mut loss_at = |p: f64| {
            params[k] = p;
            trace.forward(network, &params, &clamps);
            trace.loss(network, loss, &targets)
        };
        let (up, down) = (loss_at(p + EPSILON), loss_at(p - EPSILON));
        params[k] = p;
        numeric.push((up - down) / (2.0 * EPSILON));
        if !go_on(numeric.len(), n) {
            break;
        }
    }
    let largest = analytic.iter().fold(0.0f64, |max, g| max.max(g.abs()));
    let fields = network.params().fields().iter();
    let complete = fields.filter(|field| field.span.range().end <= numeric.len());
    Ok(complete
        .map(|field| {
            let [analytic, numeric] = [&analytic, &numeric].map(|all| field.span.view(all));
            let relative = |&a: &f64, &n: &f64| {
                let size = a.abs().max(n.abs()).max(1e-6 * largest);
                if size > 0.0 {
                    (a - n).abs() / size
                } else {
                    0.0
                }
            };
            GradientCheck {
                name: field.name.clone(),
                relative: Zip::from(analytic).and(numeric).map_collect(relative),
                analytic: analytic.to_owned(),
                numeric: numeric.to_owned(),
            }
        })
        .collect())
}
