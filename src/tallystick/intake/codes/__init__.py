"""Codes of eight words: two find a thread, six open it."""
