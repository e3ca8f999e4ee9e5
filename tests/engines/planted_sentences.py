"""Which few cases make every question about charges and sentences speak?"""

from __future__ import annotations

from charged import LAW, case, charge, weight

__all__ = ["LAW", "sentenced"]

# Grams by stage and exhibit, the text charged, months, and what is noted.
CASES = (
    ([(10, "lab", "1")], "ст. 10 ч. 2", 20, None),
    ([(1.2, "lab", "1")], "10-3", 50, "O'Brien\" -- ж\u0301"),
    ([(60, "field", "1"), (10, "lab", "1")], "10(2)", 20, None),
    ([(60, "lab", "1"), (3, "lab", None)], "10(1)", 6, "угода"),
    ([(60_000, "lab", "1")], "10(1)", 12, None),
    ([(40, "field", "1"), (60, "charge", "1")], "10(2)", 20, None),
    ([(1100, "lab", "1")], "20(2)", 100, None),
    ([(60, "lab", "1")], "20(3)", 150, None),
    ([(60, "lab", "1")], "20(2)", 7, "plea"),
    ([(60, "lab", "1")], "20(2)", 1500, "group"),
    ([(50, None, "1")], "Article 10, part 1", 0, None),
    ([], "'; drop table outcomes --", 5, None),
)
TIMES = 12


def sentenced() -> tuple[list[dict], list[dict], list[dict]]:
    """Cases of six units, their weights and decisions; of one unit all, of the others the first."""
    cases, weights, decisions = [], [], []
    for unit in range(6):
        for turn in range(TIMES * len(CASES)):
            odd = unit == 2 or turn < len(CASES)
            grams, text, months, noted = CASES[turn % len(CASES)]
            if not odd:
                grams, text, months, noted = [(10 + turn / 8, "lab", "1")], "10(1)", 6, None
            name = f"суд {unit}/{turn}"
            cases.append({**case(name, f"відділ {unit}"), "count": 1})
            weights += [weight(name, g, stage, at, "Трава") for g, stage, at in grams]
            decisions.append(charge(name, text, f"o'{turn % 50}", months=months, noted=noted))
            if turn % 7 == 0:
                decisions.append(charge(name, "30", f"o'{turn % 50}", months=12))
    return cases, weights, decisions
