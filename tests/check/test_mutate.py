"""The mutation script: what it alters, what it calls noticed, what harmless."""

import random

from tests.check.golden import alexnet, check, run_of

from harmless import is_harmless
from mutate import alterations, mutate
from rechenprobe.settings import Settings

MODEL = alexnet()
SEED = (
    "- Conv-Layer 1\n"
    "    - Filter 11 × 11\n"
    "    - Anzahl der Parameter\n"
    "        - 96 · (11 · 11 · 3 + 1) = 34.944\n"
)


def test_numbers_are_altered_as_people_do() -> None:
    assert alterations("34.944") == [
        *("34.945", "34.943"),  # one more, one less
        *("43.944", "39.444", "34.494"),  # swapped, 44 looks the same
        *("34.9440", "34.94", "34944"),  # a digit too many, one too few, the mark lost
    ]


def test_every_alteration_of_a_worked_example_is_noticed() -> None:
    lecture, _ = check(SEED, MODEL)
    tally = mutate(lecture, run_of(lecture, MODEL), Settings(), random.Random(0), None)
    assert tally.survivors == ()
    assert tally.noticed > 40
    assert tally.rate == 1


def test_what_nothing_checks_goes_unnoticed() -> None:
    """The rate must be able to fall: here the check only looks at the equation."""
    lecture, _ = check("n = 5 und n + 3 = 8. Es gilt 5 < 8.")
    tally = mutate(lecture, run_of(lecture), Settings(), random.Random(0), None)
    assert tally.survivors
    assert tally.rate < 1


def test_a_number_that_reads_the_same_or_rounds_to_the_same_is_harmless() -> None:
    before, _ = check("56356234 · 4 / 10^9 = 0,23")
    for source, harmless in (
        ("56356234 · 4 / 10^9 = 0,230", False),
        ("56356235 · 4 / 10^9 = 0,23", True),
        ("66356234 · 4 / 10^9 = 0,23", False),
    ):
        after, _ = check(source)
        index = len(before.numbers) - 1 if source.startswith("56356234") else 0
        assert is_harmless(before, after, index) == harmless, source


def test_a_component_of_a_result_may_say_less_but_nothing_else() -> None:
    given = "$A = (0{,}5;\\, 0{,}25)$, "
    before, _ = check(given + "$4{,}576 A = (2{,}288;\\, 1{,}144)$")
    for result, harmless in (
        ("(2{,}288;\\, 1{,}14)", True),
        ("(2{,}288;\\, 1{,}15)", False),
        ("(2{,}288;\\, 1{,}146)", False),
    ):
        after, _ = check(given + f"$4{{,}}576 A = {result}$")
        assert is_harmless(before, after, len(before.numbers) - 1) == harmless, result
    after, _ = check("$A = (0{,}5;\\, 0{,}3)$, $4{,}576 A = (2{,}288;\\, 1{,}144)$")
    assert not is_harmless(before, after, 1)


def test_what_is_still_true_is_harmless_and_nothing_else() -> None:
    """The rules of the script's docstring, each with its neighbour that is false."""
    scores = "$0{,}8^{50}$, $536.870.912 / 2^{20} = 512\\,\\text{MiB}$, $1 / 8 = 0{,}125$, "
    power = "$0{,}8^{2} = 0{,}64$ "
    for before, after, harmless in (
        (power, power.replace("0{,}8", "0{,}80"), True),
        (power, power.replace("0{,}8", "0{,}9"), False),
        (scores, scores.replace("2^", "1^"), True),
        (scores, scores.replace("2^", "4^"), False),
        ("100.663.296 Byte ≈ 101 MB", "100.663.296 Byte ≈ 100 MB", True),
        ("100.663.296 Byte = 101 MB", "100.663.296 Byte = 100 MB", False),
        ("100.663.296 Byte ≈ 101 MB", "100.663.296 Byte ≈ 102 MB", False),
        (scores + "also 0,125", scores + "also 0,13", True),
        (scores + "also 0,125", scores + "also 0,14", False),
        (scores + "Rate 0,5", scores + "Rate 0,50", True),
        (scores + "Rate 0,5", scores + "Rate 0,6", False),
    ):
        one, two = check(before)[0], check(after)[0]
        changed = [n for n, m in zip(one.numbers, two.numbers, strict=True) if n.text != m.text]
        index = one.numbers.index(changed[0])
        assert is_harmless(one, two, index) == harmless, after


def test_another_layer_of_the_same_facts_is_harmless_another_of_the_kind_is_not() -> None:
    for name, other, is_open in (("Dropout 1", "2", False), ("Dense-Schicht 2", "1", True)):
        lecture, _ = check(f"- {name}\n    - Ausgabegröße\n        - 4096\n", MODEL)
        tally = mutate(lecture, run_of(lecture, MODEL), Settings(), random.Random(0), None)
        assert is_open == any(one.altered == other for one in tally.survivors), name
