"""Which column may fill which column of a table, and how sure that is."""
