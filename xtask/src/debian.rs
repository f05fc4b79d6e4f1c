//! A toolchain with wasm32 from Debian's packages, unpacked into the user's cache: nothing is installed and nobody need be root.
//!
//! Debian compiles Rust for its browsers (the packages named `-web`), newer than its plain one, and ships the source of the
//! standard library. We compile that for wasm32 with the very compiler it belongs to, since no other version would do.

use crate::toolchain::TARGET;
use crate::{files, process};
use anyhow::{Context, Result, bail};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the toolchain is made of; the libraries that these need are found on the way.
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-clippy", "rust-web-src"];
const PROGRAMS: [&str; 5] = ["cargo", "rustc", "rustdoc", "cargo-clippy", "clippy-driver"];

fn home() -> Result<PathBuf> {
    Ok(files::cache()?.join("debian-rust"))
}

/// The folder of programs, if it was made before.
pub fn ready() -> Result<Option<PathBuf>> {
    // Its programs are written last of all.
    Ok(Some(home()?.join("bin")).filter(|folder| folder.is_dir()))
}

/// Makes the toolchain and returns its folder of programs.
pub fn make() -> Result<PathBuf> {
    for program in ["apt-get", "apt-cache", "dpkg-deb", "dpkg-query"] {
        if files::on_path(program).is_none() {
            bail!("this is no Debian: there is no {program}");
        }
    }
    let version = version()?;
    let home = home()?;
    println!(
        "making a toolchain of Debian's Rust {version} in {} (once; about 150 MB, then a minute)",
        home.display()
    );
    let _ = fs::remove_dir_all(&home);
    let tree = home.join("tree");
    unpack(&version, &home.join("packages"), &tree)?;
    let libraries = libraries(&tree)?;
    link_linker(&tree)?;
    compile_std(&home, &tree, &libraries)?;
    fs::remove_dir_all(home.join("packages"))?;
    write_programs(&home, &tree, &libraries)
}

/// The version of the compiler that apt would install.
fn version() -> Result<String> {
    let ask = || process::output(Command::new("apt-cache").args(["policy", PACKAGES[0]]));
    if let Some(version) = candidate(&ask()?) {
        return Ok(version);
    }
    if !process::is_root() {
        bail!("apt has no package lists; ask root for `apt-get update`");
    }
    process::run(Command::new("apt-get").args(["-q", "update"]))?;
    candidate(&ask()?).with_context(|| format!("this Debian has no package {}", PACKAGES[0]))
}

/// What `apt-cache policy` says it would install.
fn candidate(policy: &str) -> Option<String> {
    let version = policy
        .lines()
        .find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// Fetches the packages and what they need that is not installed, and unpacks all into `tree`.
fn unpack(version: &str, packages: &Path, tree: &Path) -> Result<()> {
    fs::create_dir_all(packages)?;
    let mut known: HashSet<String> = PACKAGES.iter().map(|name| name.to_string()).collect();
    let mut wanted: Vec<String> = PACKAGES
        .iter()
        .map(|name| format!("{name}={version}"))
        .collect();
    while !wanted.is_empty() {
        process::run(
            Command::new("apt-get")
                .args(["-q", "download"])
                .args(&wanted)
                .current_dir(packages),
        )?;
        wanted.clear();
        for package in files::below(packages)? {
            let depends = process::output(
                Command::new("dpkg-deb")
                    .arg("-f")
                    .arg(&package)
                    .arg("Depends"),
            )?;
            process::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(tree))?;
            fs::remove_file(&package)?;
            for (name, wish) in needs(&depends) {
                if known.insert(name.clone()) && !installed(&name) {
                    wanted.push(wish);
                }
            }
        }
    }
    Ok(())
}

