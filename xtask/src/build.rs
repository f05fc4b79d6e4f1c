//! `cargo xtask build`: `dist/`; and what it shares with the other commands.

use crate::report::Report;
use crate::toolchain::Toolchain;
use crate::{core, site};

/// Leaves a static site in `dist/`.
pub fn build(report: &mut Report) -> Option<()> {
    core(report)?;
    report.step("the site", site::build)?;
    report.step("its size", core::weigh)
}

/// Leaves in `dist/` what runs without a server, each in one file.
pub fn single(report: &mut Report) -> Option<()> {
    core(report)?;
    report.step("what comes in one file", site::build_single)
}

/// Makes all that the page imports; returns the toolchain that did.
pub fn core(report: &mut Report) -> Option<Toolchain> {
    let toolchain = report.step("the Rust library for wasm32", Toolchain::wasm)?;
    report.step("the page's packages", site::install)?;
    report.step("the core", || core::make(&toolchain))?;
    Some(toolchain)
}
