//! `cargo xtask bench`: prepares all that the measuring program (benches/measure) needs, and starts it.

use crate::browser::Browser;
use crate::report::Report;
use crate::toolchain::Toolchain;
use crate::{build, core, files, process, site};
use anyhow::Result;
use std::path::PathBuf;

/// Measures others too.
const PEERS: &str = "--peers";
/// Writes what was measured into the docs.
const WRITE: &str = "--write";
/// TensorFlow.js as npm calls it. Others have their own pace of releases: the numbers are those of this one.
const TENSORFLOW: [&str; 2] = [
    "@tensorflow/tfjs@4.22.0",
    "@tensorflow/tfjs-backend-wasm@4.22.0",
];

/// Whether all of these are options of ours.
pub fn knows(options: &[&str]) -> bool {
    options.iter().all(|option| [PEERS, WRITE].contains(option))
}

/// Measures.
pub fn bench(report: &mut Report, options: &[&str]) -> Option<()> {
    let toolchain = build::core(report)?;
    let kernels = report.step("the kernels", || core::KERNELS.make(&toolchain))?;
    let browser = report.step("a browser", Browser::get)?;
    let mut words = vec!["--kernels".into(), kernels];
    if options.contains(&PEERS) {
        let packages = report.step("TensorFlow.js", tensorflow)?;
        words.extend([PEERS.into(), packages]);
    }
    if options.contains(&WRITE) {
        words.push(WRITE.into());
    }
    report.step("measuring", || {
        let measure = "run --release --package lstm-conveyor-bench --";
        let mut command = Toolchain::native().cargo(measure)?;
        process::run(command.args(words).env("CHROME", browser.chrome))
    })
}

/// The folder of its packages, fetched once.
fn tensorflow() -> Result<PathBuf> {
    let folder = files::target()?.join("tensorflow");
    let mut npm = site::npm("install --no-save --ignore-scripts --no-audit --prefer-offline");
    process::run(npm.arg("--prefix").arg(&folder).args(TENSORFLOW))?;
    Ok(folder.join("node_modules"))
}
