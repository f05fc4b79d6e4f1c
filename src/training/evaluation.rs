//! What a network says, and how often it is right.

use crate::model::clamp::Clamp;
use crate::model::loss::{Link, Loss, Targets};
use crate::model::network::{Network, Sizes};
use crate::model::trace::Trace;
use crate::numbers::real::Real;
use crate::numbers::rng::Purpose;
use crate::task::Task;
use crate::training::batch::Batch;

/// How well a network does on sequences that it was never trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// Mean loss.
    pub loss: f64,
    /// Share of the predictions asked for that count as right, 0..=1.
    pub accuracy: f64,
    /// By the task's own measure.
    pub solved: bool,
}

/// A network as it is, put to the test.
#[derive(Clone, Copy, Debug)]
pub struct Exam<'a, R> {
    /// Where everything is.
    pub network: &'a Network<R>,
    /// All parameters.
    pub params: &'a [R],
    /// What is held.
    pub clamps: &'a [Clamp<R>],
    /// How answers are judged,
    pub loss: Loss,
    /// and by whom: the task, if there is one.
    pub task: Option<&'a dyn Task>,
}

impl<R: Real> Exam<'_, R> {
    /// On the sequences that a trace and targets hold, from the start state in the trace.
    pub fn on_hand(self, trace: &mut Trace<R>, targets: &Targets<R>, batch: &Batch) -> Evaluation {
        trace.forward(self.network, self.params, self.clamps);
        let loss = trace.loss(self.network, self.loss, targets);
        let said = predictions(self.network, self.loss.link(), trace);
        self.verdict(loss, self.answers(&said, batch))
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
        let mut said = Vec::with_capacity(all.targets.len());
        for own in all.inputs.chunks(part.len()) {
            part[..own.len()].copy_from_slice(own);
            let fits = trace.set_inputs(self.network, &part);
            fits.expect("a batch of this size");
            trace.forward(self.network, self.params, self.clamps);
            let y = predictions(self.network, Link::Identity, &trace);
            said.extend_from_slice(&y[..own.len() / inputs * outputs]);
        }
        let mut targets = Targets::<R>::new(n, steps, outputs);
        let fits = targets.set(&all.targets, &all.mask);
        fits.expect("as many as there are");
        let mut y = vec![R::ZERO; outputs * n];
        let mut loss = 0.0;
        for t in 1..=steps {
            for (k, y) in y.iter_mut().enumerate() {
                let (output, b) = (k / n, k % n);
                *y = R::of(said[(b * steps + t - 1) * outputs + output]);
            }
            loss += self.loss.forward(&y, &targets, t);
        }
        for y in said.chunks_exact_mut(outputs) {
            self.loss.link().apply(y);
        }
        self.verdict(loss, self.answers(&said, all))
    }

    /// On at least `n` sequences that a task draws for nothing else.
    pub fn held_out(self, task: &dyn Task, seed: u64, n: usize) -> Evaluation {
        let sizes = self.network.sizes();
        let steps = task.steps();
        let mut trace = Trace::new(self.network, steps);
        let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
        let mut batch = Batch::new(sizes, steps);
        let batches = n.div_ceil(sizes.batch).max(1);
        let (mut loss, mut all) = (0.0, Answers::default());
        for at in 0..batches {
            let first = (at * sizes.batch) as u64;
            batch.draw(task, seed, Purpose::HeldOut, first);
            batch.load(self.network, &mut trace, &mut targets);
            trace.forward(self.network, self.params, self.clamps);
            loss += trace.loss(self.network, self.loss, &targets) / batches as f64;
            let said = predictions(self.network, self.loss.link(), &trace);
            let these = self.answers(&said, &batch);
            all.asked += these.asked;
            all.right += these.right;
        }
        self.verdict(loss, all)
    }

    fn verdict(self, loss: f64, answers: Answers) -> Evaluation {
        let accuracy = answers.share();
        let solved = |task: &dyn Task| task.solved(loss, accuracy, self.loss.sure());
        Evaluation {
            loss,
            accuracy,
            solved: self.task.map_or(accuracy >= 0.99, solved),
        }
    }

    fn answers(self, said: &[f64], batch: &Batch) -> Answers {
        let outputs = self.network.sizes().outputs;
        let pairs = said
            .chunks_exact(outputs)
            .zip(batch.targets.chunks_exact(outputs));
        let link = self.loss.link();
        let mut answers = Answers::default();
        for ((said, target), &mask) in pairs.zip(&batch.mask) {
            if mask > 0.0 {
                let right = match self.task {
                    Some(task) => task.hit(said, target),
                    None => hit(link, said, target),
                };
                answers.asked += 1;
                answers.right += usize::from(right);
            }
        }
        answers
    }
}

/// What the network says, after a link function, `batch x steps x outputs`.
pub fn predictions<R: Real>(network: &Network<R>, link: Link, trace: &Trace<R>) -> Vec<f64> {
    let Sizes { outputs, batch, .. } = network.sizes();
    let y = network.y().range();
    let mut all = Vec::with_capacity(batch * trace.steps() * outputs);
    for b in 0..batch {
        for t in 1..=trace.steps() {
            let from = all.len();
            let y = &trace.row(t)[y.clone()];
            all.extend(y.iter().skip(b).step_by(batch).map(|y| y.f64()));
            link.apply(&mut all[from..]);
        }
    }
    all
}

/// How many predictions were asked for, and how many were right.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    asked: usize,
    right: usize,
}

impl Answers {
    fn share(self) -> f64 {
        self.right as f64 / self.asked.max(1) as f64
    }
}

/// Is a prediction right, by the link alone? For sequences that have no task to say so.
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
