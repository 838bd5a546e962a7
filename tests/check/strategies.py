"""Generators of expressions, equations and Markdown, and how often they are asked."""

from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from msgspec import Struct

from rechenprobe import notation
from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, evaluate, latex

_SPACED = {"+": " + ", "-": " − ", "*": " · ", "/": " / "}


often = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""These tests need no TensorFlow and take a millisecond each."""


class Equation(Struct, frozen=True):
    """A true equation as an author types it."""

    left: str
    result: str
    value: Fraction

    @property
    def text(self) -> str:
        """`96 · (11 · 11 · 3 + 1) = 34944`."""
        return f"{self.left} = {self.result}"


def numbers() -> st.SearchStrategy[Expr]:
    """Whole numbers as they occur in lectures; symbols that carry theirs."""
    values = st.one_of(st.integers(0, 20), st.integers(0, 5000), st.integers(10**4, 10**8))
    return st.one_of(values.map(Num), values.map(lambda value: Symbol("n", value)))


def derivations() -> st.SearchStrategy[Expr]:
    """Trees such as the catalogue's: sums, products, quotients, floors, powers."""

    def grow(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        several = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.one_of(
            st.builds(Call, st.sampled_from(["+", "*"]), several),
            st.builds(Call, st.sampled_from(["-", "/"]), st.tuples(inner, inner)),
            st.builds(Call, st.sampled_from(["floor", "ceil"]), st.tuples(inner)),
            st.builds(lambda base, e: Call("^", (base, Num(e))), inner, st.integers(0, 3)),
        )

    return st.recursive(numbers(), grow, max_leaves=8).filter(_has_value)


def _has_value(expr: Expr) -> bool:
    try:
        evaluate(expr)
    except NotEvaluable:
        return False
    return True


@st.composite
def equations(draw: st.DrawFn) -> Equation:
    """A calculation with its result: whole, or a terminating decimal fraction of ≤ 6 places."""
    expr = draw(derivations().filter(lambda e: isinstance(e, Call) and _terminates(evaluate(e))))
    value = evaluate(expr)
    formula = draw(st.booleans())
    if formula:
        left = latex(expr, separator=draw(st.sampled_from([r"\,", "{.}"])))
        result = latex_number(value)
        return Equation(f"${left}$", f"${result}$", value)
    grouping: notation.Grouping = draw(st.sampled_from(["space", "none"]))
    return Equation(notation.expression(expr, grouping), notation.number(value, grouping), value)


def latex_number(value: Fraction) -> str:
    """`1{,}5`."""
    return notation.number(value, "none").replace(",", "{,}").replace("−", "-")


def _terminates(value: Fraction) -> bool:
    return 10**6 % value.denominator == 0


PIECES = (
    *"()[]{}$`<>!-=+*/^_\\|#:.,;&%~\n\t \r0123456789abcnx×·−–≈≤⌊⌋√²٣\u202e\u200b\u00a0",
    *(" = ", "$$", "```", "```python\n", "<!--", "-->", "- ", "    ", "# ", "| ", "|---|\n", "> "),
    *(
        r"\frac{",
        r"\text{",
        r"\begin{aligned}",
        r"\\",
        r"\sum_{i=1}^{",
        r"\left(",
        r"\sqrt[",
        "{,}",
    ),
    *(
        "Conv-Layer 1\n",
        "Parameter: ",
        "Ausgabegröße\n",
        "34.944",
        "16 Bit",
        "5 %",
        "1,5e9",
        "---\n",
    ),
    *(
        "<!-- = 5 -->",
        "<!-- ungeprüft: x -->",
        "`{python} x`",
        "![|5](a)",
        "[1](b)",
        "<sup>",
        "9**9",
    ),
)


def markdown() -> st.SearchStrategy[str]:
    """Anything, and things that look like lectures."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
    return st.one_of(st.text(max_size=200), pieces)
