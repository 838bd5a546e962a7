"""Markdown → Lecture."""
