"""LSTM conveyor in a notebook: a recurrent network on a stage, every number of it true.

>>> from lstm_conveyor import Conveyor
>>> Conveyor(task="recall", cell="gru", hidden_units=4)  # doctest: +SKIP
"""

from .conveyor import Conveyor

__all__ = ["Conveyor"]
