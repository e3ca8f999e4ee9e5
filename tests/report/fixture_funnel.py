"""What does the funnel of an officer look like, with numbers made up by rule?"""

import math

from tallystick.findings import Band, Funnel

AT = (30.0, 60.0, 120.0, 214.0, 480.0, 960.0)


def limits(wide):
    chance = [1 / math.sqrt(n) for n in AT]
    return tuple((-round(wide * (5 + 60 * c), 2), round(wide * (6 + 70 * c), 2)) for c in chance)


def funnel() -> Funnel:
    n = tuple(float(30 + 31 * k) for k in range(30))
    difference = tuple(round(30 * math.sin(k * 2.4) / math.sqrt(k + 3), 2) for k in range(30))
    difference = (*difference[:4], 41.27, *difference[5:])
    bands = tuple(
        Band(
            int(n[first]), int(n[last - 1]), last - first, min(difference[first:last]),
            max(difference[first:last]), at, (int(first == 0), int(first == 0)),
        )
        for first, last, at in ((0, 6, 2), (6, 15, 4), (15, 30, 5))
    )  # fmt: skip
    return Funnel(
        caption="Officers outside the 99.8% limits: 2 of 31", subcaption="All are drawn.",
        x_label="Cases", y_label="Difference from like cases of peers, points",
        n=n, difference=difference, outside=tuple(2 * (k == 4) for k in range(30)),
        own_n=214.0, own_difference=38.6, own_outside=2, at=AT, inner=limits(0.8),
        outer=limits(1.3), bands=bands, mark_label="this officer",
    )  # fmt: skip
