"""Compares reference.json with torch.nn in float64, in every case where torch.nn has the very cell.

    python3 -m venv .venv && .venv/bin/pip install torch==2.15.0 && .venv/bin/python tests/reference/check_torch.py

The equations in generate.py are ours; here they meet those of somebody else, with another automatic
differentiation and other losses. Compared are the loss, y, h of the last layer at each step, the last
state of each layer, and the gradient of every parameter, input and start state.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

GATES = dict(lstm="ifgo", gru="rzn", rnn="h")
STATES = dict(lstm="hc", gru="h", rnn="h")


def module_of(case):
    """The layers without parameters yet; None where torch.nn has no such cell."""
    option = case["options"]
    shape = dict(input_size=case["inputs"], hidden_size=case["hidden"], num_layers=case["layers"], batch_first=True)
    if case["cell"] == "rnn":
        return torch.nn.RNN(**shape, nonlinearity="relu" if option["relu"] else "tanh")
    if case["cell"] == "gru" and not option["reset_before"]:
        return torch.nn.GRU(**shape)
    if case["cell"] == "lstm" and not (option["peephole"] or option["coupled"] or option["linear_output"]):
        return torch.nn.LSTM(**shape, proj_size=option["projection"])
    return None


def theirs(case, params):
    """Our parameters under the names of torch.nn, where those of the gates are one. Of its two biases we have the
    first; the second is zero, but for c_n of the GRU."""
    named = {}
    for layer in range(case["layers"]):
        of = lambda name: params.get((f"l{layer}." if layer else "") + name, [])
        for name, prefix in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
            named[f"{name}_l{layer}"] = [n for k in GATES[case["cell"]] for n in of(f"{prefix}_{k}")]
        if case["cell"] == "gru":
            named[f"bias_hh_l{layer}"] = [0.0] * (2 * case["hidden"]) + of("c_n")
        if case["options"].get("projection"):
            named[f"weight_hr_l{layer}"] = of("W_h")
    return {name: torch.tensor(numbers) for name, numbers in named.items()}


def loss_of(case, y):
    """y is [sequence, step, output]."""
    target = torch.tensor(case["sequence_targets"]).reshape(y.shape)
    mask = torch.tensor(case["sequence_mask"]).reshape(y.shape[:2]).bool()
    y, target = y[mask], target[mask]
    match case["loss"]:
        case "squared-error":
            return F.mse_loss(y, target, reduction="sum") / case["batch"]
        case "mean-squared-error":
            return F.mse_loss(y, target)
        case "sigmoid-cross-entropy":
            return F.binary_cross_entropy_with_logits(y, target)
        case "softmax-cross-entropy":
            return F.cross_entropy(y, target)


def check(case, module):
    B, T = case["batch"], case["steps"]

    def agree(what, got, expected):
        expected = torch.as_tensor(expected).reshape(got.shape)
        error = ((got - expected).abs() / (1 + expected.abs())).max().item()
        assert error < 1e-10, f"{case['name']}: {what} is off by {error}"

    def by_sequence(rows):
        """[step][unit, batch] as [sequence, step, unit]."""
        return torch.tensor(rows).reshape(len(rows), -1, B).permute(2, 0, 1)

    def states(of, step):
        """For each kind of state, [layer, sequence, unit]."""
        prefixes = ["", *(f"l{layer}." for layer in range(1, case["layers"]))]
        return [
            torch.stack([by_sequence(of[prefix + k])[:, step] for prefix in prefixes]) for k in STATES[case["cell"]]
        ]

    ours = theirs(case, case["params"])
    for name, p in module.named_parameters():
        p.data = ours[name].reshape(p.shape) if name in ours else torch.zeros_like(p)
    x = torch.tensor(case["sequence_inputs"]).reshape(B, T, -1).requires_grad_()
    start = [state.requires_grad_() for state in states(case["values"], 0)]
    h, last = module(x, tuple(start) if len(start) > 1 else start[0])
    read = {}
    if case["readout"] == "linear":
        read = {name: torch.tensor(case["params"][name]).requires_grad_() for name in ("W_y", "b_y")}
        y = F.linear(h, read["W_y"].reshape(case["outputs"], -1), read["b_y"])
        agree("y", y, by_sequence(case["values"]["y"]))
    else:
        y = h[..., : case["outputs"]]
    loss = loss_of(case, y)
    loss.backward()

    agree("the loss", loss, case["loss_value"])
    top = f"l{case['layers'] - 1}.h" if case["layers"] > 1 else "h"
    agree(top, h, by_sequence(case["values"][top])[:, 1:])
    for k, got, expected in zip("hc", last if len(start) > 1 else [last], states(case["values"], -1)):
        agree(f"the last {k}", got, expected)
    for k, got, expected in zip("hc", start, states(case["grads"], 0)):
        agree(f"the gradient of the first {k}", got.grad, expected)
    agree("the gradient of x", x.grad, by_sequence(case["grads"]["x"]))
    for name, p in read.items():
        agree(f"d_{name}", p.grad, case["d_params"][name])
    d_ours = theirs(case, case["d_params"])
    for name, p in module.named_parameters():
        if name in d_ours:
            kept = ours[name].numel() // 3 * 2 if name.startswith("bias_hh") else 0  # We have c_n alone.
            agree(f"d_{name}", p.grad.flatten()[kept:], d_ours[name][kept:])


def main():
    cases = json.loads(Path(__file__).with_name("reference.json").read_text())["cases"]
    pairs = [(case, module) for case in cases if (module := module_of(case))]
    for case, module in pairs:
        check(case, module)
    print(f"{len(pairs)} of {len(cases)} cases agree with torch {torch.__version__}")


main()
