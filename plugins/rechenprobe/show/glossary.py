"""The glossary page's terms, explained where other pages use them.

The page is a definition list; it is the only source. Elsewhere the first occurrence of a term in
each section becomes a link to its entry that bears the explanation: the style sheet shows it on
hover and focus, without any script.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

from rechenprobe.glossary import Glossary, Term, anchor_of
from rechenprobe.late import late

LONGEST = 320
"""Characters of an explanation; it ends with the sentence before."""

_ENTRY = late(
    r"(?m)^(?P<terms>\S[^\n]{0,200})\n(?:[ \t]*\n)?:[ \t]+(?P<text>[^\n]+(?:\n[ \t]+\S[^\n]*)*)"
)
_ATTRIBUTES = late(r"\{[^{}\n]*\}")
_LINK = late(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_TAGS = late(r"<[^<>\n]*>")
_MARKS = late(r"[*_`$\\]")
_SENTENCE = late(r"[.!?](?=\s+[A-ZÄÖÜ„])")

_TERM = late(r"<dt>(.*?)</dt>", re.DOTALL)
_PIECE = late(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_NAME = late(r"</?([a-zA-Z][\w-]*)")
_ENDINGS = "(?:e|en|er|ern|es|n|s|em)?"

_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_CLOSED = frozenset(
    "a abbr button code details dt figcaption form h1 h2 h3 h4 h5 h6 kbd label math nav pre samp"
    " script style summary svg textarea th title".split()
)
"""Elements whose text stays as it is."""
_CLOSED_CLASSES = frozenset(
    "highlight rp-balance rp-claim rp-failure rp-missing rp-model rp-output".split()
)
_CLASS = late(r'\bclass="([^"]*)"')


def read_glossary(source: str) -> Glossary:
    """The entries of a glossary page's Markdown: `Filter, Kernel`, below it `:   Ein …`."""
    terms = []
    for match in _ENTRY.finditer(source):
        words = tuple(word.strip() for word in _plain(match["terms"]).split(",") if word.strip())
        if words:
            terms.append(Term(words, _shortened(_plain(match["text"]))))
    return Glossary(tuple(terms))


def with_anchors(html: str) -> str:
    """The glossary page itself: each term can be pointed to."""

    def anchored(match: re.Match[str]) -> str:
        words = unescape(_TAGS.sub("", match[1])).split(",")
        return f'<dt class="rp-entry" id="{anchor_of(words[0])}">{match[1]}</dt>'

    return _TERM.sub(anchored, html)


def explain(html: str, glossary: Glossary, url: str) -> str:
    """A page's HTML with its terms linked to the glossary at `url`.

    Not in headings, code, formulas, links and outputs; once a section.
    """
    if not glossary.terms:
        return html
    finder = _finder(glossary.terms)
    opening = [
        f'<a class="rp-term" href="{escape(url)}#{term.anchor}"'
        f' aria-description="{escape(term.text)}">'
        for term in glossary.terms
    ]
    seen: set[int] = set()

    def link(match: re.Match[str]) -> str:
        index = int((match.lastgroup or "t0")[1:])
        if index in seen:
            return match[0]
        seen.add(index)
        return f"{opening[index]}{match[0]}</a>"

    result = []
    for text, piece, new_section in _pieces(html):
        if new_section:
            seen.clear()
        result.append(finder.sub(link, piece) if text else piece)
    return "".join(result)


def _pieces(html: str) -> Iterator[tuple[bool, str, bool]]:
    """The page cut at its tags: whether it is text to look at, the piece, whether one begins."""
    opened: list[tuple[str, bool]] = []
    closed = 0  # how many of them leave no text to look at
    for number, piece in enumerate(_PIECE.split(html)):
        if number % 2 == 0:
            yield bool(piece) and not closed, piece, False
            continue
        name = _NAME.match(piece)
        tag = name[1].lower() if name else ""
        if piece.startswith("</"):
            inner = reversed(range(len(opened)))
            # A tag that nothing opened closes nothing; one that was left open ends with its parent.
            for depth in (depth for depth in inner if opened[depth][0] == tag):
                closed -= sum(one for _, one in opened[depth:])
                del opened[depth:]
                break
        elif tag and tag not in _VOID and not piece.endswith("/>"):
            classes = _CLASS.search(piece)
            named = set(classes[1].split()) if classes else set()
            opened.append((tag, tag in _CLOSED or bool(named & _CLOSED_CLASSES)))
            closed += opened[-1][1]
        yield False, piece, piece.startswith("<h2")


def _finder(terms: tuple[Term, ...]) -> re.Pattern[str]:
    """One pattern for all terms, their German endings understood; the longest word first."""
    words = [(word, index) for index, term in enumerate(terms) for word in term.words]
    by_length = sorted(words, key=lambda pair: -len(pair[0]))
    names: dict[int, list[str]] = {}
    for word, index in by_length:
        names.setdefault(index, []).append(_inflected(word))
    ordered = dict.fromkeys(index for _, index in by_length)
    groups = (f"(?P<t{index}>{'|'.join(names[index])})" for index in ordered)
    return re.compile(rf"(?<![\w\-&])(?:{'|'.join(groups)})(?![\w\-])")


def _inflected(word: str) -> str:
    """`Kanal` also finds `Kanäle`: the last vowel may change, an ending may follow."""
    head, vowel, tail = word.rpartition(max("aou", key=word.rfind))
    stem = re.escape(escape(word))
    if vowel and head and tail.isalpha():
        umlaut = {"a": "[aä]", "o": "[oö]", "u": "[uü]"}[vowel]
        stem = re.escape(escape(head)) + umlaut + re.escape(escape(tail))
    return stem.replace(r"\ ", r"\s+") + _ENDINGS


def _plain(markdown: str) -> str:
    text = _ATTRIBUTES.sub("", _LINK.sub(r"\1", " ".join(markdown.split())))
    return " ".join(_MARKS.sub("", _TAGS.sub("", text)).split())


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text) if match.end() <= LONGEST]
    return text[: ends[-1]] if ends else text[: text.rfind(" ", 0, LONGEST)] + " …"
