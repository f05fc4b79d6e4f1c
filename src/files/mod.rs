//! Files: an experiment as bytes, to go on from and to exchange with PyTorch.
//!
//! Training does not know that it can be saved. May use: numbers, model, training.

pub mod checkpoint;
pub mod pytorch;
mod tensors;
