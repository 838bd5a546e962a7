r"""Values of activation functions that a text calls by their names.

Leaky ReLU mit $\alpha = 0{,}01$: $f(-3) = -0{,}03$; $\operatorname{ELU}(-2) \approx -0{,}865$
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import exp, log, tanh

from msgspec import Struct

from rechenprobe.check.defined.values import Number
from rechenprobe.late import late

_NAMES: tuple[tuple[str, str], ...] = (
    ("leaky", r"leaky[- ]?relus?|\blrelu"),
    ("prelu", r"prelu"),
    ("elu", r"(?<![a-z])elu"),
    ("relu", r"(?<![a-z])relu(?!6)"),
    ("softplus", r"softplus"),
    ("silu", r"swish|silu"),
    (
        "step",
        r"heaviside\w*|sprungfunktion|schwellen(?:wert)?funktion|stufenfunktion|step function",
    ),
    ("sign", r"vorzeichenfunktion|signum\w*|sign function"),
    ("sigmoid", r"sigmoid\w*|logistische\w* funktion|logistic function"),
    ("tanh", r"(?<![a-z])tanh"),
)
_ALL = late("|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMES))
_ROOTS = ("relu", "elu", "softplus", "swish", "heaviside", "funktion", "sign", "sigma", "σ", "tanh")
_SIGN = r"[-−–]?"
_VALUE = late(
    rf"(?<![a-zäöüß\\])(?P<letter>\\?[a-zφσ]+(?:[- ]?relu)?)(?P<dash>'|\^ ?\\prime|′)? ?\( ?"
    rf"(?P<at>{_SIGN}) ?[#](?P<x>\d+) ?\) ?(?:=|\\approx|≈) ?(?P<is>{_SIGN}) ?[#](?P<y>\d+)"
    r"(?! ?[-−–(^+*/·=<>\\]|[\w%])"
)
_SLOPE = late(r"(?:\\?alpha|α|steigung|slope|faktor|factor) ?(?:=|von|of)? ?#(\d+)")
_LETTERS = frozenset({"f", "g", "h", r"\varphi", r"\phi", "φ", r"\sigma", "σ"})
_OF_A_LAYER = late(r"\b\w*(?:schicht|layer|faltung|neuron|netz|network)\w*\b")
"""Where these have outputs, letters may stand for them."""
_DEFINES = late(
    r"(?<![a-z\\])(?:f|g|h|a|\\varphi|\\phi|φ|\\sigma|σ)'? ?\( ?[a-z] ?\) ?(?:=|\\begin)"
)
_SIGMAS = frozenset({r"\sigma", "σ"})


class Evaluated(Struct, frozen=True):
    """One value that is said: places of what is put in and of what comes out."""

    given: tuple[int, ...]
    target: int
    value: Number
    """Of the target as it stands there, without the sign before it."""
    shown: str


def may_evaluate(text: str) -> bool:
    """Whether it is worth a closer look."""
    return "(" in text and any(map(text.__contains__, _ROOTS))


def evaluated(
    text: str, before: str, number: Callable[[int], Fraction | None]
) -> Iterator[Evaluated]:
    """All values in a sentence with places; `before` is what its paragraph says so far."""
    matches = list(_VALUE.finditer(text))
    if not matches:
        return
    said = {match.lastgroup or "" for match in _ALL.finditer(before + text)}
    slope = _SLOPE.search(text)
    fixed = bool(_DEFINES.search(before + text) or _OF_A_LAYER.search(text))
    for match in matches:
        name = _function(match["letter"], said, fixed=fixed)
        x = number(int(match["x"]))
        if not name or x is None:
            continue
        alpha = number(int(slope[1])) if slope else Fraction(1) if name == "elu" else None
        value = _at(name, -x if match["at"] else x, alpha, derived=match["dash"] is not None)
        if value is not None:
            given = (int(match["x"]), *((int(slope[1]),) if slope and x else ()))
            shown = f"{_SHOWN[name]}{'′' if match['dash'] else ''} an dieser Stelle"
            own = -value if match["is"] else value
            yield Evaluated(given, int(match["y"]), own, shown)


def _function(letter: str, said: set[str], *, fixed: bool) -> str:
    """What is meant by the name before the bracket."""
    called = _ALL.fullmatch(letter.removeprefix("\\"))
    if called is not None:
        return called.lastgroup or ""
    if letter in _SIGMAS and "sigmoid" in said and len(said) == 1:
        return "sigmoid"
    if letter not in _LETTERS or fixed or len(said) != 1:
        return ""
    return next(iter(said))


_SHOWN: Mapping[str, str] = {
    "leaky": "Leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "relu": "ReLU",
    "softplus": "Softplus",
    "silu": "SiLU (Swish)",
    "step": "die Sprungfunktion",
    "sign": "die Vorzeichenfunktion",
    "sigmoid": "die Sigmoidfunktion",
    "tanh": "tanh",
}


def _at(name: str, x: Fraction, alpha: Fraction | None, *, derived: bool) -> Number | None:
    """The function's value; its derivative's if it is that. None where it is not settled."""
    if abs(x) > _MOST:
        return None
    if name in ("sigmoid", "tanh", "softplus", "silu"):
        return _smooth(name, float(x), derived=derived)
    if name in ("step", "sign"):
        low = 0 if name == "step" else -1
        return None if derived or not x else Fraction(1 if x > 0 else low)
    if derived and not x:
        return None
    if x >= 0 or name == "relu":
        return Fraction(x > 0) if derived else max(x, Fraction(0))
    if alpha is None:
        return None
    if name == "elu":
        return float(alpha) * (exp(x) if derived else exp(x) - 1)
    return alpha if derived else alpha * x


def _smooth(name: str, x: float, *, derived: bool) -> Number:
    sigmoid = 1 / (1 + exp(-x))
    if name == "sigmoid":
        return sigmoid * (1 - sigmoid) if derived else sigmoid
    if name == "tanh":
        return 1 - tanh(x) ** 2 if derived else tanh(x)
    if name == "softplus":
        return sigmoid if derived else log(1 + exp(x))
    return sigmoid + x * sigmoid * (1 - sigmoid) if derived else x * sigmoid


_MOST = 500
