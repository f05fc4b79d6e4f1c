//! Do the examples run?

#![cfg(not(target_arch = "wasm32"))]

#[path = "../examples/own_cell.rs"]
mod own_cell;
#[path = "../examples/train.rs"]
mod train;

#[test]
fn every_example_runs_to_its_end() {
    train::main().expect("it trains");
    own_cell::main().expect("its equations are good");
}
