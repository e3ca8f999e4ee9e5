"""How is the picture of a finding or of figures drawn, and told to those who do not see it?"""
