"""Words that say that shares are all there are: „sie summieren sich zu 1“, „Zeilensumme ist 1“."""

from rechenprobe.late import late

SUMS_TO_ONE = late(
    r"(?:summ?ier\w*|addier\w*|ergeben|ergibt|sum|add(?:ing)?)\s+(?:sich\s+)?"
    r"(?:(?:zusammen|up|stets|immer|genau|always|(?:die|alle|the) [^\W\d]+)\s+)*"
    r"(?:(?:zu|auf|to|jeweils)\s+)?\W{0,3}(?:1|eins?|one|100\s*\\?%)(?![\w,.]*\d)"
    r"|\b(?:zeilen)?(?:summen?|sums?)\s+(?:(?:jeder|der|of|each|every|zeile|row)\s+)*"
    r"(?:ist|is|sind|beträgt|=|von|of)\s+\W{0,2}(?:1|eins|one|100\s*\\?%)(?![\w,.]*\d)"
    r"|\b(?:ist|is|beträgt)\s+(?:die|the)\s+(?:summe|sum)\s+(?:(?:stets|immer|always)\s+)?\W{0,2}(?:1|eins|one|100\s*\\?%)(?![\w,.]*\d)"
)
