"""What an author's layer says about itself: refused in German where it is no formula.

The author's code may do anything; whatever goes wrong in it is told with the
layer's name, never as a traceback out of the catalogue.
"""

from collections.abc import Iterator
from typing import Any

from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, Written, evaluate
from rechenprobe.facts import Part
from rechenprobe.model.errors import OwnFormulaError
from rechenprobe.model.use import Formulas, Use

METHOD = "rechenprobe_formulas"
"""The method by which an author's layer states its own formulas: `(self, use) -> Formulas`."""

REMEDY = (
    f"{METHOD}(self, use) gibt rechenprobe.model.Formulas zurück, aus counted(Zeichen, Größe, "
    "Bedeutung), plus und times gebildet."
)
FORMULAS = (Num, Symbol, Call, Written)


def own_formulas(operation: Any, use: Use) -> Formulas | None:
    """The layer's own word; None if it gives none. Raises `OwnFormulaError`."""
    method = getattr(operation, METHOD, None)
    if method is None:
        return None
    try:
        stated = method(use)
    except Exception as error:
        raise _refused(operation, f"scheitert mit {type(error).__name__}: {error}") from error
    if not isinstance(stated, Formulas):
        raise _refused(operation, f"gibt keine Formulas zurück, sondern {type(stated).__name__}")
    for problem in _problems(stated):
        raise _refused(operation, problem)
    return stated


def _refused(operation: Any, problem: str) -> OwnFormulaError:
    layer = f"„{operation.name}“ ({type(operation).__name__})"
    return OwnFormulaError(f"Schicht {layer}: {METHOD} {problem}.", REMEDY)


def _problems(stated: Formulas) -> Iterator[str]:
    output: object = stated.output
    if not isinstance(output, tuple) or not all(isinstance(part, Part) for part in output):
        yield "nennt als output kein Tupel von Part; use.stated() ist die Form, die Keras angibt"
    counts = {"params": stated.params, "macs": stated.macs, "kept": stated.kept}
    for name, formula in counts.items():
        if formula is None and name == "kept":
            continue
        if not _is_formula(formula):
            yield f"nennt für {name} keine Formel, sondern {formula!r}"
        else:
            yield from _no_count(name, formula)


def _is_formula(value: object) -> bool:
    if isinstance(value, Call):
        return all(map(_is_formula, value.args))
    return isinstance(value, FORMULAS)


def _no_count(name: str, formula: Expr | None) -> Iterator[str]:
    """What keeps a formula from being the count that it has to be."""
    if formula is None:
        return
    try:
        value = evaluate(formula)
    except NotEvaluable as error:
        yield f"nennt für {name} eine Formel ohne Wert: {error}"
        return
    if value.denominator != 1 or value < 0:
        yield f"nennt für {name} eine Formel mit dem Wert {value}, und das ist keine Anzahl"
