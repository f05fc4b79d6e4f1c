//! Who is measured: the core natively and in a browser, and others. Each does rounds; the median of these counts.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use measure::stopwatch::median;
use measure::workload::{Part, Workload};
use serde::{Deserialize, Serialize};

use crate::root;

/// What an engine measures in a round.
#[derive(Clone, Serialize)]
pub struct Job {
    pub workloads: Vec<Workload>,
    pub kernels: Vec<Part>,
    pub millis: u64,
}

/// What it says of it.
#[derive(Deserialize)]
struct Round {
    version: String,
    /// Nanoseconds of an iteration, by name.
    times: BTreeMap<String, f64>,
}

/// One that can do a [`Job`].
pub struct Engine {
    pub name: &'static str,
    /// Of what it runs in, as that says; known after the first round.
    pub version: String,
    /// Takes the job on its input and prints a round, both as JSON; none: this very program.
    command: Option<Command>,
    job: Job,
    times: BTreeMap<String, Vec<f64>>,
}

impl Engine {
    fn new(name: &'static str, command: Option<Command>, job: Job) -> Engine {
        Engine {
            name,
            version: String::new(),
            command,
            job,
            times: BTreeMap::new(),
        }
    }

    /// The core in native code.
    pub fn native(job: Job) -> Engine {
        Engine::new("native", None, job)
    }

    /// The core in a browser; its kernels have been bound into a folder of their own.
    pub fn core(kernels: &Path, job: Job) -> Engine {
        let core = root().join("www/pkg");
        let mounts = [("core", core.as_path()), ("kernels", kernels)];
        Engine::new("core", Some(page("core", &mounts)), job)
    }

    /// The others: TensorFlow.js from a folder of packages, PyTorch if this machine's Python (or the one named in PYTHON)
    /// has it.
    pub fn peers(packages: &Path, job: &Job) -> Vec<Engine> {
        let mut peers: Vec<Engine> = ["tensorflow-cpu", "tensorflow-wasm"]
            .map(|name| Engine::new(name, Some(page(name, &[("peers", packages)])), job.clone()))
            .into();
        let python = env::var_os("PYTHON").unwrap_or("python3".into());
        let there = Command::new(&python).args(["-c", "import torch"]).output();
        if there.is_ok_and(|output| output.status.success()) {
            let mut command = Command::new(python);
            command.arg(root().join("benches/pytorch.py"));
            peers.push(Engine::new("pytorch", Some(command), job.clone()));
        } else {
            println!("PyTorch is not there (PYTHON may name a Python that has it)");
        }
        peers
    }

    /// Measures everything once.
    pub fn round(&mut self) -> Result<()> {
        let round = match &mut self.command {
            None => native(&self.job),
            Some(command) => ask(command, &self.job)?,
        };
        self.version = round.version;
        for (name, time) in round.times {
            self.times.entry(name).or_default().push(time);
        }
        Ok(())
    }

    /// Nanoseconds of an iteration: the median of the rounds.
    pub fn time(&self, name: &str) -> f64 {
        median(&mut self.times[name].clone())
    }
}

fn native(job: &Job) -> Round {
    let time = Duration::from_millis(job.millis);
    let workloads = job.workloads.iter();
    let workloads = workloads.map(|workload| (workload.name.clone(), workload.measure(time)));
    let kernels = job.kernels.iter();
    let kernels = kernels.map(|part| (part.name.clone(), part.measure(time / 2)));
    Round {
        version: format!("{} {}", env::consts::OS, env::consts::ARCH),
        times: workloads.chain(kernels).collect(),
    }
}

/// A fresh page of this engine that sees these folders.
fn page(engine: &str, folders: &[(&str, &Path)]) -> Command {
    let pages = root().join("benches/browser");
    let mut command = Command::new("node");
    command.arg(pages.join("drive.mjs")).arg(engine);
    for (address, folder) in folders.iter().chain(&[("page", pages.as_path())]) {
        command.arg(format!("{address}={}", folder.display()));
    }
    command
}

fn ask(command: &mut Command, job: &Job) -> Result<Round> {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = pipes.spawn().context("it cannot be started")?;
    let input = child.stdin.take().expect("piped");
    serde_json::to_writer(input, job)?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("it failed ({})", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
