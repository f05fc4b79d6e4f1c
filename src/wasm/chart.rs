//! Curves over updates or steps, drawn into a canvas by plotters' backend for it: logarithmic, in the page's own colours.
//!
//! Of plotters only the backend is used. Its charts can do far more than two axes and lines, and all of that would go to
//! the reader.

use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontFamily, FontTransform,
};
use plotters_canvas::CanvasBackend;
use serde::{Deserialize, Deserializer, de};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use super::argument::{object, refused};
use super::objects::wide;
use super::thrown;
use crate::decimal;
use crate::error::{Code, Error, Result};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Style {
    ratio: f64,
    #[serde(deserialize_with = "colour")]
    ink: BackendColor,
    #[serde(deserialize_with = "colour")]
    grid: BackendColor,
    font: String,
    x_label: String,
    y_label: String,
}

#[derive(Deserialize)]
struct Curve {
    /// The numbers at the axis at which it has values.
    #[serde(with = "wide")]
    xs: Vec<f64>,
    #[serde(with = "wide")]
    values: Vec<f64>,
    #[serde(deserialize_with = "colour")]
    line: BackendColor,
    /// Stands on it, so that it can be told from others without its colour.
    mark: String,
    /// At each of its points, not only at one.
    each: bool,
}

/// Width and height in pixels, below which nothing could be read.
const SMALLEST: (u32, u32) = (80, 60);
/// The largest number at the axis. Larger ones have gaps: the next tick could be the same again.
const LAST: f64 = 9_007_199_254_740_991.0;

/// Draws curves into one frame. The canvas's width and height are in device pixels.
///
/// # Errors
/// A canvas that cannot be drawn on (size 0), or a curve or style with a key missing or of a wrong kind; nothing is drawn
/// then.
#[wasm_bindgen(js_name = drawCurves)]
pub fn draw_curves(
    #[wasm_bindgen(unchecked_param_type = "HTMLCanvasElement")] canvas: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Curve[]")] curves: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ChartStyle")] style: &JsValue,
) -> std::result::Result<(), JsValue> {
    let mut style: Style = object("style", style)?;
    style.ratio = style.ratio.clamp(0.5, 8.0);
    let curves: Vec<Curve> = object("curves", curves)?;
    curves.iter().try_for_each(Curve::check).map_err(thrown)?;
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
    draw(backend, &curves, &style)
        .map_err(|error| thrown(Error::new(Code::CanvasDrawing, "canvas", error)))
}

type Drawn =
    std::result::Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

fn draw(mut canvas: CanvasBackend, curves: &[Curve], style: &Style) -> Drawn {
    let px = |size: f64| (size * style.ratio).round().max(1.0) as i32;
    let points = || curves.iter().flat_map(Curve::points);
    let exponents = points().map(|(_, y)| y.log10());
    let range = exponents.fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(y), b.max(y)));
    // Without a point the axes are still there, so that the eye knows what will come.
    let (low, high) = if points().next().is_none() {
        (-1.0, 0.0)
    } else {
        range
    };
    // Whole decades, so that the axis does not jump with every update.
    let (bottom, top) = ((low - 0.02).floor() as i32, (high + 0.02).ceil() as i32);
    let xs = || curves.iter().flat_map(|curve| curve.xs.iter().copied());
    let first = xs().reduce(f64::min).unwrap_or(1.0);
    let gaps = curves.iter().flat_map(|curve| curve.xs.windows(2));
    let gaps = gaps.map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 0.0);
    // Room for ten points, so that the first ones do not fill the frame.
    let room = first + 10.0 * gaps.reduce(f64::min).unwrap_or(1.0);
    let last = xs().fold(room, f64::max);

    let (width, height) = canvas.get_size();
    let (right, down) = (width as i32 - px(14.0), height as i32 - px(38.0));
    let x = Axis {
        values: (first, last),
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
        colour: style.ink,
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
    let mut tick = (first / step).ceil() * step;
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

    let place = |(n, value): (f64, f64)| (x.place(n), y.place(value.log10()));
    for (k, curve) in curves.iter().enumerate() {
        let points: Vec<_> = curve.points().map(place).collect();
        let line = Pen(curve.line, px(1.5) as u32);
        canvas.draw_path(points.iter().copied(), &line)?;
        if let [point] = points[..] {
            // A line of one point cannot be seen.
            canvas.draw_circle(point, px(2.5) as u32, &line, true)?;
        }
        // A mark alone has a place of its own, where curves lie on each other too.
        let at = points.len() * (2 * k + 1) / (2 * curves.len());
        let marked = match (curve.mark.is_empty(), curve.each) {
            (true, _) => &[],
            (_, true) => &points[..],
            (_, false) => points.get(at..=at).unwrap_or_default(),
        };
        for &at in marked {
            canvas.draw_circle(at, px(8.0) as u32, &line, true)?;
            let inside = Text {
                colour: BackendColor {
                    alpha: 1.0,
                    rgb: (255, 255, 255),
                },
                anchor: Pos::new(HPos::Center, VPos::Center),
                ..ink
            };
            canvas.draw_text(&curve.mark, &inside, at)?;
        }
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

/// 10 to this power: 1, 0.1, 0.01, then as powers, 10⁻³.
fn decade(exponent: i32) -> String {
    match exponent {
        -2 => "0.01".to_owned(),
        -1 => "0.1".to_owned(),
        0..=4 => 10u32.pow(exponent as u32).to_string(),
        _ => {
            let raised = |c: char| match c {
                '-' => '⁻',
                digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']
                    [digit as usize - '0' as usize],
            };
            format!(
                "10{}",
                exponent.to_string().chars().map(raised).collect::<String>()
            )
        }
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
    colour: BackendColor,
    size: f64,
    turned: bool,
    anchor: Pos,
}

impl BackendTextStyle for Text<'_> {
    type FontError = std::fmt::Error;

    fn color(&self) -> BackendColor {
        self.colour
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

impl Curve {
    /// Refuses what the axis cannot show.
    fn check(&self) -> Result<()> {
        if let Some(&x) = self.xs.iter().find(|x| !(0.0..=LAST).contains(*x)) {
            let error = Error::new(Code::Number, "xs", decimal::text(x));
            return Err(error.with("min", 0.0).with("max", LAST));
        }
        if self.values.len() != self.xs.len() {
            let error = Error::new(Code::Length, "values", self.values.len());
            return Err(error.with("wanted", self.xs.len()));
        }
        Ok(())
    }

    /// (number at the axis, value), only what a logarithmic axis can show.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let all = self.xs.iter().copied().zip(self.values.iter().copied());
        all.filter(|(_, y)| y.is_finite() && *y > 0.0)
    }
}

/// "#rrggbb"
fn colour<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<BackendColor, D::Error> {
    let hex = String::deserialize(from)?;
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6);
    let rgb = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let rgb = rgb.ok_or_else(|| de::Error::custom("a colour is written #rrggbb"))?;
    let [_, r, g, b] = rgb.to_be_bytes();
    Ok(BackendColor {
        alpha: 1.0,
        rgb: (r, g, b),
    })
}
