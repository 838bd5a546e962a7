"""In the lecture's process: the same numbers and the same names each time."""

import os
import random
import sys
import tempfile
from types import ModuleType
from typing import Any

from rechenprobe.execution import SEED


def seed_python() -> None:
    """Seed Python's own generator."""
    random.seed(SEED)


class Entropy:
    """Stands in for the system's: `os.urandom` and what draws from it.

    That is `uuid4`, `secrets`, generators without a seed (`random.Random()`, NumPy's
    `default_rng()`), names of temporary files. What the author forks gets other bytes.
    """

    def __init__(self) -> None:
        self._forks = [0]
        self._make()

    def install(self) -> None:
        """Before the author's code runs."""
        for module in (os, sys.modules.get("posix"), sys.modules.get("nt")):
            vars(module or os)["urandom"] = self.draw
        vars(random)["_urandom"] = self.draw
        seed, draw = random.Random.seed, self.draw

        def seed_steadily(generator: random.Random, a: Any = None, version: int = 2) -> None:
            chosen = int.from_bytes(draw(32), "big") if a is None else a
            seed(generator, chosen, version)

        vars(random)["Random"].seed = seed_steadily
        vars(random)["seed"] = vars(random)["_inst"].seed
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._count, after_in_child=self._differ)

    def draw(self, size: int, /) -> bytes:
        """As `os.urandom`."""
        if size < 0:
            raise ValueError("negative argument not allowed")
        return self._generator.randbytes(size)

    def start_anew(self) -> None:
        """As at the beginning."""
        self._make()

    def _make(self) -> None:
        self._generator = random.Random(f"{SEED} {self._forks}")  # noqa: S311 - seeded on purpose
        vars(tempfile)["_name_sequence"] = None  # it has a generator of its own

    def _count(self) -> None:
        self._forks[-1] += 1

    def _differ(self) -> None:
        self._forks.append(0)
        self._make()


def seed_numpy(numpy: ModuleType) -> None:
    """Seed NumPy's global generator."""
    numpy.random.seed(SEED)


def settle_keras(keras: ModuleType) -> None:
    """Seed Keras and its backend, start the names of layers anew (the first is `conv2d`)."""
    keras.utils.set_random_seed(SEED)
    try:
        from keras.src.utils.naming import reset_uids  # noqa: PLC0415
    except ImportError:  # another Keras: what is public forgets the dtype policy, too
        policy = keras.config.dtype_policy()
        keras.utils.clear_session(free_memory=False)
        keras.config.set_dtype_policy(policy)
    else:
        reset_uids()


def determine_tensorflow(tensorflow: ModuleType) -> None:
    """Have TensorFlow choose deterministic operations."""
    tensorflow.config.experimental.enable_op_determinism()


def start_anew(entropy: Entropy) -> None:
    """What the prelude consumed of seeds and names must not show in the cells."""
    entropy.start_anew()
    seed_python()
    for name, action in (("numpy", seed_numpy), ("keras", settle_keras)):
        module = sys.modules.get(name)
        if module is not None:
            action(module)


def refused_backend() -> str | None:
    """German: that the author chose a backend, but Keras has been there with another."""
    keras, chosen = sys.modules.get("keras"), os.environ.get("KERAS_BACKEND")
    if keras is None or not chosen or chosen == (used := keras.backend.backend()):
        return None
    return f"KERAS_BACKEND ist „{chosen}“, Keras rechnet hier aber mit {used}"
