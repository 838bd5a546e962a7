"""Run + Report → what the reader sees."""
