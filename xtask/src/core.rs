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
    let words = format!("build --release --package lstm-conveyor --lib --target {TARGET}");
    process::run(&mut toolchain.cargo(&words)?)?;
    Ok(files::target()?
        .join(TARGET)
        .join("release")
        .join(NAME)
        .with_extension("wasm"))
}

/// Makes `www/pkg` of a compiled module. Nothing there changes unless all has gone well.
pub fn bind(module: &PathBuf) -> Result<()> {
    let made = files::target()?.join("pkg");
    let wasm = made.join(format!("{NAME}_bg.wasm"));
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
    files::mirror(&made, &files::www().join("pkg"))
}

/// `wasm-opt -O3`. Which instructions it may use it reads in the module itself (its section target_features).
fn optimise(wasm: &PathBuf) -> Result<()> {
    let optimised = wasm.with_extension("optimised");
    process::run(
        site::program("wasm-opt")
            .arg("-O3")
            .arg(wasm)
            .arg("-o")
            .arg(&optimised),
    )?;
    Ok(fs::rename(optimised, wasm)?)
}
