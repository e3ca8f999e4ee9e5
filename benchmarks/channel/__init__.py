"""The bars of the confidential channel that need a whole machine: drawing, guesses, a flood."""
