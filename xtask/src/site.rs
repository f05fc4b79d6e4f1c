//! The page: its packages, and the static site made of it.

use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::{core, files, process};
use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// What vite needs at least.
const NODE: [u32; 2] = [20, 19];
/// The wasm may not be larger than this on its way to the reader, in bytes.
const LARGEST: usize = 240_000;

/// A program from the page's packages.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(files::www().join("node_modules/.bin").join(name));
    command.current_dir(files::www());
    command
}

/// npm, in the page's folder.
pub fn npm(args: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args).current_dir(files::www());
    command
}

/// Installs the page's packages as the lock file has them, unless that is what is there.
pub fn install() -> Result<()> {
    let node = process::output(Command::new("node").arg("--version"))
        .context("node is needed: https://nodejs.org")?;
    if !new_enough(&node) {
        bail!(
            "node {node} is too old: the page needs {}.{} or later (https://nodejs.org)",
            NODE[0],
            NODE[1]
        );
    }
    // A copy of the lock file tells what was installed better than times, which a checkout sets anew.
    let (lock, copy) = (
        files::www().join("package-lock.json"),
        files::www().join("node_modules/.installed.json"),
    );
    let wanted = fs::read(&lock).context("www/package-lock.json cannot be read")?;
    if fs::read(&copy).ok().as_ref() == Some(&wanted) {
        return Ok(());
    }
    process::run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    Ok(fs::write(copy, wanted)?)
}

fn new_enough(version: &str) -> bool {
    let numbers: Vec<u32> = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|number| number.parse().ok())
        .collect();
    numbers.as_slice() >= NODE.as_slice()
}

/// `cargo xtask build`: `dist/`.
pub fn build() -> Result<()> {
    let mut steps = Steps::new(5);
    let toolchain = steps.step("the Rust library for wasm32", Toolchain::wasm)?;
    steps.step("the page's packages", install)?;
    let module = steps.step("compiling the core", || core::compile(&toolchain))?;
    steps.step("binding and optimising it", || core::bind(&module))?;
    steps.step("building the site", || {
        process::run(&mut npm(&["run", "--silent", "build"]))
    })?;
    report(&files::root().join("dist"))
}

/// Prints what a reader has to load; an error if the core has grown too large.
pub fn report(dist: &Path) -> Result<()> {
    println!("\n{:>10} {:>10}  dist/", "bytes", "gzipped");
    let (mut raw, mut packed) = (0, 0);
    for file in files::below(dist)? {
        let content = fs::read(&file)?;
        let gzipped = gzipped(&content)?;
        println!(
            "{:>10} {:>10}  {}",
            content.len(),
            gzipped,
            file.strip_prefix(dist)?.display()
        );
        (raw, packed) = (raw + content.len(), packed + gzipped);
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
            && gzipped > LARGEST
        {
            bail!("the core is {gzipped} bytes gzipped, more than {LARGEST}");
        }
    }
    println!("{raw:>10} {packed:>10}  in all");
    Ok(())
}

fn gzipped(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_compared_by_number() {
        assert!(new_enough("v20.19.0") && new_enough("v22.1.3") && new_enough("v100.0.0"));
        assert!(!new_enough("v20.9.0") && !new_enough("v18.20.1") && !new_enough("?"));
    }

    #[test]
    fn a_core_that_is_too_large_is_an_error() {
        let dist = std::env::temp_dir().join(format!("lstm-conveyor-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        // Numbers that gzip cannot make smaller.
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(LARGEST + 1)
        .collect();
        fs::write(dist.join("a.wasm"), &noise).unwrap();
        assert!(
            report(&dist)
                .unwrap_err()
                .to_string()
                .contains(&format!("more than {LARGEST}"))
        );
        fs::write(dist.join("a.wasm"), &noise[..1000]).unwrap();
        assert!(report(&dist).is_ok());
        fs::remove_dir_all(dist).unwrap();
    }
}
