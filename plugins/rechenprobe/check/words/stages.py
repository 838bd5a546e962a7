"""Several layers as one: the stages of a net, as their names tell them apart."""

from rechenprobe.facts import Layer, Model

_FEWEST = 2


def stage(name: str, model: Model) -> Layer | None:
    """What the names of several layers begin with, `conv2` for `conv2_block1_1_conv`: their sum.

    Not the words that Keras only numbers: `dense` for `dense_1` and `dense_2`.
    """
    if name.isalpha():
        return None
    rest = len(name) + 1
    layers = [one for one in model.layers if one.name.startswith((f"{name}_", f"{name}/"))]
    if len(layers) < _FEWEST or any(one.name[rest:].isdecimal() for one in layers):
        return None
    return Layer(
        name=name,
        kind="Stage",
        input_shapes=layers[0].input_shapes,
        output_shapes=layers[-1].output_shapes,
        params=sum(one.params for one in layers if one.first_use),
        trainable_params=sum(one.trainable_params for one in layers if one.first_use),
        non_trainable_params=sum(one.non_trainable_params for one in layers if one.first_use),
        macs=sum(one.macs for one in layers),
        activations=sum(one.activations for one in layers),
        derivations={},
        attributes={},
        incomplete=max((one.incomplete for one in layers), key=bool),
    )
