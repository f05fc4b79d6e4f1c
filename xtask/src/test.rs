//! `cargo xtask test`: everything there is to check.

use crate::browser::{Chromium, Engine};
use crate::report::Report;
use crate::toolchain::{TARGET, Toolchain};
use crate::{build, core, files, process, release, site, tools};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

/// Tests of the site: what they are called, and how npm runs them.
const WHOLE: [&str; 2] = ["the site", "e2e"];
const MAIN_PATHS: [&str; 2] = ["the site's main paths", "e2e -- --tags-filter path"];
/// They measure, so nothing may run beside them.
const TIMING: [&str; 2] = ["its timing", "timing"];

/// Runs all checks, or with `quick` those that need no browser. What needs something that is not to be had is left out:
/// that this is not to be had is in the report.
pub fn test(report: &mut Report, quick: bool) -> Option<()> {
    let native = Toolchain::native();
    report.run("Rust: format", native.cargo("fmt --all --check"));
    let lints = "clippy --workspace --all-targets -- -D warnings";
    report.run("Rust: lints", native.cargo(lints));
    let tests = "test --workspace --exclude xtask --no-fail-fast";
    report.tests("Rust: tests and examples in the docs", native.cargo(tests));
    let tests = "test --profile xtask --package xtask";
    report.tests("Rust: tests of xtask", native.cargo(tests));
    report.run("Rust: documentation", documentation(&native, ""));

    let packages = report.step("page: packages", site::install);
    let wasm = report.step("wasm32: toolchain", Toolchain::wasm)?;
    let target = format!("--all-features --target {TARGET}");
    let lints = format!("clippy --package lstm-conveyor --lib --tests {target} -- -D warnings");
    report.run("wasm32: lints", wasm.cargo(&lints));
    let lints = format!("clippy --package lstm-conveyor-bench --lib {target} -- -D warnings");
    report.run("wasm32: lints of the bench", wasm.cargo(&lints));
    report.run("wasm32: documentation", documentation(&wasm, &target));
    if packages.is_some() {
        report.step("wasm32: the page's modules", || core::make(&wasm));
    }
    let browser = match quick {
        true => None,
        false => report.step("wasm32: Chromium", Chromium::get),
    };
    if let Some(browser) = &browser
        && let Some(folders) = report.step("wasm-pack", tools::install)
    {
        let tests = wasm_pack(&wasm, browser, &folders);
        report.tests("wasm32: tests in the browser", tests);
    }

    packages?;
    report.run("page: format", Ok(site::npm("run --silent format:check")));
    report.run("page: types", Ok(site::npm("run --silent typecheck")));
    report.tests("page: unit tests", Ok(site::npm("test --silent")));
    let built = report.step("page: the site", site::build);
    report.step("page: its size", core::weigh);
    built?;
    if browser.is_some() {
        drive(report, &[Engine::Chromium], WHOLE);
        drive(report, &[Engine::Chromium], TIMING);
    }
    if !quick {
        let others = there(report, &[Engine::Firefox, Engine::WebKit]);
        drive(report, &others, MAIN_PATHS);
        for engine in others {
            drive(report, &[engine], TIMING);
        }
    }
    Some(())
}

/// Runs all tests of the site in these engines, and nothing else.
pub fn in_browsers(report: &mut Report, engines: &[Engine]) -> Option<()> {
    build::build(report)?;
    for engine in there(report, engines) {
        drive(report, &[engine], WHOLE);
        drive(report, &[engine], TIMING);
    }
    Some(())
}

/// Makes the packages, installs them where others would use them, and tries them there.
pub fn in_hosts(report: &mut Report) -> Option<()> {
    let packages = release::release(report)?;
    let programs = report.step("programs of PyPI, and the wheel", || python(&packages))?;
    report.step("hugo", || {
        files::on_path("hugo").context("it is not on PATH, and comes with a system's packages")
    });
    let wheel = files::root().join("python/tests");
    let mut pytest = Command::new(programs.join("pytest"));
    pytest.arg("--quiet").arg(wheel);
    report.run("the widget without a notebook", Ok(pytest));
    let npm = || {
        let mut npm = Engine::Chromium.npm("run --silent hosts")?;
        let path = env::var_os("PATH").unwrap_or_default();
        let paths = iter::once(programs).chain(env::split_paths(&path));
        npm.env("RELEASE", packages)
            .env("PATH", env::join_paths(paths)?);
        Ok(npm)
    };
    report.tests("hosts of others", npm());
    Some(())
}

/// The folder of the programs of tests/hosts/requirements.txt, in an environment of their own that has the wheel too.
fn python(packages: &Path) -> Result<PathBuf> {
    let root = files::target()?.join("hosts/python");
    let programs = root.join(if cfg!(windows) { "Scripts" } else { "bin" });
    process::run(Command::new("python3").args(["-m", "venv"]).arg(&root))?;
    let pip = || {
        let mut pip = Command::new(programs.join("python"));
        pip.args(["-m", "pip", "install", "--quiet"]);
        pip
    };
    let wanted = files::root().join("tests/hosts/requirements.txt");
    process::run(pip().arg("--requirement").arg(wanted))?;
    // First what it needs; then itself, which may have changed under the same version.
    for how in [&[][..], &["--force-reinstall", "--no-deps"]] {
        process::run(pip().args(how).args(files::ending(packages, "whl")?))?;
    }
    Ok(programs)
}

/// Those of the engines that are to be had.
fn there(report: &mut Report, engines: &[Engine]) -> Vec<Engine> {
    let mut get = |engine: &Engine| report.step(&format!("page: {engine}"), || engine.get());
    let there = engines.iter().filter(|engine| get(engine).is_some());
    there.copied().collect()
}

/// Runs tests of the site in these engines at the same time.
fn drive(report: &mut Report, engines: &[Engine], [name, script]: [&str; 2]) {
    let runner = |engine: &Engine| {
        let npm = engine.npm(&format!("run --silent {script}"));
        (format!("page: {name} in {engine}"), npm)
    };
    report.tests_at_once(engines.iter().map(runner).collect());
}

fn documentation(toolchain: &Toolchain, target: &str) -> Result<Command> {
    let words = format!("doc --package lstm-conveyor --no-deps {target}");
    let mut command = toolchain.cargo(&words)?;
    command.env("RUSTDOCFLAGS", "-D warnings");
    Ok(command)
}

/// `wasm-pack test --headless --chrome`, told where everything is: what it would fetch itself may not be to be had.
fn wasm_pack(toolchain: &Toolchain, browser: &Chromium, folders: &[PathBuf]) -> Result<Command> {
    let mut command = toolchain.command("wasm-pack", folders)?;
    command
        .args(["test", "--headless", "--chrome", "--chromedriver"])
        .arg(&browser.driver)
        .args(["--", "--all-features"])
        // Between two tests the browser answers nobody; of a busy machine 20 s, as is usual, would ask too much.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities()?);
    Ok(command)
}
