"""Lecture + Run → Report."""
