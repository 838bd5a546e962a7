"""How long reading and checking takes: a megabyte of lecture, and pages made to be slow.

    python -m scripts.bench_check [--all]

A page of twice the size should take twice as long; what is quadratic takes four
times. The facts of the model are at hand, nothing is executed.
"""

import argparse
from time import process_time

from tests.check.golden import CASES, alexnet, check
from tests.read.test_hostile import PAGES

_PROSE = """
## Abschnitt

Eine Faltungsschicht verschiebt einen Filter über das Bild und bildet an jeder Stelle ein
Skalarprodukt. Ein Bild mit 227 × 227 Pixeln und drei Kanälen hat 227 · 227 · 3 = 154.587 Werte.

In $f(x) = \\max(0, x)$ ist nichts zu rechnen, in $\\frac{227-11}{4}+1 = 55$ schon.
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the hostile pages, too")
    everything = parser.parse_args().all
    seed = (CASES.parent / "seed" / "alexnet-notizen.md").read_text(encoding="utf-8")
    block = seed + _PROSE * 6
    pages = {"a megabyte of lecture": block * (500_000 // len(block))}
    if everything:
        pages |= PAGES
    model = alexnet()
    for name, half in pages.items():
        seconds = []
        for page in (half, half * 2):
            start = process_time()
            check(page, model)
            seconds.append(process_time() - start)
        ratio = seconds[1] / max(seconds[0], 1e-6)
        size = len(half) * 2 / 1e6
        print(f"{seconds[1]:7.2f} s  {size:5.2f} MB  twice the size: ×{ratio:4.1f}  {name[:60]}")


if __name__ == "__main__":
    main()
