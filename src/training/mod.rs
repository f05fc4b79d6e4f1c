//! Training: a config, what it comes to, and the experiment that draws batches, runs the model over them, updates the
//! parameters, keeps what it can go back to, and says how well it does.
//!
//! Here tasks and models meet, which do not know each other. May use: numbers, model, task.

pub mod batch;
pub mod config;
pub mod divergence;
pub mod evaluation;
pub mod experiment;
pub mod gradient_check;
pub mod history;
pub mod memory;
pub mod optimizer;
pub mod rollback;
pub mod setup;
