"""Which texts would a spreadsheet run as a formula, or take for one?"""

FORMULA = r"^[=+\-@\t\r\n]"
"""As a regular expression of Python and of DuckDB; such a text is preceded by an apostrophe."""
