//! The float type and the kernels over slices of it.
//!
//! Here are [`Real`] (f32 in what ships, f64 for checks), products of matrices and vectors, and sigmoid and tanh over slices.
//! Nothing here knows what a gate, a step or a parameter is. Matrices are row-major without gaps unless they are [`Rows`].
//!
//! The products are written so that the compiler vectorizes them, natively and in wasm: sums are kept in small arrays of
//! lanes, which LLVM holds in vector registers. Nothing here allocates.
//!
//! The error of a number to which n products are added is at most (n + 2) u (|before| + Σ |a x|), with u = 2⁻²⁴ in f32 and
//! 2⁻⁵³ in f64, whatever the order of the sum (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1).

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Range, Sub};

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
    /// States, their gradients and moments of optimizers that are smaller than this in absolute value are set to 0. f32: 1e-34,
    /// four decades above the subnormal numbers (below 1.2e-38), with which many processors are some hundred times slower;
    /// f64: 0, so nothing is set to 0.
    const TINY: Self;

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

    /// y = e^y, each element. f32: relative error at most 2e-7 for |y| ≤ 87; beyond, the result is that for ±87.
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
    const TINY: f32 = 1e-34;

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

    #[inline(always)]
    fn exp(y: &mut [f32]) {
        for y in y {
            *y = exp(*y);
        }
    }

    #[inline(always)]
    fn sigmoid(z: &[f32], y: &mut [f32]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = 1.0 / (1.0 + exp(-z));
        }
    }

    #[inline(always)]
    fn tanh(z: &[f32], y: &mut [f32]) {
        for (y, &z) in y.iter_mut().zip(z) {
            // tanh z = e / (e + 2) with e = e^2z - 1, which exp_parts gives without cancellation near 0.
            let (power, rest) = exp_parts(2.0 * z);
            let e = power * rest + (power - 1.0);
            *y = e / (e + 2.0);
        }
    }
}

/// e^x without a branch, relative error about 1e-7; x beyond ±87 is taken as ±87, so the result is never 0 or infinite.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let (power, rest) = exp_parts(x);
    power + power * rest
}

/// 2^n and e^r - 1, where x = n ln 2 + r and |r| <= ln 2 / 2; e^x is 2^n (1 + (e^r - 1)). The polynomial is a Chebyshev fit,
/// error 8e-9.
#[inline(always)]
fn exp_parts(x: f32) -> (f32, f32) {
    // 1.5 * 2^23 + x has no bits for a fraction: the sum is rounded to a whole number, which its low bits hold.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, the first with few enough bits that n times it is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Two comparisons instead of `clamp`, so that NaN stays NaN.
    let x = if x > 87.0 { 87.0 } else { x };
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let p =
        0.5 + r * (0.166_665_77 + r * (0.041_666_555 + r * (0.008_363_173 + r * 0.001_392_617_6)));
    let rest = r + r * r * p;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    (power, rest)
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    const BYTES: usize = 8;
    const TINY: f64 = 0.0;

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
        y.iter_mut().for_each(|y| *y = libm::exp(*y));
    }

    fn sigmoid(z: &[f64], y: &mut [f64]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = 1.0 / (1.0 + libm::exp(-z));
        }
    }

    fn tanh(z: &[f64], y: &mut [f64]) {
        for (y, &z) in y.iter_mut().zip(z) {
            *y = libm::tanh(z);
        }
    }
}

/// Lanes of a running sum: one wasm vector of f32.
const LANES: usize = 4;

/// Rows whose running sums are kept side by side, so that an addition need not wait for the one before.
const ROWS: usize = 8;

/// out += A x: `a` is `rows x depth`, `x` has `depth` numbers, `out` has `rows`. Each sum is finished before it is added.
///
/// # Panics
/// If `a` is shorter than that.
pub fn add_product_vector<R: Real>(a: &[R], x: &[R], out: &mut [R]) {
    let n = x.len();
    let sum = |a: &[R]| a.iter().zip(x).map(|(&a, &x)| a * x).sum();
    if n < LANES {
        for (out, a) in out.iter_mut().zip(a.chunks_exact(n.max(1))) {
            *out += sum(a);
        }
        return;
    }
    let (rows, rest) = out.as_chunks_mut::<ROWS>();
    let (a, a_rest) = a.split_at(rows.len() * ROWS * n);
    for (out, a) in rows.iter_mut().zip(a.chunks_exact(ROWS * n)) {
        let sums = products(a, x);
        for (out, sum) in out.iter_mut().zip(sums) {
            *out += sum;
        }
    }
    for (out, a) in rest.iter_mut().zip(a_rest.chunks_exact(n)) {
        *out += sum(a);
    }
}

