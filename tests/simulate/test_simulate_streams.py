"""Does each process have random numbers of its own, the same for the same seed?"""

import numpy as np

from tallystick.simulate.streams import Streams


def test_the_same_seed_process_and_place_give_the_same_numbers():
    one, two = Streams(5), Streams(5)
    assert one.of("court", 3, 1).random(9).tolist() == two.of("court", 3, 1).random(9).tolist()
    assert one("court").random(9).tolist() == two.of("court").random(9).tolist()


def test_how_much_one_process_draws_leaves_the_others_alone():
    quiet, busy = Streams(5), Streams(5)
    busy.of("court", 0).random(10_000)
    busy.of("goods", 0).random(3)
    assert quiet.of("goods", 0).random(5).tolist() == busy.of("goods", 0).random(5).tolist()


def test_another_seed_process_or_place_gives_other_numbers():
    draws = [
        Streams(seed).of(process, *place).random()
        for seed in (0, 1, 2**40)
        for process in ("court", "goods", "")
        for place in ((), (0,), (1,), (0, 0), (0, 1), (1, 0), (10,))
    ]
    assert len(set(draws)) == len(draws) == 63


def test_streams_side_by_side_are_not_correlated():
    streams, number = Streams(3), 4000
    first = np.array([streams.of("a", at).random() for at in range(number)])
    next_to = np.array([streams.of("b", at).random() for at in range(number)])
    for one, two in ((first, next_to), (first[1:], first[:-1])):
        assert abs(np.corrcoef(one, two)[0, 1]) < 5 / number**0.5
    assert abs(first.mean() - 0.5) < 5 * (1 / 12 / number) ** 0.5
