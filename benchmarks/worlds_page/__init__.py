"""What does docs/worlds.md say? The simulator's own code, and what its gates measured, decide."""
