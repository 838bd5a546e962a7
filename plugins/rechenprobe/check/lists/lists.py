"""All that is checked of lists, and of rows that say what list items say."""

from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.lists.arrows import check_arrows
from rechenprobe.check.lists.closing import check_closings
from rechenprobe.check.lists.layers import check_layer_items
from rechenprobe.check.lists.splits import check_splits


def check_lists(ledger: Ledger, model_at: ModelAt) -> None:
    """First what the model says of them; what is added up last."""
    check_layer_items(ledger, model_at)
    check_arrows(ledger)
    check_splits(ledger)
    check_closings(ledger)
