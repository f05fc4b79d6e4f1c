//! The browsers that tests run in: what is there is taken; as root on Debian it is installed.

use crate::{debian, files, process, site};
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A Chromium and the driver that belongs to it.
pub struct Browser {
    /// The browser's program.
    pub chrome: PathBuf,
    /// The program that speaks WebDriver for it.
    pub driver: PathBuf,
}

impl Browser {
    /// The one in the variables CHROME and CHROMEDRIVER, on PATH, or in Debian's packages.
    pub fn get() -> Result<Self> {
        // What a browser calls itself, in the order in which we take it.
        let names = "google-chrome google-chrome-stable chromium chromium-browser chrome";
        // A driver fits the browser of its own version: Debian's comes with Debian's.
        let installed = || Self::find("chromium");
        got(
            Engine::Chromium,
            || Self::find(names),
            installed,
            "Chromium or Chrome and its chromedriver, or name them in CHROME and CHROMEDRIVER",
        )
    }

    fn find(names: &str) -> Option<Self> {
        Some(Self {
            chrome: find("CHROME", names)?,
            driver: find("CHROMEDRIVER", "chromedriver")?,
        })
    }

    /// A file that tells wasm-bindgen's test runner which browser to start, and how. (It adds what a run as root needs itself.)
    pub fn capabilities(&self) -> Result<PathBuf> {
        let file = files::target()?.join("webdriver.json");
        let options = "disable-gpu no-first-run disable-background-networking disable-component-update disable-sync";
        let options: Vec<&str> = options.split(' ').collect();
        let chrome = self.chrome.to_string_lossy();
        let text = format!(
            r#"{{ "goog:chromeOptions": {{ "binary": {chrome:?}, "args": {options:?} }} }}"#
        );
        fs::write(&file, text)?;
        Ok(file)
    }
}
