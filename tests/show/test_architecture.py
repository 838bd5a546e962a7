"""The drawing of a model: every layer once, wires as the facts have them, nothing overlaps."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from tests.show.samples import alexnet, convolution, dense, plain

from rechenprobe.facts import Attribute, Layer, Model, Shape
from rechenprobe.show.architecture import architecture_block, architecture_svg
from rechenprobe.show.architecture.folding import fold
from rechenprobe.show.architecture.geometry import text_width
from rechenprobe.show.architecture.steps import read_graph
from rechenprobe.show.architecture.structure import Net, structure
from rechenprobe.show.architecture.svg import SMALL, TEXT
from rechenprobe.show.architecture.wording import Words, words

SVG = "{http://www.w3.org/2000/svg}"
VOLUME = (16, 16, 8)


def model(*layers: Layer, kind: str = "Functional") -> Model:
    """A model of layers that name what feeds them; a name means the latest layer of that name."""
    latest: dict[str, int] = {}
    placed = []
    for row, layer in enumerate(layers):
        sources = layer.sources or tuple(latest[name] for name in layer.inbound)
        placed.append(structs.replace(layer, sources=sources))
        latest[layer.name] = row
    params = sum(layer.params for layer in layers)
    return Model("netz", kind, tuple(placed), params, params, 0, 0)


def entry(name: str = "eingabe", shape: Shape = VOLUME) -> Layer:
    return structs.replace(plain(name, "InputLayer", shape, shape), input_shapes=())


def conv(name: str, *inbound: str, filters: int = 8, **settings: Attribute) -> Layer:
    attributes: Mapping[str, Attribute] = {
        "kernel_size": (3, 3),
        "strides": (1, 1),
        "filters": filters,
        **settings,
    }
    layer = convolution(name, VOLUME, (16, 16, filters), 3)
    return structs.replace(layer, inbound=inbound, attributes=attributes)


def merge(name: str, *inbound: str, kind: str = "Add") -> Layer:
    layer = plain(name, kind, VOLUME, VOLUME)
    return structs.replace(layer, inbound=inbound, input_shapes=(VOLUME,) * len(inbound))


def small(name: str, kind: str, inbound: str) -> Layer:
    return structs.replace(plain(name, kind, VOLUME, VOLUME), inbound=(inbound,))


def residual(blocks: int) -> Model:
    """Blocks of two convolutions with a skip around both."""
    layers, last = [entry()], "eingabe"
    for index in range(blocks):
        a, b, c = (f"{kind}{index}" for kind in ("a", "b", "add"))
        layers += [conv(a, last), conv(b, a), merge(c, last, b)]
        last = c
    return model(*layers)


def two_towers() -> Model:
    return model(
        entry("bild"),
        entry("tiefe"),
        conv("links", "bild"),
        conv("rechts", "tiefe"),
        merge("summe", "links", "rechts"),
    )


def crossing() -> Model:
    """Two sources, each feeding both of two merges: neither chain nor branches."""
    return model(
        entry("a"),
        entry("b"),
        conv("c", "a"),
        merge("d", "c", "b"),
        merge("e", "c", "b"),
        conv("f", "d"),
        merge("g", "f", "e", "b"),
    )


def unet(depth: int) -> Model:
    """Skips within skips."""
    layers, last = [entry()], "eingabe"
    for level in range(depth):
        layers.append(conv(f"ab{level}", last, filters=level % 7 + 1))
        last = f"ab{level}"
    for level in reversed(range(depth - 1)):
        layers.append(merge(f"auf{level}", last, f"ab{level}"))
        last = f"auf{level}"
    return model(*layers)


def vector(name: str, *inbound: str, units: int) -> Layer:
    return structs.replace(dense(name, 16, units), inbound=inbound)


def small_branches() -> Model:
    """Bodies much narrower than what is written above and below them, side by side."""
    two = structs.replace(plain("z", "Ziehen", (2,), (2,)), inbound=("m", "s"))
    return model(
        entry("a", (16,)),
        vector("vor", "a", units=16),
        vector("m", "vor", units=2),
        vector("s", "vor", units=2),
        structs.replace(two, input_shapes=((2,), (2,))),
    )


def decoder(blocks: int) -> Model:
    """Blocks that all take what a first part gave, beside what the block before gave."""
    layers, last = [entry("a"), conv("gedächtnis", "a"), entry("b"), conv("anfang", "b")], "anfang"
    for index in range(blocks):
        layers.append(merge(f"blick{index}", last, "gedächtnis", kind="Attention"))
        layers.append(merge(f"summe{index}", f"blick{index}", last))
        last = f"summe{index}"
    return model(*layers)


MODELS = {
    "alexnet": alexnet(),
    "residual": residual(3),
    "folded": residual(12),
    "two towers": two_towers(),
    "crossing": crossing(),
    "nested skips": unet(6),
    "many nested skips": unet(30),
    "small branches": small_branches(),
    "decoder": decoder(12),
    "unknown": model(conv("a"), conv("b"), conv("c")),
}
each_model = pytest.mark.parametrize("facts", MODELS.values(), ids=MODELS.keys())


def parsed(facts: Model) -> ET.Element:
    return ET.fromstring(architecture_svg(facts, "space"))


def boxes(svg: ET.Element) -> dict[int, ET.Element]:
    """The drawn steps by their number."""
    return {
        int(group.attrib["data-step"]): group
        for group in svg.iter(f"{SVG}g")
        if "data-step" in group.attrib
    }


def rows(box: ET.Element) -> list[int]:
    return [int(row) for row in box.attrib["data-rows"].split()]


def texts(element: ET.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def wires(svg: ET.Element) -> list[tuple[int, int]]:
    pairs = [
        group.attrib["data-wire"].split() for group in svg.iter() if "data-wire" in group.attrib
    ]
    return [(int(source), int(target)) for source, target in pairs]


def numbers(path: str) -> Iterator[tuple[float, float]]:
    """All points of a path in absolute commands."""
    found = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    yield from zip(found[::2], found[1::2], strict=True)


def extent(group: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the shapes of a group; of texts their baselines' points."""
    points: list[tuple[float, float]] = []
    for shape in group.iter():
        at = shape.attrib
        match shape.tag.removeprefix(SVG):
            case "path":
                points += numbers(at["d"])
            case "rect":
                x, y = float(at["x"]), float(at["y"])
                points += [(x, y), (x + float(at["width"]), y + float(at["height"]))]
            case "circle":
                x, y, r = (float(at[name]) for name in ("cx", "cy", "r"))
                points += [(x - r, y - r), (x + r, y + r)]
            case "text":
                points.append((float(at["x"]), float(at["y"])))
    xs, ys = zip(*points, strict=True) if points else ((inf,), (inf,))
    return min(xs), min(ys), max(xs), max(ys)


