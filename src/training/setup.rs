//! From a config to its task, its network and the length of its sequences.

use crate::error::{Code, Error, Result};
use crate::model::network::{Network, Readout, Sizes};
use crate::numbers::real::Real;
use crate::task::Task;
use crate::training::config::{Config, Source};

/// What an experiment is set up from, before any memory for numbers is taken.
#[derive(Debug)]
pub struct Setup<R> {
    /// None if the sequences are the caller's own.
    pub task: Option<Box<dyn Task>>,
    /// Where everything is.
    pub network: Network<R>,
    /// Steps of a sequence.
    pub steps: usize,
}

impl<R: Real> Setup<R> {
    /// Makes what the config describes.
    ///
    /// # Errors
    /// [`Code::Outputs`] if a network without read-out has fewer units than outputs are wanted; what a task says of a text of
    /// the user's own.
    pub fn new(config: &Config) -> Result<Setup<R>> {
        let (task, [inputs, outputs, steps]) = match &config.source {
            Source::Task { entry, options } => {
                let task = (entry.make)(options, config.seed)?;
                let sizes = [task.inputs(), task.outputs(), task.steps()];
                (Some(task), sizes)
            }
            Source::Own {
                inputs,
                outputs,
                steps,
            } => (None, [*inputs, *outputs, *steps]),
        };
        let sizes = Sizes {
            inputs,
            hidden: config.hidden,
            layers: config.layers,
            outputs,
            batch: config.batch,
        };
        let cell = config.cell_choice();
        if config.readout == Readout::None && outputs > cell.outputs(config.hidden) {
            return Err(Error::new(Code::Outputs, "hidden", config.hidden).with("outputs", outputs));
        }
        Ok(Setup {
            task,
            network: Network::new(sizes, &cell, config.readout),
            steps,
        })
    }
}
