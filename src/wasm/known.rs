//! A network known by its schema alone (`Experiment.schema`): all that a study needs to know of it.

use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::argument::{self, MANY};
use super::objects::Place;
use super::pairs;
use super::thrown;
use crate::error::{Code, Error, Result};
use crate::files::pytorch::Shape;
use crate::model::layout::Layout;
use crate::model::loss::Loss;
use crate::setting::Value;
use crate::training::config::choice;

/// What of a schema counts here.
#[derive(Deserialize)]
struct Schema {
    config: Config,
    outputs: usize,
    steps: usize,
    batch: usize,
    row: Vec<Place>,
    params: Vec<Place>,
}

/// What of its config counts here.
#[derive(Deserialize)]
struct Config {
    cell: String,
    #[serde(with = "pairs")]
    options: Vec<(String, Value)>,
    layers: usize,
    loss: Value,
    truncate: usize,
}

/// A schema, and where its fields are.
pub struct Known {
    schema: Schema,
    /// Where everything is, and what makes it.
    pub row: Layout,
    /// Where the parameters are.
    pub params: Layout,
}

impl Known {
    /// As JavaScript gave it; whether its formulas can be followed is asked where that is done.
    pub fn read(js: &JsValue) -> std::result::Result<Known, JsValue> {
        let schema: Schema = argument::object("schema", js)?;
        let row = layout(&schema.row, schema.batch).map_err(thrown)?;
        let params = layout(&schema.params, 1).map_err(thrown)?;
        Ok(Known {
            schema,
            row,
            params,
        })
    }

    /// How many numbers answer.
    pub fn outputs(&self) -> usize {
        self.schema.outputs
    }

    /// Steps of a sequence, how answers are judged, and the steps after which the gradient is cut.
    ///
    /// # Errors
    /// If there is no such loss.
    pub fn judged(&self) -> std::result::Result<(usize, Loss, usize), JsValue> {
        let config = &self.schema.config;
        let loss = choice("loss", &config.loss).map_err(thrown)?;
        Ok((self.schema.steps, loss, config.truncate))
    }

    /// What PyTorch's names depend on.
    pub fn shape(&self) -> Shape<'_> {
        let config = &self.schema.config;
        Shape {
            cell: &config.cell,
            options: config.options.clone(),
            layers: config.layers,
            places: &self.params,
        }
    }
}

/// Fields, of which each column stands for `batch`.
fn layout(places: &[Place], batch: usize) -> Result<Layout> {
    let mut layout = Layout::default();
    for place in places {
        let [rows, cols] = [place.rows, place.cols.saturating_mul(batch)];
        let numbers = (layout.len() as f64) + rows as f64 * cols as f64;
        if rows == 0 || cols == 0 || numbers > MANY as f64 {
            let sizes = format!("{rows} x {cols}");
            return Err(Error::new(Code::Schema, &*place.name, sizes));
        }
        let made = place.formula.clone();
        layout.push(&*place.name, place.kind, [rows, cols], made);
    }
    Ok(layout)
}
