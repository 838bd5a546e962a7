"""Keras model → facts."""
