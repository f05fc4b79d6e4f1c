//! The browsers that tests run in: what is there is taken; as root on Debian it is installed.

use crate::{debian, files, process, site};
use anyhow::{Context, Result};
use std::env;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What draws and runs the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// All that the page is held to.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Those that go by this name: one, or `all`.
    pub fn named(name: &str) -> Option<Vec<Self>> {
        let all = Self::ALL.into_iter();
        let named: Vec<Self> = all
            .filter(|engine| name == "all" || name == engine.name())
            .collect();
        Some(named).filter(|engines| !engines.is_empty())
    }

    fn name(self) -> String {
        self.to_string().to_lowercase()
    }

    /// Installs it if it is missing.
    pub fn get(self) -> Result<()> {
        match self {
            Self::Chromium => Chromium::get().map(drop),
            Self::Firefox => firefox().map(drop),
            Self::WebKit => webkit(),
        }
    }

    /// `npm` that runs the page's tests in it, named by `words`.
    pub fn npm(self, words: &str) -> Result<Command> {
        let mut npm = site::npm(words);
        match self {
            Self::Chromium => {
                npm.env("CHROME", Chromium::get()?.chrome);
            }
            Self::Firefox => {
                npm.env("FIREFOX", firefox()?);
            }
            Self::WebKit => npm = on_a_screen(&npm),
        }
        npm.env("ENGINE", self.name());
        Ok(npm)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A Chromium and the driver that belongs to it.
pub struct Chromium {
    /// The browser's program.
    pub chrome: PathBuf,
    /// The program that speaks WebDriver for it.
    pub driver: PathBuf,
}

impl Chromium {
    /// The one in the variables CHROME and CHROMEDRIVER, on PATH, or in Debian's packages.
    pub fn get() -> Result<Self> {
        // What it calls itself, in the order in which we take it.
        let names = "google-chrome google-chrome-stable chromium chromium-browser chrome";
        match Self::find(names) {
            Some(found) => Ok(found),
            None => {
                let wanted = "Chromium or Chrome and its chromedriver, or name them in CHROME and CHROMEDRIVER";
                install("chromium chromium-driver", wanted)?;
                // A driver fits the browser of its own version: Debian's comes with Debian's.
                Self::find("chromium").context("chromium was installed and is not on PATH")
            }
        }
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

/// What Playwright asks of it, Firefox knows since this version.
const FIREFOX: u32 = 143;

/// The Firefox in the variable FIREFOX, on PATH, or in Debian's packages. It needs no driver.
fn firefox() -> Result<PathBuf> {
    let recent = || {
        let program = find("FIREFOX", "firefox firefox-esr")?;
        let version = process::output(Command::new(&program).arg("--version")).ok()?;
        (*site::numbers(&version).first()? >= FIREFOX).then_some(program)
    };
    if recent().is_none() {
        let wanted = format!("Firefox {FIREFOX} or later, or name it in FIREFOX");
        install("firefox-esr", &wanted)?;
    }
    recent().with_context(|| format!("firefox-esr was installed and is not {FIREFOX} or later"))
}

/// WebKit as GTK has it, its driver, and a screen that nobody sees: it has no other way to run unseen.
fn webkit() -> Result<()> {
    let there = ["WebKitWebDriver", "xvfb-run", "xauth"];
    if there.iter().any(|name| files::on_path(name).is_none()) {
        install(
            "webkit2gtk-driver xvfb xauth",
            "WebKitGTK's driver and xvfb-run",
        )?;
    }
    Ok(())
}

/// The same command on a screen that no window of the tests is larger than.
fn on_a_screen(command: &Command) -> Command {
    let mut screen = Command::new("xvfb-run");
    screen.args(["-a", "-s", "-screen 0 2560x1440x24"]);
    screen.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        screen.current_dir(folder);
    }
    screen
}

/// The program that `variable` names, or the first of `names` on PATH.
fn find(variable: &str, names: &str) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(given) if !given.is_empty() => Some(PathBuf::from(given)),
        _ => names.split(' ').find_map(files::on_path),
    }
}

/// Installs Debian's packages, or says what else there is to do.
fn install(packages: &str, wanted: &str) -> Result<()> {
    debian::install(packages).context(format!(
        "no browser to test in. Install {wanted} (on Debian, as root: apt-get {}); `cargo xtask test --quick` does without",
        debian::install_words(packages)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_go_by_their_names_and_together() {
        assert_eq!(Engine::named("webkit"), Some(vec![Engine::WebKit]));
        assert_eq!(Engine::named("all"), Some(Engine::ALL.to_vec()));
        assert_eq!(Engine::named("opera"), None);
        assert_eq!(Engine::named(""), None);
    }

    #[test]
    fn a_command_is_the_same_on_a_screen() {
        let mut command = Command::new("npm");
        let screen = on_a_screen(command.args(["run", "e2e"]).current_dir("/tmp"));
        let words: Vec<_> = screen.get_args().collect();
        assert!(words.ends_with(&["npm".as_ref(), "run".as_ref(), "e2e".as_ref()]));
        assert_eq!(screen.get_current_dir(), command.get_current_dir());
    }
}
