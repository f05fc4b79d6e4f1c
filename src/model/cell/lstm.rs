//! The long short-term memory: input gate i, forget gate f, candidate g, output gate o, state c, output h. The formulas stand
//! where the fields get their places; c' and h' are those of the step before. With `projection` what the output gate lets
//! out is m, and h = W_h m is smaller.
//!
//! Sources: Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997 (cell, input and output
//! gate); Gers, Schmidhuber & Cummins, "Learning to Forget", Neural Computation 12(10), 2000 (forget gate); Gers &
//! Schmidhuber, "Recurrent Nets that Time and Count", IJCNN 2000 (peepholes); Sak, Senior & Beaufays, "Long Short-Term
//! Memory Recurrent Neural Network Architectures for Large Scale Acoustic Modeling", Interspeech 2014, equations 1–7
//! (projection); Greff et al., "LSTM: A Search Space Odyssey", IEEE TNNLS 28(10), 2017, variant CIFG (coupled gates). The
//! names i f g o are those of most libraries.

use super::elementwise::{add_elementwise, add_peephole, add_peephole_params, product, squash};
use super::{Cell, LayerBuilder, Linear, Params, Recurrence};
use crate::model::clamp::StepClamps;
use crate::model::layout::{Kind, Span, StepRange, fields_mut};
use crate::numbers::real::{Real, drop_tiny};

/// What can be varied in an [`Lstm`]. All combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The gates see the state: i and f that of the step before, o the new one. Default: false.
    pub peephole: bool,
    /// i = 1 - f: what is forgotten makes room for as much that is new. Default: false.
    pub coupled: bool,
    /// Units of h, fewer than hidden; `None`: as many, and no projection.
    pub projection: Option<usize>,
    /// h = o ⊙ c instead of h = o ⊙ tanh(c), as in some early programs. Default: false.
    pub linear_output: bool,
}

/// An LSTM layer: where its numbers are, and the arithmetic between them.
#[derive(Clone, Copy, Debug)]
pub struct Lstm {
    input: Linear,
    recurrence: Recurrence,
    peepholes: Option<Peepholes>,
    /// Absent with `coupled`.
    z_i: Option<Span>,
    z_f: Span,
    z_g: Span,
    z_o: Span,
    i: Span,
    f: Span,
    g: Span,
    o: Span,
    c: Span,
    /// Absent with `linear_output`.
    tanh_c: Option<Span>,
    /// What the output gate lets out: h itself where there is no projection.
    m: Span,
    projection: Option<Linear>,
    h: Span,
}

/// The parameters that let the gates see the state, `hidden x 1` each.
#[derive(Clone, Copy, Debug)]
struct Peepholes {
    /// Absent with `coupled`.
    p_i: Option<Span>,
    p_f: Span,
    p_o: Span,
}

