//! Says what is being done, what came of it and how long it took. A step that fails does not keep the next from running,
//! unless that needs what it makes.

use crate::process;
use anyhow::{Result, ensure};
use std::fmt;
use std::process::{Command, ExitCode};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

/// The steps so far.
#[derive(Default)]
pub struct Report(Vec<Outcome>);

/// How many tests passed, and how many failed.
type Counts = (usize, usize);

/// A step that is over.
struct Outcome {
    name: String,
    time: Duration,
    /// Tests that passed; a step that counts none is one test itself.
    passed: usize,
    failed: usize,
}

impl Report {
    /// Work that must go well; what it makes is there only if it did.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        self.record(name, || Ok((work()?, (1, 0))))
    }

    /// A program that must succeed.
    pub fn run(&mut self, name: &str, command: Result<Command>) -> Option<()> {
        self.step(name, || process::run(&mut command?))
    }

    /// A test runner: it must succeed, and have run at least one test.
    pub fn tests(&mut self, name: &str, command: Result<Command>) {
        self.record(name, || counted(process::tee(&mut command?)?));
    }

    /// Test runners at the same time; what each printed is shown when all have ended. One alone is shown as it runs.
    pub fn tests_at_once(&mut self, runners: Vec<(String, Result<Command>)>) {
        if let [_] = runners.as_slice() {
            return runners
                .into_iter()
                .for_each(|(name, command)| self.tests(&name, command));
        }
        let ended: Vec<_> = thread::scope(|scope| {
            let run = |(name, command): (String, Result<Command>)| {
                println!("\n=== {name}: begun");
                scope.spawn(move || {
                    let start = Instant::now();
                    let done = command.and_then(process::keep);
                    (name, start.elapsed(), done)
                })
            };
            let running: Vec<_> = runners.into_iter().map(run).collect();
            let end = |runner: ScopedJoinHandle<_>| runner.join().expect("it does not panic");
            running.into_iter().map(end).collect()
        });
        for (name, time, done) in ended {
            println!("\n=== {name}");
            let counts = done.and_then(|(success, output)| {
                print!("{output}");
                counted((success, output))
            });
            self.note(&name, time, counts);
        }
    }

    /// Of the whole program: a failure if any step was one.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.sum(|outcome| outcome.failed) > 0))
    }

    fn record<T>(&mut self, name: &str, work: impl FnOnce() -> Result<(T, Counts)>) -> Option<T> {
        println!("\n=== {name}");
        let start = Instant::now();
        let done = work();
        self.note(name, start.elapsed(), done)
    }

    /// A step is over: says so, and what came of it.
    fn note<T>(&mut self, name: &str, time: Duration, done: Result<(T, Counts)>) -> Option<T> {
        let done = done.inspect_err(|error| println!("error: {error:#}"));
        let (made, (passed, failed)) = done.map_or((None, (0, 1)), |(made, of)| (Some(made), of));
        let outcome = Outcome {
            name: name.to_owned(),
            time,
            passed,
            failed,
        };
        println!("{outcome}");
        self.0.push(outcome);
        made
    }

    fn sum(&self, number: fn(&Outcome) -> usize) -> usize {
        self.0.iter().map(number).sum()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let word = if self.failed == 0 { "passed" } else { "FAILED" };
        let time = self.time.as_secs_f64();
        write!(f, "  {word} {time:>7.1} s  {}", self.name)?;
        match (self.passed, self.failed) {
            (1, 0) | (0, 1) => Ok(()),
            (passed, 0) => write!(f, ": {passed} tests"),
            (passed, failed) => write!(f, ": {failed} of {} tests", passed + failed),
        }
    }
}

/// A line for each step, and a last one with the totals.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f)?;
        for outcome in &self.0 {
            writeln!(f, "{outcome}")?;
        }
        let (passed, failed) = (self.sum(|step| step.passed), self.sum(|step| step.failed));
        writeln!(f, "\n{passed} passed, {failed} failed")
    }
}

