"""Is an empty text nobody's number?"""

import numpy as np

from tallystick.stats.texts import named, numbered


def test_an_empty_text_has_no_number_and_the_others_keep_theirs():
    texts, place = named(np.array(["b", "", "a", "b", ""], dtype=object))
    assert texts == ["", "a", "b"]
    assert place.tolist() == [2, -1, 1, 2, -1]


def test_without_an_empty_text_it_is_as_numbered():
    column = np.array(["b", "a"], dtype=object)
    assert named(column)[0] == numbered(column)[0]
    assert named(column)[1].tolist() == numbered(column)[1].tolist()
    assert named(np.array([], dtype=object))[1].tolist() == []
