"""Lists: items that are added up or multiplied, and items that say between what a layer lies."""
