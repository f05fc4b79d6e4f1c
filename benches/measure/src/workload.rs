//! What is trained: the seven workloads, those of the sweeps, and the arithmetic that each cannot do without.

use std::fmt;
use std::time::Duration;

use lstm_conveyor::{Config, Experiment, Value};
use serde::Serialize;

use crate::kernel::Kernel;
use crate::stopwatch::measure;

/// Updates on the same sequences before the next are given: so few that none are learnt by heart, so many that giving them and
/// what the core does once a call (gradients of the inputs, norms) cost next to nothing.
pub const EACH: usize = 8;

/// A network, its sequences and its training. An iteration is a pass forward, one back and an update.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Workload {
    /// "W1", or a place in a sweep.
    pub name: String,
    /// What it stands for.
    pub what: &'static str,
    /// Numbers that come in at each step.
    pub inputs: usize,
    /// What comes in and is asked for: "numbers" between ±1 without pattern, "one-hot", where one of them is 1 and all others are 0,
    /// or "recall", a cue of ±1 at the first step and distractors after it.
    pub sequences: &'static str,
    /// So many different batches of them.
    pub batches: usize,
    /// By its name in a config: the LSTM, or the same written out as a cell of one's own.
    pub cell: &'static str,
    /// Units of it.
    pub hidden: usize,
    /// Numbers that go out; without a read-out the first units.
    pub outputs: usize,
    /// "linear" or "none".
    pub readout: &'static str,
    /// Steps of a sequence.
    pub steps: usize,
    /// Sequences side by side.
    pub batch: usize,
    /// By its name in a config.
    pub loss: &'static str,
    /// By its name in a config.
    pub optimizer: &'static str,
    /// Its learning rate.
    pub rate: f64,
    /// Updates before the clock starts.
    pub trained: usize,
    /// An answer is wanted at the last step alone.
    pub last: bool,
    /// Only a pass forward, whose gates, state and output are read.
    pub forward: bool,
    /// How many times the bound it may take.
    pub goal: f64,
    /// The bound that the goal was set by, in nanoseconds: 50 GFLOP/s, 1.5 ns a number squashed, 0.5 ns a parameter.
    pub set: f64,
}

/// A kernel of a workload. Without `flops` it goes number by number.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Under which its time is told: "W1 map".
    pub name: String,
    /// The first argument of [`Kernel::new`].
    pub kernel: &'static str,
    /// All others.
    pub sizes: [usize; 4],
    /// Floating-point operations, or numbers gone through, in one run.
    pub work: usize,
}

/// W1 to W7.
#[must_use]
pub fn all() -> Vec<Workload> {
    let adding = sized("W2", 16, 50, 1);
    vec![
        Workload {
            name: "W1".into(),
            what: "four numbers",
            inputs: 50,
            hidden: 100,
            steps: 4,
            readout: "none",
            loss: "squared-error",
            batches: 1,
            optimizer: "sgd",
            rate: 0.1,
            last: false,
            set: 36e3,
            ..adding.clone()
        },
        Workload {
            what: "adding",
            set: 15e3,
            ..adding.clone()
        },
        Workload {
            what: "characters",
            inputs: 32,
            sequences: "one-hot",
            outputs: 32,
            loss: "softmax-cross-entropy",
            last: false,
            set: 225e3,
            ..sized("W3", 64, 64, 1)
        },
        Workload {
            what: "mini-batch",
            inputs: 8,
            goal: 2.0,
            set: 28e6,
            ..sized("W4", 128, 100, 32)
        },
        Workload {
            what: "long",
            set: 0.76e6,
            ..sized("W5", 32, 1000, 1)
        },
        Workload {
            what: "one step, gates read",
            inputs: 32,
            readout: "none",
            forward: true,
            goal: 2.0,
            set: 1.3e3,
            ..sized("W6", 64, 1, 1)
        },
        Workload {
            what: "recall",
            sequences: "recall",
            loss: "sigmoid-cross-entropy",
            rate: 0.01,
            trained: 500,
            set: 0.77e6,
            ..sized("W7", 8, 501, 16)
        },
    ]
}

/// Two of them again, the LSTM written out as a cell of one's own: what following formulas costs.
#[must_use]
pub fn written() -> Vec<Workload> {
    let of = |name: &str| {
        let plain = all().into_iter().find(|workload| workload.name == name);
        Workload {
            name: format!("{name} own"),
            cell: "own",
            ..plain.expect("a workload")
        }
    };
    ["W2", "W3"].map(of).into()
}