impl Lstm {
    /// Gives the layer its places: parameters W, U, b (and p) for each gate, row fields from `z_i` to `h`. The gates of a
    /// kind are neighbours, in the order i f g o, so that one product serves them all.
    pub fn new(layer: &mut LayerBuilder<'_>, hidden: usize, options: Options) -> Lstm {
        let x = layer.x;
        let outputs = options.projection.unwrap_or(hidden);
        let gates = &["i", "f", "g", "o"][usize::from(options.coupled)..];
        let w = each(gates, |k| {
            layer.param(&format!("W_{k}"), Kind::Weight, [hidden, x.rows])
        });
        let u = each(gates, |k| {
            layer.param(&format!("U_{k}"), Kind::RecurrentWeight, [hidden, outputs])
        });
        let b = each(gates, |k| {
            layer.param(&format!("b_{k}"), Kind::Bias, [hidden, 1])
        });
        let mut peephole = |name| layer.param(name, Kind::Peephole, [hidden, 1]);
        let peepholes = options.peephole.then(|| Peepholes {
            p_i: (!options.coupled).then(|| peephole("p_i")),
            p_f: peephole("p_f"),
            p_o: peephole("p_o"),
        });
        let w_h =
            (options.projection).map(|outputs| layer.param("W_h", Kind::Weight, [outputs, hidden]));

        let z = each(gates, |&k| {
            // The gates that decide what becomes of the state see the old one, the output gate sees the new.
            let seen = match k {
                "g" => String::new(),
                _ if !options.peephole => String::new(),
                "o" => " + p_o * c".to_owned(),
                _ => format!(" + p_{k} * c'"),
            };
            let sum = format!("W_{k} x + U_{k} h' + b_{k}{seen}");
            layer.field(&format!("z_{k}"), Kind::PreActivation, hidden, &sum)
        });
        // Coupled: what is forgotten makes room for as much that is new.
        let i = if options.coupled { "1 - f" } else { "σ(z_i)" };
        let i = layer.field("i", Kind::Gate, hidden, i);
        let f = layer.field("f", Kind::Gate, hidden, "σ(z_f)");
        let g = layer.field("g", Kind::Candidate, hidden, "tanh(z_g)");
        let o = layer.field("o", Kind::Gate, hidden, "σ(z_o)");
        let c = layer.field("c", Kind::State, hidden, "f * c' + i * g");
        let tanh_c = (!options.linear_output)
            .then(|| layer.field("tanh_c", Kind::Squashed, hidden, "tanh(c)"));
        let out = if options.linear_output {
            "o * c"
        } else {
            "o * tanh_c"
        };
        let (m, h) = if options.projection.is_some() {
            let m = layer.field("m", Kind::Squashed, hidden, out);
            (m, layer.field("h", Kind::State, outputs, "W_h m"))
        } else {
            let h = layer.field("h", Kind::State, hidden, out);
            (h, h)
        };

        let all = |spans: &[Span]| spans[0].to(spans[spans.len() - 1]);
        let [z_f, z_g, z_o] = last_three(&z);
        Lstm {
            input: Linear {
                x,
                z: all(&z),
                w: all(&w),
                b: Some(all(&b)),
            },
            recurrence: Recurrence {
                h,
                z: all(&z),
                u: all(&u),
                b: None,
            },
            peepholes,
            z_i: (!options.coupled).then(|| z[0]),
            z_f,
            z_g,
            z_o,
            i,
            f,
            g,
            o,
            c,
            tanh_c,
            m,
            projection: w_h.map(|w| Linear {
                x: m,
                z: h,
                w,
                b: None,
            }),
            h,
        }
    }
}

/// A span for each gate.
fn each(gates: &[&str], place: impl FnMut(&&str) -> Span) -> Vec<Span> {
    gates.iter().map(place).collect()
}

/// Those of f g o.
fn last_three(spans: &[Span]) -> [Span; 3] {
    *spans.last_chunk().expect("f g o at least")
}

impl<R: Real> Cell<R> for Lstm {
    fn h(&self) -> Span {
        self.h
    }

    fn matrices(&self) -> Vec<Span> {
        let projection = self.projection.map(|projection| projection.w);
        let own = [self.input.w, self.recurrence.u];
        own.into_iter().chain(projection).collect()
    }

    fn forward_input(&self, params: Params<'_, R>, values: &mut [R], steps: StepRange) {
        self.input.forward(params, values, steps);
    }

