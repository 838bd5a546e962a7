"""Worked examples: the outline, section by section, held against equations and layers."""
