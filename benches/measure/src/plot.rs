//! How the cost of an iteration grows with one size, drawn as SVG.

use std::fs;
use std::path::Path;

use anyhow::Result;
use measure::workload::{Workload, sized};
use plotters::prelude::*;

use crate::engine::Engine;

/// One size that grows while all others stay.
pub struct Sweep {
    name: &'static str,
    /// As a reader knows it.
    axis: &'static str,
    sizes: &'static [usize],
    make: fn(String, usize) -> Workload,
    /// The products with parameters grow with this power of it.
    power: i32,
}

/// All of them. Where nothing else is said: 32 units, 100 steps, one sequence.
pub const SWEEPS: [Sweep; 3] = [
    Sweep {
        name: "steps",
        axis: "steps",
        sizes: &[25, 50, 100, 200, 400, 800, 1600],
        make: |name, n| sized(name, 32, n, 1),
        power: 1,
    },
    Sweep {
        name: "hidden",
        axis: "units",
        sizes: &[8, 16, 32, 64, 128, 256],
        make: |name, n| sized(name, n, 100, 1),
        power: 2,
    },
    Sweep {
        name: "batch",
        axis: "sequences",
        sizes: &[1, 2, 3, 4, 8, 16, 32, 64],
        make: |name, n| sized(name, 32, 100, n),
        power: 1,
    },
];

impl Sweep {
    /// What is to be measured for it.
    pub fn workloads(&self) -> impl Iterator<Item = Workload> {
        self.sizes.iter().map(|&n| (self.make)(self.place(n), n))
    }

    fn place(&self, n: usize) -> String {
        format!("{} {n}", self.name)
    }

    /// Writes `performance-NAME.svg`.
    pub fn draw(&self, engine: &Engine, folder: &Path) -> Result<()> {
        let points: Vec<(f64, f64)> = self
            .sizes
            .iter()
            .map(|&n| (n as f64, engine.time(&self.place(n)) / 1e3))
            .collect();
        let (first, last) = (points[0], points[points.len() - 1]);
        // Down from the last point: where the cost would come from if nothing but the products took time.
        let growth = |x: f64| last.1 * (x / last.0).powi(self.power);
        let low = growth(first.0).min(first.1);

        let file = folder.join(format!("performance-{}.svg", self.name));
        let area = SVGBackend::new(&file, (480, 320)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d(
                (first.0 / 1.2..last.0 * 1.2)
                    .log_scale()
                    .with_key_points(points.iter().map(|point| point.0).collect()),
                (low / 1.5..last.1 * 1.5).log_scale(),
            )?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .axis_desc_style(("sans-serif", 13))
            .label_style(("sans-serif", 12))
            .x_desc(self.axis)
            .y_desc("µs an iteration")
            .x_label_formatter(&|x| format!("{x:.0}"))
            .y_label_formatter(&|y| format!("{y:.0}"))
            .draw()?;
        let line = [first.0, last.0].map(|x| (x, growth(x)));
        chart.draw_series(LineSeries::new(line, BLACK.mix(0.35)))?;
        chart.draw_series(LineSeries::new(
            points.iter().copied(),
            BLUE.stroke_width(2),
        ))?;
        chart.draw_series(
            points
                .iter()
                .map(|&point| Circle::new(point, 3, BLUE.filled())),
        )?;
        area.present()?;
        drop(chart);
        drop(area);
        // As .editorconfig wants it.
        let text = fs::read_to_string(&file)?;
        Ok(fs::write(file, format!("{}\n", text.trim_end()))?)
    }
}
