//! A batch: inputs, targets and mask of some sequences, drawn by a task or brought by the caller.

use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::model::loss::{Loss, Targets};
use crate::model::network::{Network, Sizes};
use crate::model::trace::Trace;
use crate::numbers::real::Real;
use crate::numbers::rng::{Purpose, Rng};
use crate::task::Task;

/// Sequences of equal length, row-major, one after the other.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `batch x steps x inputs`
    pub inputs: Vec<f64>,
    /// `batch x steps x outputs`
    pub targets: Vec<f64>,
    /// `batch x steps` of weights.
    pub mask: Vec<f64>,
}

impl Batch {
    /// All zero, also the mask: nothing counts.
    pub fn new(sizes: Sizes, steps: usize) -> Batch {
        let n = sizes.batch * steps;
        Batch {
            inputs: vec![0.0; n * sizes.inputs],
            targets: vec![0.0; n * sizes.outputs],
            mask: vec![0.0; n],
        }
    }

    /// `sizes.batch` sequences of a caller's own; every step counts if the mask is left out.
    ///
    /// # Errors
    /// [`Code::Length`], [`Code::NotFiniteAt`], in the mask [`Code::NegativeAt`], in the targets [`Loss::check`].
    pub fn read<R: Real>(
        sizes: Sizes,
        steps: usize,
        loss: Loss,
        [inputs, targets]: [&[f64]; 2],
        mask: Option<&[f64]>,
    ) -> Result<Batch> {
        let n = sizes.batch * steps;
        check_list::<R>("inputs", inputs, n * sizes.inputs)?;
        check_list::<R>("targets", targets, n * sizes.outputs)?;
        let mask = match mask {
            None => vec![1.0; n],
            Some(mask) => {
                check_list::<R>("mask", mask, n)?;
                if let Some(at) = mask.iter().position(|&weight| weight < 0.0) {
                    return Err(
                        Error::new(Code::NegativeAt, "mask", decimal::text(mask[at]))
                            .with("place", at),
                    );
                }
                mask.to_vec()
            }
        };
        loss.check(targets, &mask, sizes.outputs)?;
        Ok(Batch {
            inputs: inputs.to_vec(),
            targets: targets.to_vec(),
            mask,
        })
    }

    /// Draws all sequences from a task. Sequence `b` comes from the random stream `first + b`, so it is the same in a batch of
    /// any size.
    pub fn draw(&mut self, task: &dyn Task, seed: u64, purpose: Purpose, first: u64) {
        for part in [&mut self.inputs, &mut self.targets, &mut self.mask] {
            part.fill(0.0);
        }
        let steps = task.steps();
        let inputs = self.inputs.chunks_exact_mut(steps * task.inputs());
        let targets = self.targets.chunks_exact_mut(steps * task.outputs());
        let masks = self.mask.chunks_exact_mut(steps);
        for (b, ((inputs, targets), mask)) in inputs.zip(targets).zip(masks).enumerate() {
            task.draw(
                &mut Rng::new(seed, purpose, first.wrapping_add(b as u64)),
                inputs,
                targets,
                mask,
            );
        }
    }

    /// Copies the inputs into a trace, the targets and the mask into `targets`.
    pub fn load<R: Real>(
        &self,
        network: &Network<R>,
        trace: &mut Trace<R>,
        targets: &mut Targets<R>,
    ) {
        let fits = "a batch of this size";
        trace.set_inputs(network, &self.inputs).expect(fits);
        targets.set(&self.targets, &self.mask).expect(fits);
    }
}

/// Checks that a list has `wanted` numbers, each finite in type `R`.
///
/// # Errors
/// [`Code::Length`] or [`Code::NotFiniteAt`].
pub fn check_list<R: Real>(key: &str, numbers: &[f64], wanted: usize) -> Result<()> {
    if numbers.len() != wanted {
        return Err(Error::new(Code::Length, key, numbers.len()).with("wanted", wanted));
    }
    // What is finite here may be infinite in f32.
    match numbers.iter().position(|&x| !R::of(x).f64().is_finite()) {
        None => Ok(()),
        Some(at) => {
            Err(Error::new(Code::NotFiniteAt, key, decimal::text(numbers[at])).with("place", at))
        }
    }
}
