"""Rows of tables and items of lists that describe layers below each other."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from rechenprobe.check.described.cues import kinds_in, places_of_kinds
from rechenprobe.check.described.roles import Role
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.check.tables.layer_rows import SCALED
from rechenprobe.check.words.vocabulary import attribute, counted
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import Call, Written
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_OUTPUT = late(
    r"(?:ausgabe|ausgang|output)s?[- ]?(?:größe|form|shape|size|volumen|volume)?|form|shape|größe"
    r"|auflösung|size|neuronen|einheiten|units|neurons"
)
_OTHERWISE = late(
    r"block|blöcke|residual|bottleneck|stage|stufe|transp|deconv|depthw|separ|trennbar|group|grupp"
    r"|1d|dilat|fire|inception|lstm|gru\b|rnn|attention|concat|upsampl|\bbn\b|\d\s?[×x]\s*(?=[a-zäöü(])"
    r"|conv.*norm|…|\.\.\.|shortcut|[×x]\s?\d+\s*$(?<!\d[×x]\d)(?<!\d [×x] \d)"
)
_INPUT = late(r"\W*(?:input|eingabe|eingang|bild|image)")
_VIEW = late(r"relu|dropout|aktivierung|activation|softmax")
_GLOBAL = late(r"global|\bgap\b")
_HIDDEN = late(r"hidden|verdeckt|versteckt|ausgabe|output|\blinear\b|\bfc\d*\b|\bfc\d*$|\bfc-?\d+")
_NAMED = late(r"\b(?P<kind>conv|pool)(?P<kernel>\d)?-?(?P<filters>\d+)?(?![\w×])")
_KERNEL = late(
    r"(?<![\d×x.,])(\d{1,2})\s?[×x]\s?(\d{1,2})(?!\d|\s?[×x])"
    r"|(?:kernel|kern|fenster|window|filtergröße)(?:größe|[ _]size)?[\s=:]*(\d{1,2})(?!\d|\s?[×x])"
)
_ARGUMENTS = late(
    r"(?:[12]d|pooling|pool)\s?\((\d+)(?!\d|\s?[×x]|\s*(?:→|->))(?:,\s*\(?(\d{1,2})(?![\d×x]))?"
)
_FULL_KERNEL = late(
    r"(?<![\d×x.,])(\d|1[0-5])\s?[×x]\s?(\d|1[0-5])\s?[×x]\s?(\d{1,4})(?!\d|\s?[×x]|[^,;]*(?:→|->))"
)
"""With its channels: „3×3×64, 64 filters“."""
_FILTERS = late(
    r"(?<![\d×x.,])(\d+)[\s@]*(?:filter|kernel|kern|kan[aä]l|channel|feature|maps|merkmalskarten)"
    r"|filters?[\s=:]+(\d+)(?!\s?[×x])|(?<=[,(])\s?(\d+)(?=\s?(?:$|[,)])(?!\s*[×x]))"
)
_STRIDE = late(r"(?:strides?|schrittweite|\bs)[\s=:]*\(?(\d)")
_PADDING = late(r"(?:padding|\bp)[\s=:]*\(?(\d)(?!\d)|(valid|ohne padding|no padding)|(same)")
_ONTO = late(r"(?<![\d×x.,])(\d{1,5})\s*(?:→|->)\s*(\d{1,5})(?![\d×x.,]|\s[×x])")
_JOINED = late(r"(?<=[a-z\d])_(?=[a-z\d])")
"""„max_pooling2d_1 (MaxPooling2D)“."""
_UNITS = late(r"(?<![\d.,×x])(\d+(?:[.,]\d{3})*)")
_ARROW = late(r"→|->|⇒|\\to\b|\\rightarrow")
_ITSELF = late(r"\((?:[^)]*?)(?:input|eingabe|auf|von)\b|\b(?:input|eingabe)\s*\d")
_COUNTED = frozenset({"params", "weights"})
_MOST = 60

Axes = tuple[int, ...]


class Cell(Struct, frozen=True):
    """What stands at one place: a whole number, or a shape."""

    statement: Statement
    axes: Axes
    turned: bool = False
    """Whether its channels stand first, as PyTorch has them: „[-1, 64, 112, 112]“."""


class Row(Struct, frozen=True):
    """A layer: what it says of itself, and what it is said to give and to have."""

    text: str
    output: Cell | None
    params: Cell | None


def rows_of(lecture: Lecture, grid: Grid) -> Iterator[Row]:
    """Those of a table with a column for what layers give."""
    heads = {one: grid.head(one).lower() for one in grid.columns}
    outputs = [one for one, head in heads.items() if _OUTPUT.fullmatch(_bare(head))]
    params = [one for one, head in heads.items() if attribute(_bare(head)) in _COUNTED]
    params = [
        one
        for one in params
        if not SCALED.search(grid.head(one))
        and any(_only(lecture, grid.cell(row, one)) for row in grid.rows)
    ]  # „parameters: 32 filters 3×3, stride 1“ are what it says of itself
    said = [one for one in grid.columns[1:] if one not in (*outputs, *params)]
    if not outputs or len(grid.rows) > _MOST:
        return
    for row in grid.rows:
        if row in grid.closings:
            continue
        label = grid.cell(row, 0)
        more = [(heads[one], item.text) for one in said if (item := grid.cell(row, one))]
        text = (label.text if label else "") + "".join(f"; {head} {text}" for head, text in more)
        given = grid.cell(row, outputs[0])
        output = _only(lecture, given)
        if output is None and given is not None and _ONTO.fullmatch(given.text.strip(MARKS)):
            text += f"; {given.text}"  # „512 → 64“
        yield Row(
            _JOINED.sub(" ", text.lower()).strip(),
            output,
            _only(lecture, grid.cell(row, params[0])) if params else None,
        )


def _bare(head: str) -> str:
    return head.partition("(")[0].partition("#")[0].strip(MARKS)


def row_of(lecture: Lecture, item: Item) -> Iterator[Row]:
    """„Faltung 3 × 3, 32 Filter → 26 × 26 × 32“, „Dense (10): 10.250 Parameter“."""
    statements = [lecture.statements[index] for index in item.statements]
    mark = _ARROW.search(item.text)
    end = mark.end() if mark else item.text.find(":") + 1
    behind = [one for one in statements if one.span.start >= item.span.start + end] if end else []
    params = [one for one in behind if "params" in counted(one.noun)]
    outputs = [one for one in behind if one not in params and (one.shape or not one.noun)]
    yield Row(
        item.text[: mark.start() if mark else max(0, end - 1)].lower().strip(),
        cell_of(lecture, outputs[0]) if len(outputs) == 1 else None,
        cell_of(lecture, params[0]) if len(params) == 1 else None,
    )


def _only(lecture: Lecture, item: Item | None) -> Cell | None:
    if item is None or len(item.statements) != 1:
        return None
    return cell_of(lecture, lecture.statements[item.statements[0]])


def cell_of(lecture: Lecture, one: Statement) -> Cell | None:
    """A whole number or a shape; None if it is neither, or rounded."""
    side = one.sides[0]
    parts = side.expr.args if one.shape and isinstance(side.expr, Call) else (side.expr,)
    turned = isinstance(side.expr, Call) and side.expr.op == "vector"
    if turned and isinstance(side.expr, Call) and isinstance(side.expr.args[0], Call):
        parts = (*side.expr.args[2:], side.expr.args[1])
    if len(one.sides) != 1 or not side.complete or side.unit or one.approximate or one.bound:
        return None
    axes: list[int] = []
    for part in parts:
        number = lecture.numbers[part.number] if isinstance(part, Written) else None
        readings = (number.german, number.english) if number else ()
        whole = [
            it.value for it in readings if it and it.value.denominator == 1 and not it.decimals
        ]
        if not whole or (number and number.text[-1:].isalpha()):
            return None
        axes.append(int(whole[0]))
    return Cell(one, tuple(axes), turned)


def kind_of(text: str, own: Axes | None) -> str:
    """Which layer a row names; empty if it may be several, or one whose output nothing tells."""
    if _OTHERWISE.search(text):
        return ""
    if _GLOBAL.search(text):
        return "global"
    kinds = [kind for kind in kinds_in(text.partition("(")[0]) if kind not in ("heads", "image")]
    if len(set(kinds)) == 1:
        return kinds[0]
    if kinds:
        return ""
    if named := _NAMED.search(text):
        return named["kind"]
    if _VIEW.search(text.partition(";")[0] if _HIDDEN.search(text) else text):
        return "view"  # „fc1; linear; relu“ is none
    return "dense" if _HIDDEN.search(text) and (own is None or len(own) == 1) else ""


def given_in(text: str, kind: str, own: Axes | None) -> dict[Role, Axes]:
    """What a row says of its layer, which gives `own`."""
    found: dict[Role, Axes] = {}
    if own and (onto := _ONTO.search(text)) and int(onto[2]) == own[-1]:
        found["inputs" if kind == "dense" else "channels"] = (int(onto[1]),)
    elif own is None and kind == "dense" and (onto := _ONTO.search(text)):
        return {"inputs": (int(onto[1]),), "units": (int(onto[2]),)}
    for shape in _SHAPE.finditer(text):
        if _ITSELF.search(text):
            found["input"] = tuple(int(it) for it in shape.groups())
    if kind in ("conv", "pool"):
        named, arguments = _NAMED.search(text), _ARGUMENTS.search(text)
        if kernel := _KERNEL.search(text):
            sides = [int(it) for it in kernel.groups() if it]
            found["kernel"] = (sides[0], sides[-1])
        elif kind == "conv" and (whole := _FULL_KERNEL.search(text.partition("input")[0])):
            found["kernel"] = (int(whole[1]), int(whole[2]))
            found["channels"] = (int(whole[3]),)
        elif arguments and (arguments[2] or kind == "pool"):
            found["kernel"] = (int(arguments[2] or arguments[1]),) * 2
        elif named and named["kernel"] and named["filters"]:  # „CONV3-64“, not „pool2“
            found["kernel"] = (int(named["kernel"]),) * 2
        counts = [
            it for one in _FILTERS.finditer(text.partition("input")[0]) for it in one.groups() if it
        ]
        if kind == "conv" and arguments:
            counts = [arguments[1]]
        if kind == "conv" and named and named["filters"] and named["kernel"]:
            counts = [named["filters"]]
        if kind == "conv" and len(set(counts)) == 1:
            found["filters"] = (int(counts[0]),)
        if stride := _STRIDE.search(text):
            found["stride"] = (int(stride[1]),)
        if padding := _PADDING.search(text):
            found["padding"] = (int(padding[1]) if padding[1] else 0 if padding[2] else -1,)
    elif kind == "dense":
        numbers = [int(it.translate(_GROUPED)) for it in _UNITS.findall(text)]
        if len(numbers) == 1 and numbers[0] >= 1:
            found["units"] = (numbers[0],)
    elif kind == "embedding":
        numbers = [int(it.translate(_GROUPED)) for it in _UNITS.findall(text)]
        if len(numbers) == len(("vocabulary", "dimensions")):
            found |= {"vocabulary": (numbers[0],), "dimensions": (numbers[1],)}
    return found


def said_of_kinds(text: str) -> dict[str, dict[Role, Axes]]:
    """What the text before a table says of all layers of a kind: „Conv 3×3 ohne Padding“."""
    found: dict[str, list[dict[Role, Axes]]] = {}
    places = [(start, kind) for start, kind in places_of_kinds(text)]
    for (start, kind), (end, _) in pairwise([*places, (len(text), "")]):
        given = given_in(text[start:end], kind, None)
        if "kernel" in given:
            found.setdefault(kind, []).append(given)
    return {kind: some[0] for kind, some in found.items() if len(some) == 1}


_GROUPED = {ord("."): None, ord(","): None}
_SHAPE = late(r"(?<![\d×x.,])(\d{1,4})\s?[×x]\s?(\d{1,4})\s?[×x]\s?(\d{1,4})(?![\d×x])")


def is_input(text: str) -> bool:
    """Whether a row is what the first layer takes."""
    return _INPUT.match(text) is not None and not kinds_in(text)