@each_model
def test_every_layer_stands_in_exactly_one_box(facts: Model) -> None:
    """Layers that join a neighbour, and repetitions, count as drawn there."""
    drawn = sorted(row for box in boxes(parsed(facts)).values() for row in rows(box))
    assert drawn == list(range(1, len(facts.layers) + 1))


@pytest.mark.parametrize("name", ["residual", "two towers", "crossing", "nested skips"])
def test_wires_are_the_connections_of_the_facts(name: str) -> None:
    """Each layer that another takes is joined to it, and nothing else is."""
    facts = MODELS[name]
    svg = parsed(facts)
    owner = {row: step for step, box in boxes(svg).items() for row in rows(box)}
    place = {layer.name: row for row, layer in enumerate(facts.layers, 1)}
    expected = {
        (owner[place[source]], owner[place[layer.name]])
        for layer in facts.layers
        for source in layer.inbound
    }
    assert sorted(wires(svg)) == sorted(expected)


@each_model
def test_boxes_do_not_overlap(facts: Model) -> None:
    """What is drawn for one step covers nothing of another's."""
    found = [extent(box) for box in boxes(parsed(facts)).values()]
    for index, one in enumerate(found):
        for other in found[:index]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3]
            assert apart or other[1] >= one[3]


def written(svg: ET.Element) -> Iterator[tuple[str, float, float, float, float]]:
    """Each text with its left, top, right, bottom, by the drawing's own estimate."""
    for text in svg.iter(f"{SVG}text"):
        kinds = text.attrib["class"].split()
        bold = "t" in kinds
        width = text_width(text.text or "", TEXT if bold else SMALL, bold=bold)
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        left = x - width / 2 if "m" in kinds else x
        yield text.text or "", left, y - 9, left + width, y + 2


