"""Comments that say what a line of code shows, against what it showed."""

import pytest

from rechenprobe.check import check_lecture, correct
from rechenprobe.execution import CellRun, Display, Output, Run, Stream
from rechenprobe.lecture import Lecture
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings


def checked(code: str, *outputs: Output) -> tuple[Lecture, Report]:
    """The report on a page with that one cell."""
    lecture = read_lecture(f"```python\n{code}\n```\n", "seite.md", Settings())
    run = Run(cells=(CellRun(0, outputs),))
    return lecture, check_lecture(lecture, run, Settings(unchecked="pass"))


def printed(code: str, text: str) -> list[str]:
    """Which comments are right and which are wrong, after the code has printed that text."""
    _, report = checked(code, Stream("stdout", text))
    return [f"{claim.verdict}: {claim.text}" for claim in report.claims]


@pytest.mark.parametrize(
    ("line", "output", "verdict"),
    [
        ("print(W.shape)  # (784, 128)", "(784, 128)", "verified"),
        ("print(W.shape)  # (784, 182)", "(784, 128)", "wrong"),
        ("print(model.count_params())  # 34.944", "34944", "verified"),
        ("print(model.count_params())  # 34.994", "34944", "wrong"),
        ("print(model.count_params())  # 34994 Parameter", "34944", "wrong"),
        ('print(f"{n:,} Parameter")  # 56,356,234 Parameter', "56,356,234 Parameter", "verified"),
        ('print(f"{n:,} Parameter")  # 56,365,234 Parameter', "56,356,234 Parameter", "wrong"),
        ('print(f"{a:.1%}")  # 94,1 %', "94.1%", "verified"),
        ('print(f"{a:.1%}")  # 94.7%', "94.1%", "wrong"),
        ("print(a)  # -> 0.33", "0.3333333333333333", "verified"),
        ("print(a)  # ≈ 0.33", "0.3333333333333333", "verified"),
        ("print(a)  # → 0.34", "0.3333333333333333", "wrong"),
        ("print(p.round(3))  # [0.665 0.245 0.09 ]", "[0.665 0.245 0.09 ]", "verified"),
        ("print(p.round(3))  # [0.665, 0.254, 0.09]", "[0.665 0.245 0.09 ]", None),
        ("print(p.round(3))  # [0.665 0.254 0.09]", "[0.665 0.245 0.09 ]", "wrong"),
        ("print(v)  # -0.5", "-0.5", "verified"),
        ("print(v)  # 0.5", "-0.5", "wrong"),
        ("print(n)  # 3 wären zu wenig", "5", None),
        ("print(n)  # Aufgabe 3", "5", None),
        ("print(n)  # 1", "5", None),
        ("print(n)  # rund 500", "512", "verified"),
        ("print(n)  # rund 300", "512", None),
    ],
)
def test_a_comment_behind_a_line_that_prints(line: str, output: str, verdict: str | None) -> None:
    found = printed(line, f"{output}\n")
    assert [text.partition(":")[0] for text in found] == ([verdict] if verdict else [])


def test_each_print_has_its_line() -> None:
    code = "print(A)\nprint(A.sum())  # 10.0\nprint(len(A))  # 3"
    text = "[[1. 2.]\n [3. 4.]]\n10.0\n2\n"
    assert printed(code, text) == ["verified: 10.0", "wrong: 3"]


def test_what_a_loop_prints_is_any_number_of_lines() -> None:
    loop = "for i in x:\n    print(i)  # 9\n"
    code = f"print(a)  # 3\n{loop}print(b)  # 5\n{loop}print(c)  # 7"
    assert printed(code, "4\n1\n2\n5\n8\n7\n") == ["wrong: 3", "verified: 7"]


def test_lines_that_do_not_add_up_tell_nothing() -> None:
    """A function printed one of them."""
    assert printed("print(a)  # 7\nf(a)", "1\n2\n") == []


def test_where_chance_has_a_part_only_counts_can_be_wrong() -> None:
    code = "x = np.random.rand(3, 2)\nprint(x.mean())  # 0.51\nprint(x.shape)  # (3, 3)"
    assert printed(code, "0.48\n(3, 2)\n") == ["wrong: (3, 3)"]


def test_the_value_of_the_last_line_is_shown_without_print() -> None:
    shown = Display({"text/plain": "24832"}, result=True)
    _, report = checked("rnn.layers[1].count_params()  # → 24823", shown)
    assert [(claim.text, claim.verdict, claim.true) for claim in report.claims] == [
        ("→ 24823", "wrong", "24832")
    ]


def test_the_comment_can_be_mended() -> None:
    source = "```python\nprint(W.shape)  # → (784, 182)\n```\n"

    def check(text: str) -> tuple[Lecture, Report]:
        lecture = read_lecture(text, "seite.md", Settings())
        run = Run(cells=(CellRun(0, (Stream("stdout", "(784, 128)\n"),)),))
        return lecture, check_lecture(lecture, run, Settings(unchecked="pass"))

    assert correct(source, check).text == source.replace("182", "128")
