"""Puts the parts of a lecture together, block by block."""

import re
from bisect import bisect_right

from msgspec import structs

from rechenprobe.claims import Number, Statement, Waiver
from rechenprobe.expression import Expr
from rechenprobe.late import late
from rechenprobe.lecture import (
    Calculator,
    Cell,
    CellOptions,
    Exercise,
    Formula,
    Image,
    Lecture,
    Problem,
    Span,
    Value,
    line_starts,
)
from rechenprobe.read.blocks import Block, Fence, read_blocks, unquoted
from rechenprobe.read.braces import at_braces
from rechenprobe.read.calculators import is_calculator, read_calculator
from rechenprobe.read.cells import is_cell, read_cell
from rechenprobe.read.codespans import calculates
from rechenprobe.read.edges import stands_alone
from rechenprobe.read.exercises import Draft, finish_exercise, is_exercise, read_exercise
from rechenprobe.read.frontmatter import read_front_matter
from rechenprobe.read.heads import read_head
from rechenprobe.read.inline import Region, read_regions
from rechenprobe.read.latex import latex_tokens
from rechenprobe.read.lexemes import SCALE
from rechenprobe.read.noting import noted
from rechenprobe.read.numbers import readings_with_word, scaled
from rechenprobe.read.oddities import is_whole, oddities
from rechenprobe.read.outlining import Outline
from rechenprobe.read.references import Signposts
from rechenprobe.read.remarks import CodeReader, is_read
from rechenprobe.read.statements import read_statements
from rechenprobe.read.tags import script_tokens
from rechenprobe.read.text import text_tokens
from rechenprobe.read.tokens import SCALES, UNITS, Token
from rechenprobe.read.waivers import waiver_above
from rechenprobe.settings import Settings

_NUMBERING = late(r"[1-3]?\d(?:\.\d{1,2}){0,4}\.?[ \t]+(?=[^\W\d_`*])")
"""A heading's own number is none of the text's."""
_LETTER = late(r"\s?([KM])(?=[ ),.;]|$)")
_VALUE = late(r"\{python\}\s*(.+)", re.DOTALL)
_FORMAT = late(
    r"(.*?[^:\s])\s*:(\.\d{1,2}[fe]|(?:\.\d{1,2})?(?:Tsd|Mio|Mrd|[kMGT]B|[KMG]iB|%))\s*$", re.DOTALL
)
_CLAIM = late(r"=\s*(.+)", re.DOTALL)
_EXEMPT = late(r"ungeprüft\s*(?::\s*(.*))?", re.DOTALL)
_NAMED = late(r"(?<![\w.,])(\d[\d.,]*)[ )*_.]*\Z", re.ASCII)
_SIZE = late(r"(.*)\|\s*(\d{1,5})(?:x(\d{1,5}))?", re.DOTALL)
_IMAGE_TARGET = late(r"!\[[^\]]*\]\((.*)\)$", re.DOTALL)


