"""Are the days of a figure added up like the days of its unit, one by one?"""

from datetime import date, timedelta

import numpy as np

from tallystick.whatif.touched import SUMS, Touched


def test_each_span_is_what_its_days_come_to():
    rng = np.random.default_rng(3)
    start, many = np.datetime64("2024-01-01", "D"), 60
    columns = {
        "unit_id": np.array(rng.choice(["", "N01", "ю'"], many).tolist(), dtype=object),
        "day": start + rng.integers(0, 40, many).astype("timedelta64[D]"),
        **{name: rng.integers(0, 4, many) for name in SUMS},
    }
    touched = Touched(columns)
    for unit in ("", "N01", "ю'", "nobody"):
        for first in range(0, 40, 3):
            for length in (0, 2, 30):
                begin = date(2024, 1, 1) + timedelta(days=first)
                end = begin + timedelta(days=length)
                rows = [
                    row
                    for row in range(many)
                    if unit in ("", columns["unit_id"][row])
                    and begin <= columns["day"][row].astype(object) <= end
                ]
                slow = tuple(int(columns[name][rows].sum()) for name in SUMS) if rows else None
                assert touched.within(unit, begin, end) == slow
