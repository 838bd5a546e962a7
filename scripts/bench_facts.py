"""What facts cost: ResNet50's beside building it, its drawing, and importing the package.

    python scripts/bench_facts.py [--rounds 3]

Processor time of fresh processes, medians. The aims: facts less than 10 % of building, a drawing of
150 layers less than 50 ms, the package without keras less than 50 ms.
"""

import argparse
import os
import statistics
import subprocess
import sys

_IMPORT = """
from time import process_time
start = process_time()
import rechenprobe
print(process_time() - start)
"""

_MEASURE = """
from time import process_time
import keras, tensorflow as tf
from rechenprobe import model_facts
import rechenprobe.model.collect
from rechenprobe.show.architecture import architecture_svg
start = process_time()
with tf.Graph().as_default():
    model = keras.applications.ResNet50(weights=None)
built = process_time()
facts = model_facts(model)
known = process_time()
architecture_svg(facts, "space")
print(built - start, known - built, process_time() - known)
"""


def _medians(code: str, rounds: int) -> list[float]:
    """The median of each number that the code prints."""
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", code]
    lines = [
        subprocess.run(command, capture_output=True, text=True, check=True, env=quiet).stdout
        for _ in range(rounds)
    ]
    columns = zip(*(map(float, line.split()) for line in lines), strict=True)
    return [statistics.median(column) for column in columns]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    (imported,) = _medians(_IMPORT, rounds)
    print(f"import rechenprobe: {1000 * imported:.0f} ms")
    built, facts, drawn = _medians(_MEASURE, rounds)
    print(f"ResNet50: built in {built:.2f} s, facts in {facts:.3f} s: {facts / built:.1%}")
    print(f"ResNet50: drawn in {1000 * drawn:.0f} ms")


if __name__ == "__main__":
    main()
