"""Won, lost, drawn: three parts of all games, whichever of them a number is."""

from collections.abc import Iterator
from functools import reduce
from operator import sub

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.late import late

_OUTCOMES = (
    late(r"\b(?:gewonnen\w*|gewann\w*|gewinn\w*|sieg\w*|won|wins?)\b"),
    late(r"\b(?:verloren\w*|verlor|verlier\w*|niederlage\w*|lost|loses?|loss(?:es)?)\b"),
    late(r"\b(?:unentschieden|remis\w*|drawn?|draws?|drew|tied?|ties)\b"),
)
_GAMES = ("parti", "spiel", "gam", "match", "begegnung", "duell")
_MEANS = late(r"\b(?:also|somit|damit|das (?:sind|ist)|folglich|so|thus|that is)\b")
_WITH = late(r"\b(?:mit|bei|von|of|in|im|als|gegen|with|as|against|at|ohne)\b")
"""„Mit Weiß gewann er also 70 %“: of others."""
_MORE = late(
    r"\b(?:fielen|ausgefallen|eine?|zwei|drei|vier|fünf|one|two|three|weitere\w*|abgebrochen\w*|abbr\w*|rest\w*|übrig\w*|ungültig\w*|nicht|aborted"
    r"|cancelled|other)\b"
)
_AHEAD = 80
_POINTS = late(r"\b(?:punkt\w*|points?|score|halb\w*)\b")


def _outcome(one: Mention) -> int | None:
    found = {n for n, words in enumerate(_OUTCOMES) if words.search(one.words)}
    return found.pop() if len(found) == 1 else None


def outcomes(passage: Passage) -> Iterator[Told]:
    """„40 Partien: 22 gewonnen, 6 verloren, 12 unentschieden“; „also 55 % gewonnen“."""
    own, given = passage.target, passage.before
    if not 2 <= len(given) <= 4 or (mine := _outcome(own)) is None or passage.says(_POINTS):
        return
    whole, *parts = given
    if whole.one.kind or whole.one.noun not in _GAMES or whole.one.per:
        return
    if any(words.search(" ".join(whole.after.split()[:1])) for words in _OUTCOMES):
        return
    behind = passage.place.source[own.one.end : passage.place.end + _AHEAD]
    if _MORE.search(behind):
        return
    known = [_outcome(it) for it in parts]
    if any(it.one.kind or it.one.per for it in parts) or len(set(known)) < len(known):
        return
    if None in known or sum(it.one.value for it in parts) > whole.one.value:
        return
    if own.one.kind == "%":
        if mine in known:
            part = passage.term(parts[known.index(mine)])
            told = _MEANS.search(own.before) is not None and not _WITH.search(own.before)
            yield Told(part.out_of(passage.term(whole)), given, told)
    elif not own.one.kind and len(parts) == len(_OUTCOMES) - 1 and mine not in known:
        yield Told(reduce(sub, map(passage.term, parts), passage.term(whole)), given)


OUTCOMES: tuple[Relation, ...] = (outcomes,)
