"""Writes reference.json: every value and every gradient of small recurrent networks, by JAX in float64.

    python3 -m venv .venv && .venv/bin/pip install jax==0.10.2 && .venv/bin/python tests/reference/generate.py

It shares nothing with the Rust core but names. The forward pass is the textbook's equations, one line
each; no gradient is written here: JAX finds them all. To get the gradient of every *intermediate*
number, and not only of the parameters, each number is given a nudge when it is made:

    f = sigmoid(z_f) + nudge["f"][t]

All nudges are zero, so no value changes; and as every consumer sees the nudged number, dL/d(nudge)
is the gradient of that number counted over all its consumers.

Layout: a field of `size` units at one step is a list of size*batch numbers, batch contiguous, as in
the core. Lists over time start at step 1; those of the states, "h" and "c", at step 0, the start state.
The names of a deeper layer begin with "l1." and so on.
Inputs and parameters are multiples of 1/256, which float32 holds exactly: so the float32 comparison
measures the arithmetic, not the rounding of what went in. Results are rounded to 11 decimals,
a twentieth of the finest tolerance, so that the file stays small.
"""

import itertools
import json
import platform
from collections import defaultdict
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
         mask="some", start=True, options=dict(linear_output=True)),
    # Three sequences at once, classes as targets, a start state.
    dict(name="classes", inputs=3, hidden=4, outputs=3, steps=4, batch=3, loss="softmax-cross-entropy", mask="some",
         start=True),
    # No read-out: the first units of h are the prediction (the classic "four numbers" program).
    dict(name="no-readout", inputs=5, hidden=6, outputs=2, steps=4, batch=1, loss="squared-error", readout="none"),
    # As many layers as there may be, of a batch, with an h that is narrower than c.
    dict(name="deep", options=dict(projection=1), layers=4, inputs=2, hidden=2, outputs=1, steps=2, batch=2,
         loss="squared-error", start=True),
]

# All options of each cell, as they are when a case does not name them. `projection` is a size, 0 for none.
OPTIONS = {
    "lstm": dict(peephole=False, coupled=False, projection=0, linear_output=False),
    "gru": dict(reset_before=False),
    "rnn": dict(relu=False),
}

# Each combination of options comes in each of these sizes. `projection` is its size where it is on; it must be below
# `hidden`, which is raised for it.
SIZES = [
    dict(name="unit", inputs=1, hidden=1, projection=1, outputs=1, steps=3, batch=1),
    dict(name="batch", inputs=2, hidden=3, projection=2, outputs=2, steps=3, batch=2, start=True),
    dict(name="layers", inputs=3, hidden=4, projection=2, outputs=2, steps=3, batch=1, layers=2, start=True),
]

# Softmax comes last: over a single output it is 1 whatever the network does.
LOSSES = ["squared-error", "mean-squared-error", "sigmoid-cross-entropy", "softmax-cross-entropy"]
MASKS = ["all", "some", "last"]
READOUTS = ["linear", "linear", "none"]


