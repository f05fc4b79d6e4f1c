//! Are imports lawful? Who may name whom is read from the `use` lines and paths of the sources themselves.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all.push(path);
        }
    }
    all
}

/// Code without comments and without its unit tests, which may use what they like.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("readable");
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Which of our modules a source names as `crate::module`.
fn imports(path: &Path) -> Vec<String> {
    let code = code(path);
    code.split("crate::")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

fn assert_only(place: &str, lawful: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(place);
    let files = if path.is_dir() {
        sources(&path)
    } else {
        vec![path]
    };
    assert!(!files.is_empty(), "{place}");
    for file in files {
        for module in imports(&file) {
            assert!(
                lawful.contains(&module.as_str()),
                "{} names crate::{module}, but may only name {lawful:?}",
                file.display()
            );
        }
    }
}

#[test]
fn every_layer_names_only_those_below_it() {
    assert_only("real.rs", &[]);
    assert_only("sine.rs", &[]);
    assert_only("rng.rs", &["sine"]);
    // Only on the web, where JavaScript knows how to write a number.
    assert_only("decimal.rs", &["wasm"]);
    assert_only("error.rs", &["decimal"]);
    assert_only("formula", &["error"]);
    assert_only("layout.rs", &["error", "formula", "real"]);
    assert_only("setting.rs", &["decimal", "error"]);
    assert_only("clamp.rs", &["decimal", "error", "layout", "real"]);
    let cell = ["cell", "clamp", "error", "formula", "layout", "real"];
    assert_only("cell", &cell);
    assert_only("init.rs", &["layout", "real", "rng"]);
    assert_only("task", &["error", "rng", "setting", "sine"]);
    assert_only("loss.rs", &["decimal", "error", "real"]);
    assert_only("optimizer.rs", &["real"]);
    assert_only("history.rs", &["optimizer", "real"]);
    assert_only("tensors", &["decimal", "error", "real"]);
    let network = ["cell", "error", "formula", "init", "layout", "real", "rng"];
    assert_only("network.rs", &network);
    let below = [
        "cell", "clamp", "error", "layout", "loss", "network", "real",
    ];
    assert_only("trace.rs", &below);
    // Of cells and networks it knows the names and options, never a number.
    let choices = ["cell", "init", "loss", "network", "optimizer", "task"];
    let config = [&choices[..], &["error", "setting"]].concat();
    assert_only("config.rs", &config);
    // A batch is what passes between a task and a network, and neither knows the other.
    let drawn = ["error", "loss", "network", "real", "rng", "task", "trace"];
    assert_only("batch.rs", &[&drawn[..], &["decimal"]].concat());
    let plan = ["config", "error", "network", "real", "task"];
    assert_only("plan.rs", &plan);
    assert_only("divergence.rs", &["network", "real", "trace"]);
    assert_only("evaluation.rs", &[&drawn[..], &["batch", "clamp"]].concat());
    let check = [
        "clamp", "config", "error", "loss", "network", "plan", "trace",
    ];
    assert_only("gradient_check.rs", &[&check[..], &["batch"]].concat());
    // All of them but the files it is written to, which know it.
    let rooms = [
        "batch",
        "divergence",
        "evaluation",
        "gradient_check",
        "history",
        "plan",
    ];
    let all = ["config", "optimizer", "rng", "task", "trace"];
    assert_only("experiment.rs", &[&below[..], &rooms, &all].concat());
    let file = ["decimal", "error", "experiment", "real", "tensors"];
    assert_only(
        "checkpoint.rs",
        &[&file[..], &["config", "history"]].concat(),
    );
    let shape = ["layout", "network", "setting"];
    assert_only("pytorch.rs", &[&file[..], &shape].concat());
}

#[test]
fn the_build_scripts_modules_name_each_other_in_no_circle() {
    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/src"));
    let name = |file: &Path| format!("{}::", file.file_stem().expect("a name").display());
    let mut left: Vec<(String, String)> = files
        .iter()
        .map(|file| (name(file), code(file).replace("crate::", "")))
        .collect();
    // A module is named where its name stands alone: std::process is not our process.
    let names = |code: &str, module: &str| {
        code.match_indices(module)
            .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c)))
    };
    // Takes away what names nobody that is left, again and again.
    while let Some(free) = left.iter().position(|(own, code)| {
        !left
            .iter()
            .any(|(other, _)| own != other && names(code, other))
    }) {
        left.remove(free);
    }
    let circle: Vec<_> = left.into_iter().map(|(name, _)| name).collect();
    assert!(circle.is_empty(), "a circle is among {circle:?}");
}

#[test]
fn the_web_is_named_in_one_place() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src)
        .into_iter()
        .filter(|file| !file.starts_with(src.join("wasm")))
    {
        for name in [
            "wasm_bindgen",
            "js_sys",
            "web_sys",
            "serde_wasm_bindgen",
            "plotters",
        ] {
            assert!(
                !code(&file).contains(name),
                "{} names {name}",
                file.display()
            );
        }
    }
}

#[test]
fn belts_parcels_and_valves_are_words_of_the_page() {
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).expect("readable").to_lowercase();
        for word in ["parcel", "valve"] {
            assert!(!text.contains(word), "{} says {word}", file.display());
        }
    }
}

#[test]
fn every_source_opens_by_saying_what_lives_there() {
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        assert!(
            fs::read_to_string(&file)
                .expect("readable")
                .starts_with("//!"),
            "{}",
            file.display()
        );
    }
}
