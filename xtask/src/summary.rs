//! What came out of all checks, as a table and one last line.

use crate::steps::seconds;
use std::fmt;
use std::time::Duration;

/// One check that is over.
pub struct Outcome {
    /// What was checked.
    pub name: String,
    /// How long that took.
    pub time: Duration,
    /// Tests that passed; a check that counts none is one test itself.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
}

/// All that are over.
#[derive(Default)]
pub struct Summary(pub Vec<Outcome>);

impl Summary {
    /// Whether nothing failed.
    pub fn is_green(&self) -> bool {
        self.0.iter().all(|outcome| outcome.failed == 0)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for Outcome {
            name,
            time,
            passed,
            failed,
        } in &self.0
        {
            let word = if *failed == 0 { "passed" } else { "FAILED" };
            let tests = match (passed, failed) {
                (1, 0) | (0, 1) => String::new(),
                (passed, 0) => format!("{passed} tests"),
                (passed, failed) => format!("{failed} of {} tests", passed + failed),
            };
            writeln!(f, "  {word}  {:>12}  {name:<44} {tests}", seconds(*time))?;
        }
        let sum = |count: fn(&Outcome) -> usize| self.0.iter().map(count).sum::<usize>();
        write!(
            f,
            "\n{} passed, {} failed",
            sum(|outcome| outcome.passed),
            sum(|outcome| outcome.failed)
        )
    }
}

/// How many tests passed and failed, by what a test runner printed: cargo's, wasm-bindgen's or vitest's. None if it ran no tests.
pub fn count(output: &str) -> Option<(usize, usize)> {
    let mut found = None;
    for line in output.lines() {
        let line = line.trim();
        let Some(counts) = line
            .strip_prefix("test result: ")
            .or_else(|| line.strip_prefix("Tests "))
        else {
            continue;
        };
        let (passed, failed) = found.unwrap_or((0, 0));
        found = Some((
            passed + number_before(counts, "passed"),
            failed + number_before(counts, "failed"),
        ));
    }
    found.filter(|&(passed, failed)| passed + failed > 0)
}

/// The number in front of a word, 0 if the word is not there.
fn number_before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_tests_are_added_up() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored\nnoise\ntest result: FAILED. 3 passed; 2 failed; 1 ignored\n";
        assert_eq!(count(output), Some((15, 2)));
    }

    #[test]
    fn vitests_tests_are_read() {
        assert_eq!(
            count(" Test Files  2 passed (2)\n      Tests  1 failed | 30 passed (31)\n"),
            Some((30, 1))
        );
        assert_eq!(count("      Tests  7 passed (7)\n"), Some((7, 0)));
    }

    #[test]
    fn a_run_of_no_tests_counts_for_nothing() {
        assert_eq!(
            count("test result: ok. 0 passed; 0 failed; 0 ignored\n"),
            None
        );
        assert_eq!(count("Finished"), None);
    }

    #[test]
    fn the_last_line_has_the_totals_and_nothing_else() {
        let outcome = |passed, failed| Outcome {
            name: "x".into(),
            time: Duration::ZERO,
            passed,
            failed,
        };
        let summary = Summary(vec![outcome(1, 0), outcome(10, 2)]);
        assert_eq!(
            summary.to_string().lines().last(),
            Some("11 passed, 2 failed")
        );
        assert!(!summary.is_green());
        assert!(Summary(vec![outcome(1, 0)]).is_green());
    }
}
