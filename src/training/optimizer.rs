//! Optimizers over flat slices: they see parameters and gradients, never a network.

use strum::{AsRefStr, EnumString, VariantArray, VariantNames};

use crate::numbers::real::{Real, sum_of_squares, unless_tiny};

/// The rule by which gradients change parameters. g is the gradient, clipped; p a parameter.
///
/// As every enum that a config or a schema names, it is read by `parse` and says its name by `as_ref`:
///
/// ```
/// use lstm_conveyor::optimizer::Rule;
///
/// assert_eq!("rmsprop".parse(), Ok(Rule::RmsProp));
/// assert_eq!(Rule::RmsProp.as_ref(), "rmsprop");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, AsRefStr, VariantArray, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Rule {
    /// p -= rate · g
    Sgd,
    /// v = 0.9 v + g; p -= rate · v. Polyak, "Some Methods of Speeding up the Convergence of Iteration Methods", USSR
    /// Computational Mathematics and Mathematical Physics 4(5), 1964, with the rate outside, as PyTorch writes it.
    Momentum,
    /// v = 0.99 v + 0.01 g²; p -= rate · g / (√v + 1e-8). Tieleman & Hinton, "RMSProp", Coursera lecture 6.5, 2012, with
    /// PyTorch's constants.
    RmsProp,
    /// Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1, with its β₁ = 0.9,
    /// β₂ = 0.999, ε = 1e-8.
    Adam,
}

impl Rule {
    /// Names of the moments that it keeps for each parameter: a running sum or mean of the gradient, then of its square.
    fn moments(self) -> [Option<&'static str>; 2] {
        match self {
            Rule::Sgd => [None, None],
            Rule::Momentum => [Some("momentum.v"), None],
            Rule::RmsProp => [None, Some("rmsprop.v")],
            Rule::Adam => [Some("adam.m"), Some("adam.v")],
        }
    }
}

/// A rule and its moments.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimizer<R> {
    rule: Rule,
    updates: u64,
    /// As [`Rule::moments`] names them; empty where the rule keeps none.
    moments: [Vec<R>; 2],
}

impl<R: Real> Optimizer<R> {
    /// For `n` parameters.
    #[must_use]
    pub fn new(rule: Rule, n: usize) -> Optimizer<R> {
        let room = |name: Option<&str>| vec![R::ZERO; if name.is_some() { n } else { 0 }];
        Optimizer {
            rule,
            updates: 0,
            moments: rule.moments().map(room),
        }
    }

    /// One update of `params` from the gradients `scale · grads`; `scale` is below 1 where they are clipped. Never allocates.
    ///
    /// Moments below [`Real::TINY`] are set to 0, and so are gradients that are to be squared, below the root of it: in f32
    /// 1e-17, which beside ε = 1e-8 changes nothing.
    pub fn update(&mut self, rate: f64, scale: f64, grads: &[R], params: &mut [R]) {
        const EPSILON: f64 = 1e-8;
        self.updates += 1;
        let epsilon = R::of(EPSILON);
        let g = R::of(scale);
        let root = R::TINY.sqrt();
        let [m, v] = &mut self.moments;
        let each = params.iter_mut().zip(grads);
        match self.rule {
            Rule::Sgd => {
                let step = R::of(rate * scale);
                for (p, &grad) in each {
                    *p = *p - step * grad;
                }
            }
            Rule::Momentum => {
                let (rate, beta) = (R::of(rate), R::of(0.9));
                for ((p, &grad), m) in each.zip(m) {
                    *m = unless_tiny(beta * *m + g * grad, R::TINY);
                    *p = *p - rate * *m;
                }
            }
            Rule::RmsProp => {
                let rate = R::of(rate);
                let [b, a] = [0.99, 1.0 - 0.99].map(R::of);
                for ((p, &grad), v) in each.zip(v) {
                    let grad = unless_tiny(g * grad, root);
                    *v = unless_tiny(b * *v + a * (grad * grad), R::TINY);
                    *p = *p - rate * grad / (v.sqrt() + epsilon);
                }
            }
            Rule::Adam => {
                const BETA: [f64; 2] = [0.9, 0.999];
                // The means start at 0; dividing by 1 - βⁿ makes them unbiased.
                // After a million updates nothing is left of βⁿ.
                let n = self.updates.min(1 << 20) as i32;
                let [mean, square] = BETA.map(|beta| 1.0 - beta.powi(n));
                let step = R::of(rate / mean);
                let unbias = R::of(1.0 / square.sqrt());
                let [b1, b2] = BETA.map(R::of);
                let [a1, a2] = BETA.map(|beta| R::of(1.0 - beta));
                for (((p, &grad), m), v) in each.zip(m).zip(v) {
                    let grad = unless_tiny(g * grad, root);
                    *m = unless_tiny(b1 * *m + a1 * grad, R::TINY);
                    *v = unless_tiny(b2 * *v + a2 * (grad * grad), R::TINY);
                    *p = *p - step * *m / (v.sqrt() * unbias + epsilon);
                }
            }
        }
    }

