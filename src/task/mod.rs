//! Toy tasks. A task draws sequences with their targets and says which predictions are right; it knows nothing of cells.
//! May use: numbers.
//!
//! [`TASKS`] is the one table of them: it validates a config, and a page builds its menus from it.

mod adding;
mod copy;
mod counting;
mod four_numbers;
mod numbers;
mod order;
mod parity;
mod reber;
mod recall;
mod sentences;
mod symbols;
mod text;
mod waves;

use std::fmt;

use serde::Serialize;

use crate::error::Result;
use crate::numbers::rng::Rng;
use crate::setting::{Setting, Value};

/// One kind of sequence to learn.
pub trait Task {
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

    /// Whether a prediction (after the link function, `outputs` numbers) counts as right.
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool;

    /// Whether a network of this mean loss and this accuracy (0..=1) has learnt the task. Where predictions should be confident
    /// as well as right, the loss must be below `confident_loss`, which depends on the kind of loss
    /// ([`crate::loss::Loss::confident_loss`]).
    fn solved(&self, loss: f64, accuracy: f64, confident_loss: f64) -> bool;
}

/// One text for all tasks: a derived `Debug` of each would only add to what a page loads.
impl fmt::Debug for dyn Task + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a task")
    }
}

/// Names of one-hot inputs and outputs, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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

impl Defaults {
    /// What most tasks propose, each with a number of units and a loss of its own.
    const USUAL: Defaults = Defaults {
        hidden: 8,
        batch: 16,
        readout: "linear",
        loss: "softmax-cross-entropy",
        optimizer: "adam",
        rate: 0.01,
        clip: 1.0,
        linear_output: false,
        forget_bias: 1.0,
    };
}

/// Makes a task from its settings (each already checked, in their order) and the seed. Only a text of the user's own
/// can still be refused.
pub type Make = fn(settings: &[Value], seed: u64) -> Result<Box<dyn Task>>;

/// A line of the table of tasks.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in a config.
    pub name: &'static str,
    /// What of it can be set.
    pub settings: &'static [Setting],
    /// The settings that it proposes.
    pub defaults: Defaults,
    /// How a page draws its input, with these settings.
    pub glyph: fn(settings: &[Value]) -> &'static str,
    /// Makes it.
    pub make: Make,
}

/// All tasks, in the order in which one would teach them: bits, quantities, waves, symbols, language, one's own.
pub const TASKS: &[Entry] = &[
    recall::ENTRY,
    parity::ENTRY,
    adding::ENTRY,
    waves::SINE,
    waves::WAVES,
    waves::NOISY,
    counting::ANBN,
    counting::ANBNCN,
    reber::ENTRY,
    order::ENTRY,
    copy::ENTRY,
    sentences::ENTRY,
    text::ENTRY,
    numbers::ENTRY,
    four_numbers::ENTRY,
];