def combinations():
    """Every cell with every combination of its options, in every size; loss, mask and read-out take turns."""
    all_options = [
        (cell, dict(zip(default, values)))
        for cell, default in OPTIONS.items()
        for values in itertools.product(*((off, True) for off in default.values()))
    ]
    for n, (cell, options) in enumerate(all_options):
        for k, size in enumerate(SIZES):
            case = dict(size, cell=cell, options=dict(options))
            on = [name.replace("_", "-") for name in options if options[name]]
            case["name"] = "-".join([cell, *on, size["name"]])
            projection = case.pop("projection")
            if options.get("projection"):
                case["options"]["projection"] = projection
                case["hidden"] = max(case["hidden"], projection + 1)
            losses = LOSSES if case["outputs"] > 1 else LOSSES[:-1]
            # n // 4, or a loss would always meet the same two options.
            case["loss"] = losses[(n + n // 4 + k) % len(losses)]
            case["mask"] = MASKS[(n + k) % len(MASKS)]
            case["readout"] = READOUTS[(n + n // 3 + k) % len(READOUTS)]
            yield case


def sigmoid(z):
    return 1 / (1 + jnp.exp(-z))


def lstm(p, option, x, h, c, made):
    """Gers & Schmidhuber 2000; coupled gates: Greff et al. 2017; projection: Sak et al. 2014."""
    peep = lambda gate, c: p[f"p_{gate}"] * c if option["peephole"] else 0
    if not option["coupled"]:
        z_i = made("z_i", p["W_i"] @ x + p["U_i"] @ h + p["b_i"] + peep("i", c))
    z_f = made("z_f", p["W_f"] @ x + p["U_f"] @ h + p["b_f"] + peep("f", c))
    z_g = made("z_g", p["W_g"] @ x + p["U_g"] @ h + p["b_g"])
    f = made("f", sigmoid(z_f))
    i = made("i", 1 - f if option["coupled"] else sigmoid(z_i))
    g = made("g", jnp.tanh(z_g))
    c = made("c", f * c + i * g)
    z_o = made("z_o", p["W_o"] @ x + p["U_o"] @ h + p["b_o"] + peep("o", c))
    o = made("o", sigmoid(z_o))
    m = o * (c if option["linear_output"] else made("tanh_c", jnp.tanh(c)))
    h = made("h", p["W_h"] @ made("m", m) if option["projection"] else m)
    return h, c


def gru(p, option, x, h, made):
    """Cho et al. 2014, where the reset comes before U_n; by default after it, as in cuDNN and PyTorch."""
    z_r = made("z_r", p["W_r"] @ x + p["U_r"] @ h + p["b_r"])
    z_z = made("z_z", p["W_z"] @ x + p["U_z"] @ h + p["b_z"])
    r = made("r", sigmoid(z_r))
    z = made("z", sigmoid(z_z))
    if option["reset_before"]:
        q = made("q", r * h)
        z_n = made("z_n", p["W_n"] @ x + p["b_n"] + p["U_n"] @ q)
    else:
        q = made("q", p["U_n"] @ h + p["c_n"])
        z_n = made("z_n", p["W_n"] @ x + p["b_n"] + r * q)
    n = made("n", jnp.tanh(z_n))
    return (made("h", (1 - z) * n + z * h),)


def rnn(p, option, x, h, made):
    """Elman 1990; with relu: Le et al. 2015."""
    z_h = made("z_h", p["W_h"] @ x + p["U_h"] @ h + p["b_h"])
    return (made("h", jnp.maximum(z_h, 0) if option["relu"] else jnp.tanh(z_h)),)


STEP = dict(lstm=lstm, gru=gru, rnn=rnn)
STATES = dict(lstm="hc", gru="h", rnn="h")


def prefixes(case):
    return ["", *(f"l{layer}." for layer in range(1, case["layers"]))]


def width(case):
    """How many units h has."""
    return case["options"].get("projection") or case["hidden"]


def shapes(case):
    """The parameters: {name: (rows, columns)}."""
    H, P, cell, option = case["hidden"], width(case), case["cell"], case["options"]
    gates = dict(lstm="fgo" if option.get("coupled") else "ifgo", gru="rzn", rnn="h")[cell]
    shapes = {}
    for prefix in prefixes(case):
        own = {f"W_{k}": (H, P if prefix else case["inputs"]) for k in gates}
        own |= {f"U_{k}": (H, P) for k in gates}
        own |= {f"b_{k}": (H, 1) for k in gates}
        if option.get("peephole"):
            own |= {f"p_{k}": (H, 1) for k in gates if k != "g"}
        if option.get("projection"):
            own["W_h"] = (P, H)
        if cell == "gru" and not option["reset_before"]:
            own["c_n"] = (H, 1)
        shapes |= {prefix + name: shape for name, shape in own.items()}
    if case["readout"] == "linear":
        shapes |= {"W_y": (case["outputs"], P), "b_y": (case["outputs"], 1)}
    return shapes


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


def forward(params, nudges, inputs, start, target, mask, case):
    """The loss, and all that was made on the way: {name: [one array for each step]}."""
    trace = {}

    def made(name, value):
        over_time = trace.pop(name, [])
        value = value + nudges[name][len(over_time)]
        trace[name] = over_time + [value]  # Popped and put back: the names end up in the order of a step.
        return value

    # Of each layer: the prefix, its parameters by their bare names, its state.
    layers = []
    for prefix in prefixes(case):
        own = {name.removeprefix(prefix): p for name, p in params.items() if name.startswith(prefix)}
        layers.append((prefix, own, [made(prefix + k, start[prefix + k]) for k in STATES[case["cell"]]]))
    predictions = []
    for x in inputs:
        below = made("x", x)
        for prefix, own, state in layers:
            step = STEP[case["cell"]]
            state[:] = step(own, case["options"], below, *state, lambda name, value: made(prefix + name, value))
            below = state[0]
        linear = case["readout"] == "linear"
        predictions.append(
            made("y", params["W_y"] @ below + params["b_y"]) if linear else below[: case["outputs"]]
        )
    loss, outputs = loss_of(case["loss"], jnp.stack(predictions), target, mask)
    return loss, (trace, outputs)


def draw(rng, scale, *shape):
    """Uniform in -scale..scale, on the grid of 1/256."""
    return np.round(rng.uniform(-scale, scale, shape) * 256) / 256


def run(case, seed):
    case = dict(dict(cell="lstm", options={}, layers=1, readout="linear", start=False, mask="all"), **case)
    case["options"] = OPTIONS[case["cell"]] | case["options"]
    I, H, O, T, B = (case[k] for k in ("inputs", "hidden", "outputs", "steps", "batch"))
    rng = np.random.default_rng(seed)
    params = {name: draw(rng, 1.0, *shape) for name, shape in shapes(case).items()}
    inputs = draw(rng, 1.5, T, I, B)
    start = {
        prefix + k: draw(rng, 0.9, width(case) if k == "h" else H, B) * case["start"]
        for prefix in prefixes(case)
        for k in STATES[case["cell"]]
    }
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

    # Once without nudges, to see what is made.
    given = (inputs, start, target, mask, case)
    _, (trace, _) = forward(params, defaultdict(lambda: defaultdict(float)), *given)
    nudges = {name: [np.zeros(a.shape) for a in over_time] for name, over_time in trace.items()}
    both = jax.value_and_grad(forward, argnums=(0, 1), has_aux=True)
    (loss, (values, outputs)), (d_params, d_trace) = both(params, nudges, *given)

    for name, d in [*d_params.items(), *d_trace.items()]:
        assert any(np.any(a) for a in d), f"{case['name']}: no gradient reaches {name}, so it would test nothing"
    if case["options"].get("relu"):
        z = np.concatenate([np.ravel(values[prefix + "z_h"]) for prefix in prefixes(case)])
        assert np.abs(z).min() > 1e-3, f"{case['name']}: a pre-activation at the kink, where rounding would decide"
        assert z.min() < 0 < z.max(), f"{case['name']}: only one side of the kink"

    flat = lambda a: [round(float(number), 11) for number in np.ravel(a)]
    rows = lambda steps: [flat(a) for a in steps]
    case.pop("start"), case.pop("mask")
    return case | {
        # [sequence][step][unit], the order of a Batch.
        "sequence_inputs": flat(inputs.transpose(2, 0, 1)),
        "sequence_targets": flat(target.transpose(2, 0, 1)),
        "sequence_mask": flat(mask.T),
        "loss_value": round(float(loss), 11),
        "predictions": flat(outputs.transpose(2, 0, 1)),
        "params": {name: flat(a) for name, a in params.items()},
        "d_params": {name: flat(d_params[name]) for name in params},
        "values": {name: rows(values[name]) for name in trace},
        "grads": {name: rows(d_trace[name]) for name in trace},
    }


def main():
    # From 8 on: the first seeds with which every relu network passes what `run` asserts.
    cases = [*enumerate(CASES, start=1), *enumerate(combinations(), start=8)]
    document = {
        "made_by": {"python": platform.python_version(), "jax": jax.__version__, "numpy": np.__version__},
        "cases": [run(case, seed) for seed, case in cases],
    }
    text = json.dumps(document, separators=(",", ":"))
    # A line for each named thing, so that a difference can be read.
    text = text.replace(',"', ',\n"').replace('{"', '{\n"')
    path = Path(__file__).with_name("reference.json")
    path.write_text(text + "\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size / 1024:.0f} kB")


main()
