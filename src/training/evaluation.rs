//! What a network predicts, and how often it is right.

use ndarray::{Array3, Axis, s};
use serde::Serialize;

use crate::model::clamp::PlacedClamp;
use crate::model::loss::{Link, Loss, Targets};
use crate::model::network::{Network, Sizes};
use crate::model::trace::Trace;
use crate::numbers::real::Real;
use crate::numbers::rng::Purpose;
use crate::task::Task;
use crate::training::batch::Batch;

/// How well a network does on sequences that it was never trained on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Mean loss.
    pub loss: f64,
    /// Share of the predictions asked for that are right, 0..=1.
    pub accuracy: f64,
    /// Whether the task is solved, by the task's own measure; without a task, whether 99 % are right.
    pub solved: bool,
}

/// A network as it is, to be evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a, R> {
    /// Where everything is.
    pub network: &'a Network<R>,
    /// All parameters.
    pub params: &'a [R],
    /// Units that are held at a value.
    pub clamps: &'a [PlacedClamp<R>],
    /// How far predictions are from targets.
    pub loss: Loss,
    /// The task that says which predictions are right; without one its link function does.
    pub task: Option<&'a dyn Task>,
}

impl<R: Real> Evaluator<'_, R> {
    /// On the sequences that a trace and targets hold, from the start state in the trace.
    pub fn on_hand(self, trace: &mut Trace<R>, targets: &Targets<R>, batch: &Batch) -> Evaluation {
        trace.forward(self.network, self.params, self.clamps);
        let loss = trace.loss(self.network, self.loss, targets);
        let predictions = predictions(self.network, self.loss.link(), trace);
        self.evaluation(loss, self.count(&predictions, batch))
    }

    /// On any number of sequences of `steps` steps, from a start state of zero; the loss is that of one batch of them all.
    pub fn on_own(self, steps: usize, all: &Batch) -> Evaluation {
        let Sizes {
            inputs,
            outputs,
            batch,
            ..
        } = self.network.sizes();
        let n = all.mask.len() / steps;
        let mut trace = Trace::new(self.network, steps);
        // The last batch may not be full: what is left in it of the one before is not looked at.
        let mut part = vec![0.0; batch * steps * inputs];
        let mut y = Array3::zeros((n, steps, outputs));
        let parts = all.inputs.chunks(part.len());
        for (inputs, mut to) in parts.zip(y.axis_chunks_iter_mut(Axis(0), batch)) {
            part[..inputs.len()].copy_from_slice(inputs);
            let fits = trace.set_inputs(self.network, &part);
            fits.expect("a batch of this size");
            trace.forward(self.network, self.params, self.clamps);
            let y = predictions(self.network, Link::Identity, &trace);
            let sequences = to.len_of(Axis(0));
            to.assign(&y.slice(s![..sequences, .., ..]));
        }
        let mut targets = Targets::<R>::new(n, steps, outputs);
        let fits = targets.set(&all.targets, &all.mask);
        fits.expect("as many as there are");
        let mut loss = 0.0;
        for (t, y) in (1..).zip(y.axis_iter(Axis(1))) {
            let y: Vec<R> = y.t().iter().map(|&y| R::of(y)).collect();
            loss += self.loss.forward(&y, &targets, t);
        }
        apply(self.loss.link(), &mut y);
        self.evaluation(loss, self.count(&y, all))
    }

    /// On at least `n` sequences that a task draws for nothing else.
    pub fn held_out(self, task: &dyn Task, seed: u64, n: usize) -> Evaluation {
        let sizes = self.network.sizes();
        let steps = task.steps();
        let mut trace = Trace::new(self.network, steps);
        let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
        let mut batch = Batch::new(sizes, steps);
        let batches = n.div_ceil(sizes.batch).max(1);
        let (mut loss, mut all) = (0.0, Count::default());
        for at in 0..batches {
            let first = (at * sizes.batch) as u64;
            batch.draw(task, seed, Purpose::HeldOut, first);
            batch.load(self.network, &mut trace, &mut targets);
            trace.forward(self.network, self.params, self.clamps);
            loss += trace.loss(self.network, self.loss, &targets) / batches as f64;
            let predictions = predictions(self.network, self.loss.link(), &trace);
            let these = self.count(&predictions, &batch);
            all.asked += these.asked;
            all.right += these.right;
        }
        self.evaluation(loss, all)
    }

    fn evaluation(self, loss: f64, count: Count) -> Evaluation {
        let accuracy = count.right as f64 / count.asked.max(1) as f64;
        let solved = |task: &dyn Task| task.solved(loss, accuracy, self.loss.confident_loss());
        Evaluation {
            loss,
            accuracy,
            solved: self.task.map_or(accuracy >= 0.99, solved),
        }
    }

    /// Of predictions, `sequences x steps x outputs`, those that the mask of the batch asks for.
    fn count(self, predictions: &Array3<f64>, batch: &Batch) -> Count {
        let predictions = predictions.as_slice().expect("an array of its own");
        let outputs = self.network.sizes().outputs;
        let pairs = predictions
            .chunks_exact(outputs)
            .zip(batch.targets.chunks_exact(outputs));
        let mut count = Count::default();
        for ((prediction, target), &mask) in pairs.zip(&batch.mask) {
            if mask > 0.0 {
                let right = match self.task {
                    Some(task) => task.hit(prediction, target),
                    None => hit(self.loss.link(), prediction, target),
                };
                count.asked += 1;
                count.right += usize::from(right);
            }
        }
        count
    }
}

/// What a network answers at each step of a trace, after a link function: `batch x steps x outputs`.
pub fn predictions<R: Real>(network: &Network<R>, link: Link, trace: &Trace<R>) -> Array3<f64> {
    let Sizes { outputs, batch, .. } = network.sizes();
    let mut all = Array3::zeros((batch, trace.steps(), outputs));
    for (t, mut to) in (1..).zip(all.axis_iter_mut(Axis(1))) {
        let y = network.y().view(trace.row(t));
        to.zip_mut_with(&y.t(), |to, y| *to = y.f64());
    }
    apply(link, &mut all);
    all
}

/// Applies a link function to the outputs of each sequence at each step.
fn apply(link: Link, y: &mut Array3<f64>) {
    for mut outputs in y.rows_mut() {
        link.apply(outputs.as_slice_mut().expect("an array of its own"));
    }
}

/// How many predictions were asked for, and how many of them were right.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    asked: usize,
    right: usize,
}

/// Whether a prediction is right by the link function alone, for sequences without a task.
fn hit(link: Link, prediction: &[f64], target: &[f64]) -> bool {
    let largest = |all: &[f64]| {
        let indexed = all.iter().enumerate();
        indexed.max_by(|a, b| a.1.total_cmp(b.1)).map(|(k, _)| k)
    };
    let mut pairs = prediction.iter().zip(target);
    match link {
        Link::Identity => pairs.all(|(p, target)| (p - target).abs() < 0.05),
        Link::Sigmoid => pairs.all(|(p, target)| (*p > 0.5) == (*target > 0.5)),
        Link::Softmax => largest(prediction) == largest(target),
    }
}
