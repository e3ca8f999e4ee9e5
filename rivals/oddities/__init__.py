"""Innocent oddities: things that look unusual for an ordinary reason."""
