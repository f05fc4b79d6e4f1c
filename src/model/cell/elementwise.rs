//! Arithmetic number by number: products, squashing functions and their derivatives. All slices of a call have the same
//! length, but for a peephole's `p`.

use crate::model::layout::{Span, fields_mut};
use crate::numbers::real::Real;

/// y = f(z), both of the same row, z before y.
pub fn squash<R: Real>(row: &mut [R], z: Span, y: Span, f: fn(&[R], &mut [R])) {
    let [z, y] = fields_mut(row, [z, y]);
    f(z, y);
}

/// y = a ⊙ b
pub fn product<R: Real>(a: &[R], b: &[R], y: &mut [R]) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y = a * b;
    }
}

/// y += a ⊙ b
pub fn add_elementwise<R: Real>(a: &[R], b: &[R], y: &mut [R]) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y += a * b;
    }
}

/// In the forward pass this was y = σ(z); so now d_z = d_y ⊙ σ′(z), and σ′(z) = y (1 - y).
pub fn d_sigmoid<R: Real>(d_y: &[R], y: &[R], d_z: &mut [R]) {
    for ((d_z, &d_y), &y) in d_z.iter_mut().zip(d_y).zip(y) {
        *d_z = d_y * y * (R::ONE - y);
    }
}

/// In the forward pass this was y = tanh(z); so now d_z = d_y ⊙ tanh′(z), and tanh′(z) = 1 - y².
pub fn d_tanh<R: Real>(d_y: &[R], y: &[R], d_z: &mut [R]) {
    for ((d_z, &d_y), &y) in d_z.iter_mut().zip(d_y).zip(y) {
        *d_z = d_y * (R::ONE - y * y);
    }
}

/// y = max(z, 0)
pub fn relu<R: Real>(z: &[R], y: &mut [R]) {
    for (y, &z) in y.iter_mut().zip(z) {
        *y = if z > R::ZERO { z } else { R::ZERO };
    }
}

/// In the forward pass this was y = max(z, 0); so now d_z = d_y where y > 0, else 0.
pub fn d_relu<R: Real>(d_y: &[R], y: &[R], d_z: &mut [R]) {
    for ((d_z, &d_y), &y) in d_z.iter_mut().zip(d_y).zip(y) {
        *d_z = if y > R::ZERO { d_y } else { R::ZERO };
    }
}

/// z += p ⊙ c: `p` is `units x 1`, `c` and `z` are `units x batch`.
pub fn add_peephole<R: Real>(p: &[R], c: &[R], z: &mut [R]) {
    let batch = c.len() / p.len();
    for ((z, c), &p) in z.chunks_exact_mut(batch).zip(c.chunks_exact(batch)).zip(p) {
        for (z, &c) in z.iter_mut().zip(c) {
            *z += p * c;
        }
    }
}

/// In the forward pass this was z += p ⊙ c; so now d_p += Σ d_z ⊙ c over the batch.
pub fn add_peephole_params<R: Real>(d_z: &[R], c: &[R], d_p: &mut [R]) {
    let batch = c.len() / d_p.len();
    for ((d_z, c), d_p) in d_z.chunks_exact(batch).zip(c.chunks_exact(batch)).zip(d_p) {
        *d_p += d_z.iter().zip(c).map(|(&d_z, &c)| d_z * c).sum();
    }
}
