//! Optimizers over flat slices: they see parameters and gradients, never a network.

use crate::real::{Real, dot};

/// The rule by which gradients change parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// p -= rate · g
    Sgd,
    /// Kingma & Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1, with its β₁ = 0.9,
    /// β₂ = 0.999, ε = 1e-8.
    Adam,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 2] = [Rule::Sgd, Rule::Adam];

    /// Its name in a config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rule::Sgd => "sgd",
            Rule::Adam => "adam",
        }
    }

    /// The rule of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

/// A rule and what it remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimizer<R> {
    rule: Rule,
    updates: u64,
    /// Running mean of the gradient, and of its square. Empty where the rule needs none.
    moments: [Vec<R>; 2],
}

impl<R: Real> Optimizer<R> {
    /// For `n` parameters.
    #[must_use]
    pub fn new(rule: Rule, n: usize) -> Optimizer<R> {
        let n = if rule == Rule::Adam { n } else { 0 };
        Optimizer {
            rule,
            updates: 0,
            moments: [vec![R::ZERO; n], vec![R::ZERO; n]],
        }
    }

    /// One update of `params` from `scale · grads` (`scale` is below 1 where the gradient is clipped). Never allocates.
    pub fn update(&mut self, rate: f64, scale: f64, grads: &[R], params: &mut [R]) {
        self.updates += 1;
        match self.rule {
            Rule::Sgd => {
                let rate = R::of(rate * scale);
                for (p, &g) in params.iter_mut().zip(grads) {
                    *p = *p - rate * g;
                }
            }
            Rule::Adam => {
                const BETA: [f64; 2] = [0.9, 0.999];
                const EPSILON: f64 = 1e-8;
                // The means start at 0; dividing by 1 - βⁿ makes them unbiased.
                let [mean, square] = BETA.map(|beta| 1.0 - beta.powf(self.updates as f64));
                let step = R::of(rate / mean);
                let unbias = R::of(1.0 / square.sqrt());
                let [b1, b2] = BETA.map(R::of);
                let [a1, a2] = BETA.map(|beta| R::of(1.0 - beta));
                let (scale, epsilon) = (R::of(scale), R::of(EPSILON));
                let [m, v] = &mut self.moments;
                for (((p, &g), m), v) in params.iter_mut().zip(grads).zip(m).zip(v) {
                    let g = scale * g;
                    *m = b1 * *m + a1 * g;
                    *v = b2 * *v + a2 * (g * g);
                    *p = *p - step * *m / (v.sqrt() * unbias + epsilon);
                }
            }
        }
    }

    /// Forgets everything.
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

    /// Updates so far.
    #[must_use]
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// What it remembers, by name, for a checkpoint.
    #[must_use]
    pub fn state(&self) -> Vec<(&'static str, &[R])> {
        match self.rule {
            Rule::Sgd => Vec::new(),
            Rule::Adam => vec![("adam.m", &self.moments[0]), ("adam.v", &self.moments[1])],
        }
    }

    /// As [`Optimizer::state`], to write; and the count of updates.
    pub fn state_mut(&mut self) -> (&mut u64, Vec<(&'static str, &mut [R])>) {
        let [m, v] = &mut self.moments;
        let state: Vec<(&'static str, &mut [R])> = match self.rule {
            Rule::Sgd => Vec::new(),
            Rule::Adam => vec![("adam.m", m), ("adam.v", v)],
        };
        (&mut self.updates, state)
    }
}

/// The Euclidean norm of all gradients as one vector.
#[must_use]
pub fn norm<R: Real>(grads: &[R]) -> f64 {
    dot(grads, grads).f64().sqrt()
}

/// What to multiply the gradient with so that its norm is at most `clip` (0: no limit). Pascanu, Mikolov & Bengio, "On
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

    #[test]
    fn clipping_keeps_the_direction_and_limits_the_length() {
        let grads = [3.0, 4.0];
        assert_eq!(norm(&grads), 5.0);
        assert_eq!(clip_scale(5.0, 1.0), 0.2);
        assert_eq!(clip_scale(5.0, 0.0), 1.0);
        assert_eq!(clip_scale(0.5, 1.0), 1.0);
    }
}
