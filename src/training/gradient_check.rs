//! The gradient check: backpropagation beside central differences, in f64.

use ndarray::{Array2, Zip};

use crate::error::{Code, Error, Result};
use crate::model::clamp::{Clamp, PlacedClamp};
use crate::model::loss::{Loss, Targets};
use crate::model::network::Network;
use crate::model::trace::{Target, Trace};
use crate::training::batch::{Batch, check_list};
use crate::training::config::Config;
use crate::training::memory;
use crate::training::setup::Setup;

/// ε: how much a parameter is changed, up and down.
const EPSILON: f64 = 1e-5;

/// The most operations that a check may take: about a minute.
const MOST: u64 = 60_000_000_000;

/// A gradient checked: one parameter, number by number, `rows x columns` as the parameter itself.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientCheck {
    /// Name of the parameter.
    pub name: String,
    /// The gradient by backpropagation, in f64.
    pub analytic: Array2<f64>,
    /// (L(p + ε) - L(p - ε)) / 2ε, in f64.
    pub numeric: Array2<f64>,
    /// |analytic - numeric| / the larger of the two, or a millionth of the largest gradient of all if both are smaller.
    /// Dimensionless.
    pub relative: Array2<f64>,
}

/// The point at which a gradient is taken: all numbers that it depends on beside the settings. So it can be checked
/// elsewhere, for instance in another thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// All parameters, in the order of [`crate::network::Network::params`].
    pub params: Vec<f64>,
    /// `batch x steps x inputs`
    pub inputs: Vec<f64>,
    /// `batch x steps x outputs`
    pub targets: Vec<f64>,
    /// `batch x steps` of weights.
    pub mask: Vec<f64>,
    /// Row 0 of the trace ([`Trace::row`]); only the states in it count.
    pub start: Vec<f64>,
    /// Units that are held at a value.
    pub clamps: Vec<Clamp>,
}

