"""What must hold of any text."""

import re
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.check.golden import alexnet, check
from tests.check.strategies import Equation, derivations, equations, markdown, often

from rechenprobe import notation
from rechenprobe.check.words.layer_patterns import has_root
from rechenprobe.check.words.layer_words import KINDS, OUTPUT, Kind
from rechenprobe.check.words.vocabulary import _PHRASES, _possible
from rechenprobe.claims import Number
from rechenprobe.expression import Expr, evaluate, latex

MODEL = alexnet()


@often
@given(markdown())
@example("\r" * 10)
@example("---\n" + "[" * 50 + "\n---\n")
@example("$" + r"\frac" * 50 + "$")
def test_any_text_is_read_and_checked(source: str) -> None:
    """Whatever stands there: no crash, every place within the text, every number one verdict."""
    lecture, report = check(source, MODEL)
    assert all(0 <= n.span.start < n.span.end <= len(source) for n in lecture.numbers)
    assert [n.span for n in lecture.numbers] == sorted({n.span for n in lecture.numbers})
    for finding in report.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(source)
        assert lecture.place(finding.span.start) == finding.place
    decided = [verdict.number for verdict in report.numbers]
    assert decided == sorted(set(decided))
    assert report.counts.total == len(decided)


@often
@given(markdown())
def test_every_number_of_a_statement_belongs_to_one_statement(source: str) -> None:
    lecture, _ = check(source)
    used = [number for statement in lecture.statements for number in statement.numbers]
    assert len(used) == len(set(used))
    assert all(0 <= number < len(lecture.numbers) for number in used)


@often
@given(equations())
def test_true_equations_are_verified(equation: Equation) -> None:
    _, report = check(f"Es gilt {equation.text}.\n")
    assert report.findings == ()
    assert (report.counts.unchecked, report.counts.wrong) == (0, 0)
    assert report.counts.verified > 0


@often
@given(equations(), st.data())
def test_one_corrupted_number_is_always_caught(equation: Equation, data: st.DataObject) -> None:
    """A digit of any number is changed; if that changes the truth, it is an error."""
    source = f"Es gilt {equation.text}.\n"
    lecture, _ = check(source)
    index = data.draw(st.integers(0, len(lecture.numbers) - 1))
    changed = _corrupted(lecture.numbers[index], data)
    span = lecture.numbers[index].span
    altered = source[: span.start] + changed + source[span.end :]
    after, report = check(altered)
    (statement,) = after.statements
    values = [_value(side.expr, after.numbers) for side in statement.sides]
    assume(_is_false(values, after.numbers[-1]))
    assert report.counts.wrong > 0, altered
    assert any(finding.severity == "error" and finding.true for finding in report.findings)


def _is_false(values: list[Fraction | None], result: Number) -> bool:
    """Whether the sides differ by more than the result's rounding."""
    left, right = values
    reading = result.german
    if left is None or right is None or reading is None:
        return False
    off = abs(left - right)
    return off * 2 * 10**reading.digits > 1 if reading.decimals else off > 0


def _corrupted(number: Number, data: st.DataObject) -> str:
    digits = [position for position, character in enumerate(number.text) if character.isdigit()]
    position = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != number.text[position]]))
    return number.text[:position] + other + number.text[position + 1 :]


def _value(expr: Expr, numbers: tuple[Number, ...]) -> Fraction | None:
    def written(index: int) -> Fraction:
        reading = numbers[index].german
        assert reading is not None
        return reading.value

    try:
        return evaluate(expr, written)
    except ArithmeticError:
        return None
    except Exception:  # noqa: BLE001 — a corrupted divisor may be zero: then there is no truth
        return None


@often
@given(derivations(), st.sampled_from([r"\,", "{.}"]))
def test_a_rendered_derivation_is_read_back_as_the_same_value(expr: Expr, separator: str) -> None:
    """The formula that a page shows says what was calculated."""
    lecture, _ = check(f"${latex(expr, separator=separator)} = x$")
    (statement,) = lecture.statements or (None,)
    if statement is None:  # no number in it
        return
    assert _value(statement.sides[0].expr, lecture.numbers) == evaluate(expr)


@often
@given(derivations(), st.sampled_from(["space", "dot", "none"]))
def test_an_expression_in_plain_text_is_read_back(expr: Expr, grouping: notation.Grouping) -> None:
    lecture, _ = check(f"Also {notation.expression(expr, grouping)} = x.")
    assume(lecture.statements)
    assert _value(lecture.statements[0].sides[0].expr, lecture.numbers) == evaluate(expr)


@often
@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=300))
def test_prose_without_digits_gives_no_numbers_and_no_claims(source: str) -> None:
    assume("<!--" not in source and not re.search(r"```|~~~|^---", source))
    lecture, report = check(source, MODEL)
    assert lecture.numbers == ()
    assert report.claims == ()
    assert report.counts.total == 0


@pytest.mark.parametrize("kind", [*KINDS, OUTPUT], ids=lambda kind: kind.stem)
@settings(max_examples=20)
@given(data=st.data())
def test_each_word_for_layers_has_a_root(kind: Kind, data: st.DataObject) -> None:
    """What has none is not looked through for layers."""
    alphabet = st.characters(codec="ascii")
    word = data.draw(st.from_regex(f"(?:{kind.stem})", fullmatch=True, alphabet=alphabet))
    assert has_root(word)


@pytest.mark.parametrize(
    "pattern", [pattern for _, _, pattern in _PHRASES], ids=[name for name, _, _ in _PHRASES]
)
@settings(max_examples=20)
@given(data=st.data())
def test_each_name_of_an_attribute_has_a_root(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    """What has no root of an attribute is not compared with its names."""
    phrase = data.draw(st.from_regex(pattern.pattern, fullmatch=True))
    everything = [(name, other) for name, _, other in _PHRASES if other.fullmatch(phrase)]
    assert [one for one in _possible(phrase) if one in everything] == everything
