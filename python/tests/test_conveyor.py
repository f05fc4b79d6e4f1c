"""The widget without a notebook: what it takes, what it refuses, what it hands to the page."""

import json
import struct

import numpy as np
import pytest
import traitlets
from lstm_conveyor import Conveyor
from lstm_conveyor.module import options, packed, rows
from lstm_conveyor.traits import TABLE


class Module:
    """What is asked of a module of PyTorch's."""

    def __init__(self, state, **said):
        self._state = state
        self.__dict__.update(said)

    def state_dict(self):
        return self._state


def lstm(hidden=2, inputs=1):
    gates = 4 * hidden
    return {
        "lstm.weight_ih_l0": np.ones((gates, inputs)),
        "lstm.weight_hh_l0": np.ones((gates, hidden)),
        "lstm.bias_ih_l0": np.zeros(gates),
        "lstm.bias_hh_l0": np.zeros(gates),
    }


def test_every_setting_of_the_page_is_one_of_the_widget_but_for_what_is_the_pages_alone():
    keys = {row["key"].replace("-", "_") for row in TABLE["settings"]} - {"tool", "projector"}
    assert keys <= set(Conveyor.names())
    w = Conveyor(hidden_units=8, task="adding", task_options={"steps": 6}, twin=False)
    assert (w.hidden_units, w.task_options, w.twin, w.cell) == (8, {"steps": 6}, False, None)


def test_what_there_is_not_is_refused_with_what_there_is():
    with pytest.raises(traitlets.TraitError, match="hiden.*hidden_units"):
        Conveyor(hiden=3)
    with pytest.raises(traitlets.TraitError):
        Conveyor(hidden_units="many")
    with pytest.raises(traitlets.TraitError):
        Conveyor(direction="up")


def test_a_module_goes_as_a_file_of_its_parameters():
    w = Conveyor(model=Module(lstm()), x=np.arange(4.0))
    (length,) = struct.unpack("<Q", w._module[:8])
    header = json.loads(w._module[8 : 8 + length])
    assert header["lstm.weight_hh_l0"]["dtype"] == "F32"
    assert header["lstm.weight_hh_l0"]["shape"] == [8, 2]
    assert w._about["rows"] == "0.0\n1.0\n2.0\n3.0"


def test_what_cannot_be_shown_is_said():
    with pytest.raises(ValueError, match="no recurrent layer in Module"):
        packed(Module({"weight": np.ones((2, 2))}))
    with pytest.raises(ValueError, match="both ways"):
        packed(Module({**lstm(), "lstm.weight_ih_l0_reverse": np.ones((8, 1))}))
    for shape in [(2, 3, 4), (5, 2), (1, 1)]:
        with pytest.raises(ValueError, match=rf"\({', '.join(map(str, shape))}\): \(steps, 1\) is wanted"):
            rows(Module(lstm()), np.ones(shape))
    with pytest.raises(ValueError, match="without one a task"):
        Conveyor(x=np.ones(3))


def test_what_parameters_do_not_say_the_module_does():
    assert options(Module({}, nonlinearity="relu")) == {"relu": True}
    assert options(Module({}, nonlinearity="tanh")) == {}
    assert options(Module({})) == {}


def test_a_cell_of_ones_own():
    w = Conveyor(equations="h = tanh(W x + U h + b)")
    assert (w.cell, w.options) == ("own", {"equations": "h = tanh(W x + U h + b)"})


def test_numbers_come_as_they_are_and_are_missed_by_name():
    w = Conveyor()
    with pytest.raises(KeyError, match="before the figure has been seen"):
        w.values("c")
    sent = np.array([[0, 0], [0.5, -1]], dtype="<f4")
    w._fields = {"c": {"steps": 2, "units": 2, "data": sent.tobytes()}}
    assert np.array_equal(w.values("c"), sent)
    with pytest.raises(KeyError, match="known are c"):
        w.grads("c")


def test_a_page_of_its_own(tmp_path):
    file = tmp_path / "figure.html"
    Conveyor(task="adding", task_options={"steps": 6}, hidden_units=4, lang="zh").to_html(file)
    text = file.read_text(encoding="utf-8")
    head = text[: text.index("<script")]
    assert 'task="adding"' in head and 'task-options="steps: 6"' in head and 'hidden-units="4"' in head
    assert text.count("</script") == 1


def test_where_no_figure_can_stand_it_says_what_it_is():
    text = Conveyor(task="adding", hidden_units=4)._repr_mimebundle_()[0]["text/plain"]
    assert text.startswith("Conveyor(task=adding, hidden_units=4): ") and "to_html" in text