/// Compares the gradient of every parameter with central differences, both in f64. With truncation they differ: that is
/// what truncation leaves out. After each number it says how many of how many are `done` and asks whether to go on; if
/// not, the parameters that are complete by then are returned.
///
/// ```
/// use lstm_conveyor::{Config, Experiment, gradient_check};
///
/// let config = Config::of_task("recall")?;
/// let experiment = Experiment::<f32>::new(config)?;
/// let (config, point) = (experiment.config(), experiment.point());
/// let first = gradient_check::check(config, &point, |done, of| done < of / 20)?;
/// assert_eq!(first[0].name, "W_i");
/// assert!(first[0].relative.iter().all(|&apart| apart < 1e-3));
/// # Ok::<(), lstm_conveyor::Error>(())
/// ```
///
/// # Errors
/// [`Code::Work`] if it would take more than about a minute, [`Code::NoMemory`] if there is not as much memory as it takes; what [`crate::Experiment`] says of such settings, sequences,
/// parameters and clamps.
pub fn check(
    config: &Config,
    point: &Point,
    go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Vec<GradientCheck>> {
    let Setup { network, steps, .. } = Setup::new(config)?;
    let of = (steps, config.loss, config.truncate);
    check_network(&network, of, point, go_on)
}

/// The loss at a point, in f64, with the parameter at `place` (in the order of [`Network::params`]) larger by `by`: what the
/// differences of [`check`] are made of, for any ε.
///
/// ```
/// use lstm_conveyor::{Config, Experiment, gradient_check};
///
/// let experiment = Experiment::<f32>::new(Config::of_task("recall")?)?;
/// let (config, point) = (experiment.config(), experiment.point());
/// let loss = |by| gradient_check::loss(config, &point, 7, by);
/// assert!((loss(0.0)? - experiment.loss()).abs() < 1e-6);
/// let quotient = (loss(1e-3)? - loss(-1e-3)?) / 2e-3;
/// assert!((quotient - f64::from(experiment.d_params()[7])).abs() < 1e-6);
/// # Ok::<(), lstm_conveyor::Error>(())
/// ```
///
/// # Errors
/// [`Code::WholeNumber`] if there is no such parameter, and those of [`check`].
pub fn loss(config: &Config, point: &Point, place: usize, by: f64) -> Result<f64> {
    let Setup { network, steps, .. } = Setup::new(config)?;
    let of = (steps, config.loss, config.truncate);
    loss_of_network(&network, of, point, place, by)
}

/// As [`loss`], of a network that is there.
pub(crate) fn loss_of_network(
    network: &Network<f64>,
    of: (usize, Loss, usize),
    point: &Point,
    place: usize,
    by: f64,
) -> Result<f64> {
    let n = network.params().len();
    if place >= n {
        let error = Error::new(Code::WholeNumber, "place", place);
        return Err(error.with("min", 0usize).with("max", n.saturating_sub(1)));
    }
    Ok(Checked::new(network, of, point)?.loss(place, by))
}

/// As [`check`], of a network that is there: over so many steps, with this loss, and truncated so.
pub(crate) fn check_network(
    network: &Network<f64>,
    of: (usize, Loss, usize),
    point: &Point,
    mut go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Vec<GradientCheck>> {
    let mut checked = Checked::new(network, of, point)?;
    let analytic = checked.gradient();
    let n = analytic.len();
    let mut numeric = Vec::with_capacity(n);
    for k in 0..n {
        numeric.push((checked.loss(k, EPSILON) - checked.loss(k, -EPSILON)) / (2.0 * EPSILON));
        if !go_on(numeric.len(), n) {
            break;
        }
    }
    let largest = analytic.iter().fold(0.0f64, |max, g| max.max(g.abs()));
    let fields = network.params().fields().iter();
    let complete = fields.filter(|field| field.span.range().end <= numeric.len());
    Ok(complete
        .map(|field| {
            let [analytic, numeric] = [&analytic, &numeric].map(|all| field.span.view(all));
            let relative = |&a: &f64, &n: &f64| {
                let size = a.abs().max(n.abs()).max(1e-6 * largest);
                if size > 0.0 {
                    (a - n).abs() / size
                } else {
                    0.0
                }
            };
            GradientCheck {
                name: field.name.clone(),
                relative: Zip::from(analytic).and(numeric).map_collect(relative),
                analytic: analytic.to_owned(),
                numeric: numeric.to_owned(),
            }
        })
        .collect())
}

/// A network at the point at which its gradient is taken.
struct Checked<'a> {
    network: &'a Network<f64>,
    loss: Loss,
    truncate: usize,
    params: Vec<f64>,
    trace: Trace<f64>,
    targets: Targets<f64>,
    clamps: Vec<PlacedClamp<f64>>,
}

impl<'a> Checked<'a> {
    fn new(
        network: &'a Network<f64>,
        (steps, loss, truncate): (usize, Loss, usize),
        point: &Point,
    ) -> Result<Checked<'a>> {
        let sizes = network.sizes();
        let n = network.params().len();
        // In 64 bits: on wasm32 a usize would wrap, and the check with it.
        let work = [2, n, network.flops(), steps, sizes.batch];
        let work = work
            .iter()
            .fold(1, |all: u64, &n| all.saturating_mul(n as u64));
        if work > MOST {
            let error = Error::new(Code::Work, "hidden", sizes.hidden);
            return Err(error.with("limit", MOST).with("needed", work));
        }
        check_list::<f64>("params", &point.params, n)?;
        check_list::<f64>("start", &point.start, network.row().len())?;
        let sequence = [&*point.inputs, &*point.targets];
        let batch = Batch::read::<f64>(sizes, steps, loss, sequence, Some(&point.mask))?;
        let held = point.clamps.iter();
        let clamps = held.map(|held| PlacedClamp::new(network.row(), steps, held));
        let clamps = clamps.collect::<Result<Vec<PlacedClamp<f64>>>>()?;
        let numbers = Trace::numbers(network, steps) + 3 * n as u64;
        memory::require(numbers * size_of::<f64>() as u64, sizes.hidden, steps)?;
        let mut trace = Trace::new(network, steps);
        let mut targets = Targets::new(sizes.batch, steps, sizes.outputs);
        batch.load(network, &mut trace, &mut targets);
        trace.row_mut(0).copy_from_slice(&point.start);
        Ok(Checked {
            network,
            loss,
            truncate,
            params: point.params.clone(),
            trace,
            targets,
            clamps,
        })
    }

    /// By backpropagation.
    fn gradient(&mut self) -> Vec<f64> {
        let target = Target {
            loss: self.loss,
            targets: &self.targets,
            clamps: &self.clamps,
            truncate: self.truncate,
        };
        let mut gradient = vec![0.0; self.params.len()];
        self.trace.forward(self.network, &self.params, &self.clamps);
        self.trace
            .backward(self.network, &self.params, &target, &mut gradient);
        gradient
    }

    /// With the parameter at `place` larger by `by`.
    fn loss(&mut self, place: usize, by: f64) -> f64 {
        let p = self.params[place];
        self.params[place] = p + by;
        self.trace.forward(self.network, &self.params, &self.clamps);
        self.params[place] = p;
        self.trace.loss(self.network, self.loss, &self.targets)
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::model::formula::{Factor, Formula, Squash};
    use crate::model::layout::{Kind, Layout};
    use crate::numbers::rng::{Purpose, Rng};

    /// A row and parameters, to be changed by hand.
    #[derive(Clone)]
    struct Schema {
        fields: [Vec<Entry>; 2],
        outputs: usize,
    }

    #[derive(Clone)]
    struct Entry {
        name: String,
        kind: Kind,
        sizes: [usize; 2],
        formula: Option<Formula>,
    }

    impl Schema {
        fn of(network: &Network<f64>) -> Schema {
            let entries = |layout: &Layout| {
                let fields = layout.fields().iter().cloned();
                let entries = fields.map(|field| Entry {
                    name: field.name,
                    kind: field.kind,
                    sizes: [field.span.rows, field.span.cols],
                    formula: field.formula,
                });
                entries.collect()
            };
            Schema {
                fields: [network.row(), network.params()].map(entries),
                outputs: network.sizes().outputs,
            }
        }

        fn follow(&self) -> Result<Network<f64>> {
            let [row, params] = self.fields.each_ref().map(|entries| {
                let mut layout = Layout::default();
                for entry in entries.iter().cloned() {
                    layout.push(entry.name, entry.kind, entry.sizes, entry.formula);
                }
                layout
            });
            Network::following(row, params, self.outputs)
        }

        /// The gradient of all parameters at a point drawn at random, if it is one of a network.
        fn check(&self) -> Result<Vec<GradientCheck>> {
            let network = self.follow()?;
            let mut rng = Rng::new(3, Purpose::Sample, 0);
            let mut numbers = |n: usize| (0..n).map(|_| rng.uniform(-1.0, 1.0)).collect();
            let (sizes, steps) = (network.sizes(), 3);
            let point = Point {
                params: numbers(network.params().len()),
                inputs: numbers(sizes.batch * steps * sizes.inputs),
                targets: numbers(sizes.batch * steps * sizes.outputs),
                mask: vec![1.0; sizes.batch * steps],
                start: numbers(network.row().len()),
                clamps: Vec::new(),
            };
            let of = (steps, Loss::SquaredError, 0);
            check_network(&network, of, &point, |_, _| true)
        }

        fn names(&self) -> Vec<String> {
            let entries = self.fields.iter().flatten();
            entries.map(|entry| entry.name.clone()).collect()
        }

        /// All schemas that differ from this one in one place.
        fn neighbours(&self) -> Vec<Schema> {
            let mut all = Vec::new();
            for (part, entries) in self.fields.iter().enumerate() {
                let mut with = |change: &dyn Fn(&mut Vec<Entry>)| {
                    let mut other = self.clone();
                    change(&mut other.fields[part]);
                    all.push(other);
                };
                for at in 0..entries.len() {
                    with(&|all| drop(all.remove(at)));
                    with(&|all| all.insert(at, all[at].clone()));
                    with(&|all| all.rotate_left(at));
                    with(&|all| all.swap(at, 0));
                    for name in self.names().into_iter().chain(["q".to_owned()]) {
                        with(&|all| all[at].name.clone_from(&name));
                    }
                    for &kind in Kind::VARIANTS {
                        with(&|all| all[at].kind = kind);
                    }
                    for (side, size) in [(0, 0), (0, 1), (0, 5), (1, 0), (1, 1), (1, 5)] {
                        with(&|all| all[at].sizes[side] = size);
                    }
                    for formula in self.formulas(entries[at].formula.as_ref()) {
                        with(&|all| all[at].formula.clone_from(&formula));
                    }
                }
            }
            for outputs in [0, 1, 2, 3, 4, 100] {
                let fields = self.fields.clone();
                all.push(Schema { fields, outputs });
            }
            all
        }

        /// All formulas that differ from this one in one place.
        fn formulas(&self, own: Option<&Formula>) -> Vec<Option<Formula>> {
            let Some(own) = own else {
                return vec![Some(Formula::of("1 - x"))];
            };
            let mut all = vec![None];
            let mut with = |change: &dyn Fn(&mut Formula)| {
                let mut other = own.clone();
                change(&mut other);
                all.push(Some(other));
            };
            for squash in [None, Some(Squash::Tanh), Some(Squash::Relu)] {
                with(&|formula| formula.squash = squash);
            }
            with(&|formula| formula.terms.clear());
            for (k, term) in own.terms.iter().enumerate() {
                with(&|formula| drop(formula.terms.remove(k)));
                with(&|formula| formula.terms.push(term.clone()));
                with(&|formula| formula.terms[k].clear());
                with(&|formula| formula.terms[k].reverse());
                for (at, factor) in term.iter().enumerate() {
                    with(&|formula| drop(formula.terms[k].remove(at)));
                    with(&|formula| formula.terms[k].push(factor.clone()));
                    with(&|formula| formula.terms[k][at].before ^= true);
                    with(&|formula| formula.terms[k][at].complement ^= true);
                    for name in self.names() {
                        with(&|formula| formula.terms[k][at].name.clone_from(&name));
                        let (before, complement) = (false, true);
                        let factor = Factor {
                            name,
                            before,
                            complement,
                        };
                        with(&|formula| formula.terms[k].insert(at, factor.clone()));
                    }
                }
            }
            all
        }
    }

    fn schemas() -> Vec<Schema> {
        let own = "f = σ(W_f x + p * c' + b)\nc = f * c' + (1 - f) * tanh(W (f * h'))\nh = tanh(c) * f + a";
        let cells: [&[(&str, &str)]; 4] = [
            &[("cell", "lstm")],
            &[("cell", "gru"), ("readout", "none")],
            &[("cell", "own"), ("options.equations", own)],
            &[("cell", "rnn")],
        ];
        let schema = |(k, cell): (usize, &[(&str, &str)])| {
            let sizes = Config::of_sizes(2, 1, 3)?.with("hidden", 3)?;
            let sizes = sizes.with("batch", 1 + k % 2)?.with("layers", 1 + k / 3)?;
            let mut cell = cell.iter();
            let config = cell.try_fold(sizes, |all, (key, value)| all.with(key, *value))?;
            Ok(Schema::of(&Setup::new(&config)?.network))
        };
        let all = cells.into_iter().enumerate().map(schema);
        all.collect::<Result<_>>().expect("good configs")
    }

    /// By the interpreter: if anything else than what is written were computed, or its gradient were another, the two would
    /// differ.
    #[test]
    fn a_schema_changed_by_hand_is_refused_or_its_gradient_is_right() {
        for schema in schemas() {
            assert!(schema.check().is_ok(), "it is one of ours");
            let neighbours = schema.neighbours();
            let [mut refused, mut right] = [0, 0];
            for other in &neighbours {
                match other.check() {
                    Err(error) => {
                        assert_eq!(error.code, Code::Schema, "{error}");
                        refused += 1;
                    }
                    Ok(checks) => {
                        for check in checks {
                            let apart = check.relative.iter().fold(0.0f64, |max, &x| max.max(x));
                            assert!(apart < 1e-4, "{}: {apart}", check.name);
                        }
                        right += 1;
                    }
                }
            }
            println!("{refused} refused, {right} right");
            assert!(refused > 100 && right > 100, "{refused}, {right}");
        }
    }

    #[test]
    fn a_refused_schema_names_what_misfits() {
        let lstm = schemas().swap_remove(0);
        let refused = |change: &dyn Fn(&mut Schema)| {
            let mut schema = lstm.clone();
            change(&mut schema);
            let error = schema.follow().expect_err("refused");
            (error.key.clone(), error.value.clone())
        };
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let at = |name: &str| lstm.fields[0].iter().position(|entry| entry.name == name);
        let [z_f, tanh_c] = ["z_f", "tanh_c"].map(|name| at(name).expect("a field"));
        let size = refused(&|schema| schema.fields[0][z_f].sizes = [3, 7]);
        assert_eq!(size, pair("z_f", "3 x 7"));
        let name = refused(&|schema| schema.fields[0][z_f].name = "c".to_owned());
        assert_eq!(name, pair("name", "c"));
        let formula = refused(&|schema| schema.fields[0][tanh_c].formula = None);
        assert_eq!(formula, pair("tanh_c", "nothing"));
        let unknown = Formula::of("tanh(q)");
        let unknown = refused(&|schema| schema.fields[0][tanh_c].formula = Some(unknown.clone()));
        assert_eq!(unknown, pair("tanh_c", "tanh(q)"));
        let circle = Formula::of("h");
        let circle = refused(&|schema| schema.fields[0][tanh_c].formula = Some(circle.clone()));
        assert_eq!(circle, pair("tanh_c", "h"));
        let outputs = refused(&|schema| schema.outputs = 2);
        assert_eq!(outputs, pair("outputs", "2"));
        let empty = refused(&|schema| schema.fields[0].clear());
        assert_eq!(empty, pair("row", "nothing"));
    }
}
