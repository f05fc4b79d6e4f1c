//! Snapshots of training and the history of them, in memory that is taken once.

use crate::numbers::real::Real;
use crate::training::optimizer::{Optimizer, Rule};

/// All snapshots together take at most this many bytes (but there are always at least [`FEWEST`]).
const MEMORY: usize = 8 << 20;

/// The fewest snapshots.
const FEWEST: usize = 2;

/// The most snapshots.
const MOST: usize = 64;

/// Updates between the first snapshots.
const EVERY: u64 = 8;

/// A state of training: the parameters and all that the next update depends on beside the settings.
#[derive(Clone, Debug)]
pub struct Snapshot<R> {
    /// All parameters.
    pub params: Vec<R>,
    /// The optimizer, with its count of updates.
    pub optimizer: Optimizer<R>,
    /// Sequences drawn for training so far.
    pub drawn: u64,
}

impl<R: Real> Snapshot<R> {
    /// Before the first update, of `n` parameters that are all zero.
    pub fn new(rule: Rule, n: usize) -> Snapshot<R> {
        Snapshot {
            params: vec![R::ZERO; n],
            optimizer: Optimizer::new(rule, n),
            drawn: 0,
        }
    }

    /// Becomes the same as `other`, which is of the same network and rule. Never allocates.
    pub fn copy_from(&mut self, other: &Snapshot<R>) {
        self.params.copy_from_slice(&other.params);
        self.optimizer.copy_from(&other.optimizer);
        self.drawn = other.drawn;
    }

    /// Updates done so far.
    pub fn updates(&self) -> u64 {
        self.optimizer.updates()
    }
}

/// Snapshots in the order of their updates. When the room is full every other one is dropped, and from then on they are taken
/// half as often. So they are always spread over the whole of training.
#[derive(Debug)]
pub struct History<R> {
    slots: Vec<Snapshot<R>>,
    /// How many of the slots are in use.
    used: usize,
    every: u64,
}

impl<R: Real> History<R> {
    /// Room for snapshots of this size; none is kept yet.
    pub fn new(like: &Snapshot<R>) -> History<R> {
        let numbers = like.params.len() + like.optimizer.len();
        History {
            slots: vec![like.clone(); Self::room(numbers)],
            used: 0,
            every: EVERY,
        }
    }

    /// How many snapshots of so many numbers there is room for.
    pub fn room(numbers: usize) -> usize {
        // A cell of one's own may have no parameters: do not divide by 0.
        (MEMORY / numbers.saturating_mul(size_of::<R>()).max(1)).clamp(FEWEST, MOST)
    }

    /// Drops all.
    pub fn clear(&mut self) {
        self.used = 0;
        self.every = EVERY;
    }

    /// Keeps a copy of `now` if enough updates have passed since the last one. Never allocates.
    pub fn offer(&mut self, now: &Snapshot<R>) {
        let updates = now.updates();
        let last = self.slots[..self.used].last().map(Snapshot::updates);
        let due = last.is_none_or(|last| updates >= last + self.every);
        if !due {
            return;
        }
        if self.used == self.slots.len() {
            for k in 1..self.used.div_ceil(2) {
                self.slots.swap(k, 2 * k);
            }
            self.used = self.used.div_ceil(2);
            self.every *= 2;
        }
        self.slots[self.used].copy_from(now);
        self.used += 1;
    }

    /// All snapshots, from the first.
    pub fn kept(&self) -> &[Snapshot<R>] {
        &self.slots[..self.used]
    }

    /// The last snapshot at or before so many updates. All later ones are dropped.
    pub fn back(&mut self, updates: u64) -> Option<&Snapshot<R>> {
        self.used = self.slots[..self.used].partition_point(|slot| slot.updates() <= updates);
        self.slots[..self.used].last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(updates: u64) -> Snapshot<f32> {
        let mut snapshot = Snapshot::new(Rule::Sgd, 1);
        *snapshot.optimizer.state_mut().0 = updates;
        snapshot.params[0] = updates as f32;
        snapshot.drawn = updates;
        snapshot
    }

    #[test]
    fn there_are_never_more_copies_than_room_and_they_reach_back_to_the_start() {
        let mut history = History::new(&at(0));
        for n in 0..100_000u64 {
            history.offer(&at(n));
        }
        assert!(history.used <= MOST && history.used > MOST / 2);
        let kept: Vec<u64> = history.slots[..history.used]
            .iter()
            .map(Snapshot::updates)
            .collect();
        assert_eq!(kept[0], 0);
        assert!(
            kept.is_sorted() && *kept.last().unwrap() > 95_000,
            "{kept:?}"
        );
        let gaps = kept.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(
            gaps.clone().max().unwrap() <= 2 * gaps.min().unwrap(),
            "{kept:?}"
        );
    }

    #[test]
    fn copies_of_large_networks_are_fewer() {
        for numbers in [0, 1, 10_000, 1_000_000, 1_000_000_000, usize::MAX] {
            let room = History::<f32>::room(numbers);
            assert!((FEWEST..=MOST).contains(&room), "{numbers}: {room}");
            let taken = |copies: usize| copies.saturating_mul(numbers).saturating_mul(4);
            assert!(room == FEWEST || taken(room) <= MEMORY, "{numbers}: {room}");
            assert!(
                room == MOST || taken(room + 1) > MEMORY,
                "{numbers}: {room}"
            );
        }
    }

    #[test]
    fn going_back_forgets_what_came_after() {
        let mut history = History::new(&at(0));
        for n in 0..=40u64 {
            history.offer(&at(n));
        }
        let found = history.back(30).unwrap();
        assert_eq!((found.updates(), found.params[0]), (24, 24.0));
        assert_eq!(history.back(40).unwrap().updates(), 24);
        assert_eq!(history.back(7).unwrap().updates(), 0);
    }
}
