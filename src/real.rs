//! The float type and the few numeric kernels that everything else is made of.
//!
//! Lives here: [`Real`] (f32 in what ships, f64 where truth is asked for), the products, and sigmoid and tanh over
//! slices. Does not live here: anything that knows what a gate, a step or a parameter is.
//!
//! The products are written so that the compiler turns them into SIMD by itself, natively and in wasm: sums are kept
//! in small arrays of lanes, which LLVM holds in vector registers. Nothing here allocates.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A float: f32 or f64 and nothing else.
pub trait Real:
    sealed::Sealed
    + Copy
    + Default
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + MulAssign
    + Sum
    + Send
    + Sync
    + 'static
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// Bytes of one number.
    const BYTES: usize;

    /// The nearest number of this type.
    fn of(value: f64) -> Self;
    /// The same number as f64.
    fn f64(self) -> f64;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Appends the little-endian bytes of `self`.
    fn put(self, bytes: &mut Vec<u8>);
    /// Reads [`Real::BYTES`] little-endian bytes.
    ///
    /// # Panics
    /// If `bytes` has another length.
    fn get(bytes: &[u8]) -> Self;

    /// y = e^y, each element. f32: relative error at most 2e-7 for |y| ≤ 87, beyond which it is that of ±87.
    fn exp(y: &mut [Self]);
    /// y = 1 / (1 + e^-z), each element. f32: absolute error at most 3e-7 (tested over the whole range).
    fn sigmoid(z: &[Self], y: &mut [Self]);
    /// y = tanh z, each element. f32: absolute error at most 3e-7, and relative error at most 1e-6.
    fn tanh(z: &[Self], y: &mut [Self]);
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
    const BYTES: usize = 4;

    fn of(value: f64) -> f32 {
        value as f32
    }
    fn f64(self) -> f64 {
        f64::from(self)
    }
    fn sqrt(self) -> f32 {
        self.sqrt()
    }
    fn is_finite(self) -> bool {
        self.is_finite()
    }
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }
    fn get(bytes: &[u8]) -> f32 {
        f32::from_le_bytes(bytes.try_into().expect("four bytes"))
    }

    fn exp(y: &mut [f32]) {
        for y in y {
            *y = exp(*y);
        }
    }

    fn sigmoid(z: &[f32], y: &mut [f32]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = 1.0 / (1.0 + exp(-z));
        }
    }

    fn tanh(z: &[f32], y: &mut [f32]) {
        for (y, &z) in y.iter_mut().zip(z) {
            // Far from 0: 1 - 2 / (e^2|z| + 1). Near 0 that would cancel, so an odd polynomial stands in; both are
            // computed and one is chosen, because a choice vectorises and a branch does not.
            let size = z.abs();
            let far = (1.0 - 2.0 / (exp(2.0 * size) + 1.0)).copysign(z);
            let u = z * z;
            let near = z + z
                * u
                * (-0.333_333_3
                    + u * (0.133_327_7
                        + u * (-0.053_850_91 + u * (0.020_997_18 + u * -0.006_096_714))));
            *y = if size < 0.625 { near } else { far };
        }
    }
}

/// e^x without a branch, relative error about 1e-7; x beyond ±87 is taken as ±87, so the result is never 0 or infinite.
/// e^x = 2^n e^r with n = round(x / ln 2); e^r is a polynomial on |r| <= ln 2 / 2 (Chebyshev fit, error 8e-9).
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding 1.5 * 2^23 leaves no bits for a fraction: the sum is rounded to a whole number, kept in its low bits.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, the first with few enough bits that n times it is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Written as two choices (not `clamp`) so that NaN passes through and stays visible.
    let x = if x > 87.0 { 87.0 } else { x };
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let p =
        0.5 + r * (0.166_665_77 + r * (0.041_666_555 + r * (0.008_363_173 + r * 0.001_392_617_6)));
    let p = 1.0 + r + r * r * p;
    let scale = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    p * scale
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    const BYTES: usize = 8;

    fn of(value: f64) -> f64 {
        value
    }
    fn f64(self) -> f64 {
        self
    }
    fn sqrt(self) -> f64 {
        self.sqrt()
    }
    fn is_finite(self) -> bool {
        self.is_finite()
    }
    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }
    fn get(bytes: &[u8]) -> f64 {
        f64::from_le_bytes(bytes.try_into().expect("eight bytes"))
    }

    fn exp(y: &mut [f64]) {
        y.iter_mut().for_each(|y| *y = y.exp());
    }

    fn sigmoid(z: &[f64], y: &mut [f64]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = 1.0 / (1.0 + (-z).exp());
        }
    }

    fn tanh(z: &[f64], y: &mut [f64]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = z.tanh();
        }
    }
}

