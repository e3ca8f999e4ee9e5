"""Worlds with known gaming and known innocent oddities."""
