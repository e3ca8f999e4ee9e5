"""Goods that are met fresh, and what they lose when they dry."""

FRESH = ("cannabis", "marijuana", "hemp", "khat", "coca leaf", "poppy", "mushroom", "herb")
FRESH_LOSS = (0.25, 0.77)
"""As a share of the weight (Warner et al. 2017)."""
