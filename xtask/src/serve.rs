//! `cargo xtask serve`: the page on this machine, built again whenever a source changes; `cargo xtask lesson`: one's own lesson in it.

use crate::report::Report;
use crate::toolchain::Toolchain;
use crate::{build, core, files};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// How often the Rust sources are looked at. A few dozen files: cheaper than it sounds, and the same on every file system.
const GLANCE: Duration = Duration::from_millis(300);
/// Ends node when its input does, so that the server cannot outlive this program, however that ends.
const LEASH: &str = "data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()";

/// Serves until the reader ends it; the options are those of vite's server. With a lesson it shows that alone.
pub fn serve(report: &mut Report, lesson: Option<&str>, options: &[&str]) -> Option<()> {
    let lesson = match lesson {
        Some(lesson) => Some(report.step("the lesson", || file(lesson))?),
        None => None,
    };
    let seen = sources();
    let toolchain = build::core(report)?;
    report.step("the page (Ctrl-C ends it)", || {
        watch(&toolchain, seen, lesson.as_deref(), options)
    })
}

/// Where a lesson is, from anywhere.
fn file(lesson: &str) -> Result<PathBuf> {
    Path::new(lesson)
        .canonicalize()
        .with_context(|| format!("there is no file {lesson}"))
}

/// Starts vite's server, which says where the page is and passes over a port that is taken; keeps the core up to date.
fn watch(
    toolchain: &Toolchain,
    mut seen: Sources,
    lesson: Option<&Path>,
    options: &[&str],
) -> Result<()> {
    let mut server = Command::new("node")
        .envs(lesson.map(|file| ("LESSON", file)))
        .args(["--import", LEASH, "node_modules/vite/bin/vite.js"])
        .args(["--clearScreen", "false"])
        .args(options)
        .current_dir(files::www())
        .stdin(Stdio::piped())
        .spawn()
        .context("vite did not start")?;
    loop {
        sleep(GLANCE);
        if let Some(status) = server.try_wait()? {
            bail!("the server ended by itself ({status})");
        }
        let now = sources();
        if now != seen {
            seen = now;
            println!("a Rust source has changed: building again");
            match core::make(toolchain) {
                Ok(()) => println!("the page has the new core"),
                Err(error) => {
                    println!("error: {error:#}\nThe page keeps the last core that could be built.")
                }
            }
        }
    }
}

/// The files that the core is made of, and when each was written.
type Sources = Vec<(Option<SystemTime>, PathBuf)>;

fn sources() -> Sources {
    let root = files::root();
    // A folder that cannot be read now, as it is being renamed, can be the next time.
    let mut files = files::below(&root.join("src")).unwrap_or_default();
    files.extend(["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map(|name| root.join(name)));
    let written = |file: PathBuf| (files::written(&file), file);
    files.into_iter().map(written).collect()
}
