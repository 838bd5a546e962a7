"""Calculating with amounts: a term knows its value, its rounding, its dimension and its text."""

from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe import notation
from rechenprobe.check.following.amounts import Amount
from rechenprobe.notation import Grouping


class Term(Struct, frozen=True, gc=False):
    """An amount, or what is calculated of some."""

    value: Fraction
    half: Fraction
    """By how much the rounding of its amounts may have moved it."""
    kind: str
    """Its dimension: empty for counts and shares, `?` if amounts of several were added."""
    shown: str
    """As explanations show it."""
    of: tuple[Amount, ...] = ()
    loose: bool = False
    """Whether brackets go round it beside a point."""

    def __add__(self, other: "Term") -> "Term":
        return self._joined(other, "+", self.value + other.value)

    def __sub__(self, other: "Term") -> "Term":
        return self._joined(other, "−", self.value - other.value)

    def __mul__(self, other: "Term") -> "Term":
        half = self.half * abs(other.value) + other.half * abs(self.value)
        kind = self.kind or other.kind if not (self.kind and other.kind) else "?"
        return Term(
            self.value * other.value,
            half,
            kind,
            f"{self.inner} · {other.inner}",
            self.of + other.of,
        )

    def __truediv__(self, other: "Term") -> "Term":
        value = self.value / other.value
        half = (self.half + abs(value) * other.half) / abs(other.value)
        kind = "" if self.kind == other.kind else self.kind if not other.kind else "?"
        shown = f"{self.inner} : {other.inner}"
        return Term(value, half, kind, shown, self.of + other.of)

    def out_of(self, whole: "Term") -> "Term":
        """The share that it is."""
        shown = f"{self.inner} von {whole.inner}"
        return structs.replace(self / whole, shown=shown)

    def rounded(self, value: int) -> "Term":
        """As a whole number."""
        return structs.replace(self, value=Fraction(value))

    def _joined(self, other: "Term", sign: str, value: Fraction) -> "Term":
        kind = self.kind if self.kind == other.kind else "?"
        second = other.inner if sign == "−" else other.shown
        shown = f"{self.shown} {sign} {second}"
        return Term(value, self.half + other.half, kind, shown, self.of + other.of, loose=True)

    @property
    def inner(self) -> str:
        """As a factor."""
        return f"({self.shown})" if self.loose else self.shown


def term(one: Amount, grouping: Grouping) -> Term:
    """An amount as a term."""
    kind = "" if one.kind in ("%", ":") else one.kind
    kind = "?" if one.per.startswith("#") else kind
    return Term(one.value, one.half, kind, written(one, grouping), (one,))


def number(value: Fraction | int) -> Term:
    """A number that stands nowhere."""
    value = Fraction(value)
    return Term(value, Fraction(0), "", notation.brief(value))


def written(one: Amount, grouping: Grouping) -> str:
    """An amount in its own unit."""
    if one.kind == "%":
        return f"{notation.brief(one.value * 100, grouping)} %"
    unit = one.statement.sides[-1].unit if one.statement is not None else ""
    value = one.value if one.factor == 1 else one.value / one.factor
    return f"{notation.brief(value, grouping)} {unit}".rstrip()
