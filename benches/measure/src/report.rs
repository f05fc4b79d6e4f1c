//! The tables, in Markdown.

use anyhow::{Context, Result};
use measure::workload::{Part, Workload, all, written};

use crate::engine::Engine;

/// How we do, and how the kernels do by themselves.
pub fn own(browser: &Engine, native: &Engine) -> String {
    [
        format!("In the browser ({}):", browser.version),
        against_bound(browser),
        "The kernels there:".to_owned(),
        kernels(browser),
        format!("In native code ({}):", native.version),
        against_bound(native),
        "The kernels there:".to_owned(),
        kernels(native),
        "The LSTM written out as a cell of one's own, against the one by hand:".to_owned(),
        against_hand(browser, native),
    ]
    .join("\n\n")
}

/// How long others take.
pub fn peers(browser: &Engine, native: &Engine, others: &[Engine]) -> String {
    let of = |name: &str| {
        others
            .iter()
            .filter(|peer| peer.name.starts_with(name))
            .collect::<Vec<_>>()
    };
    let (tensorflow, pytorch) = (of("tensorflow"), of("pytorch"));
    let rows = all().into_iter().map(|workload| {
        let (here, native) = (browser.time(&workload.name), native.time(&workload.name));
        let best = |engines: &[&Engine]| {
            let times = engines
                .iter()
                .map(|engine| (engine.time(&workload.name), engine.name));
            times.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let [mut script, mut script_ratio, mut torch, mut torch_ratio] =
            [const { String::new() }; 4];
        if let Some((time, name)) = best(&tensorflow) {
            script = format!(
                "{} ({})",
                duration(time),
                name.trim_start_matches("tensorflow-")
            );
            script_ratio = ratio(time / here);
        }
        if let Some((time, _)) = best(&pytorch) {
            torch = duration(time);
            torch_ratio = format!("{} / {}", ratio(time / here), ratio(time / native));
        }
        vec![
            title(&workload),
            duration(here),
            duration(native),
            script,
            script_ratio,
            torch,
            torch_ratio,
        ]
    });
    let head = [
        "",
        "browser",
        "native",
        "TensorFlow.js",
        "÷ browser",
        "PyTorch",
        "÷ browser / ÷ native",
    ];
    let versions = others
        .iter()
        .map(|peer| peer.version.as_str())
        .collect::<std::collections::BTreeSet<_>>();
    let versions = versions.into_iter().collect::<Vec<_>>().join(", ");
    format!("{versions}\n\n{}", table(&head, rows))
}

fn against_bound(engine: &Engine) -> String {
    let rows = all().into_iter().map(|workload| {
        let (time, bound) = (engine.time(&workload.name), bound(engine, &workload));
        vec![
            title(&workload),
            duration(time),
            format!("{:.1}", workload.flops() as f64 / time),
            duration(bound),
            ratio(time / bound),
            ratio(time / workload.set),
            ratio(workload.goal),
        ]
    });
    let head = [
        "",
        "iteration",
        "GFLOP/s",
        "bound",
        "÷ bound",
        "÷ first bound",
        "goal",
    ];
    table(&head, rows)
}

fn against_hand(browser: &Engine, native: &Engine) -> String {
    let rows = written().into_iter().map(|workload| {
        let hand = workload.name.trim_end_matches(" own");
        let both = [browser, native].map(|engine| {
            let (own, hand) = (engine.time(&workload.name), engine.time(hand));
            [duration(hand), duration(own), ratio(own / hand)]
        });
        [vec![title(&workload)], both.concat()].concat()
    });
    let head = ["", "browser", "own", "÷", "native", "own", "÷"];
    table(&head, rows)
}

/// What the kernels would need for the arithmetic of an iteration, by their own speeds in the same run.
fn bound(engine: &Engine, workload: &Workload) -> f64 {
    let parts = workload.parts();
    let each = |kernel: &str| {
        let part = parts.iter().find(|part| part.kernel == kernel);
        part.map_or(0.0, |part| engine.time(&part.name) / part.work as f64)
    };
    // All multiplications at the speed of the fastest kind.
    let flop = parts
        .iter()
        .filter(|part| ["map", "back", "outer"].contains(&part.kernel))
        .map(|part| each(part.kernel))
        .fold(f64::INFINITY, f64::min);
    let (sigmoid, tanh) = workload.squashed();
    workload.flops() as f64 * flop
        + sigmoid as f64 * each("sigmoid")
        + tanh as f64 * each("tanh")
        + workload.params() as f64 * each(workload.optimizer)
}

fn kernels(engine: &Engine) -> String {
    let rows = all().into_iter().map(|workload| {
        let speed = |part: &Part| {
            let time = engine.time(&part.name);
            match part.kernel {
                "map" | "back" | "outer" => format!("{:.1}", part.work as f64 / time),
                _ => format!("{:.2}", time / part.work as f64),
            }
        };
        let parts = workload.parts();
        let cell = |kernel| {
            parts
                .iter()
                .find(|part| part.kernel == kernel)
                .map_or(String::new(), speed)
        };
        let kinds = [
            "map",
            "back",
            "outer",
            "sigmoid",
            "tanh",
            workload.optimizer,
        ];
        std::iter::once(workload.name.clone())
            .chain(kinds.map(cell))
            .collect()
    });
    let products = ["U h, GFLOP/s", "Uᵀ ∂z, GFLOP/s", "∂U, GFLOP/s"];
    let head = [
        "",
        products[0],
        products[1],
        products[2],
        "σ, ns",
        "tanh, ns",
        "update, ns",
    ];
    table(&head, rows)
}

fn title(workload: &Workload) -> String {
    format!("{} {}", workload.name, workload.what)
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|---|{}", "---:|".repeat(head.len() - 1));
    let lines = [line(&head), rule]
        .into_iter()
        .chain(rows.map(|row| line(&row)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Three digits and a unit.
fn duration(ns: f64) -> String {
    let (number, unit) = match ns {
        ..1e3 => (ns, "ns"),
        ..1e6 => (ns / 1e3, "µs"),
        _ => (ns / 1e6, "ms"),
    };
    let digits = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.digits$} {unit}")
}

fn ratio(x: f64) -> String {
    format!("{x:.*}", if x < 10.0 { 2 } else { 0 })
}

/// The text with new content between `<!-- NAME -->` and `<!-- /NAME -->`.
pub fn replace(text: &str, name: &str, content: &str) -> Result<String> {
    let [open, close] = [format!("<!-- {name} -->"), format!("<!-- /{name} -->")];
    let missing = || format!("docs/performance.md has no {open} … {close}");
    let (before, rest) = text.split_once(&open).with_context(missing)?;
    let (_, after) = rest.split_once(&close).with_context(missing)?;
    Ok(format!("{before}{open}\n{content}\n{close}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_three_digits() {
        assert_eq!(duration(1.5), "1.50 ns");
        assert_eq!(duration(36_123.0), "36.1 µs");
        assert_eq!(duration(503e6), "503 ms");
    }

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n";
        let new = replace(text, "x", "new").unwrap();
        assert_eq!(new, text.replace("old", "new"));
        assert!(replace(text, "y", "new").is_err());
    }
}
