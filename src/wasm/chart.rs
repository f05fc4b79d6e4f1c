//! The loss curve, drawn by plotters into a canvas: logarithmic, in the page's own colours.

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use super::schema::value;
use super::thrown;
use crate::error::{Code, Error, Result};
use crate::setting::Value;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r##"
/** How a chart looks. Colours are "#rrggbb"; `ratio` is the device's pixels per CSS pixel. */
export interface ChartStyle {
  ratio: number;
  ink: string;
  grid: string;
  line: string;
  font: string;
  xLabel: string;
  yLabel: string;
  /** Number of the update of the first loss, and updates between two losses. */
  first: number;
  stride: number;
}
"##;

#[wasm_bindgen]
unsafe extern "C" {
    #[wasm_bindgen(typescript_type = "ChartStyle")]
    pub type JsStyle;
}

struct Style {
    ratio: f64,
    ink: RGBColor,
    grid: RGBColor,
    line: RGBColor,
    font: String,
    x_label: String,
    y_label: String,
    first: f64,
    stride: f64,
}

/// Draws losses over updates. The canvas's width and height are in device pixels.
///
/// # Errors
/// A canvas that cannot be drawn on (size 0), or a style with a key missing or of a wrong kind; nothing is drawn then.
#[wasm_bindgen(js_name = drawLoss)]
pub fn draw_loss(
    canvas: HtmlCanvasElement,
    losses: &[f32],
    style: &JsStyle,
) -> std::result::Result<(), JsValue> {
    let style = read(value(style.unchecked_ref())).map_err(thrown)?;
    let size = (canvas.width(), canvas.height());
    let no_canvas = || {
        thrown(Error::new(
            Code::Canvas,
            "canvas",
            format!("{} x {}", size.0, size.1),
            "at least 80 x 60 pixels",
        ))
    };
    if size.0 < 80 || size.1 < 60 {
        return Err(no_canvas());
    }
    let backend = CanvasBackend::with_canvas_object(canvas).ok_or_else(no_canvas)?;
    draw(backend, losses, &style).map_err(|error| {
        thrown(Error::new(
            Code::Canvas,
            "canvas",
            error,
            "a canvas that can be drawn on",
        ))
    })
}

fn draw(backend: CanvasBackend, losses: &[f32], style: &Style) -> std::result::Result<(), String> {
    let area = backend.into_drawing_area();
    let px = |size: f64| (size * style.ratio).round().max(1.0);
    let points: Vec<(f64, f64)> = losses
        .iter()
        .enumerate()
        .filter(|(_, y)| y.is_finite() && **y > 0.0)
        .map(|(k, y)| (style.first + k as f64 * style.stride, f64::from(*y)))
        .collect();
    let (low, high) = points
        .iter()
        .fold((f64::MAX, f64::MIN), |(a, b), &(_, y)| (a.min(y), b.max(y)));
    // Without a point the axes are still there, so that the eye knows what will come. Whole decades, so that the axis
    // does not jump with every update.
    let (low, high) = if points.is_empty() {
        (0.1, 1.0)
    } else {
        (low, high)
    };
    let (bottom, mut top) = (
        10f64.powf((low.log10() - 0.02).floor()),
        10f64.powf((high.log10() + 0.02).ceil()),
    );
    if top <= bottom {
        top = bottom * 10.0;
    }
    let last = points
        .last()
        .map_or(1.0, |&(x, _)| x)
        .max(style.first + 10.0 * style.stride);

    let font = |size: f64| {
        (style.font.as_str(), px(size))
            .into_font()
            .color(&style.ink)
    };
    let mut chart = ChartBuilder::on(&area)
        .margin_top(px(10.0) as i32)
        .margin_right(px(14.0) as i32)
        .x_label_area_size(px(38.0) as i32)
        .y_label_area_size(px(54.0) as i32)
        .build_cartesian_2d(style.first..last, (bottom..top).log_scale())
        .map_err(|e| e.to_string())?;
    let decades = (top / bottom).log10().round() as usize;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(style.grid.stroke_width(px(1.0) as u32))
        .axis_style(style.grid.stroke_width(px(1.0) as u32))
        .x_labels(5)
        .y_labels(decades + 1)
        .x_label_formatter(&|x| format!("{}", x.round()))
        .y_label_formatter(&|y| decade(*y))
        .label_style(font(12.0))
        .axis_desc_style(font(12.0))
        .x_desc(style.x_label.as_str())
        .y_desc(style.y_label.as_str())
        .draw()
        .map_err(|e| e.to_string())?;
    let line = style.line.stroke_width(px(1.5) as u32);
    chart
        .draw_series(LineSeries::new(points.iter().copied(), line))
        .map_err(|e| e.to_string())?;
    if let [point] = points[..] {
        // A line of one point cannot be seen.
        chart
            .draw_series([Circle::new(point, px(2.5) as i32, style.line.filled())])
            .map_err(|e| e.to_string())?;
    }
    area.present().map_err(|e| e.to_string())
}

/// 1, 0.1, 0.01, then powers.
fn decade(y: f64) -> String {
    if (0.0099..10_001.0).contains(&y) {
        format!("{}", (y * 1000.0).round() / 1000.0)
    } else {
        format!("{y:.0e}")
    }
}

fn read(style: Value) -> Result<Style> {
    let Value::Table(table) = style else {
        return Err(Error::new(Code::Type, "style", "no table", "an object"));
    };
    let find = |key: &str| {
        let found = table
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value);
        found.ok_or_else(|| Error::new(Code::MissingKey, key, "nothing", "given"))
    };
    let text = |key: &str| match find(key)? {
        Value::Text(text) => Ok(text.clone()),
        other => Err(Error::new(Code::Type, key, format!("{other:?}"), "a text")),
    };
    let number = |key: &str| match find(key)? {
        Value::Number(x) if x.is_finite() => Ok(*x),
        other => Err(Error::new(
            Code::Type,
            key,
            format!("{other:?}"),
            "a finite number",
        )),
    };
    let colour = |key: &str| {
        let hex = text(key)?;
        let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6);
        let rgb = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let rgb =
            rgb.ok_or_else(|| Error::new(Code::Type, key, &hex, "a colour such as #1d5ca6"))?;
        let [_, r, g, b] = rgb.to_be_bytes();
        Ok(RGBColor(r, g, b))
    };
    Ok(Style {
        ratio: number("ratio")?.clamp(0.5, 8.0),
        ink: colour("ink")?,
        grid: colour("grid")?,
        line: colour("line")?,
        font: text("font")?,
        x_label: text("xLabel")?,
        y_label: text("yLabel")?,
        first: number("first")?,
        stride: number("stride")?.max(1.0),
    })
}
