//! A cargo that can compile for wasm32: the reader's own, or one made from Debian's packages where rustup cannot help.

use crate::{debian, files, process};
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the core is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

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
        let own = Self::native();
        if own.has_target() {
            return Ok(own);
        }
        if let Some(folder) = debian::ready()? {
            return Ok(Self {
                folder: Some(folder),
            });
        }
        let rustup = match add_by_rustup() {
            Ok(()) if own.has_target() => return Ok(own),
            Ok(()) => {
                anyhow!("rustup added the target to another toolchain than the one that runs")
            }
            Err(error) => error,
        };
        println!("rustup could not add {TARGET}: {rustup:#}");
        match debian::make() {
            Ok(folder) => Ok(Self {
                folder: Some(folder),
            }),
            Err(error) => Err(anyhow!(
                "there is no Rust library for {TARGET}.\nrustup: {rustup:#}\nDebian's packages: {error:#}\n\
                 Do one of these and try again:\n  rustup target add {TARGET}\n  \
                 on Debian, as root: apt-get update (its package lists lead to a compiler with what is needed)"
            )),
        }
    }

    /// A program that finds this toolchain before any other, and the programs in `folders` before any but those.
    pub fn command(&self, program: impl AsRef<Path>, folders: &[PathBuf]) -> Result<Command> {
        let mut command = Command::new(program.as_ref());
        let folders: Vec<PathBuf> = self.folder.iter().chain(folders).cloned().collect();
        command
            .current_dir(files::root())
            .env("PATH", files::path_with(&folders)?);
        if self.folder.is_some() {
            // The cargo that runs xtask names itself, and its rustup, here.
            command
                .env_remove("CARGO")
                .env_remove("RUSTC")
                .env_remove("RUSTDOC")
                .env_remove("RUSTUP_TOOLCHAIN");
        }
        Ok(command)
    }

    /// Cargo, in the repository, with these words behind it.
    pub fn cargo(&self, words: &str) -> Result<Command> {
        let program = self
            .folder
            .as_ref()
            .map_or(PathBuf::from("cargo"), |folder| folder.join("cargo"));
        let mut command = self.command(program, &[])?;
        command.args(words.split_whitespace());
        Ok(command)
    }

    /// Whether its standard library for wasm32 is there.
    fn has_target(&self) -> bool {
        let asked = process::output(Command::new("rustc").args([
            "--print",
            "target-libdir",
            "--target",
            TARGET,
        ]));
        let Ok(files) = asked.and_then(|folder| files::below(Path::new(&folder))) else {
            return false;
        };
        files.iter().any(|file| {
            file.extension()
                .is_some_and(|extension| extension == "rlib")
        })
    }
}

fn add_by_rustup() -> Result<()> {
    // One more try is enough: where its host cannot be reached there is another way.
    process::run(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .env("RUSTUP_MAX_RETRIES", "1"),
    )
}
