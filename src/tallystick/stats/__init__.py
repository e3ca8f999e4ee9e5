"""Tests, estimates and intervals on arrays; NumPy and SciPy only, no I/O, no Ibis."""
