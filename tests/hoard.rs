//! What becomes of an experiment for which no memory is left. A page of its own: memory of wasm never shrinks, so that no
//! other test could see it grow.

#![cfg(target_arch = "wasm32")]

use lstm_conveyor::{Code, Config, Experiment, Part};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn an_experiment_that_finds_no_memory_is_refused_and_made_once_there_is_some() {
    let large = Config::of_task("adding").unwrap();
    let large = large.with("hidden", 256).unwrap();
    let large = large.with("batch", 64).unwrap();
    let needed = Experiment::<f32>::memory(&large).unwrap() as f64 / f64::from(1 << 20);
    // All but less than a small piece; a large one has room for the experiment, once it is given back. Nothing is written to
    // them: they cost the machine nothing.
    let mut taken = Vec::with_capacity(1 << 10);
    let mut piece = Vec::<u8>::new();
    for size in [256 << 20, 16 << 20] {
        while piece.try_reserve_exact(size).is_ok() {
            taken.push(std::hint::black_box(std::mem::take(&mut piece)));
        }
    }
    let error = Experiment::<f32>::new(large.clone()).expect_err("refused");
    assert_eq!(error.code, Code::NoMemory);
    assert_eq!(error.part("needed"), Some(&Part::Number(needed.ceil())));
    drop(taken);
    assert!(Experiment::<f32>::new(large).is_ok());
}
