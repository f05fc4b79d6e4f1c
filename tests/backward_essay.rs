//! Does docs/backward.md tell the truth? Each number of its tables is computed again by the core, each product it writes
//! out is multiplied again, and each line of Rust it quotes must be a line of src/model/cell/lstm.rs.

#![cfg(not(target_arch = "wasm32"))]

use lstm_conveyor::cell::lstm;
use lstm_conveyor::loss::{Loss, Targets};
use lstm_conveyor::network::{CellChoice, Network, Readout, Sizes};
use lstm_conveyor::{Target, Trace};

const ESSAY: &str = include_str!("../docs/backward.md");
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

    /// What should stand in a table: the number of this row and this column.
    fn cell(&self, row: &str, column: &str) -> f64 {
        let params = self.network.params();
        let param = |name: &str, numbers: &[f64]| {
            params.find(name).expect("a parameter").view(numbers)[[0, 0]]
        };
        if let Some(t) = column.strip_prefix("step ") {
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
        match column {
            "with σ′" => param(&row[2..], &self.d_params),
            "without σ′" => self.without_slope(&row[2..]),
            gate => param(&format!("{row}_{gate}"), &self.params),
        }
    }
}

/// All tables: for each row, its name and (heading, text) of its other cells.
fn rows() -> Vec<(String, Vec<(String, String)>)> {
    let mut rows = Vec::new();
    let mut header: Vec<String> = Vec::new();
    for line in ESSAY.lines() {
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
    let mut seen = 0;
    for (row, cells) in rows() {
        for (column, text) in cells {
            if ["rule", "with the numbers"].contains(&column.as_str()) || text.is_empty() {
                continue;
            }
            let expected = example.cell(&row, &column);
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

/// Its factors are rounded to four digits, so what is written out may be off by a little more than its result.
#[test]
fn every_written_product_gives_its_result() {
    let mut seen = 0;
    for (row, cells) in rows() {
        let of = |name: &str| {
            cells
                .iter()
                .find(|(column, _)| column == name)
                .map(|(_, text)| text.as_str())
        };
        if let Some(written) = of("with the numbers") {
            let (got, result) = (calculate(written), number(of("step 1").expect("a result")));
            assert!(
                (got - result).abs() <= 1.5e-4,
                "{row}: {written} is {got}, not {result}"
            );
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} products were found");
}

#[test]
fn what_the_text_says_between_the_tables_is_true() {
    let example = Example::of_the_essay();
    let says = |text: String| {
        assert!(
            ESSAY.contains(&text.replace('-', "−")),
            "the essay does not say {text:?}"
        )
    };
    says(format!("2(h_2 + 1) = {:.4}", example.grad("h", 2)));
    says(format!("h_1}} = {:.4}", example.grad("h", 1)));
    says(format!(
        "f_2 = {:.4}",
        example.grad("c", 2) * example.value("f", 2)
    ));
    says(format!(
        "= {:.4}$ of what it was given",
        example.value("f", 1) * example.value("f", 2)
    ));
    says(format!(
        "{:.1} times too large, at step 2",
        1.0 / example.slope("f", 1)
    ));
    says(format!(
        "makes it {:.1} times too large",
        1.0 / example.slope("f", 2)
    ));
    says(format!("− {:.4} against", example.grad("z_f", 2)));
    says(format!("− {:.4}. A step", example.grad("f", 2)));
    says(format!("{:.4} leaves for $h_0$", example.grad("h", 0)));
    says(format!("{:.4} for $C_0$", example.grad("c", 0)));
    says(format!(
        r"\sigma(1)^{{20}} \approx {:.4}",
        (1.0 / (1.0 + (-1f64).exp())).powi(20)
    ));
    says(format!("{:.1}° away", angle(&example)));
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
    let mut quoted = 0;
    let mut inside = false;
    for line in ESSAY.lines() {
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
