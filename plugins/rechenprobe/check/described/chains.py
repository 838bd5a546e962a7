"""Sizes from layer to layer in one sentence: „aus 32×32 werden 16×16, dann 8×8, schließlich 4×4“.

Which step leads from one to the next is said between them („nach der ersten Faltung“), or once for
all of them. One size alone that does not follow is wrong if others do.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.described.cues import OTHERWISE, SAME, VALID
from rechenprobe.check.described.roles import Role
from rechenprobe.check.described.rows import Axes, Cell, cell_of, given_in
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_factors, repair_result
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Notation, Statement
from rechenprobe.late import late

_ROOTS = ("falt", "conv", "pool", "halb", "halv", "stride", "schrittweite")
_UP = (
    r"up-?(?:conv\w*|sampling\w*|pooling)|transponierte\w* \w*falt\w*|hochfalt\w*"
    r"|transposed conv\w*"
)
_CONV = r"\w*faltung\w*|conv\w*"
_POOL = r"(?:max-?|average-?|mittelwert-?)?pool\w*"
_HALF = r"halbier\w*|halv\w*"
_STEP = late(
    rf"(?P<up>{_UP})|(?P<conv>{_CONV})|(?P<pool>{_POOL})|(?P<half>{_HALF})"
    r"|(?P<again>\b(?:zweiten|dritten|vierten|nächsten|second|third|fourth|next)\b)"
)
_LINK = late(
    r"(?:[\s$*_`,;:()–—-]|→|->|\\to\b|\\rightarrow"
    r"|\d{1,2}\s?[×x]\s?\d{1,2}(?=[- ](?:falt|conv|pool|max))"
    r"|\b(?:mit|with|und|and) (?:stride|schrittweite|padding) \d\b|\b(?:ohne|no|without) padding"
    r"|\b(?:pixeln?|px|werte?n?|values|pixels|aus|werden|wird|macht|dann|danach|darauf|daraus"
    r"|anschließend|schließlich|zuletzt|zuerst|erst|zum schluss|am ende|und|and|then|finally"
    r"|after|to|auf|durch|nach|by|the|a|one|die|der|das|dem|den|des|einer?|eine[nm]?|ersten?"
    r"|zweiten?|dritten?|vierten?|nächsten?|letzten?|first|second|third|fourth|next|last|noch"
    r"|nur|wieder|it|es|sind|becomes?|turns?|into|nochmals|weiteren?|layer|schicht|stufe|stage"
    rf"|{_UP}|{_CONV}|{_POOL}|{_HALF})(?![\wäöüß]))*"
)
_ENDS = late(
    r"[\s$*_`]*(?:pixeln?\b|px\b|werte?n?\b|values\b|pixels\b|[.,;:)–→]|->|\Z|und\b|and\b|dann\b"
    r"|then\b)"
)
_BEGINS = late(
    r"\b(?:aus|from|von|halbieren|halve)(?: (?:einem|einer|an?))?(?: \w+)?"
    r"(?: (?:der größe|mit|of size))?[\s$*_]*\Z"
)
_NAMED = {
    "conv": late(rf"(\d{{1,2}})\s?[×x]\s?(\d{{1,2}})[- ](?:{_CONV})"),
    "pool": late(rf"(\d{{1,2}})\s?[×x]\s?(\d{{1,2}})[- ](?:{_POOL})"),
}
_STRIDED = late(r"stride|schrittweite")
_SETS = late(r"(?:stride|schrittweite|padding)[\s=]+(?:von |of )?\Z")
_IS_WINDOW = late(r"[- ](?:falt|conv|(?:max|average|avg)?-?pool)")
_JUST = late(r"\b(?:jede[rnms]?|each|every|je|zusammen|ohne padding|no padding)\b")
_ODD = late(
    r"\b(?:rezeptiv\w*|receptive|sieht|sees|global\w*|flatten\w*|dilat\w*|crop\w*|skip|verket\w*"
    r"|concat\w*|parameter\w*|gewichte?n?|weights|neuronen)\b"
)
"""With one of these the numbers may count something else."""
_FEWEST, _FAR = 3, 3
_AXES = (1, 2, 3)
_SEVERAL = 2


class _Size(Struct, frozen=True):
    cell: Cell
    sides: Axes
    step: str
    """Which kind of layer leads to it; empty if nothing says so."""
    words: str = ""
    """What is said between the size before and it."""


def check_chains(ledger: Ledger) -> None:
    """Sizes that nothing else has decided."""
    for item in (one.item for one in ledger.undecided.texts()):
        lower = ledger.page.lower[item.span.start : item.span.end]
        if len(item.statements) < _FEWEST or not any(map(lower.__contains__, _ROOTS)):
            continue
        statements = [ledger.lecture.statements[index] for index in item.statements]
        starts = [one.span.start for one in statements]
        for sentence in ledger.page.sentences(item.text):
            own = inside(sentence, item.span.start, starts)
            if len(sentence.text) <= LONGEST and len(own) >= _FEWEST:
                _check(ledger, item, sentence, [statements[n] for n in own])


def _check(ledger: Ledger, item: Item, sentence: Sentence, some: Sequence[Statement]) -> None:
    first = item.span.start + sentence.start
    lower = ledger.page.lower[first : item.span.start + sentence.end]
    for sizes in _runs(ledger, lower, first, some):
        start = sizes[0].cell.statement.span.start - first
        head = lower[:start]
        steps = {one.lastgroup or "" for one in _STEP.finditer(head)} - {"again"}
        said = "half" if "half" in steps else next(iter(steps)) if len(steps) == 1 else ""
        end = sizes[-1].cell.statement.span.end - first
        if not _ODD.search(head + lower[end:]):
            rest = _JUST.sub("", lower)
            _judge(ledger, sizes, said, head, certain=not OTHERWISE.search(rest))


def _runs(
    ledger: Ledger, lower: str, first: int, some: Sequence[Statement]
) -> Iterator[list[_Size]]:
    """Sizes one behind the other, with nothing between them but what leads on."""
    run: list[_Size] = []
    last = ""
    for one in (*some, None):
        cell = cell_of(ledger.lecture, one) if one and not one.relations else None
        sides = cell.axes[:2] if cell and len(cell.axes) in _AXES else ()
        start = one.span.start - first if one else len(lower)
        if one and _says_how(one, lower, first):
            continue
        end = run[-1].cell.statement.span.end - first if run else 0
        between = lower[end:start]
        if run and not (len(sides) == len(run[-1].sides) and _LINK.fullmatch(between)):
            counts = run if _ENDS.match(lower, end) else run[:-1]
            if len(counts) >= _FEWEST:
                yield counts
            run = []
        if cell is None or not sides or min(sides) < 1:
            continue
        if run:
            steps = [it.lastgroup or "" for it in _STEP.finditer(between)]
            last = next((it for it in reversed(steps) if it != "again"), last)
            run.append(_Size(cell, sides, last if steps else "", between))
        elif _BEGINS.search(lower[:start]):
            run, last = [_Size(cell, sides, "")], ""


def _says_how(one: Statement, lower: str, first: int) -> bool:
    """Whether it is a window or a stride, not a size."""
    if one.shape:
        return _IS_WINDOW.match(lower, one.span.end - first) is not None
    return _SETS.search(lower[: one.span.start - first]) is not None


def _judge(ledger: Ledger, sizes: Sequence[_Size], said: str, head: str, *, certain: bool) -> None:
    given = {kind: _given(head, kind) for kind in ("conv", "pool")}
    steps = [one.step or said for one in sizes]
    right: list[bool | None] = [None]
    for n in range(1, len(sizes)):
        if own := _own(sizes[n], given):
            given = own
        nexts = list(_nexts(steps[n], sizes[n - 1].sides, given))
        open_ = [it for kind in given for it in _nexts(kind, sizes[n - 1].sides, given)]
        told = sizes[n].sides in (nexts or open_)
        right.append(told if nexts or told else None)
    wrong = [n for n, it in enumerate(right) if it is False]
    if not any(right):
        return
    if not wrong and None not in right[1:]:
        for one in sizes:
            statement = one.cell.statement
            if not ledger.settled(statement.numbers):
                text = ledger.lecture.text(statement.span)
                truth = Truth("", text, "folgt aus der Größe davor")
                ledger.verified(statement.span, statement.numbers, truth)
        return
    if not certain or not wrong or wrong[0] == 1 or None in right[1 : wrong[0] + 1]:
        return
    place = wrong[0]
    trues = set(_nexts(steps[place], sizes[place - 1].sides, given))
    if wrong[1:] not in ([], [place + 1]) or (
        len(wrong) > 1
        and not any(
            sizes[place + 1].sides in _nexts(steps[place + 1], true, given) for true in trues
        )
    ):
        return
    true = min(trues, key=lambda it: abs(it[0] - sizes[place].sides[0]))
    if all(
        one < _FAR * two and two < _FAR * one
        for one, two in zip(true, sizes[place].sides, strict=True)
    ):
        _refute(ledger, sizes[place], true, sizes[place - 1].sides)


def _own(one: _Size, given: dict[str, dict[Role, Axes]]) -> dict[str, dict[Role, Axes]]:
    """With what is said of its own step: it counts for those behind it, too."""
    if one.step not in given or not any(it.isdigit() for it in one.words):
        return {}
    own = given_in(one.words, one.step, None)
    return {**given, one.step: own if "kernel" in own else {**given[one.step], **own}}


def _given(head: str, kind: str) -> dict[Role, Axes]:
    """What is said of a kind of layer before the sizes."""
    kinds = {one.lastgroup for one in _STEP.finditer(head)} & {"conv", "pool"}
    if len(kinds) < _SEVERAL:
        return given_in(head, kind, None)
    match = _NAMED[kind].search(head)
    if match is None or _STRIDED.search(head):
        return {}
    found: dict[Role, Axes] = {"kernel": (int(match[1]), int(match[2]))}
    if kind == "conv" and (VALID.search(head) or SAME.search(head)):
        found["padding"] = (0,) if VALID.search(head) else (-1,)
    return found


def _nexts(step: str, sides: Axes, given: dict[str, dict[Role, Axes]]) -> Iterator[Axes]:
    """What a step may make of a size."""
    if step == "up":
        yield tuple(2 * side for side in sides)
    elif step == "half" or (step == "pool" and "kernel" not in given["pool"]):
        yield tuple(side // 2 for side in sides)
        yield tuple(-(-side // 2) for side in sides)
    elif step in ("conv", "pool") and "kernel" in given[step]:
        own = given[step]
        kernel = own["kernel"]
        stride = own.get("stride", (1,) if step == "conv" else kernel[:1])[0]
        if stride < 1:
            return
        paddings = own.get("padding") or ((0, -1) if step == "pool" else (0, -1, kernel[0] // 2))
        for padding in paddings:
            yield tuple(
                ceil(side / stride) if padding < 0 else (side + 2 * padding - size) // stride + 1
                for side, size in zip(sides, kernel, strict=False)
            )
        if step == "pool":
            yield tuple(
                -((size - side) // stride) + 1 for side, size in zip(sides, kernel, strict=False)
            )


def _refute(ledger: Ledger, one: _Size, true: Axes, before: Axes) -> None:
    statement, lecture = one.cell.statement, ledger.lecture
    side = statement.sides[0]
    if ledger.settled(statement.numbers):
        return
    how: Notation = "german"
    whole = (*true, *one.cell.axes[2:])
    if len(whole) == 1:
        repairs = repair_result(statement, side, lecture, how, Fraction(whole[0]))
    else:
        repairs = repair_factors(statement, side, lecture, how, whole)
    shown = " × ".join(notation.number(Fraction(it), ledger.grouping) for it in whole)
    made = " × ".join(map(str, before))
    ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, f"so groß wird {made} durch diesen Schritt"),
        message="Das folgt nicht aus der Größe davor",
        repairs=repairs,
    )
