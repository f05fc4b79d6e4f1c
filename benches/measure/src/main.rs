//! Measures the workloads natively, in a browser and, if asked, in other libraries, by turns, so that a busy minute of the
//! machine falls on all of them. `cargo xtask bench` prepares what this needs and starts it.

mod engine;
mod plot;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use engine::{Engine, Job};
use lexopt::prelude::*;
use measure::workload::{Workload, all, written};

const ROUNDS: usize = 5;
/// How long each workload runs in a round, after it has run as long to warm up.
const MILLIS: u64 = 200;

fn main() -> Result<()> {
    let (mut kernels, mut peers, mut write) = (None, None, false);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("kernels") => kernels = Some(PathBuf::from(args.value()?)),
            Long("peers") => peers = Some(PathBuf::from(args.value()?)),
            Long("write") => write = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let kernels = kernels.context("start this by `cargo xtask bench`")?;

    let parts: Vec<_> = all().iter().flat_map(Workload::parts).collect();
    let grown = plot::SWEEPS.iter().flat_map(plot::Sweep::workloads);
    let job = |workloads, kernels| Job {
        workloads,
        kernels,
        millis: MILLIS,
    };
    let ours: Vec<Workload> = all().into_iter().chain(written()).collect();
    let mut native = Engine::native(job(ours.clone(), parts.clone()));
    let mut browser = Engine::core(
        &kernels,
        job(ours.into_iter().chain(grown).collect(), parts),
    );
    let mut others: Vec<Engine> = Vec::new();
    if let Some(peers) = &peers {
        others.extend(Engine::peers(peers, &job(all(), Vec::new())));
    }
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        native.round()?;
        browser.round()?;
        others.retain_mut(|peer| match peer.round() {
            Ok(()) => true,
            Err(error) => {
                println!("{} is left out: {error:#}", peer.name);
                false
            }
        });
    }

    let own = report::own(&browser, &native);
    println!("\n{own}");
    let compared = peers.map(|_| report::peers(&browser, &native, &others));
    if let Some(compared) = &compared {
        println!("\n{compared}");
    }
    if write {
        let docs = root().join("docs");
        let page = docs.join("performance.md");
        let mut text = fs::read_to_string(&page)?;
        text = report::replace(&text, "own", &own)?;
        if let Some(compared) = compared {
            text = report::replace(&text, "peers", &compared)?;
        }
        fs::write(page, text)?;
        for sweep in &plot::SWEEPS {
            sweep.draw(&browser, &docs)?;
        }
    }
    Ok(())
}

/// The repository.
fn root() -> &'static Path {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder
        .ancestors()
        .nth(2)
        .expect("benches/measure lies in the repository")
}
