//! Programs that the browser tests of the core need and that come from cargo: wasm-pack and wasm-bindgen's test runner.

use crate::{files, process};
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const WASM_PACK: &str = "0.15.1";

/// The folders in which wasm-pack and wasm-bindgen are, installed if they are on neither PATH nor the user's cache.
pub fn install() -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    if files::on_path("wasm-pack").is_none() {
        folders.push(cargo_install(
            "wasm-pack",
            &format!("^{WASM_PACK}"),
            "wasm-pack",
        )?);
    }
    let lock = fs::read_to_string(files::root().join("Cargo.lock"))?;
    let version = locked(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    // Another version would not understand what the core was compiled with.
    let there = process::output(Command::new("wasm-bindgen").arg("--version"));
    if there.is_ok_and(|there| there.ends_with(&format!(" {version}")))
        && files::on_path("wasm-bindgen-test-runner").is_some()
    {
        return Ok(folders);
    }
    folders.push(cargo_install(
        "wasm-bindgen-cli",
        &format!("={version}"),
        "wasm-bindgen-test-runner",
    )?);
    Ok(folders)
}

/// The folder of a package's programs, one of which is `program`.
fn cargo_install(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let root = files::cache()?.join(format!(
        "{package}-{}",
        version.trim_start_matches(['=', '^'])
    ));
    let folder = root.join("bin");
    if !folder
        .join(format!("{program}{}", env::consts::EXE_SUFFIX))
        .is_file()
    {
        println!(
            "installing {package} {version} into {} (once; a minute or two)",
            root.display()
        );
        let install = |how: &[&str]| {
            let mut command = Command::new("cargo");
            command
                .args(["install", package, "--version", version, "--root"])
                .arg(&root)
                .args(how);
            command
                .current_dir(files::root())
                .env("CARGO_TARGET_DIR", root.join("target"));
            // They run for seconds: compiling them quickly is worth more than their speed.
            command
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off");
            process::run(command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"))
        };
        // A version in the package's own lock file may have been withdrawn since.
        install(&["--locked"]).or_else(|_| install(&[]))?;
        let _ = fs::remove_dir_all(root.join("target"));
    }
    Ok(folder)
}

/// The version of a package in a Cargo.lock.
fn locked(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(
        lines
            .next()?
            .strip_prefix("version = \"")?
            .trim_end_matches('"')
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-x\"\nversion = \"9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
        assert_eq!(locked(lock, "wasm-bindgen").as_deref(), Some("0.2.1"));
        assert_eq!(locked(lock, "wasm"), None);
    }
}
