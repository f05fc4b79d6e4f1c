//! Runs checks one after the other; one that fails does not keep the next from running.

use crate::process;
use crate::summary::{Outcome, Summary, count};
use anyhow::{Result, bail};
use std::process::Command;
use std::time::Instant;

/// The checks so far.
#[derive(Default)]
pub struct Checks {
    /// What came of them.
    pub summary: Summary,
}

impl Checks {
    /// A program that must succeed.
    pub fn run(&mut self, name: &str, command: Result<Command>) {
        self.check(name, || {
            let (success, _) = process::tee(&mut command?)?;
            Ok(if success { (1, 0) } else { (0, 1) })
        });
    }

    /// A test runner: it must succeed, and have run at least one test.
    pub fn tests(&mut self, name: &str, command: Result<Command>) {
        self.check(name, || {
            let (success, output) = process::tee(&mut command?)?;
            match (success, count(&output)) {
                (true, Some(counts)) => Ok(counts),
                (true, None) => bail!("not one test was run"),
                // What kept the tests from running to their end is a failure, too.
                (false, counts) => {
                    Ok(counts.map_or((0, 1), |(passed, failed)| (passed, failed.max(1))))
                }
            }
        });
    }

    /// Something of our own that must go well; what it returns is there only if it did.
    pub fn prepare<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut made = None;
        self.check(name, || {
            made = Some(work()?);
            Ok((1, 0))
        });
        made
    }

    fn check(&mut self, name: &str, work: impl FnOnce() -> Result<(usize, usize)>) {
        println!("\n=== {name}");
        let start = Instant::now();
        let (passed, failed) = work().unwrap_or_else(|error| {
            println!("error: {error:#}");
            (0, 1)
        });
        if failed > 0 {
            println!("=== {name}: FAILED");
        }
        self.summary.0.push(Outcome {
            name: name.to_owned(),
            time: start.elapsed(),
            passed,
            failed,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a test runner that is this shell script counts for.
    fn counts(script: &str) -> (usize, usize) {
        let mut checks = Checks::default();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        checks.tests("script", Ok(command));
        (checks.summary.0[0].passed, checks.summary.0[0].failed)
    }

    #[test]
    fn a_test_runner_counts_by_its_tests() {
        assert_eq!(counts("echo 'test result: ok. 4 passed; 0 failed'"), (4, 0));
        assert_eq!(
            counts("echo 'test result: FAILED. 4 passed; 2 failed'; exit 1"),
            (4, 2)
        );
    }

    #[test]
    fn a_test_runner_that_ran_nothing_or_broke_off_has_failed() {
        assert_eq!(counts("echo 'test result: ok. 0 passed; 0 failed'"), (0, 1));
        assert_eq!(counts("echo 'does not compile'; exit 1"), (0, 1));
        assert_eq!(
            counts("echo 'test result: ok. 4 passed; 0 failed'; exit 1"),
            (4, 1)
        );
    }

    #[test]
    fn what_could_not_be_prepared_is_not_there() {
        let mut checks = Checks::default();
        assert_eq!(checks.prepare("good", || Ok(7)), Some(7));
        assert_eq!(checks.prepare::<i32>("bad", || bail!("no")), None);
        assert_eq!(
            checks.summary.to_string().lines().last(),
            Some("1 passed, 1 failed")
        );
    }
}