/// The libraries among what a package depends on: their names, and how to ask apt for them. Programs, headers and the C
/// library are there wherever cargo can link.
fn needs(depends: &str) -> Vec<(String, String)> {
    let first_choice = |entry: &str| {
        entry
            .split('|')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let library = |name: &str| {
        name.starts_with("libstd-rust") || (name.starts_with("lib") && !name.ends_with("-dev"))
    };
    depends
        .split(',')
        .map(first_choice)
        .filter_map(|entry| {
            let (name, relation) = entry.split_once(' ').unwrap_or((&entry, ""));
            let name = name.split(':').next().unwrap_or(name).to_owned();
            let exact = relation.trim_matches(['(', ')']).strip_prefix("= ");
            let wish = exact.map_or(name.clone(), |version| format!("{name}={version}"));
            library(&name).then_some((name, wish))
        })
        .collect()
}

fn installed(package: &str) -> bool {
    let status = process::output(Command::new("dpkg-query").args([
        "-W",
        "-f",
        "${db:Status-Status} ",
        package,
    ]));
    status.is_ok_and(|status| status.contains("installed") && !status.contains("not-installed"))
}

/// The folder of shared libraries, whatever the machine's architecture.
fn libraries(tree: &Path) -> Result<PathBuf> {
    only(&tree.join("usr/lib"), |name| name.contains("-linux-gnu"))
}

/// The one entry of a folder whose name will do.
fn only(folder: &Path, will_do: impl Fn(&str) -> bool) -> Result<PathBuf> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("the packages did not fill {}", folder.display()))?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| {
            path.file_name()
                .is_some_and(|name| will_do(&name.to_string_lossy()))
        })
        .with_context(|| format!("{} does not hold what was looked for", folder.display()))
}

/// Debian's compiler comes without a linker for wasm32, rustup's with one. A link, not a copy: it finds its libraries beside itself.
fn link_linker(tree: &Path) -> Result<()> {
    let about = process::output(Command::new("rustc").arg("-vV"))?;
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name its host")?;
    let inside = Path::new("lib/rustlib").join(host).join("bin");
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let linker = Path::new(&sysroot).join(&inside).join("rust-lld");
    if !linker.is_file() {
        bail!(
            "this Rust has no linker for wasm32 ({}); Rust by rustup has one",
            linker.display()
        );
    }
    let folder = tree.join("usr").join(inside);
    fs::create_dir_all(&folder)?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(linker, folder.join("rust-lld"))?;
    Ok(())
}

/// Compiles the standard library for wasm32 into the tree's own library folder.
fn compile_std(home: &Path, tree: &Path, libraries: &Path) -> Result<()> {
    let source = only(&tree.join("usr/src"), |name| name.starts_with("rustc"))?.join("library");
    let target = home.join("std");
    process::run(
        Command::new(tree.join("usr/bin/cargo"))
            .args([
                "build",
                "--release",
                "-p",
                "sysroot",
                "--target",
                TARGET,
                "--target-dir",
            ])
            .arg(&target)
            .current_dir(source)
            .env("LD_LIBRARY_PATH", libraries)
            .env("RUSTC", tree.join("usr/bin/rustc"))
            // The standard library is made of what is unstable for everyone else.
            .env("RUSTC_BOOTSTRAP", "1")
            // Bitcode lets a program optimise across the library (lto); the mark keeps the library's own crates private.
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
            )
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("CARGO"),
    )?;
    let place = tree.join("usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&place)?;
    for file in files::below(&target.join(TARGET).join("release/deps"))? {
        if file
            .extension()
            .is_some_and(|extension| extension == "rlib")
        {
            fs::copy(
                &file,
                place.join(file.file_name().expect("a file has a name")),
            )?;
        }
    }
    Ok(fs::remove_dir_all(target)?)
}

/// One small script for each program, which says where its libraries are.
fn write_programs(home: &Path, tree: &Path, libraries: &Path) -> Result<PathBuf> {
    let unfinished = home.join("bin.unfinished");
    fs::create_dir_all(&unfinished)?;
    for name in PROGRAMS {
        let (program, script) = (tree.join("usr/bin").join(name), unfinished.join(name));
        let text = format!(
            "#!/bin/sh\nLD_LIBRARY_PATH='{}' exec '{}' \"$@\"\n",
            libraries.display(),
            program.display()
        );
        fs::write(&script, text)?;
        #[cfg(unix)]
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    }
    let finished = home.join("bin");
    fs::rename(unfinished, &finished)?;
    Ok(finished)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_candidate_is_read_from_apts_answer() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n  Version table:\n";
        assert_eq!(candidate(policy).as_deref(), Some("1.96.0+dfsg1-1~deb12u2"));
        assert_eq!(candidate("rustc-web:\n  Candidate: (none)\n"), None);
        assert_eq!(candidate(""), None);
    }

    #[test]
    fn only_libraries_are_needed_and_those_of_one_source_in_one_version() {
        let depends = "libc6 (>= 2.34), libstd-rust-web-dev (= 1.96.0-1), gcc, libc-dev, libfoo2:any | bar, binutils";
        let wishes: Vec<_> = needs(depends).into_iter().map(|(_, wish)| wish).collect();
        assert_eq!(wishes, ["libc6", "libstd-rust-web-dev=1.96.0-1", "libfoo2"]);
    }
}
