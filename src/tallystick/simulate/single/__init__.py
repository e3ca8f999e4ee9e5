"""One world whole in memory, with what is changed in its tables or made from them.

The simulator writes a world a chunk at a time; what it does not say of itself (duties, searches,
who attends, a later release, falsified figures) is made here from the tables of the whole world.
Each process draws from a stream of its own, so that the others stay as they were.
"""
