//! A Chromium and its driver: what is there is taken; as root on Debian it is installed.

use crate::{files, process};
use anyhow::{Result, bail};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What a browser calls itself, in the order in which we take it.
const NAMES: [&str; 5] = [
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "chrome",
];
/// Debian's names of it and of its driver.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

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
        if let Some(browser) = Self::find(&NAMES) {
            return Ok(browser);
        }
        if !process::is_root() || files::on_path("apt-get").is_none() {
            bail!(
                "no browser to test in. Install Chromium or Chrome and its chromedriver (on Debian, as root: \
                 apt-get install {}), or name them in CHROME and CHROMEDRIVER; `cargo xtask test --quick` does without",
                PACKAGES.join(" ")
            );
        }
        println!("installing {}", PACKAGES.join(" and "));
        let apt = |args: &[&str]| {
            process::run(
                Command::new("apt-get")
                    .arg("-q")
                    .args(args)
                    .env("DEBIAN_FRONTEND", "noninteractive"),
            )
        };
        apt(&["update"])?;
        apt(&[
            "install",
            "-y",
            "--no-install-recommends",
            PACKAGES[0],
            PACKAGES[1],
        ])?;
        // A driver fits the browser of its own version: Debian's comes with Debian's.
        match Self::find(&[PACKAGES[0]]) {
            Some(browser) => Ok(browser),
            None => bail!(
                "{} were installed and are not on PATH",
                PACKAGES.join(" and ")
            ),
        }
    }

    fn find(names: &[&str]) -> Option<Self> {
        let given = |variable| {
            env::var_os(variable)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let chrome =
            given("CHROME").or_else(|| names.iter().find_map(|name| files::on_path(name)))?;
        let driver = given("CHROMEDRIVER").or_else(|| files::on_path("chromedriver"))?;
        Some(Self { chrome, driver })
    }

    /// A file that tells wasm-bindgen's test runner which browser to start, and how. (It adds what a run as root needs itself.)
    pub fn capabilities(&self) -> Result<PathBuf> {
        let file = files::target()?.join("webdriver.json");
        let options = [
            "disable-gpu",
            "no-first-run",
            "disable-background-networking",
            "disable-component-update",
            "disable-sync",
        ];
        let text = format!(
            "{{ \"goog:chromeOptions\": {{ \"binary\": {:?}, \"args\": {options:?} }} }}\n",
            self.chrome.to_string_lossy()
        );
        fs::write(&file, text)?;
        Ok(file)
    }
}
