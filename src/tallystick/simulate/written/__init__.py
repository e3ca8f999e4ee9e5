"""How are a chunk's codes written out as the canonical tables, the labels and the truth?"""
