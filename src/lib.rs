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
//! let config = Config::of_task("recall")?;
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
//! Numbers are `f32` for speed and `f64` for checks ([`Real`]). Every field of a step and every parameter has a name and a
//! place in a flat slice ([`layout`]); its gradient has the same place in a second slice. What JavaScript sees is in the
//! module `wasm`, which exists only for wasm32.
//!
//! The rooms of the source, each of which uses only those before it: `numbers`, `model`, `task`, `training`, `files`, `wasm`.

mod decimal;
mod error;
mod files;
mod model;
mod numbers;
mod setting;
pub mod task;
mod training;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::{Code, Error, Part, Refusal, Result};
pub use files::checkpoint::{State, TrainingPoint};
pub use files::pytorch::{self, Hints};
pub use model::clamp::{Clamp, PlacedClamp, StepClamps};
pub use model::trace::{Target, Trace};
pub use model::{cell, formula, init, layout, loss, network};
pub use numbers::real::Real;
pub use numbers::rng::{Purpose, Rng};
pub use setting::{Setting, SettingKind, Value};
pub use training::config::{CELLS, CellEntry, Config, NUMBERS, Source};
pub use training::divergence::Divergence;
pub use training::evaluation::Evaluation;
pub use training::experiment::{Experiment, MEMORY, Norms};
pub use training::gradient_check::{self, GradientCheck};
pub use training::optimizer;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../README.zh.md")]
struct ReadmeChinese;
