"""How is one number of many subjects' tests had as an array?"""

import numpy as np


def column(said, name):
    """An attribute of each test, or of what is particular to it, (N,); NaN where there is none."""
    held = [getattr(each if hasattr(each, name) else each.numbers, name) for each in said]
    return np.array([np.nan if each is None else each for each in held])
