"""Views of a model for cells and for Jupyter: data, drawn elsewhere.

In a lecture a view becomes `execution.Shown`: facts and a name, drawn in the main
process, so that another style runs nothing again. In Jupyter it draws itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rechenprobe.columns import find_columns
from rechenprobe.execution import Shown
from rechenprobe.facts import Model
from rechenprobe.memory import STORED

Options: TypeAlias = Mapping[str, str | int | tuple[str, ...]]


class UnknownLayerError(KeyError):
    """A view of a layer that the model does not have. German, names those that it has."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class View:
    """One view of one model. `_repr_html_` and the worker's hook are its only behaviour."""

    model: Model
    """The facts, as they were when the view was made."""
    view: str
    """As `Shown.view`."""
    options: Options = field(default_factory=dict)
    source: Any = field(default=None, repr=False, compare=False)
    """The Keras model."""

    def _rechenprobe_view_(self, register: Callable[[Any], int]) -> Shown:
        """What the worker shows: `register` gives the model's index in the run."""
        return Shown(register(self.source), self.view, self.options)

    def _repr_html_(self) -> str:
        from rechenprobe.show.jupyter import standalone  # noqa: PLC0415 - not in the worker

        return str(standalone(self.model, self.view, self.options))


def layer_table(model: Any, columns: Iterable[str] = ()) -> View:
    """All layers: output, parameters with their calculation, MACs, memory, totals.

    `columns` are names or titles of `columns.COLUMNS` in the order wanted; none: the usual
    ones. Raises `UnknownColumnError`.
    """
    chosen = find_columns([columns] if isinstance(columns, str) else columns)
    return _view(model, "layer_table", {"columns": chosen} if chosen else {})


def memory_table(
    model: Any,
    batch_size: int | None = None,
    *,
    precision: str | None = None,
    optimizer: str | None = None,
) -> View:
    """Weights, gradients, optimizer state, activations.

    What is not given is shown in several variants (batch sizes, precisions), with
    the model's own optimizer. Raises `ValueError` as `Model.memory` does.
    """
    view = _view(model, "memory_table", {})
    view.model.memory(batch_size or 1, precision or STORED, optimizer)  # refuses what is unknown
    given = {"batch_size": batch_size, "precision": precision, "optimizer": optimizer}
    options: Options = {name: value for name, value in given.items() if value is not None}
    return View(view.model, view.view, options, model)


def derivation(model: Any, layer: str) -> View:
    """How one layer's numbers come about. Raises `UnknownLayerError`."""
    view = _view(model, "derivation", {"layer": layer})
    names = [row.name for row in view.model.layers]
    if layer not in names:
        raise UnknownLayerError(
            f"Die Schicht „{layer}“ gibt es im Modell „{view.model.name}“ nicht. "
            f"Vorhanden: {', '.join(dict.fromkeys(names))}."
        )
    return view


def architecture(model: Any) -> View:
    """The model as a picture."""
    return _view(model, "architecture", {})


def shares(model: Any) -> View:
    """Which layers hold the parameters, do the work and take the memory."""
    return _view(model, "shares", {})


def _view(model: Any, view: str, options: Options) -> View:
    from rechenprobe.model import model_facts  # noqa: PLC0415 - imports keras

    return View(model_facts(model), view, options, model)