/// A x of [`ROWS`] rows: the sum of each lane, then over the lanes, then of the numbers left over.
#[inline(always)]
fn products<R: Real>(a: &[R], x: &[R]) -> [R; ROWS] {
    let n = x.len();
    let (x_lanes, x_rest) = x.as_chunks::<LANES>();
    let whole = x_lanes.len();
    let rows: [&[R]; ROWS] = std::array::from_fn(|r| &a[r * n..(r + 1) * n]);
    let lanes: [&[[R; LANES]]; ROWS] = rows.map(|row| &row.as_chunks().0[..whole]);
    let mut sums = [[R::ZERO; LANES]; ROWS];
    for k in 0..whole {
        let x = x_lanes[k];
        for (sum, row) in sums.iter_mut().zip(lanes) {
            for l in 0..LANES {
                sum[l] += row[k][l] * x[l];
            }
        }
    }
    let mut sums = over_lanes(&sums);
    if !x_rest.is_empty() {
        for (sum, row) in sums.iter_mut().zip(rows) {
            for (&a, &x) in row[n - x_rest.len()..].iter().zip(x_rest) {
                *sum += a * x;
            }
        }
    }
    sums
}

/// The sum of each row of lanes, four rows at a time, written as the shuffles that it compiles to. Not inlined: together with
/// the loop that fills the lanes LLVM would keep them transposed, with shuffles at every step.
#[inline(never)]
fn over_lanes<R: Real>(sums: &[[R; LANES]; ROWS]) -> [R; ROWS] {
    let add = |a: [R; LANES], b: [R; LANES]| -> [R; LANES] { std::array::from_fn(|l| a[l] + b[l]) };
    let halves =
        |a: [R; LANES], b: [R; LANES]| add([a[0], b[0], a[1], b[1]], [a[2], b[2], a[3], b[3]]);
    let four = |s: [[R; LANES]; 4]| {
        let (a, b) = (halves(s[0], s[1]), halves(s[2], s[3]));
        add([a[0], a[1], b[0], b[1]], [a[2], a[3], b[2], b[3]])
    };
    let [s0, s1, s2, s3, s4, s5, s6, s7] = *sums;
    let ([a, b, c, d], [e, f, g, h]) = (four([s0, s1, s2, s3]), four([s4, s5, s6, s7]));
    [a, b, c, d, e, f, g, h]
}

/// x, or 0 where |x| < `tiny`. Compiles to a select without a branch; NaN stays NaN.
#[inline(always)]
pub fn unless_tiny<R: Real>(x: R, tiny: R) -> R {
    if (x < tiny) & (x > -tiny) { R::ZERO } else { x }
}

/// Sets numbers below [`Real::TINY`] in absolute value to 0, and says whether any number is left that is not 0. So what decays
/// from step to step becomes 0 before it becomes subnormal and slow. (A processor can do so by itself, but wasm cannot ask
/// it to.)
pub fn drop_tiny<R: Real>(x: &mut [R]) -> bool {
    let mut left = false;
    for x in x {
        *x = unless_tiny(*x, R::TINY);
        left |= *x != R::ZERO;
    }
    left
}

/// Σ x²
pub fn sum_of_squares<R: Real>(x: &[R]) -> R {
    let (chunks, rest) = x.as_chunks::<{ ROWS * LANES }>();
    let mut sums = [R::ZERO; ROWS * LANES];
    for x in chunks {
        for (sum, &x) in sums.iter_mut().zip(x) {
            *sum += x * x;
        }
    }
    let rest: R = rest.iter().map(|&x| x * x).sum();
    sums.into_iter().sum::<R>() + rest
}

/// Rows of a matrix inside a flat slice: row k begins at `at + k * step`. The step may be negative (a walk back in time).
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, R> {
    all: &'a [R],
    at: usize,
    step: isize,
    count: usize,
    width: usize,
}

