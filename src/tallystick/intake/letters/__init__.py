"""Letters: what is in one, padded to a class of size and locked to those who may read it."""
