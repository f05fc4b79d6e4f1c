//! Toy tasks. A task knows sequences and what they should be answered with; it has never heard of a cell.
//!
//! [`TASKS`] is the one table of them: it validates a config, and a page builds its menus from it.

mod adding;
mod four_numbers;
mod recall;

use std::fmt::Debug;

use crate::rng::Rng;

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

    /// Does a prediction count as right?
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool;

    /// Is a network of this loss and this share of right predictions done?
    fn solved(&self, loss: f64, accuracy: f64) -> bool;
}

/// A setting of a task: a number with its range, or a switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Its key.
    pub name: &'static str,
    /// What it is when left out, and what it may be.
    pub kind: SettingKind,
}

/// What a [`Setting`] may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SettingKind {
    /// A number in `min..=max`.
    Number {
        /// When left out.
        default: f64,
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
        /// Only whole numbers.
        integer: bool,
    },
    /// Yes or no.
    Switch {
        /// When left out.
        default: bool,
    },
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
    /// Makes it, from its settings (already checked, in their order; a switch is 0 or 1) and the seed.
    pub make: fn(settings: &[f64], seed: u64) -> Box<dyn Task>,
}

/// All tasks.
pub const TASKS: &[Entry] = &[recall::ENTRY, adding::ENTRY, four_numbers::ENTRY];
