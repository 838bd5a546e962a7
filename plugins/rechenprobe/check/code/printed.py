"""Comments that say what a line of code shows: `print(W.shape)  # (784, 128)`.

What a cell printed is known line by line, as long as each `print` gives one of them. Only to
confirm, where chance has a part in it; a comment may also come from a run of another time.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.claims import Remark
from rechenprobe.execution import CellRun, Display, Run, Stream
from rechenprobe.late import late
from rechenprobe.lecture import Cell
from rechenprobe.report import Repair

_LONGEST = 20_000
"""Characters of a cell, and of what it showed, that are looked at."""
_MOST_LINES = 50
"""Of one array."""
_MOST_MARKS = 20
_MOST_WORDS = 3
_ARROW = late(
    r"\s*(?:[-–=]>|[→⇒=≈~]|(?:ergibt|gibt|ausgabe|output|prints?|returns?)\b:?)?\s*", re.IGNORECASE
)
_ABOUT = late(r"[≈~]|\b(?:ca|rund|etwa|about|circa|ungefähr)\b", re.IGNORECASE)
_NUMBER = late(r"(?<![\w.])[-−+]?(?:\d[\d_]*(?:[.,]\d+)*\.?|\.\d+)(?:[eE][-+]?\d+)?(?!\w*[\w]\()")
_NOISE = late(r"[\s'\"]|np\.(?:float|int)\d+|dtype=\w+|array|tf\.Tensor|TensorShape")
_WORDS = late(r"[^\W\d_]{2,}")
_CHANCE = late(
    r"random|\brng\b|rand|shuffle|sample|keras|tensorflow|\btf\.|torch|sklearn|load_data|\btime"
    r"|date|uuid|perf_counter|urandom|secrets|hash\(|id\(|set\(|open\(|read"
)
"""Where it stands in the code above, numbers may be others each time."""
_COUNTS = late(r"\.(?:shape|size|ndim|count_params|output_shape|input_shape)\b|\blen\(")
_DRAWN = late(r"unique|where|nonzero|[<>]=?|choice|integers|randint|history")
_TALKING = ("print", "summary", "fit", "evaluate", "predict", "display", "write")


def check_printed(ledger: Ledger, run: Run) -> None:
    """All comments behind a line that printed something, or that is the last one of its cell."""
    lecture = ledger.lecture
    if not lecture.remarks:
        return
    ran = {one.cell: one for one in run.cells}
    starts = [cell.span.start for cell in lecture.cells]
    shown: dict[int, _Shown | None] = {}
    first = next(
        (i for i, one in enumerate(lecture.cells) if _CHANCE.search(one.code)), len(starts)
    )
    before = Fraction(0)
    for remark in lecture.remarks:
        ledger.structural(remark.numbers)
        index = bisect_right(starts, remark.span.start) - 1
        if index not in shown:
            before = Fraction(0)
            cell = lecture.cells[index]
            known = index in ran and len(cell.code) <= _LONGEST
            shown[index] = _Shown(cell, ran[index], chance=index >= first) if known else None
        if found := shown[index]:
            before = found.compare(ledger, remark, before)


class _Shown:
    """What the lines of a cell showed."""

    def __init__(self, cell: Cell, ran: CellRun, *, chance: bool) -> None:
        self._cell = cell
        self._chance = chance
        self._statements: dict[int, ast.stmt] = {}
        self._texts = dict(self._find(ran))

    def _find(self, ran: CellRun) -> Iterator[tuple[int, str]]:
        """Rows from 0, on which a statement ends, with what it showed."""
        try:
            body = ast.parse(self._cell.code).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        self._statements = {(one.end_lineno or one.lineno) - 1: one for one in body}
        streams = [one for one in ran.outputs if isinstance(one, Stream) and one.name == "stdout"]
        records = _records("".join(one.text for one in streams))
        yield from _matched(body, records)
        last = body[-1] if body else None
        for output in ran.outputs:
            if isinstance(last, ast.Expr) and isinstance(output, Display) and output.result:
                text = output.data.get("text/plain", "")
                if len(text) <= _LONGEST:
                    yield (last.end_lineno or last.lineno) - 1, text

    def compare(self, ledger: Ledger, remark: Remark, before: Fraction) -> Fraction:
        """Judge one; its number if it is a whole one, for what only counts the lines."""
        lecture = ledger.lecture
        row = lecture.line(remark.span.start) - self._cell.first_line
        text = lecture.text(remark.span)
        if row not in self._texts:
            return before
        shown = self._texts[row]
        says = text[_ARROW.match(text).end() :].strip()  # type: ignore[union-attr]
        written, true = _numbers(says), _numbers(shown)
        if not true or not says or len(written) != len(true):
            return before
        pairs = list(zip(written, true, strict=True))
        about = _ABOUT.search(text) is not None
        wrong = [
            (one, two) for one, two in pairs if not _agrees(one[0], two[0].replace(",", ""), about)
        ]
        code = " ".join(ast.unparse(self._statements[row]).split())
        code = re.sub(r"^print\((.*)\)$", r"\1", code)
        whole = _whole(written[0][0]) if len(written) == 1 else None
        if not wrong:
            ledger.verified(remark.span, remark.numbers, Truth(code, shown, f"{code} ergibt das"))
        elif self._refutes(says, shown, code, about=about) and not _is_mark(whole, before):
            repairs = _repairs(ledger, remark, says, wrong)
            ledger.wrong(
                remark.span,
                remark.numbers,
                Truth(code, shown.strip(), f"{code} ergibt das"),
                message="Der Code ergibt etwas anderes, als der Kommentar sagt",
                how="english",
                repairs=repairs,
            )
        return before if whole is None else Fraction(whole)

    def _refutes(self, says: str, shown: str, code: str, *, about: bool) -> bool:
        """Whether the comment can be nothing but the output, and that is always the same."""
        steady = not self._chance or (
            _COUNTS.search(code) is not None and _DRAWN.search(code) is None
        )
        if not steady or about:
            return False
        if _skeleton(says) == _skeleton(shown):
            return True
        rest = _WORDS.findall(_NUMBER.sub(" ", says))
        alone = _skeleton(shown) == "#" and says[:1].isdecimal()
        return alone and _same_words(rest, code)


def _same_words(rest: Sequence[str], code: str) -> bool:
    """Whether the words behind a number name what the code counts: `# 5258 Parameter`."""
    lower = code.lower()
    named = any(word[:4].lower() in lower for word in rest if len(word) >= 4)
    return not rest or (len(rest) <= _MOST_WORDS and named)


def _repairs(
    ledger: Ledger,
    remark: Remark,
    says: str,
    wrong: Sequence[tuple[tuple[str, int], tuple[str, int]]],
) -> tuple[Repair, ...]:
    start = remark.span.start + ledger.lecture.text(remark.span).index(says)
    span_type = type(remark.span)
    return tuple(
        Repair(span_type(start + at, start + at + len(text)), true)
        for (text, at), (true, _) in wrong
    )


def _matched(body: Sequence[ast.stmt], records: Sequence[str] | None) -> Iterator[tuple[int, str]]:
    """The statements that printed one record each: all of them, or those before and behind others.

    What loops and calls print is any number of lines.
    """
    if not records:
        return
    own = [one for one in body if _prints_line(one)]
    quiet = [one for one in body if one in own or not _talks(one)]
    if len(quiet) == len(body):
        pairs = list(zip(own, records, strict=True)) if len(own) == len(records) else []
    elif len(own) <= len(records):
        first = [one for one in takewhile(lambda one: one in quiet, body) if one in own]
        last = [one for one in takewhile(lambda one: one in quiet, reversed(body)) if one in own]
        pairs = [
            *zip(first, records, strict=False),
            *zip(last, reversed(records), strict=False),
        ]
    else:
        pairs = []
    for statement, record in pairs:
        yield (statement.end_lineno or statement.lineno) - 1, record


def _prints_line(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args, keywords=keywords)):
            plain = not any(_breaks(node) for arg in args for node in ast.walk(arg))
            return plain and all(one.arg == "sep" for one in keywords)
        case _:
            return False


def _breaks(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return "\n" in text
        case _:
            return False


def _talks(statement: ast.stmt) -> bool:
    """Whether it may print by itself: calls of unknown functions may, too."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return False
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _TALKING:
                return True
            case _:
                pass
    return False