    fn forward(
        &self,
        params: Params<'_, R>,
        prev: &[R],
        now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        let n = self.c.len();
        let c_prev = &prev[self.c.range()][..n];

        self.recurrence.forward(params, prev, now);
        if let Some(Peepholes { p_i, p_f, .. }) = self.peepholes {
            if let (Some(p_i), Some(z_i)) = (p_i, self.z_i) {
                add_peephole(&params.flat[p_i.range()], c_prev, &mut now[z_i.range()]);
            }
            add_peephole(
                &params.flat[p_f.range()],
                c_prev,
                &mut now[self.z_f.range()],
            );
        }
        clamped.hold(now, self.input.z);

        if let Some(z_i) = self.z_i {
            squash(now, z_i.to(self.z_f), self.i.to(self.f), R::sigmoid);
        } else {
            squash(now, self.z_f, self.f, R::sigmoid);
            clamped.hold(now, self.f);
            let [i, f] = fields_mut(now, [self.i, self.f]);
            for (i, &f) in i.iter_mut().zip(&*f) {
                *i = R::ONE - f;
            }
        }
        squash(now, self.z_g, self.g, R::tanh);
        clamped.hold(now, self.i.to(self.g));

        let [i, f, g, c] = fields_mut(now, [self.i, self.f, self.g, self.c]).map(|s| &mut s[..n]);
        for k in 0..n {
            c[k] = f[k] * c_prev[k] + i[k] * g[k];
        }
        clamped.hold(now, self.c);

        if let Some(Peepholes { p_o, .. }) = self.peepholes {
            let [z_o, c] = fields_mut(now, [self.z_o, self.c]);
            add_peephole(&params.flat[p_o.range()], c, z_o);
            clamped.hold(now, self.z_o);
        }
        squash(now, self.z_o, self.o, R::sigmoid);
        clamped.hold(now, self.o);

        let squashed = self.tanh_c.unwrap_or(self.c);
        if let Some(tanh_c) = self.tanh_c {
            squash(now, self.c, tanh_c, R::tanh);
            clamped.hold(now, tanh_c);
        }
        let [o, squashed, m] = fields_mut(now, [self.o, squashed, self.m]);
        product(o, squashed, m);
        clamped.hold(now, self.m);

        if let Some(projection) = self.projection {
            projection.forward_row(params, now);
            clamped.hold(now, self.h);
        }
    }

