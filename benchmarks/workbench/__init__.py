"""How fast is the review workbench with thousands of patterns, and does it keep what it must?"""
