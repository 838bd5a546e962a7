"""The words of worked examples, German and English: which attribute of a layer they mean."""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

from rechenprobe.check.words.sentences import PER_SAMPLE
from rechenprobe.late import late

Attribute: TypeAlias = Literal[
    "input",
    "output",
    "kernel",
    "stride",
    "padding",
    "filters",
    "units",
    "input_channels",
    "output_channels",
    "rate",
    "params",
    "weights",
    "unbiased",
    "biases",
    "trainable",
    "frozen",
    "input_dim",
    "output_dim",
    "num_heads",
    "key_dim",
    "macs",
    "flops",
    "memory",
    "activations",
    "batch",
    "bits",
]

_COUNT = (
    r"(?:gesamt)?(?:an)?zahl(?: (?:der|von|an))? (?:freien |aller |ihrer |seiner )?"
    r"|(?:total )?(?:number|count) of |# ?"
)
_FROZEN = r"(?:nicht[ -]?trainierbar(?:e[nr]?)?|eingefrorene[nr]?|non-?trainable|frozen)"
_TRAINABLE = r"(?:(?:trainier|lern)bar(?:e[nr]?)?|trainable|learnable)"
_WEIGHTS = r"(?:parametern?|gewichten?|parameters?|params|weights)"
_SIZE = (
    r"[ -]?(?:gr[oö]ßen?|volumens?|form|dimension(?:en)?|tensor|shape|size|volume|map|dims?"
    r"|merkmale|features)"
)
_MEMORY = (
    r"(?:speicher(?:bedarf|platz|verbrauch)?"
    r"|memory(?: (?:requirements?|usage|footprint|consumption))?)"
)
_SIZED = r"(?:(?:gr[oö]ße|form|dimension(?:en)?|shape|size) (?:der|des|of)(?: the)? )?"
_WINDOW = (
    r"(?:filter|kernel|faltungskern|faltungsmaske|filtermaske|pool(?:ing)?|(?:pooling-?)?fenster)"
)
_ATTRIBUTES: tuple[tuple[Attribute, str], ...] = (
    (
        "input_channels",
        (
            rf"(?:{_COUNT})?(?:kan[aä]le|channels|tiefe) (?:in|der|des|of) .*"
            r"(?:eingabe|eingangs?|input)s?|(?:an)?zahl (?:der )?eingabekan[aä]le"
            r"|eingabekan[aä]len?|eingangskan[aä]len?|input channels|kan[aä]le|channels"
        ),
    ),
    (
        "output_channels",
        (
            rf"(?:{_COUNT})?(?:ausgabeklassen?|ausgabekan[aä]len?|ausgangskan[aä]len?"
            r"|kan[aä]le (?:in|der) (?:der )?ausgabe|output channels|merkmalskarten"
            r"|feature[ -]?maps?)"
        ),
    ),
    ("frozen", rf"(?:{_COUNT})?{_FROZEN} {_WEIGHTS}|{_FROZEN}"),
    ("trainable", rf"(?:{_COUNT})?{_TRAINABLE} {_WEIGHTS}|{_TRAINABLE}"),
    (
        "unbiased",
        rf"(?:{_COUNT})?{_WEIGHTS} (?:ohne|without) (?:den |die |the )?bias(?:es|werte)?",
    ),
    ("weights", rf"(?:{_COUNT})?(?:gewichten?|weights)|gewichts(?:an)?zahl"),
    (
        "biases",
        (
            rf"(?:{_COUNT})?bias(?:es|e|-?werten?|-?gewichten?|-?parametern?|-?terme[n]?| values"
            r"| terms| weights)?"
        ),
    ),
    (
        "params",
        (
            rf"(?:{_COUNT})?(?:gesamt)?(?:parametern?|parameters?|params?)"
            r"(?: (?:gesamt|insgesamt))?|(?:gesamt)?parameter(?:an)?zahl|total param(?:eter)?s"
        ),
    ),
    (
        "input_dim",
        (
            r"vokabular(?:gr[oö]ße)?|wortschatz|vocabulary(?: size)?|vocab(?: size)?"
            r"|gr[oö]ße des (?:vokabulars|wortschatzes)"
        ),
    ),
    (
        "output_dim",
        (
            r"(?:embedding|einbettungs|wortvektor)-?(?:dimension|gr[oö]ße|l[aä]nge)"
            r"|embedding (?:dim\w*|size)|vektorl[aä]nge|dimension der (?:wortvektoren|einbettung)"
        ),
    ),
    ("num_heads", rf"(?:{_COUNT})?(?:attention-?|aufmerksamkeits)?(?:k[oö]pfen?|heads)"),
    (
        "key_dim",
        (
            r"schl[uü]sseldimension|key[ _-]?dim(?:ension)?|dimension (?:je|pro) kopf"
            r"|k[oö]pfen? (?:der|mit) (?:dimension|breite|größe|länge)"
        ),
    ),
    (
        "filters",
        (
            rf"(?:{_COUNT})(?:filtern?|kernels?|filters|faltungskernen?)"
            r"|(?:filter|kernel)-?(?:an)?zahl"
        ),
    ),
    (
        "units",
        (
            rf"(?:{_COUNT})?(?:versteckten? |hidden )?(?:neuronen|einheiten|units|neurons)"
            r"|neuronen(?:an)?zahl|hidden[ -]size|zustands(?:gr[oö]ße|dimension)"
        ),
    ),
    ("batch", r"(?:mini-?)?batch(?:[ -]?(?:size|gr[oö]ße|groesse))?|stapelgr[oö]ße"),
    (
        "bits",
        (
            r"(?:zahlen)?präzision|genauigkeit|precision|bits? (?:pro|je|per) (?:gewicht|parameter"
            r"|wert|zahl|weight)|datentyp|wortbreite"
        ),
    ),
    (
        "padding",
        r"(?:no |kein |ohne )?(?:zero-?)?(?:padding|auff[uü]llung|polsterung|rand)",
    ),
    ("stride", r"strides?|schrittweiten?|schritt|step size|schrittl[aä]nge"),
    (
        "kernel",
        (
            r"(?:filtern?|filters|kernels?) (?:der|von|of) (?:größe|form|size)"
            rf"|(?:(?:gr[oö]ße|form|size) (?:der |des |of the |of )?)?{_WINDOW}s?"
            r"(?:-?(?:gr[oö]ße|size|fenster|form|shape))?|(?:kernel|pool|filter|window)[ _]size"
        ),
    ),
    (
        "activations",
        (
            r"aktivierung(?:en)?|activations?"
            rf"|{_MEMORY} (?:der|für(?: die)?|of(?: the)?|for(?: the)?) "
            r"(?:aktivierung|ausgabe|ausgang|ausg[aä]nge|output|activation"
            r"|merkmalskarte|feature[ -]?map)(?:en|n|s)?"
        ),
    ),
    (
        "memory",
        rf"{_MEMORY}(?: (?:der|für(?: die)?|of(?: the)?|for(?: the)?) {_WEIGHTS})?",
    ),
    (
        "macs",
        (
            rf"(?:{_COUNT})?(?:macs?|mac-?operationen|multiplikationen|multiply-?accumulates"
            r"|mult(?:iply)?-?adds)|rechenaufwand|aufwand"
        ),
    ),
    ("flops", rf"(?:{_COUNT})?(?:flops?|gleitkommaoperationen)"),
    ("rate", r"(?:(?:dropout|drop|ausfall)-?)?rate|dropout|ausfallwahrscheinlichkeit"),
    (
        "output",
        (
            rf"{_SIZED}(?:ausgabe|ausgang|ausg[aä]nge|output)s?(?:{_SIZE})?"
            r"|gr[oö]ße der (?:merkmalskarten?|feature-?maps?)"
        ),
    ),
    (
        "input",
        (
            rf"{_SIZED}(?:eingabe|eingang|eing[aä]nge|input)s?(?:{_SIZE}|bild)?"
            r"|(?:an)?zahl (?:der )?eing[aä]nge|bild(?:gr[oö]ße)?"
        ),
    ),
)
_ASIDE = late(
    r"(?:.* )?(?:ohne|je|jeweils|pro|nach|vor|per|each|without|before|after)"
    r"(?: (?:de[nmrs]|die|das|dies\w+|jede\w?|eine[nmr]?|the|an?))? ",
    re.IGNORECASE,
)
"""Before the end of a phrase: that end is no name of the number, as in `Parameter je Filter`."""
_ROOTS: dict[Attribute, str] = {
    "input_channels": "kan channel tiefe",
    "output_channels": "ausgabeklasse kan channel merkmalskarte feature",
    "frozen": "trainierbar eingefroren trainable frozen",
    "trainable": "trainierbar lernbar trainable learnable",
    "unbiased": "ohne without",
    "weights": "gewicht weights",
    "biases": "bias",
    "params": "param",
    "input_dim": "vokabular wortschatz vocab",
    "output_dim": "embedding einbettung vektor",
    "num_heads": "kopf köpf heads",
    "key_dim": "schl key kopf köpf",
    "filters": "filter kern",
    "units": "neuron einheit units hidden zustand",
    "batch": "batch stapel",
    "bits": "präzision genauigkeit precision bit datentyp wortbreite",
    "padding": "padding auff polsterung rand",
    "stride": "stride schritt step",
    "kernel": "filter kern maske pool fenster window",
    "activations": "aktivierung activation speicher memory",
    "memory": "speicher memory",
    "macs": "mac mult aufwand",
    "flops": "flop gleitkomma",
    "rate": "rate dropout ausfall",
    "output": "ausgabe ausgang ausgäng output merkmalskarte feature",
    "input": "eingabe eingang eingäng input bild",
}
"""All names of an attribute have one of these in them, in small letters."""
_PHRASES = tuple(
    (name, _ROOTS[name].split(), late(pattern, re.IGNORECASE)) for name, pattern in _ATTRIBUTES
)
_LONGEST_LABEL = 10
"""Words of a label that are looked at, the last ones."""