/// Inputs, targets and mask of one sequence.
#[cfg(test)]
fn drawn(task: &dyn Task, index: u64) -> [Vec<f64>; 3] {
    let steps = task.steps();
    let mut inputs = vec![0.0; steps * task.inputs()];
    let mut targets = vec![0.0; steps * task.outputs()];
    let mut mask = vec![0.0; steps];
    let mut rng = Rng::new(1, crate::numbers::rng::Purpose::Sample, index);
    task.draw(&mut rng, &mut inputs, &mut targets, &mut mask);
    [inputs, targets, mask]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::SettingKind;

    /// All tasks as proposed, and with each setting in turn at either end or at each choice, as far as the user's own
    /// texts allow it; and how a page draws each.
    fn all() -> Vec<(&'static Entry, Box<dyn Task>, &'static str)> {
        let mut all = Vec::new();
        for entry in TASKS {
            let proposed: Vec<Value> = entry.settings.iter().map(Setting::default).collect();
            let task = (entry.make)(&proposed, 1).expect("a task as it proposes itself");
            all.push((entry, task, (entry.glyph)(&proposed)));
            for (at, setting) in entry.settings.iter().enumerate() {
                let values = match setting.kind {
                    SettingKind::Number { min, max, .. } => {
                        vec![Value::Number(min), Value::Number(max)]
                    }
                    SettingKind::Switch { .. } => [true, false].map(Value::Switch).into(),
                    SettingKind::Choice { names } => names
                        .iter()
                        .map(|&name| Value::Text(name.to_owned()))
                        .collect(),
                    SettingKind::Text { .. } => Vec::new(),
                };
                for value in values {
                    let mut settings = proposed.clone();
                    settings[at] = setting.check(&value).expect("a legal value");
                    match (entry.make)(&settings, 1) {
                        Ok(task) => all.push((entry, task, (entry.glyph)(&settings))),
                        Err(error) => {
                            assert!(["text", "numbers"].contains(&&*error.key), "{error}")
                        }
                    }
                }
            }
        }
        all
    }

    #[test]
    fn every_sequence_fits_its_loss() {
        for (entry, task, _) in all() {
            for index in 0..20 {
                let [inputs, targets, mask] = drawn(&*task, index);
                assert!(
                    inputs.iter().chain(&targets).all(|x| x.is_finite()),
                    "{}",
                    entry.name
                );
                assert!(mask.iter().all(|&m| m == 0.0 || m == 1.0) && mask.contains(&1.0));
                for (target, mask) in targets.chunks_exact(task.outputs()).zip(mask) {
                    let legal = match entry.defaults.loss {
                        "softmax-cross-entropy" => {
                            target.iter().all(|&share| share >= 0.0)
                                && target.iter().sum::<f64>() == mask
                        }
                        "sigmoid-cross-entropy" => target.iter().all(|x| (0.0..=1.0).contains(x)),
                        _ => true,
                    };
                    assert!(legal, "{}: {target:?}", entry.name);
                }
            }
        }
    }

    #[test]
    fn a_target_hits_itself_and_perfection_is_enough() {
        for (entry, task, _) in all() {
            let [_, targets, mask] = drawn(&*task, 0);
            let asked = targets
                .chunks_exact(task.outputs())
                .zip(mask)
                .filter(|(_, mask)| *mask > 0.0);
            for (target, _) in asked {
                assert!(task.hit(target, target), "{}", entry.name);
                let off: Vec<f64> = target
                    .iter()
                    .map(|x| if *x > 0.0 { x - 2.0 } else { x + 2.0 })
                    .collect();
                assert!(!task.hit(&off, target), "{}", entry.name);
            }
            assert!(
                task.solved(0.0, 1.0, 0.1) && !task.solved(10.0, 0.5, 0.1),
                "{}",
                entry.name
            );
            // Where loss and accuracy are both looked at, both are asked for.
            let either = task.solved(10.0, 1.0, 0.1) && task.solved(0.0, 0.5, 0.1);
            assert!(!either, "{}", entry.name);
        }
    }

    #[test]
    fn symbols_have_names_of_their_own() {
        for (entry, task, glyph) in all() {
            let Symbols { inputs, outputs } = task.symbols();
            for (names, n) in [(inputs, task.inputs()), (outputs, task.outputs())] {
                assert_eq!(!names.is_empty(), glyph == "symbols", "{}", entry.name);
                assert!(names.is_empty() || names.len() == n, "{}", entry.name);
                let distinct: std::collections::BTreeSet<_> = names.iter().collect();
                assert_eq!(distinct.len(), names.len(), "{}", entry.name);
            }
            if glyph == "symbols" {
                symbols::read(&drawn(&*task, 0)[0], task.inputs());
            }
        }
    }

    #[test]
    fn tasks_and_their_settings_have_names_of_their_own() {
        let distinct = |names: Vec<&str>| {
            let set: std::collections::BTreeSet<_> = names.iter().collect();
            set.len() == names.len()
        };
        assert!(distinct(TASKS.iter().map(|entry| entry.name).collect()));
        for entry in TASKS {
            assert!(distinct(
                entry.settings.iter().map(|setting| setting.name).collect()
            ));
        }
    }
}
