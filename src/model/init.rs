//! Start values of the parameters: how they are drawn, kind by kind.

use crate::model::layout::{Kind, Layout, Span};
use crate::numbers::real::Real;
use crate::numbers::rng::Rng;

/// How the parameters start. The forget bias is added to any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Init {
    /// Every parameter uniform in ±1/√hidden, as in PyTorch's recurrent layers.
    Uniform,
    /// Matrices uniform in ±√(6 / (inputs + outputs)), each gate by itself; biases 0. Glorot & Bengio, "Understanding the
    /// Difficulty of Training Deep Feedforward Neural Networks", AISTATS 2010, equation 16.
    Glorot,
    /// As Glorot, but the matrices on h' have orthonormal columns, so that as a map they keep lengths. Saxe, McClelland &
    /// Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks", ICLR 2014.
    Orthogonal,
}

impl Init {
    /// All of them.
    pub const ALL: [Init; 3] = [Init::Uniform, Init::Glorot, Init::Orthogonal];

    /// Its name in a config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Init::Uniform => "uniform",
            Init::Glorot => "glorot",
            Init::Orthogonal => "orthogonal",
        }
    }

    /// Fills all parameters, in the order of memory; `hidden` units bound the uniform ones.
    pub fn draw<R: Real>(self, layout: &Layout, hidden: usize, rng: &mut Rng, params: &mut [R]) {
        let usual = 1.0 / (hidden as f64).sqrt();
        for field in layout.fields() {
            let Span { rows, cols, .. } = field.span;
            let to = &mut params[field.span.range()];
            let bound = match (self, field.kind) {
                (Init::Uniform, _) | (_, Kind::Peephole) => usual,
                (_, Kind::Bias) => 0.0,
                (Init::Orthogonal, Kind::RecurrentWeight) => {
                    orthogonal(rows, cols, rng, to);
                    continue;
                }
                _ => (6.0 / (rows + cols) as f64).sqrt(),
            };
            for p in to {
                *p = R::of(rng.uniform(-bound, bound));
            }
        }
    }
}

/// A matrix whose columns (or rows, if these are fewer) have length 1 and nothing in common: normal numbers, each column freed
/// of those before it and brought to length 1 (Gram & Schmidt, twice, for rounding leaves a little the first time).
fn orthogonal<R: Real>(rows: usize, cols: usize, rng: &mut Rng, to: &mut [R]) {
    let (few, long) = (rows.min(cols), rows.max(cols));
    let mut lines: Vec<Vec<f64>> = Vec::with_capacity(few);
    for _ in 0..few {
        let mut line: Vec<f64> = (0..long).map(|_| rng.normal()).collect();
        for _ in 0..2 {
            for before in &lines {
                let along: f64 = before.iter().zip(&line).map(|(a, b)| a * b).sum();
                for (x, b) in line.iter_mut().zip(before) {
                    *x -= along * b;
                }
            }
            let length = line.iter().map(|x| x * x).sum::<f64>().sqrt();
            line.iter_mut().for_each(|x| *x /= length);
        }
        lines.push(line);
    }
    for (k, p) in to.iter_mut().enumerate() {
        let (row, col) = (k / cols, k % cols);
        *p = R::of(if cols <= rows {
            lines[col][row]
        } else {
            lines[row][col]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::rng::Purpose;

    #[test]
    fn orthogonal_lines_have_length_one_and_nothing_in_common() {
        for [rows, cols] in [[6, 6], [6, 4], [4, 6], [1, 3]] {
            let mut layout = Layout::default();
            let span = layout.push("U", Kind::RecurrentWeight, [rows, cols], None);
            let mut params = vec![0.0; span.len()];
            let mut rng = Rng::new(1, Purpose::Parameters, 0);
            Init::Orthogonal.draw(&layout, rows, &mut rng, &mut params);
            let u = layout.view("U", &params);
            let products = if cols <= rows {
                u.t().dot(&u)
            } else {
                u.dot(&u.t())
            };
            for ((a, b), product) in products.indexed_iter() {
                let wanted = f64::from(u8::from(a == b));
                assert!((product - wanted).abs() < 1e-12, "{product}");
            }
        }
    }
}
