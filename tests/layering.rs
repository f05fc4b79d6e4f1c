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

/// The names that stand after a prefix such as `crate::`, by themselves or in braces.
fn named(code: &str, prefix: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let text = text.trim_start();
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut all = Vec::new();
    for rest in code.split(prefix).skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            all.push(name(rest));
            continue;
        };
        let mut depth = 1;
        let end = group.find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        let mut depth = 0;
        let parts = group[..end.expect("a brace that ends")].split(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0 && c == ','
        });
        all.extend(parts.map(name).filter(|name| !name.is_empty()));
    }
    all
}

/// A room may name itself, what every room uses, and the rooms given. (So none reaches past a room through what the crate
/// offers to others: `crate::cell` is no room.)
fn assert_only(room: &str, rooms: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    let files = if path.is_dir() {
        sources(&path)
    } else {
        vec![path]
    };
    assert!(!files.is_empty(), "{room}");
    for file in files {
        for name in named(&code(&file), "crate::") {
            assert!(
                name == room || rooms.contains(&&*name),
                "{} names crate::{name}, but may only name {rooms:?}",
                file.display()
            );
        }
    }
}

#[test]
fn every_room_names_only_those_below_it() {
    assert_only("decimal.rs", &[]);
    assert_only("error.rs", &["decimal"]);
    assert_only("setting.rs", &["decimal", "error"]);
    let all = ["decimal", "error", "setting", "numbers"];
    let with = |rooms: &[&'static str]| [&all, rooms].concat();
    assert_only("numbers", &[]);
    assert_only("model", &["decimal", "error", "numbers"]);
    assert_only("task", &all);
    assert_only("training", &with(&["model", "task"]));
    assert_only("files", &with(&["model", "training"]));
    assert_only("wasm", &with(&["model", "task", "training", "files"]));
}

/// Modules, each with those that it names. Those that name no other are taken away, again and again; what is left is in a
/// circle, or names one.
fn circle(mut left: Vec<(String, Vec<String>)>) -> Vec<String> {
    let free = |left: &[(String, Vec<String>)], (own, named): &(String, Vec<String>)| {
        let mut others = left.iter().filter(|(other, _)| other != own);
        !others.any(|(other, _)| named.contains(other))
    };
    while let Some(at) = left.iter().position(|module| free(&left, module)) {
        left.remove(at);
    }
    left.into_iter().map(|(name, _)| name).collect()
}

/// The files and folders of a folder but its `mod.rs`, by name, each with all of its code.
fn modules(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).expect("a folder of the project");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let named = paths.map(|path| {
        let name = path.file_stem().expect("a name").display().to_string();
        let files = if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        };
        let codes: Vec<String> = files.iter().map(|file| code(file)).collect();
        (name, codes.join("\n"))
    });
    named.filter(|(name, _)| name != "mod").collect()
}

#[test]
fn the_modules_of_a_room_name_each_other_in_no_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in ["numbers", "model", "task", "training", "files", "wasm"] {
        let modules = modules(&src.join(room)).into_iter();
        let named = modules.map(|(own, code)| {
            let by_room = named(&code, &format!("crate::{room}::"));
            (own, [by_room, named(&code, "super::")].concat())
        });
        let circle = circle(named.collect());
        assert!(circle.is_empty(), "{room}: a circle is among {circle:?}");
    }
}

#[test]
fn the_build_scripts_modules_name_each_other_in_no_circle() {
    let xtask = modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/src"));
    let names: Vec<String> = xtask.iter().map(|(name, _)| name.clone()).collect();
    // A module is named where its name stands alone: std::process is not our process.
    let names = |code: &str| -> Vec<String> {
        let code = code.replace("crate::", "");
        let alone = |name: &str| {
            code.match_indices(&format!("{name}::")).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c))
            })
        };
        names.iter().filter(|name| alone(name)).cloned().collect()
    };
    let circle = circle(
        xtask
            .iter()
            .map(|(own, code)| (own.clone(), names(code)))
            .collect(),
    );
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

/// The crates in the sections of Cargo.toml for what ships, by the names that code has for them.
fn shipped() -> Vec<String> {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let manifest = manifest.expect("readable");
    let sections = manifest.split("\n[").filter(|section| {
        let (head, _) = section.split_once(']').expect("a heading");
        head == "dependencies" || head.ends_with("\"wasm32\")'.dependencies")
    });
    let lines = sections.flat_map(|section| section.lines().skip(1));
    let entries = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let names = entries.filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name.replace('-', "_")).collect()
}

#[test]
fn every_crate_that_ships_does_work_there() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let codes: Vec<String> = sources(&src).iter().map(|file| code(file)).collect();
    let shipped = shipped();
    let ordered = [
        "wasm_bindgen",
        "web_sys",
        "js_sys",
        "ndarray",
        "serde_wasm_bindgen",
    ];
    for name in ordered.into_iter().chain(["plotters_canvas"]) {
        assert!(
            shipped.iter().any(|own| own == name),
            "{name} does not ship"
        );
    }
    for name in shipped {
        let used = format!("{name}::");
        assert!(
            codes.iter().any(|code| code.contains(&used)),
            "nothing uses {name}"
        );
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
