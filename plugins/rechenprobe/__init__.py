"""Lecture notes whose numbers cannot be wrong."""