_NOUNS: tuple[tuple[str, tuple[Attribute, ...]], ...] = (
    (r"filtern?|filters|faltungskernen?|kernels?", ("filters",)),
    (r"neuronen|einheiten|units|neurons", ("units",)),
    (rf"{_FROZEN} {_WEIGHTS}", ("frozen",)),
    (rf"{_TRAINABLE} {_WEIGHTS}", ("trainable",)),
    (
        r"(?:sind |are )?(?:nicht[ -]?trainierbare?|non-?trainable)(?! (?!und|and|sind|are))",
        ("frozen",),
    ),
    (r"(?:sind |are )?(?:trainierbare?|trainable|lernbar)(?! (?!und|and))", ("trainable",)),
    (rf"{_WEIGHTS} (?:ohne|without) (?:den |die |the )?bias(?:es|werte)?", ("unbiased",)),
    (r"(?:freien? )?parametern?|parameters|params", ("params",)),
    (r"gewichten?|weights", ("weights",)),
    (r"bias(?:es|e|werten?|gewichten?|parametern?|-?terme)|biases", ("biases",)),
    (r"eingabekan[aä]len?|eingangskan[aä]len?|input channels", ("input_channels",)),
    (r"ausgabekan[aä]len?|merkmalskarten|feature[ -]maps?|output channels", ("output_channels",)),
    (r"kan[aä]len?|channels", ("input_channels", "output_channels")),
    (r"wörtern?|words", ("input_dim", "input")),
    (r"komponenten|dimensionen|components|dimensions", ("output_dim", "output")),
    (r"(?:attention-?|aufmerksamkeits)?(?:köpfen?|heads)", ("num_heads",)),
    (r"macs|multiplikationen", ("macs",)),
    (r"flops", ("flops",)),
)
_COUNTED = tuple((late(words + r"(?!\w)", re.IGNORECASE), names) for words, names in _NOUNS)


