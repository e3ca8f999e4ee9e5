"""How does an ordinary month of records come about, before anything is planted?"""