impl<'a, R> Rows<'a, R> {
    /// `count` rows of `width` numbers each, the first at `at`.
    ///
    /// # Panics
    /// If one of them lies outside `all`.
    #[must_use]
    #[inline(always)]
    pub fn new(all: &'a [R], at: usize, step: isize, (count, width): (usize, usize)) -> Self {
        let first = at as isize;
        let last = first + (count as isize - 1) * step;
        assert!(
            count == 0 || (first.min(last) >= 0 && first.max(last) as usize + width <= all.len()),
            "{count} rows of {width} from {at}, {step} apart, of {}",
            all.len()
        );
        Rows {
            all,
            at,
            step,
            count,
            width,
        }
    }

    /// `count` rows of `width` numbers, one after the other.
    ///
    /// # Panics
    /// If there are fewer.
    #[must_use]
    pub fn dense(all: &'a [R], (count, width): (usize, usize)) -> Self {
        Rows::new(all, 0, width as isize, (count, width))
    }

    /// `N` numbers of row k, from `from` on. Bounds were checked for all rows by [`Rows::new`]; to check each number again
    /// makes a product 1.6 times slower.
    ///
    /// # Safety
    /// `k` must be below the count of rows, and `from + N` at most their width.
    #[inline(always)]
    #[expect(unsafe_code, reason = "the innermost loop of all products")]
    unsafe fn part<const N: usize>(&self, k: usize, from: usize) -> [R; N]
    where
        R: Copy,
    {
        debug_assert!(k < self.count && from + N <= self.width);
        let at = self.at.wrapping_add_signed(k as isize * self.step) + from;
        // SAFETY: such a place is within `all`, by Rows::new.
        unsafe { *self.all.as_ptr().add(at).cast() }
    }

    /// As [`Rows::part`], but only the first `OWN` numbers need be in the row. The others are the ones that follow in memory,
    /// or 0 at its end.
    ///
    /// # Safety
    /// `k` must be below the count of rows, and `from + OWN` at most their width.
    #[inline(always)]
    #[expect(unsafe_code, reason = "the innermost loop of all products")]
    unsafe fn part_and_more<const N: usize, const OWN: usize>(
        &self,
        k: usize,
        from: usize,
    ) -> [R; N]
    where
        R: Real,
    {
        let at = self.at.wrapping_add_signed(k as isize * self.step) + from;
        if OWN == N || at + N <= self.all.len() {
            // SAFETY: N numbers are the row's own, or there.
            return unsafe { *self.all.as_ptr().add(at).cast() };
        }
        let mut part = [R::ZERO; N];
        // SAFETY: as many as are the row's own.
        part[..OWN].copy_from_slice(&unsafe { self.part::<OWN>(k, from) });
        part
    }
}

/// out += A X: `a` is `rows x depth`, `x` is `depth x cols`, `out` is `rows x cols`, all row-major without gaps.
///
/// # Panics
/// If `a` or `x` is shorter than that.
#[expect(unsafe_code, reason = "the innermost loop of all products")]
pub fn add_product<R: Real>(depth: usize, cols: usize, a: &[R], x: &[R], out: &mut [R]) {
    let rows = out.len() / cols;
    let a = Rows::dense(a, (rows, depth));
    let x = Rows::dense(x, (depth, cols));
    // SAFETY (of both): r + n is a row of `a`, and add_rows asks for k < depth.
    tiles(
        rows,
        cols,
        out,
        |r, out| {
            let a = |k| std::array::from_fn(|n| unsafe { a.part::<1>(r + n, k)[0] });
            add_rows::<R, TILE>(a, x, 0..depth, out);
        },
        |r, out| add_rows(|k| unsafe { a.part::<1>(r, k) }, x, 0..depth, out),
    );
}

