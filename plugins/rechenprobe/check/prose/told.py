"""All rules for one way each of saying something of the model, in the order of their asking."""

from collections.abc import Sequence

from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.prose.dealing import confirm_dealt
from rechenprobe.check.prose.doubting import doubt
from rechenprobe.check.prose.dropping import confirm_dropped
from rechenprobe.check.prose.each import confirm_each
from rechenprobe.check.prose.exchanging import confirm_exchanged
from rechenprobe.check.prose.gapping import confirm_alike
from rechenprobe.check.prose.learning import confirm_trained
from rechenprobe.check.prose.multiples import check_multiples
from rechenprobe.check.prose.portion_behind import confirm_portions_behind
from rechenprobe.check.prose.resolving import confirm_resolutions
from rechenprobe.check.prose.rivalling import confirm_rivals
from rechenprobe.check.prose.sayings import Passage, passages
from rechenprobe.check.prose.seeing import confirm_seen
from rechenprobe.check.prose.slipping import find_slips
from rechenprobe.check.prose.sorting import confirm_classes
from rechenprobe.check.prose.varying import confirm_varied
from rechenprobe.check.prose.weighing import confirm_weights

_RULES = (
    confirm_dropped,
    confirm_classes,
    confirm_resolutions,
    confirm_each,
    confirm_trained,
    confirm_seen,
    confirm_weights,
    confirm_varied,
    confirm_rivals,
)
_LAST = (
    confirm_alike,
    confirm_portions_behind,
    confirm_dealt,
    confirm_exchanged,
    doubt,
    find_slips,
)


def check_told(ledger: Ledger, model_at: ModelAt) -> list[Passage]:
    """Numbers that no other rule has decided; the texts that hold them."""
    open_ = passages(ledger, model_at)
    for rule in _RULES if open_ else ():
        rule(open_)
    check_multiples(ledger, model_at)
    return open_


def check_unlike(told: Sequence[Passage]) -> None:
    """What nothing has confirmed in these texts, and what is no value that it can be."""
    open_ = [one for one in told if one.is_open]
    for rule in _LAST if open_ else ():
        rule(open_)
