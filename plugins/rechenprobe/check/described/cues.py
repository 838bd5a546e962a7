"""Words that tell which kind of layer a sentence describes, and that it may mean another one."""

import re
from collections.abc import Iterator, Mapping

from rechenprobe.late import late

KINDS = (
    ("separable", r"(?:depthwise[- ]?)?separable|(?:tiefenweise )?(?:separierbar\w*|trennbar\w*)"),
    ("depthwise", r"depthwise|tiefenweise\w*"),
    ("transposed", r"transponiert\w*|transposed?|conv\dd?transpose|deconv\w*|hochfaltung\w*"),
    ("other", r"residual\w*|blocks?|blöcke\w*"),
    ("lora", r"lora|low[- ]rank\w*"),
    ("position", r"position\w*[- ]?(?:[ck]odierung|encoding|embedding)\w*"),
    ("attention", r"\w*-?attention|aufmerksamkeit\w*"),
    ("heads", r"k[oö]pfen?\b|heads?\b"),
    ("patches", r"\w*-?patch(?:es)?(?!\w)"),
    ("neuron", r"(?:eine?[sm]?|jedes|a|single) (?:perzeptrons?|perceptron|neurons?)(?!\w)"),
    ("conv", r"\w*faltung\w*|conv(?:olution\w*|[12]d|-?(?:layer|schicht))?(?!\w)"),
    ("flatten", r"flatten\w*|flach\w*"),
    ("global", r"global\w*[- ](?:(?:average|avg|max|mittelwert\w*)[- ])?pool\w*"),
    ("pool", r"(?:max|average|avg|mittelwert)?-?pool(?:ing)?(?:[12]d)?"),
    ("dense", r"dense(?!net)|voll(?:ständig)?[- ]?(?:verbunden|vernetzt)\w*"),
    ("dense", r"fully[- ]connected|fc-|lineare?\w* (?:schicht|layer)|linear layer"),
    ("embedding", r"embedding(?!-?(?:dim|größe|size))|einbettung(?!s-?(?:dim|größe))"),
    ("lstm", r"lstm(?!-?zellen)"),
    ("gru", r"gru(?!-?zellen)(?=[-\s])"),
    ("rnn", r"(?:simple-?|vanilla[- ])?rnn|rekurrente\w*"),
    ("batchnorm", r"batch[- ]?norm\w*"),
    ("layernorm", r"layer[- ]?norm\w*"),
    ("network", r"(?:\w*netz(?:werks?|es)?|mlp|\w+perzeptron|network)(?!\w)"),
)
KIND = late(
    rf"(?<![\wäöüß])(?:{'|'.join(f'(?P<k{n}>{words})' for n, (_, words) in enumerate(KINDS))})"
)
_FAINT = (
    ("conv", late(r"(?<![\wäöüß])(?:faltungs)?(?:filtern?|filters?|kernels?|kerne?n?)\b")),
    (
        "image",
        late(
            r"(?<![\wäöüß])(?:\w*bild(?:es|e?rn?)?|\w*fotos?|images?|\w*tensor(?:en|s)?"
            r"|input volume|\w*eingaben?|merkmalskarten?"
            r"|feature[- ]?maps?|(?:mini-?)?batch)\b"
        ),
    ),
    ("matrix", late(r"\b\w*matrix\b")),
    ("dense", late(r"\b(?:schicht|layer)\b")),
)
"""Words that every layer may have to do with: they name a kind where nothing else does."""
ROOTS = (
    "falt conv pool dense verbunden vernetzt connected linear embedding einbettung lstm gru rnn "
    "rekurrent norm netz mlp perzeptron network flatten flach separ depthwise tiefenweise fc- "
    "attention aufmerksam kopf köpf head patch neuron perceptron filter kern bild foto image "
    "tensor eingabe karte maps matrix batch input lora rank position"
).split()
MANY = late(
    r"\b(?:(?:zwei|drei|vier|fünf|sechs|beiden?|mehrere[nr]?|alle[nr]?|two|three|four|both|all)"
    r"\s+(?!kan|achsen|eing|ausg|channel|input|output|gruppen|groups|bias|richtung|direction)"
    r"|\w+schichten\b|\w+ungen\b(?<!richtungen)(?<!skalierungen)(?<!verschiebungen)|layers\b"
    r"|gestapelt\w*|stacked)"
)
_EACH = r"(?:je(?:weils)?|pro|per|for each|for every|in jeder?|für jeden?)"
_HIDDEN = (
    r"\b(?P<count>zwei|drei|vier|fünf|two|three|four|five) (?:verdeckte|versteckte|hidden)[nr]?"
    r" (?:schichten|layers)(?: (?:zu|mit|von|of|with))?(?: je(?:weils)?)?[\s$*_]*"
)
HARMLESS = late(
    rf"(?:(?:je )?ein(?:e[rmn]?|s|en)?|one|a)(?: (?:bias\w*|wert))? {_EACH}"
    r" (?:ausgangs|ausgabe|output )?(?:kan[aä]l|filter|neuron|einheit|kern|channel|unit)\b"
    rf"|{_EACH} (?:richtung|direction|zeitschritt|time ?step|step)\b"
    r"|(?:filtern?|filters)[ ,]+(?:mit|with|zu|of|von) je(?:weils)?\b"
    r"|\b(?:keine|no) (?:lernbaren |trainierbaren |trainable |learnable )?"
    r"(?:parameter|gewichte|weights)"
    r"|\b(?:bottleneck|residual|inverted residual)?-?blocks?\s*[,:(]"
    rf"|{_HIDDEN.replace('?P<count>', '?:')}(?=\d)|(?<=neurons )each\b|(?<=units )each\b"
)
"""What sounds like several layers or another number, and is part of the description."""
HIDDEN_LAYERS = late(rf"{_HIDDEN}\Z")
"""Before the number of units that each of them has."""
BIASED = late(
    r"\b(?:mit|samt|inklusive|inkl\.|einschließlich|plus|with|including)"
    r"(?: (?:den|dem|der|allen|je einem|einem|jeweils einem|the|their|a|one|all))?(?: \d+)?"
    r" (?:je )?bias(?!-?frei)|(?<!not )(?<!without )\bcounting (?:the )?bias"
    r"|\b(?:use_)?bias\s*=\s*true"
    r"|\bbias(?:es|se|e|werte)? (?:eingeschlossen|inbegriffen|mitgezählt|included)"
)
"""That biases are counted."""
OTHERWISE = late(
    r"\b(?:nicht(?! ?-?trainierbar)|kein\w*(?! bias| padding)|statt|anstatt|anstelle|als|wie"
    r"|wäre\w*|würde\w*|wenn|falls|je|jeweils|pro|jede\w* der|pruning"
    r"|symmetri\w*|verschieden\w*|distinct|unabhängig\w*|independent|nonzero|ungleich|diagonal\w*"
    r"|dünn\w*|sparse\w*|aktive[nr]?|active|im mittel|im schnitt|on average|dropout"
    r"|ersetz\w*|replac\w*|(?:verdoppel|halbier|streich|entfern)t (?:man|wir)"
    r"|rest\w*|gegenüber|vergl\w*|falsch\w*|irr\w*"
    r"|fehler\w*|insgesamt|zusammen|gesamt\w*|mehr|weniger|spar\w*|instead|than|would|if|per|each"
    r"|every|wrong|total|altogether|more|fewer|less|saves?|lora|quantis\w*)\b"
)
"""With one of these a number may be another one than the layer's."""
TOGETHER = late(r"\b(?:insgesamt|zusammen|gesamt|in total|altogether)\b(?! mit| with)")
"""Said of a net, whose layers all are meant."""
UNBIASED = late(
    r"\b(?:ohne|kein\w*|without|no)(?: (?:den|die|jeden|the|any))? bias"
    r"|bias\w*[^.\n]{0,60}(?:vernachlässig|weggelass|weglass|ignorier|entf[aä]ll|außer acht"
    r"|unberücksichtigt|neglect|ignor|omit)"
    r"|(?:vernachlässig|ignor|omit|neglect|counting)\w*[^.\n]{0,40}bias|(?:use_)?bias\s*=\s*false|biasfrei|bias-free"
)
VALID = late(r"\b(?:ohne|kein\w*|without|no) (?:zero-)?(?:padding|rand|auffüllung)|[„\"'`]valid")
SAME = late(r"[„\"'`]same|\bsame[- ]padding|padding[ =:„\"'`]*same")
AXIS = late(
    r"\b(?:verkleiner\w*|verkürz\w*|schrumpf\w*|halbier\w*|reduzier\w*|vergrößer\w*|breite|höhe|auflösung"
    r"|\w*länge|shrinks?|reduces?|halves|width|height|resolution)\b"
)
"""„… verkleinert 224 auf 112“: these are sides of the image."""
COUNTS = late(r"\b(?:\w*werte?n?|\w*zahl|parametern?|neuronen|kan[aä]len?|values|channels)\b")
GOES_ON = late(
    r"\W*(?:(?:damit|somit|also|folglich|so|thus|hence)\s+)?"
    r"(?:mit den bias\w*|with (?:the )?biases|sie|er|es|das sind|dies sind"
    r"|it|that is|dieser?|dieses|hat sie|hat es|hat er|(?:diese|die) (?:schicht|faltung) hat"
    r"|this layer|the layer has)\b"
)
COMES_OUT = late(
    r"\b(?:mach\w*|werden|wird|verwandel\w*|verkleiner\w*|bring\w*|überführ\w*|ergib\w*"
    r"|ergeben|liefer\w*|entsteh\w*|erh[aä]lt\w*|bekomm\w*|bleib\w*|schrumpf\w*|turns?|becomes?|reduces?"
    r"|shrinks?|maps?|produces?|gives|yields?|leaves|results?)\b"
)
"""Behind what goes in, a second shape is what comes out."""
MORE_HAPPENS = late(
    r"\b(?:aufgefüllt|gepolstert|padded|erweitert|ergänzt|nullen|zeros|rezeptiv\w*|receptive|sieht|sees"
    r"|ausschnitt\w*|regions?|bereich\w*|zugeschnitten|cropp\w*|skalier\w*|resiz\w*|gruppen|je|pro|bevor"
    r"|before|zunächst|zuerst|first|vergrößert|vorher|danach|anschließend|then|after\w*|nach)\b"
)
"""With one of these it may be what becomes of it in another step."""
_OR = late(r"\b(?:oder|or|bzw\.|beziehungsweise|respectively)[\s$*_(]*\Z")
"""Before a number: it is another one under another condition."""
_PARTLY = late(
    r"\b(?:erste|zweite|dritte|letzte|mittlere|verdeckte|first|second|third|last|hidden|output)\w*"
    r" (?:schicht|layer|faltung)\w*\b[^.,;]{0,30}\b(?:kein\w*|ohne|no|without) bias"
)
"""One of several layers has no bias."""
FOLLOWED = late(
    r"\b(?:(?:es|dann|danach|dahinter|darauf|ihr|ihm) (?:folgt|kommt)"
    r"|gefolgt|followed by|then comes)\b"
)
"""Another layer comes behind it, of whatever kind."""
_EACH_WAY = late(r"\b(?:jede[rnms]?|each|every) (?:richtung|direction)\b")
LATER = late(
    r"\b(?:eine?[rnms]? (?:zweite|dritte|weitere|nächste|andere)\w*|daraus"
    r"|another|a (?:second|third|next|further)|(?:the|die|das) (?:second|zweite|next|nächste))\b"
)
"""What stands behind it is of another layer."""
CONTRAST = late(r",?\s+(?:(?:as )?compared (?:to|with)|im vergleich (?:zu|mit)|verglichen mit)\b")
"""What stands behind it is of something else."""
CONCLUDES = late(r"\b(?:also|somit|damit|folglich|daher|demnach|thus|hence|therefore)\b")
COVERS: Mapping[str, frozenset[str]] = {
    "separable": frozenset({"depthwise", "conv"}),
    "depthwise": frozenset({"conv"}),
    "transposed": frozenset({"conv"}),
    "network": frozenset({"dense"}),
    "attention": frozenset({"heads"}),
    "global": frozenset({"pool"}),
    "patches": frozenset({"flatten"}),
    "position": frozenset({"embedding"}),
    "lora": frozenset({"network", "attention"}),
    "batchnorm": frozenset({"conv", "dense"}),
}
"""Kind → those that its name holds: „tiefenweise separierbare Faltung“."""


