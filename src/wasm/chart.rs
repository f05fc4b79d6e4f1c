//! The loss curve, drawn into a canvas by plotters' backend for it: logarithmic, in the page's own colours.
//!
//! Of plotters only the backend is used. Its charts can do far more than two axes and a line, and all of that would go to
//! the reader.

use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontTransform,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use super::argument::{any_numbers, refused, table};
use super::thrown;
use crate::decimal;
use crate::error::{Code, Error, Result};
use crate::setting::Value;

struct Style {
    ratio: f64,
    ink: BackendColor,
    grid: BackendColor,
    line: BackendColor,
    font: String,
    x_label: String,
    y_label: String,
    first: f64,
    stride: f64,
}

/// Width and height in pixels, below which nothing could be read.
const SMALLEST: (u32, u32) = (80, 60);
/// The largest number of an update.
const LAST: f64 = 9_007_199_254_740_991.0;

/// Draws losses over updates. The canvas's width and height are in device pixels.
///
/// # Errors
/// A canvas that cannot be drawn on (size 0), or a style with a key missing or of a wrong
/// kind; nothing is drawn then.
#[wasm_bindgen(js_name = drawLoss)]
pub fn draw_loss(
    #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float32Array")] losses: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: &JsValue,
) -> std::result::Result<(), JsValue> {
    let style = read(&table("style", style)?).map_err(thrown)?;
    let losses = any_numbers("losses", losses)?;
    let canvas: &HtmlCanvasElement = canvas
        .dyn_ref()
        .ok_or_else(|| refused("canvas", canvas, "canvas"))?;
    let size = (canvas.width(), canvas.height());
    let said = format!("{} x {}", size.0, size.1);
    if size.0 < SMALLEST.0 || size.1 < SMALLEST.1 {
        let error = Error::new(Code::CanvasSize, "canvas", said);
        let error = error.with("width", f64::from(SMALLEST.0));
        return Err(thrown(error.with("height", f64::from(SMALLEST.1))));
    }
    let backend = CanvasBackend::with_canvas_object(canvas.clone())
        .ok_or_else(|| thrown(Error::new(Code::CanvasContext, "canvas", said)))?;
    draw(backend, &losses, &style)
        .map_err(|error| thrown(Error::new(Code::CanvasDrawing, "canvas", error)))
}

type Drawn =
    std::result::Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

fn draw(mut canvas: CanvasBackend, losses: &[f32], style: &Style) -> Drawn {
    let px = |size: f64| (size * style.ratio).round().max(1.0) as i32;
    let points: Vec<(f64, f64)> = losses
        .iter()
        .enumerate()
        .filter(|(_, y)| y.is_finite() && **y > 0.0)
        .map(|(k, y)| (style.first + k as f64 * style.stride, f64::from(*y)))
        .collect();
    let exponents = points.iter().map(|&(_, y)| y.log10());
    let range = exponents.fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(y), b.max(y)));
    // Without a point the axes are still there, so that the eye knows what will come.
    let (low, high) = if points.is_empty() {
        (-1.0, 0.0)
    } else {
        range
    };
    // Whole decades, so that the axis does not jump with every update.
    let (bottom, top) = ((low - 0.02).floor() as i32, (high + 0.02).ceil() as i32);
    let last = points.last().map_or(1.0, |&(x, _)| x);
    let last = last.max(style.first + 10.0 * style.stride);

    let (width, height) = canvas.get_size();
    let (right, down) = (width as i32 - px(14.0), height as i32 - px(38.0));
    let x = Axis {
        values: (style.first, last),
        pixels: (px(54.0), right - 1),
    };
    let y = Axis {
        values: (f64::from(bottom), f64::from(top)),
        pixels: (down - 1, px(10.0)),
    };
    let (left, up) = (x.pixels.0, y.pixels.1);

    let grid = Pen(style.grid, px(1.0) as u32);
    let ink = Text {
        style,
        size: f64::from(px(12.0)),
        turned: false,
        anchor: Pos::new(HPos::Center, VPos::Bottom),
    };
    let middle = ((left + right) / 2, height as i32);
    canvas.draw_text(&style.x_label, &ink, middle)?;
    let turned = Text {
        turned: true,
        anchor: Pos::new(HPos::Center, VPos::Top),
        ..ink
    };
    canvas.draw_text(&style.y_label, &turned, (0, (up + down) / 2))?;

    canvas.draw_path([(left, down), (right - 1, down)], &grid)?;
    let below = Text {
        anchor: Pos::new(HPos::Center, VPos::Top),
        ..ink
    };
    let step = step(x.values);
    let mut tick = (style.first / step).ceil() * step;
    while tick <= last {
        let at = x.place(tick);
        canvas.draw_text(&decimal::text(tick), &below, (at, down + 10))?;
        canvas.draw_path([(at, down), (at, down + 5)], &grid)?;
        tick += step;
    }

    canvas.draw_path([(left - 1, down - 1), (left - 1, up)], &grid)?;
    let beside = Text {
        anchor: Pos::new(HPos::Right, VPos::Center),
        ..ink
    };
    for exponent in bottom..=top {
        let at = y.place(f64::from(exponent));
        canvas.draw_line((left, at), (right - 1, at), &grid)?;
        canvas.draw_text(&decade(exponent), &beside, (left - 10, at))?;
        canvas.draw_path([(left - 6, at), (left - 1, at)], &grid)?;
    }

    let place = |&(n, loss): &(f64, f64)| (x.place(n), y.place(loss.log10()));
    let line = Pen(style.line, px(1.5) as u32);
    canvas.draw_path(points.iter().map(place), &line)?;
    if let [point] = &points[..] {
        // A line of one point cannot be seen.
        canvas.draw_circle(place(point), px(2.5) as u32, &line, true)?;
    }
    Ok(())
}

