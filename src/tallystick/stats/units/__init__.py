"""Which unit moves records over a line, compared with its own agency?"""
