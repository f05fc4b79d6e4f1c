//! An LSTM that shows every value and every gradient, one operation at a time.
//!
//! The way through the crate is the way of the numbers: a [`task`] draws sequences, a [`network`] of [`cell`]s runs over
//! them in a [`Trace`], a [`loss`] compares, the trace walks back, an [`optimizer`] updates. An [`Experiment`] holds all
//! of it together with a seed, so that the same words always give the same numbers.
//!
//! ```
//! use lstm_conveyor::{Config, Experiment};
//!
//! // A bit is shown once and asked for 20 steps later.
//! let config = Config::of_task("recall").expect("a task of the table");
//! let mut experiment = Experiment::<f32>::new(config)?;
//! let before = experiment.evaluate(256);
//! experiment.train(1000);
//! let after = experiment.evaluate(256);
//! assert!(before.accuracy < 0.7 && !before.solved);
//! assert!(after.accuracy > 0.99 && after.solved);
//!
//! // Every number can be asked for by name: the forget gates at step 3 of the sequence that seed 1 draws.
//! experiment.sample(1);
//! experiment.forward();
//! assert!(experiment.field("f", 3)?.iter().all(|&f| f > 0.0 && f < 1.0));
//! # Ok::<(), lstm_conveyor::Error>(())
//! ```
//!
//! Numbers are `f32` where speed counts and `f64` where truth is asked for ([`Real`]). Every field of a step and every
//! parameter has a name and a place in a flat slice ([`layout`]); its gradient has the same place in a second slice.
//! What the web sees of this is in the module `wasm`, which exists only there.

mod batch;
pub mod cell;
mod checkpoint;
mod clamp;
mod config;
mod decimal;
mod divergence;
mod error;
mod evaluation;
mod experiment;
pub mod formula;
pub mod gradient_check;
mod history;
pub mod init;
pub mod layout;
pub mod loss;
pub mod network;
pub mod optimizer;
mod plan;
pub mod pytorch;
mod real;
mod rng;
mod setting;
mod sine;
pub mod task;
mod tensors;
mod trace;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use checkpoint::{Standing, State};
pub use clamp::{Clamp, Clamped, Held};
pub use config::{CELLS, CellEntry, Config, NUMBERS, Source};
pub use divergence::Divergence;
pub use error::{Code, Error, Part, Refusal, Result};
pub use evaluation::Evaluation;
pub use experiment::{Experiment, MEMORY, Norms, Place};
pub use gradient_check::GradientCheck;
pub use pytorch::Hints;
pub use real::Real;
pub use rng::{Purpose, Rng};
pub use setting::{Setting, SettingKind, Value};
pub use trace::{Target, Trace};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../README.zh.md")]
struct ReadmeChinese;
