//! Programs that the browser tests of the core need and that come from cargo: wasm-pack and wasm-bindgen's test runner.

use crate::toolchain::Toolchain;
use crate::{files, process};
use anyhow::{Context, Result};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const WASM_PACK: &str = "0.15.1";

/// The folders in which wasm-pack and wasm-bindgen are, installed if they are on neither PATH nor the user's cache.
pub fn install() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    if files::on_path("wasm-pack").is_none() {
        folders.push(cargo_install("wasm-pack", WASM_PACK, "wasm-pack")?);
    }
    // Another version would not understand what the core was compiled with.
    let locked = process::output(&mut Toolchain::native().cargo("pkgid wasm-bindgen")?)?;
    let (_, version) = locked
        .rsplit_once('@')
        .context("Cargo.lock does not name wasm-bindgen")?;
    let runner = "wasm-bindgen-test-runner";
    let there = process::output(Command::new(runner).arg("--version"));
    if !there.is_ok_and(|there| there.ends_with(&format!(" {version}"))) {
        folders.push(cargo_install("wasm-bindgen-cli", version, runner)?);
    }
    Ok(folders)
}

/// The folder of a package's programs, one of which is `program`.
fn cargo_install(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let root = files::cache()?.join(format!("{package}-{version}"));
    let folder = root.join("bin");
    if !folder
        .join(format!("{program}{}", env::consts::EXE_SUFFIX))
        .is_file()
    {
        let target = root.join("target");
        println!(
            "installing {package} {version} into {} (once; a minute or two)",
            root.display()
        );
        let install = |how| {
            let words = format!("install {package} --version ={version} {how} --root");
            let mut command = Toolchain::native().cargo(&words)?;
            command.arg(&root).env("CARGO_TARGET_DIR", &target);
            // They run for seconds: compiling them quickly is worth more than their speed.
            for (setting, value) in [("OPT_LEVEL", "1"), ("LTO", "off"), ("CODEGEN_UNITS", "16")] {
                command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
            }
            process::run(&mut command)
        };
        // A version in the package's own lock file may have been withdrawn since.
        install("--locked").or_else(|_| install(""))?;
        let _ = std::fs::remove_dir_all(target);
    }
    Ok(folder)
}
