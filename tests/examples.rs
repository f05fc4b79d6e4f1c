//! Do the examples run?

#![cfg(not(target_arch = "wasm32"))]

#[path = "../examples/inside_pytorch.rs"]
#[expect(dead_code, reason = "its main reads the command line")]
mod inside_pytorch;
#[path = "../examples/long_delays.rs"]
#[expect(dead_code, reason = "its main trains for minutes")]
mod long_delays;
#[path = "../examples/own_cell.rs"]
mod own_cell;
#[path = "../examples/step.rs"]
mod step;
#[path = "../examples/train.rs"]
mod train;

#[test]
fn every_example_runs_to_its_end() {
    step::main().expect("it steps");
    train::main().expect("it trains");
    let file = inside_pytorch::some().expect("a cell of PyTorch's");
    inside_pytorch::look(&file).expect("a network in it");
    long_delays::learn(5).expect("it learns");
    own_cell::main().expect("its equations are good");
}
