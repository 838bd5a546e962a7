"""What a number may follow from: candidates, each with the amounts that it is calculated of."""

from fractions import Fraction

from msgspec import Struct, field

from rechenprobe import notation
from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.terms import Term, term, written
from rechenprobe.check.following.words import ENGLISH_FOLLOWS, GERMAN_FOLLOWS, LIMITS, SO, TOGETHER
from rechenprobe.check.numbers.slips import is_slip_of_pen
from rechenprobe.check.words.nouns import alike
from rechenprobe.facts import Model
from rechenprobe.late import late
from rechenprobe.notation import Grouping

LOOSE, SAID, FIXED = 0, 1, 2
"""How well words tell what is calculated: that something is; what; also of which amounts."""

_NOT = late(
    r"\b(?:nicht|kein\w*|statt|anstatt|als|wie|not|instead of|than|bis|to|etwa bei"
    r"|(?:von|of|aus)(?: (?:de[nr]|the|these|diesen))?"
    r"|mit|with|(?<!liegt )(?<!liegen )(?<!lag )(?<!lagen )bei|nach|after"
    r"|auch|ebenfalls|trotzdem|dennoch|weiterhin|unverändert|wieder|still)\W*\Z"
)
_BESIDES = late(
    r"\b(?:dazu|zusätzlich\w*|hinzu|plus|länger|kürzer|bias|außer|ohne|abzüglich|zuzüglich|augment\w*"
    r"|letzte[rns]? (?:hat|nur)|(?:mal|fach)e?n? so|\w*mal so viel\w*|verdopp\w*|halbier\w*"
    r"|kopien?|copies|(?:eben|genau)so ?viele?|as many|ergänz\w*|\w*spiegel\w*|mirror\w*|flip\w*"
    r"|besides|plus|longer|shorter|except|without|last one|parallel\w*|gleichzeitig)\b"
)
"""By which what is said of each is not all: „je 10 Gewichte und einen Bias“."""
_WITH = late(
    r"\b(?:verschiedene\w*|different|nutz\w*|verwend\w*|use[sd]?|(?:zusammen|together) (?:mit|with)"
    r"|inklusive|inkl\.|einschließlich|samt|including)(?!\w)"
    r"|\b(?:mit|with) (?:\w+ ){0,2}(?:also|so)\b"
    r"|\b(?:nur|only)\b"
)
_GOES_ON = late(rf"\b(?:{SO}|so|thus|hence)\W+(?:\w+\W+)?\d")
"""„… dauern 100 Schritte also 30 s“: the result is the number behind."""
_WITH_MORE = late(
    r"\b(?:zusammen|gemeinsam|together)\s+(?:mit|with)\s+(?:all(?:e[mn])?|den?|dem|der|the)?\s*"
    r"(?:ander\w*|übrig\w*|rest\w*|weiter\w*|others?|rest)\b"
)
"""„… und zusammen mit allem anderen stellt sie 1.183.488 Parameter“."""
_IN_ALL = late(rf"\b{TOGETHER}\b")
_OF_ALL = late(r"\b(?:insgesamt|in total|altogether|a total of)\b")
_HUNDRED = 100
_AND_MORE = late(
    r"[^.,;:()\d]{0,30}?\b(?:mit|samt|inklusive|inkl\.|einschließlich|ohne|zuzüglich|plus|with"
    r"|including|without|excluding)\s+(?!je\b|jeweils\b|insgesamt\b|padding\b)[^\W\d]"
)
"""„… zusammen 7.087.872 mit den beiden Normen“."""
_MADE_OF = late(r"\b(?:besteht|bestehen|consists?)\b[^.,;]*\b(?:aus|of)\W+\Z")
_CLAIMED = late(r"\b(?:behaupt\w*|glaubt\w*|claim(?:s|ed))\b")
_IN = late(r"\W*(?:[a-zäöüß-]+\s+)?(?:in|für|bei|über|for|over|after|nach)\s+(?:den\s+|alle\s+)?")
_AT_LEAST = late(rf"\b{LIMITS}\W*\Z")
_OWN_WORDS = 60


class Candidate(Struct, frozen=True, gc=False):
    """A value that the words may mean."""

    value: Fraction
    shown: str
    of: tuple[Amount, ...]
    trust: int
    half: Fraction = Fraction(0)
    """By how much rounded operands may have moved it."""
    rule: str = ""
    """What kind of calculation it is; without one it only confirms."""

    @property
    def points(self) -> bool:
        """Whether it is a difference of percentages."""
        spread = [one.value for one in self.of if one.kind == "%"]
        return len(spread) == len(self.of) == 2 and self.value == abs(spread[0] - spread[1])


def meant(term: Term, trust: int, rule: str = "", *, half: Fraction | None = None) -> Candidate:
    """What a calculation comes to."""
    moved = term.half if half is None else half
    return Candidate(term.value, term.shown, term.of, trust, moved, rule)