def _records(text: str) -> list[str] | None:
    """Lines, those of an array together; None if brackets stay open."""
    if len(text) > _LONGEST:
        return None
    found: list[str] = []
    open_ = lines = 0
    for line in text.removesuffix("\n").split("\n") if text else ():
        if open_ > 0:
            found[-1] += "\n" + line
            lines += 1
        else:
            found.append(line)
            lines = 1
        open_ += line.count("[") - line.count("]")
        if lines > _MOST_LINES:
            return None
    return None if open_ > 0 else found


def _numbers(text: str) -> list[tuple[str, int]]:
    return [(match[0].rstrip(".,"), match.start()) for match in _NUMBER.finditer(text)]


def _agrees(written: str, true: str, about: bool) -> bool:  # noqa: FBT001
    """Whether a number is what was shown, in either notation, as far as it is rounded."""
    value = _value(true)
    for text in {written.replace(",", ""), written.replace(".", "").replace(",", ".")}:
        own = _value(text)
        if own is None or value is None:
            continue
        decimals = len(text.partition(".")[2].partition("e")[0]) if "e" not in text.lower() else -1
        room = Fraction(1, 2 * 10**decimals) if decimals > 0 else Fraction(0)
        if about and decimals <= 0:
            room = abs(own) / 20
        if abs(own - value) <= room:
            return True
    return written == true


def _value(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace("_", "").replace("−", "-").rstrip("."))
    except (ValueError, ZeroDivisionError):
        return None


def _whole(text: str) -> Fraction | None:
    value = _value(text)
    return value if value is not None and value.denominator == 1 else None


def _is_mark(whole: Fraction | None, before: Fraction) -> bool:
    """Lines are marked with numbers, `# 1`, `# 2`, as the text below refers to them."""
    return whole is not None and whole <= _MOST_MARKS and whole in (1, before + 1)


def _skeleton(text: str) -> str:
    return _NOISE.sub("", _NUMBER.sub("#", text)).rstrip(".,;")
