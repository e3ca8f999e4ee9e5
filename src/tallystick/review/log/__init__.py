"""The log that every change goes through, and the state that is made from it."""
