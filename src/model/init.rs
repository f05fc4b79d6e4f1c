//! Start values of the parameters: how they are drawn, kind by kind.

use ndarray::{ArrayView1, ArrayViewMut2};
use strum::{AsRefStr, EnumString, VariantArray, VariantNames};

use crate::model::layout::{Kind, Layout};
use crate::numbers::real::Real;
use crate::numbers::rng::Rng;

/// How the parameters start. The forget bias is added to all but the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, AsRefStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Init {
    /// Every parameter uniform in ±1/√hidden, as in PyTorch's recurrent layers.
    Uniform,
    /// Matrices uniform in ±√(6 / (inputs + outputs)), each gate by itself; biases 0. Glorot & Bengio, "Understanding the
    /// Difficulty of Training Deep Feedforward Neural Networks", AISTATS 2010, equation 16.
    Glorot,
    /// As Glorot, but the matrices on h' have orthonormal columns, so that as a map they keep lengths. Saxe, McClelland &
    /// Ganguli, "Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks", ICLR 2014.
    Orthogonal,
    /// As Uniform, but for the gates of a state: its forget gate's bias is ln u, with a u of its own for each unit, uniform in
    /// 1..T-1, where T is the longest delay to be expected, and its input gate's bias is -ln u. So each unit begins with
    /// forgetting within about u steps, and lets in as little as it forgets. Tallec & Ollivier, "Can Recurrent Neural
    /// Networks Warp Time?", ICLR 2018.
    Chrono,
}

impl Init {
    /// Fills all parameters, in the order of memory; `hidden` units bound the uniform ones.
    pub fn draw<R: Real>(self, layout: &Layout, hidden: usize, rng: &mut Rng, params: &mut [R]) {
        let usual = 1.0 / (hidden as f64).sqrt();
        for field in layout.fields() {
            let mut matrix = field.span.view_mut(params);
            let (rows, cols) = matrix.dim();
            let bound = match (self, field.kind) {
                (Init::Uniform | Init::Chrono, _) | (_, Kind::Peephole) => usual,
                (_, Kind::Bias) => 0.0,
                (Init::Orthogonal, Kind::RecurrentWeight) => {
                    orthogonal(rng, matrix);
                    continue;
                }
                _ => (6.0 / (rows + cols) as f64).sqrt(),
            };
            for p in &mut matrix {
                *p = R::of(rng.uniform(-bound, bound));
            }
        }
    }
}

/// Makes the columns (or the rows, if these are fewer) of a matrix of length 1 and at right angles to each other: normal
/// numbers, from which Gram and Schmidt take the share of each line before (twice, for rounding leaves a little the first
/// time).
fn orthogonal<R: Real>(rng: &mut Rng, matrix: ArrayViewMut2<'_, R>) {
    let (rows, cols) = matrix.dim();
    let mut lines = if cols <= rows {
        matrix.reversed_axes()
    } else {
        matrix
    };
    let mut before: Vec<Vec<f64>> = Vec::with_capacity(lines.nrows());
    for mut to in lines.rows_mut() {
        let mut line: Vec<f64> = to.iter().map(|_| rng.normal()).collect();
        for _ in 0..2 {
            for other in &before {
                let share: f64 = other.iter().zip(&line).map(|(a, b)| a * b).sum();
                for (x, other) in line.iter_mut().zip(other) {
                    *x -= share * other;
                }
            }
            let length = line.iter().map(|x| x * x).sum::<f64>().sqrt();
            line.iter_mut().for_each(|x| *x /= length);
        }
        to.assign(&ArrayView1::from(&line).mapv(R::of));
        before.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::rng::Purpose;

    /// Of many numbers the largest is close to the bound and the mean square close to a third of the bound's: that is a
    /// uniform distribution between the bounds, neither narrower nor wider.
    #[test]
    fn uniform_numbers_fill_their_interval() {
        let (hidden, inputs) = (48, 30);
        let mut layout = Layout::default();
        layout.push("W", Kind::Weight, [hidden, inputs], None);
        layout.push("U", Kind::RecurrentWeight, [hidden, hidden], None);
        layout.push("b", Kind::Bias, [1000, 1], None);
        layout.push("p", Kind::Peephole, [1000, 1], None);
        let usual = 1.0 / (hidden as f64).sqrt();
        let glorot = |rows: usize, cols: usize| (6.0 / (rows + cols) as f64).sqrt();
        let w = glorot(hidden, inputs);
        for (init, bounds) in [
            (Init::Uniform, [Some(usual); 4]),
            (Init::Chrono, [Some(usual); 4]),
            (
                Init::Glorot,
                [Some(w), Some(glorot(hidden, hidden)), None, Some(usual)],
            ),
            (Init::Orthogonal, [Some(w), None, None, Some(usual)]),
        ] {
            let mut params = vec![0.0f64; layout.len()];
            let mut rng = Rng::new(1, Purpose::Parameters, 0);
            init.draw(&layout, hidden, &mut rng, &mut params);
            for (field, bound) in layout.fields().iter().zip(bounds) {
                let what = format!("{} of {init:?}", field.name);
                let own = &params[field.span.range()];
                let Some(bound) = bound else {
                    // Biases; and what is orthogonal is held by the test below.
                    assert!(
                        field.kind != Kind::Bias || own.iter().all(|&b| b == 0.0),
                        "{what}"
                    );
                    continue;
                };
                let largest = own.iter().fold(0.0f64, |max, p| max.max(p.abs()));
                assert!(
                    (0.98 * bound..=bound).contains(&largest),
                    "{largest} of {bound}: {what}"
                );
                let mean_square = own.iter().map(|p| p * p).sum::<f64>() / own.len() as f64;
                let share = mean_square / (bound * bound);
                assert!((0.3..0.37).contains(&share), "{share}: {what}");
                let mean = own.iter().sum::<f64>() / own.len() as f64;
                assert!(mean.abs() < 0.07 * bound, "{mean}: {what}");
            }
        }
    }

    #[test]
    fn orthogonal_lines_have_length_one_and_nothing_in_common() {
        for [rows, cols] in [[6, 6], [6, 4], [4, 6], [1, 3]] {
            let mut layout = Layout::default();
            let span = layout.push("U", Kind::RecurrentWeight, [rows, cols], None);
            let mut params = vec![0.0; span.len()];
            let mut rng = Rng::new(1, Purpose::Parameters, 0);
            Init::Orthogonal.draw(&layout, rows, &mut rng, &mut params);
            let u = span.view(&params);
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