/// Lanes of a running sum: two wasm vectors of four f32, so that one addition need not wait for the last.
const LANES: usize = 8;

/// Numbers of a matrix inside a flat slice: element (r, k) is at `at + r * row + k * col`. Steps may be negative
/// (a walk back in time) or transposed (`row` 1).
#[derive(Clone, Copy, Debug)]
pub struct Strides {
    /// Place of element (0, 0).
    pub at: usize,
    /// From one row to the next.
    pub row: isize,
    /// From one column to the next.
    pub col: isize,
}

impl Strides {
    #[inline(always)]
    fn index(self, r: usize, k: usize) -> usize {
        self.at
            .wrapping_add_signed(r as isize * self.row + k as isize * self.col)
    }
}

/// out += A x for a column of B = 1: `a` is row-major, `out.len()` rows of `x.len()`; each sum is finished before it is added.
///
/// # Panics
/// If `a` is shorter than that.
pub fn add_product_vector<R: Real>(a: &[R], x: &[R], out: &mut [R]) {
    const ROWS: usize = 4;
    let n = x.len();
    let whole = n - n % LANES;
    let mut rows = out.chunks_exact_mut(ROWS);
    let mut r = 0;
    for out in &mut rows {
        // Four rows at a time share each load of x.
        let a: [&[R]; ROWS] = std::array::from_fn(|k| &a[(r + k) * n..(r + k + 1) * n]);
        let mut sums = [[R::ZERO; LANES]; ROWS];
        for j in (0..whole).step_by(LANES) {
            let x: &[R; LANES] = x[j..j + LANES].try_into().expect("a chunk of lanes");
            for (sum, a) in sums.iter_mut().zip(a) {
                let a: &[R; LANES] = a[j..j + LANES].try_into().expect("a chunk of lanes");
                for l in 0..LANES {
                    sum[l] += a[l] * x[l];
                }
            }
        }
        for ((out, sum), a) in out.iter_mut().zip(sums).zip(a) {
            *out += finish(sum, &a[whole..], &x[whole..]);
        }
        r += ROWS;
    }
    for out in rows.into_remainder() {
        *out += dot(&a[r * n..(r + 1) * n], x);
        r += 1;
    }
}

/// Sum of a[k] x[k], in the very order that [`add_product_vector`] sums a row.
pub fn dot<R: Real>(a: &[R], x: &[R]) -> R {
    let whole = x.len() - x.len() % LANES;
    let mut sum = [R::ZERO; LANES];
    for (a, x) in a.chunks_exact(LANES).zip(x.chunks_exact(LANES)) {
        for l in 0..LANES {
            sum[l] += a[l] * x[l];
        }
    }
    finish(sum, &a[whole..], &x[whole..])
}

/// The lanes, then what was left over.
#[inline(always)]
fn finish<R: Real>(s: [R; LANES], a: &[R], x: &[R]) -> R {
    let mut sum = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
    for (&a, &x) in a.iter().zip(x) {
        sum += a * x;
    }
    sum
}

/// out += A X. `out` has rows of `cols` numbers, `out_row` apart; A is `rows x depth` in `a`; X is `depth x cols` in `x`,
/// its rows contiguous (`x_at.col` is 1 and not looked at).
///
/// Each number of `out` is its old value plus the `depth` terms *one after the other*, whatever the tiling. So adding
/// the terms of one time step after those of another gives the same bits as all at once.
///
/// # Panics
/// If a place lies outside its slice.
#[expect(
    clippy::too_many_arguments,
    reason = "a product has three matrices and three sizes"
)]
pub fn add_product<R: Real>(
    rows: usize,
    cols: usize,
    depth: usize,
    a: &[R],
    a_at: Strides,
    x: &[R],
    x_at: Strides,
    out: &mut [R],
    out_row: usize,
) {
    let mut r = 0;
    while r + 4 <= rows {
        add_rows::<R, 4>(r, cols, depth, a, a_at, x, x_at, out, out_row);
        r += 4;
    }
    while r < rows {
        add_rows::<R, 1>(r, cols, depth, a, a_at, x, x_at, out, out_row);
        r += 1;
    }
}

