"""Hand-made data for the show stage: a small AlexNet-like model, runs, reports. No Keras."""

from collections.abc import Mapping
from math import prod

from rechenprobe.expression import Call, Expr, Num, Symbol
from rechenprobe.facts import OPTIMIZERS, Derivation, Layer, Model, Part, Quantity, Shape
from rechenprobe.lecture import Lecture, Span
from rechenprobe.read import read_lecture
from rechenprobe.report import Claim, Counts, Finding, Report, Verdict
from rechenprobe.settings import Settings

SETTINGS = Settings()


def lecture(source: str) -> Lecture:
    """The source, really read."""
    return read_lecture(source, "docs/seite.md", SETTINGS)


def claim(
    page: Lecture, text: str, verdict: Verdict = "verified", *, explanation: str = "nachgerechnet"
) -> Claim:
    """A claim on the first place where `text` stands in the page."""
    start = page.source.index(text)
    span = Span(start, start + len(text))
    numbers = tuple(
        index
        for index, number in enumerate(page.numbers)
        if span.start <= number.span.start and number.span.end <= span.end
    )
    true = "55" if verdict == "wrong" else text
    place = page.place(start)
    return Claim(span, place, text, verdict, "arithmetic", "", true, explanation, numbers)


def report(
    page: Lecture, *claims: Claim, findings: tuple[Finding, ...] = (), counts: Counts | None = None
) -> Report:
    """A report with these claims; `counts` follow from them if not given."""
    if counts is None:
        words = [claim.verdict for claim in claims for _ in claim.numbers]
        counts = Counts(**{word: words.count(word) for word in words})
    return Report(page.path, counts, claims, findings, ())


def convolution(name: str, source: Shape, target: Shape, kernel: int) -> Layer:
    """A 2D convolution from (height, width, channels) to (height, width, filters)."""
    channels, filters = source[-1] or 0, target[-1] or 0
    weights = Call("*", (_num("f", kernel), _num("f", kernel), _num("C", channels)))
    params: Expr = Call("*", (_num("F", filters), Call("+", (weights, Num(1)))))
    count = filters * (kernel * kernel * channels + 1)
    macs = prod(axis or 1 for axis in target) * kernel * kernel * channels
    return _layer(name, "Conv2D", source, target, params, count, macs, prod(a or 1 for a in source))


def dense(name: str, inputs: int, units: int) -> Layer:
    """A fully connected layer with bias."""
    params = Call("*", (_num("u", units), Call("+", (_num("d", inputs), Num(1)))))
    count = units * (inputs + 1)
    return _layer(name, "Dense", (inputs,), (units,), params, count, inputs * units, inputs)


def plain(name: str, kind: str, source: Shape, target: Shape, kept: int = 0) -> Layer:
    """A layer without weights."""
    return _layer(name, kind, source, target, None, 0, 0, kept)


def alexnet() -> Model:
    """The seed's model with its published counts."""
    layers = (
        plain("resizing", "Resizing", (227, 227, 3), (227, 227, 3)),
        convolution("conv2d", (227, 227, 3), (55, 55, 96), 11),
        plain("max_pooling2d", "MaxPooling2D", (55, 55, 96), (27, 27, 96), 290_400 + 69_984),
        convolution("conv2d_1", (27, 27, 96), (27, 27, 256), 5),
        plain("max_pooling2d_1", "MaxPooling2D", (27, 27, 256), (13, 13, 256), 186_624 + 43_264),
        convolution("conv2d_2", (13, 13, 256), (13, 13, 384), 3),
        convolution("conv2d_3", (13, 13, 384), (13, 13, 384), 1),
        convolution("conv2d_4", (13, 13, 384), (13, 13, 256), 1),
        plain("max_pooling2d_2", "MaxPooling2D", (13, 13, 256), (6, 6, 256), 43_264 + 9_216),
        plain("flatten", "Flatten", (6, 6, 256), (9216,)),
        dense("dense", 9216, 4096),
        plain("dropout", "Dropout", (4096,), (4096,), 4096),
        dense("dense_1", 4096, 4096),
        plain("dropout_1", "Dropout", (4096,), (4096,), 4096),
        dense("dense_2", 4096, 10),
    )
    params = sum(layer.params for layer in layers)
    macs = sum(layer.macs for layer in layers)
    momentum = OPTIMIZERS["sgd+momentum"]
    return Model("sequential", "Sequential", layers, params, params, 0, macs, momentum)


def _num(latex: str, value: int) -> Symbol:
    return Symbol(latex, value)


def _layer(
    name: str,
    kind: str,
    source: Shape,
    target: Shape,
    params: Expr | None,
    count: int,
    macs: int,
    kept: int,
) -> Layer:
    derivations: Mapping[Quantity, Derivation] = (
        {"params": Derivation("params", (Part("", params),))} if params else {}
    )
    return Layer(
        name=name,
        kind=kind,
        input_shapes=(source,),
        output_shapes=(target,),
        params=count,
        trainable_params=count,
        non_trainable_params=0,
        macs=macs,
        activations=kept,
        derivations=derivations,
        attributes={},
    )
