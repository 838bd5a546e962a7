"""What follows in running prose from numbers before: sums, shares, rates, conclusions."""