def faint_kind(lower: str) -> str:
    """What a sentence that names no layer may describe all the same; empty if nothing."""
    return next((kind for kind, pattern in _FAINT if pattern.search(lower)), "")


def kinds_in(lower: str) -> list[str]:
    """The kinds of layers that a sentence in small letters names, in order, each name once."""
    if not any(map(lower.__contains__, ROOTS)):
        return []
    found = [kind for _, kind in places_of_kinds(lower)]
    if "batchnorm" in found[1:]:
        return found  # of what stands before it
    return [kind for kind in found if not any(kind in COVERS.get(it, ()) for it in found)]


def places_of_kinds(lower: str) -> Iterator[tuple[int, str]]:
    """Where it names one."""
    return ((one.start(), KINDS[_index(one)][0]) for one in KIND.finditer(lower))


def harmless(lower: str) -> str:
    """A sentence in small letters without what only sounds like several layers; same length."""
    return HARMLESS.sub(lambda it: " " * len(it[0]), lower)


def is_another(lower: str, at: int, behind: str) -> bool:
    """Whether the number at that place of a sentence is one under a condition, or of a half."""
    conditional = _OR.search(lower[:at]) or _PARTLY.search(lower)
    return bool(conditional or _EACH_WAY.search(behind))


def _index(match: "re.Match[str]") -> int:
    return next(n for n in range(len(KINDS)) if match[f"k{n}"] is not None)
