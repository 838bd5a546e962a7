"""Findings as authors are told of them: what is unchecked for the same reason, in one piece."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from rechenprobe.notation import as_read
from rechenprobe.report import NOT_CHECKED, UNCHECKED, Finding

_NUMBERS = (UNCHECKED, "wrong-number", "wrong-claim", "english-notation")
"""Codes of findings that say of a number what it should be."""


class Piece(Struct, frozen=True, gc=False):
    """One message: a finding, or several numbers that are unchecked for the same reason."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """Where it stands among the others, and how severe it is."""
        return self.findings[0]

    @property
    def message(self) -> str:
        """German, one line."""
        many = len(self.findings)
        return self.first.message if many == 1 else f"{many} Zahlen nicht geprüft"

    def details(self) -> Iterator[tuple[str, str]]:
        """What is written, what is true, why, how to mend it, each with its label; none empty."""
        shown = self._one() if len(self.findings) == 1 else self._several()
        yield from ((label, text) for label, text in shown if text)

    def _one(self) -> Iterator[tuple[str, str]]:
        finding = self.first
        true, explanation = finding.true, finding.explanation
        explanation = explanation.removesuffix(f": {true}") if true else explanation
        if true and explanation:
            true, explanation = f"{true}   ({explanation})", ""
        yield "geschrieben", _written(finding)
        yield "berechnet", true
        yield ("Vielleicht" if finding.code == UNCHECKED else "Grund"), explanation
        yield "Abhilfe", finding.remedy

    def _several(self) -> Iterator[tuple[str, str]]:
        """The reason once, then each line with what stands there."""
        lines: dict[str, list[str]] = {}
        for one in self.findings:
            lines.setdefault(one.place.words.split(", Spalte")[0], []).append(_with_guess(one))
        guessed = any(one.explanation for one in self.findings)
        hint = "; in Klammern, was gemeint sein kann" if guessed else ""
        yield "Grund", self.first.message.removeprefix(NOT_CHECKED) + hint
        yield from ((line, "; ".join(written)) for line, written in lines.items())
        yield "Abhilfe", self.first.remedy

    def passages(self) -> Iterator["Piece"]:
        """Cut where a line lies between: a table, a list or a paragraph remains whole."""
        start = 0
        for index, (one, after) in enumerate(zip(self.findings, self.findings[1:], strict=False)):
            if after.place.line > one.place.line + 1:
                yield Piece(self.findings[start : index + 1])
                start = index + 1
        yield Piece(self.findings[start:])


def pieces(findings: Iterable[Finding]) -> list[Piece]:
    """In the order of the first finding of each."""
    found: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        alike = (finding.severity, finding.message, finding.remedy)
        found.setdefault(alike if finding.code == UNCHECKED else index, []).append(finding)
    return [Piece(tuple(those)) for those in found.values()]


def _with_guess(one: Finding) -> str:
    return f"{_written(one)} ({one.explanation})" if one.explanation else _written(one)


def _written(one: Finding) -> str:
    """A number as readers see it; where the formula itself is at fault, its source."""
    return as_read(one.written) if one.code in _NUMBERS else one.written
