//! Is the gradient right? Backpropagation and central differences side by side, in f64.

use crate::batch::Batch;
use crate::clamp::Clamp;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::loss::Targets;
use crate::plan::Plan;
use crate::trace::{Target, Trace};

/// How far a parameter is moved to both sides.
const EPSILON: f64 = 1e-5;

/// The most operations that a check may take: about a minute.
const MOST: u64 = 60_000_000_000;

/// A gradient checked: one parameter matrix, number by number.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Name of the parameter.
    pub name: String,
    /// What backpropagation says, in f64.
    pub analytic: Vec<f64>,
    /// (L(p + ε) - L(p - ε)) / 2ε, in f64.
    pub numeric: Vec<f64>,
    /// Their difference by the larger of the two (or by a millionth of the largest gradient of all, if both are smaller).
    pub relative: Vec<f64>,
}

/// The check of these parameters on these sequences, from this start row, with these clamps.
pub fn check(
    config: &Config,
    mut params: Vec<f64>,
    batch: &Batch,
    start: &[f64],
    clamps: &[Clamp<f64>],
) -> Result<Vec<GradientCheck>> {
    let Plan { network, steps, .. } = Plan::<f64>::new(config)?;
    let sizes = network.sizes();
    let n = params.len();
    // In 64 bits: on wasm32 a usize would wrap, and the check with it.
    let work = [n, network.flops(), steps, sizes.batch];
    let work = 2 * work.map(|n| n as u64).iter().product::<u64>();
    if work > MOST {
        let error = Error::new(Code::Work, "hidden", sizes.hidden);
        return Err(error.with("limit", MOST).with("needed", work));
    }
    let mut trace = Trace::new(&network, steps);
    let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
    batch.load(&network, &mut trace, &mut targets);
    trace.row_mut(0).copy_from_slice(start);
    let target = Target {
        loss: config.loss,
        targets: &targets,
        clamps,
        truncate: config.truncate,
    };
    let mut analytic = vec![0.0; n];
    trace.forward(&network, &params, clamps);
    trace.backward(&network, &params, &target, &mut analytic);
    let mut numeric = Vec::with_capacity(n);
    for k in 0..n {
        let p = params[k];
        let mut loss_at = |p: f64| {
            params[k] = p;
            trace.forward(&network, &params, clamps);
            trace.loss(&network, target.loss, &targets)
        };
        let (up, down) = (loss_at(p + EPSILON), loss_at(p - EPSILON));
        params[k] = p;
        numeric.push((up - down) / (2.0 * EPSILON));
    }
    let largest = analytic.iter().fold(0.0f64, |max, g| max.max(g.abs()));
    let fields = network.params().fields().iter();
    Ok(fields
        .map(|field| {
            let own = field.span.range();
            let (analytic, numeric) = (&analytic[own.clone()], &numeric[own]);
            let pairs = analytic.iter().zip(numeric);
            let relative = |(a, n): (&f64, &f64)| {
                let size = a.abs().max(n.abs()).max(1e-6 * largest);
                if size > 0.0 {
                    (a - n).abs() / size
                } else {
                    0.0
                }
            };
            GradientCheck {
                name: field.name.clone(),
                analytic: analytic.to_vec(),
                numeric: numeric.to_vec(),
                relative: pairs.map(relative).collect(),
            }
        })
        .collect())
}