/// Where values are on the canvas.
struct Axis {
    values: (f64, f64),
    pixels: (i32, i32),
}

impl Axis {
    fn place(&self, value: f64) -> i32 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        let length = f64::from(self.pixels.1 - self.pixels.0);
        self.pixels.0 + (length * share).trunc() as i32
    }
}

/// From one number at an axis to the next: 1, 2 or 5 of a decade, the smallest that needs five numbers at most.
fn step((from, to): (f64, f64)) -> f64 {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].iter().cycle() {
        if (to / step).floor() - (from / step).ceil() < 5.0 {
            break;
        }
        step *= factor;
    }
    step
}

/// 10 to this power: 1, 0.1, 0.01, then powers.
fn decade(exponent: i32) -> String {
    match exponent {
        -2 => "0.01".to_owned(),
        -1 => "0.1".to_owned(),
        0..=4 => 10u32.pow(exponent as u32).to_string(),
        _ => format!("1e{exponent}"),
    }
}

/// Colour and width of a line.
struct Pen(BackendColor, u32);

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        self.0
    }

    fn stroke_width(&self) -> u32 {
        self.1
    }
}

/// How a text stands at its place.
#[derive(Clone, Copy)]
struct Text<'a> {
    style: &'a Style,
    size: f64,
    turned: bool,
    anchor: Pos,
}

impl BackendTextStyle for Text<'_> {
    type FontError = std::fmt::Error;

    fn color(&self) -> BackendColor {
        self.style.ink
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn transform(&self) -> FontTransform {
        if self.turned {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        }
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(&self.style.font)
    }

    // The canvas knows its fonts; neither of these is called.

    fn layout_box(
        &self,
        _: &str,
    ) -> std::result::Result<(BackendCoord, BackendCoord), std::fmt::Error> {
        Err(std::fmt::Error)
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> std::result::Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: F,
    ) -> std::result::Result<std::result::Result<(), E>, std::fmt::Error> {
        Err(std::fmt::Error)
    }
}

fn read(table: &[(String, Value)]) -> Result<Style> {
    let find = |key: &str| {
        let found = table.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    };
    let refused = |key: &str, wanted: &str| {
        let value = find(key).map_or("nothing".to_owned(), Value::text);
        Error::new(Code::Type, key, value).with("wanted", wanted)
    };
    let text = |key: &str| match find(key) {
        Some(Value::Text(text)) => Ok(text.clone()),
        _ => Err(refused(key, "text")),
    };
    let number = |key: &str| match find(key) {
        Some(Value::Number(x)) if x.is_finite() => Ok(*x),
        _ => Err(refused(key, "number")),
    };
    // Larger numbers have gaps: the next tick could be the same again.
    let count = |key: &str, min: f64| match number(key)? {
        x if (min..=LAST).contains(&x) => Ok(x),
        x => {
            let error = Error::new(Code::Number, key, decimal::text(x));
            Err(error.with("min", min).with("max", LAST))
        }
    };
    let colour = |key: &str| {
        let hex = text(key)?;
        let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6);
        let rgb = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let rgb = rgb.ok_or_else(|| refused(key, "colour"))?;
        let [_, r, g, b] = rgb.to_be_bytes();
        Ok(BackendColor {
            alpha: 1.0,
            rgb: (r, g, b),
        })
    };
    Ok(Style {
        ratio: number("ratio")?.clamp(0.5, 8.0),
        ink: colour("ink")?,
        grid: colour("grid")?,
        line: colour("line")?,
        font: text("font")?,
        x_label: text("xLabel")?,
        y_label: text("yLabel")?,
        first: count("first", 0.0)?,
        stride: count("stride", 1.0)?,
    })
}