@each_model
def test_no_wire_touches_a_word(facts: Model) -> None:
    """There is air between what is written and what is drawn."""
    svg = parsed(facts)
    for group in svg.iter(f"{SVG}g"):
        if "data-wire" not in group.attrib:
            continue
        for (x1, y1), (x2, y2) in pairwise(numbers(group[0].attrib["d"])):
            for text, left, top, right, bottom in written(svg):
                inside_x = max(x1, x2) > left - 3 and min(x1, x2) < right + 3
                inside_y = max(y1, y2) > top - 1 and min(y1, y2) < bottom + 1
                assert not (inside_x and inside_y) or text in "+−×A", text


@each_model
def test_no_wire_runs_through_a_box(facts: Model) -> None:
    """Lines go around what they do not belong to; where they belong they end at the edge."""
    svg = parsed(facts)
    areas = [extent(box) for box in boxes(svg).values()]
    for group in svg.iter(f"{SVG}g"):
        if "data-wire" not in group.attrib:
            continue
        points = list(numbers(group[0].attrib["d"]))
        for (x1, y1), (x2, y2) in pairwise(points):
            for left, top, right, bottom in areas:
                inside_x = max(x1, x2) > left + 1 and min(x1, x2) < right - 1
                inside_y = max(y1, y2) > top + 1 and min(y1, y2) < bottom - 1
                assert not (inside_x and inside_y), group.attrib["data-wire"]


@each_model
def test_everything_lies_within_the_view(facts: Model) -> None:
    """Nothing is cut off; wires included."""
    svg = parsed(facts)
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    (moved,) = (group for group in svg if "transform" in group.attrib)
    dx, dy = map(float, re.findall(r"-?[\d.]+", moved.attrib["transform"]))
    left, top, right, bottom = extent(moved)
    assert left + dx >= 0
    assert top + dy >= 0
    assert right + dx <= width
    assert bottom + dy <= height


@each_model
def test_the_same_facts_give_the_same_bytes(facts: Model) -> None:
    """A build twice is the same site."""
    assert architecture_svg(facts, "space") == architecture_svg(facts, "space")


def test_a_sequential_model_begins_with_the_input_that_it_leaves_unsaid() -> None:
    """Keras has no layer for it; the reader needs its size."""
    facts = structs.replace(alexnet(), layers=alexnet().layers[1:])
    first = boxes(parsed(facts))[0]
    assert rows(first) == []
    assert texts(first) == ["227 × 227 × 3", "Eingabe"]


def test_a_volume_has_the_operation_above_and_its_size_below() -> None:
    """Settings that change something are named, plain ones are not."""
    layer = conv("c", "eingabe", kernel_size=(11, 11), strides=(4, 4), pad=(0, 0))
    facts = model(
        entry(), structs.replace(layer, attributes={**layer.attributes, "activation": "relu"})
    )
    box = boxes(parsed(facts))[1]
    assert sorted(texts(box)) == ["16 × 16 × 8", "Conv 11 × 11", "ReLU", "s = 4"]


def test_volumes_keep_their_proportions() -> None:
    """Half the height is drawn half as high, for all volumes of a drawing."""
    low = structs.replace(conv("b", "a"), output_shapes=((8, 16, 8),))
    svg = parsed(model(entry(), conv("a", "eingabe"), low))

    def front(box: ET.Element) -> float:
        (_, top), _, (_, bottom), _ = numbers(next(box.iter(f"{SVG}path")).attrib["d"])
        return bottom - top

    drawn = boxes(svg)
    assert front(drawn[2]) == pytest.approx(front(drawn[1]) / 2, abs=0.1)


def test_small_layers_are_words_beside_their_step() -> None:
    """Normalization and activation after a convolution take no box of their own."""
    facts = model(
        entry(),
        conv("c", "eingabe"),
        small("n", "BatchNormalization", "c"),
        small("r", "ReLU", "n"),
    )
    drawn = boxes(parsed(facts))
    assert [rows(box) for box in drawn.values()] == [[1], [2, 3, 4]]
    assert {"BatchNorm", "ReLU"} < set(texts(drawn[1]))


