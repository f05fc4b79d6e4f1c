"""The widget."""

import html
import json
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from . import module as modules
from .traits import RENAMED, STATIC, TABLE, settings

_SETTINGS = {row["key"] for row in TABLE["settings"]}

MODULE = STATIC / "lstm-conveyor.notebook.js"

#: The widget's own settings, before it can do anything.
Settings = type("Settings", (anywidget.AnyWidget,), {**settings(), "__module__": __name__})


class Conveyor(Settings):
    """A recurrent network on a stage.

    Settings are those of docs/settings.md, with underscores: ``Conveyor(task="adding", hidden_units=8, view="belt strip answer")``.
    ``step`` (from 1), ``direction``, ``beat``, ``unit`` (from 0), ``edits`` go both ways: what is set here moves the figure,
    and what a reader moves is read here.

    Parameters
    ----------
    model : torch.nn.Module, optional
        One nn.LSTM, nn.GRU, nn.RNN or a cell of these, with an nn.Linear as read-out if it has one.
    x : array of (steps, inputs), optional
        The sequence that the model reads; without it a one at the first step, and then nothing.
    equations : str, optional
        A cell of one's own, a line for each equation.

    Raises
    ------
    traitlets.TraitError
        for a setting that there is not, or a value of another kind.
    ValueError
        for a model or a sequence of which nothing can be shown.
    """

    _esm = MODULE

    #: How training stands: updates made, the mean loss and the share of right answers on sequences that it has not learnt from.
    updates = traitlets.Int(None, allow_none=True, read_only=True).tag(sync=True)
    test_loss = traitlets.Float(None, allow_none=True, read_only=True).tag(sync=True)
    accuracy = traitlets.Float(None, allow_none=True, read_only=True).tag(sync=True)
    standing = traitlets.Unicode(None, allow_none=True, read_only=True).tag(sync=True)
    #: What was refused last, in words.
    error = traitlets.Unicode("").tag(sync=True)

    _module = traitlets.Bytes(b"").tag(sync=True)
    _about = traitlets.Dict({}).tag(sync=True)
    _command = traitlets.List([]).tag(sync=True)
    _fields = traitlets.Dict({}).tag(sync=True)

    def __init__(self, model=None, x=None, equations=None, **settings):
        unknown = sorted(name for name in settings if not self.has_trait(name) or name.startswith("_"))
        if unknown:
            raise traitlets.TraitError(f"no setting is called {', '.join(unknown)}; there are: {', '.join(self.names())}")
        if equations is not None:
            settings.update(cell="own", options={"equations": equations})
        super().__init__(**settings)
        if model is not None:
            self.show(model, x)
        elif x is not None:
            raise ValueError("x is read by a model: without one a task draws the sequences")

    def __repr__(self):
        """What stands where no figure can: in a notebook that was not saved with its widgets, or was made a page of."""
        chosen = ", ".join(f"{key.replace('-', '_')}={text}" for key, text in self._attributes() if key in _SETTINGS)
        return f"Conveyor({chosen}): a figure that moves in a notebook that runs; to_html(path) writes it as a page"

    @classmethod
    def names(cls):
        """All settings, by name."""
        return sorted(settings())

    def show(self, model, x=None):
        """Puts a module of PyTorch's in place of the network at hand."""
        bytes_ = modules.packed(model)
        about = {"rows": None if x is None else modules.rows(model, x), "options": modules.options(model)}
        with self.hold_sync():
            self._about = about
            self._module = bytes_

    def train(self, updates="solved"):
        """So many updates, or until the task is solved. It goes on beside the kernel; ``updates`` and ``test_loss`` follow."""
        self._do("train", updates)

    def stop(self):
        self._do("stop")

    def reset(self):
        """Back to the weights that it began with."""
        self._do("reset")

    def play(self):
        self._do("play")

    def pause(self):
        self._do("pause")

    def values(self, name):
        """All numbers of a field of the sequence shown, such as ``"c"``: (steps + 1, units), that of the start state first.

        Known once the figure has been seen and rests. Raises KeyError, with the names that there are.
        """
        return self._field(name)

    def grads(self, name):
        """∂L/∂ of the same."""
        return self._field(f"d_{name}")

    def to_html(self, path):
        """Writes a page that needs nothing beside it: the same figure with these settings, to be opened by a double click."""
        attributes = " ".join(f'{key}="{html.escape(text)}"' for key, text in self._attributes())
        code = MODULE.read_text(encoding="utf-8").replace("</script", "<\\/script").replace("<!--", "<\\!--")
        Path(path).write_text(
            f'<!doctype html><html><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>LSTM conveyor</title></head>'
            f'<body><lstm-conveyor loading="eager" {attributes}></lstm-conveyor>'
            f'<script type="module">{code}</script></body></html>',
            encoding="utf-8",
        )

    def _attributes(self):
        rows = [(row["key"].replace("-", "_"), row["key"]) for row in TABLE["settings"]]
        rows += [(RENAMED.get(name, name), name) for name in TABLE["manners"]]
        for name, key in rows:
            value = getattr(self, name, None) if name in settings() else None
            if value is not None and value != "":
                yield key, _text(value)

    def _do(self, name, *args):
        self._command = []  # the same once more is another
        self._command = [name, *args]

    def _field(self, name):
        if name not in self._fields:
            known = ", ".join(each for each in self._fields if not each.startswith("d_"))
            raise KeyError(f"{name}: known are {known or self.error or 'none before the figure has been seen'}")
        field = self._fields[name]
        return np.frombuffer(field["data"], dtype="<f4").reshape(field["steps"], field["units"])


def _text(value):
    """As an attribute has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(value, "g") if value != int(value) else str(int(value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each if not isinstance(each, str) else json.dumps(each)}" for name, each in value.items())
    return str(value)