/// `N` rows of [`add_product`], in tiles as wide as fit.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "as add_product")]
fn add_rows<R: Real, const N: usize>(
    r: usize,
    cols: usize,
    depth: usize,
    a: &[R],
    a_at: Strides,
    x: &[R],
    x_at: Strides,
    out: &mut [R],
    out_row: usize,
) {
    let mut c = 0;
    while c + 8 <= cols {
        add_tile::<R, N, 8>(r, c, depth, a, a_at, x, x_at, out, out_row);
        c += 8;
    }
    if c + 4 <= cols {
        add_tile::<R, N, 4>(r, c, depth, a, a_at, x, x_at, out, out_row);
        c += 4;
    }
    while c < cols {
        add_tile::<R, N, 1>(r, c, depth, a, a_at, x, x_at, out, out_row);
        c += 1;
    }
}

/// `N x M` numbers of [`add_product`], held in registers over the whole depth.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "as add_product")]
fn add_tile<R: Real, const N: usize, const M: usize>(
    r: usize,
    c: usize,
    depth: usize,
    a: &[R],
    a_at: Strides,
    x: &[R],
    x_at: Strides,
    out: &mut [R],
    out_row: usize,
) {
    let mut sums = [[R::ZERO; M]; N];
    for (n, sum) in sums.iter_mut().enumerate() {
        let from = (r + n) * out_row + c;
        sum.copy_from_slice(&out[from..from + M]);
    }
    for k in 0..depth {
        let from = x_at.index(k, 0) + c;
        let x: &[R; M] = x[from..from + M].try_into().expect("a tile's width");
        for (n, sum) in sums.iter_mut().enumerate() {
            let a = a[a_at.index(r + n, k)];
            for m in 0..M {
                sum[m] += a * x[m];
            }
        }
    }
    for (n, sum) in sums.iter().enumerate() {
        let from = (r + n) * out_row + c;
        out[from..from + M].copy_from_slice(sum);
    }
}

