"""Classes of words that say what is calculated, German and English; in small letters."""

from rechenprobe.late import late

ABOUT = (
    r"(?:rund|etwa|ca\.?|circa|ungefähr|knapp|gut|fast|genau|exakt|about|roughly"
    r"|nearly|almost|exactly)"
)
SO = r"(?:also|damit|folglich|demnach|somit|daher|mithin)"
"""Words by which a number follows; „also“ is no such word in English."""
GERMAN_FOLLOWS = late(
    rf"\b(?:{SO}|(?:das|dies|es) sind|sind (?:das|es)"
    r"|wären (?:es|das)|(?:das|es) wären|ergibt|ergeben|macht|entspricht|entsprechen|dauert|dauern"
    r"|braucht|brauchen|benötig\w+|insgesamt|zusammen|kostet|kosten|nämlich|d\. ?h|schafft|liefert"
    r"|verarbeitet|reicht|sieht|werden|belegt|belegen)\b"
)
ENGLISH_FOLLOWS = late(
    r"\b(?:takes?|runs?|therefore|thus|hence|so|makes?|gives?|contains?|(?:that|which|this) is"
    r"|delivers?|needs?|costs?|takes? up|together|in total)\b"
)
CONCLUDES = late(rf"\A\W*(?:das|dies|damit|that|this)\b|\b(?:{SO}|therefore|thus|hence)\b")
BEGINS = late(rf"\W*(?:das|dies|{SO}|that|this|für (?:das|den|die)|es)\b")
"""How a sentence goes on with what was said right before."""
REMAINS = late(
    r"\b(?:bleib\w*|übrig\w*|rest|restliche\w*|verbleib\w*|fehlen|remain\w*|left"
    r"|(?:noch zu)?zahlt noch)\b"
)
LESS = late(
    r"\b(?:weniger|kleiner|gespart|spar\w*|ersparnis|sinkt|sinken|sank\w*|reduzier\w*"
    r"|gesenkt|senkt|senken|günstiger"
    r"|rabatt|zurück\w*|nachlass|schrumpf\w*|entfernt\w*|gestrichen|rückgang|fehlerrate"
    r"|error rate|fällt|fiel"
    r"|less|fewer|smaller|saved?|saves|reduc\w*|removed|dropped|pruned|discount)\b"
)
MORE = late(
    r"\b(?:mehr|größer|mehrwertsteuer|steuer|plus|aufschlag|erhöh\w*|steig\w*|stieg\w*"
    r"|wächst|wachs\w*"
    r"|zuwachs|zins\w*|zuzüglich|more|larger|grow\w*|increas\w*|interest|tax|higher)\b"
)
DIFFERENCE = late(
    r"\b(?:unterschied\w*|differenz\w*|mehr|weniger|zusätzlich\w*|gespart\w*|spar\w*"
    r"|ersparnis|lücke|sinkt|wächst|steigt|um"
    r"|difference|more|fewer|less|saved?|saves|gap|by)\b"
)
TOGETHER = r"(?:zusammen|insgesamt|in summe|together|in total|altogether|a total of)"
SUM = late(
    r"\b(?:zusammen\w*|insgesamt|summe|gesamt\w*|alles|addiert|macht|ergibt|ergeben"
    r"|together|total|sum"
    r"|altogether|in all)\b"
)
DEVICES = late(r"\A(?:gpu|cpu|tpu|kart|grafikkart|rechn|recheneinheit|kern|core|node|gerat|device)")
"""Stems of machines that share the work."""
SHARE = late(
    r"\b(?:anteil\w*|genauigkeit|quote|rate|sensitivität|spezifität|precision|recall"
    r"|präzision|accuracy|häufigkeit"
    r"|wahrscheinlichkeit|share|fraction|proportion|nur|only)\b|\b\w+(?:rate|quote|anteil)\b"
)
OF_THEM = r"(?:davon|darunter|hiervon|dessen|deren|of (?:which|these|them|those))"
FROM_TO = late(r"\A\s*(?:\w+\s+)?(?:auf|to)\s+\Z")
"""Between the number that something was and what it is then."""
LIMITS = r"(?:höchstens|mindestens|maximal|minimal|at (?:most|least))"
MORE_TO_IT = late(
    r"\b(?:tatsächlich\w*|gemessen\w*|wirklich\w*|praxis|practice|measured|actual\w*|real\w*|peak"
    r"|spitze\w*|theoretisch\w*|theoretical\w*|auslast\w*|ausgelast\w*|utili[sz]\w*|overhead\w*"
    r"|latenz|latency|\w*effizienz|efficien\w*|wirkungsgrad|verlust\w*|losses|puffer\w*|reserve\w*"
    r"|leerlauf|idle|rabatt\w*|discount\w*|komprim\w*|compress\w*|gleichzeitig|parallel\w*"
    r"|abwechselnd|hälfte|half|halb\w*|doppel\w*|verdopp\w*|doubl\w*|twice|[a-zäöüß]+mal"
    r"|[a-zäöüß]+fach\w*|rückwärts\w*|backward\w*|gradient\w*|optimi\w*|adam"
    r"|hin und (?:zurück|her)|round trip|richtungen|noch einmal|again|erneut|andere\w*|other"
    r"|start\w*|pause\w*|lade(?!n\b|t\b)\w*|pue|kühlung|cooling|all-?reduce)\b"
)
"""Beside work and time: something else has its part in how long, how much or how dear it is."""
ADDED = late(r"\b(?:plus|zuzüglich)\s*\Z")
"""Before an amount: „gemeinsamer Teil plus zwei Experten“ are more than these."""
EACH_BEFORE = late(r"\b(?:je|jeweils|jede[rsnm]?|each)\W+(?:\w+\W+)?\Z")
EACH_BEHIND = late(r"\W*(?:[^\W\d]+\W+){0,2}(?:each|apiece)\b")
"""„je 150“, „jeder der 150“; „150 images each“: small letters."""
WEIGHTS = ("paramet", "parameter", "gewicht", "weight")
"""Stems of what a model learns."""