def test_a_small_layer_that_others_take_past_is_a_step_of_its_own() -> None:
    """Joined to its source it would seem to lie before the skip, too."""
    facts = model(entry(), conv("c", "eingabe"), small("r", "ReLU", "c"), merge("s", "c", "r"))
    assert [rows(box) for box in boxes(parsed(facts)).values()] == [[1], [2], [3], [4]]


def test_an_addition_is_a_sign() -> None:
    """A circle with a plus."""
    facts = residual(1)
    box = boxes(parsed(facts))[3]
    assert texts(box) == ["+"]
    assert box.find(f"{SVG}circle") is not None


def test_repetitions_are_drawn_once_and_counted() -> None:
    """Twelve equal blocks: one frame, its three boxes stand for twelve layers each."""
    svg = parsed(residual(12))
    (frame,) = (group for group in svg.iter() if "data-repeat" in group.attrib)
    assert frame.attrib["data-repeat"] == "12"
    assert [len(rows(box)) for box in boxes(svg).values()] == [1, 12, 12, 12]


def test_blocks_that_differ_in_their_filters_are_not_one() -> None:
    """Only the channels that come in may differ."""
    facts = residual(12)
    other = structs.replace(facts.layers[19], attributes={"kernel_size": (3, 3), "filters": 16})
    layers = (*facts.layers[:19], other, *facts.layers[20:])
    svg = parsed(structs.replace(facts, layers=layers))
    counts = [group.attrib["data-repeat"] for group in svg.iter() if "data-repeat" in group.attrib]
    assert sorted(counts) == ["5", "6"]


def test_few_layers_are_all_drawn() -> None:
    """Where everything finds room nothing is folded."""
    assert not [group for group in parsed(residual(3)).iter() if "data-repeat" in group.attrib]


def test_uses_of_a_shared_layer_are_boxes_of_their_own() -> None:
    """Both uses lead to the merge that names the layer once."""
    first = conv("geteilt", "a")
    again = structs.replace(conv("geteilt", "b"), first_use=False)
    last = structs.replace(merge("m", "geteilt", "geteilt"), sources=(1, 3))
    facts = model(entry("a"), first, entry("b"), again, last)
    svg = parsed(facts)
    assert sorted(wires(svg)) == [(0, 1), (1, 4), (2, 3), (3, 4)]
    assert "gleiche Gewichte" in texts(boxes(svg)[3])
    assert "gleiche Gewichte" not in texts(boxes(svg)[1])


def test_a_sequential_model_is_a_chain_even_without_recorded_connections() -> None:
    """Its order is its connection; a subclassed model's is not."""
    layers = (conv("a"), conv("b"), conv("c"))
    assert len(wires(parsed(model(*layers, kind="Sequential")))) == 3
    assert wires(parsed(model(*layers))) == []
    assert "Verbindungen sind nicht bekannt" in architecture_svg(model(*layers), "space")


def test_what_is_no_chain_and_no_branches_stays_a_net() -> None:
    """Otherwise wires would be lost or invented."""
    tree = structure(read_graph(crossing(), "space"))
    assert isinstance(tree.elements[tree.root], Net)


@each_model
def test_the_text_alternative_names_every_box(facts: Model) -> None:
    """Operation and size of all that is drawn, in German, and the title above."""
    svg = parsed(facts)
    assert svg.attrib["role"] == "img"
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == f"Architektur von „{facts.name}“"
    assert svg.attrib["aria-labelledby"] == title.attrib["id"]
    assert svg.attrib["aria-describedby"] == description.attrib["id"]
    graph = read_graph(facts, "space")
    for step in boxes(svg):
        assert graph.steps[step].words.operation in (description.text or "")


def test_the_text_alternative_tells_branches_and_repetitions() -> None:
    """What the eye sees as a frame and a line beside."""
    text = architecture_svg(residual(12), "space")
    assert "12-mal nacheinander ([nebeneinander: Conv 3 × 3: 16 × 16 × 8; " in text
    assert "| unverändert daran vorbei]; Add: 16 × 16 × 8)" in text


