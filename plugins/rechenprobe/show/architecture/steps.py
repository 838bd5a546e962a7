"""Layers as the steps of a drawing: small ones join a neighbour, inputs are added, wires found."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from re import fullmatch

from msgspec import Struct

from rechenprobe.facts import Layer, Model, Shape
from rechenprobe.notation import Grouping
from rechenprobe.show.architecture.wording import Family, Words, family, symbol, words

_JOINING = frozenset(
    "Activation ReLU LeakyReLU PReLU ELU Softmax BatchNormalization LayerNormalization"
    " GroupNormalization RMSNormalization UnitNormalization Dropout AlphaDropout GaussianDropout"
    " GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D ActivityRegularization"
    " Rescaling Normalization".split()
)
"""Layers that change no shape: words beside a step, not steps of their own."""

_NORMS = frozenset(kind for kind in _JOINING if kind.endswith("Normalization"))

_ELEMENTWISE = frozenset(
    "Add Subtract Multiply Divide TrueDivide Absolute Exp Log Sqrt Square Negative Relu Relu6"
    " Sigmoid Silu Tanh Gelu HardSigmoid HardSilu Softmax Softplus".split()
)
"""Functions of `keras.ops` that join a neighbour, too, where they have one input only."""

_LEADING = frozenset("ZeroPadding1D ZeroPadding2D ZeroPadding3D".split())
"""Layers that prepare the next one and are words before it."""


SHARED = "gleiche Gewichte"
"""Marks a further use of a layer."""


class Step(Struct, frozen=True):
    """One box of a drawing."""

    rows: tuple[int, ...]
    """Indices into `Model.layers`, in order; empty for the input that a model leaves unsaid."""
    family: Family
    words: Words
    shape: Shape
    """What comes out of it, channels last."""
    names: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    symbol: str = ""
    """`+` for an addition, which is a small circle."""
    width: int | None = None
    """Filters or units, where the layer sets them: two layers differ if these do."""
    shared: bool = False
    """Whether it is a further use of a layer that stands elsewhere, too."""


class Graph(Struct, frozen=True):
    """Steps in an order in which each follows what it takes, and the wires between them."""

    steps: tuple[Step, ...]
    wires: tuple[tuple[int, int], ...]
    """From and to, indices into `steps`, sorted; `from` is always the smaller one."""


def read_graph(model: Model, grouping: Grouping) -> Graph:
    """The steps of a model. Where facts know no connection there is no wire."""
    sources = _sources(model)
    drawn = [row for row, layer in enumerate(model.layers) if _has_place(layer)]
    targets: list[list[int]] = [[] for _ in model.layers]
    for row, found in enumerate(sources):
        for source in found:
            targets[source].append(row)
    heads = _joined(model.layers, sources, targets)
    groups: dict[int, list[int]] = {}
    for row in drawn:
        head = heads[row]
        groups.setdefault(head, []).append(row)
    # A layer that stands before its step comes earlier in the model: order by the main row.
    steps: list[Step] = []
    place: dict[int, int] = {}
    wires: set[tuple[int, int]] = set()
    connected = any(sources) or len(drawn) == 1
    named = {*_named(model, [row for row in drawn if model.layers[row].kind == "InputLayer"])}
    named |= {*_named(model, [row for row in drawn if connected and not targets[row]])}
    for head in sorted(groups):
        for shape in _unsaid_inputs(model.layers, groups[head], sources) if connected else ():
            wires.add((len(steps), len(steps) + 1))
            steps.append(Step((), "input", Words("Eingabe"), shape))
        place[head] = len(steps)
        steps.append(_step(model.layers, head, groups[head], grouping, named))
    # Several unsaid inputs of one step stand one after another before it.
    wires = {(source, _next_real(steps, source)) for source, _ in wires}
    for row, found in enumerate(sources):
        for source in found:
            wire = place[heads[source]], place[heads[row]]
            if wire[0] != wire[1]:
                wires.add(wire)
    return Graph(tuple(steps), tuple(sorted(wires)))


def _named(model: Model, rows: Sequence[int]) -> Iterator[int]:
    """Of several inputs or outputs those that the author has named, to tell them apart."""
    for row in rows if len(rows) > 1 else ():
        layer = model.layers[row]
        own = layer.name.rpartition("/")[2].replace("_", "").lower()
        if not fullmatch(rf"({layer.kind.lower()}|kerastensor)\d*", own):
            yield row


def _has_place(layer: Layer) -> bool:
    """Not so the row of what a subclassed model holds and does itself, between its layers."""
    return bool(layer.input_shapes or layer.output_shapes)


def _next_real(steps: Sequence[Step], index: int) -> int:
    while not steps[index].rows:
        index += 1
    return index


def _sources(model: Model) -> list[tuple[int, ...]]:
    """Per row the rows that feed it; a Sequential model is a chain, said or not."""
    if model.kind == "Sequential" and not any(layer.sources for layer in model.layers):
        return [(row - 1,) if row else () for row in range(len(model.layers))]
    return [layer.sources for layer in model.layers]


def _joined(
    layers: Sequence[Layer], sources: Sequence[tuple[int, ...]], targets: Sequence[Sequence[int]]
) -> list[int]:
    """Per row the row of the step that it belongs to: backwards if possible, else forwards.

    Normalization right behind a merge belongs to what follows (ResNet V2, DenseNet, GPT-2), unless
    none of them is bypassed by what it normalizes: then it belongs to the merge (BERT).
    """
    heads = list(range(len(layers)))

    def alone(row: int) -> bool:
        return len(sources[row]) == 1 and len(targets[sources[row][0]]) == 1

    def behind_merge(row: int) -> bool:
        return len(sources[row]) == 1 and family(layers[heads[sources[row][0]]]) == "merge"

    norms = [row for row, layer in enumerate(layers) if layer.kind in _NORMS and behind_merge(row)]
    early = not all(map(alone, norms))
    for row, layer in enumerate(layers):
        if _small(layer) and alone(row):
            head = heads[sources[row][0]]
            leads = layer.kind == "BatchNormalization" or (early and layer.kind in _NORMS)
            first = leads and behind_merge(row)
            if not first and layers[head].kind not in _JOINING | _LEADING | {"InputLayer"}:
                heads[row] = head
    for row in reversed(range(len(layers))):
        kind = layers[row].kind
        if heads[row] != row or kind not in _JOINING | _LEADING or not sources[row]:
            continue
        follows = targets[row][0] if len(targets[row]) == 1 else row
        if follows != row and len(sources[follows]) == 1:
            heads[row] = heads[follows]
    return heads


def _small(layer: Layer) -> bool:
    """Whether a layer changes no shape, or only adds or drops axes of length 1."""
    if layer.kind == "Reshape":
        before, after = (
            [axis for axis in one if axis != 1] for one in (layer.input_shape, layer.output_shape)
        )
        return before == after
    known = layer.kind in _JOINING | _ELEMENTWISE
    return known and len(layer.input_shapes) == 1 and layer.input_shapes == layer.output_shapes


def _unsaid_inputs(
    layers: Sequence[Layer], rows: Iterable[int], sources: Sequence[tuple[int, ...]]
) -> tuple[Shape, ...]:
    """Shapes of the inputs of a step that no layer feeds and that is no input itself."""
    first = min(rows)
    layer = layers[first]
    return () if sources[first] or layer.kind == "InputLayer" else layer.input_shapes


def _step(
    layers: Sequence[Layer],
    head: int,
    rows: Sequence[int],
    grouping: Grouping,
    named: Container[int],
) -> Step:
    layer = layers[head]
    names = [f"„{layers[row].name.rpartition('/')[2]}“" for row in rows if row in named]
    own = words(layer, grouping)
    after = [words(layers[row], grouping).operation for row in rows if row > head]
    width = layer.attributes.get("filters") or layer.attributes.get("units")
    return Step(
        rows=tuple(rows),
        family=family(layer),
        words=own,
        shape=_channels_last(layers[rows[-1]], layer.attributes),
        names=tuple(layers[row].name for row in rows),
        before=tuple(words(layers[row], grouping).operation for row in rows if row < head),
        after=tuple(filter(None, (own.function, *after, SHARED * (not layer.first_use), *names))),
        symbol=symbol(layer),
        width=width if isinstance(width, int) else None,
        shared=not layer.first_use,
    )


def _channels_last(layer: Layer, settings: Mapping[str, object]) -> Shape:
    shape = layer.output_shape
    if settings.get("data_format") == "channels_first" and len(shape) > 1:
        return (*shape[1:], shape[0])
    return shape
