//! `cargo xtask release --dry-run`: all that would be published, as it would be, with checksums. It publishes nothing.

use crate::report::Report;
use crate::toolchain::Toolchain;
use crate::{build, files, process, site};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is handed on as it lies in `dist/`.
const FILES: [&str; 3] = ["lstm-conveyor.html", "lstm-figure.html", "lstm-race.html"];

/// Prints for each file what `sha256sum --check` reads.
const SUMS: &str = "const { createHash } = require('crypto'); for (const file of process.argv.slice(1)) \
    console.log(createHash('sha256').update(require('fs').readFileSync(file)).digest('hex') + '  ' + file)";

/// Leaves in `target/release-files` the npm package, the crate, the wheel and the site's single files; the folder.
pub fn release(report: &mut Report) -> Option<PathBuf> {
    build::build(report)?;
    let folder = report.step("an empty folder", empty)?;
    report.step("the npm package", || npm(&folder))?;
    report.step("the crate", || package(&folder))?;
    report.step("the Python wheel", || wheel(&folder))?;
    report.step("the single files", || {
        FILES
            .iter()
            .try_for_each(|name| copy(&dist(), name, &folder))
    })?;
    report.step("checksums", || sum(&folder))?;
    Some(folder)
}

fn empty() -> Result<PathBuf> {
    let folder = files::target()?.join("release-files");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Of Cargo.toml, where it stands for all of them.
fn version() -> Result<String> {
    let id = process::output(&mut Toolchain::native().cargo("pkgid --package lstm-conveyor")?)?;
    let (_, version) = id
        .rsplit_once(['#', '@'])
        .context("a package has a version")?;
    Ok(version.to_owned())
}

/// Packs the element and the core, made anew with all they need inside, and what is written for them in `www/npm`.
fn npm(to: &Path) -> Result<()> {
    let folder = files::target()?.join("npm");
    let _ = fs::remove_dir_all(&folder);
    for words in [
        "--config vite.embed.config.ts --mode npm",
        "--config vite.single.config.ts --mode core",
    ] {
        let mut vite = site::program("vite");
        process::run(
            vite.arg("build")
                .args(words.split(' '))
                .arg("--outDir")
                .arg(&folder),
        )?;
    }
    files::mirror(&files::www().join("npm"), &folder)?;
    copy(&files::www().join("pkg"), "lstm_conveyor.d.ts", &folder)?;
    copy(&dist(), "lstm-conveyor.single.js", &folder)?;
    copy(&files::root().join("docs"), "forward.png", &folder)?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(files::root(), name, &folder)?;
    }
    let description = folder.join("package.json");
    let text = fs::read_to_string(&description)?;
    fs::write(description, text.replace("0.0.0", &version()?))?;
    process::run(
        site::npm("pack --silent --pack-destination")
            .arg(to)
            .arg(&folder),
    )
}

/// Packs the crate as crates.io would have it, and compiles what is in it.
fn package(to: &Path) -> Result<()> {
    let words = "package --package lstm-conveyor --allow-dirty --target-dir";
    let target = files::target()?;
    process::run(Toolchain::native().cargo(words)?.arg(&target))?;
    let name = format!("lstm-conveyor-{}.crate", version()?);
    copy(&target.join("package"), &name, to)
}

/// Packs the notebook's widget with the script in it.
fn wheel(to: &Path) -> Result<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "wheel", "--no-deps", "--wheel-dir"])
        .arg(to);
    process::run(pip.arg(files::root().join("python")))
}

fn sum(folder: &Path) -> Result<()> {
    let names = files::below(folder)?
        .into_iter()
        .filter_map(|file| Some(file.file_name()?.to_owned()));
    let mut node = Command::new("node");
    let sums = process::output(
        node.args(["-e", SUMS, "--"])
            .args(names)
            .current_dir(folder),
    )?;
    println!("{sums}");
    fs::write(folder.join("SHA256SUMS"), sums + "\n")?;
    Ok(())
}

fn dist() -> PathBuf {
    files::root().join("dist")
}

fn copy(from: &Path, name: &str, to: &Path) -> Result<()> {
    let file = from.join(name);
    fs::copy(&file, to.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(())
}
