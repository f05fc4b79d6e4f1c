//! Says what is being done, how far it is and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// A job of so many steps.
pub struct Steps {
    total: usize,
    begun: usize,
    start: Instant,
}

impl Steps {
    /// A job of `total` steps that starts now.
    pub fn new(total: usize) -> Self {
        Self {
            total,
            begun: 0,
            start: Instant::now(),
        }
    }

    /// Does the next step.
    pub fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.begun += 1;
        println!("step {} of {}: {what}", self.begun, self.total);
        let start = Instant::now();
        let result = work()?;
        println!("             done in {}", seconds(start.elapsed()));
        Ok(result)
    }

    /// Since the job began.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// A duration as a person reads it.
pub fn seconds(time: Duration) -> String {
    let tenths = (time.as_secs_f64() * 10.0).round() as u64;
    match tenths {
        0..600 => format!("{}.{} s", tenths / 10, tenths % 10),
        _ => format!("{} min {:02} s", (tenths + 5) / 600, (tenths + 5) / 10 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_rounded_once() {
        let read = |millis| seconds(Duration::from_millis(millis));
        assert_eq!(read(40), "0.0 s");
        assert_eq!(read(12_340), "12.3 s");
        assert_eq!(read(59_960), "1 min 00 s");
        assert_eq!(read(119_600), "2 min 00 s");
    }
}
