//! A network known by its schema alone (`Experiment.schema`), read back: all that a study needs to know of it.

use std::str::FromStr;

use js_sys::Array;
use strum::VariantNames;
use wasm_bindgen::{JsCast, JsValue};

use super::argument::{optional, part, refused, table, text, whole};
use super::thrown;
use crate::decimal;
use crate::error::{Code, Error};
use crate::files::pytorch::Shape;
use crate::model::formula::{Factor, Formula};
use crate::model::layout::Layout;
use crate::model::loss::Loss;
use crate::setting::Value;

type Result<T> = std::result::Result<T, JsValue>;

/// More numbers than any row and any parameters have, and no burden.
const MANY: u64 = 1 << 26;
/// More than there are in any list.
const MOST: u32 = 10_000;

/// What of a schema counts here.
pub struct Known {
    cell: String,
    options: Vec<(String, Value)>,
    layers: usize,
    /// Where everything is, and what makes it.
    pub row: Layout,
    /// Where the parameters are.
    pub params: Layout,
    /// How many numbers answer.
    pub outputs: usize,
    /// Steps of a sequence.
    pub steps: usize,
    /// How answers are judged.
    pub loss: Loss,
    /// Steps after which the gradient is cut.
    pub truncate: usize,
}

impl Known {
    /// As JavaScript gave it; whether its formulas can be followed is asked where that is done.
    pub fn read(js: &JsValue) -> Result<Known> {
        let of = |key: &str| part(js, "schema", key);
        let config = of("config")?;
        let set = |key: &str| part(&config, "config", key);
        Ok(Known {
            cell: text("cell", &set("cell")?)?,
            options: table("options", &set("options")?)?,
            layers: whole("layers", &set("layers")?, 1, 100)? as usize,
            row: layout("row", &of("row")?, count("batch", &of("batch")?)?)?,
            params: layout("params", &of("params")?, 1)?,
            outputs: count("outputs", &of("outputs")?)?,
            steps: count("steps", &of("steps")?)?,
            loss: choice("loss", &set("loss")?)?,
            truncate: whole("truncate", &set("truncate")?, 0, MANY)? as usize,
        })
    }

    /// What PyTorch's names depend on.
    pub fn shape(&self) -> Shape<'_> {
        Shape {
            cell: &self.cell,
            options: self.options.clone(),
            layers: self.layers,
            places: &self.params,
        }
    }
}

fn count(key: &str, js: &JsValue) -> Result<usize> {
    Ok(whole(key, js, 1, MANY)? as usize)
}

/// The one of this name.
fn choice<T: FromStr + VariantNames>(key: &str, js: &JsValue) -> Result<T> {
    let name = text(key, js)?;
    let refused = |name| thrown(Error::new(Code::Choice, key, name).with("names", T::VARIANTS));
    name.parse().map_err(|_| refused(name))
}

/// The things in a list.
fn each<T>(key: &str, js: &JsValue, read: impl Fn(&JsValue) -> Result<T>) -> Result<Vec<T>> {
    let list: &Array = js.dyn_ref().ok_or_else(|| refused(key, js, "table"))?;
    if list.length() > MOST {
        return Err(refused(key, js, "table"));
    }
    list.iter().map(|one| read(&one)).collect()
}

/// Fields, of which each column stands for `batch`.
fn layout(key: &str, js: &JsValue, batch: usize) -> Result<Layout> {
    let mut layout = Layout::default();
    for field in each(key, js, |js| Ok(js.clone()))? {
        let of = |own: &str| part(&field, key, own);
        let kind = choice("kind", &of("kind")?)?;
        let [rows, cols] = [count("rows", &of("rows")?)?, count("cols", &of("cols")?)?];
        let numbers = layout.len() as f64 + rows as f64 * cols as f64 * batch as f64;
        if numbers > MANY as f64 {
            let error = Error::new(Code::Length, key, decimal::text(numbers));
            return Err(thrown(error.with("wanted", MANY)));
        }
        let made = optional(&of("formula")?, formula)?;
        layout.push(
            text("name", &of("name")?)?,
            kind,
            [rows, cols * batch],
            made,
        );
    }
    Ok(layout)
}

fn formula(js: &JsValue) -> Result<Formula> {
    let squash = part(js, "formula", "squash")?;
    let squash = optional(&squash, |js| choice("squash", js))?;
    let terms = part(js, "formula", "terms")?;
    Ok(Formula {
        squash,
        terms: each("terms", &terms, |term| each("terms", term, factor))?,
    })
}

fn factor(js: &JsValue) -> Result<Factor> {
    let of = |key: &str| part(js, "factor", key);
    Ok(Factor {
        name: text("name", &of("name")?)?,
        before: of("before")?.is_truthy(),
        complement: of("complement")?.is_truthy(),
    })
}
