//! `cargo xtask bench`: prepares all that the measuring program (benches/measure) needs, and starts it.

use crate::browser::Browser;
use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::{core, files, process, site};
use anyhow::Result;
use std::path::PathBuf;

/// Others have their own pace of releases: the numbers are those of this one.
const TENSORFLOW: &str = "4.22.0";

/// Measures; with `peers` others too, with `write` into the docs.
pub fn bench(peers: bool, write: bool) -> Result<()> {
    let mut steps = Steps::new(if peers { 7 } else { 6 });
    let toolchain = steps.step("the Rust library for wasm32", Toolchain::wasm)?;
    steps.step("the page's packages", site::install)?;
    steps.step("compiling and binding the core", || {
        core::bind(&core::compile(&toolchain)?)
    })?;
    let kernels = steps.step("compiling and binding its kernels", || {
        core::kernels(&toolchain)
    })?;
    let browser = steps.step("a browser", Browser::get)?;

    let words = "run --release --package lstm-conveyor-bench --";
    let mut command = Toolchain::native().cargo(words)?;
    command.env("CHROME", browser.chrome);
    command.arg("--kernels").arg(kernels);
    if peers {
        let packages = steps.step("TensorFlow.js", tensorflow)?;
        command.arg("--peers").arg(packages);
    }
    if write {
        command.arg("--write");
    }
    steps.step("measuring", || process::run(&mut command))
}

/// The folder of its packages, fetched once.
fn tensorflow() -> Result<PathBuf> {
    let folder = files::target()?.join(format!("tensorflow-{TENSORFLOW}"));
    let packages = folder.join("node_modules");
    // npm writes this last of all.
    if !packages.join(".package-lock.json").is_file() {
        let mut npm = site::npm(&["install", "--no-save", "--ignore-scripts", "--no-audit"]);
        npm.arg("--prefix").arg(&folder);
        npm.args(
            ["tfjs", "tfjs-backend-wasm"].map(|name| format!("@tensorflow/{name}@{TENSORFLOW}")),
        );
        process::run(&mut npm)?;
    }
    Ok(packages)
}
