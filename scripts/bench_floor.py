"""The user's code and nothing else: one import of Keras, then each lecture in a fork, on all cores.

    python bench_floor.py 10 [--share FILE]

What any tool has to do at least. `--share` gets the seconds that each lecture's code took.
"""

import argparse
import json
import multiprocessing
import os
import time
from pathlib import Path

from bench_sites import code


def lecture(number: int) -> float:
    """Run one lecture's code; the seconds it took."""
    os.environ["OMP_NUM_THREADS"] = "1"
    start = time.perf_counter()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        exec(compile(code(number), "lecture", "exec"), {"__name__": "lecture"})  # noqa: S102
    return time.perf_counter() - start


def main() -> None:
    """Import once, fork for each lecture: before any TensorFlow operation that is safe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lectures", type=int)
    parser.add_argument("--share", type=Path)
    args = parser.parse_args()
    import keras  # noqa: F401, PLC0415  # every fork has it then

    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("fork").Pool(cores, maxtasksperchild=1) as pool:
        seconds = pool.map(lecture, range(args.lectures), chunksize=1)
    if args.share:
        args.share.write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
