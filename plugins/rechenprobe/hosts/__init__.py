"""Thin adapters: MkDocs, command line, pytest."""
