"""Writes reference.json: every value and every gradient of small LSTMs, by JAX in float64.

    python3 -m venv .venv && .venv/bin/pip install jax==0.10.2 && .venv/bin/python tests/reference/generate.py

It shares nothing with the Rust core but names. The forward pass is the textbook's equations, one line
each; no gradient is written here: JAX finds them all. To get the gradient of every *intermediate*
number, and not only of the parameters, each number is given a nudge when it is made:

    f = sigmoid(z_f) + nudge["f"][t]

All nudges are zero, so no value changes; and as every consumer sees the nudged number, dL/d(nudge)
is the gradient of that number counted over all its consumers.

Layout: a field of `size` units at one step is a list of size*batch numbers, batch contiguous, as in
the core. Lists over time start at step 1; those of "h" and "c" at step 0, the start state.
Inputs and parameters are multiples of 1/256, which float32 holds exactly: so the float32 comparison
measures the arithmetic, not the rounding of what went in.
"""

import json
import platform
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

CASES = [
    # One unit that can be followed with a pencil.
    dict(name="one-unit", inputs=1, hidden=1, outputs=1, steps=3, batch=1, loss="squared-error"),
    # The shape of delayed recall: one prediction, at the last step.
    dict(name="recall", inputs=2, hidden=8, outputs=1, steps=12, batch=1, loss="sigmoid-cross-entropy", mask="last"),
    # A batch, a start state that is not zero, and h = o * c without tanh.
    dict(name="linear-output", inputs=2, hidden=3, outputs=2, steps=5, batch=2, loss="mean-squared-error",
         mask="some", start=True, linear_output=True),
    # Three sequences at once, classes as targets, a start state.
    dict(name="classes", inputs=3, hidden=4, outputs=3, steps=4, batch=3, loss="softmax-cross-entropy", mask="some",
         start=True),
    # No read-out: the first units of h are the prediction (the classic "four numbers" program).
    dict(name="no-readout", inputs=5, hidden=6, outputs=2, steps=4, batch=1, loss="squared-error", readout="none"),
]


def sigmoid(z):
    return 1 / (1 + jnp.exp(-z))


def step(p, x, h, c, linear_output, readout, made):
    """One time step. `made(name, value)` is called on each number as it comes into being."""
    x = made("x", x)
    z_i = made("z_i", p["W_i"] @ x + p["U_i"] @ h + p["b_i"])
    z_f = made("z_f", p["W_f"] @ x + p["U_f"] @ h + p["b_f"])
    z_g = made("z_g", p["W_g"] @ x + p["U_g"] @ h + p["b_g"])
    z_o = made("z_o", p["W_o"] @ x + p["U_o"] @ h + p["b_o"])
    i = made("i", sigmoid(z_i))
    f = made("f", sigmoid(z_f))
    g = made("g", jnp.tanh(z_g))
    o = made("o", sigmoid(z_o))
    c = made("c", f * c + i * g)
    h = made("h", o * (c if linear_output else made("tanh_c", jnp.tanh(c))))
    y = made("y", p["W_y"] @ h + p["b_y"]) if readout == "linear" else None
    return h, c, y


def loss_of(kind, y, target, mask):
    """y and target are [steps, outputs, batch], mask is [steps, batch]. Returns the loss and the prediction."""
    marked = mask.sum()
    outputs, batch = y.shape[1:]
    each = mask[:, None, :]
    if kind == "squared-error":
        return (each * (y - target) ** 2).sum() / batch, y
    if kind == "mean-squared-error":
        return (each * (y - target) ** 2).sum() / (marked * outputs), y
    if kind == "sigmoid-cross-entropy":
        p = sigmoid(y)
        return -(each * (target * jnp.log(p) + (1 - target) * jnp.log(1 - p))).sum() / (marked * outputs), p
    if kind == "softmax-cross-entropy":
        p = jnp.exp(y) / jnp.exp(y).sum(axis=1, keepdims=True)
        return -(each * target * jnp.log(p)).sum() / marked, p
    raise ValueError(kind)


