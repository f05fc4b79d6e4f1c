//! Do docs/backward.md and docs/backward.zh.md tell the truth? Each number of their tables is computed again by the core,
//! each product they write out is multiplied again, and each line of Rust they quote must be a line of
//! src/model/cell/lstm.rs.

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::cell::lstm;
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::{CellChoice, Network, Readout, Sizes};
use lstm_conveyor::{Target, Trace};

/// The essay in one language.
struct Essay {
    text: &'static str,
    /// What stands before and after the number of a step at the head of a column.
    step: [&'static str; 2],
    /// The heads of the other columns.
    rule: &'static str,
    written_out: &'static str,
    with_slope: &'static str,
    without_slope: &'static str,
    /// What it says of numbers between its tables, each number a {}.
    says: [&'static str; 12],
}

const ESSAYS: [Essay; 2] = [
    Essay {
        text: include_str!("../docs/backward.md"),
        step: ["step ", ""],
        rule: "rule",
        written_out: "with the numbers",
        with_slope: "with σ′",
        without_slope: "without σ′",
        says: [
            "2(h_2 + 1) = {}",
            "h_1} = {}",
            "f_2 = {}",
            "= {}$ of what it was given",
            "{} times too large, at step 2",
            "makes it {} times too large",
            "− {} against",
            "− {}. A step",
            "{} leaves for $h_0$",
            "{} for $C_0$",
            r"\sigma(1)^{20} \approx {}",
            "{}° away",
        ],
    },
    Essay {
        text: include_str!("../docs/backward.zh.md"),
        step: ["第 ", " 步"],
        rule: "公式",
        written_out: "代入数值",
        with_slope: "乘上 σ′",
        without_slope: "漏掉 σ′",
        says: [
            "2(h_2 + 1) = {}",
            "h_1} = {}",
            "f_2 = {}",
            "= {}$ 倍",
            "是正确值的\n{} 倍",
            "第 2 步的是 {} 倍",
            "− {}，另一边",
            "− {}。照",
            "{} 经由权重传给 $h_0$",
            "{} 沿传送带传给 $C_0$",
            r"\sigma(1)^{20} \approx {}",
            "相差 {}°",
        ],
    },
];

const STEPS: usize = 2;
const TARGET: f64 = -1.0;
const GATES: [&str; 4] = ["i", "f", "g", "o"];

/// The essay's example, run.
struct Example {
    network: Network<f64>,
    trace: Trace<f64>,
    params: Vec<f64>,
    d_params: Vec<f64>,
}

impl Example {
    fn run(params: &[f64]) -> Example {
        let sizes = Sizes {
            inputs: 1,
            hidden: 1,
            layers: 1,
            outputs: 1,
            batch: 1,
        };
        let network = Network::new(
            sizes,
            &CellChoice::Lstm(lstm::Options::default()),
            Readout::None,
        );
        let mut trace = Trace::new(&network, STEPS);
        trace
            .set_inputs(&network, &[2.0, -1.0])
            .expect("two inputs");
        for (state, value) in [("h", 0.5), ("c", 0.8)] {
            let span = network.row().find(state).expect("a state");
            span.view_mut(trace.row_mut(0)).fill(value);
        }
        let mut targets = Targets::new(1, STEPS, 1);
        targets
            .set(&[0.0, TARGET], &[0.0, 1.0])
            .expect("two targets");
        let mut d_params = vec![0.0; params.len()];
        let target = Target {
            loss: Loss::SquaredError,
            targets: &targets,
            clamps: &[],
            truncate: 0,
        };
        trace.forward(&network, params, &[]);
        trace.backward(&network, params, &target, &mut d_params);
        Example {
            network,
            trace,
            params: params.to_vec(),
            d_params,
        }
    }

    /// W, U and b, each of i f g o: the order of memory, and of the essay's first table.
    fn of_the_essay() -> Example {
        Example::run(&[
            -0.5, 0.8, 0.2, -0.8, -0.3, 0.4, 1.0, 0.7, 0.0, 1.0, 0.0, 0.0,
        ])
    }

    fn value(&self, name: &str, t: usize) -> f64 {
        let span = self.network.row().find(name).expect("a field");
        span.view(self.trace.row(t))[[0, 0]]
    }

    fn grad(&self, name: &str, t: usize) -> f64 {
        let span = self.network.row().find(name).expect("a field");
        span.view(self.trace.d_row(t))[[0, 0]]
    }

    fn loss(&self) -> f64 {
        (self.value("h", STEPS) - TARGET).powi(2)
    }

    /// A parameter's gradient as the texts have it that leave out σ′.
    fn without_slope(&self, name: &str) -> f64 {
        let (matrix, gate) = name.split_once('_').expect("W_f");
        let times = |t: usize| match matrix {
            "W" => self.value("x", t),
            "U" => self.value("h", t - 1),
            _ => 1.0,
        };
        (1..=STEPS).map(|t| self.grad(gate, t) * times(t)).sum()
    }

    /// The slope of a gate's squashing function, from its value.
    fn slope(&self, gate: &str, t: usize) -> f64 {
        let y = self.value(gate, t);
        if gate == "g" {
            1.0 - y * y
        } else {
            y * (1.0 - y)
        }
    }

    /// What should stand in a table of this essay: the number of this row and this column.
    fn cell(&self, essay: &Essay, row: &str, column: &str) -> f64 {
        let params = self.network.params();
        let param = |name: &str, numbers: &[f64]| {
            params.find(name).expect("a parameter").view(numbers)[[0, 0]]
        };
        if let Some(t) = essay.step_of(column) {
            let t: usize = t.parse().expect("a step");
            return match row {
                // Of the step before, and along the belt alone, as the rows of step 1 hand it on.
                "d_c′" => self.grad("c", t) * self.value("f", t),
                "d_h′" => self.grad("h", t - 1),
                "tanh′(c)" => 1.0 - self.value("tanh_c", t).powi(2),
                _ => match (row.strip_prefix("d_"), row.split_once("′(z_")) {
                    (Some(name), _) => self.grad(name, t),
                    (_, Some((_, gate))) => self.slope(gate.trim_end_matches(')'), t),
                    _ => self.value(row, t),
                },
            };
        }
        if column == essay.with_slope {
            param(&row[2..], &self.d_params)
        } else if column == essay.without_slope {
            self.without_slope(&row[2..])
        } else {
            param(&format!("{row}_{column}"), &self.params)
        }
    }
}

impl Essay {
    /// The number of the step that a column is of.
    fn step_of<'a>(&self, column: &'a str) -> Option<&'a str> {
        let [before, after] = self.step;
        column.strip_prefix(before)?.strip_suffix(after)
    }

