"""How are values rounded as they are written, and how many are round?"""
