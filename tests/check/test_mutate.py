"""The mutation script: what it alters, what it calls noticed, what harmless."""

import random

from tests.check.golden import alexnet, check, run_of

from mutate import alterations, is_harmless, mutate
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
