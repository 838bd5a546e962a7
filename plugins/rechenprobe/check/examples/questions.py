"""Questions of exercises: what they give is confirmed by the solution that calculates with it.

Each number is another one of the solution's, so that none fits by chance. Nothing else confirms
it: not the model (`mit 1000 Kanälen` is said of a layer that the question only supposes), not the
steps, if the solution itself calculates with numbers. What the question gives twice, and the
solution has not, is doubtful as long as the solution calculates with a number that is not given.
"""

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import isfinite

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.examples.context import calculates
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.claims import Statement
from rechenprobe.lecture import Exercise, Lecture, Span

_OWN = 4
"""Up to here a number may be the formula's own: the 4 of an LSTM, the 1 of a bias."""
_MOST = 30
_UNITS = frozenset(map(Fraction, (8, 10, 16, 32, 64, 100, 1000, 1024, 10**6, 2**20)))
"""With which units are converted: of them nobody speaks."""


class Questions(Struct, frozen=True, gc=False):
    """Where questions stand whose solutions calculate with numbers; in the order of the page."""

    spans: tuple[Span, ...]

    def contain(self, span: Span) -> bool:
        """Whether it stands in one of them."""
        index = bisect_right(self.spans, span.start, key=lambda one: one.start) - 1
        return index >= 0 and span.end <= self.spans[index].end


def settled_questions(lecture: Lecture) -> Questions:
    """The questions that their own solution settles."""
    return Questions(
        tuple(one.question for one in lecture.exercises if any(_constants(one, lecture)))
    )


def confirm_question(ledger: Ledger, exercise: Exercise) -> None:
    """Confirm what the question gives if the solution calculates with it."""
    lecture = ledger.lecture
    constants = [value for value in _constants(exercise, lecture) if value]  # not `max(0, …)`
    if not constants:
        return
    matched = _Matched(constants, list(_summands(exercise, lecture)))
    for statement in _statements(exercise, lecture):
        matched.take(statement, lecture)
    missing = matched.missing()
    surplus = set(matched.strangers) | (set(matched.again) if missing else set())
    truth = Truth("exercise", "", "geht so in die Lösung der Aufgabe ein")
    for index in matched.found:
        if index not in surplus and not ledger.decided(index):
            ledger.verified(lecture.numbers[index].span, (index,), truth)
    ledger.unchecked(matched.strangers, "kommt in der Lösung der Aufgabe nicht vor")
    if missing:
        unused = notation.number(missing[0], ledger.grouping)
        ledger.retract(surplus, f"die Lösung rechnet mit {unused}, davon steht hier nichts")


class _Matched:
    """Which numbers of a question are which of the solution's."""

    def __init__(self, constants: list[Fraction], summands: list[Counter[Fraction]]) -> None:
        self._summands = summands
        self._stock = Counter(constants)
        self._left = Counter(constants)
        self.found: list[int] = []
        self.again: list[int] = []
        """Of `found`: what the question gives once more."""
        self.strangers: list[int] = []
        self._given: set[Fraction] = set()
        self._said: set[Fraction] = set()

    def take(self, statement: Statement, lecture: Lecture) -> None:
        """Match the numbers of a statement; a square, `32 × 32`, counts once."""
        square = statement.shape and lecture.source[statement.span.start] != "("
        done: set[Fraction] = set()
        torn = square and not self._together(statement.numbers, lecture)
        for index in statement.numbers:
            value = self._partner(index, lecture, done)
            if value is None or torn:
                self.strangers.append(index)
                continue
            self.found.append(index)
            if value in self._given and not (square and value in done):
                self.again.append(index)
            self._left[value] -= not (square and value in done)
            done |= {value} if square else set()
        self._given |= {value for value in self._stock if self._left[value] < self._stock[value]}

    def _together(self, numbers: tuple[int, ...], lecture: Lecture) -> bool:
        """Whether one product of the solution calculates with all the sides that it knows.

        `128 × 3` is torn from `3 * 3 * 128 * 128`.
        """
        readings = (lecture.numbers[index].german for index in numbers)
        sides = {one.value for one in readings if one and one.value in self._stock}
        return any(sides <= summand.keys() for summand in self._summands) and not (
            len(sides) == 2
            and any(all(summand[side] > 1 for side in sides) for summand in self._summands)
        )

    def _partner(self, index: int, lecture: Lecture, done: set[Fraction]) -> Fraction | None:
        number = lecture.numbers[index]
        reading = number.german or number.english
        if reading is None:
            return None
        self._said |= {reading.value} if len(self._said) < _MOST else set()
        percent = lecture.source[number.span.end :][:3].lstrip("\\, \u202f\xa0")[:1] == "%"
        meant = [reading.value, *([reading.value / 100] if percent else ())]
        return next((one for one in meant if self._left[one] > 0 or one in done), None)

    def missing(self) -> list[Fraction]:
        """What the solution calculates with although the question does not speak of it.

        Of `9` a question speaks that says `3 × 3`.
        """
        spoken = _UNITS | {one * two for one, two in product(self._said, repeat=2)}
        return [
            value
            for value, times in self._stock.items()
            if self._left[value] == times and abs(value) > _OWN and value not in spoken
        ]


def _statements(exercise: Exercise, lecture: Lecture) -> Iterator[Statement]:
    """What the question only gives; its equations are judged by themselves."""
    question = exercise.question
    for statement in lecture.statements:
        inside = question.start <= statement.span.start and statement.span.end <= question.end
        if inside and not (
            statement.relations and any(calculates(s.expr) for s in statement.sides)
        ):
            yield statement


def _constants(exercise: Exercise, lecture: Lecture) -> Iterator[Fraction]:
    return _numbers(_solution(exercise, lecture))


def _summands(exercise: Exercise, lecture: Lecture) -> Iterator[Counter[Fraction]]:
    """The numbers of each summand of the solution."""
    todo = [_solution(exercise, lecture)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Expression):
            todo.append(node.body)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            todo += [node.left, node.right]
        elif node is not None:
            yield Counter(_numbers(node))


def _solution(exercise: Exercise, lecture: Lecture) -> ast.AST | None:
    if exercise.solution is None:
        return None
    try:
        return ast.parse(lecture.values[exercise.solution].code, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _numbers(tree: ast.AST | None) -> Iterator[Fraction]:
    for node in ast.walk(tree) if tree is not None else ():
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
            yield Fraction(value if isinstance(value, int) else str(value))
