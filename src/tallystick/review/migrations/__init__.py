"""How the tables of the office came to be as they are."""
