//! `cargo xtask test`: everything there is to check.

use crate::browser::Browser;
use crate::check::Checks;
use crate::toolchain::{TARGET, Toolchain};
use crate::{core, files, process, site, tools};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Runs all checks, or with `quick` those that need no browser.
pub fn test(quick: bool) -> Result<ExitCode> {
    let mut checks = Checks::default();
    let native = Toolchain::native();
    checks.run("Rust: format", native.cargo("fmt --all --check"));
    let lints = "clippy --workspace --all-targets -- -D warnings";
    checks.run("Rust: lints", native.cargo(lints));
    let tests = "test --workspace --exclude xtask --no-fail-fast";
    checks.tests("Rust: tests and examples in the docs", native.cargo(tests));
    let tests = "test --profile xtask --package xtask";
    checks.tests("Rust: tests of xtask", native.cargo(tests));
    checks.run("Rust: documentation", documentation(&native, ""));

    let packages = checks.prepare("page: packages", site::install);
    if let Some(wasm) = checks.prepare("wasm32: toolchain", Toolchain::wasm) {
        let target = format!("--target {TARGET}");
        let lints = format!("clippy --package lstm-conveyor --lib --tests {target} -- -D warnings");
        checks.run("wasm32: lints", wasm.cargo(&lints));
        let lints = format!("clippy --package lstm-conveyor-bench --lib {target} -- -D warnings");
        checks.run("wasm32: lints of the bench", wasm.cargo(&lints));
        checks.run("wasm32: documentation", documentation(&wasm, &target));
        if packages.is_some() {
            checks.prepare("wasm32: the page's package", || {
                core::compile(&wasm).and_then(|module| core::bind(&module))
            });
        }
        let browser = if quick {
            None
        } else {
            checks.prepare("browser", Browser::get)
        };
        if let Some(browser) = &browser
            && let Some(folders) = checks.prepare("wasm-pack", tools::install)
        {
            checks.tests(
                "wasm32: tests in the browser",
                wasm_pack(&wasm, browser, &folders),
            );
        }
        if packages.is_some() {
            page(&mut checks, browser.as_ref());
        }
    }
    println!("\n{}", checks.summary);
    Ok(if checks.summary.is_green() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn documentation(toolchain: &Toolchain, target: &str) -> Result<Command> {
    let words = format!("doc --package lstm-conveyor --no-deps {target}");
    let mut command = toolchain.cargo(&words)?;
    command.env("RUSTDOCFLAGS", "-D warnings");
    Ok(command)
}

/// `wasm-pack test --headless --chrome`, told where everything is: what it would fetch itself may not be to be had.
fn wasm_pack(toolchain: &Toolchain, browser: &Browser, folders: &[PathBuf]) -> Result<Command> {
    let program = folders
        .iter()
        .map(|folder| folder.join("wasm-pack"))
        .find(|program| program.is_file());
    let program = program
        .or_else(|| files::on_path("wasm-pack"))
        .context("wasm-pack is nowhere")?;
    let mut command = toolchain.command(program, folders)?;
    command
        .args(["test", "--headless", "--chrome", "--chromedriver"])
        .arg(&browser.driver);
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.capabilities()?);
    Ok(command)
}

/// The page's own checks; those of the whole site only with a browser.
fn page(checks: &mut Checks, browser: Option<&Browser>) {
    checks.run(
        "page: format",
        Ok(site::npm(&["run", "--silent", "format:check"])),
    );
    checks.run(
        "page: types",
        Ok(site::npm(&["run", "--silent", "typecheck"])),
    );
    checks.tests("page: unit tests", Ok(site::npm(&["test", "--silent"])));
    let built = checks.prepare("page: the site", || {
        process::run(&mut site::npm(&["run", "--silent", "build"]))?;
        site::report(&files::root().join("dist"))
    });
    if let (Some(browser), Some(())) = (browser, built) {
        let mut command = site::npm(&["run", "--silent", "e2e"]);
        command.env("CHROME", &browser.chrome);
        checks.tests("page: tests of the site in the browser", Ok(command));
    }
}