/// What came of a test runner, which succeeded or not and printed this.
fn counted((success, output): (bool, String)) -> Result<((), Counts)> {
    let (passed, failed) = count(&output);
    ensure!(passed + failed > 0, "not one test was run");
    // What kept the tests from running to their end is a failure, too.
    Ok(((), (passed, failed.max(usize::from(!success)))))
}

/// How many tests passed and failed, by what a test runner printed: cargo's, wasm-bindgen's or vitest's.
fn count(output: &str) -> Counts {
    let (mut passed, mut failed) = (0, 0);
    for line in output.lines().map(str::trim) {
        if line.starts_with("test result: ") || line.starts_with("Tests ") {
            let words: Vec<&str> = line.split([' ', ';']).collect();
            for pair in words.windows(2) {
                let number = pair[0].parse().unwrap_or(0);
                match pair[1] {
                    "passed" => passed += number,
                    "failed" => failed += number,
                    _ => {}
                }
            }
        }
    }
    (passed, failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{anyhow, bail};

    /// The last line after a test runner that is this shell script.
    fn totals(script: &str) -> String {
        let mut report = Report::default();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        report.tests("script", Ok(command));
        report.to_string().lines().last().unwrap().to_owned()
    }

    #[test]
    fn a_test_runner_counts_by_its_tests() {
        let cargo = "echo 'test result: ok. 4 passed; 0 failed; 1 ignored'; ";
        assert_eq!(totals(&cargo.repeat(2)), "8 passed, 0 failed");
        let bad = "echo 'test result: FAILED. 3 passed; 2 failed; 0 ignored'; exit 1";
        assert_eq!(totals(&format!("{cargo}{bad}")), "7 passed, 2 failed");
        let vitest = "echo ' Test Files  2 passed (2)\n      Tests  1 failed | 30 passed (31)'";
        assert_eq!(totals(vitest), "30 passed, 1 failed");
    }

    #[test]
    fn a_test_runner_that_ran_nothing_or_broke_off_has_failed() {
        let none = "echo 'test result: ok. 0 passed; 0 failed'";
        assert_eq!(totals(none), "0 passed, 1 failed");
        assert_eq!(totals("echo no colon; exit 1"), "0 passed, 1 failed");
        let broken = "echo 'test result: ok. 4 passed; 0 failed'; exit 1";
        assert_eq!(totals(broken), "4 passed, 1 failed");
    }

    #[test]
    fn test_runners_at_the_same_time_are_counted_one_by_one() {
        // Each waits for the other.
        let folder = std::env::temp_dir().join(format!("at-once-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        let runner = |own: &str, other: &str, result: &str| {
            let script =
                format!("touch {own}; until [ -e {other} ]; do sleep 0.01; done; {result}");
            let mut command = Command::new("sh");
            command.args(["-c", &script]).current_dir(&folder);
            (own.to_owned(), Ok(command))
        };
        let mut report = Report::default();
        report.tests_at_once(vec![
            runner("a", "b", "echo 'test result: ok. 4 passed; 0 failed'"),
            runner(
                "b",
                "a",
                "echo 'Tests  2 failed | 3 passed (5)' >&2; exit 1",
            ),
            ("c".to_owned(), Err(anyhow!("cannot be started"))),
        ]);
        std::fs::remove_dir_all(folder).unwrap();
        assert!(report.to_string().ends_with("\n7 passed, 3 failed\n"));
        assert_eq!(report.code(), ExitCode::FAILURE);
    }

    #[test]
    fn a_step_that_fails_fails_the_run_and_keeps_no_other_from_running() {
        let mut report = Report::default();
        assert_eq!(report.step("good", || Ok(7)), Some(7));
        assert_eq!(report.code(), ExitCode::SUCCESS);
        assert_eq!(report.step::<i32>("bad", || bail!("no")), None);
        assert_eq!(report.step("good", || Ok(7)), Some(7));
        assert_eq!(report.code(), ExitCode::FAILURE);
        assert!(report.to_string().ends_with("\n2 passed, 1 failed\n"));
    }
}
