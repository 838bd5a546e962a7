"""Hostile Markdown costs neither time nor safety."""

import pytest
from tests.check.golden import alexnet, check

from rechenprobe.lecture import PageSettings
from rechenprobe.read.frontmatter import EXPECTED

SIZE = 30_000
"""Characters of each hostile page: enough for every limit to be reached. What is quadratic takes
long on them; `scripts/bench_check.py --all` says how long each takes."""

MODEL = alexnet()


def repeated(text: str) -> str:
    return text * (SIZE // len(text) + 1)


def formula(text: str) -> str:
    return f"${repeated(text)}$"


def rising(mark: str) -> str:
    """Runs of one, two, three … marks."""
    return " ".join(mark * length for length in range(1, int((2 * SIZE) ** 0.5)))


PAGES: dict[str, str] = {
    **{
        f"repeated {text!r}": repeated(text)
        for text in (
            *(
                "(",
                "[",
                "![",
                "![](",
                "](",
                "{",
                "{: ",
                "$",
                "$x ",
                "$1",
                "$$",
                "`",
                "<!--",
                "<",
                "<a ",
            ),
            *(":", ":a", "\\", "|", "-|", "-", "- ", "> ", "*a ", "~", "~~~ a\n", "```\n", "_"),
            *("٣ ", "²", "\u202e1\u202c ", "\u200b", "\r", "\0", "\n", "\t", " ", "\ud800"),
            *(
                "9.",
                "9...",
                "9,",
                "123 ",
                " 000",
                "9e999 ",
                "1.1.1.1",
                "1.1.2020 ",
                "1–2 ",
                "5 Mio. ",
                "5 % ",
            ),
            *("(1,", "(1, 2", "(None, ", "a|b\n", "| 1 | 2 |\n|---|---|\n", "a\n---\n", "<pre>\n"),
            *(
                "````python\n```\n",
                "<script>\n",
                "&nbsp;",
                "5<!-- = 5 --> ",
                "5<!-- ungeprüft: a --> ",
            ),
            *("Wort ", "Anzahl der Filter = ", "Wort = 5 ", "n = 5, ", "1 + 1 = 3\n\n", "1 kB = "),
            *("- Conv-Layer 1\n", "- Conv-Layer 1\n\t- Parameter 34943\n", "# 1 = 1\n"),
            *("Conv-Layer 1 liefert 5 × 5 × 5 und ", "AlexNet hat 5 Parameter. "),
        )
    },
    **{
        f"formula of {text!r}": formula(text)
        for text in (
            *(
                r"\underbrace{",
                "a_{",
                r"\text{",
                r"\mathrm{",
                r"\operatorname{",
                r"\frac",
                r"\frac{1}{",
                r"\sqrt{",
                r"\sqrt[",
                "9^",
            ),
            *(
                r"\left(",
                "|",
                "n = 5 ",
                r"\sum_{i=1}^{9",
                r"\log_",
                r"\begin{aligned}",
                r"\\ 1 = 1",
            ),
            *("{", "}", "_", "^", "&", r"\,", r"1{,}"),
        )
    },
    **{
        f"long {operator!r}": "1 " + repeated(f"{operator} 1 ") + "= 2"
        for operator in ("+", "-", "*", "/", ":", "=", "<", "≈", "^", "**", "–", "mal")
    },
    "powers": repeated("9**") + "9 = 5",
    "factorials": "3" + repeated("!") + " = 6",
    "squares": "3" + repeated("²") + " = 9",
    "percents": "3" + repeated("%") + " = 9",
    "signs": repeated("-") + "1 = 2",
    "one long number": repeated("9"),
    "one long link": "https://" + repeated("a."),
    "fractions": "1/3" + "".join(f" + 1/{n}" for n in range(5, SIZE // 8, 2)) + " = 1",
    "deep brackets, again and again": repeated(" (" * 39 + "1 + 1 x" + ")" * 39),
    "a deep list": "".join("\t" * depth + "- a\n" for depth in range(int((2 * SIZE) ** 0.5))),
    "backticks of all lengths": rising("`"),
    "fences of all lengths": "\n".join("`" * n for n in range(int((2 * SIZE) ** 0.5), 2, -1)),
    "an exercise with long options": "```aufgabe\n#| lösung: 1"
    + repeated(" + 1")
    + "\n#| fehler: "
    + repeated(" ")
    + "\n#| x"
    + repeated(":")
    + "\nWas?\n```\n",
    "many exercises": repeated("```aufgabe\n#| lösung: 2 * 3\n#| ergebnis: 7\nWas?\n```\n"),
    "one letter, given again and again": repeated(
        "Es gibt 120 Dinge und 120 · 3 = 360, mit $n = 120$. "
    ),
    "many letters, each put in": "".join(
        f"Mit $n_{{{n}}}={n + 3}$ ist {n + 3} · 2 = {2 * (n + 3)}. " for n in range(SIZE // 40)
    ),
    "many labels": "".join(f"$$ x $$ {{#eq-a{n}}}\n\n@eq-b{n}\n\n" for n in range(SIZE // 30)),
    "labels that do not end": repeated("{#eq-a"),
    "links that do not end": repeated("](" + "a" * 4000),
    "a comment of spaces": "5<!-- = a" + repeated(" ") + "b -->",
    "tildes and a backtick": repeated("~") + "`",
    "spaces and a bar": "x\n" + repeated(" ") + "|x",
    "brackets in the front matter": "---\n" + repeated("[") + "\n---\n",
    "lists in the front matter": "---\na:\n" + repeated("- ") + "x\n---\n",
    "brackets in a cell option": "```python\n#| timeout: " + repeated("[") + "\n```\n",
    "a cell of brackets": "```python\n" + repeated("(") + "\n```\n",
    "a cell of comments": "```python\n" + repeated("# 1 + 1 = 2\n") + "```\n",
    "a long example": "- Conv-Layer 1\n" + repeated("\t- Parameter 34943\n"),
    "a long example about memory": "- Conv-Layer 1\n\t- Speicherbedarf\n"
    + repeated("\t\t- Batch Size 16\n\t\t- 16 x 34944 / 8 = 5\n"),
    "wrong calculations": repeated("1 + 2 = 4, "),
    "wrong calculations in binary": repeated("10 + 10 = 101\n\n"),
    "wrong sums with dots": "".join(f"1 + 2 + … + {n} = {n}\n\n" for n in range(SIZE // 20)),
    "wrong sums": "".join(rf"$\sum_{{i=1}}^{{{n % 30}}} i^2 = {n}$, " for n in range(SIZE // 30)),
    "numbers alone": "".join(f"{n}\n\n" for n in range(SIZE // 10)),
    "the same number alone": repeated("1500\n\n"),
    "many sentences about the model": "".join(
        f"AlexNet hat {n} Parameter. " for n in range(SIZE // 27)
    ),
    "totals of a wide table": "|x|"
    + "Parameter|" * (SIZE // 24)
    + "\n|"
    + "-|" * (SIZE // 24 + 1)
    + "\n"
    + ("|Conv|" + "5|" * (SIZE // 24) + "\n") * 3
    + "|Summe|"
    + "7|" * (SIZE // 24)
    + "\n",
    "examples of wrong memory": "".join(
        f"- Conv-Layer 1\n\t- Speicherbedarf\n\t\t- 16 x {n} / 8 = 5\n" for n in range(SIZE // 50)
    ),
    "halves and what is left": "".join(
        f"Die Hälfte von {n} Bildern, also {n + 1}, und ein Drittel, also {n}, bleiben übrig. "
        for n in range(SIZE // 85)
    ),
    "a long sum": " + ".join(map(str, range(SIZE // 6))) + " = 5",
    "long sums": repeated(r"$\sum_{i=1}^{9999} i = 5$, "),
    "long sums from below zero": repeated(r"$\sum_{i=-9999}^{0} i = 5$, "),
    "long sums with calculated bounds": repeated(r"$\sum_{i=1}^{5 \cdot 2000} i = 5$, "),
    "long sums up to a letter": "Mit $n = 9999$: " + repeated(r"$\sum_{i=1}^{n} i = 5$, "),
    "a long sum of long terms": r"$\sum_{i=1}^{9999} (i" + repeated(" + i") + ") = 5$",
    "sentences of a paragraph": repeated("Das Netz hat 5 Filter. "),
    "open numbers below many headings": repeated("## A\n\nDas Netz hat 5 Filter.\n\n"),
    "numbers that factorials are not": repeated("500! = 5\n\n"),
    "numbers and equations in turns": repeated("mit 5 und 7 ist 5 + 7 = 12, "),
    "numbers before a long sum": "Mit 1, 2 und 3 ist 1 " + repeated("+ 2 + 3 + 1 ") + "= 6.",
    "one chain of determinants": "$1" + repeated(r" = \det(\begin{matrix} 1 \end{matrix})") + "$",
    "quotes in one line of a cell": "```python\n" + repeated('"""') + "5\n```\n",
    "pages and lines of a docstring": '```python\n"""' + repeated("\f5\u2028") + '"""\n```\n',
    "a list of letters": "- a\n" + "".join(f"\t- $n_{{{n}}} = {n}$\n" for n in range(SIZE // 20)),
    "letters above many headings": " ".join(f"$x_{{{n}}} = {n}$," for n in range(SIZE // 40))
    + "\n\n"
    + repeated("## A\n\n"),
    "a table of sums": "| a | Summe |\n|---|---|\n" + repeated("| 5 | 5 |\n"),
    "a table of totals": "| Schicht | Parameter |\n|---|---|\n" + repeated("| Summe | 5 |\n"),
    "letters": " ".join(f"$x_{{{n}}} = {n}$," for n in range(SIZE // 20)),
    "a long table": "| Schicht | Parameter |\n|---|---|\n" + repeated("| Conv 1 | 34943 |\n"),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_a_hostile_page_is_read_and_checked(page: str) -> None:
    """To the end, without a crash or an endless recursion; each of its numbers gets a verdict."""
    lecture, report = check(page, MODEL)
    assert report.counts.total <= len(lecture.numbers)
    assert {verdict.number for verdict in report.numbers} <= set(range(len(lecture.numbers)))


def test_expressions_are_never_given_to_python() -> None:
    """They are parsed by our own grammar; what they name does not exist in it."""
    _, report = check('__import__("os").system("exit 5") + 5 = 10, exit(5) = 5, (lambda: 5)() = 6')
    assert report.counts.wrong == 0


def test_a_character_that_no_text_has_is_an_error() -> None:
    _, report = check("Ein Satz.\n3 · 4 \0= 13\n")
    assert next((one.code, one.severity, one.place.line) for one in report.findings) == (
        "null-character",
        "error",
        2,
    )


@pytest.mark.parametrize(
    "head",
    [
        "rechenprobe:\n  uncheckd: fail\n  memory: 2\n  timeout: viel",
        "a: rechenprobe\nrechenprobe: {uncheckd: fail,\n  memory: 2,\n  timeout: viel}",
    ],
)
def test_all_that_is_wrong_in_a_head_is_told_at_once_each_in_its_line(head: str) -> None:
    source = f"---\n{head}\n---\n"
    lecture, report = check(source)
    assert [lecture.text(one.span) for one in report.findings] == [
        "uncheckd: fail",
        "timeout: viel",
    ]
    assert [one.place for one in report.findings] == [
        lecture.place(source.index(name)) for name in ("uncheckd", "timeout")
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("date: 2024-13-45", "Im Kopf der Seite steht ein Wert, den YAML nicht versteht: month"),
        ("a: " + "9" * 5000, "Im Kopf der Seite steht ein Wert, den YAML nicht versteht: Exceeds"),
        ("a: !!int b", "Im Kopf der Seite steht ein Wert, den YAML nicht versteht: invalid"),
        ("a: !!timestamp b", "Im Kopf der Seite steht ein Wert, den YAML nicht versteht: "),
        ("rechenprobe: {prelude: [", "Der Kopf der Seite ist kein gültiges YAML: hier fehlt"),
        (
            "title: Netze: Teil 2",
            "Der Kopf der Seite ist kein gültiges YAML: hier darf kein Doppelpunkt",
        ),
        ("# Kopf\n\ntitle: 'Netze", "Der Kopf der Seite ist kein gültiges YAML: "),
        ("rechenprobe: 5", "Unter „rechenprobe:“ im Kopf der Seite stehen Optionen"),
        ("a: {[b]: 1}", "Der Kopf der Seite ist kein gültiges YAML: ein Name ist eine Liste"),
        ("a: b\x07", "Der Kopf der Seite ist kein gültiges YAML: ein Steuerzeichen"),
        ("rechenprobe: {null: 6}", "Die Option „null“ gibt es im Kopf der Seite nicht"),
        ("rechenprobe: {5: 6}", "Die Option „5“ gibt es im Kopf der Seite nicht"),
        (
            "rechenprobe: {timeout: -1}",
            "Die Option „timeout“ erwartet Sekunden, eine Zahl größer als 0, nicht „-1“",
        ),
        (
            "rechenprobe: &a {unchecked: *a}",
            "Die Option „unchecked“ erwartet fail, warn oder pass, nicht „{'unchecked': {...}}“",
        ),
    ],
)
def test_a_head_that_cannot_be_read_is_complained_about(head: str, message: str) -> None:
    """And the page below it is checked all the same."""
    _, report = check(f"---\n{head}\n---\n2 + 2 = 5\n")
    assert [one.code for one in report.findings] == ["bad-page-option", "wrong-number"]
    assert report.findings[0].message.startswith(message)


@pytest.mark.parametrize(
    ("head", "remedy"),
    [
        ("timeout: 120", "`rechenprobe: {timeout: 120}` schreiben."),
        ("unchecked: pass", "`rechenprobe: {unchecked: pass}` schreiben."),
        (
            "rechenprobe: {memory: 4}\nexecute: false",
            "`execute: false` eingerückt unter „rechenprobe:“ schreiben.",
        ),
    ],
)
def test_an_option_of_ours_beside_ours_is_said_to_do_nothing(head: str, remedy: str) -> None:
    _, report = check(f"---\n{head}\n---\n2 + 2 = 4\n")
    (found,) = report.findings
    assert (found.code, found.severity, found.remedy) == ("bad-page-option", "warning", remedy)


@pytest.mark.parametrize("text", ["Ein Satz: so: oder so", "- a: [b", "> Zitat: 'x: y"])
def test_text_between_two_rules_is_no_head(text: str) -> None:
    _, report = check(f"---\n{text}\n---\n2 + 2 = 4\n")
    assert report.findings == ()


@pytest.mark.parametrize("value", ["2024-13-45", "!!int a", "!!timestamp a", "9" * 5000])
def test_an_option_of_a_cell_that_yaml_cannot_build_is_complained_about(value: str) -> None:
    _, report = check(f"```python\n#| timeout: {value}\nx = 1\n```\n2 + 2 = 5\n")
    assert [one.code for one in report.findings] == ["bad-cell-option", "wrong-number"]


def test_a_notebook_with_a_number_too_long_is_none() -> None:
    _, report = check(
        '{"cells": [], "nbformat": 4, "metadata": {"a": %s}}' % ("9" * 5000), path="a.ipynb"
    )
    assert [one.code for one in report.findings] == ["bad-notebook"]


def test_each_option_of_a_page_says_what_it_takes() -> None:
    assert EXPECTED.keys() == set(PageSettings.__struct_fields__)


def test_a_page_of_long_sums_is_checked_up_to_what_it_may_cost() -> None:
    """Thirty characters are ten thousand terms; what is left is unchecked, not passed."""
    right = r"$\sum_{i=1}^{9999} i = 49995000$, "
    _, report = check(right * 2)
    assert (report.counts.verified, report.counts.unchecked) == (6, 0)
    _, report = check(right * 3)
    assert (report.counts.verified, report.counts.wrong) == (6, 0)
    assert report.counts.unchecked > 0


@pytest.mark.parametrize(
    ("right", "verified"),
    [("1 + 2 + … + 9999 = 49995000, ", 8), (r"$1 + 2 + \dots + 9999 = 49995000$, ", 8)],
)
def test_so_is_a_page_of_sums_with_dots(right: str, verified: int) -> None:
    _, report = check(right * 2)
    assert (report.counts.verified, report.counts.unchecked) == (verified, 0)
    _, report = check(right * 30)
    assert (report.counts.verified, report.counts.wrong) == (verified, 0)
    _, report = check("2 + 4 + 8 + … + 1024 = 2046, " * 30)
    assert report.counts.unchecked == 0


@pytest.mark.parametrize("power", ["9**9**9", "9^9^9^9", "10^100000 · 3", "500! · 500! · 500!^9"])
def test_giant_results_are_not_calculated(power: str) -> None:
    _, report = check(f"Es gilt {power} = 5.")
    assert (report.counts.wrong, report.counts.verified) == (0, 0)
