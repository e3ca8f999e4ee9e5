"""Officers and others beside the cases of a file, and lists of staff."""
