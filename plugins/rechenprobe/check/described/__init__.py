"""Layers that a text describes by itself: what follows of them whatever the page's models are."""
