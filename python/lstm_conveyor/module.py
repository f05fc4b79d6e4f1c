"""A module of PyTorch's as the page reads it. torch itself is not needed: what is asked of a module are its parameters."""

import numpy as np
from safetensors.numpy import save

#: The layers that the page can show.
LAYERS = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")


def packed(module):
    """The bytes of a safetensors file of its ``state_dict()``, in 32 bits.

    Raises ValueError for a module of which nothing can be shown.
    """
    state = {name: _array(tensor) for name, tensor in module.state_dict().items()}
    if not any("weight_ih" in name for name in state):
        raise ValueError(f"no recurrent layer in {type(module).__name__}: what can be shown are {', '.join(LAYERS)}")
    if any(name.endswith("_reverse") for name in state):
        raise ValueError("a layer that reads both ways cannot be shown: bidirectional=False is wanted")
    return save(state)


def options(module):
    """What a module says and its parameters do not: ``nonlinearity`` of nn.RNN and nn.RNNCell. Other cells have no such option."""
    parts = [module, *getattr(module, "modules", list)()]
    return {"relu": True} if any(getattr(part, "nonlinearity", None) == "relu" for part in parts) else {}


def rows(module, x):
    """A sequence as it is typed on the page: a row for each step. ``x`` is (steps, inputs), (steps,) or a batch of one.

    Raises ValueError where it is none of these, or no sequence that the module reads.
    """
    inputs = next(_array(tensor).shape[1] for name, tensor in module.state_dict().items() if "weight_ih" in name)
    array = _array(x)
    if array.ndim == 3 and 1 in array.shape[:2]:
        array = array.reshape(-1, array.shape[2])
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] != inputs or len(array) < 2:
        raise ValueError(f"x has the shape {array.shape}: (steps, {inputs}) is wanted, of 2 steps or more, or a batch of one sequence")
    return "\n".join(" ".join(repr(float(value)) for value in row) for row in array)


def _array(tensor):
    for step in ("detach", "cpu", "float"):
        tensor = getattr(tensor, step, lambda same=tensor: same)()
    return np.ascontiguousarray(np.asarray(tensor), dtype=np.float32)
