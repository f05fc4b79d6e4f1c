//! The core as the page loads it: compiled for wasm32, bound to JavaScript, optimised once more.

use crate::toolchain::{TARGET, Toolchain};
use crate::{files, process, site};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "lstm_conveyor";

/// Compiles the core and returns the module.
pub fn compile(toolchain: &Toolchain) -> Result<PathBuf> {
    compile_library(toolchain, "lstm-conveyor", NAME)
}

/// Makes `www/pkg` of a compiled module. Nothing there changes unless all has gone well.
pub fn bind(module: &PathBuf) -> Result<()> {
    files::mirror(&bound(module, NAME)?, &files::www().join("pkg"))
}

/// The kernels by themselves, for the bench, made as the core is: the folder of their package.
pub fn kernels(toolchain: &Toolchain) -> Result<PathBuf> {
    let name = "measure";
    bound(
        &compile_library(toolchain, "lstm-conveyor-bench", name)?,
        name,
    )
}

fn compile_library(toolchain: &Toolchain, package: &str, name: &str) -> Result<PathBuf> {
    let words = format!("build --release --package {package} --lib --target {TARGET}");
    process::run(&mut toolchain.cargo(&words)?)?;
    Ok(files::target()?
        .join(TARGET)
        .join("release")
        .join(name)
        .with_extension("wasm"))
}

/// The folder of a module's package, made again if it is stale.
fn bound(module: &PathBuf, name: &str) -> Result<PathBuf> {
    let made = files::target()?.join("pkg").join(name);
    let wasm = made.join(format!("{name}_bg.wasm"));
    let stale = match files::written(&wasm) {
        None => true,
        made => made < files::written(module) || made < files::written(&std::env::current_exe()?),
    };
    if stale {
        let _ = fs::remove_dir_all(&made);
        Bindgen::new()
            .input_path(module)
            .web(true)?
            .typescript(true)
            .generate(&made)
            .context("wasm-bindgen failed")?;
        optimise(&wasm)?;
    }
    Ok(made)
}

/// `wasm-opt -O3`. Which instructions it may use it reads in the module itself (its section target_features). Functions in
/// the order of their names: those that are alike, such as one for f32 and for f64, are neighbours then, and gzip looks
/// back only 32 KiB.
fn optimise(wasm: &PathBuf) -> Result<()> {
    let optimised = wasm.with_extension("optimised");
    process::run(
        site::program("wasm-opt")
            .args(["-O3", "--reorder-functions-by-name"])
            .arg(wasm)
            .arg("-o")
            .arg(&optimised),
    )?;
    Ok(fs::rename(optimised, wasm)?)
}
