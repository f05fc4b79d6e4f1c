//! The only build script: `cargo xtask serve`, `test`, `build` and `bench`. It needs cargo, node and npm, and fetches the rest itself.

mod bench;
mod browser;
mod check;
mod core;
mod debian;
mod files;
mod process;
mod serve;
mod site;
mod steps;
mod summary;
mod test;
mod toolchain;
mod tools;

use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--open]   builds the core and the page, serves them, builds again when a source changes
  test [--quick]              checks everything; --quick leaves out what needs a browser
  build                       leaves a static site in dist/ and says how large it is
  bench [--peers] [--write]   measures the core natively and in a browser, with --peers beside TensorFlow.js and PyTorch;
                              --write renews the tables and plots of docs/performance.md
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut args = lexopt::Parser::from_env();
    let command = match args.next()? {
        Some(Value(command)) => command.string()?,
        Some(Short('h') | Long("help")) | None => {
            print!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let (mut port, mut open, mut quick) = (serve::PORT, false, false);
    let (mut peers, mut write) = (false, false);
    while let Some(arg) = args.next()? {
        match (command.as_str(), arg) {
            ("serve", Long("port")) => port = args.value()?.parse()?,
            ("serve", Long("open")) => open = true,
            ("test", Long("quick")) => quick = true,
            ("bench", Long("peers")) => peers = true,
            ("bench", Long("write")) => write = true,
            (_, Short('h') | Long("help")) => {
                print!("{HELP}");
                return Ok(ExitCode::SUCCESS);
            }
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    match command.as_str() {
        "serve" => serve::serve(port, open),
        "test" => test::test(quick),
        "build" => site::build().map(|()| ExitCode::SUCCESS),
        "bench" => bench::bench(peers, write).map(|()| ExitCode::SUCCESS),
        _ => bail!("there is no command {command:?}\n\n{HELP}"),
    }
}