    /// Back to the start: no updates, all moments 0.
    pub fn reset(&mut self) {
        self.updates = 0;
        self.moments.iter_mut().for_each(|m| m.fill(R::ZERO));
    }

    /// Becomes the same as `other`, which is of the same rule and size. Never allocates.
    pub fn copy_from(&mut self, other: &Optimizer<R>) {
        self.updates = other.updates;
        for (to, from) in self.moments.iter_mut().zip(&other.moments) {
            to.copy_from_slice(from);
        }
    }

    /// How many numbers its moments have.
    pub(crate) fn len(&self) -> usize {
        self.moments.iter().map(Vec::len).sum()
    }

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// Its moments by name, for a checkpoint.
    #[must_use]
    pub fn state(&self) -> Vec<(&'static str, &[R])> {
        let both = self.rule.moments().into_iter().zip(&self.moments);
        both.filter_map(|(name, m)| Some((name?, m.as_slice())))
            .collect()
    }

    /// As [`Optimizer::state`], to write; and the count of updates.
    pub fn state_mut(&mut self) -> (&mut u64, Vec<(&'static str, &mut [R])>) {
        let both = self.rule.moments().into_iter().zip(&mut self.moments);
        let state = both
            .filter_map(|(name, m)| Some((name?, m.as_mut_slice())))
            .collect();
        (&mut self.updates, state)
    }
}

/// The Euclidean norm of all gradients as one vector.
#[must_use]
pub fn norm<R: Real>(grads: &[R]) -> f64 {
    sum_of_squares(grads).f64().sqrt()
}

/// The factor that brings a gradient of this norm to at most `clip` (0: no limit). Pascanu, Mikolov & Bengio, "On
/// the difficulty of training recurrent neural networks", ICML 2013, algorithm 1.
#[must_use]
pub fn clip_scale(norm: f64, clip: f64) -> f64 {
    if clip > 0.0 && norm > clip {
        clip / norm
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sgd_goes_down_the_gradient() {
        let mut p = [1.0, 2.0];
        Optimizer::new(Rule::Sgd, 2).update(0.1, 0.5, &[10.0, -10.0], &mut p);
        assert_eq!(p, [0.5, 2.5]);
    }

    /// With a constant gradient the sum of 0.9ⁿ g grows towards 10 g.
    #[test]
    fn momentum_goes_ten_times_as_far_in_the_end() {
        let mut p = [0.0f64];
        let mut momentum = Optimizer::new(Rule::Momentum, 1);
        momentum.update(0.1, 1.0, &[2.0], &mut p);
        assert!((p[0] + 0.2).abs() < 1e-12, "{p:?}");
        momentum.update(0.1, 1.0, &[2.0], &mut p);
        assert!((p[0] + 0.2 + 0.38).abs() < 1e-12, "{p:?}");
        for _ in 0..300 {
            momentum.update(0.1, 1.0, &[2.0], &mut p);
        }
        let before = p[0];
        momentum.update(0.1, 1.0, &[2.0], &mut p);
        assert!((p[0] - before + 2.0).abs() < 1e-9, "{p:?}");
    }

    /// The first step is rate · g / √(0.01 g²), ten rates long; with a constant gradient steps become one rate long.
    #[test]
    fn rmsprop_steps_become_as_long_as_the_rate() {
        let mut p = [0.0f64];
        let mut rmsprop = Optimizer::new(Rule::RmsProp, 1);
        rmsprop.update(0.01, 1.0, &[3.0], &mut p);
        assert!((p[0] + 0.1).abs() < 1e-7, "{p:?}");
        for _ in 0..2000 {
            rmsprop.update(0.01, 1.0, &[3.0], &mut p);
        }
        let before = p[0];
        rmsprop.update(0.01, 1.0, &[3.0], &mut p);
        assert!((p[0] - before + 0.01).abs() < 1e-7, "{p:?}");
    }

    /// With a constant gradient both unbiased means are exact from the first update, so each step is `rate` long.
    #[test]
    fn adam_steps_are_as_long_as_the_rate() {
        let mut p = [0.0f64, 0.0];
        let mut adam = Optimizer::new(Rule::Adam, 2);
        for n in 1..=5 {
            adam.update(0.01, 1.0, &[3.0, -1e-3], &mut p);
            assert!((p[0] + 0.01 * f64::from(n)).abs() < 1e-9, "{p:?}");
            assert!((p[1] - 0.01 * f64::from(n)).abs() < 1e-6, "{p:?}");
        }
    }

    /// Beside a gradient as small as ε = 1e-8 it counts: Adam goes g / (g + ε) of the rate, RMSProp g / (0.1 g + ε).
    #[test]
    fn epsilon_keeps_steps_short_where_there_is_hardly_a_gradient() {
        for (rule, wanted) in [(Rule::Adam, 0.5), (Rule::RmsProp, 1.0 / 1.1)] {
            let mut p = [0.0f64];
            Optimizer::new(rule, 1).update(0.01, 1.0, &[1e-8], &mut p);
            assert!((p[0] / -0.01 - wanted).abs() < 1e-6, "{rule:?}: {p:?}");
        }
    }

    /// A gradient that was there once: what is remembered of it decays, to the end. And one too small to move anything.
    #[test]
    fn what_is_remembered_ends_before_it_is_subnormal() {
        for &rule in <Rule as VariantArray>::VARIANTS {
            let mut optimizer = Optimizer::new(rule, 3);
            let mut p = [0.0f32; 3];
            optimizer.update(0.01, 1.0, &[1e-14, 1e-19, 1e-22], &mut p);
            for _ in 0..20_000 {
                optimizer.update(0.01, 1.0, &[0.0, 1e-19, 1e-22], &mut p);
                for (name, moment) in optimizer.state() {
                    assert!(
                        !moment.iter().any(|m| m.is_subnormal()),
                        "{name} {moment:?}"
                    );
                }
            }
            for (name, moment) in optimizer.state() {
                assert_eq!(moment[0], 0.0, "{name}");
            }
        }
    }

    #[test]
    fn clipping_keeps_the_direction_and_limits_the_length() {
        let grads = [3.0, 4.0];
        assert_eq!(norm(&grads), 5.0);
        assert_eq!(clip_scale(5.0, 1.0), 0.2);
        assert_eq!(clip_scale(5.0, 0.0), 1.0);
        for allowed in [0.0, 0.5, 0.6, 0.999, 1.0] {
            assert_eq!(clip_scale(allowed, 1.0), 1.0, "{allowed}");
        }
        for norm in [1.001, 1.5, 1e6] {
            assert!((norm * clip_scale(norm, 1.0) - 1.0).abs() < 1e-15, "{norm}");
        }
    }
}