def test_numbers_follow_the_grouping_of_the_site() -> None:
    """Sizes and totals alike."""
    facts = model(dense("d", 25_088, 10_000), kind="Sequential")
    assert "25.088" in architecture_svg(facts, "dot")
    assert "25\u202f088" in architecture_svg(facts, "space")


def test_names_are_text_not_markup() -> None:
    """Keras takes any name."""
    facts = structs.replace(residual(1), name='<b>"&')
    assert parsed(facts)[0].text == 'Architektur von „<b>"&“'


def repeats(svg: ET.Element) -> list[str]:
    return [group.attrib["data-repeat"] for group in svg.iter() if "data-repeat" in group.attrib]


def test_what_goes_into_every_block_is_named_and_the_blocks_fold() -> None:
    """What has inputs of its own stands beside it, whole; the reader is told what A means."""
    facts = decoder(12)
    svg = parsed(facts)
    drawn = boxes(svg)
    assert repeats(svg) == ["12"]
    assert [rows(box) for box in drawn.values()][:5] == [[1], [2], [], [3], [4]]
    assert texts(drawn[2]) == ["A"]
    assert [step for step, box in drawn.items() if "mit A" in " ".join(texts(box))] == [5]
    assert [wire for wire in wires(svg) if wire[0] == 1] == [(1, 2)]
    assert "mit A" in (svg[1].text or "")
    assert "A im Kreis" in architecture_block(facts, "space")


def test_what_goes_into_every_block_of_one_part_is_named_and_leads_to_the_first() -> None:
    """Without an input of its own nothing would lead to the blocks."""
    facts = decoder(12)
    layers = list(facts.layers)
    layers[2] = conv("b", "gedächtnis")
    facts = model(*(structs.replace(layer, sources=()) for layer in layers))
    svg = parsed(facts)
    assert "12" in repeats(svg)
    assert "Ausgabe A" in " ".join(texts(boxes(svg)[1]))
    assert "„Ausgabe A“ geht" in architecture_block(facts, "space")


def pre_norm(blocks: int) -> Model:
    """Each part normalizes what it takes and is bypassed; at the end all is normalized."""
    layers, last = [entry()], "eingabe"
    for index in range(blocks):
        for part in "ab":
            name = f"{part}{index}"
            layers += [
                small(f"n{name}", "LayerNormalization", last),
                conv(name, f"n{name}"),
                merge(f"s{name}", last, name),
            ]
            last = f"s{name}"
    return model(*layers, small("n", "LayerNormalization", last), conv("ende", "n", filters=3))


def test_blocks_that_normalize_first_fold_with_the_last_of_them() -> None:
    """The normalization at the end belongs to what follows, like all others."""
    svg = parsed(pre_norm(12))
    assert repeats(svg) == ["24"]
    assert "LayerNorm" in texts(list(boxes(svg).values())[-1])


def post_norm(blocks: int) -> Model:
    layers, last = [entry()], "eingabe"
    for index in range(blocks):
        a, s, n = (f"{kind}{index}" for kind in "asn")
        layers += [conv(a, last), merge(s, last, a), small(n, "LayerNormalization", s)]
        last = n
    return model(*layers)


def test_blocks_that_normalize_last_keep_it_at_their_sum() -> None:
    """As in BERT: the block ends with it."""
    svg = parsed(post_norm(12))
    assert repeats(svg) == ["12"]
    assert "LayerNorm" in texts(list(boxes(svg).values())[-1])


def test_functions_of_one_input_are_words() -> None:
    """A hard sigmoid written out is no chain of boxes."""
    facts = model(
        entry(),
        conv("c", "eingabe"),
        small("add_1", "Add", "c"),
        small("r", "ReLU", "add_1"),
        small("mul", "Multiply", "r"),
        small("betrag", "Absolute", "mul"),
    )
    assert [rows(box) for box in boxes(parsed(facts)).values()] == [[1], [2, 3, 4, 5, 6]]
    block = architecture_block(facts, "space")
    assert [text for text in texts(boxes(parsed(facts))[1]) if text in "+ c ReLU × c |x|"][
        ::-1
    ] == ["+ c", "ReLU", "× c", "|x|"]
    assert "c: eine feste Zahl" in block
    assert "c: eine feste Zahl" not in architecture_block(residual(12), "space")


