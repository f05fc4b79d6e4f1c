//! `cargo xtask serve`: the page on this machine, built again whenever a source changes.

use crate::steps::{Steps, seconds};
use crate::toolchain::Toolchain;
use crate::{core, files, site};
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// Where the page is served unless the reader asks for another port.
pub const PORT: u16 = 5173;
/// How often the Rust sources are looked at. A few dozen files: cheaper than it sounds, and the same on every file system.
const GLANCE: Duration = Duration::from_millis(300);
/// Vite answers within a second or two.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends node when its input does, so that the server cannot outlive this program, however that ends.
const LEASH: &str = "data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()";

/// Serves until the reader ends it.
pub fn serve(wish: u16, open: bool) -> Result<ExitCode> {
    let mut steps = Steps::new(5);
    let toolchain = steps.step("the Rust library for wasm32", Toolchain::wasm)?;
    steps.step("the page's packages", site::install)?;
    let mut seen = sources()?;
    let module = steps.step("compiling the core", || core::compile(&toolchain))?;
    steps.step("binding and optimising it", || core::bind(&module))?;
    let port = free_port(wish)?;
    let mut server = steps.step("starting the server", || start(port, open))?;
    println!(
        "\nThe page is up after {}: http://localhost:{port}/   (Ctrl-C ends it)\n",
        seconds(steps.elapsed())
    );
    loop {
        sleep(GLANCE);
        if let Some(status) = server.try_wait()? {
            bail!("the server ended by itself ({status})");
        }
        let now = sources()?;
        if now != seen {
            seen = settled(now)?;
            let start = Instant::now();
            println!("a Rust source has changed: building again");
            match core::compile(&toolchain).and_then(|module| core::bind(&module)) {
                Ok(()) => println!(
                    "the page has the new core after {}\n",
                    seconds(start.elapsed())
                ),
                Err(error) => eprintln!(
                    "error: {error:#}\nThe page keeps the last core that could be built.\n"
                ),
            }
        }
    }
}

/// The files that the core is made of, and when each was written.
fn sources() -> Result<Vec<(PathBuf, Option<SystemTime>)>> {
    let mut files = files::below(&files::root().join("src"))?;
    files.extend(
        ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map(|name| files::root().join(name)),
    );
    Ok(files
        .into_iter()
        .map(|file| (file.clone(), files::written(&file)))
        .collect())
}

/// An editor may write many files: waits until they stay as they are.
fn settled(
    mut seen: Vec<(PathBuf, Option<SystemTime>)>,
) -> Result<Vec<(PathBuf, Option<SystemTime>)>> {
    loop {
        sleep(GLANCE / 3);
        let now = sources()?;
        if now == seen {
            return Ok(now);
        }
        seen = now;
    }
}

/// The first port from the wished one on that nobody listens to.
fn free_port(wish: u16) -> Result<u16> {
    let port = (wish..=u16::MAX)
        .take(100)
        .find(|&port| is_free(port))
        .context("a hundred ports in a row are taken")?;
    if port != wish {
        println!("port {wish} is taken, so the page gets port {port}");
    }
    Ok(port)
}

/// Asked of both families: a server on either would answer to `localhost`.
fn is_free(port: u16) -> bool {
    let all = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
    ];
    all.iter().all(|address| match TcpListener::bind(address) {
        Ok(_) => true,
        // A machine without IPv6 has no such address; that is no reason to look further.
        Err(error) => {
            error.kind() != std::io::ErrorKind::AddrInUse
                && error.kind() != std::io::ErrorKind::PermissionDenied
        }
    })
}

/// Starts vite's server and waits until it answers.
fn start(port: u16, open: bool) -> Result<Child> {
    let mut command = Command::new("node");
    command.args(["--import", LEASH, "node_modules/vite/bin/vite.js"]);
    command.args(["--strictPort", "--clearScreen", "false"]);
    command.args(["--port", &port.to_string()]);
    if open {
        command.arg("--open");
    }
    command.current_dir(files::www()).stdin(Stdio::piped());
    let mut server = command.spawn().context("vite did not start")?;
    let start = Instant::now();
    while TcpStream::connect(("localhost", port)).is_err() {
        if let Some(status) = server.try_wait()? {
            bail!("vite ended at once ({status})");
        }
        if start.elapsed() > PATIENCE {
            let _ = server.kill();
            bail!(
                "vite did not answer on port {port} within {}",
                seconds(PATIENCE)
            );
        }
        sleep(Duration::from_millis(50));
    }
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(!is_free(port));
        // The port found is a free one; which it is depends on what else this machine does.
        assert!(free_port(port).unwrap() > port);
    }
}
