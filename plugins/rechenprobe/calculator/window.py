"""A square window on its way over the input: how far it reaches, what surrounds the input.

After Dumoulin & Visin, *A guide to convolution arithmetic for deep learning*; `same` as TensorFlow
has it: as many zeros as ⌈n/s⌉ windows need, the odd one at the end.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.expression import Call, Expr, Num, Symbol
from rechenprobe.model.terms import fraction, minus, plus, times
from rechenprobe.sheet import Check

_SIZE, _WINDOW, _STRIDE = Symbol("n"), Symbol("f"), Symbol("s")
_DILATION, _SIDE, _OUT = Symbol("d"), Symbol("p"), Symbol("o")
_CHANNELS, _GROUPS, _FILTERS = Symbol(r"C_{\text{ein}}"), Symbol("g"), Symbol("F")

GROUPED = tuple(
    Check(
        "whole",
        fraction(channels, _GROUPS),
        f"Die Gruppen müssen die {name} teilen: {{0}} ist kein Teiler von {{1}}.",
        (_GROUPS, channels),
    )
    for name, channels in (("Eingabekanäle", _CHANNELS), ("Filter", _FILTERS))
)
"""What groups ask of the channels."""


class Window(Struct, frozen=True):
    """A form of the window."""

    padding: str
    """`valid`, `same` or `number`."""
    dilated: bool

    @property
    def reach(self) -> Expr:
        """Cells from the window's first to its last, gaps counted."""
        if not self.dilated:
            return _WINDOW
        return plus(times(_DILATION, minus(_WINDOW, Num(1))), Num(1))

    @property
    def padded(self) -> Expr:
        """Zeros along an axis, both sides together."""
        needed = minus(plus(times(minus(_OUT, Num(1)), _STRIDE), self.reach), _SIZE)
        kinds: Mapping[str, Expr] = {
            "valid": Num(0),
            "number": times(Num(2), _SIDE),
            "same": Call("max", (Num(0), needed)),
        }
        return kinds[self.padding]

    def checks(self) -> Iterator[Check]:
        """Whether it fits, whether it comes out even, whether Keras takes it."""
        if self.padding == "same":
            yield Check(
                "whole",
                fraction(self.padded, Num(2)),
                "Aufgefüllt wird ungleich: zusammen {0} je Achse, am Ende eine Null mehr als am"
                " Anfang. Ein einzelnes p je Seite gibt es hier nicht.",
                (self.padded,),
                fatal=False,
            )
        else:
            room = plus(_SIZE, self.padded)
            left = minus(room, self.reach)
            yield Check(
                "positive",
                plus(left, Num(1)),
                "Das Fenster passt nirgends hin: Es reicht über {0}, die Eingabe misst mit"
                " Auffüllung nur {1}.",
                (self.reach, room),
            )
            yield Check(
                "whole",
                fraction(left, _STRIDE),
                "Es geht nicht auf: {0} ist nicht durch {1} teilbar. Keras rundet ab, der Rand am"
                " Ende bleibt ungenutzt.",
                (left, _STRIDE),
                fatal=False,
            )
        if self.dilated:
            yield Check(
                "positive",
                minus(Num(2), _STRIDE),
                "Keras nimmt eine Schrittweite größer als 1 nicht zusammen mit einer Dilatation"
                " größer als 1 an; die Formel gilt trotzdem.",
                (),
                fatal=False,
            )