/// out += Σ a_k x_kᵀ over the rows k: `a` is `depth x rows`, `x` is `depth x cols`, `out` is `rows x cols`.
///
/// To each number of `out` the terms are added *one after the other*, whatever the tiling. So adding the terms of one time
/// step after those of another gives the same bits as all at once.
///
/// # Panics
/// If the sizes do not match.
#[expect(unsafe_code, reason = "the innermost loop of all products")]
pub fn add_outer_products<R: Real>(a: Rows<'_, R>, x: Rows<'_, R>, out: &mut [R]) {
    /// Rows of `a` and `x` that stay in the cache while all tiles go over them.
    const BLOCK: usize = 64;
    assert!(a.count == x.count, "rows of both");
    assert!(out.len() == a.width * x.width, "rows by columns");
    for first in (0..a.count).step_by(BLOCK) {
        let block = || first..a.count.min(first + BLOCK);
        // SAFETY (of both): r..r + TILE are columns of `a`, and add_rows asks for k in the block.
        tiles(
            a.width,
            x.width,
            out,
            |r, out| add_rows(|k| unsafe { a.part::<TILE>(k, r) }, x, block(), out),
            |r, out| add_rows(|k| unsafe { a.part::<1>(k, r) }, x, block(), out),
        );
    }
}

/// Rows of a tile.
const TILE: usize = 4;

/// Goes over the `rows` of `out`, [`TILE`] at a time and then one by one.
#[inline(always)]
fn tiles<R>(
    rows: usize,
    cols: usize,
    out: &mut [R],
    several: impl Fn(usize, &mut [R]),
    one: impl Fn(usize, &mut [R]),
) {
    let mut r = 0;
    while r + TILE <= rows {
        several(r, &mut out[r * cols..(r + TILE) * cols]);
        r += TILE;
    }
    while r < rows {
        one(r, &mut out[r * cols..(r + 1) * cols]);
        r += 1;
    }
}

/// `N` rows of a product, in tiles as wide as fit.
#[inline(always)]
fn add_rows<R: Real, const N: usize>(
    a: impl Fn(usize) -> [R; N],
    x: Rows<'_, R>,
    depth: Range<usize>,
    out: &mut [R],
) {
    let mut c = 0;
    // One row alone leaves registers free for wider tiles.
    while N == 1 && c + 32 <= x.width {
        add_tile::<R, N, 32, 32>(&a, x, depth.clone(), out, c);
        c += 32;
    }
    while N == 1 && c + 16 <= x.width {
        add_tile::<R, N, 16, 16>(&a, x, depth.clone(), out, c);
        c += 16;
    }
    while c + 8 <= x.width {
        add_tile::<R, N, 8, 8>(&a, x, depth.clone(), out, c);
        c += 8;
    }
    while c + 4 <= x.width {
        add_tile::<R, N, 4, 4>(&a, x, depth.clone(), out, c);
        c += 4;
    }
    match x.width - c {
        // With three of four lanes LLVM would drop the fourth and not vectorize: that took a third longer.
        3 => {
            add_tile::<R, N, 4, 2>(&a, x, depth.clone(), out, c);
            add_tile::<R, N, 1, 1>(&a, x, depth, out, c + 2);
        }
        2 => add_tile::<R, N, 4, 2>(&a, x, depth, out, c),
        1 => add_tile::<R, N, 1, 1>(&a, x, depth, out, c),
        _ => {}
    }
}

/// `N x OWN` numbers of a product, from column `c` on, kept in registers over the whole depth. `M` are computed side by side:
/// where fewer than a vector are left, the results of the others are thrown away. `x` has all rows of `depth`.
#[inline(always)]
#[expect(unsafe_code, reason = "the innermost loop of all products")]
fn add_tile<R: Real, const N: usize, const M: usize, const OWN: usize>(
    a: impl Fn(usize) -> [R; N],
    x: Rows<'_, R>,
    depth: Range<usize>,
    out: &mut [R],
    c: usize,
) {
    let mut sums = [[R::ZERO; M]; N];
    for (n, sum) in sums.iter_mut().enumerate() {
        sum[..OWN].copy_from_slice(&out[n * x.width + c..][..OWN]);
    }
    for k in depth {
        // SAFETY: k is a row of x, and c + OWN at most its width.
        let (a, x) = (a(k), unsafe { x.part_and_more::<M, OWN>(k, c) });
        for (sum, a) in sums.iter_mut().zip(a) {
            for m in 0..M {
                sum[m] += a * x[m];
            }
        }
    }
    for (n, sum) in sums.iter().enumerate() {
        out[n * x.width + c..][..OWN].copy_from_slice(&sum[..OWN]);
    }
}

/// out += a x
pub fn add_scaled<R: Real>(a: R, x: &[R], out: &mut [R]) {
    for (out, &x) in out.iter_mut().zip(x) {
        *out += a * x;
    }
}

