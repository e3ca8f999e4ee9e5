"""What does a sample drawn for people to read say of all records?"""
