"""The site of the documentation: what it is made of, and how it is made."""
