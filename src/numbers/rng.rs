//! Seeded random numbers, the same on every machine.
//!
//! Each use has a stream of its own, named `(seed, purpose, index)`. So a batch of training data is a function of the seed and
//! its count, looking at a sample never disturbs training, and a checkpoint need only know how many sequences were drawn.
//! ln and cos are those of libm, not of the machine.

use std::f64::consts::TAU;

use rand_xoshiro::rand_core::{Rng as _, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

/// What a stream of random numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The start values of the parameters.
    Parameters,
    /// The batches to train on, one stream each.
    Training,
    /// The sequences to evaluate on, one stream each; never trained on.
    HeldOut,
    /// Sequences to look at.
    Sample,
    /// What a task draws once, when it is made.
    Task,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The stream of this name. The generator is xoshiro256++, seeded by SplitMix64 as its authors advise.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Rng {
        // Each part of the name is mixed into all bits before the next is added, so near names give far streams.
        let mut name = SplitMix64::seed_from_u64(seed).next_u64();
        for part in [purpose as u64, index] {
            name = SplitMix64::seed_from_u64(name ^ part).next_u64();
        }
        Rng(Xoshiro256PlusPlus::seed_from_u64(name))
    }

    /// Uniform in [0, 1): 53 random bits.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in [low, high).
    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in 0..n. `n` must be small beside 2^53, as any length is.
    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// Normal, of mean 0 and variance 1 (Box & Muller 1958).
    pub fn normal(&mut self) -> f64 {
        // 1 - u is never 0.
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(TAU * self.unit())
    }

    /// A fair coin.
    pub fn coin(&mut self) -> bool {
        self.0.next_u64() >> 63 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_name() {
        let draw = |seed, purpose, index| Rng::new(seed, purpose, index).unit();
        assert_eq!(draw(7, Purpose::Training, 3), draw(7, Purpose::Training, 3));
        let all = [
            draw(7, Purpose::Training, 3),
            draw(8, Purpose::Training, 3),
            draw(7, Purpose::HeldOut, 3),
            draw(7, Purpose::Training, 4),
        ];
        for (k, a) in all.iter().enumerate() {
            assert!(all[..k].iter().all(|b| a != b));
        }
    }

    #[test]
    fn unit_fills_its_interval_evenly() {
        let mut rng = Rng::new(1, Purpose::Sample, 0);
        let mut counts = [0; 10];
        for _ in 0..10_000 {
            counts[(rng.unit() * 10.0) as usize] += 1;
        }
        // Standard deviation of a count is 30.
        assert!(
            counts.iter().all(|&n| (850..1150).contains(&n)),
            "{counts:?}"
        );
    }

    /// A change here changes every seeded start and every lesson: do not "fix" the numbers lightly.
    #[test]
    fn the_stream_is_pinned() {
        let mut rng = Rng::new(0, Purpose::Parameters, 0);
        let first = [rng.unit(), rng.unit()];
        assert_eq!(first.map(|x| (x * 1e6) as u32), [729_422, 168_376]);
    }
}
