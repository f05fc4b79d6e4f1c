//! Numbers: the float types with the kernels over them, and numbers drawn at random.
//!
//! Nothing here knows what a gate, a step, a parameter or a sequence is. May use: nothing of the crate.

pub mod real;
pub mod rng;
