//! `cargo xtask bench`: prepares all that the measuring program (benches/measure) needs, and starts it.

use crate::browser::Chromium;
use crate::report::Report;
use crate::toolchain::Toolchain;
use crate::{build, core, files, process, site};
use anyhow::Result;
use std::path::PathBuf;

/// TensorFlow.js as npm calls it. Others have their own pace of releases: the numbers are those of this one.
const TENSORFLOW: [&str; 2] = [
    "@tensorflow/tfjs@4.22.0",
    "@tensorflow/tfjs-backend-wasm@4.22.0",
];

/// Measures; with `--peers` others too, with `--write` into the docs.
pub fn bench(report: &mut Report, options: &[&str]) -> Option<()> {
    let toolchain = build::core(report)?;
    let kernels = report.step("the kernels", || core::KERNELS.make(&toolchain))?;
    let browser = report.step("a browser", Chromium::get)?;
    let mut words = vec!["--kernels".into(), kernels];
    if options.contains(&"--peers") {
        let packages = report.step("TensorFlow.js", tensorflow)?;
        words.extend(["--peers".into(), packages]);
    }
    if options.contains(&"--write") {
        words.push("--write".into());
    }
    report.step("measuring", || {
        let measure = "run --release --package lstm-conveyor-bench --";
        let mut command = Toolchain::native().cargo(measure)?;
        process::run(command.args(words).env("CHROME", browser.chrome))
    })
}

/// The folder of its packages.
fn tensorflow() -> Result<PathBuf> {
    let folder = files::target()?.join("tensorflow");
    let mut npm = site::npm("install --no-save --ignore-scripts --no-audit --prefer-offline");
    process::run(npm.arg("--prefix").arg(&folder).args(TENSORFLOW))?;
    Ok(folder.join("node_modules"))
}