class Place(Struct, frozen=True, gc=False):
    """An open number, with what is said around it. Words are in small letters."""

    open: Amount
    here: tuple[Amount, ...]
    """Amounts before it in its sentence."""
    last: tuple[Amount, ...]
    """Those of the sentence before."""
    past: tuple[Amount, ...]
    """All before it in the section, the nearest last; those of its sentence included."""
    later: tuple[Amount, ...]
    """Those behind it in its sentence."""
    source: str
    """Of the lecture."""
    original: str
    """Its sentence as it stands there."""
    start: int
    """Of the sentence."""
    end: int
    derived: frozenset[int]
    """Where amounts begin that follow from others."""
    rule: str
    """By which rule the last number followed that did."""
    model: Model | None
    grouping: Grouping
    english: bool
    last_start: int
    """Where the sentence before begins."""
    goes_on: bool
    """Whether only a semicolon stands between the sentence before and this one."""
    signed: tuple[Amount, ...] = ()
    """Those before it in its sentence if some are below zero, with these."""
    terms: dict[int, tuple[Amount, Term]] = field(default_factory=dict)
    """What rules have calculated with, by the identity of the amount: many ask for the same."""

    @property
    def next(self) -> Amount | None:
        """What it is said to be in, for or at: „2.504 Schritte in acht Epochen“."""
        for one in self.later[:1]:
            if one.value and _IN.fullmatch(self.source[self.open.end : one.start]):
                return one
        return None

    def follows(self, text: str) -> bool:
        """Whether words say that something follows."""
        return (ENGLISH_FOLLOWS if self.english else GERMAN_FOLLOWS).search(text) is not None

    @property
    def gap(self) -> str:
        """The words since the amount before it in the sentence."""
        return self.between(self.here[-1]) if self.here else self.before

    @property
    def before(self) -> str:
        """The sentence up to it."""
        return self.source[self.start : self.open.start]

    @property
    def after(self) -> str:
        """The words behind it in its clause."""
        text = self.source[self.open.end : min(self.end, self.open.end + _OWN_WORDS)]
        return text.partition(",")[0].partition(";")[0].partition(" und ")[0].partition(" and ")[0]

    @property
    def words(self) -> str:
        """Those around it."""
        return self.gap + " # " + self.after

    def between(self, one: Amount) -> str:
        """The words from an amount to it."""
        return self.source[one.end : self.open.start]

    @property
    def denied(self) -> bool:
        """Whether it is said not to be it, or only by somebody else, or with what is not said."""
        denied = _NOT.search(self.gap) is not None and not _MADE_OF.search(self.gap)
        denied = denied or _CLAIMED.search(self.before) is not None
        return denied or _WITH_MORE.search(self.gap) is not None

    def has_more(self, one: Candidate) -> bool:
        """Whether the number may be of more than what the candidate is calculated of."""
        own = self.open
        if not _IN_ALL.search(self.words):
            return False
        if _AND_MORE.match(self.source, own.end, self.end):
            return True
        if len(one.of) != 2 or one.value >= own.value or not _OF_ALL.search(self.words):
            return False  # of two parts „zusammen“ leaves out none
        total = one.value / own.factor
        slipped = is_slip_of_pen(self.source[own.start : own.end], str(total))
        return sum(it.value for it in one.of) == one.value and not (
            own.value >= _HUNDRED and slipped
        )

    @property
    def limits(self) -> bool:
        """Whether it is the most or the least that something may be, itself included."""
        return _AT_LEAST.search(self.source, self.start, self.open.start) is not None

    def left_out(self, one: Candidate) -> bool:
        """Whether something between what it is calculated of and the number is not in it."""
        used = {it.start for it in one.of}
        start = min(used, default=self.open.start)
        between = self.source[start : self.open.start]
        if one.rule in ("rate", "steps") and (
            _BESIDES.search(between)
            or _WITH.search(self.gap)
            or _WITH.match(self.after.lstrip())
            or _GOES_ON.search(self.after)
        ):
            return True
        return one.rule != "list" and any(
            it.start > start and it.start not in used and it.start not in self.derived
            for it in self.past
            if not (
                (it.named and one.rule != "rate")
                or it.calculated
                or (one.rule == "rest" and it.kind == "%")
            )
        )

    def same(self, count: int, *, whole: bool = False) -> list[Amount]:
        """The nearest amounts of its kind, the last one first."""
        own = self.open
        found = [
            one
            for one in reversed(self.past)
            if one.kind == own.kind
            and alike(one.noun, own.noun)
            and (not whole or own.kind or one.value.denominator == 1)
        ]
        return found[:count]

    def size(self, value: Fraction) -> str:
        """As explanations show a number."""
        return notation.brief(value, self.grouping)

    def show(self, one: Amount) -> str:
        """As explanations show an amount."""
        return written(one, self.grouping)

    def term(self, one: Amount) -> Term:
        """An amount to calculate with."""
        if (known := self.terms.get(id(one))) is None:
            known = self.terms[id(one)] = (one, term(one, self.grouping))
        return known[1]
