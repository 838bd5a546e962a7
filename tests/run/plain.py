"""Runs lectures' code with nothing of ours around it, for tests to compare: JSON to JSON.

In: a list of codes. Out: what each prints, and its models' parameters by name.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import keras
import numpy as np  # noqa: F401 - before the fork
import tensorflow as tf  # noqa: F401


def run(code: str, out: Path) -> None:
    """In a forked child: `__main__` is the code."""
    main = ModuleType("__main__")
    sys.modules["__main__"] = main
    os.chdir(out.parent)
    with out.open("w") as stdout:
        sys.stdout = stdout
        keras.utils.set_random_seed(0)
        exec(compile(code, str(out), "exec"), vars(main))
        sys.stdout = sys.__stdout__
    models = [value for value in vars(main).values() if isinstance(value, keras.Model)]
    params = {model.name: model.count_params() for model in models if model.built}
    out.with_suffix(".json").write_text(json.dumps(params))


def main() -> None:
    found = []
    for code in json.load(sys.stdin):
        folder = Path(tempfile.mkdtemp())
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                run(code, folder / "out.txt")
                status = 0
            finally:
                os._exit(status)
        if os.waitpid(pid, 0)[1]:
            sys.exit(f"plain Python does not run this:\n{code}")
        params = json.loads((folder / "out.json").read_text())
        found.append([(folder / "out.txt").read_text(), params])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