/// Two numbers in at each step, one asked for at the end.
#[must_use]
pub fn sized(name: impl Into<String>, hidden: usize, steps: usize, batch: usize) -> Workload {
    Workload {
        name: name.into(),
        what: "",
        inputs: 2,
        sequences: "numbers",
        batches: 8,
        cell: "lstm",
        hidden,
        outputs: 1,
        readout: "linear",
        steps,
        batch,
        loss: "mean-squared-error",
        optimizer: "adam",
        rate: 1e-3,
        trained: 0,
        last: true,
        forward: false,
        goal: 1.5,
        set: 0.0,
    }
}

impl Workload {
    /// Multiplications and additions of the products with parameters, which cannot be done without. Left out: those with
    /// zeros (h before the first step, one-hot inputs, answers that nobody asks for) and the gradient of the inputs.
    #[must_use]
    pub fn flops(&self) -> usize {
        let Workload {
            hidden,
            steps,
            batch,
            ..
        } = *self;
        let inputs = if self.sequences == "one-hot" {
            0
        } else {
            self.inputs
        };
        let input = 4 * hidden * inputs * steps;
        // Of a single step without training the start state may be any.
        let recurrent = 4 * hidden * hidden * if self.forward { steps } else { steps - 1 };
        let readout = match self.readout {
            "none" => 0,
            _ => self.outputs * hidden * if self.last { 1 } else { steps },
        };
        let multiplied = if self.forward {
            input + recurrent
        } else {
            2 * input + 3 * recurrent + 3 * readout
        };
        2 * batch * multiplied
    }

    /// Numbers that go through a sigmoid and through a tanh (or, in a softmax, an exponential).
    #[must_use]
    pub fn squashed(&self) -> (usize, usize) {
        let n = self.hidden * self.steps * self.batch;
        let softmax = match self.loss {
            "softmax-cross-entropy" => self.outputs * self.steps * self.batch,
            _ => 0,
        };
        (3 * n, 2 * n + softmax)
    }

    /// Numbers to be learnt.
    #[must_use]
    pub fn params(&self) -> usize {
        let cell = 4 * self.hidden * (self.inputs + self.hidden + 1);
        match self.readout {
            "none" => cell,
            _ => cell + self.outputs * (self.hidden + 1),
        }
    }

    /// The kernels whose speeds make its bound.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let (gates, hidden, batch) = (4 * self.hidden, self.hidden, self.batch);
        // So many steps stay in a cache of the second level.
        let steps = (65_536 / ((gates + hidden) * batch)).clamp(1, self.steps);
        let part = |kernel: &'static str, sizes, work| Part {
            name: format!("{} {kernel}", self.name),
            kernel,
            sizes,
            work,
        };
        let product = |kernel, steps| {
            let flops = 2 * gates * hidden * batch * steps;
            part(kernel, [gates, hidden, batch, steps], flops)
        };
        let each = |kernel, n| part(kernel, [n, 1, 1, 1], n);
        let mut parts = vec![
            product("map", 1),
            each("sigmoid", 3 * hidden * batch),
            each("tanh", hidden * batch),
        ];
        if !self.forward {
            parts.extend([
                product("back", 1),
                product("outer", steps),
                each(self.optimizer, self.params()),
            ]);
        }
        parts
    }

    /// Nanoseconds of an iteration in native code.
    #[must_use]
    pub fn measure(&self, time: Duration) -> f64 {
        let mut running = self.start();
        measure(time, |n| running.run(n))
    }

    /// The experiment, trained as far as is wanted before the clock starts.
    ///
    /// # Panics
    /// If the core does not take this workload.
    #[must_use]
    pub fn start(&self) -> Running {
        let config = Config::of_sizes(self.inputs, self.outputs, self.steps);
        let with = |config: Config, (key, value): (&str, Value)| config.with(key, value);
        let settings = [
            ("hidden", self.hidden.into()),
            ("batch", self.batch.into()),
            ("readout", self.readout.into()),
            ("loss", self.loss.into()),
            ("optimizer", self.optimizer.into()),
            ("cell", self.cell.into()),
            ("rate", self.rate.into()),
            ("clip", 0.into()),
        ];
        let config = config.and_then(|config| settings.into_iter().try_fold(config, with));
        let config = config.expect("a good config");
        let mut running = Running {
            experiment: Experiment::new(config).expect("small enough"),
            batches: (0..self.batches).map(|at| Batch::new(self, at)).collect(),
            forward: self.forward,
        };
        running.give(0);
        running.run(self.trained);
        running
    }
}

/// Sequences as [`Experiment::set_sequence`] takes them. `benches/browser/sequences.js` has the same.
struct Batch {
    inputs: Vec<f64>,
    targets: Vec<f64>,
    mask: Vec<f64>,
}

