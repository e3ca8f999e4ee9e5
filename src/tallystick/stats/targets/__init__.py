"""What do counts and results do at a target, behind it and after it?"""
