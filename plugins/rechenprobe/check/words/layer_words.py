"""The words for kinds of layers and for which one of a kind, German and English."""

from msgspec import Struct


class Kind(Struct, frozen=True):
    """Words for one kind of layer, and the Keras classes that they mean."""

    stem: str
    """What stands before „-Schicht“ or „-Layer“."""
    readings: tuple[str, ...]
    """What a Keras class has to match, narrow to wide: where they disagree, nothing is bound."""
    alone: bool = False
    """Numbers of such layers count those of the first reading that a model has any of."""


CONV = r"(?:conv(?:olution(?:al)?)?|faltungs?)"
SUFFIX = r"[ -]?(?:layer|schicht|ebene)"
PLURAL = r"(?:[ -]?(?:layers|layern|schichten|ebenen)|(?<=ung)en|(?<=convolution)s)"
POINTWISE = "pointwise"
"""Convolutions whose window is a single point."""
WRAPPED = "wrapped "
"""Layers of a class and bidirectional ones of it: whether both are meant is open."""
WEIGHTED = "weighted"
"""A reading by weights instead of the class."""
HIDDEN = "hidden"
"""Dense layers but the last, of a model that has no others with weights."""
KINDS: tuple[Kind, ...] = (
    Kind(r"(?:depthwise|tiefenweisen?)[ -]?(?:conv(?:olution(?:al)?)?|faltungs?)", (r"Depthwise",)),
    Kind(
        r"(?:separable|separierbaren?)[ -]?(?:conv(?:olution(?:al)?)?|faltungs?)", (r"Separable",)
    ),
    Kind(
        r"(?:pointwise|punktweisen?|1 ?[×x] ?1)[ -]?(?:conv(?:olution(?:al)?)?|faltungs?)",
        (POINTWISE,),
    ),
    Kind(
        r"(?:transposed?|transponierten?)[ -]?(?:conv(?:olution(?:al)?)?|faltungs?)"
        r"|conv(?:olution)?(?:[123]d)?[ -]?transposed?|deconv(?:olution(?:al)?)?"
        r"|up[ -]?conv(?:olution)?|hochfaltungs?",
        (r"Transpose$",),
    ),
    Kind(
        rf"{CONV}|conv[123]d",
        (r"^Conv[123]D$", r"Conv(?!LSTM|[123]DTranspose)"),
        alone=True,  # otherwise counted: see `recounting`
    ),
    Kind(r"max[ -]?pool(?:ing)?(?:[123]d)?", (r"^MaxPool", r"MaxPool")),
    Kind(
        r"(?:average|avg|mittelwert)[ -]?pool(?:ing)?(?:[123]d)?", (r"^AveragePool", r"AveragePool")
    ),
    Kind(
        r"globale?[nmrs]?[ -](?:(?:(?:max|average|avg|mittelwert)[ -]?)?pool(?:ing)?"
        r"|mittel(?:wert|ungs?)?|durchschnitts?|maximum)",
        (r"^Global",),
    ),
    Kind(r"pool(?:ing)?(?:[123]d)?", (r"^(?!Global).*Pool", r"Pool")),
    Kind(r"dense|fully[ -]connected|fc|voll(?:ständig)?[ -]?verbunden(?:e[nr]?)?", (r"Dense$",)),
    Kind(r"dropout", (r"Dropout",)),
    Kind(
        r"(?:bidirektionalen?|bidirectional)(?:[ -](?:lstm|gru|rnn))?",
        (r"Bidirectional",),
    ),
    Kind(r"concat(?:enate|enation)?|verkettungs?|zusammenführungs?", (r"Concatenate",)),
    Kind(r"up[ -]?sampling(?:[123]d)?", (r"UpSampling",)),
    Kind(r"reshape", (r"Reshape",)),
    Kind(r"flatten", (r"Flatten",)),
    Kind(r"resizing|skalierungs?", (r"Resizing",)),
    Kind(r"lstm", (r"^LSTM", r"LSTM", WRAPPED + "LSTM")),
    Kind(r"gru", (r"GRU", WRAPPED + "GRU")),
    Kind(r"simple[ -]?rnn", (r"^SimpleRNN",)),
    Kind(r"rnn", (r"RNN$", r"LSTM|GRU|RNN|^Bidirectional")),
    Kind(r"(?:rekurrente[nr]?|recurrent)", (r"LSTM|GRU|RNN|^Bidirectional",)),
    Kind(r"embedding|einbettungs?", (r"Embedding",)),
    Kind(r"batch[ -]?norm(?:alization|alisierungs?)?", (r"BatchNorm",)),
    Kind(r"layer[ -]?norm(?:alization|alisierungs?)?", (r"LayerNorm",)),
    Kind(r"(?:normierungs?|normalisierungs?)", (r"(?:Batch|Layer|Group|RMS)Normalization",)),
    Kind(
        r"(?:(?:multi[ -]?head|self|selbst)[ -]?)?(?:attention|aufmerksamkeits?)", (r"Attention",)
    ),
    Kind(r"(?:versteckte|verborgene)[nr]?|hidden", (HIDDEN,)),
)
ANY = Kind(r"", ("", WEIGHTED))
OUTPUT = Kind(r"(?:ausgabe|ausgangs|output)", ("", WEIGHTED))
ROOTS = tuple(
    "schicht layer faltung conv dense pool ausgabe ausgangs output connected fc verbunden dropout "
    "bidire flatten resizing skalierung lstm gru rnn rekurrent recurrent embedding einbettung norm "
    "concat verkett zusammenführ sampling reshape mittel durchschnitt maximum "
    "attention aufmerksamkeit versteckt verborgen hidden".split()
)
"""Each word that names a layer, or its kind, has one of these in it: most texts have none."""
ALL = (*KINDS, ANY)
ORDINALS = (
    {
        stem + ending: position
        for position, stem in enumerate(
            "erst zweit dritt viert fünft sechst siebt acht neunt zehnt".split(), 1
        )
        for ending in ("e", "er", "en", "es", "em")
    }
    | dict.fromkeys("vorletzte vorletzten vorletzter penultimate".split(), -2)
    | dict.fromkeys("letzte letzten letzter last final abschließende abschließenden".split(), -1)
    | {word: position for position, word in enumerate("first second third fourth fifth".split(), 1)}
)
MANY = {
    word: count
    for count, words in enumerate(
        ("beide beiden zwei two both", "drei three", "vier four", "fünf five", "sechs six"), 2
    )
    for word in words.split()
}
