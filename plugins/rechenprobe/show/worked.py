"""A calculator's formulas on the page: with symbols, with numbers, and as data for the script.

A template is a formula's MathML with a gap for each symbol. Here it is filled for the author's
settings; the script fills the same template for the reader's.
"""

from collections.abc import Mapping, Sequence

import msgspec
from markupsafe import Markup
from msgspec import Struct

from rechenprobe.expression import Call, Expr, Num, Symbol
from rechenprobe.late import late
from rechenprobe.notation import Grouping, number
from rechenprobe.sheet import KINDS, Check, Line, Settings, Sheet
from rechenprobe.show.formulas import general
from rechenprobe.show.html import fill
from rechenprobe.show.values import show_bytes

_GAP = late(r"<mtext>⟦(\d+)⟧</mtext>")


class _Line(Struct, frozen=True, array_like=True):
    """A result for the script."""

    name: str
    label: str
    unit: str
    expr: object
    template: str


class _Check(Struct, frozen=True, array_like=True):
    need: str
    expr: object
    message: str
    numbers: tuple[object, ...]
    fatal: bool


class _Variant(Struct, frozen=True, array_like=True):
    lines: tuple[int, ...]
    checks: tuple[_Check, ...]
    note: str
    reach: object
    padded: object


class _Data(Struct, frozen=True):
    """What the script knows of a calculator.

    Expressions are a number, a symbol's index as text, or a list: operation, operands.
    """

    switches: tuple[str, ...]
    symbols: tuple[tuple[str, str], ...]
    """MathML and source, by the symbol's index."""
    lines: tuple[_Line, ...]
    """Each once; variants name them by their index."""
    variants: Mapping[str, _Variant]


class Formulas:
    """One sheet's formulas as MathML."""

    def __init__(self, sheet: Sheet, grouping: Grouping) -> None:
        self._sheet = sheet
        self._grouping = grouping
        self._symbols = list(sheet.sources)
        self._signs = [_inner(general(Symbol(symbol))) for symbol in self._symbols]

    def named(self, title: str, source: str) -> Markup:
        """A field or a result (`=` and its name) with the symbols that formulas have for it."""
        signs = (general(Symbol(symbol)) for symbol in self._sheet.symbols(source))
        return fill("{} {}", title, Markup(" = ").join(signs)).rstrip()

    def lines(self, settings: Settings) -> Markup:
        """All results: formula = calculation = result, as the script writes them, too."""
        return Markup().join(
            fill(
                "<div><dt>{}</dt><dd>{}</dd></div>",
                self.named(line.label, f"={line.name}"),
                self._equation(line, settings),
            )
            for line in self._sheet.variant(settings).lines
        )

    def data(self) -> str:
        """What the script needs, as JSON."""
        variants = self._sheet.variants
        lines = list(dict.fromkeys(line for one in variants.values() for line in one.lines))
        data = _Data(
            switches=KINDS[self._sheet.kind].switches,
            symbols=tuple(zip(self._signs, self._sheet.sources.values(), strict=True)),
            lines=tuple(map(self._line, lines)),
            variants={
                key: _Variant(
                    tuple(map(lines.index, variant.lines)),
                    tuple(map(self._check, variant.checks)),
                    variant.note,
                    self._plain(variant.reach),
                    self._plain(variant.padded),
                )
                for key, variant in variants.items()
            },
        )
        return msgspec.json.encode(data).decode()

    def _equation(self, line: Line, settings: Settings) -> Markup:
        value = int(self._sheet.value(line.expr, settings))
        shown = show_bytes(value, self._grouping) if line.unit else number(value, self._grouping)
        result = fill("<strong>{}</strong>", shown)
        template = self._template(line.expr)
        sides = []
        if not isinstance(line.expr, Num):
            sides.append(_filled(template, self._signs))
        if isinstance(line.expr, Call):
            sides.append(_filled(template, self._numbers(template, settings)))
        first, *others = (*sides, result)
        return fill("<span>{}</span>", first) + Markup().join(
            fill(" <span>= {}</span>", side) for side in others
        )

    def _numbers(self, template: Markup, settings: Settings) -> list[str]:
        """A number for each symbol that has a gap in the template."""
        used = {int(index) for index in _GAP.findall(template)}
        return [
            _digits(int(self._sheet.value(Symbol(symbol), settings)), self._grouping)
            if index in used
            else ""
            for index, symbol in enumerate(self._symbols)
        ]

    def _template(self, expr: Expr) -> Markup:
        def gaps(node: Expr) -> Expr:
            match node:
                case Symbol(name):
                    return Symbol(rf"\text{{⟦{self._symbols.index(name)}⟧}}")
                case Call(op, args):
                    return Call(op, tuple(map(gaps, args)))
                case _:
                    return node

        return general(gaps(expr))

    def _plain(self, expr: Expr | None) -> object:
        match expr:
            case Num(value):
                return value
            case Symbol(name):
                return str(self._symbols.index(name))
            case Call(op, args):
                return [op, *map(self._plain, args)]
            case _:
                return None

    def _line(self, line: Line) -> _Line:
        label = str(self.named(line.label, f"={line.name}"))
        template = str(self._template(line.expr))
        return _Line(line.name, label, line.unit, self._plain(line.expr), template)

    def _check(self, check: Check) -> _Check:
        numbers = tuple(map(self._plain, check.numbers))
        return _Check(check.need, self._plain(check.expr), check.message, numbers, check.fatal)


def _digits(value: int, grouping: Grouping) -> str:
    return f"<mn>{number(value, grouping)}</mn>"


def _filled(template: Markup, gaps: Sequence[str]) -> Markup:
    return Markup(_GAP.sub(lambda gap: gaps[int(gap[1])], template))  # noqa: S704 - MathML


def _inner(math: Markup) -> str:
    return str(math).removeprefix("<math>").removesuffix("</math>")
