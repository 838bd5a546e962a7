"""Which hyperparameter of a layer, or which of its results, a number of a sentence is.

„Eine 3×3-Faltung mit 64 Filtern auf einem Bild mit 3 Kanälen hat 1.792 Parameter“: kernel,
filters, channels and parameters, by the words right before and behind each.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

from rechenprobe.check.words.number_words import counted, counts
from rechenprobe.late import late

Given: TypeAlias = Literal[
    "kernel",  # one side, or both
    "filters",
    "channels",  # of the input
    "stride",
    "padding",
    "input",  # rows, columns and perhaps channels
    "inputs",  # components of a vector
    "units",
    "outputs",
    "vocabulary",
    "dimensions",
    "heads",
    "batch",
    "bits",
    "from",  # „von 4096 auf 1000“
    "to",
    "dilation",
    "groups",
    "rank",  # how many axes a window has
    "bias_sets",  # of a gate
    "low_rank",
    "series",  # how long it is
    "length",  # of vectors that go in or come out
    "directions",
]
Result: TypeAlias = Literal[
    "params",
    "trainable",
    "frozen",
    "weights",
    "biases",
    "macs",
    "output",
    "size",
    "pixels",
    "memory",
    "patches",
    "head_size",
    "own_weights",
    "own_params",
    "of_group",
    "reach",
    "scales",
    "total",  # of what the sentence has counted
]
Role: TypeAlias = Given | Result
RESULTS = frozenset[str](get_args(Result))

_BETWEEN = r"[\s*_$~]*(?:(?!train|lern|learn)(?:[a-zäöüß-]+e[nrms]?|hidden|zero)\s+)?"
"""An adjective may stand before what is counted."""
_FREE = r"(?:(?:trainierbar|lernbar|frei)\w* |trainable |learnable )?"
_EACH = r"(?:je|pro|per|for each) (?:filter|kern|kernel|neuron|einheit|unit)\b"
_BEHIND: tuple[tuple[Role, str], ...] = (
    ("own_weights", rf"(?:gewichte?n?|weights) {_EACH}"),
    ("own_params", rf"param\w* {_EACH}"),
    ("frozen", r"(?:davon )?nicht[- ]trainierbar\w*|non-?trainable"),
    ("trainable", r"(?:trainierbar|lernbar|trainable|learnable)\w* param\w*"),
    ("params", rf"{_FREE}param\w*"),
    ("trainable", r"(?:davon )?(?:trainierbar|trainable)\b"),
    ("weights", r"gewichte?n?\b|weights?\b"),
    ("biases", r"bias\w*(?:-?(?:werte?n?|terme?n?|gewichte?n?|parametern?))?\b|schwellwerte?n?\b"),
    ("macs", r"macs?\b|multiplikationen\b|multiplications\b|multiply-?accumulate\w*"),
    ("channels", r"(?:eingabe|eingangs|input)-?\s(?=(?:und|and) \d)"),
    ("groups", r"gruppen\b|groups\b"),
    ("filters", r"(?:faltungs|ausgabe)?(?:filtern?|kerne?n?|filters?)\b|kernels?\b"),
    ("filters", r"(?:ausgabe|ausgangs)-?kan[aä]len?\b|output (?:channels|feature maps)"),
    ("filters", r"feature[ -]?maps?\b|merkmalskarten\b"),
    ("channels", r"(?:(?:eingabe|eingangs|farb)-?)?kan[aä]len?\b|(?:input )?channels?\b"),
    ("inputs", r"(?:eing[aä]nge?n?|eingaben?|merkmalen?|inputs?|(?:input )?features)\b"),
    ("inputs", r"(?:eingabe|eingangs)-?(?:werte?n?|neuronen|merkmalen?|knoten)\b"),
    ("outputs", r"(?:ausg[aä]nge?n?|ausgaben?|klassen|outputs?|classes)\b"),
    ("outputs", r"(?:ausgabe|ausgangs)-?(?:werte?n?|neuronen|knoten|einheiten)\b"),
    ("units", r"(?:lstm-|gru-)?(?:neuronen|einheiten|zellen)\b|(?:hidden )?(?:units|neurons)\b"),
    ("vocabulary", r"(?:wörtern?|token|tokens|words|vokabeln|positionen|positions)\b"),
    ("dimensions", r"dimension(?:en|s)\b|-?dimensional"),
    ("heads", r"k[oö]pfen?\b|heads?\b"),
    (
        "batch",
        r"(?:\w*bildern?|fotos|beispielen?|eingabebildern|samples|images|examples|sequenzen)\b",
    ),
    ("pixels", r"(?:pixeln?|bildpunkten?)\b"),
    ("patches", r"(?:\w*-?patch(?:es)?|kacheln|token|tokens)\b"),
    ("scales", r"(?:skalierung\w*|verschiebung\w*|skalen|scales?|shifts?|gains?|offsets?)\b"),
    ("size", r"(?:\w*werte?n?|komponenten|elementen?|einträgen?|zahlen|values|elements|entries)\b"),
)
_OF = r"(?: von| of| der länge| mit| aus|:|\s*=)?"
_LENGTH = r"(?:(?:der|von|mit|of|with) )+(?:länge|dimension|length|dimension|size)(?: von| of)?"
_FORM = r"(?:größe|form|volumen?|size|shape)"
_BEFORE: tuple[tuple[Role, str], ...] = (
    ("stride", rf"(?:schrittweite|strides?){_OF}"),
    ("padding", rf"pad(?:ding)?{_OF}"),
    ("kernel", rf"(?:kernel|kern|filter|fenster)s?-?(?:größe|size)?{_OF}"),
    ("kernel", r"(?:filtern?|kerne?n?|kernels?|fenstern?) (?:der|mit der) (?:größe|länge|breite)"),
    ("kernel", r"(?:kernels?|filters?|windows?) of (?:size|length|width)"),
    ("kernel", r"(?:faltung|convolution)(?: (?:der größe|mit|of size|with))?"),
    ("dilation", rf"(?:dilatation|dilation)s?-?(?:rate|faktor| rate| factor)?{_OF}"),
    ("low_rank", rf"(?:rang|rank)(?: \w)?{_OF}"),
    ("length", rf"vektoren {_LENGTH}|vectors {_LENGTH}"),
    (
        "series",
        rf"(?:\w*folge|\w*sequenz|\w*reihe|\w*signal|sequence|series|eingabe|input)s? {_LENGTH}",
    ),
    ("kernel", r"patch(?:es)?(?: (?:der|von|mit|of|der größe|size|je|zu))*"),
    ("batch", r"batch(?:es|größe|[- ]size)?(?: von| mit| aus| of| der größe)?"),
    (
        "head_size",
        r"(?:kopf|köpfe|heads?) (?:hat |haben |also |je(?:weils)? |die |dimension |has )*",
    ),
    ("dimensions", r"(?:modell-?dimension|modellbreite)(?: von| of)?"),
    ("size", r"(?:vektor|vector)s?(?: (?:der|of|mit))* (?:länge|length|dimension)(?: von)?"),
    ("vocabulary", rf"(?:vokabular(?:größe|s)?|wortschatz|vocabulary(?: size)?){_OF}"),
    ("dimensions", rf"(?:(?:embedding|einbettungs)-?)?(?:dimension|größe|size){_OF}"),
    ("units", rf"(?:zustandsgröße|zustandsdimension|hidden size|state size){_OF}"),
    ("channels", rf"(?:eingabe|eingangs)-?kan[aä]len?{_OF}"),
    (
        "params",
        r"(?:parameter-?(?:an)?zahl|number of parameters)(?: \w+){0,4}?(?: auf| of|:)?",
    ),
    ("params", r"parameters?:"),
    (
        "output",
        (
            rf"(?:ausgabe|ausgang|output|merkmalskarten?|feature[- ]maps?)(?:\s?{_FORM})*"
            r"(?: (?:hat|ist|has|is|beträgt|misst))?(?: (?:dann|also|nur|noch|then|die|the))?"
            rf"(?: (?:der|die|von|of|{_FORM}))*"
        ),
    ),
    ("output", r"(?:ergibt|liefert|erzeugt|gives|produces|yields)(?: (?:eine?|an?|die))?"),
    ("output", r"(?:ergeben|entstehen) sich|ergeben|entstehen"),
    ("output", r"(?:ergibt|liefert|erzeugt|gives|produces|yields) (?:ohne|without|no) padding"),
    ("output", r"(?:macht|make).{3,40} (?:eine?|an?|zu)"),
    (
        "input",
        (
            rf"(?:eingabe|eingang|input|bild(?:es|ern?)?|images?|volumen|tensor)s?(?:\s?{_FORM})?"
            rf"(?: (?:der|die|von|of|mit|with|hat|has|ist|is|{_FORM}))*"
        ),
    ),
    ("input", r"(?:macht|verkleinert|vergrößert|lässt|make)(?: aus)?(?: (?:einem|einer|an?))?"),
    ("input", rf"(?:aus|von|from)(?: (?:einem|einer))?(?: eingabe)?(?: der {_FORM})?"),
    ("from", r"(?:von|from)"),
    ("to", r"(?:auf|to|nach|→|\\to|\\rightarrow|->)"),
)
_SHAPED = frozenset({"input", "output", "kernel"})
_BEHIND_PATTERN = late(
    _BETWEEN
    + "(?:"
    + "|".join(f"(?P<r{index}>{words})" for index, (_, words) in enumerate(_BEHIND))
    + ")"
)
_BEFORE_PATTERNS = tuple(
    (role, late(rf"(?:^|(?<=[^\wäöüß-]))(?:{words})[\s*_$(~:]*\Z")) for role, words in _BEFORE
)
_ARROW = r"(?:→|->|\\to\b|\\rightarrow)"
_ONTO = late(rf"\d[$\s*_]*(?:kan[aä]len? |channels )?(?:auf|to|nach|{_ARROW})[$\s*_]*\Z")
_GOES_TO = late(rf"[$\s*_]*(?:kan[aä]len? |channels )?(?:auf|to|nach|{_ARROW})[$\s*_]*\d")
"""„von 64 auf 128 Kanäle“, „4096 → 1000“."""
_OF_A_HEAD = late(
    r"\b(?:jede[rnm]? kopf|each head|every head|(?:je|pro|per) (?:kopf|head))"
    r"(?: (?:hat|bekommt|mit|nur|dann|also|has|gets|sind|das|dimension))*[\s*_$]*\Z"
)
_OF_A_GROUP = late(
    r"\b(?:je|pro|per|jede|each) (?:gruppe|group)(?: (?:hat|also|has|sind))*[\s*_$]*\Z"
)
_TOTAL = late(
    r"\b(?:insgesamt|zusammen|in summe|in total|altogether)"
    r"(?: (?:also|somit|damit|sind (?:das|es)|rund))*[\s*_$]*\Z"
)
_END = late(r"[\s*_$]*(?:[.,;:)]|\Z)")
_IN_ALL = late(r"[\s*_$]*(?:in total|altogether)")
_OWN_WEIGHTS = late(r"[\s*_$]*(?:gewichte?n?|weights)\b")
_OF_EACH = late(r"(?:filtern?|filters),? (?:(?:mit|zu|with|of) )?(?:je(?:weils)?|each)?[\s*_$]*\Z")
_FURTHEST = 60
WIDEST = 11
"""Larger ones are images."""
LISTED = late(r"(?:falt\w*|conv\w*|pool\w*|depthwise|separable|schicht|layer)(?: \()?,?\s?\(?\Z")
"""„Faltung, 3×3, …“, „Pooling (2×2, …)“: behind it stands the window."""
_SLIDES = r"(?:faltung|patch|conv|kernel|filter|fenster|kern|window|(?:max|avg|mittelwert)?-?pool)"
_WINDOW = late(rf"[\s*_$`]{{0,3}}-?\s?(?:(?:rgb|farb)[- ]?)?{_SLIDES}")


def role_of(lower: str, start: int, end: int, *, shape: bool) -> Role | None:
    """What the number at that place of a sentence in small letters is.

    `shape`: it is one, „11 × 11“; of those only kernels, inputs and outputs are said.
    """
    if shape and _WINDOW.match(lower, end):
        return "kernel"
    if shape and _OWN_WEIGHTS.match(lower, end) and _OF_EACH.search(lower[:start]):
        return "kernel"
    near = lower[max(0, start - _FURTHEST) : start]
    if not shape and _ONTO.search(near) and not _OF_A_SIZE.search(near):
        return "to"
    if not shape and _GOES_TO.match(lower, end) and not _SIZED.search(near):
        return "from"
    if not shape and _OF_A_HEAD.search(near):
        return "head_size"
    behind = None if shape else _BEHIND_PATTERN.match(lower, end)
    if not shape and _OF_A_GROUP.search(near):
        return "of_group"
    if behind is None and (
        _TOTAL.search(near) if _END.match(lower, end) else _IN_ALL.match(lower, end)
    ):
        return "total"
    if behind is not None:
        index = next(n for n in range(len(_BEHIND)) if behind[f"r{n}"] is not None)
        return _BEHIND[index][0]
    for role, pattern in _BEFORE_PATTERNS:
        if shape and role not in _SHAPED and not (role == "to" and "→" in near[-4:]):
            continue
        if not shape and role in ("input", "output"):
            continue
        if (match := pattern.search(near)) is not None:
            if shape and match[0].startswith(("falt", "conv")) and not _is_window(lower[start:end]):
                continue
            return "output" if shape and role == "to" else role
    return None


def _is_window(text: str) -> bool:
    return all(int(side) <= WIDEST for side in _SIDE.findall(text)[:2])


_SIDE = late(r"\d+")
WINDOW = late(rf"(?<![\d×x.,·*])(?P<rows>\d{{1,3}})\s?[×x]\s?(?P<columns>\d{{1,3}})[- ]{_SLIDES}")
"""„eine 3×3-Faltung“: no number to the reader, but a name; in small letters."""
CHANNELS = late(r"(?<![\w.,])(?P<channels>\d{1,4})-(?:channel|kanal)")
_SIZED = late(
    r"(?:filtern?|kerne?n?|kernels?|filters?) [^,.;\d]{0,12}"
    r"(?:länge|größe|breite|size|length|width)\W*\Z"
)
_OF_A_SIZE = late(
    r"(?:länge|größe|breite|size|length|width)[\s*_$]*\d+[$\s*_]*(?:auf|to)[$\s*_]*\Z"
)
"""„Filter der Länge 5 auf 16 Kanälen“: not from so many to so many."""
_WORDED = late(
    r"\b(?P<word>[^\W\d]+)\s+(?:\d+\s?[x×]\s?\d+[ -])?"
    r"(?P<noun>(?:farb|eingangs|eingabe)?kan[aä]le?n?|(?:input |colou?r )?channels?"
    r"|filtern?|filters|gruppen|groups)\b"
)
COLOURS = late(r"\b(?:rgb|farbbild\w*)\b")


CHAIN = late(
    rf"(?<![\w.,-])\d[\d.]*(?:\s*(?:{_ARROW}|[-–])\s*\d[\d.]*){{2,}}(?!\w|-(?!net|mlp|perz|arch|model))"
    r"|(?<=größen )\d[\d.]*(?:,\s\d[\d.]*)+ und \d[\d.]*(?![\w-])"
)
"""„784 → 128 → 10“, „784-128-10“, „ein 2–3–1-Netz“, „Schichtgrößen 4, 5 und 3“."""


SYMBOLS: Mapping[str, Role] = {
    "d": "dimensions",
    "d_model": "dimensions",
    "d_k": "head_size",
    "d_v": "head_size",
    "h": "heads",
}
"""Letters as papers on attention use them."""


def named_kernel(lower: str) -> tuple[int, int] | None:
    """The window that a sentence names: „eine 3×3-Faltung“; None if several or none."""
    found = {(int(one["rows"]), int(one["columns"])) for one in WINDOW.finditer(lower)}
    return found.pop() if len(found) == 1 else None


_IMAGE = late(
    r"(?<![\d×x.,·*])(?P<rows>\d{1,4})\s?[×x]\s?(?P<columns>\d{1,4})-?\s?"
    r"(?:bild|eingabe|image|input)"
)


def named_input(lower: str) -> tuple[int, int] | None:
    """The image that a sentence names: „auf einem 5×5-Bild“; None if several or none."""
    found = {(int(one["rows"]), int(one["columns"])) for one in _IMAGE.finditer(lower)}
    return found.pop() if len(found) == 1 else None


_COUNTED: Mapping[str, Role] = {
    "kan": "channels",
    "channel": "channels",
    "filter": "filters",
    "grupp": "groups",
    "group": "groups",
}


def worded(lower: str) -> Iterator[tuple[Role, int]]:
    """Channels and filters that a sentence counts in words: „drei Kanäle“, „ten 5x5 filters“."""
    for one in _WORDED.finditer(lower) if any(map(lower.__contains__, _COUNTED)) else ():
        noun: Role = _COUNTED[next(root for root in _COUNTED if root in one["noun"])]
        after = one["noun"] if noun == "channels" else ""
        count = counted(one["word"], after) if counts(one["word"]) else None
        if count is not None and count.denominator == 1:
            yield noun, int(count)


def named_channels(lower: str) -> int | None:
    """Channels that a sentence names: „a 3-channel input“, „ein RGB-Bild“."""
    found = {int(one["channels"]) for one in CHANNELS.finditer(lower)}
    if not found and COLOURS.search(lower):
        return 3
    return found.pop() if len(found) == 1 else None