/// Copies a `rows x cols` matrix into `out` as `cols x rows`.
pub fn transpose<R: Real>(rows: usize, cols: usize, a: &[R], out: &mut [R]) {
    /// Rows at a time, so that the numbers written are close together too.
    const STRIP: usize = 8;
    let a = &a[..rows * cols];
    for (strip, a) in a.chunks((STRIP * cols).max(1)).enumerate() {
        let height = a.len() / cols;
        for (c, out) in out.chunks_exact_mut(rows).take(cols).enumerate() {
            let out = &mut out[strip * STRIP..][..height];
            for (out, &a) in out.iter_mut().zip(a[c..].iter().step_by(cols)) {
                *out = a;
            }
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

    const SIZES: [(usize, usize, usize); 11] = [
        (8, 18, 10),
        (17, 35, 11),
        (1, 1, 1),
        (4, 8, 3),
        (5, 13, 7),
        (9, 61, 16),
        (3, 2, 0),
        (7, 2, 17),
        (9, 3, 6),
        (64, 1, 5),
        (1, 37, 130),
    ];

    #[test]
    fn add_product_equals_its_naive_twin() {
        for (rows, cols, depth) in SIZES {
            let a = numbers(rows * depth, 1);
            let x = numbers(depth * cols, 2);
            let mut expected = numbers(rows * cols, 3);
            let mut got = expected.clone();
            naive(rows, cols, depth, &a, &x, &mut expected);
            add_product(depth, cols, &a, &x, &mut got);
            close(&got, &expected);
        }
    }

    #[test]
    fn add_outer_products_equals_its_naive_twin_forwards_and_backwards() {
        for (rows, cols, depth) in SIZES {
            let a: Vec<f64> = numbers(rows * depth, 1);
            let x: Vec<f64> = numbers(depth * cols, 2);
            let mut expected = numbers(rows * cols, 3);
            let (mut got, mut back) = (expected.clone(), expected.clone());
            naive(rows, cols, depth, &a, &x, &mut expected);
            let mut a_t = vec![0.0; a.len()];
            transpose(rows, depth, &a, &mut a_t);
            let (a_size, x_size) = ((depth, rows), (depth, cols));
            add_outer_products(Rows::dense(&a_t, a_size), Rows::dense(&x, x_size), &mut got);
            close(&got, &expected);
            let last = |width: usize| width * depth.saturating_sub(1);
            add_outer_products(
                Rows::new(&a_t, last(rows), -(rows as isize), a_size),
                Rows::new(&x, last(cols), -(cols as isize), x_size),
                &mut back,
            );
            close(&back, &expected);
        }
    }

    #[test]
    fn outer_products_in_two_halves_give_the_same_bits() {
        let (rows, cols, depth) = (7, 47, 150);
        let a: Vec<f32> = numbers(depth * rows, 1);
        let x: Vec<f32> = numbers(depth * cols, 2);
        let mut whole: Vec<f32> = numbers(rows * cols, 3);
        let mut halves = whole.clone();
        let add = |first: usize, last: usize, out: &mut [f32]| {
            let (a, x) = (&a[first * rows..last * rows], &x[first * cols..last * cols]);
            let n = last - first;
            add_outer_products(Rows::dense(a, (n, rows)), Rows::dense(x, (n, cols)), out);
        };
        add(0, depth, &mut whole);
        add(0, 41, &mut halves);
        add(41, depth, &mut halves);
        assert_eq!(whole, halves);
    }

    /// What lies in `out` already does not change how the products are summed, at any length.
    #[test]
    fn a_product_with_a_vector_is_finished_before_it_is_added() {
        for n in 1..40 {
            let a: Vec<f32> = numbers(9 * n, 1);
            let x: Vec<f32> = numbers(n, 2);
            let (mut alone, mut on_top) = (vec![0.0; 9], numbers::<f32>(9, 3));
            let before = on_top.clone();
            add_product_vector(&a, &x, &mut alone);
            add_product_vector(&a, &x, &mut on_top);
            let sums: Vec<f32> = before.iter().zip(&alone).map(|(a, b)| a + b).collect();
            assert_eq!(on_top, sums, "length {n}");
        }
    }

    #[test]
    #[should_panic(expected = "3 rows of 4 from 0, 4 apart, of 11")]
    fn rows_outside_their_slice_are_refused() {
        let _ = Rows::dense(&[0.0f32; 11], (3, 4));
    }

    #[test]
    #[should_panic(expected = "3 rows of 4 from 7, -4 apart, of 12")]
    fn rows_before_their_slice_are_refused() {
        let _ = Rows::new(&[0.0f32; 12], 7, -4, (3, 4));
    }

    #[test]
    fn add_product_vector_equals_its_naive_twin() {
        // Below and above each block of rows, with each number of lanes left over.
        let every = (0..=20).flat_map(|rows| (0..=13).map(move |depth| (rows, depth)));
        for (rows, depth) in every.chain([(7, 19), (32, 100)]) {
            let a = numbers(rows * depth, 1);
            let x = numbers(depth, 2);
            let mut expected = numbers(rows, 3);
            let mut got = expected.clone();
            naive(rows, 1, depth, &a, &x, &mut expected);
            add_product_vector(&a, &x, &mut got);
            close(&got, &expected);
        }
    }

    /// All three products in f32, each against the same numbers summed in f64.
    #[test]
    fn products_f32_are_within_their_stated_error() {
        for (rows, depth) in [(9, 1), (8, 37), (17, 38), (16, 39), (33, 500)] {
            let [a, x, before]: [Vec<f32>; 3] = [
                numbers(rows * depth, 1),
                numbers(depth, 2),
                numbers(rows, 3),
            ];
            let [mut vector, mut matrix, mut outer] = [(); 3].map(|()| before.clone());
            add_product_vector(&a, &x, &mut vector);
            add_product(depth, 1, &a, &x, &mut matrix);
            let mut a_t = vec![0.0; a.len()];
            transpose(rows, depth, &a, &mut a_t);
            let [a_t, x_t] = [(&a_t, rows), (&x, 1)].map(|(all, n)| Rows::dense(all, (depth, n)));
            add_outer_products(a_t, x_t, &mut outer);
            for r in 0..rows {
                let terms = a[r * depth..].iter().zip(&x);
                let terms = terms.map(|(&a, &x)| f64::from(a) * f64::from(x));
                let start = f64::from(before[r]);
                let exact = start + terms.clone().sum::<f64>();
                let size = start.abs() + terms.map(f64::abs).sum::<f64>();
                let allowed = (depth + 2) as f64 * 2f64.powi(-24) * size;
                for got in [vector[r], matrix[r], outer[r]] {
                    assert!(
                        (f64::from(got) - exact).abs() <= allowed,
                        "{got} for {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_sum_of_squares_equals_its_naive_twin() {
        for n in [0, 1, 31, 32, 33, 1000] {
            let x: Vec<f64> = numbers(n, 1);
            let expected: f64 = x.iter().map(|x| x * x).sum();
            close(&[sum_of_squares(&x)], &[expected]);
        }
    }

    #[test]
    fn what_is_tiny_is_dropped_and_all_else_stays() {
        let stay = [1e-33f32, -1e-33, 1.0, f32::NEG_INFINITY];
        let mut x = [&stay[..], &[1e-35, -1e-35, 1e-40, f32::NAN]].concat();
        drop_tiny(&mut x);
        assert_eq!(x[..4], stay);
        assert_eq!(x[4..7], [0.0; 3]);
        assert!(x[7].is_nan());
        let mut x = [5e-324, -0.0];
        drop_tiny(&mut x);
        assert_eq!(x.map(f64::to_bits), [5e-324, -0.0].map(f64::to_bits));
    }

    #[test]
    fn scaled_numbers_are_added() {
        let mut out = [1.0, 2.0, 3.0];
        add_scaled(2.0, &[10.0, -20.0, 0.5], &mut out);
        assert_eq!(out, [21.0, -38.0, 4.0]);
    }

    #[test]
    fn exp_f32_is_within_its_stated_error() {
        let x: Vec<f32> = arguments()
            .into_iter()
            .filter(|x| x.abs() <= 87.0)
            .collect();
        let mut y = x.clone();
        <f32 as Real>::exp(&mut y);
        for (&x, &y) in x.iter().zip(&y) {
            let exact = f64::from(x).exp();
            let relative = (f64::from(y) / exact - 1.0).abs();
            assert!(relative <= 2e-7, "e^{x} = {y}, exactly {exact}");
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
