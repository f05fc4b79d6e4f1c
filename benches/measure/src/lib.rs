//! What is measured: seven workloads, and the kernels that they are made of, each by itself.
//!
//! The program of this package measures both natively, in a browser and beside other libraries, and writes the report.

pub mod kernel;
#[cfg(not(target_arch = "wasm32"))]
pub mod stopwatch;
#[cfg(not(target_arch = "wasm32"))]
pub mod workload;