impl Batch {
    /// The one numbered `at`, from 0 on.
    fn new(workload: &Workload, at: usize) -> Batch {
        let (steps, rows) = (workload.steps, workload.batch * workload.steps);
        let number = |k: usize| ((k + 131 * at) * 7919 % 1009) as f64 / 504.5 - 1.0;
        let each = |cols: usize, make: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            (0..rows * cols).map(|k| make(k / cols, k % cols)).collect()
        };
        let symbols = |cols: usize| {
            each(cols, &move |row, col| {
                f64::from(u8::from((row + at) * (row + at) % cols == col))
            })
        };
        let (inputs, outputs) = (workload.inputs, workload.outputs);
        let (inputs, targets) = match workload.sequences {
            "one-hot" => (symbols(inputs), symbols(outputs)),
            "recall" => (
                // The cue is input 0 of the first step, a distractor input 1 of each later one.
                each(inputs, &|row, col| {
                    let given = (row % steps == 0) == (col == 0);
                    if given { number(row).signum() } else { 0.0 }
                }),
                each(outputs, &|row, _| {
                    f64::from(u8::from(number(row - row % steps) > 0.0))
                }),
            ),
            _ => (
                each(inputs, &|row, col| number(row * inputs + col)),
                each(outputs, &|row, col| number(row * outputs + col)),
            ),
        };
        let mask = each(1, &|row, _| {
            f64::from(u8::from(!workload.last || (row + 1) % steps == 0))
        });
        Batch {
            inputs,
            targets,
            mask,
        }
    }
}

/// A workload at work.
pub struct Running {
    /// What trains.
    pub experiment: Experiment<f32>,
    batches: Vec<Batch>,
    forward: bool,
}

impl Running {
    fn give(&mut self, at: usize) {
        let Batch {
            inputs,
            targets,
            mask,
        } = &self.batches[at % self.batches.len()];
        self.experiment
            .set_sequence(inputs, targets, Some(mask))
            .expect("sequences of this size");
    }

    /// So many iterations. Sequences change after every [`EACH`] updates.
    ///
    /// # Panics
    /// If training runs away.
    pub fn run(&mut self, n: usize) {
        if self.forward {
            return self.look(n);
        }
        let mut left = n;
        while left > 0 {
            let done = self.experiment.updates() as usize;
            if done.is_multiple_of(EACH) && self.batches.len() > 1 {
                self.give(done / EACH);
            }
            let now = left.min(EACH - done % EACH);
            let losses = self.experiment.train(now);
            assert_eq!(losses.len(), now, "training ran away");
            left -= now;
        }
    }

    /// So many passes forward, after each of which all gates, the state and the output are read.
    fn look(&mut self, n: usize) {
        let row = self.experiment.network().row();
        let spans = ["i", "f", "g", "o", "c", "h"].map(|name| row.find(name).expect("a field"));
        let mut sum = 0.0;
        for _ in 0..n {
            self.experiment.forward();
            let row = self.experiment.trace().row(1);
            sum += spans
                .iter()
                .flat_map(|span| &row[span.range()])
                .sum::<f32>();
        }
        assert!(sum.is_finite());
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Running")
    }
}

impl Part {
    /// Nanoseconds of a run in native code.
    #[must_use]
    pub fn measure(&self, time: Duration) -> f64 {
        let [rows, cols, batch, steps] = self.sizes;
        let mut kernel = Kernel::new(self.kernel, rows, cols, batch, steps);
        measure(time, |n| kernel.run(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_workload_trains_and_has_as_many_parameters_as_it_says() {
        for workload in all().into_iter().chain(written()) {
            let mut running = workload.start();
            running.run(2);
            let params = running.experiment.params();
            assert_eq!(params.len(), workload.params(), "{workload:?}");
        }
    }

    /// At the speeds that the goals were set by, the count comes close to the bounds that were set.
    #[test]
    fn the_arithmetic_is_what_the_goals_were_set_by() {
        for workload in all() {
            let (sigmoid, tanh) = workload.squashed();
            let each = match workload.optimizer {
                _ if workload.forward => 0.0,
                "sgd" => 0.1,
                _ => 0.47,
            };
            let bound = workload.flops() as f64 / 50.0
                + (sigmoid + tanh) as f64 * 1.5
                + workload.params() as f64 * each;
            let ratio = bound / workload.set;
            assert!((0.7..1.2).contains(&ratio), "{} {ratio}", workload.name);
        }
    }

    #[test]
    fn every_kernel_runs() {
        for part in all().iter().flat_map(Workload::parts) {
            let [rows, cols, batch, steps] = part.sizes;
            Kernel::new(part.kernel, rows, cols, batch, steps).run(2);
        }
    }
}