    /// What is set apart as mathematics, without the words in it.
    fn formulas(&self) -> Vec<String> {
        let apart = |sign: &'static str| self.text.split(sign).skip(1).step_by(2);
        let blocks = self.text.split("```math").skip(1);
        let blocks = blocks.map(|block| block.split("```").next().expect("an end"));
        let bare = |formula: &str| {
            let mut parts = formula.split(r"\text{");
            let first = parts.next().expect("a start").to_owned();
            parts.fold(first, |text, part| {
                text + part.split_once('}').expect("an end").1
            })
        };
        let bare = |formula: &str| bare(formula).trim_end_matches([' ', '.', ',']).to_owned();
        blocks.chain(apart("$$")).map(bare).collect()
    }
}

/// All tables: for each row, its name and (heading, text) of its other cells.
fn rows(essay: &Essay) -> Vec<(String, Vec<(String, String)>)> {
    let mut rows = Vec::new();
    let mut header: Vec<String> = Vec::new();
    for line in essay.text.lines() {
        let Some(line) = line
            .strip_prefix('|')
            .and_then(|line| line.strip_suffix('|'))
        else {
            header.clear();
            continue;
        };
        let cells: Vec<String> = line
            .split('|')
            .map(|cell| cell.trim().to_string())
            .collect();
        if header.is_empty() {
            header = cells;
        } else if !cells[0].starts_with("---") {
            let name = cells[0].trim_matches('`').to_string();
            assert_eq!(cells.len(), header.len(), "a ragged row: {line}");
            rows.push((name, header.iter().cloned().zip(cells).skip(1).collect()));
        }
    }
    rows
}

fn number(text: &str) -> f64 {
    text.replace('−', "-")
        .parse()
        .unwrap_or_else(|_| panic!("not a number: {text}"))
}

/// Sums of products of numbers, such as `0.2731 × 0.4687 + 0.8443`.
fn calculate(text: &str) -> f64 {
    let sum = text.replace(" − ", " + −");
    sum.split(" + ")
        .map(|product| product.split(" × ").map(number).product::<f64>())
        .sum()
}

