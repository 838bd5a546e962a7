r"""LaTeX → MathML, at build time, with German numbers kept whole.

MathML Core is what browsers draw without any JavaScript. The converter reads `34\,944` and
`69{,}888` as several numbers; a screen reader would read them so, too. They are put together
again: one number, one `<mn>`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from itertools import takewhile

from markupsafe import Markup
from math_core import LatexError, LatexToMathML

from rechenprobe.expression import Expr, latex
from rechenprobe.late import late
from rechenprobe.lecture import Formula, Lecture
from rechenprobe.notation import Grouping
from rechenprobe.show.html import fill

_THIN = r'(?:<mspace width="0\.16666667em"/>|<m(?:i|text)>[\u202f\u2009\u00a0]</m(?:i|text)>)'
_SPACED = late(rf"<mn>(\d{{1,3}})</mn>((?:{_THIN}<mn>\d{{3}}</mn>)+)(?!<mn>)")
_DOTTED = late(r"<mn>(\d{1,3})</mn>((?:<mi>\.</mi><mn>\d{3}</mn>)+)(?!<mn>)")
_COMMA = late(r'<mn>([\d.\u202f]+)</mn><mo rspace="0">,</mo><mn>(\d+)</mn>')
_GROUP = late(r"<mn>(\d{3})</mn>")
_ERROR = late(r"(?P<offset>\d+): (?P<reason>.*)", re.DOTALL)
_BARE_COMMA = late(r"(?<=\d),(?=\d)")
_SPACE_IN_NUMBER = late(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d)")
_COMMAND = late(r"\\(?:[A-Za-z]+|.)")
_UNSEEN = late(r"[{}^_&\s]")
_DRESS = late(
    r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![A-Za-z])"
    r"|\\(?:text)?color\s*\{\s*\#[0-9A-Fa-f]{3,8}\s*\}"
)
"""Sizes and colours by their numbers, which MathJax knows: the formula is set without them."""

LATEX_SEPARATORS: Mapping[Grouping, str] = {"space": r"\,", "dot": "{.}", "none": ""}
"""What stands between groups of three digits in LaTeX."""

_LONG = 28
"""Characters (commands count one) beyond which a phone's line is too short for a formula."""

_REASONS = (
    (late(r'Unknown command "(.*)"\.'), r"den Befehl „\1“ gibt es nicht"),
    (late(r'Unknown environment "(.*)"\.'), r"die Umgebung „\1“ gibt es nicht"),
    (late(r'Expected closing token "(.*)", but reached .*'), r"am Ende fehlt „\1“"),
)


class BadFormula(ValueError):
    """LaTeX that cannot become MathML. German reason."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset
        """Characters of the LaTeX before the place."""


def formula_problem(latex: str, display: bool) -> str | None:  # noqa: FBT001 - not an option
    """Why `latex` cannot be shown as a formula, in German; None if it can."""
    try:
        convert(latex, display=display)
    except BadFormula as problem:
        return str(problem)
    return None


@cache
def convert(source: str, *, display: bool) -> Markup:
    """LaTeX (without its dollars) as a `<math>` element; `BadFormula` says why not."""
    plain = _DRESS.sub(lambda dress: " " * len(dress[0]), source)
    try:
        mathml = LatexToMathML(fancy_error=False).convert_with_local_state(
            plain, displaystyle=display
        )
    except LatexError as error:
        raise _bad_formula(str(error)) from error
    mathml = _SPACED.sub(lambda found: _joined(found, "\u202f"), mathml)
    mathml = _DOTTED.sub(lambda found: _joined(found, "."), mathml)
    return Markup(_COMMA.sub(r"<mn>\1,\2</mn>", mathml))  # noqa: S704 - the converter escapes text


def calculation(expr: Expr, grouping: Grouping) -> Markup:
    """A derivation's expression with its numbers, as MathML."""
    return convert(_flat(latex(expr, separator=LATEX_SEPARATORS[grouping])), display=False)


def general(expr: Expr) -> Markup:
    """A derivation's expression with its symbols, as MathML."""
    return convert(_flat(latex(expr, symbolic=True)), display=False)


def _flat(source: str) -> str:
    """Stretching brackets need more room, even where they do not grow."""
    if r"\frac" in source:
        return source
    return source.replace(r"\left", "").replace(r"\right", "")


def formula_latex(lecture: Lecture, formula: Formula, inserts: dict[int, str]) -> str:
    """The formula's LaTeX with its values inserted and its numbers written for TeX.

    `inserts`: index into `lecture.values` → LaTeX. A comma or space that the
    reader took as part of a number becomes one to TeX, too.
    """
    edits: list[tuple[int, int, str]] = []
    end = formula.latex_start + len(formula.latex)
    for index, value in enumerate(lecture.values):
        if formula.latex_start <= value.span.start and value.span.end <= end:
            edits.append((value.span.start, value.span.end, inserts.get(index, "")))
    first = bisect_left(lecture.numbers, formula.latex_start, key=lambda number: number.span.start)
    for number in takewhile(lambda number: number.span.start < end, lecture.numbers[first:]):
        if number.span.end <= end:
            text = lecture.text(number.span)
            mended = _SPACE_IN_NUMBER.sub(r"\\,", _BARE_COMMA.sub("{,}", text))
            if mended != text:
                edits.append((number.span.start, number.span.end, mended))
    text = formula.latex
    for start, stop, new in sorted(edits, reverse=True):
        text = text[: start - formula.latex_start] + new + text[stop - formula.latex_start :]
    return text


def formula_html(source: str, *, display: bool) -> Markup:
    """A formula in a box of its own, which scrolls where the formula is wider than the page."""
    math = convert(source, display=display)
    if display:
        return fill('<span class="rp-formula rp-formula--display">{}</span>', math)
    if len(_UNSEEN.sub("", _COMMAND.sub("c", source))) > _LONG:
        return fill('<span class="rp-formula rp-formula--long">{}</span>', math)
    return math


def _joined(number: re.Match[str], separator: str) -> str:
    return f"<mn>{separator.join((number[1], *_GROUP.findall(number[2])))}</mn>"


def _bad_formula(message: str) -> BadFormula:
    match = _ERROR.match(message)
    offset, reason = (int(match["offset"]), match["reason"]) if match else (0, message)
    for pattern, german in _REASONS:
        if pattern.fullmatch(reason):
            return BadFormula(pattern.sub(german, reason), offset)
    return BadFormula(reason, offset)