_SHARED = late(rf"(?:\w+ )?(?!{PER_SAMPLE})(?:je|pro|per|each|jeweils)\b", re.IGNORECASE)


def shared(noun: str) -> bool:
    """Whether the words behind a number make it a share: `Gewichte je Filter`."""
    return _SHARED.match(noun) is not None


@lru_cache(maxsize=4096)
def counted(noun: str) -> tuple[Attribute, ...]:
    """What is counted by the number before these words: `96 Filter`."""
    for pattern, names in _COUNTED:
        if pattern.match(noun):
            return names
    return ()


_APPROXIMATELY = late(
    r"(?:[ .](?:also|somit|damit|folglich|thus|hence|therefore|i e|d h"
    r"|rund|ca|circa|etwa|ungefähr|genau|insgesamt|jeweils|je|sind|ist|beträgt|about"
    r"|über|gut|fast|knapp|beinahe|nahezu|mehr als|weniger als|höchstens|mindestens))+\.?$",
    re.IGNORECASE,
)
_CHANNELS = late(r"(?:.* )?(?:kan[aä]le|channels|tiefe)", re.IGNORECASE)
_FILTERS = late(r"(?:.* )?(?:filter|kernel)s?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def attributes(label: str, noun: str = "") -> tuple[Attribute, ...]:
    """All that a label may mean; the words behind the number help: `Eingabe: 3 Kanäle`."""
    label = _APPROXIMATELY.sub("", " " + label).strip()
    named = attribute(label)
    if named is None:
        return ()
    if named in ("input", "output") and counted(noun) == ("input_channels", "output_channels"):
        return ("input_channels",) if named == "input" else ("output_channels",)
    if named == "kernel" and _FILTERS.fullmatch(label):
        return ("kernel", "filters")  # „Filter: 11 × 11“, but also „Filter: 96“
    if named == "input_channels" and _CHANNELS.fullmatch(label):
        return ("input_channels", "output_channels")
    return (named,)


def goes_on(label: str) -> bool:
    """Whether the words only say more of the same: `also`, `d. h. rund`."""
    return not _APPROXIMATELY.sub("", " " + label).strip()


@lru_cache(maxsize=4096)
def attribute(label: str) -> Attribute | None:
    """What a label means; the end of a longer phrase counts (`Wir haben Filter`).

    Not that of `Gewichte pro Filter` or `Ausgabe ohne Padding`: what they count, no attribute is.
    """
    words = label.strip(" :.").split()[-_LONGEST_LABEL:]
    possible = _possible(" ".join(words))
    for start in range(len(words)):
        before = " ".join(words[:start])
        if start and _ASIDE.fullmatch(before + " "):
            return None
        phrase = " ".join(words[start:])
        for written in (phrase, *phrase.split("/"), phrase.replace("-", "")):
            if named := _named(written, possible):
                if start and words[start].lower() == "ohne" and attribute(before):
                    return None
                return named
    return None


@lru_cache(maxsize=4096)
def is_label(words: str) -> bool:
    """Whether the words are nothing but a label, not the end of a sentence."""
    label = _APPROXIMATELY.sub("", " " + words).strip()
    return _named(label, _possible(label)) is not None


_Names: TypeAlias = tuple[tuple[Attribute, re.Pattern[str]], ...]


def _possible(label: str) -> _Names:
    """What a label, or a part of it, may mean: seen much faster than what it does."""
    lower = label.lower()
    lower += " " + lower.replace("-", "")
    return tuple(
        (name, pattern) for name, roots, pattern in _PHRASES if any(map(lower.__contains__, roots))
    )


def _named(phrase: str, possible: _Names) -> Attribute | None:
    return next((name for name, pattern in possible if pattern.fullmatch(phrase)), None)
