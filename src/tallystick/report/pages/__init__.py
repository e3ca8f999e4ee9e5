"""What does each part of the page say?"""
