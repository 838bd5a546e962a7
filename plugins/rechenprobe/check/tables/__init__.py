"""Tables that calculate: columns, rows, totals and what their heads say."""
