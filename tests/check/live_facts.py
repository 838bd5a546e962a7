"""Writes `alexnet.json`: the facts of the seed's model, so that most tests need no TensorFlow.

`python -m tests.check.live_facts` when a change of the facts is meant; `test_facts.py` tells.
"""

import os
from pathlib import Path

import msgspec

from rechenprobe.facts import Model
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SEED = Path(__file__).parent.parent / "seed" / "alexnet-notizen.md"
FACTS = Path(__file__).with_name("alexnet.json")


def live() -> Model:
    """The facts of the model that the seed's own code defines, built symbolically."""
    import keras
    import tensorflow as tf

    from rechenprobe.model import model_facts

    lecture = read_lecture(SEED.read_text(encoding="utf-8"), SEED.name, Settings())
    definition = lecture.cells[0].code.partition("# entry point")[0]
    keras.utils.clear_session()  # layers are numbered from the start, whatever was built before
    namespace: dict[str, object] = {"keras": keras}
    with tf.Graph().as_default():
        exec(definition, namespace)
        return model_facts(namespace["define_model"]())  # type: ignore[operator]


def written(model: Model) -> bytes:
    """As the file has it."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


if __name__ == "__main__":
    FACTS.write_bytes(written(live()))
