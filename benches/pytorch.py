"""One round in PyTorch, natively, on one thread: reads the workloads from its input, prints their times as JSON."""

import json
import statistics
import sys
import time

import torch
from torch.nn.functional import cross_entropy, mse_loss


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


def numbers(w, cols):
    """Sequences of a workload, batch x steps x cols: the same numbers on each engine."""
    rows = w["batch"] * w["steps"]
    if w["one_hot"]:
        flat = [float(k % cols == (k // cols) ** 2 % cols) for k in range(rows * cols)]
    else:
        flat = [k * 7919 % 1009 / 504.5 - 1 for k in range(rows * cols)]
    return torch.tensor(flat).reshape(w["batch"], w["steps"], cols)


def training(w):
    x, target = numbers(w, w["inputs"]), numbers(w, w["outputs"])
    lstm = torch.nn.LSTM(w["inputs"], w["hidden"], batch_first=True)
    linear = w["readout"] == "linear"
    readout = torch.nn.Linear(w["hidden"], w["outputs"]) if linear else None
    params = [*lstm.parameters(), *(readout.parameters() if linear else [])]
    optimizer = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[w["optimizer"]](params, lr=1e-6)
    if w["last"]:
        target = target[:, -1]
    loss = {
        "squared-error": lambda y: (y[..., : w["outputs"]] - target).square().sum(),
        "mean-squared-error": lambda y: mse_loss(y, target),
        "softmax-cross-entropy": lambda y: cross_entropy(y.flatten(0, 1), target.flatten(0, 1)),
    }[w["loss"]]

    def run(n):
        for _ in range(n):
            optimizer.zero_grad()
            h, _ = lstm(x)
            if w["last"]:
                h = h[:, -1]
            loss(readout(h) if linear else h).backward()
            optimizer.step()

    return run


@torch.no_grad()
def step(w):
    """Its layer keeps the gates to itself, so this step is written out."""
    hidden = w["hidden"]
    cell = torch.nn.LSTMCell(w["inputs"], hidden)
    x, h0, c0 = numbers(w, w["inputs"])[:, 0], torch.zeros(1, hidden), torch.zeros(1, hidden)

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
