//! What several tests begin with: a config in few words, and every cell that there is.

use std::slice::from_ref;

use lstm_conveyor::{CELLS, Config, SettingKind, Value};

/// A key of a config with its value.
pub type Pair = (&'static str, Value);

pub fn number(x: impl Into<f64>) -> Value {
    Value::Number(x.into())
}

pub fn text(name: &str) -> Value {
    Value::Text(name.to_owned())
}

/// Of a key given twice the first counts.
pub fn config(pairs: &[Pair]) -> Config {
    let owned = |(key, value): &Pair| ((*key).to_owned(), value.clone());
    let table: Vec<_> = pairs.iter().map(owned).collect();
    Config::read(&table).expect("a good config")
}

/// Every cell of the table with every combination of its options, those that are numbers at their default and at
/// `size`, equations at each preset: an option that is added tomorrow is tested tomorrow.
pub fn every_cell(size: u32) -> Vec<Vec<Pair>> {
    let mut all = Vec::new();
    for cell in CELLS {
        let mut tables = vec![Vec::new()];
        for option in cell.options {
            // Equations are the default, the first of the presets, and all the others.
            let others = match option.kind {
                SettingKind::Switch { default } => vec![Value::Switch(!default)],
                SettingKind::Text { .. } => {
                    let presets = cell.presets.iter().skip(1);
                    presets.map(|preset| text(preset.equations)).collect()
                }
                _ => vec![number(size)],
            };
            let with = |value: &Value| {
                let pair = (option.name.to_owned(), value.clone());
                let longer = |table: &Vec<_>| [table, from_ref(&pair)].concat();
                tables.iter().map(longer).collect::<Vec<_>>()
            };
            let values = [vec![option.default()], others].concat();
            tables = values.iter().flat_map(with).collect();
        }
        let named = |table| vec![("cell", text(cell.name)), ("options", Value::Table(table))];
        all.extend(tables.into_iter().map(named));
    }
    assert_eq!(all.len(), 16 + 2 + 2 + 6, "of LSTM, GRU, RNN and one's own");
    all
}
