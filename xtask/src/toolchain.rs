//! A cargo that can compile for wasm32: the reader's own, or one made from Debian's packages where rustup cannot help.

use crate::{debian, files, process};
use anyhow::{Context, Result, ensure};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the core is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

const HELP: &str = "there is no Rust library for wasm32. Do one of these and try again: `rustup target add wasm32-unknown-unknown`; \
    or on Debian, as root, `apt-get update` (its package lists lead to a compiler with what is needed)";

/// Starts cargo, and whatever starts cargo in turn.
pub struct Toolchain {
    /// A folder with cargo, rustc and their kin that goes before all others; none for the reader's own.
    folder: Option<PathBuf>,
}

impl Toolchain {
    /// The reader's own toolchain: for all but wasm32.
    pub fn native() -> Self {
        Self { folder: None }
    }

    /// A toolchain with the wasm32 target, fetched if it must be.
    pub fn wasm() -> Result<Self> {
        if has_target() {
            return Ok(Self::native());
        }
        let mut folder = debian::ready()?;
        if folder.is_none() {
            let Err(error) = add_by_rustup() else {
                return Ok(Self::native());
            };
            println!("rustup could not add {TARGET}: {error:#}");
            folder = Some(debian::make(TARGET).context(HELP)?);
        }
        Ok(Self { folder })
    }

    /// A program that finds this toolchain before any other, and the programs in `folders` before any but those.
    pub fn command(&self, program: &str, folders: &[PathBuf]) -> Result<Command> {
        let path = env::var_os("PATH").unwrap_or_default();
        let first = self.folder.iter().chain(folders).cloned();
        let mut command = Command::new(program);
        command.current_dir(files::root()).env(
            "PATH",
            env::join_paths(first.chain(env::split_paths(&path)))?,
        );
        if self.folder.is_some() {
            // The cargo that runs xtask names itself, and its rustup, here.
            for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
                command.env_remove(name);
            }
        }
        Ok(command)
    }

    /// Cargo, in the repository, with these words behind it.
    pub fn cargo(&self, words: &str) -> Result<Command> {
        let mut command = self.command("cargo", &[])?;
        command.args(words.split_whitespace());
        Ok(command)
    }
}

/// Whether the reader's own toolchain has its standard library for wasm32.
fn has_target() -> bool {
    debian::library_folder(Path::new("rustc"), &["--target", TARGET])
        .and_then(|folder| files::ending(&folder, "rlib"))
        .is_ok_and(|libraries| !libraries.is_empty())
}

fn add_by_rustup() -> Result<()> {
    let mut rustup = Command::new("rustup");
    // One more try is enough: where its host cannot be reached there is another way.
    rustup.env("RUSTUP_MAX_RETRIES", "1");
    process::run(rustup.args(["target", "add", TARGET]))?;
    ensure!(has_target(), "it added it to another toolchain");
    Ok(())
}
