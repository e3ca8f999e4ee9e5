"""What do the pictures of the fixture's findings show?"""

import math

from tallystick.findings import Picture

WEIGHTS_RECORDED = (
    5,
    13,
    18,
    16,
    30,
    30,
    17,
    8,
    5,
    52,
    28,
    17,
    10,
    8,
    14,
    6,
    5,
    3,
    3,
    6,
    3,
    2,
    2,
    3,
    5,
    2,
    1,
    1,
    1,
    4,
    1,
    1,
    1,
    1,
    4,
    0,
    1,
    1,
    0,
    1,
)


def weights() -> Picture:
    expected = [
        round(
            26 * math.exp(-(((i - 5.2) / 4.6) ** 2)) + 13 * math.exp(-i / 12) + (i % 5 == 0) * 2, 1
        )
        for i in range(1, 41)
    ]
    expected[6:9] = [21.0, 19.0, 17.0]
    expected[9:12] = [17.2, 11.3, 9.6]
    return Picture(
        caption="Records are missing below the line and added above it",
        subcaption="334 powder seizures of 0.40 g or less, July 2024 to December 2025",
        x_label="Recorded weight, grams (0.01 g steps)",
        y_label="Records",
        x=tuple(i / 100 for i in range(1, 41)),
        recorded=tuple(map(float, WEIGHTS_RECORDED)),
        expected=tuple(expected),
        low=tuple(max(0.0, round(e - 1.96 * math.sqrt(e), 1)) for e in expected),
        high=tuple(round(e + 1.96 * math.sqrt(e), 1) for e in expected),
        mark=0.10,
        mark_label="0.10 g: the more serious charge starts here",
        excess=(9, 12),
        hole=(6, 9),
    )


def heap() -> Picture:
    recorded = [14, 11, 12, 15, 31, 9, 8, 9, 7, 96, 7, 5, 6, 4, 19, 4, 3, 3, 2, 14]
    expected = [
        13.8,
        11.6,
        11.9,
        14.0,
        30.2,
        9.4,
        8.3,
        8.1,
        7.4,
        41.0,
        6.5,
        5.4,
        5.2,
        4.6,
        18.1,
        3.7,
        3.3,
        2.9,
        2.6,
        13.2,
    ]
    return Picture(
        caption="More records lie exactly on 5 g than other round numbers attract",
        subcaption="279 resin seizures of 10 g or less",
        x_label="Recorded weight, grams (0.5 g steps)",
        y_label="Records",
        x=tuple(i / 2 for i in range(1, 21)),
        recorded=tuple(map(float, recorded)),
        expected=tuple(expected),
        low=tuple(round(e * 0.7, 1) for e in expected),
        high=tuple(round(e * 1.35, 1) for e in expected),
        mark=5.0,
        mark_label="5 g: the line in law",
        excess=(9, 10),
    )


def month_end() -> Picture:
    days = tuple(float(day) for day in range(-14, 15))
    wobble = [0, 6, -5, 3, -2, 7, -6, 1, 4, -3, 2, -1, 5, -4]
    expected = tuple(120.0 for _ in days)
    recorded = [120.0 + wobble[i % 14] for i in range(29)]
    recorded[12:15] = [171.0, 214.0, 262.0]
    recorded[15:18] = [88.0, 101.0, 112.0]
    return Picture(
        caption="Arrest records rise in the last three days of a month and fall after it",
        subcaption="All units, 24 months laid over one another",
        x_label="Days from the last day of the month",
        y_label="Arrest records",
        x=days,
        recorded=tuple(recorded),
        expected=expected,
        low=tuple(98.0 for _ in days),
        high=tuple(142.0 for _ in days),
        mark=0.0,
        mark_label="month ends",
        excess=(12, 15),
        hole=(15, 18),
    )


def unit_weights() -> Picture:
    recorded = (4, 6, 5, 3, 7, 2, 1, 0, 1, 14, 5, 2, 3, 2, 3)
    expected = (4.4, 5.6, 5.3, 4.1, 6.2, 4.0, 3.7, 3.1, 2.8, 5.2, 3.4, 2.9, 2.7, 2.2, 2.8)
    return Picture(
        caption="Eastgate’s weights lie above the line more often than the other units’",
        subcaption="58 powder seizures of Eastgate against the mix of the 11 other patrol units",
        x_label="Recorded weight, grams (0.01 g steps)",
        y_label="Records",
        x=tuple(round(0.01 * i, 2) for i in range(1, 16)),
        recorded=tuple(map(float, recorded)),
        expected=expected,
        mark=0.10,
        mark_label="0.10 g",
        excess=(9, 11),
        hole=(5, 9),
    )
