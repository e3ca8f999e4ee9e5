"""One world whole in memory, with what is changed in its tables or made from them.

The simulator writes a world a chunk at a time; `spec` says what a whole one is made of and
`making` makes it. What the chunks do not have is made here from the tables of the whole world:
duties, searches, who attends, case outcomes by group, a later release, published rates, values and
levels. Each of these modules draws from a stream of its own, so that the others stay as they were,
and can plant an `Act`.
"""
