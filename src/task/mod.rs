//! Toy tasks. A task knows sequences and what they should be answered with; it has never heard of a cell.
//!
//! [`TASKS`] is the one table of them: it validates a config, and a page builds its menus from it.

mod adding;
mod four_numbers;
mod recall;

use std::fmt::Debug;

use crate::error::Result;
use crate::rng::Rng;
use crate::setting::{Setting, Value};

/// One kind of sequence to learn.
pub trait Task: Debug {
    /// Steps of a sequence.
    fn steps(&self) -> usize;

    /// Numbers that come in at each step.
    fn inputs(&self) -> usize;

    /// Numbers that should go out at each step.
    fn outputs(&self) -> usize;

    /// Draws a sequence: inputs `steps x inputs`, targets `steps x outputs`, and a mask of `steps`, 1 where the answer
    /// counts. All three come filled with zeros.
    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]);

    /// What the inputs and the outputs stand for, if they are symbols (one number is 1, the others 0): so a page shows
    /// "a" and not "unit 0". Empty where they are quantities.
    fn symbols(&self) -> Symbols {
        Symbols::default()
    }

    /// Does a prediction count as right?
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool;

    /// Is a network of this loss and this share of right predictions done?
    fn solved(&self, loss: f64, accuracy: f64) -> bool;
}

/// Names of one-hot inputs and outputs, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    /// One for each input, or none at all.
    pub inputs: Vec<String>,
    /// One for each output, or none at all.
    pub outputs: Vec<String>,
}

/// What a task proposes for everything that a config leaves out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Units of the cell.
    pub hidden: usize,
    /// Sequences an update.
    pub batch: usize,
    /// Name of the read-out.
    pub readout: &'static str,
    /// Name of the loss.
    pub loss: &'static str,
    /// Name of the optimizer.
    pub optimizer: &'static str,
    /// Learning rate.
    pub rate: f64,
    /// Largest norm of the gradient, 0 for none.
    pub clip: f64,
    /// h = o ⊙ c.
    pub linear_output: bool,
    /// Added to the forget gates' biases at the start.
    pub forget_bias: f64,
}

/// A line of the table of tasks.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in a config.
    pub name: &'static str,
    /// What of it can be set.
    pub settings: &'static [Setting],
    /// What goes well with it.
    pub defaults: Defaults,
    /// How a page draws its input.
    pub glyph: &'static str,
    /// Makes it, from its settings (each already checked, in their order) and the seed. Only a text of the user's own can
    /// still be refused.
    pub make: Make,
}

/// Makes a task from its settings and a seed.
pub type Make = fn(settings: &[Value], seed: u64) -> Result<Box<dyn Task>>;

/// All tasks.
pub const TASKS: &[Entry] = &[recall::ENTRY, adding::ENTRY, four_numbers::ENTRY];