class Reader:
    """One reading of one source; `read` gives the lecture."""

    def __init__(self, source: str, path: str, settings: Settings) -> None:
        self._source = source
        self._path = path
        self._settings = settings
        self._numbers: list[Number] = []
        self._statements: list[Statement] = []
        self._at_braces: list[Statement] = []
        self._laws: list[Statement] = []
        self._values: list[Value] = []
        self._formulas: list[Formula] = []
        self._images: list[Image] = []
        self._cells: list[Cell] = []
        self._exercises: list[Exercise] = []
        self._calculators: list[Calculator] = []
        self._problems: list[Problem] = []
        self._waivers: list[Waiver] = []
        self._signposts = Signposts(source)
        self._in_code = CodeReader(source, self._numbers, self._statements, self._add_number)

    def read(self) -> Lecture:
        """The lecture, its parts in the order of the source."""
        front = read_front_matter(self._source)
        self._problems += front.problems
        execute = front.settings.execute
        defaults = CellOptions(eval=self._settings.execute if execute is None else execute)
        blocks = read_blocks(self._source, front.body_start)
        source, self._source = self._source, unquoted(self._source, blocks.prose)
        starts = line_starts(self._source)
        fences = [fence for fence in blocks.fences if is_cell(fence)]
        outline = Outline(self._source)
        # Prose and code comments in the order of the source, so that numbers are, too.
        parts: list[tuple[int, Block | Cell | Draft | Fence]] = [
            (block.span.start, block) for block in blocks.prose
        ]
        for fence in fences:
            line = _line(starts, fence.span.start)
            cell, problems = read_cell(self._source, fence, line, defaults)
            self._cells.append(cell)
            self._problems += problems
            parts.append((fence.span.start, cell))
        plain = (*filter(is_read, blocks.fences), *blocks.indented)
        parts += [(fence.span.start, fence) for fence in plain]
        for fence in filter(is_exercise, blocks.fences):
            draft, problems = read_exercise(self._source, fence)
            self._problems += problems
            parts += [(fence.span.start, draft), *self._asked(draft)]
        for fence in filter(is_calculator, blocks.fences):
            calculator, problems = read_calculator(self._source, fence)
            self._problems += problems
            self._calculators += [calculator] if calculator else []
        for _, part in sorted(parts, key=lambda pair: pair[0]):
            if isinstance(part, Draft):
                self._exercises.append(
                    finish_exercise(part, self._source, self._add_answer, self._add_number)
                )
                continue
            if isinstance(part, Cell):
                self._in_code.cell(part)
                continue
            if isinstance(part, Fence):
                self._in_code.plain(part)
                continue
            outline.add(part, *self._block(part))
        self._problems += oddities(self._source, blocks.unclosed)
        self._signposts.fences(self._cells, self._exercises)
        labels, references, misled = self._signposts.finish()
        self._problems += misled
        return Lecture(
            path=self._path,
            source=source,
            body_start=front.body_start,
            settings=front.settings,
            cells=tuple(self._cells),
            values=tuple(self._values),
            numbers=tuple(self._numbers),
            statements=tuple(self._statements),
            laws=tuple(self._laws),
            items=outline.items(),
            formulas=tuple(self._formulas),
            images=tuple(self._images),
            problems=tuple(self._problems),
            exercises=tuple(self._exercises),
            calculators=tuple(self._calculators),
            remarks=tuple(self._in_code.said),
            labels=labels,
            references=references,
            waivers=tuple(self._waivers),
        )

    def _asked(self, draft: Draft) -> list[tuple[int, Block]]:
        """The text of an exercise is prose, as deep in the outline as it is indented."""
        end = (draft.steps or draft.question).end
        found = read_blocks(self._source, draft.question.start, end, nested=True)
        return [(block.span.start, block) for block in found.prose]

    def _add_answer(self, span: Span, code: str) -> int:
        self._values.append(Value(span, "answer", code))
        return len(self._values) - 1

    def _add_number(self, span: Span, power: int) -> int:
        text = self._source[span.start : span.end]
        self._numbers.append(Number(span, text, *readings_with_word(text, power)))
        return len(self._numbers) - 1

    def _block(self, block: Block) -> tuple[tuple[int, ...], tuple[int, ...], Expr | None]:
        """Indices of the block's statements and numbers; for a table's head its formula."""
        first_number, first_statement = len(self._numbers), len(self._statements)
        tokens: list[Token] = []
        word = ""
        span = block.span
        if block.kind == "heading":
            if own := _NUMBERING.match(self._source, span.start, span.end):
                span = Span(own.end(), span.end)
            self._signposts.heading(block)
        formula_end, formula = -1, False
        for region in read_regions(self._source, noted(self._source, span)):
            before = tokens[-1] if tokens and region.span.start == formula_end else None
            found = self._region(region, block, word, before)
            formula_end = region.span.end if region.kind == "formula" else -1
            if found:
                same = formula and region.kind == "formula"
                if same and stands_alone(tokens[-1], found, display=region.display):
                    tokens.append(Token("break", "", region.span))
                formula = region.kind == "formula"
            word = found[-1].text if found and found[-1].kind == "word" else ""
            tokens += found
        said = read_statements(tokens, "prose", self._laws) + self._at_braces
        self._statements += sorted(said, key=_start) if self._at_braces else said
        self._at_braces = []
        return (
            tuple(range(first_statement, len(self._statements))),
            tuple(range(first_number, len(self._numbers))),
            read_head(tokens) if block.cell and 0 in (block.cell.row, block.cell.column) else None,
        )

    def _region(
        self, region: Region, block: Block, word: str, operand: Token | None
    ) -> list[Token]:
        """The region's tokens; values, formulas and images are noted on the way.

        `operand` is the last token of a formula that ends where the region begins.
        """
        inner = region.inner
        match region.kind:
            case "text":
                if operand is not None and (scale := self._rescale(operand, inner)):
                    inner = Span(scale, inner.end)
                return text_tokens(
                    self._source, inner, self._add_number, previous=word, operand=operand
                )
            case "formula":
                latex = self._source[inner.start : inner.end]
                self._formulas.append(Formula(region.span, latex, inner.start, region.display))
                self._signposts.formula(region, block.span.end)
                if not is_whole(latex):
                    return [Token("break", "", region.span)]
                first, add = len(self._numbers), self._add_number
                tokens = self._formula(inner)
                self._at_braces += at_braces(self._source, inner, self._numbers, first, add)
                return tokens
            case "code":
                return self._code(region)
            case "comment":
                self._comment(region)
                return []
            case "image":
                self._image(region)
                if self._signposts.image(region, block):
                    return self._caption(inner, block)
            case "reference":
                self._signposts.refer(region)
            case "skip":
                self._signposts.markup(region, block)
                return script_tokens(self._source, region.span)
        return [Token("break", "", region.span)]

    def _caption(self, inner: Span, block: Block) -> list[Token]:
        """The text in a figure's brackets stands below it: prose, but for the size."""
        text = self._source[inner.start : inner.end]
        size = _SIZE.fullmatch(text.rstrip())
        caption = Span(inner.start, inner.start + len(size[1])) if size else inner
        tokens = []
        for region in read_regions(self._source, caption):
            tokens += self._region(region, block, "", None)
        return tokens

    def _rescale(self, operand: Token, behind: Span) -> int:
        """„$23{,}4$ Mio.“: where the word ends that multiplies the formula's last number, or 0."""
        scale = SCALE.match(self._source, behind.start, behind.end)
        letter = _LETTER.match(self._source, behind.start, behind.end)
        word = (scale and scale[1]) or (letter and letter[1])
        if not word or operand.kind != "number":
            return 0
        old, power = self._numbers[operand.number], SCALES[word]
        self._numbers[operand.number] = structs.replace(
            old, german=scaled(old.german, power), english=scaled(old.english, power)
        )
        found = scale or letter
        return found.end() if found else 0

    def _formula(self, inner: Span) -> list[Token]:
        """A formula's tokens; a value in it (`{python} …` in backticks) divides."""
        tokens: list[Token] = []
        start = inner.start
        has_code = self._source.find("`", inner.start, inner.end) >= 0
        for region in read_regions(self._source, inner) if has_code else ():
            if region.kind == "code":
                tokens += latex_tokens(
                    self._source, Span(start, region.span.start), self._add_number
                )
                tokens += self._code(region, in_formula=True)
                start = region.span.end
        tokens += latex_tokens(self._source, Span(start, inner.end), self._add_number)
        return tokens

    def _code(self, region: Region, *, in_formula: bool = False) -> list[Token]:
        text = self._source[region.inner.start : region.inner.end]
        if match := _VALUE.fullmatch(text.strip()):
            code, layout = match[1].strip(), ""
            if formatted := _FORMAT.fullmatch(code):
                code, layout = formatted[1], formatted[2]
            self._values.append(Value(region.span, "insert", code, layout, in_formula))
        elif how := calculates(self._source, region):
            edge = [Token("break", "", region.span)] if how == "equation" else []
            return [*edge, *text_tokens(self._source, region.inner, self._add_number), *edge]
        # A layer's name in code is a word of the label: „`conv2d_1`“.
        kind = "word" if re.fullmatch(r"[a-z]\w*", text) else "break"
        return [Token(kind, text, region.span)]  # type: ignore[arg-type]

    def _comment(self, region: Region) -> None:
        text = self._source[region.inner.start : region.inner.end].strip()
        claim, exempt = _CLAIM.fullmatch(text), _EXEMPT.fullmatch(text)
        if claim is None and exempt is None:
            return
        reason = exempt[1] if exempt else None
        if reason and (waiver := waiver_above(self._source, region.span, reason)):
            self._waivers.append(waiver)
            return
        number = self._number_before(region.span.start)
        if number is None:
            message = "Vor diesem Kommentar steht keine Zahl"
            remedy = "Den Kommentar direkt hinter die Zahl setzen, für die er gilt."
            self._problems.append(Problem(region.span, "stray-comment", message, remedy))
        elif claim:
            self._values.append(Value(region.span, "claim", claim[1], number=number))
        elif reason:
            old = self._numbers[number]
            self._numbers[number] = structs.replace(old, exempt=reason)
        else:
            message = "Eine Ausnahme braucht einen Grund"
            remedy = "Zum Beispiel: <!-- ungeprüft: Erscheinungsjahr -->"
            self._problems.append(Problem(region.span, "exempt-without-reason", message, remedy))

    def _number_before(self, offset: int) -> int | None:
        """The number that a comment is about; also one that otherwise counts nothing (a year)."""
        number = len(self._numbers) - 1
        if number >= 0:
            gap = self._source[self._numbers[number].span.end : offset]
            if gap.strip(" \t$*_%)`.,;:!?") in ("", *UNITS):
                return number
        named = _NAMED.search(self._source, max(0, offset - 40), offset)
        if named is None:
            return None
        span = Span(*named.span(1))
        return self._add_number(span, 0)

    def _image(self, region: Region) -> None:
        alt = self._source[region.inner.start : region.inner.end]
        target = _IMAGE_TARGET.match(self._source[region.span.start : region.span.end])
        if (size := _SIZE.fullmatch(alt.rstrip())) and target:
            height = int(size[3]) if size[3] else None
            self._images.append(Image(region.span, size[1], target[1], int(size[2]), height))


def _start(statement: Statement) -> int:
    return statement.span.start


def _line(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset)
