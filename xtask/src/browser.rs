//! A Chromium and its driver: what is there is taken; as root on Debian it is installed.

use crate::{debian, files, process};
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::PathBuf;

/// What a browser calls itself, in the order in which we take it.
const NAMES: &str = "google-chrome google-chrome-stable chromium chromium-browser chrome";

/// A browser that tests can drive.
pub struct Browser {
    /// The browser's program.
    pub chrome: PathBuf,
    /// The program that speaks WebDriver for it.
    pub driver: PathBuf,
}

impl Browser {
    /// The one in the variables CHROME and CHROMEDRIVER, on PATH, or in Debian's packages.
    pub fn get() -> Result<Self> {
        if let Some(browser) = Self::find(NAMES) {
            return Ok(browser);
        }
        let install = "install --yes --no-install-recommends chromium chromium-driver";
        process::run(&mut debian::apt("update"))
            .and_then(|()| process::run(&mut debian::apt(install)))
            .context(format!(
                "no browser to test in. Install Chromium or Chrome and its chromedriver (on Debian, as root: apt-get {install}), \
                 or name them in CHROME and CHROMEDRIVER; `cargo xtask test --quick` does without"
            ))?;
        // A driver fits the browser of its own version: Debian's comes with Debian's.
        Self::find("chromium").context("chromium was installed and is not on PATH")
    }

    fn find(names: &str) -> Option<Self> {
        let find = |variable, names: &str| match env::var_os(variable) {
            Some(given) if !given.is_empty() => Some(PathBuf::from(given)),
            _ => names.split(' ').find_map(files::on_path),
        };
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
