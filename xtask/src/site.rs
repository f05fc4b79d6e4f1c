//! The page: its packages and their programs, and the static site made of it.

use crate::{files, process};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::process::Command;

/// A program from the page's packages.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(files::www().join("node_modules/.bin").join(name));
    command.current_dir(files::www());
    command
}

/// npm, in the page's folder.
pub fn npm(words: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command
        .args(words.split_whitespace())
        .current_dir(files::www());
    command
}

/// Installs the page's packages as the lock file has them, unless that is what is there.
pub fn install() -> Result<()> {
    let ask = |what| {
        process::output(
            Command::new("node")
                .args(["-p", what])
                .current_dir(files::www()),
        )
    };
    let node = ask("process.version").context("node is needed: https://nodejs.org")?;
    let wanted = ask("require('./package.json').engines.node")?;
    ensure!(
        numbers(&node) >= numbers(&wanted),
        "node {node} is too old: the page needs {wanted} (https://nodejs.org)"
    );
    // A copy of the lock file tells what was installed better than times, which a checkout sets anew.
    let copy = files::www().join("node_modules/.installed.json");
    let wanted = fs::read(files::www().join("package-lock.json"))?;
    if fs::read(&copy).ok().as_ref() != Some(&wanted) {
        process::run(&mut npm("ci --no-audit --no-fund"))?;
        fs::write(copy, wanted)?;
    }
    Ok(())
}

/// The numbers in a version, in the order in which versions are compared.
pub fn numbers(version: &str) -> Vec<u32> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// Leaves the site in `dist/` and says how large each file is.
pub fn build() -> Result<()> {
    process::run(&mut npm("run --silent build"))
}

/// Leaves in `dist/` the page, a figure and the element in one file each, and says how large they are.
pub fn build_single() -> Result<()> {
    process::run(&mut npm("run --silent single"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        let wanted = numbers(">=20.19");
        assert!(numbers("v20.19.0") >= wanted && numbers("v100.0.0") >= wanted);
        assert!(numbers("v20.9.0") < wanted && numbers("v18.20.1") < wanted);
    }
}
