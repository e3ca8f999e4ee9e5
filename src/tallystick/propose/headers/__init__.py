"""Headers by their words: terms in many languages, and the concepts that they name."""
