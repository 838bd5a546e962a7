"""Words of which one says what the other denies: right and wrong, passed and failed."""

from rechenprobe.late import late

_PAIRS = (
    (
        r"genauigkeit\w*|treffer\w*|erfolgsquote|richtig\w*|korrekt\w*|accura\w*|right|correct\w*",
        r"fehler\w*|falsch\w*|verkehrt\w*|error\w*|wrong\w*|incorrect\w*|misclassif\w*|mistake\w*",
    ),
    (r"best(?:anden|ehen|eht|and)|pass(?:ed|es)?", r"durchgefallen|fiel\w*|fallen|fail\w*"),
    (r"spezifität|specificity", r"falsch-?positiv-?rate|false[- ]positive rate|fpr"),
    (
        r"sensitivität|sensitivity|recall|trefferquote|tpr",
        r"falsch-?negativ-?rate|false[- ]negative rate|miss rate|fnr",
    ),
    (
        r"aktiv\w*|behalten|active|kept|keeps?|survives?",
        r"abgeschaltet\w*|ausgeschaltet\w*|deaktiviert\w*|verworfen|dropp?\w*|deactivated",
    ),
    (r"gesund\w*|healthy", r"krank\w*|erkrankt\w*|sick|ill"),
    (r"train\w*", r"test\w*|geprüft|validier\w*|prüf\w*|valid\w*"),
    (r"lern\w*|train\w*|learn\w*", r"zurück\w*|held (?:out|back)|withh\w*|hold-?out|test\w*"),
    (r"in ordnung|brauchbar\w*|intakt\w*|usable", r"defekt\w*|unbrauchbar\w*|broken|defective"),
    (
        r"echte[nrms]?|tatsächliche[nrms]?|real|actual|genuine",
        r"padding\w*|auffüll\w*|füll(?:token|wert|zeichen)\w*|padded",
    ),
    (r"anwesend\w*|present", r"abwesend\w*|absent"),
    (r"belegt|benutzt|genutzt|used|in use|occupied", r"frei|unbenutzt|ungenutzt|free|unused"),
    (r"beantwortet|geantwortet|answered|replied", r"unbeantwortet|nicht geantwortet|unanswered"),
    (r"beschriftet\w*|annotiert\w*|labell?ed", r"unbeschriftet\w*|unannotiert\w*|unlabell?ed"),
)  # fmt: skip
_END = r"(?![\w-]| positiv| negativ)"
_ALL = tuple(tuple(late(rf"\b(?:{words}){_END}") for words in pair) for pair in _PAIRS)
_ONE = late(rf"\b(?:{'|'.join(words for pair in _PAIRS for words in pair)}){_END}")
"""Any of them: looking for all at once is quicker where there is none."""
_NOT = late(r"\b(?:nicht|not)\s+(?:\w+\s+)?\Z")


def sides(text: str) -> frozenset[tuple[int, bool]]:
    """All that words in small letters say: of which pair, and whether the positive one."""
    if _ONE.search(text) is None:
        return frozenset()
    found = set()
    for index, pair in enumerate(_ALL):
        for positive, words in zip((True, False), pair, strict=True):
            for match in words.finditer(text):
                denied = _NOT.search(text, 0, match.start()) is not None
                found.add((index, positive != denied))
    return frozenset(found)


def opposed(one: str, other: str) -> bool | None:
    """Whether two passages say opposite sides of one pair; False if the same, None if neither."""
    mine, theirs = sides(one), sides(other)
    if not mine or not theirs:
        return None
    both = {pair for pair, _ in mine} & {pair for pair, _ in theirs}
    verdicts = {
        next(p for n, p in mine if n == pair) != next(p for n, p in theirs if n == pair)
        for pair in both
        if sum(n == pair for n, _ in mine) == sum(n == pair for n, _ in theirs) == 1
    }
    return verdicts.pop() if len(verdicts) == 1 else None
