//! What happens number by number: products, squashing functions and their slopes.

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

/// d_z = d_y ⊙ y ⊙ (1 - y): through y = σ(z). The slope σ′ is written with the value at hand.
pub fn d_sigmoid<R: Real>(d_y: &[R], y: &[R], d_z: &mut [R]) {
    for ((d_z, &d_y), &y) in d_z.iter_mut().zip(d_y).zip(y) {
        *d_z = d_y * y * (R::ONE - y);
    }
}

/// d_z = d_y ⊙ (1 - y²): through y = tanh(z).
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

/// d_z = d_y where y > 0, else 0: through y = max(z, 0).
pub fn d_relu<R: Real>(d_y: &[R], y: &[R], d_z: &mut [R]) {
    for ((d_z, &d_y), &y) in d_z.iter_mut().zip(d_y).zip(y) {
        *d_z = if y > R::ZERO { d_y } else { R::ZERO };
    }
}

/// z += p ⊙ c for each sequence of a batch; `p` has one number a unit.
pub fn add_peephole<R: Real>(p: &[R], c: &[R], z: &mut [R]) {
    let batch = c.len() / p.len();
    for ((z, c), &p) in z.chunks_exact_mut(batch).zip(c.chunks_exact(batch)).zip(p) {
        for (z, &c) in z.iter_mut().zip(c) {
            *z += p * c;
        }
    }
}

/// d_p += Σ over the batch of d_z ⊙ c.
pub fn add_peephole_params<R: Real>(d_z: &[R], c: &[R], d_p: &mut [R]) {
    let batch = c.len() / d_p.len();
    for ((d_z, c), d_p) in d_z.chunks_exact(batch).zip(c.chunks_exact(batch)).zip(d_p) {
        *d_p += d_z.iter().zip(c).map(|(&d_z, &c)| d_z * c).sum();
    }
}
