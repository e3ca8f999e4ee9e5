"""Acting on a report without showing that somebody told."""