    /// By the chain rule, from the last line of the equations to the first (docs/backward.md works it by hand):
    /// ```text
    /// d_o = d_h ⊙ tanh(c)         d_c += d_h ⊙ o ⊙ (1 - tanh²(c))
    /// d_f = d_c ⊙ c'              d_i = d_c ⊙ g        d_g = d_c ⊙ i        d_c' += d_c ⊙ f
    /// d_z_i = d_i ⊙ i ⊙ (1 - i), and so f and o       d_z_g = d_g ⊙ (1 - g²)
    /// d_h' += Uᵀ d_z
    /// ```
    /// The factors i (1 - i) and 1 - g² are σ′ and tanh′, written with the values at hand; many texts leave them out.
    /// With a projection d_m = W_hᵀ d_h comes first and stands where d_h stands; with peepholes the d_z of a gate reaches
    /// the state that it saw; with coupled gates d_f -= d_i.
    fn backward(
        &self,
        params: &[R],
        prev: &[R],
        now: &[R],
        d_prev: &mut [R],
        d_now: &mut [R],
        clamped: StepClamps<'_, R>,
    ) {
        let n = self.c.len();
        let one = R::ONE;
        let value = |span: Span| &now[span.range()][..n];
        let (i, f, g, o) = (value(self.i), value(self.f), value(self.g), value(self.o));
        let c_prev = &prev[self.c.range()][..n];

        clamped.cut(d_now, self.h);
        if let Some(projection) = self.projection {
            projection.backward_row(params, d_now);
            clamped.cut(d_now, self.m);
        }

        // From here on m is called h, which it is where there is no projection.
        if let Some(at) = self.tanh_c {
            let tanh_c = value(at);
            let [d_o, d_tanh_c, d_h] = fields_mut(d_now, [self.o, at, self.m]).map(|s| &mut s[..n]);
            for k in 0..n {
                d_o[k] = d_h[k] * tanh_c[k];
                d_tanh_c[k] = d_h[k] * o[k];
            }
            clamped.cut(d_now, at);
            let [d_c, d_tanh_c] = fields_mut(d_now, [self.c, at]).map(|s| &mut s[..n]);
            for k in 0..n {
                d_c[k] += d_tanh_c[k] * (one - tanh_c[k] * tanh_c[k]);
            }
        } else {
            let [d_o, d_c, d_h] = fields_mut(d_now, [self.o, self.c, self.m]);
            product(d_h, value(self.c), d_o);
            add_elementwise(d_h, o, d_c);
        }

        clamped.cut(d_now, self.o);
        let [d_z_o, d_o] = fields_mut(d_now, [self.z_o, self.o]).map(|s| &mut s[..n]);
        for k in 0..n {
            d_z_o[k] = d_o[k] * o[k] * (one - o[k]);
        }
        clamped.cut(d_now, self.z_o);
        if let Some(Peepholes { p_o, .. }) = self.peepholes {
            let [d_z_o, d_c] = fields_mut(d_now, [self.z_o, self.c]);
            add_peephole(&params[p_o.range()], d_z_o, d_c);
        }

        clamped.cut(d_now, self.c);
        let [d_i, d_f, d_g, d_c] =
            fields_mut(d_now, [self.i, self.f, self.g, self.c]).map(|s| &mut s[..n]);
        let d_c_prev = &mut d_prev[self.c.range()][..n];
        for k in 0..n {
            d_f[k] = d_c[k] * c_prev[k];
            d_i[k] = d_c[k] * g[k];
            d_g[k] = d_c[k] * i[k];
            // c' has two consumers, this state and its own output: add.
            d_c_prev[k] += d_c[k] * f[k];
        }
        clamped.cut(d_now, self.i);
        if self.z_i.is_none() {
            let [d_i, d_f] = fields_mut(d_now, [self.i, self.f]);
            for (d_f, &d_i) in d_f.iter_mut().zip(&*d_i) {
                *d_f += -d_i;
            }
            // What is left is next to nothing where the state rests, c' = g.
            drop_tiny(d_f);
        }
        clamped.cut(d_now, self.f.to(self.g));

        if let Some(z_i) = self.z_i {
            let [d_z_i, d_i] = fields_mut(d_now, [z_i, self.i]).map(|s| &mut s[..n]);
            for k in 0..n {
                d_z_i[k] = d_i[k] * i[k] * (one - i[k]);
            }
        }
        let [d_z_f, d_z_g, d_f, d_g] =
            fields_mut(d_now, [self.z_f, self.z_g, self.f, self.g]).map(|s| &mut s[..n]);
        for k in 0..n {
            d_z_f[k] = d_f[k] * f[k] * (one - f[k]);
            d_z_g[k] = d_g[k] * (one - g[k] * g[k]);
        }
        clamped.cut(d_now, self.input.z);

        if let Some(Peepholes { p_i, p_f, .. }) = self.peepholes {
            let d_c_prev = &mut d_prev[self.c.range()];
            if let (Some(p_i), Some(z_i)) = (p_i, self.z_i) {
                add_peephole(&params[p_i.range()], &d_now[z_i.range()], d_c_prev);
            }
            add_peephole(&params[p_f.range()], &d_now[self.z_f.range()], d_c_prev);
        }
        self.recurrence.backward(params, d_prev, d_now);
    }

    fn backward_params(
        &self,
        values: &[R],
        d_params: &mut [R],
        grads: &[R],
        steps: StepRange,
        scratch: &mut [R],
    ) {
        self.recurrence
            .backward_params(values, d_params, grads, steps, scratch);
        self.input
            .backward_params(values, d_params, grads, steps, scratch);
        if let Some(Peepholes { p_i, p_f, p_o }) = self.peepholes {
            let own = [(p_i, self.z_i), (Some(p_f), Some(self.z_f))];
            for t in (steps.first..=steps.last).rev() {
                let state = |t: usize| &values[t * steps.width..][self.c.range()];
                let d_z = |z: Span| &grads[t * steps.width..][z.range()];
                for (p, z) in own {
                    if let (Some(p), Some(z)) = (p, z) {
                        add_peephole_params(d_z(z), state(t - 1), &mut d_params[p.range()]);
                    }
                }
                add_peephole_params(d_z(self.z_o), state(t), &mut d_params[p_o.range()]);
            }
        }
        if let Some(projection) = self.projection {
            projection.backward_params(values, d_params, grads, steps, scratch);
        }
    }

    fn backward_input(&self, params: &[R], grads: &mut [R], steps: StepRange) {
        self.input.backward_input(params, grads, steps);
    }
}