#[test]
fn every_number_of_every_table_is_the_cores() {
    let example = Example::of_the_essay();
    for essay in &ESSAYS {
        let mut seen = 0;
        for (row, cells) in rows(essay) {
            for (column, text) in cells {
                if [essay.rule, essay.written_out].contains(&column.as_str()) || text.is_empty() {
                    continue;
                }
                let expected = example.cell(essay, &row, &column);
                let decimals = text
                    .split_once('.')
                    .map_or(0, |(_, decimals)| decimals.len());
                let expected = format!("{expected:.decimals$}");
                assert_eq!(text.replace('−', "-"), expected, "{row}, {column}");
                seen += 1;
            }
        }
        assert!(
            seen > 70,
            "only {seen} numbers were found: has the form of the tables changed?"
        );
    }
}

/// Its factors are rounded to four digits, so what is written out may be off by a little more than its result.
#[test]
fn every_written_product_gives_its_result() {
    for essay in &ESSAYS {
        let mut seen = 0;
        for (row, cells) in rows(essay) {
            let of = |is: &dyn Fn(&str) -> bool| {
                let mut found = cells.iter().filter(|(column, _)| is(column));
                found.next().map(|(_, text)| text.as_str())
            };
            if let Some(written) = of(&|column| column == essay.written_out) {
                let result = of(&|column| essay.step_of(column) == Some("1")).expect("a result");
                let (got, result) = (calculate(written), number(result));
                assert!(
                    (got - result).abs() <= 1.5e-4,
                    "{row}: {written} is {got}, not {result}"
                );
                seen += 1;
            }
        }
        assert!(seen > 15, "only {seen} products were found");
    }
}

#[test]
fn what_the_text_says_between_the_tables_is_true() {
    let example = Example::of_the_essay();
    let numbers = [
        format!("{:.4}", example.grad("h", 2)),
        format!("{:.4}", example.grad("h", 1)),
        format!("{:.4}", example.grad("c", 2) * example.value("f", 2)),
        format!("{:.4}", example.value("f", 1) * example.value("f", 2)),
        format!("{:.1}", 1.0 / example.slope("f", 1)),
        format!("{:.1}", 1.0 / example.slope("f", 2)),
        format!("{:.4}", example.grad("z_f", 2)),
        format!("{:.4}", example.grad("f", 2)),
        format!("{:.4}", example.grad("h", 0)),
        format!("{:.4}", example.grad("c", 0)),
        format!("{:.4}", (1.0 / (1.0 + (-1f64).exp())).powi(20)),
        format!("{:.1}", angle(&example)),
    ];
    for essay in &ESSAYS {
        for (says, number) in essay.says.iter().zip(&numbers) {
            let text = says.replace("{}", number).replace('-', "−");
            assert!(
                essay.text.contains(&text),
                "the essay does not say {text:?}"
            );
        }
    }
}

/// Each is written for its own readers, but of the same mathematics.
#[test]
fn the_essays_have_the_same_formulas_and_the_same_tables() {
    let [english, chinese] = &ESSAYS;
    let formulas = english.formulas();
    assert!(formulas.len() > 3, "{formulas:?}");
    assert_eq!(formulas, chinese.formulas());
    let values = |essay| -> Vec<(String, usize)> {
        let rows = rows(essay).into_iter();
        rows.map(|(row, cells)| (row, cells.len())).collect()
    };
    assert_eq!(values(english), values(chinese));
}

/// Degrees between the true gradient of the parameters and the one without σ′.
fn angle(example: &Example) -> f64 {
    let names = ["W", "U", "b"]
        .into_iter()
        .flat_map(|m| GATES.map(|k| format!("{m}_{k}")));
    let wrong: Vec<f64> = names.map(|name| example.without_slope(&name)).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let right = &example.d_params;
    (dot(right, &wrong) / (dot(right, right) * dot(&wrong, &wrong)).sqrt())
        .acos()
        .to_degrees()
}

#[test]
fn moving_each_weight_confirms_the_column_with_the_slope() {
    let example = Example::of_the_essay();
    for k in 0..example.params.len() {
        let moved = |by: f64| {
            let mut params = example.params.clone();
            params[k] += by;
            Example::run(&params).loss()
        };
        let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
        assert!(
            (slope - example.d_params[k]).abs() < 1e-8,
            "parameter {k}: {slope} against {}",
            example.d_params[k]
        );
    }
}

#[test]
fn every_quoted_line_of_rust_is_in_the_cell() {
    let source = include_str!("../src/model/cell/lstm.rs");
    for essay in &ESSAYS {
        let mut quoted = 0;
        let mut inside = false;
        for line in essay.text.lines() {
            if line.starts_with("```") {
                inside = line == "```rust";
            } else if inside {
                assert!(
                    source.lines().any(|of| of.trim() == line),
                    "lstm.rs has no line {line:?}"
                );
                quoted += 1;
            }
        }
        assert!(quoted >= 13, "only {quoted} lines are quoted");
    }
}
