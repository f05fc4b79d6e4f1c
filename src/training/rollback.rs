//! What training goes back to when it diverges or is rewound, and the limit of the loss beyond which it has diverged.

use crate::numbers::real::Real;
use crate::training::divergence::Guard;
use crate::training::history::{History, Snapshot};

/// Updates between two copies of the last good state.
const KEEP_EVERY: u64 = 32;

/// The last good state, older ones spread over the whole of training, and the limit of the loss.
#[derive(Debug)]
pub struct Rollback<R> {
    good: Snapshot<R>,
    history: History<R>,
    guard: Guard,
}

impl<R: Real> Rollback<R> {
    /// Memory for states like this one, which is the first.
    pub fn new(now: &Snapshot<R>) -> Rollback<R> {
        Rollback {
            good: now.clone(),
            history: History::new(now),
            guard: Guard::default(),
        }
    }

    /// Forgets all states but this one. The limit of the loss is set anew.
    pub fn restart(&mut self, now: &Snapshot<R>) {
        self.history.clear();
        self.history.offer(now);
        self.set_limit_anew(now);
    }

    /// The sequences or the clamps have changed, and with them the loss of the same parameters: its limit is set anew, and
    /// this is the last good state.
    pub fn set_limit_anew(&mut self, now: &Snapshot<R>) {
        self.guard.forget();
        self.good.copy_from(now);
    }

    /// Copies a good state if its time has come. Never allocates.
    pub fn keep(&mut self, now: &Snapshot<R>) {
        if now.updates() >= self.good.updates() + KEEP_EVERY {
            self.good.copy_from(now);
        }
        self.history.offer(now);
    }

    /// Is this loss, after so many updates, within the limit? The first one sets it.
    pub fn admits(&mut self, loss: f64, updates: u64) -> bool {
        self.guard.admits(loss, updates)
    }

    /// What a loss may be at most.
    pub fn limit(&self) -> f64 {
        self.guard.limit()
    }

    /// Goes back to the last good state, and forgets the ones after it.
    pub fn undo(&mut self, now: &mut Snapshot<R>) {
        now.copy_from(&self.good);
        self.history.back(now.updates());
    }

    /// Goes back to the last state that was kept at or before so many updates, and forgets the ones after it; false if
    /// there is none.
    pub fn back_to(&mut self, updates: u64, now: &mut Snapshot<R>) -> bool {
        let Some(found) = self.history.back(updates) else {
            return false;
        };
        now.copy_from(found);
        self.guard.back(now.updates());
        self.good.copy_from(now);
        true
    }

    /// All states that are kept, from the first.
    pub fn kept(&self) -> &[Snapshot<R>] {
        self.history.kept()
    }

    /// The last good state.
    pub fn good(&self) -> &Snapshot<R> {
        &self.good
    }

    /// The loss that the limit is a multiple of, once there is one.
    pub fn first_loss(&self) -> Option<f64> {
        self.guard.first_loss()
    }

    /// Takes what a checkpoint holds. No other states are known then.
    pub fn resume(&mut self, now: &Snapshot<R>, good: &Snapshot<R>, first_loss: Option<f64>) {
        self.history.clear();
        self.history.offer(now);
        self.good.copy_from(good);
        self.guard.set_first_loss(first_loss);
    }
}
