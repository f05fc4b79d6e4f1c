"""The traits of the widget: one for each row of the table that the page has (docs/settings.md), under the same names."""

import json
from pathlib import Path

import traitlets

STATIC = Path(__file__).parent / "static"

TABLE = json.loads((STATIC / "lstm-conveyor.settings.json").read_text(encoding="utf-8"))

KINDS = {
    "name": traitlets.Unicode,
    "text": traitlets.Unicode,
    "number": lambda **how: traitlets.Union([traitlets.Int(), traitlets.Float()], **how),
    "switch": traitlets.Bool,
    "options": traitlets.Dict,
}

#: What is of the page alone, or has another meaning in a notebook.
NOT_HERE = {"tool", "projector", "keys", "state", "loading"}

#: What would be called as a method is.
RENAMED = {"train": "training"}


def _setting(row):
    """None is as it is proposed for the task, or by default."""
    if "names" in row:
        kind = traitlets.Enum([*row["names"], None], default_value=None, allow_none=True)
    else:
        kind = KINDS[row["kind"]](default_value=None, allow_none=True)
    return kind.tag(sync=True)


def _manner(row):
    if row.get("many") or row.get("free"):
        return traitlets.Unicode(row["default"]).tag(sync=True)
    return traitlets.Enum(row["names"], default_value=row["default"]).tag(sync=True)


def settings():
    """Traits by their names: ``hidden_units``, ``task_options``, ``view`` …"""
    rows = {row["key"].replace("-", "_"): _setting(row) for row in TABLE["settings"]}
    manners = {name: _manner(row) for name, row in TABLE["manners"].items()}
    return {RENAMED.get(name, name): trait for name, trait in {**rows, **manners}.items() if name not in NOT_HERE}
