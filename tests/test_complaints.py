"""What Python and YAML complain of is told in German; their own words stand behind it."""

import errno

import pytest
import yaml

from rechenprobe.complaints import of_syntax, of_system, of_yaml


@pytest.mark.parametrize(
    ("code", "german"),
    [
        ("if x\n  1", "es fehlt ein Doppelpunkt"),
        ("y = (1", "die Klammer ( wird nirgends geschlossen"),
        ("y = 1)", "die Klammer ) wurde nirgends geöffnet"),
        ("y = (1]", "die Klammer ] schließt eine andere"),
        ("y = 'a", "ein Text in Anführungszeichen endet nicht"),
        ("for x in y:\nz", "es fehlt ein eingerückter Block"),
        ("x\n  y", "die Zeile ist weiter eingerückt als die davor"),
        ("if x:\n    y\n  z", "die Einrückung passt zu keiner Zeile darüber"),
        ("if x:\n\ty\n        z", "Tabulatoren und Leerzeichen sind gemischt"),
        ("f(a b)", "es fehlt wohl ein Komma"),
        ("if x = 1: y", "statt = ist wohl == gemeint"),
        ("print 'a'", "bei print fehlen die Klammern"),
        ("x = „a“", "ein Zeichen, das Python nicht kennt"),
        ("return 1", "return steht außerhalb einer Funktion"),
        ("break", "break steht außerhalb einer Schleife"),
        ("x = * 3 +", "so versteht Python die Zeile nicht"),
    ],
)
def test_what_is_no_python_is_told_in_german(code: str, german: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        compile(code, "x", "exec")
    assert of_syntax(raised.value.msg) == f"{german} ({raised.value.msg})"


@pytest.mark.parametrize("loader", ["SafeLoader", "CSafeLoader"])
@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("a: [1,\nb: 2\n", "eine Klammer wird nicht mit ] geschlossen"),
        ("a: {b: 1\n", "eine Klammer wird nicht mit } geschlossen"),
        ("a: b: c\n", "hier darf kein Doppelpunkt mit Leerzeichen stehen"),
        ("a: @x\n", "so darf nichts anfangen, was nicht in Anführungszeichen steht"),
        ("a: 'x\n", "ein Anführungszeichen wird nicht geschlossen"),
        ("a:\n  - b\n c: 1\n", "die Einrückung passt nicht zu den Zeilen darüber"),
        ("- a\nb: 1\n", "die Einrückung passt nicht zu den Zeilen darüber"),
        ("a:\n- b\nc\n", "es fehlt ein Doppelpunkt"),
        ("? [a]\n: b\n", "ein Name ist eine Liste oder eine Zuordnung"),
        ("a: *x\n", "ein Verweis mit * führt ins Leere"),
        ('a: "\\q"\n', "hinter \\ steht ein Zeichen, das dort nichts bedeutet"),
    ],
)
def test_what_is_no_yaml_is_told_in_german(text: str, german: str, loader: str) -> None:
    """Both parsers, the one in Python and the one in C, which has words of its own."""
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML without its C library")
    with pytest.raises(yaml.MarkedYAMLError) as raised:
        yaml.load(text, Loader=getattr(yaml, loader))
    problem = raised.value.problem
    assert problem is not None
    assert of_yaml(problem) == f"{german} ({problem})"


def test_what_is_not_known_stays_as_it_is() -> None:
    assert of_yaml("something new") == of_syntax("something new") == "something new"
    assert of_system(OSError(errno.ENOENT, "No such file")) == "das gibt es nicht"
    assert of_system(OSError(errno.EXDEV, "Invalid cross-device link")).startswith("Invalid")
