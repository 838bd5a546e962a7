"""In the lecture's process: the same numbers and the same names each time."""

import os
import random
import sys
from types import ModuleType

from rechenprobe.execution import SEED


def seed_python() -> None:
    """Seed Python's own generator."""
    random.seed(SEED)


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


def start_anew() -> None:
    """What the prelude consumed of seeds and names must not show in the cells."""
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
