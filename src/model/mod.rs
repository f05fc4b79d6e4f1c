//! The model: names and places in flat memory, formulas, cells, the network of them, and the trace of a sequence through
//! it, forward to the loss and back.
//!
//! Nothing here knows who draws the sequences or changes the parameters. May use: numbers.

pub mod cell;
pub mod clamp;
pub mod formula;
pub mod init;
pub mod layout;
pub mod loss;
pub mod network;
pub mod trace;
pub mod wiring;
