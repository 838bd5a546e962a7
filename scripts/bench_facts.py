"""What the facts of ResNet50 cost, as a share of the time that building it takes.

    python scripts/bench_facts.py [--rounds 3]

Processor time of fresh processes; the aim is less than 10 %.
"""

import argparse
import os
import statistics
import subprocess
import sys

_MEASURE = """
from time import process_time
import keras, tensorflow as tf
from rechenprobe import model_facts
import rechenprobe.model.collect
start = process_time()
with tf.Graph().as_default():
    model = keras.applications.ResNet50(weights=None)
built = process_time()
model_facts(model)
print(built - start, process_time() - built)
"""


def main() -> None:
    """Measure and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", _MEASURE]
    lines = [
        subprocess.run(command, capture_output=True, text=True, check=True, env=quiet).stdout
        for _ in range(rounds)
    ]
    built, facts = (
        statistics.median(float(line.split()[column]) for line in lines) for column in (0, 1)
    )
    print(f"ResNet50: built in {built:.2f} s, facts in {facts:.3f} s: {facts / built:.1%}")


if __name__ == "__main__":
    main()
