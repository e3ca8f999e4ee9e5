"""Was mass moved over a line, told from one sample of written values?"""
