"""Lecture → Run."""
