//! Where things are, and which of them are newer.

use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository")
}

/// The page's sources.
pub fn www() -> PathBuf {
    root().join("www")
}

/// Cargo's target folder. This program was run from `target/xtask/`, wherever the reader's settings put `target`.
pub fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    Ok(program
        .ancestors()
        .nth(2)
        .context("xtask does not run from a target folder")?
        .to_owned())
}

/// A folder of the user's own for what is fetched once for all checkouts.
pub fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => env::home_dir()
            .context("this user has no home folder; set XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(base.join("lstm-conveyor"))
}

/// The program of this name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// When a file was last written, if it is there.
pub fn written(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Every file in `folder` and below, sorted by name.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(below(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}

/// Those of them whose names end so.
pub fn ending(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = below(folder)?;
    files.retain(|file| file.extension().is_some_and(|own| own == extension));
    Ok(files)
}

/// Copies the files of a folder and below, leaving alone what is the same already: whoever watches `to` sees true changes only.
pub fn mirror(from: &Path, to: &Path) -> Result<()> {
    for file in below(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().expect("a folder"))?;
        let content = fs::read(&file)?;
        if fs::read(&copy).ok().as_ref() != Some(&content) {
            fs::write(&copy, content)
                .with_context(|| format!("cannot write {}", copy.display()))?;
        }
    }
    Ok(())
}