def forward(p, nudges, inputs, start, target, mask, case):
    """The loss, and all that was made on the way: {name: [one array for each step]}."""
    trace = {}

    def made(name, value):
        at = len(trace.setdefault(name, []))
        value = value + nudges[name][at]
        trace[name].append(value)
        return value

    h, c = made("h", start["h"]), made("c", start["c"])
    predictions = []
    for x in inputs:
        h, c, y = step(p, x, h, c, case["linear_output"], case["readout"], made)
        predictions.append(h[: case["outputs"]] if y is None else y)
    loss, outputs = loss_of(case["loss"], jnp.stack(predictions), target, mask)
    return loss, (trace, outputs)


def draw(rng, scale, *shape):
    """Uniform in -scale..scale, on the grid of 1/256."""
    return np.round(rng.uniform(-scale, scale, shape) * 256) / 256


def run(case, seed):
    case = dict(dict(readout="linear", linear_output=False, start=False, mask="all"), **case)
    I, H, O, T, B = (case[k] for k in ("inputs", "hidden", "outputs", "steps", "batch"))
    rng = np.random.default_rng(seed)
    params = {}
    for prefix, cols in (("W", I), ("U", H), ("b", 1)):
        for gate in "ifgo":
            params[f"{prefix}_{gate}"] = draw(rng, 1.0, H, cols)
    if case["readout"] == "linear":
        params |= {"W_y": draw(rng, 1.0, O, H), "b_y": draw(rng, 1.0, O, 1)}
    inputs = draw(rng, 1.5, T, I, B)
    start = {k: draw(rng, 0.9, H, B) * case["start"] for k in "hc"}
    if case["loss"] == "softmax-cross-entropy":
        target = np.eye(O)[rng.integers(0, O, (T, B))].transpose(0, 2, 1)
    elif case["loss"] == "sigmoid-cross-entropy":
        target = rng.integers(0, 2, (T, O, B)).astype(float)
    else:
        target = draw(rng, 1.0, T, O, B)
    mask = np.ones((T, B))
    if case["mask"] == "last":
        mask[:-1] = 0
    if case["mask"] == "some":  # differently for each sequence of the batch
        mask = np.array([[float((t + 2 * b) % 3 != 1) for b in range(B)] for t in range(T)])

    size = dict(x=I, y=O) | {name: H for name in "z_i z_f z_g z_o i f g o c tanh_c h".split()}
    if case["readout"] == "none":
        del size["y"]
    if case["linear_output"]:
        del size["tanh_c"]
    nudges = {name: [np.zeros((n, B))] * (T + (name in "hc")) for name, n in size.items()}
    both = jax.value_and_grad(forward, argnums=(0, 1), has_aux=True)
    (loss, (trace, outputs)), (d_params, d_trace) = both(params, nudges, inputs, start, target, mask, case)

    flat = lambda a: np.asarray(a).ravel().tolist()
    rows = lambda steps: [flat(a) for a in steps]
    case.pop("start"), case.pop("mask")
    return case | {
        # [sequence][step][unit], the order of a Batch.
        "sequence_inputs": flat(inputs.transpose(2, 0, 1)),
        "sequence_targets": flat(target.transpose(2, 0, 1)),
        "sequence_mask": flat(mask.T),
        "loss_value": float(loss),
        "predictions": flat(outputs.transpose(2, 0, 1)),
        "params": {name: flat(a) for name, a in params.items()},
        "d_params": {name: flat(a) for name, a in d_params.items()},
        "values": {name: rows(trace[name]) for name in size},
        "grads": {name: rows(d_trace[name]) for name in size},
    }


def main():
    document = {
        "made_by": {"python": platform.python_version(), "jax": jax.__version__, "numpy": np.__version__},
        "cases": [run(case, seed) for seed, case in enumerate(CASES, start=1)],
    }
    # Python prints a float with the digits that give exactly the same float back (17 at most).
    text = json.dumps(document, separators=(",", ":"))
    # A line for each named thing, so that a difference can be read.
    text = text.replace(',"', ',\n"').replace('{"', '{\n"')
    path = Path(__file__).with_name("reference.json")
    path.write_text(text + "\n")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")


main()