/// Copies a `rows x cols` matrix into `out` as `cols x rows`.
pub fn transpose<R: Real>(rows: usize, cols: usize, a: &[R], out: &mut [R]) {
    for (r, a) in a[..rows * cols].chunks_exact(cols).enumerate() {
        for (c, &a) in a.iter().enumerate() {
            out[c * rows + r] = a;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without pattern, the same each time.
    fn numbers<R: Real>(n: usize, salt: usize) -> Vec<R> {
        (0..n)
            .map(|k| R::of((((k + salt) * 2_654_435_761) % 1009) as f64 / 504.5 - 1.0))
            .collect()
    }

    /// The slow, obviously right twin of [`add_product`].
    fn naive(rows: usize, cols: usize, depth: usize, a: &[f64], x: &[f64], out: &mut [f64]) {
        for r in 0..rows {
            for c in 0..cols {
                for k in 0..depth {
                    out[r * cols + c] += a[r * depth + k] * x[k * cols + c];
                }
            }
        }
    }

    fn close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        for (k, (a, b)) in a.iter().zip(b).enumerate() {
            assert!(
                (a - b).abs() < 1e-12 * (1.0 + b.abs()),
                "element {k}: {a} against {b}"
            );
        }
    }

    #[test]
    fn add_product_equals_its_naive_twin() {
        for (rows, cols, depth) in [
            (1, 1, 1),
            (4, 8, 3),
            (5, 13, 7),
            (9, 20, 16),
            (3, 2, 0),
            (64, 1, 5),
        ] {
            let a = numbers(rows * depth, 1);
            let x = numbers(depth * cols, 2);
            let mut expected = numbers(rows * cols, 3);
            let mut got = expected.clone();
            naive(rows, cols, depth, &a, &x, &mut expected);
            let a_at = Strides {
                at: 0,
                row: depth as isize,
                col: 1,
            };
            let x_at = Strides {
                at: 0,
                row: cols as isize,
                col: 1,
            };
            add_product(rows, cols, depth, &a, a_at, &x, x_at, &mut got, cols);
            close(&got, &expected);
        }
    }

    #[test]
    fn add_product_walks_transposed_and_backwards() {
        let (rows, cols, depth) = (6, 11, 5);
        let a: Vec<f64> = numbers(rows * depth, 1);
        let x: Vec<f64> = numbers(depth * cols, 2);
        let mut expected = numbers(rows * cols, 3);
        let mut got = expected.clone();
        naive(rows, cols, depth, &a, &x, &mut expected);
        let mut a_t = vec![0.0; a.len()];
        transpose(rows, depth, &a, &mut a_t);
        // Column k of A is row k of its transpose; both matrices are read from the last k to the first.
        let a_at = Strides {
            at: (depth - 1) * rows,
            row: 1,
            col: -(rows as isize),
        };
        let x_at = Strides {
            at: (depth - 1) * cols,
            row: -(cols as isize),
            col: 1,
        };
        add_product(rows, cols, depth, &a_t, a_at, &x, x_at, &mut got, cols);
        close(&got, &expected);
    }

    #[test]
    fn add_product_in_two_halves_gives_the_same_bits() {
        let (rows, cols, depth) = (7, 13, 10);
        let a: Vec<f32> = numbers(rows * depth, 1);
        let x: Vec<f32> = numbers(depth * cols, 2);
        let at = |k: usize| {
            (
                Strides {
                    at: k,
                    row: depth as isize,
                    col: 1,
                },
                Strides {
                    at: k * cols,
                    row: cols as isize,
                    col: 1,
                },
            )
        };
        let mut whole = vec![0.5f32; rows * cols];
        let mut halves = whole.clone();
        add_product(
            rows,
            cols,
            depth,
            &a,
            at(0).0,
            &x,
            at(0).1,
            &mut whole,
            cols,
        );
        add_product(rows, cols, 4, &a, at(0).0, &x, at(0).1, &mut halves, cols);
        add_product(rows, cols, 6, &a, at(4).0, &x, at(4).1, &mut halves, cols);
        assert_eq!(whole, halves);
    }

    #[test]
    fn add_product_vector_equals_its_naive_twin() {
        for (rows, depth) in [(1, 1), (4, 8), (7, 19), (32, 100), (3, 0)] {
            let a = numbers(rows * depth, 1);
            let x = numbers(depth, 2);
            let mut expected = numbers(rows, 3);
            let mut got = expected.clone();
            naive(rows, 1, depth, &a, &x, &mut expected);
            add_product_vector(&a, &x, &mut got);
            close(&got, &expected);
        }
    }

    /// Every f32 that matters: a fine walk through ±100 and through the smallest numbers.
    fn arguments() -> Vec<f32> {
        let walk = (-400_000..=400_000).map(|k| k as f32 / 4000.0);
        let small = (-40..8).flat_map(|e| [1.0, -1.0, 1.37, -1.73].map(|m| m * 2f32.powi(e)));
        walk.chain(small)
            .chain([1e30, -1e30, f32::MAX, f32::MIN])
            .collect()
    }

    #[test]
    fn sigmoid_f32_is_within_its_stated_error() {
        let z = arguments();
        let mut y = vec![0.0; z.len()];
        <f32 as Real>::sigmoid(&z, &mut y);
        for (&z, &y) in z.iter().zip(&y) {
            let exact = 1.0 / (1.0 + (-f64::from(z)).exp());
            assert!(
                (f64::from(y) - exact).abs() <= 3e-7,
                "sigmoid({z}) = {y}, exactly {exact}"
            );
        }
    }

    #[test]
    fn tanh_f32_is_within_its_stated_error() {
        let z = arguments();
        let mut y = vec![0.0; z.len()];
        <f32 as Real>::tanh(&z, &mut y);
        for (&z, &y) in z.iter().zip(&y) {
            let exact = f64::from(z).tanh();
            let error = (f64::from(y) - exact).abs();
            assert!(
                error <= 3e-7 && error <= 1e-6 * exact.abs(),
                "tanh({z}) = {y}, exactly {exact}"
            );
        }
    }

    #[test]
    fn nan_stays_nan() {
        let mut y = [0.0f32; 2];
        <f32 as Real>::sigmoid(&[f32::NAN; 2], &mut y);
        assert!(y.iter().all(|y| y.is_nan()));
        <f32 as Real>::tanh(&[f32::NAN; 2], &mut y);
        assert!(y.iter().all(|y| y.is_nan()));
    }
}
