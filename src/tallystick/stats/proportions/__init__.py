"""How large is a share, and does it differ between two groups?"""
