//! Four numbers: one fixed random sequence, and four numbers that unit 0 should say to it. The classic first LSTM
//! program (nicodjimenez/lstm, 2014): it shows that the gradients of one step have the right signs, and nothing of the
//! way from step to step, without which it is learnt as well.

use super::{Defaults, Entry, Task};
use crate::numbers::rng::{Purpose, Rng};

pub(super) const ENTRY: Entry = Entry {
    name: "four-numbers",
    settings: &[],
    defaults: Defaults {
        hidden: 100,
        batch: 1,
        readout: "none",
        loss: "squared-error",
        optimizer: "sgd",
        rate: 0.1,
        clip: 0.0,
        linear_output: true,
        // As in that program.
        forget_bias: 0.0,
    },
    glyph: |_| "vector",
    make: |_settings, seed| {
        let mut rng = Rng::new(seed, Purpose::Task, 0);
        Ok(Box::new(FourNumbers {
            inputs: std::array::from_fn(|_| rng.unit()),
        }))
    },
};

const INPUTS: usize = 50;
const TARGETS: [f64; 4] = [-0.5, 0.2, 0.1, -0.5];

#[derive(Debug)]
struct FourNumbers {
    inputs: [f64; INPUTS * TARGETS.len()],
}

impl Task for FourNumbers {
    fn steps(&self) -> usize {
        TARGETS.len()
    }

    fn inputs(&self) -> usize {
        INPUTS
    }

    fn outputs(&self) -> usize {
        1
    }

    fn draw(&self, _rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        inputs.copy_from_slice(&self.inputs);
        targets.copy_from_slice(&TARGETS);
        mask.fill(1.0);
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        (prediction[0] - target[0]).abs() < 0.01
    }

    fn solved(&self, loss: f64, _accuracy: f64, _confident_loss: f64) -> bool {
        loss < 1e-4
    }
}
