"""What a written number may stand for: its digits, its rounding, its unit."""
