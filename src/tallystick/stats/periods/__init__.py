"""What is different at the ends of periods?"""
