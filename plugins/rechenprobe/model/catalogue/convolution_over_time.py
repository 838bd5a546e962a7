"""ConvLSTM: an LSTM whose matrices are convolutions over a map."""

from msgspec.structs import replace

from rechenprobe.expression import Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.catalogue.recurrent import KEPT, NOTES, over_time
from rechenprobe.model.catalogue.windows import window
from rechenprobe.model.terms import BIAS, plus, times
from rechenprobe.model.use import Entry, Formulas, Use


def conv_lstm(use: Use) -> Formulas:
    """Four gates; each sees the input's window and, stride 1, the state's window."""
    one = replace(use, inputs=(use.input[1:],))
    view = window(one)
    filters = Symbol("F", use.integer("filters"), "Filter")
    gates = Symbol("4", 4, "Tore samt Kandidat")
    channels = Symbol(r"C_{\text{ein}}", view.channels, "Eingabekanäle")
    seen = times(*view.factors, plus(channels, filters))
    bias = BIAS if use.flag("use_bias") else Num(0)
    step = Formulas(
        output=view.ordered(view.outputs(), Part("Kanäle", filters)),
        params=times(gates, filters, plus(seen, bias)),
        macs=times(gates, view.windows(), filters, seen),
        kept=times(Num(KEPT["LSTM"]), view.windows(), filters),
        attributes={**view.derived(), "output_channels": filters.value},
        notes={**NOTES, "output": view.note()},
    )
    return over_time(use, step)


ENTRIES = {
    f"ConvLSTM{n}D": Entry(
        (
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "data_format",
            "dilation_rate",
            "activation",
            "recurrent_activation",
            "use_bias",
            "return_sequences",
            "return_state",
            "dropout",
            "recurrent_dropout",
        ),
        conv_lstm,
    )
    for n in (1, 2, 3)
}
