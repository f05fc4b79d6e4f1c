"""One round in PyTorch, natively, on one thread: reads the workloads from its input, prints their times as JSON."""

import itertools
import json
import statistics
import sys
import time

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss


def measure(seconds, run):
    """Nanoseconds of one iteration; benches/measure/src/stopwatch.rs is the same."""

    def stretch(n):
        start = time.perf_counter()
        run(n)
        return time.perf_counter() - start

    n, warm = 1, 0.0
    while warm < seconds:
        took = stretch(n)
        warm += took
        if took < seconds / 10:
            n *= 2
    times, spent = [], 0.0
    while spent < seconds:
        took = stretch(n)
        spent += took
        times.append(took * 1e9 / n)
    return statistics.median(times)


# Updates on the same sequences before the next are given.
EACH = 8


def sequences(w, at):
    """Batch number `at` of a workload, inputs and targets: the same numbers on each engine (benches/browser/sequences.js)."""
    steps, rows = w["steps"], w["batch"] * w["steps"]

    def number(k):
        return (k + 131 * at) * 7919 % 1009 / 504.5 - 1

    def sign(x):
        return 1.0 if x > 0 else -1.0

    def each(cols, make):
        flat = [make(k // cols, k % cols) for k in range(rows * cols)]
        return torch.tensor(flat).reshape(w["batch"], steps, cols)

    def both(make):
        return [each(cols, make(cols)) for cols in (w["inputs"], w["outputs"])]

    if w["sequences"] == "one-hot":
        return both(lambda cols: lambda row, col: float((row + at) ** 2 % cols == col))
    if w["sequences"] == "recall":
        cue = each(w["inputs"], lambda row, col: sign(number(row)) if (row % steps == 0) == (col == 0) else 0.0)
        return [cue, each(w["outputs"], lambda row, _: float(number(row - row % steps) > 0))]
    return both(lambda cols: lambda row, col: number(row * cols + col))


def training(w):
    batches = [sequences(w, at) for at in range(w["batches"])]
    lstm = torch.nn.LSTM(w["inputs"], w["hidden"], batch_first=True)
    linear = w["readout"] == "linear"
    readout = torch.nn.Linear(w["hidden"], w["outputs"]) if linear else None
    params = [*lstm.parameters(), *(readout.parameters() if linear else [])]
    optimizer = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[w["optimizer"]](params, lr=w["rate"])
    if w["last"]:
        batches = [(x, target[:, -1]) for x, target in batches]
    loss = {
        "squared-error": lambda y, target: (y[..., : w["outputs"]] - target).square().sum(),
        "mean-squared-error": mse_loss,
        "sigmoid-cross-entropy": binary_cross_entropy_with_logits,
        "softmax-cross-entropy": lambda y, target: cross_entropy(y.flatten(0, 1), target.flatten(0, 1)),
    }[w["loss"]]
    done = itertools.count()

    def run(n):
        for _ in range(n):
            x, target = batches[next(done) // EACH % len(batches)]
            optimizer.zero_grad()
            h, _ = lstm(x)
            if w["last"]:
                h = h[:, -1]
            loss(readout(h) if linear else h, target).backward()
            optimizer.step()

    run(w["trained"])
    return run


@torch.no_grad()
def step(w):
    """Its layer keeps the gates to itself, so this step is written out."""
    hidden = w["hidden"]
    cell = torch.nn.LSTMCell(w["inputs"], hidden)
    x, h0, c0 = sequences(w, 0)[0][:, 0], torch.zeros(1, hidden), torch.zeros(1, hidden)

    @torch.no_grad()
    def run(n):
        for _ in range(n):
            z = torch.addmm(cell.bias_ih, x, cell.weight_ih.t()) + torch.addmm(cell.bias_hh, h0, cell.weight_hh.t())
            i, f, g, o = z.chunk(4, 1)
            i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
            c = f * c0 + i * g
            h = o * c.tanh()
            [field.numpy() for field in (i, f, g, o, c, h)]

    return run


torch.set_num_threads(1)
job = json.load(sys.stdin)
times = {}
for workload in job["workloads"]:
    run = step(workload) if workload["forward"] else training(workload)
    times[workload["name"]] = measure(job["millis"] / 1000, run)
json.dump({"version": f"PyTorch {torch.__version__}", "times": times}, sys.stdout)
