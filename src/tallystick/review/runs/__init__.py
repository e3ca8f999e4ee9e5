"""Runs of the case: their import, what they found over time, and what they ask."""
