"""Tables of totals, read as published figures."""
