//! The core as the page loads it: compiled for wasm32, bound to JavaScript, optimised once more.

use crate::toolchain::{TARGET, Toolchain};
use crate::{files, process, site};
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// A module of wasm.
pub struct Module {
    /// The package whose library it is.
    package: &'static str,
    /// What else cargo is told.
    words: &'static str,
    /// What its files are called.
    name: &'static str,
    /// It may not be larger than this on its way to the reader: bytes, gzipped.
    limit: usize,
}

/// What the page loads, all in `www/pkg`.
const PAGE: [Module; 2] = [
    Module {
        package: "lstm-conveyor",
        words: "",
        name: "lstm_conveyor",
        limit: 168_500,
    },
    // What nobody waits for.
    Module {
        package: "lstm-conveyor",
        words: "--no-default-features --features study",
        name: "lstm_conveyor_study",
        limit: 155_000,
    },
];

/// The kernels by themselves, for the bench; no reader loads them.
pub const KERNELS: Module = Module {
    package: "lstm-conveyor-bench",
    words: "",
    name: "measure",
    limit: usize::MAX,
};

/// Makes `www/pkg`. Nothing there changes unless all has gone well.
pub fn make(toolchain: &Toolchain) -> Result<()> {
    let made = PAGE.iter().map(|module| module.make(toolchain));
    let made: Vec<PathBuf> = made.collect::<Result<_>>()?;
    let package = files::www().join("pkg");
    made.iter()
        .try_for_each(|folder| files::mirror(folder, &package))
}

/// Prints how large the page's modules are; an error if they have grown too large.
pub fn weigh() -> Result<()> {
    let package = files::www().join("pkg");
    let gzipped = PAGE.iter().map(|module| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&fs::read(module.wasm(&package))?)?;
        Ok(encoder.finish()?.len())
    });
    within(&PAGE, &gzipped.collect::<Result<Vec<_>>>()?)
}

fn within(modules: &[Module], gzipped: &[usize]) -> Result<()> {
    for (Module { name, limit, .. }, size) in modules.iter().zip(gzipped) {
        println!("{size:>9} of {limit} bytes gzipped: {name}");
        ensure!(
            size <= limit,
            "{name}: {size} bytes gzipped, more than {limit}"
        );
    }
    Ok(())
}

impl Module {
    /// The folder of its package, made again if it is stale.
    pub fn make(&self, toolchain: &Toolchain) -> Result<PathBuf> {
        let compiled = self.compile(toolchain)?;
        let made = files::target()?.join("pkg").join(self.name);
        let written = files::written(&self.wasm(&made));
        let stale = |than: &Path| written.is_none() || written < files::written(than);
        if stale(&compiled) || stale(&std::env::current_exe()?) {
            let unfinished = made.with_extension("unfinished");
            Bindgen::new()
                .input_path(compiled)
                .out_name(self.name)
                .web(true)?
                .typescript(true)
                .generate(&unfinished)
                .context("wasm-bindgen failed")?;
            // Which instructions it may use it reads in the module itself (its section target_features). Functions in the
            // order of their names: those that are alike, such as one for f32 and for f64, are neighbours then, and gzip
            // looks back only 32 KiB.
            // A large function is not copied into its only caller: that gains no speed, and gzip finds less that is alike.
            let mut optimise = site::program("wasm-opt");
            let alike = [
                "--reorder-functions-by-name",
                "--one-caller-inline-max-function-size=20",
            ];
            optimise.arg("-O3").args(alike).arg("-o");
            process::run(optimise.args([self.wasm(&unfinished), self.wasm(&unfinished)]))?;
            let _ = fs::remove_dir_all(&made);
            fs::rename(unfinished, &made)?;
        }
        Ok(made)
    }

    /// Has a target folder of its own: cargo calls the library by one name whatever its features are, and would compile it
    /// anew each time.
    fn compile(&self, toolchain: &Toolchain) -> Result<PathBuf> {
        let Self { package, words, .. } = self;
        let target = files::target()?.join("wasm").join(self.name);
        let words = format!("build --release --package {package} --lib --target {TARGET} {words}");
        process::run(toolchain.cargo(&words)?.arg("--target-dir").arg(&target))?;
        files::ending(&target.join(TARGET).join("release/deps"), "wasm")?
            .pop()
            .with_context(|| format!("{package} is no library of wasm"))
    }

    fn wasm(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}_bg.wasm", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_too_large_is_an_error() {
        let module = |name, limit| Module {
            name,
            limit,
            ..KERNELS
        };
        let refusal = |sizes: [usize; 2]| {
            let modules = [module("one", 10), module("two", 20)];
            within(&modules, &sizes)
                .err()
                .map(|error| error.to_string())
        };
        assert_eq!(refusal([10, 20]), None);
        assert!(refusal([11, 0]).unwrap().starts_with("one: 11 bytes"));
        assert!(refusal([1, 21]).unwrap().starts_with("two: 21 bytes"));
    }
}
