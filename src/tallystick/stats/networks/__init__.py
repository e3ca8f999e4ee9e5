"""Who meets whom, and which records are alike, more often than chance has it?"""
