//! Losses, by name. A loss sees slices: the outputs of the network, the targets, and a mask of the steps that count.
//!
//! It takes the outputs y *before* the link function and applies the link itself, because log σ and log softmax are only
//! exact when computed together. All losses are dimensionless.

use serde::Serialize;
use strum::{AsRefStr, EnumString, VariantArray, VariantNames};

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::numbers::real::Real;

/// How far the predictions are from the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, AsRefStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Loss {
    /// Σ (y - target)² over marked steps and outputs, mean over the batch.
    SquaredError,
    /// (y - target)², mean over marked steps, outputs and batch.
    MeanSquaredError,
    /// -target ln p - (1 - target) ln(1 - p) with p = σ(y), mean over marked steps, outputs and batch.
    SigmoidCrossEntropy,
    /// -Σ target ln p over outputs with p = softmax(y), mean over marked steps and batch.
    SoftmaxCrossEntropy,
}

/// What the mean of a loss is taken over. An answer is a step that counts, of one sequence; it has a number for each output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mean {
    /// The sequences of the batch.
    Sequences,
    /// The answers.
    Answers,
    /// The numbers of all answers.
    Numbers,
}

/// The function that turns the outputs y into predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// y itself.
    Identity,
    /// A probability for each output.
    Sigmoid,
    /// Probabilities that sum to one over the outputs.
    Softmax,
}

impl Link {
    /// Predictions from `y`, in place: `outputs` numbers of one sequence at one step.
    pub fn apply(self, y: &mut [f64]) {
        match self {
            Link::Identity => {}
            Link::Sigmoid => y.iter_mut().for_each(|y| *y = 1.0 / (1.0 + libm::exp(-*y))),
            Link::Softmax => {
                // The largest is subtracted first, so that no exponential overflows.
                let max = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                y.iter_mut().for_each(|y| *y = libm::exp(*y - max));
                let sum: f64 = y.iter().sum();
                y.iter_mut().for_each(|y| *y /= sum);
            }
        }
    }
}

impl Loss {
    /// The link that belongs to it.
    #[must_use]
    pub fn link(self) -> Link {
        match self {
            Loss::SquaredError | Loss::MeanSquaredError => Link::Identity,
            Loss::SigmoidCrossEntropy => Link::Sigmoid,
            Loss::SoftmaxCrossEntropy => Link::Softmax,
        }
    }

    /// What its mean is taken over.
    #[must_use]
    pub fn mean(self) -> Mean {
        match self {
            Loss::SquaredError => Mean::Sequences,
            Loss::MeanSquaredError | Loss::SigmoidCrossEntropy => Mean::Numbers,
            Loss::SoftmaxCrossEntropy => Mean::Answers,
        }
    }

    /// The gradient of the loss by y is `factor · (prediction - target) / N` at every step that counts, N being what the
    /// [mean](Loss::mean) is taken over. (Of the softmax if the targets of the step sum to one.)
    #[must_use]
    pub fn factor(self) -> f64 {
        match self {
            Loss::SquaredError | Loss::MeanSquaredError => 2.0,
            Loss::SigmoidCrossEntropy | Loss::SoftmaxCrossEntropy => 1.0,
        }
    }

    /// The loss of a prediction that is 0.1 away from its target (0.1² for a quantity, -ln 0.9 ≈ 0.1 for a probability). Where
    /// targets are 0 or 1, predictions of a smaller loss are confident.
    #[must_use]
    pub fn confident_loss(self) -> f64 {
        match self.link() {
            Link::Identity => 0.01,
            Link::Sigmoid | Link::Softmax => 0.1,
        }
    }