def test_several_inputs_and_outputs_are_told_apart_by_their_names() -> None:
    """As the author has named them; names that Keras makes up say nothing, one alone needs none."""
    svg = parsed(two_towers())
    assert [[text for text in texts(box) if "„" in text] for box in boxes(svg).values()] == [
        ["„bild“"],
        ["„tiefe“"],
        [],
        [],
        [],
    ]
    made_up = model(
        entry("input_layer"),
        entry("input_layer_1"),
        merge("m", "input_layer", "input_layer_1"),
        conv("conv2d_4", "m"),
        conv("kopf", "m"),
    )
    said = [text for text in texts(parsed(made_up)) if "„" in text]
    assert said == ["„kopf“"]
    assert "„" not in "".join(texts(parsed(residual(2))))


@pytest.mark.parametrize(
    ("kind", "inside", "operation", "settings"),
    [
        ("Bidirectional", "LSTM", "Bi-LSTM", ()),
        ("Bidirectional", "ConvLSTM2D", "Bi-ConvLSTM 3 × 3", ()),
        ("TimeDistributed", "Conv2D", "Conv 3 × 3", ("je Schritt",)),
        ("SpectralNormalization", "Conv2D", "Conv 3 × 3", ("Spektralnorm",)),
        ("TimeDistributed", None, "TimeDistributed", ()),
    ],
)
def test_wrappers_read_as_what_they_wrap(
    kind: str, inside: str | None, operation: str, settings: tuple[str, ...]
) -> None:
    """Not as Keras' class, which hides what is done."""
    size: Attribute = (3, 3) if inside and "Conv" in inside else None
    layer = structs.replace(
        plain("w", kind, VOLUME, VOLUME), attributes={"layer": inside, "kernel_size": size}
    )
    assert words(layer, "space") == Words(operation, settings, "")


def test_equal_branches_stand_in_their_order() -> None:
    """The one whose weights are used again comes second, though more is written at it."""
    first, again = vector("d", "a", units=4), vector("d", "b", units=4)
    facts = model(
        entry("a", (16,)),
        entry("b", (16,)),
        first,
        structs.replace(again, first_use=False, sources=(1,)),
        structs.replace(
            plain("z", "Subtract", (4,), (4,)), input_shapes=((4,), (4,)), sources=(2, 3)
        ),
    )
    places = {step: extent(box) for step, box in boxes(parsed(facts)).items()}
    assert places[0][1] < places[1][1]
    assert places[2][1] < places[3][1]


def test_cards_that_are_too_many_side_by_side_go_without_bodies() -> None:
    """Else the drawing would not fit on a page; sizes are said all the same."""
    facts = model(
        entry(),
        *(
            conv(
                f"{way}{part}",
                f"{way}{part - 1}" if part else "eingabe",
                filters=way * 8 + part + 9,
            )
            for way in range(9)
            for part in range(14)
        ),
        merge("m", *(f"{way}13" for way in range(9)), kind="Concatenate"),
    )
    svg = parsed(facts)
    assert not [group for group in svg.iter() if group.attrib.get("class", "").startswith("v ")]
    assert "in jedem Kästchen" in architecture_block(facts, "space")
    assert "bei jedem Körper" in architecture_block(residual(12), "space")


def modules(filters: Sequence[int]) -> Model:
    """Modules of four branches, as many as there are numbers of filters."""
    layers, last = [entry()], "eingabe"
    for index, count in enumerate(filters):
        ways = [f"{way}{index}" for way in "abcd"]
        for number, way in enumerate(ways):
            layers.append(
                conv(f"{way}1", last, filters=count + number, kernel_size=(number + 1,) * 2)
            )
            layers.append(conv(way, f"{way}1", filters=2 * count))
        layers.append(merge(f"m{index}", *ways, kind="Concatenate"))
        last = f"m{index}"
    return model(*layers)


