"""A neuron whose weights the text gives, and the table of what it makes of its inputs.

Neuron mit $w = (1, 1)$ und $b = -1{,}5$:

| $x_1$ | $x_2$ | $z$  | Ausgabe |
|-------|-------|------|---------|
| 0     | 1     | −0,5 | 0       |
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from operator import mul
from unicodedata import normalize

from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.late import late

_NUMBER = r"[-−+]?\s*\d+(?:(?:[.,]|\{,\})\d+)?"
_VECTOR = late(
    rf"\bw\s*\}}?\s*(?:\^T|\^\\top)?\s*=\s*[(\[]\s*({_NUMBER}(?:\s*[,;]\s*{_NUMBER})+)\s*[)\]]"
)
_EACH = late(rf"\bw_?\{{?(\d)\}}?\s*=\s*({_NUMBER})")
_ALL = late(rf"\bw_?1\s*=\s*w_?2\s*=\s*({_NUMBER})")
_BIAS = late(rf"(?:\bb|\bw_?0|bias\w*)(?:\s*(?:=|von|of))?\s*\$?\s*({_NUMBER})")
_INPUT = late(r"x_?\{?(\d)\}?", re.IGNORECASE)
_WEIGHT = late(r"w_?\{?(\d)\}?", re.IGNORECASE)
_SUM = late(r"(?:z|netz?|s|a|w.*x.*|summe|sum|netzeingabe|\\sum.*|.*\+\s*b)", re.IGNORECASE)
_STEP = late(
    r"(?:y|\\hat\s*\{?y\}?|o|out|ausgabe|ausgang|output|stufe|step\(z\)|f\(z\))", re.IGNORECASE
)
_STEPS = late(
    r"stufe|schwelle|sprung|step|threshold|heaviside|perzeptron|perceptron|neuron", re.IGNORECASE
)
_OTHERS = late(r"sigmoid|relu|tanh|sign|vorzeichen|-1 sonst", re.IGNORECASE)


def neuron(text: str, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """What the column follows from; `text` stands before the table."""
    if not any(head[:1] in "xX" for head in heads.values()):
        return
    inputs = _numbered(_INPUT, heads)
    if len(inputs) < 1 or column in inputs.values():
        return
    head = heads[column]
    beside = _numbered(_WEIGHT, heads) if _SUM.fullmatch(head) else {}
    if beside and beside.keys() == inputs.keys():  # of the same row, or as the last one left them
        text = normalize("NFKC", text)
        starts = {int(index): _value(one) for index, one in _EACH.findall(text)}
        if alike := _ALL.search(text):
            starts = dict.fromkeys(beside, _value(alike[1]))
        for kind in (Same, Above) if starts else (Same,):
            of = [
                Above(one, starts.get(index)) if kind is Above else Same(one)
                for index, one in beside.items()
            ]
            yield Term(
                f"„{head}“: Gewichte mal Eingaben",
                (*map(Same, map(inputs.__getitem__, beside)), *of),
                lambda *row: sum(map(mul, row, row[len(row) // 2 :]), Fraction(0)),
                enough=2,
            )
    if _SUM.fullmatch(head) and (said := _weights(text, len(inputs))):
        weights, bias = said
        operands = tuple(Same(inputs[index]) for index in sorted(inputs))
        yield Term(
            f"„{head}“: Gewichte mal Eingaben, und der Bias",
            operands,
            lambda *values: bias + sum(w * x for w, x in zip(weights, values, strict=True)),
            stated=True,
        )
    elif _STEP.fullmatch(head) and _STEPS.search(text) and not _OTHERS.search(text):
        for one in (one for one, other in heads.items() if _SUM.fullmatch(other)):
            yield Term(
                f"„{head}“: 1, wenn „{heads[one]}“ positiv ist", (Same(one),), _step, stated=True
            )


def _numbered(pattern: re.Pattern[str], heads: Mapping[int, str]) -> dict[int, int]:
    """Columns by the index of their letter: x₁, x₂."""
    found = {one: pattern.fullmatch(normalize("NFKC", head)) for one, head in heads.items()}
    return {int(its[1]): one for one, its in found.items() if its}


def _step(value: Fraction) -> Fraction:
    if not value:
        raise ZeroDivisionError  # what it is at the threshold, authors choose
    return Fraction(value > 0)


def _weights(text: str, many: int) -> tuple[list[Fraction], Fraction] | None:
    """As many as inputs, and the bias; each said once."""
    biases = {_value(one) for one in _BIAS.findall(text)}
    vectors = {tuple(map(_value, re.findall(_NUMBER, one))) for one in _VECTOR.findall(text)}
    each = {int(index): _value(one) for index, one in _EACH.findall(text)}
    if len(vectors) == 1:
        weights = list(vectors.pop())
    elif alike := _ALL.search(text):
        weights = [_value(alike[1])] * 2
    else:
        weights = [each[index] for index in sorted(each) if index]
    return (weights, biases.pop()) if len(weights) == many and len(biases) == 1 else None


def _value(text: str) -> Fraction:
    plain = text.replace("{,}", ".").replace(",", ".").replace("−", "-")
    return Fraction(re.sub(r"\s", "", plain))
