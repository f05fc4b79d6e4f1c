//! What a config comes to: who draws the sequences, which network runs over them, and for how many steps.

use crate::error::{Code, Error, Result};
use crate::model::network::{Network, Readout, Sizes};
use crate::numbers::real::Real;
use crate::task::Task;
use crate::training::config::{Config, Source};

/// All that has no numbers yet.
#[derive(Debug)]
pub struct Plan<R> {
    /// None if the sequences are the caller's own.
    pub task: Option<Box<dyn Task>>,
    /// Where everything is.
    pub network: Network<R>,
    /// Steps of a sequence.
    pub steps: usize,
}

impl<R: Real> Plan<R> {
    /// Of this config.
    pub fn new(config: &Config) -> Result<Plan<R>> {
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
        Ok(Plan {
            task,
            network: Network::new(sizes, &cell, config.readout),
            steps,
        })
    }
}