def test_modules_that_are_only_alike_fold_where_the_drawing_is_too_tall() -> None:
    """Their channels are given as a range; where there is room each module is drawn."""
    tall = parsed(modules((8, 12, 10, 16, 24, 32, 48, 56, 64)))
    (frame,) = (group for group in tall.iter() if "data-repeat" in group.attrib)
    assert frame.attrib["data-repeat"] == "9"
    assert "16 × 16 × 16 bis 128" in texts(boxes(tall)[2])
    short = parsed(modules((8, 12)))
    assert not [group for group in short.iter() if "data-repeat" in group.attrib]


def test_a_very_tall_drawing_scrolls_until_all_of_it_is_asked_for() -> None:
    """Modules of different sizes, none like another, cannot be folded."""
    sizes = range(3, 120, 2)
    layers = [entry()]
    for index, size in enumerate(sizes):
        before = layers[-1].name
        kernel = (size % 7 + 1, size % 5 + 1)
        layers.append(conv(f"a{index}", before, filters=size, kernel_size=kernel))
        layers.append(conv(f"b{index}", before, filters=size, kernel_size=kernel[::-1]))
        layers.append(conv(f"c{index}", before, filters=size + 1))
        layers.append(merge(f"m{index}", *(f"{way}{index}" for way in "abc"), kind="Concatenate"))
    block = architecture_block(model(*layers), "space")
    whole = '<details class="rp-diagram__whole"><summary>Die ganze Zeichnung zeigen</summary>'
    assert f"{whole}</details><div" in block
    assert whole not in architecture_block(residual(12), "space")


def test_axes_of_length_one_are_no_step() -> None:
    """Squeeze and excitation gives a vector the form of a map: words beside the pooling."""
    vector = plain("g", "GlobalAveragePooling2D", VOLUME, (8,))
    form = plain("r", "Reshape", (8,), (1, 1, 8))
    facts = model(
        entry(),
        structs.replace(vector, inbound=("eingabe",)),
        structs.replace(form, inbound=("g",)),
        conv("c", "r"),
    )
    drawn = boxes(parsed(facts))
    assert [rows(box) for box in drawn.values()] == [[1], [2, 3], [4]]


def test_what_a_subclassed_model_does_itself_is_no_box() -> None:
    """Its row in the table has neither input nor output."""
    own = structs.replace(plain("netz", "Netz", VOLUME, VOLUME), input_shapes=(), output_shapes=())
    facts = model(entry(), conv("c", "eingabe"), own)
    assert [rows(box) for box in boxes(parsed(facts)).values()] == [[1], [2]]


def test_a_model_without_layers_is_an_empty_drawing() -> None:
    """Neither an error nor silence."""
    assert "Keine Schichten" in architecture_svg(model(), "space")


@pytest.mark.parametrize("build", [residual, unet])
def test_hundreds_of_layers_need_no_recursion(build: Callable[[int], Model]) -> None:
    """A drawing of 480 layers is as complete as one of 60."""
    assert "<svg" in architecture_svg(build(480), "space")


def test_folding_hides_no_wire_between_different_parts() -> None:
    """Before, within and behind the repetition the chain is whole."""
    facts = residual(12)
    tail = conv("ende", "add11", filters=3)
    graph = read_graph(model(*facts.layers, tail), "space")
    folded = fold(graph, structure(graph))
    assert folded.wires == ((0, 1), (0, 3), (1, 2), (2, 3), (3, 37))


def test_skips_within_skips_are_a_u() -> None:
    """Down on the left, up on the right; what is kept goes straight across."""
    svg = parsed(unet(12))
    places = {step: extent(box) for step, box in boxes(svg).items()}
    left, right = min(p[0] for p in places.values()), max(p[0] for p in places.values())
    down = [step for step, place in places.items() if place[0] == left]
    up = [step for step, place in places.items() if place[0] == right]
    assert len(down) == 13, "the input and twelve convolutions"
    assert len(up) == 11, "what joins them again"
    assert sorted(down, key=lambda step: places[step][1]) == down
    assert sorted(up, key=lambda step: -places[step][1]) == up
    for group in svg.iter():
        if "data-wire" not in group.attrib:
            continue
        source, target = map(int, group.attrib["data-wire"].split())
        if source in down and target in up and source != down[-1]:
            points = numbers(group[0].attrib["d"])
            assert len({y for _, y in points}) == 1, "straight"
