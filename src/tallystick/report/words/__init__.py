"""How are words, numbers, days and names said in the language of the reader?"""
