"""Networks as PyTorch saves them, and what it says to one sequence: python make.py, with torch and safetensors installed."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
STEPS = 6


class Network(nn.Module):
    def __init__(self, rnn, outputs, bias):
        super().__init__()
        self.rnn = rnn
        self.fc = nn.Linear(rnn.hidden_size, outputs, bias=bias) if outputs else None

    def forward(self, x):
        h = self.rnn(x)[0]
        return self.fc(h) if self.fc else h


def write(name, rnn, outputs=None, dtype=torch.float32, bias=True):
    network = Network(rnn, outputs, bias).to(dtype)
    save_file(network.state_dict(), HERE / f"{name}.safetensors")
    x = torch.randn(1, STEPS, rnn.input_size)
    with torch.no_grad():
        y = network.float()(x)  # the numbers as they were rounded, reckoned with in 32 bits
    return {"inputs": x.flatten().tolist(), "outputs": y.flatten().tolist()}


torch.manual_seed(1)
said = {
    "lstm": write("lstm", nn.LSTM(2, 5, num_layers=2, batch_first=True), 1),
    "gru": write("gru", nn.GRU(3, 4, batch_first=True), 3, dtype=torch.float16),
    "rnn": write("rnn", nn.RNN(2, 4, nonlinearity="relu", bias=False, batch_first=True), dtype=torch.bfloat16, bias=False),
}
(HERE / "said.json").write_text(json.dumps(said) + "\n")
