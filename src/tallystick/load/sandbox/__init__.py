"""Readers of hostile files, each run in a child process of its own under limits."""
