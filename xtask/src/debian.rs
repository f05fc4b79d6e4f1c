//! Debian's packages: `apt-get` for root, and for everyone a toolchain with wasm32 unpacked into the user's cache, where
//! nothing is installed and nobody need be root.
//!
//! Debian compiles Rust for its browsers (the packages named `-web`), newer than its plain one, and ships the source of the
//! standard library. We compile that for wasm32 with the very compiler it belongs to, since no other version would do.

use crate::{files, process};
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the toolchain is made of; apt knows what these need that is not installed.
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-clippy", "rust-web-src"];
const PROGRAMS: [&str; 5] = ["cargo", "rustc", "rustdoc", "cargo-clippy", "clippy-driver"];

/// `apt-get`, which asks nothing.
pub fn apt(words: &str) -> Command {
    let mut command = Command::new("apt-get");
    command
        .arg("-q")
        .args(words.split_whitespace())
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// What root types to install packages.
pub fn install_words(packages: &str) -> String {
    format!("install --yes --no-install-recommends {packages}")
}

/// Installs packages, or newer ones of those that are there; only root can.
pub fn install(packages: &str) -> Result<()> {
    // Lists that are old name what is old, or is there no more; where no others are to be had they may do.
    if let Err(error) = process::run(&mut apt("update")) {
        println!("{error:#}");
    }
    process::run(&mut apt(&install_words(packages)))
}

/// The folder of the toolchain's programs, if it was made before.
pub fn ready() -> Result<Option<PathBuf>> {
    // It gets its name last of all.
    Ok(Some(home()?.join("bin")).filter(|folder| folder.is_dir()))
}

/// Makes a toolchain that compiles for `target` and returns the folder of its programs.
pub fn make(target: &str) -> Result<PathBuf> {
    let home = home()?;
    println!(
        "making a toolchain of Debian's Rust in {} (once; about 150 MB, then a minute)",
        home.display()
    );
    let _ = fs::remove_dir_all(&home);
    let (packages, tree) = (home.join("packages"), home.join("tree"));
    fs::create_dir_all(&packages)?;
    // Without lists, or with old ones that name what is there no more, root can help.
    if download(&packages).is_err() {
        process::run(&mut apt("update"))?;
        download(&packages)?;
    }
    for package in files::ending(&packages, "deb")? {
        process::run(Command::new("dpkg-deb").arg("-x").args([&package, &tree]))?;
    }
    fs::remove_dir_all(packages)?;
    let (programs, finished) = (home.join("bin.unfinished"), home.join("bin"));
    write_programs(&programs, &tree)?;
    link_linker(&programs)?;
    compile_std(&tree, &programs, target)?;
    fs::rename(programs, &finished)?;
    Ok(finished)
}

fn home() -> Result<PathBuf> {
    Ok(files::cache()?.join("debian-rust"))
}

/// Fetches the packages and what they need that is not installed. Without the lock, for which one must be root: what is
/// installed stays as it is.
fn download(packages: &Path) -> Result<()> {
    let mut command = apt("install --download-only --yes --no-install-recommends");
    let folder = format!("Dir::Cache::archives={}", packages.display());
    process::run(
        command
            .args(["-o", "Debug::NoLocking=1", "-o", &folder])
            .args(PACKAGES),
    )
}

/// One small script for each program, which says where its libraries are.
fn write_programs(folder: &Path, tree: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let usr = tree.join("usr").display().to_string();
    for name in PROGRAMS {
        let libraries = format!("$(echo '{usr}'/lib/*-linux-gnu)");
        let text =
            format!("#!/bin/sh\nLD_LIBRARY_PATH={libraries} exec '{usr}/bin/{name}' \"$@\"\n");
        fs::write(folder.join(name), text)?;
    }
    process::run(Command::new("chmod").args(["-R", "a+x"]).arg(folder))
}

/// Debian's compiler comes without a linker for wasm32, rustup's with one. A link, not a copy: it finds its libraries beside itself.
fn link_linker(programs: &Path) -> Result<()> {
    let beside = |rustc| library_folder(rustc, &[]).map(|folder| folder.with_file_name("bin"));
    let linker = beside(Path::new("rustc"))?.join("rust-lld");
    ensure!(
        linker.is_file(),
        "{} is not there; Rust by rustup has it",
        linker.display()
    );
    let folder = beside(&programs.join("rustc"))?;
    fs::create_dir_all(&folder)?;
    process::run(Command::new("ln").arg("-s").args([&linker, &folder]))
}

/// Compiles the standard library into the tree's own library folder.
fn compile_std(tree: &Path, programs: &Path, target: &str) -> Result<()> {
    let (made, rustc) = (tree.join("std"), programs.join("rustc"));
    process::run(
        Command::new(programs.join("cargo"))
            .args(["build", "--release", "--package", "sysroot"])
            .args(["--target", target, "--target-dir"])
            .arg(&made)
            .current_dir(tree.join("usr/lib/rustlib/src/rust/library"))
            .env("RUSTC", &rustc)
            // The standard library is made of what is unstable for everyone else.
            .env("RUSTC_BOOTSTRAP", "1")
            // Bitcode lets a program optimise across the library (lto); the mark keeps the library's own crates private.
            .env(
                "RUSTFLAGS",
                "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
            ),
    )?;
    let libraries = files::ending(&made.join(target).join("release/deps"), "rlib")?;
    let place = library_folder(&rustc, &["--target", target])?;
    fs::create_dir_all(&place)?;
    process::run(Command::new("cp").args(libraries).arg(place))?;
    Ok(fs::remove_dir_all(made)?)
}

/// Where a compiler looks for the standard library.
pub fn library_folder(rustc: &Path, target: &[&str]) -> Result<PathBuf> {
    let mut command = Command::new(rustc);
    let folder = process::output(command.args(["--print", "target-libdir"]).args(target))?;
    Ok(PathBuf::from(folder))
}