    /// Refuses targets, at steps that count, for which the loss would have no minimum: sigmoid cross-entropy needs a
    /// probability, 0..=1, softmax cross-entropy 0 or more. `targets` has `outputs` numbers for each one of `mask`.
    ///
    /// # Errors
    /// [`Code::NumberAt`] or [`Code::NegativeAt`].
    pub fn check(self, targets: &[f64], mask: &[f64], outputs: usize) -> Result<()> {
        for (at, &target) in targets.iter().enumerate() {
            if mask[at / outputs] == 0.0 {
                continue;
            }
            let error = match self {
                Loss::SigmoidCrossEntropy if !(0.0..=1.0).contains(&target) => {
                    let error = Error::new(Code::NumberAt, "targets", decimal::text(target));
                    error.with("min", 0.0).with("max", 1.0)
                }
                Loss::SoftmaxCrossEntropy if target < 0.0 => {
                    Error::new(Code::NegativeAt, "targets", decimal::text(target))
                }
                _ => continue,
            };
            return Err(error.with("place", at));
        }
        Ok(())
    }

    /// 1 / N, which stands before the sum over the steps that count; 0 if there are none.
    fn scale<R: Real>(self, targets: &Targets<R>) -> f64 {
        if targets.marked == 0.0 {
            return 0.0;
        }
        match self.mean() {
            Mean::Sequences => 1.0 / targets.batch as f64,
            Mean::Answers => 1.0 / targets.marked,
            Mean::Numbers => 1.0 / (targets.marked * targets.outputs as f64),
        }
    }

    /// The share of step `t` (1..=steps) in the loss; `y` is `outputs x batch`, before the link.
    #[must_use]
    pub fn forward<R: Real>(self, y: &[R], targets: &Targets<R>, t: usize) -> f64 {
        let batch = targets.batch;
        let (target, mask) = (targets.values(t), targets.mask(t));
        let mut sum = 0.0;
        for (b, mask) in mask.iter().map(|m| m.f64()).enumerate() {
            if mask == 0.0 {
                continue;
            }
            let pairs = column(y, b, batch).zip(column(target, b, batch));
            let pairs = pairs.map(|(y, target)| (y.f64(), target.f64()));
            sum += mask
                * match self {
                    Loss::SquaredError | Loss::MeanSquaredError => pairs
                        .map(|(y, target)| (y - target) * (y - target))
                        .sum::<f64>(),
                    Loss::SigmoidCrossEntropy => pairs
                        .map(|(y, target)| sigmoid_cross_entropy(y, target))
                        .sum(),
                    Loss::SoftmaxCrossEntropy => {
                        let max = largest(y, b, batch);
                        let all = column(y, b, batch).map(|y| libm::exp(y.f64() - max));
                        let ln_sum = max + libm::log(all.sum());
                        pairs.map(|(y, target)| target * (ln_sum - y)).sum()
                    }
                };
        }
        sum * self.scale(targets)
    }

    /// Assigns the gradient of the loss by `y` of step `t` to `d_y` (both `outputs x batch`); gives the share of the step in the
    /// loss.
    pub fn backward<R: Real>(self, y: &[R], targets: &Targets<R>, t: usize, d_y: &mut [R]) -> f64 {
        let batch = targets.batch;
        let scale = self.scale(targets);
        let (target, mask) = (targets.values(t), targets.mask(t));
        if mask.iter().all(|&mask| mask == R::ZERO) {
            d_y.fill(R::ZERO);
            return 0.0;
        }
        if self == Loss::SoftmaxCrossEntropy {
            // All exponentials of the step at once.
            for b in 0..batch {
                let max = R::of(largest(y, b, batch));
                for (d, &y) in column_mut(d_y, b, batch).zip(column(y, b, batch)) {
                    *d = y - max;
                }
            }
            R::exp(d_y);
        }
        let mut loss = 0.0;
        for (b, mask) in mask.iter().enumerate() {
            let weight = mask.f64() * scale;
            let pairs = column(y, b, batch).zip(column(target, b, batch));
            if weight == 0.0 {
                column_mut(d_y, b, batch).for_each(|d| *d = R::ZERO);
                continue;
            }
            match self {
                Loss::SquaredError | Loss::MeanSquaredError => {
                    let factor = R::of(self.factor() * weight);
                    for (d, (&y, &target)) in column_mut(d_y, b, batch).zip(pairs) {
                        let error = y - target;
                        *d = factor * error;
                        loss += weight * (error * error).f64();
                    }
                }
                Loss::SigmoidCrossEntropy => {
                    for (d, (y, target)) in column_mut(d_y, b, batch).zip(pairs) {
                        let (y, target) = (y.f64(), target.f64());
                        *d = R::of(weight * (1.0 / (1.0 + libm::exp(-y)) - target));
                        loss += weight * sigmoid_cross_entropy(y, target);
                    }
                }
                Loss::SoftmaxCrossEntropy => {
                    let sum: R = column(d_y, b, batch).copied().sum();
                    let wanted: R = column(target, b, batch).copied().sum();
                    let ln_sum = largest(y, b, batch) + libm::log(sum.f64());
                    let (weight_r, factor) = (R::of(weight), wanted / sum);
                    for (d, (&y, &target)) in column_mut(d_y, b, batch).zip(pairs) {
                        *d = weight_r * (*d * factor - target);
                        loss += weight * target.f64() * (ln_sum - y.f64());
                    }
                }
            }
        }
        loss
    }
}

