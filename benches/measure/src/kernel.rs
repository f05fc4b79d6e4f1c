//! The arithmetic that no implementation can do without, one kind at a time, on numbers of its own.
//!
//! These are the core's own kernels at a workload's own sizes, with nothing around them: no layout, no task, no loss.
//! What they reach together bounds what an update can reach.

use std::fmt;

use lstm_conveyor::Real;
use lstm_conveyor::cell::{Params, Recurrence};
use lstm_conveyor::layout::{Span, StepRange};
use lstm_conveyor::optimizer::{Optimizer, Rule};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// One kernel, ready to run.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub struct Kernel(Box<dyn FnMut()>);

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Kernel {
    /// By name: "map" z += U h, "back" d_h += Uᵀ d_z and "outer" d_U += Σ d_z hᵀ over `steps`, U being `rows x cols` and
    /// `batch` sequences side by side; "sigmoid" and "tanh" of `rows` numbers; an optimizer's name, of `rows` parameters.
    ///
    /// # Panics
    /// If there is no such kernel.
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen(constructor))]
    #[must_use]
    pub fn new(name: &str, rows: usize, cols: usize, batch: usize, steps: usize) -> Kernel {
        Kernel(match name {
            "map" | "back" | "outer" => product(name, rows, cols, batch, steps),
            "sigmoid" => squash(<f32 as Real>::sigmoid, rows),
            "tanh" => squash(<f32 as Real>::tanh, rows),
            rule => update(rule.parse().expect("a kernel's name"), rows),
        })
    }

    /// Runs it so many times.
    pub fn run(&mut self, times: usize) {
        for _ in 0..times {
            (self.0)();
        }
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kernel")
    }
}

/// Numbers in ±1 without pattern.
fn numbers(n: usize) -> Vec<f32> {
    (0..n)
        .map(|k| (k * 7919 % 1009) as f32 / 504.5 - 1.0)
        .collect()
}

/// A trace of rows that hold h and z and nothing else.
fn product(name: &str, rows: usize, cols: usize, batch: usize, steps: usize) -> Box<dyn FnMut()> {
    let span = |start, rows, cols| Span { start, rows, cols };
    let h = span(0, cols, batch);
    let z = span(h.len(), rows, batch);
    let width = h.len() + z.len();
    let recurrence = Recurrence {
        h,
        z,
        u: span(0, rows, cols),
        b: None,
    };
    let trace = StepRange {
        width,
        first: 1,
        last: steps,
    };
    let (mut u, values) = (numbers(rows * cols), numbers((steps + 1) * width));
    let (mut prev, mut now) = (numbers(width), numbers(width));
    // As much as any way of doing it could ask for.
    let mut scratch = vec![0.0; values.len() + u.len()];
    match name {
        "map" => {
            // Turned, as it is wherever there are steps enough: what the numbers are does not matter here.
            let transposed = if batch == 1 && steps > 4 {
                u.clone()
            } else {
                Vec::new()
            };
            Box::new(move || {
                let params = Params {
                    flat: &u,
                    transposed: &transposed,
                };
                recurrence.forward(params, &prev, &mut now);
            })
        }
        "back" => Box::new(move || recurrence.backward(&u, &mut prev, &mut now)),
        _ => Box::new(move || {
            recurrence.backward_params(&values, &mut u, &values, trace, &mut scratch);
        }),
    }
}

fn squash(function: fn(&[f32], &mut [f32]), n: usize) -> Box<dyn FnMut()> {
    let (z, mut y) = (numbers(n), numbers(n));
    Box::new(move || function(&z, &mut y))
}

fn update(rule: Rule, n: usize) -> Box<dyn FnMut()> {
    let (mut optimizer, grads, mut params) = (Optimizer::new(rule, n), numbers(n), numbers(n));
    Box::new(move || optimizer.update(1e-6, 1.0, &grads, &mut params))
}
