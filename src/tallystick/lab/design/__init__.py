"""Which worlds are worth making, and what they show: fraction, screen, indices, box, ranking."""