/// One sequence of `outputs x batch`.
fn column<R>(all: &[R], b: usize, batch: usize) -> impl Iterator<Item = &R> {
    all[b..].iter().step_by(batch)
}

/// As [`column`], to write.
fn column_mut<R>(all: &mut [R], b: usize, batch: usize) -> impl Iterator<Item = &mut R> {
    all[b..].iter_mut().step_by(batch)
}

/// The largest of one sequence's outputs.
fn largest<R: Real>(y: &[R], b: usize, batch: usize) -> f64 {
    column(y, b, batch).fold(f64::NEG_INFINITY, |max, y| max.max(y.f64()))
}

/// -target ln p - (1 - target) ln(1 - p) with p = σ(y). ln(1 + e^-|y|) never overflows.
fn sigmoid_cross_entropy(y: f64, target: f64) -> f64 {
    y.max(0.0) - y * target + libm::log1p(libm::exp(-y.abs()))
}

/// The targets of a batch of sequences, and a mask of the steps that count.
#[derive(Clone, Debug)]
pub struct Targets<R> {
    batch: usize,
    steps: usize,
    outputs: usize,
    /// `[step][output][sequence]`
    values: Vec<R>,
    /// `[step][sequence]`: a weight, 0 where the step does not count.
    mask: Vec<R>,
    /// Sum of the mask: how many predictions count.
    marked: f64,
}

impl<R: Real> Targets<R> {
    /// Room for `batch` sequences of `steps` steps of `outputs` numbers; no step counts yet.
    #[must_use]
    pub fn new(batch: usize, steps: usize, outputs: usize) -> Targets<R> {
        Targets {
            batch,
            steps,
            outputs,
            values: vec![R::ZERO; batch * steps * outputs],
            mask: vec![R::ZERO; batch * steps],
            marked: 0.0,
        }
    }

    /// Takes targets (`batch x steps x outputs`, row-major) and mask (`batch x steps`). Never allocates.
    ///
    /// # Errors
    /// [`Code::Length`] if either has another length; nothing is changed then.
    pub fn set(&mut self, targets: &[f64], mask: &[f64]) -> Result<()> {
        for (key, got, wanted) in [
            ("targets", targets.len(), self.values.len()),
            ("mask", mask.len(), self.mask.len()),
        ] {
            if got != wanted {
                return Err(Error::new(Code::Length, key, got).with("wanted", wanted));
            }
        }
        let n = self.outputs;
        for (at, (target, &mask)) in targets.chunks_exact(n).zip(mask).enumerate() {
            let (b, t) = (at / self.steps, at % self.steps);
            let to = &mut self.values[t * n * self.batch..(t + 1) * n * self.batch];
            for (to, &x) in column_mut(to, b, self.batch).zip(target) {
                *to = R::of(x);
            }
            self.mask[t * self.batch + b] = R::of(mask);
        }
        self.marked = mask.iter().sum();
        Ok(())
    }

    /// Targets of step `t` (1..=steps), `outputs x batch`.
    #[must_use]
    pub fn values(&self, t: usize) -> &[R] {
        let n = self.outputs * self.batch;
        &self.values[(t - 1) * n..t * n]
    }

