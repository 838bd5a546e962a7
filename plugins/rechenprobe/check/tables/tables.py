"""What is checked of tables before lists are; what their columns have in common comes later."""

from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.tables.columns import check_columns
from rechenprobe.check.tables.confusion import check_confusion
from rechenprobe.check.tables.margins import check_margins
from rechenprobe.check.tables.row_sums import check_row_sums
from rechenprobe.check.tables.sizes import check_sizes
from rechenprobe.check.tables.widths import check_widths


def check_tables(ledger: Ledger, model_at: ModelAt) -> None:
    """First what the model says of them."""
    check_columns(ledger, model_at)
    check_margins(ledger)
    check_sizes(ledger)
    check_widths(ledger)
    check_confusion(ledger)
    check_row_sums(ledger)
