r"""What columns are of each other by their heads: terms of the field, errors, functions.

| TP | FP | Precision |    | Ziel | Vorhersage | Fehler | Fehler² |    | $z$ | ReLU |
|----|----|-----------|    |------|------------|--------|---------|    |-----|------|
| 30 | 10 | 0,75      |    | 3    | 2,5        | −0,5   | 0,25    |    | −2  | 0    |
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import exp, log, log1p, log2, tanh

from msgspec import Struct

from rechenprobe.check.tables.cells import AREA
from rechenprobe.check.tables.heads import fits
from rechenprobe.check.tables.term import Same, Term, Whole
from rechenprobe.late import late

_I = re.IGNORECASE
_FEW = 3
"""Columns that may be the same."""
_LARGEST = 50
"""Of what exp is taken."""


def _either(*words: str) -> re.Pattern[str]:
    return late("|".join(words), _I)


_CHANNELS = r"(?:(?:anzahl|zahl|#) ?(?:der )?)?kanäle"
_GIVEN = r"(?:ausg|out|auflösung|größe|feature|merkmalskarte|karte|form|shape)"
"""What says how large it is that comes out."""

_ROLES: Mapping[str, re.Pattern[str]] = {
    "tp": _either(r"tp|(?:true|richtig)[- ]?positive?s?"),
    "fp": _either(r"fp|(?:false|falsch)[- ]?positive?s?"),
    "tn": _either(r"tn|(?:true|richtig)[- ]?negative?s?"),
    "fn": _either(r"fn|(?:false|falsch)[- ]?negative?s?"),
    "precision": _either(r"precision|präzision|ppv|p|prec\.?"),
    "recall": _either(r"recall|sensitivität|sensitivity|trefferquote|tpr|r|rec\.?"),
    "specificity": _either(r"spezifität|specificity|tnr"),
    "fpr": _either(r"fpr|fall-?out|falsch-?positiv-?rate|false[- ]positive[- ]rate"),
    "f1": _either(r"f_?\{?1\}?(?:[- ]?(?:score|maß|wert))?"),
    "quota": _either(
        r"recall|trefferquote|treffer ?rate|genauigkeit|accuracy|quote|acc\.?|erfolgsquote",
        r"success rate|hit rate|anteil richtig\w*|korrektklassifi\w+",
    ),
    "error rate": _either(r"fehler(?:rate|quote)|error(?: rate)?|fehlklassifi\w+(?:rate|quote)"),
    "right": _either(r"(?:[#n] ?)?(?:richtig\w*|korrekt\w*|correct|treffer|hits|erkannt|right)"),
    "wrong": _either(r"(?:[#n] ?)?(?:falsch\w*|fehler|errors?|wrong|fehlklassifi\w+)"),
    "all": _either(
        r"gesamt\w*|total|alle|insgesamt|all|n|anzahl|beispiele|bilder|proben|samples|support",
        r"fälle|fragen|versuche",
    ),
    "params": _either(
        r"(?:(?:#|anzahl|zahl) ?(?:der |aller )?)?(?:parameter\w*|params?|gewichte|weights)(?: ?#)?"
        r"(?: (?:mit|ohne|inkl\w*\.?|einschl\w*\.?|with|without|incl\w*\.?|no|und|\+) bias\w*)?",
    ),
    "weights": _either(r"(?:anzahl )?gewichte|weights"),
    "biases": _either(r"bias\w*|schwell\w+|b"),
    "macs": _either(r"macs?|multiplikationen|mult-?adds?|multiply-?accumulates?"),
    "ins": _either(
        r"eing[aä]nge?|eingaben?|(?:eingangs|eingabe|input)-?(?:dim|größe|size)\w*\.?",
        r"n_?\{?in\}?|inputs?|in|fan[- ]in",
    ),
    "outs": _either(
        r"ausgänge|ausgang|ausgaben?|neuronen|n_?\{?out\}?|outputs?|out|units|einheiten"
    ),
    "kernel": _either(rf"{AREA}(?!{_GIVEN}).*"),
    "places": _either(rf"{AREA}{_GIVEN}.*"),
    "channels in": _either(
        rf"{_CHANNELS} (?:ein|in|rein|davor|vorher|(?:des |der |im )?(?:eingang|eingabe))\w*",
        r"(?:eingangs?|eingabe)-?(?:kanäle|tiefe)|in(?:put)?[- _]?(?:channels|depth)",
        r"c_?\{?(?:\\(?:text|mathrm)\{)?(?:in|ein)\}*|ein|in|eingang|input",
    ),
    "channels out": _either(
        rf"{_CHANNELS} (?:aus|out|raus|danach|nachher|(?:des |der |im )?(?:ausgang|ausgabe))\w*",
        r"(?:ausgangs?|ausgabe)-?(?:kanäle|tiefe)|out(?:put)?[- _]?(?:channels|depth)",
        r"c_?\{?(?:\\(?:text|mathrm)\{)?(?:out|aus)\}*|filter(?:zahl|anzahl)?|filters|kernels|kerne",
        r"(?:anzahl|zahl|number of|#) ?(?:der )?(?:filters?|kerne|kernels?)|aus|out|ausgang|output",
        r"merkmalskarten|feature[- ]?maps",
    ),
    "said": _either(
        r"vorher(?:ge)?sag\w*|prognose\w*|schätz\w*|predict\w*|ausgabe|output|ist|gemessen|messwert",
        r"\\?hat\s*\{?y\}?|ŷ",
    ),
    "meant": _either(r"ziel\w*|soll\w*|wahr\w*|tatsächlich\w*|target|label|true|y|t"),
    "error": _either(r"fehler|abweichung|residuum|residuen|residual|error|e"),
    "absolute": _either(
        r"(?:absolut\w*|abs\.?) (?:fehler|abweichung|error)|betrag|\|e\||\|fehler\|"
    ),
    "square": _either(
        r"quadrat\w*(?: (?:fehler|abweichung))?|fehlerquadrat|squared?(?: error)?|se",
        r"(?:fehler|abweichung|error|e)\s*(?:²|\^2)",
    ),
    "z": _either(r"z-?(?:wert|score|value)?|standardi[sz]\w+(?: \w+)?"),
    "mean": _either(r"mittel(?:wert)?|durchschnitt|mean|average|\\?mu|μ"),
    "deviation": _either(r"std\.?|sd|standardabweichung|standard deviation|\\?sigma|σ"),
    "measured": _either(r"(?:roh|mess)?wert|value|x|beobachtung|observation"),
    "perplexity": _either(r"perplexit\w*|ppl"),
    "loss": _either(
        r"loss|verlust|(?:binäre )?kreuzentropie|(?:binary )?cross[- ]?entropy|nll|b?ce"
    ),
    "from": _either(r"start\w*|gestartet|begonnen|beginn|begin|anfang|von|from"),
    "to": _either(r"ende?|beendet|geendet|schluss|bis|to|fertig|stopp?"),
    "lasting": _either(
        r"dauer|\w*zeit|länge|duration|runtime|elapsed|minuten|stunden|sekunden|min|h|s"
    ),
}
"""What a column may be: its head, all of it."""


class _Relation(Struct, frozen=True):
    of: str
    """What it is, and what it is of: keys of `_ROLES`."""
    operands: tuple[str, ...]
    apply: Callable[..., Fraction]
    enough: int = 2
    """See `Term`."""
    exact: bool = False
    """Whether whole numbers are what they are."""


def _real(function: Callable[[float], float]) -> Callable[[Fraction], Fraction]:
    def apply(value: Fraction) -> Fraction:
        if abs(value) > _LARGEST:
            raise ZeroDivisionError
        try:
            return Fraction(function(float(value))).limit_denominator(10**12)
        except ValueError:
            raise ZeroDivisionError from None

    return apply


_DAY = 1440
"""Minutes."""


def _lasting(begin: Fraction, end: Fraction) -> Fraction:
    """Up to the end, if that is earlier on the next day."""
    return end - begin if end >= begin else (end - begin) % _DAY


def _cross_entropy(target: Fraction, said: Fraction) -> Fraction:
    """Of a single prediction of two classes."""
    if target not in (0, 1):
        raise ZeroDivisionError
    return _real(lambda p: -log(p))(said if target else 1 - said)


_RELATIONS: Sequence[_Relation] = (
    _Relation("precision", ("tp", "fp"), lambda tp, fp: tp / (tp + fp), 1),
    _Relation("recall", ("tp", "fn"), lambda tp, fn: tp / (tp + fn), 1),
    _Relation("specificity", ("tn", "fp"), lambda tn, fp: tn / (tn + fp), 1),
    _Relation("fpr", ("fp", "tn"), lambda fp, tn: fp / (fp + tn), 1),
    _Relation("fpr", ("specificity",), lambda tnr: 1 - tnr),
    _Relation("f1", ("precision", "recall"), lambda p, r: 2 * p * r / (p + r), 1),
    _Relation("f1", ("tp", "fp", "fn"), lambda tp, fp, fn: 2 * tp / (2 * tp + fp + fn), 1),
    _Relation(
        "quota",
        ("tp", "tn", "fp", "fn"),
        lambda tp, tn, fp, fn: (tp + tn) / (tp + tn + fp + fn),
    ),
    _Relation("quota", ("right", "all"), lambda right, whole: right / whole),
    _Relation("quota", ("right", "wrong"), lambda right, wrong: right / (right + wrong)),
    _Relation("quota", ("error rate",), lambda rate: 1 - rate),
    _Relation("error rate", ("wrong", "all"), lambda wrong, whole: wrong / whole),
    _Relation("error rate", ("quota",), lambda quota: 1 - quota),
    _Relation("params", ("ins", "outs"), lambda a, b: a * b + b, 0, exact=True),
    _Relation("params", ("ins", "outs"), lambda a, b: a * b, 0, exact=True),
    _Relation(
        "params",
        ("kernel", "channels in", "channels out"),
        lambda k, i, o: (k * i + 1) * o,
        exact=True,
    ),
    _Relation(
        "params", ("kernel", "channels in", "channels out"), lambda k, i, o: k * i * o, exact=True
    ),
    *(  # recurrent layers
        _Relation("params", ("ins", "outs"), lambda a, b, k=k, n=n: k * b * (a + b + n), exact=True)
        for k, n in ((1, 1), (3, 1), (3, 2), (4, 1))
    ),
    _Relation(
        "params", ("weights", "biases"), lambda weights, biases: weights + biases, exact=True
    ),
    _Relation(
        "macs",
        ("kernel", "channels in", "channels out", "places"),
        lambda k, i, o, area: k * i * o * area,
        exact=True,
    ),
    _Relation("macs", ("params", "places"), lambda params, area: params * area, exact=True),
    _Relation("error", ("said", "meant"), lambda said, meant: said - meant, exact=True),
    _Relation("error", ("said", "meant"), lambda said, meant: meant - said, exact=True),
    _Relation("error", ("said", "meant"), lambda said, meant: abs(meant - said), exact=True),
    _Relation("absolute", ("said", "meant"), lambda said, meant: abs(meant - said), exact=True),
    _Relation("absolute", ("error",), abs, exact=True),
    _Relation("square", ("error",), lambda error: error * error, exact=True),
    _Relation("square", ("said", "meant"), lambda said, meant: (said - meant) ** 2, exact=True),
    _Relation("z", ("measured", "mean", "deviation"), lambda x, m, s: (x - m) / s, exact=True),
    _Relation("loss", ("meant", "said"), _cross_entropy),
    _Relation("loss", ("said", "meant"), lambda said, meant: (said - meant) ** 2),
    _Relation("loss", ("said", "meant"), lambda said, meant: (said - meant) ** 2 / 2),
    _Relation("perplexity", ("loss",), _real(exp)),
    _Relation("perplexity", ("loss",), _real(lambda loss: 2**loss)),
    *(
        _Relation("lasting", ("from", "to"), lambda a, b, k=k: _lasting(a, b) * k, exact=True)
        for k in (1, Fraction(1, 60), 60)
    ),
)
_FUNCTIONS: Sequence[tuple[re.Pattern[str], str, Callable[[float], float]]] = (
    (late(r"exp\b.*|e\^.*|\\exp.*|e hoch.*|zähler", _I), "exp", exp),
    (late(r"sigmoid.*|σ.*|\\sigma.*", _I), "σ", lambda x: 1 / (1 + exp(-x))),
    (late(r"relu(?![- ]?6).*|max\(0.*", _I), "ReLU", lambda x: max(0.0, x)),
    (late(r"tanh.*|\\tanh.*", _I), "tanh", tanh),
    (late(r"(?:-|−)\s*\\?(?:ln|log)\b.*", _I), "−ln", lambda x: -log(x)),
    (late(r"(?:-|−)\s*\\?(?:ld|log_?\{?2)\b.*", _I), "−log2", lambda x: -log2(x)),
    (late(r"\\?(?:ln|log)\b.*", _I), "ln", log),
    (late(r"hard[- ]?tanh", _I), "Hard-tanh", lambda x: max(-1.0, min(1.0, x))),
    (late(r"relu[- ]?6", _I), "ReLU6", lambda x: max(0.0, min(6.0, x))),
    (
        late(r"elu(?: ?\(\$?(?:\\alpha|α) ?= ?1\$?\))?", _I),
        "ELU",
        lambda x: x if x > 0 else exp(x) - 1,
    ),
    (late(r"soft[- ]?plus", _I), "Softplus", lambda x: log1p(exp(x))),
    (late(r"soft[- ]?sign", _I), "Softsign", lambda x: x / (1 + abs(x))),
    (late(r"silu|swish", _I), "SiLU", lambda x: x / (1 + exp(-x))),
    (late(r"hard[- ]?sigmoid", _I), "Hard-Sigmoid", lambda x: max(0.0, min(1.0, x / 6 + 0.5))),
    (late(r"hard[- ]?sigmoid", _I), "Hard-Sigmoid", lambda x: max(0.0, min(1.0, x / 5 + 0.5))),
)
_SOFTMAX = late(r"softmax.*|p(?:_?\{?[ijk]\}?)?|wahrscheinlichkeit\w*|\\hat\s*\{?[yp]\}?.*", _I)
_PUT_IN = late(
    r"(?:.*[\s$])?\\?[a-zα-ω](?:_\{?\w\}?)?|\w*eingabe\w*|eingang|\w*inputs?|\w*werte?|values?|logits?"
    r"|argument|\w*aktivierung|pre-?activation",
    _I,
)
"""Heads of what a function is taken of."""
_SLOPE = late(r"(?:\\alpha\s*|α\s*)?=?\s*(\d+(?:(?:\{,\}|[.,])\d+)?)\s*\$?\)?$")
_LEAKY = late(r"leaky[- ]?relu\b.*", _I)


def relations(
    column: int, heads: Mapping[int, str], scales: Mapping[int, Fraction]
) -> Iterator[Term]:
    """`heads` are those of columns of numbers, `scales` what one unit in each is worth."""
    own = [one for one in _RELATIONS if fits(_ROLES[one.of], heads[column])]
    for relation in own:
        found = _named(relation.operands, column, heads)
        if not found:
            continue
        names = ", ".join(f"„{heads[one]}“" for one in found)
        percent = "%" in heads[column] and scales[column] == 1
        for scale in (scales[column], *((Fraction(1, 100),) if percent else ())):
            yield Term(
                f"„{heads[column]}“ folgt aus {names}",
                tuple(map(Same, found)),
                _scaled(relation.apply, [scales[one] for one in found], scale),
                measured=not relation.exact,
                summed=relation.of == "error",
                enough=relation.enough,
            )
    yield from _functions(column, heads)


def _named(roles: Sequence[str], column: int, heads: Mapping[int, str]) -> tuple[int, ...]:
    """The only columns that may be these, each another one: „Filter“ is no kernel beside „Kern“."""
    of = [
        [one for one, head in heads.items() if one != column and fits(_ROLES[role], head)]
        for role in roles
    ]
    if any(len(one) > _FEW for one in of):
        return ()
    found = [
        some
        for some in product(*of)
        if len({heads[one].removeprefix(AREA) for one in (*some, column)}) > len(some)
    ]
    return found[0] if len(found) == 1 else ()


def _scaled(
    function: Callable[..., Fraction], scales: Sequence[Fraction], own: Fraction
) -> Callable[..., Fraction]:
    def apply(*values: Fraction) -> Fraction:
        found = (value * scale for value, scale in zip(values, scales, strict=True))
        return function(*found) / own

    return apply


def _named_functions(head: str) -> list[tuple[str, Callable[[float], float]]]:
    return [(name, of) for pattern, name, of in _FUNCTIONS if pattern.fullmatch(head)]


def _functions(column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """Of a column before it; of the first one with such a head nothing is left open."""
    head, first = heads[column], min(heads)
    own = f"„{head}“"
    named = _named_functions(head)
    if _LEAKY.fullmatch(head):
        slope = _SLOPE.search(head)
        by = float(slope[1].replace("{,}", ".").replace(",", ".")) if slope else 0.01
        named.append(("Leaky ReLU", lambda x: max(x, x * by)))
    for one in (one for one in heads if one < column and not _named_functions(heads[one])):
        name = f"„{heads[one]}“"
        told = one == first and _PUT_IN.fullmatch(heads[one]) is not None
        for function, of in named:
            yield Term(f"{own} = {function}({name})", (Same(one),), _real(of), enough=2 * told)
        if _SOFTMAX.fullmatch(head):
            share = lambda a, b: a / b  # noqa: E731
            raised = lambda a, b: _real(exp)(a) / b  # noqa: E731
            whole = (Same(one), Whole(one))
            yield Term(f"{own}: {name} durch die Summe", whole, share, measured=True)
            yield Term(f"{own} = softmax({name})", (Same(one), Whole(one, raised=True)), raised)