    /// Mask of step `t` (1..=steps), one number a sequence.
    #[must_use]
    pub fn mask(&self, t: usize) -> &[R] {
        &self.mask[(t - 1) * self.batch..t * self.batch]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole loss of two sequences of three steps; `y` is `[step][output][sequence]`.
    fn whole(loss: Loss, y: &[f64], targets: &Targets<f64>) -> f64 {
        let steps = y.chunks_exact(6).zip(1..);
        steps.map(|(y, t)| loss.forward(y, targets, t)).sum()
    }

    #[test]
    fn its_gradient_is_factor_times_the_error_over_what_its_mean_counts() {
        let [batch, steps, outputs] = [2, 3, 3];
        let mut targets = Targets::<f64>::new(batch, steps, outputs);
        let wanted = [0.5, 0.25, 0.25, 0.0, 1.0, 0.0, 0.125, 0.375, 0.5].repeat(batch);
        let mask = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
        targets.set(&wanted, &mask).expect("of these sizes");
        let y: Vec<f64> = (0..18).map(|k| f64::from(k * 7 % 11) / 4.0 - 1.0).collect();
        for &loss in <Loss as VariantArray>::VARIANTS {
            let n = match loss.mean() {
                Mean::Sequences => 2.0,
                Mean::Answers => 4.0,
                Mean::Numbers => 12.0,
            };
            for (at, mask) in mask.iter().enumerate() {
                let (b, t) = (at / steps, at % steps);
                let place = |unit: usize| (t * outputs + unit) * batch + b;
                let mut prediction = [0, 1, 2].map(|unit| y[place(unit)]);
                loss.link().apply(&mut prediction);
                for unit in 0..outputs {
                    let error = prediction[unit] - wanted[at * outputs + unit];
                    let told = mask * loss.factor() * error / n;
                    let [up, down] = [1e-5, -1e-5].map(|by| {
                        let mut y = y.clone();
                        y[place(unit)] += by;
                        whole(loss, &y, &targets)
                    });
                    let found = (up - down) / 2e-5;
                    assert!(
                        (found - told).abs() < 1e-9,
                        "{loss:?} at {at}: {found}, {told}"
                    );
                }
            }
        }
    }

    /// Exponentials of such outputs would be infinite, or all 0.
    #[test]
    fn outputs_may_be_of_any_size() {
        let mut targets = Targets::<f64>::new(1, 1, 2);
        targets.set(&[1.0, 0.0], &[1.0]).expect("of these sizes");
        for size in [1e3, 1e5] {
            let y = [-size, size];
            // The mean of what both outputs cost, and the logarithm of how much likelier the wrong symbol is.
            for (loss, cost, slope) in [
                (Loss::SigmoidCrossEntropy, size, 0.5),
                (Loss::SoftmaxCrossEntropy, 2.0 * size, 1.0),
            ] {
                let mut prediction = y;
                loss.link().apply(&mut prediction);
                assert_eq!(prediction, [0.0, 1.0], "{loss:?} {size}");
                let mut d_y = [f64::NAN; 2];
                let backward = loss.backward(&y, &targets, 1, &mut d_y);
                assert_eq!([backward, loss.forward(&y, &targets, 1)], [cost; 2]);
                assert_eq!(d_y, [-slope, slope], "{loss:?} {size}");
            }
        }
    }

    #[test]
    fn sure_is_what_an_answer_costs_that_is_a_tenth_away() {
        let mut targets = Targets::<f64>::new(1, 1, 1);
        targets.set(&[1.0], &[1.0]).expect("one of each");
        for (loss, y) in [
            (Loss::SquaredError, 0.9),
            (Loss::MeanSquaredError, 0.9),
            (Loss::SigmoidCrossEntropy, 9f64.ln()),
        ] {
            let cost = loss.forward(&[y], &targets, 1);
            assert!(
                (cost / loss.confident_loss() - 1.0).abs() < 0.06,
                "{loss:?}: {cost}"
            );
        }
    }
}
