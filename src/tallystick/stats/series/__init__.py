"""What does a series of counts do over time: steps, scatter, exchange between categories?"""
