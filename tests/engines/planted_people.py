"""Which small cases make the checks of who appears with whom speak?"""

from __future__ import annotations

from datetime import datetime, timedelta

from planted_figures import START

UNIT, OFFICERS, DEALERS = "люди", "ждклм", 24


def behind_arrests() -> tuple[list[dict], list[dict]]:
    """Dealers who are charged after each buyer, and one who stands behind fourteen arrests."""
    cases, roles = [], []

    def case(day: int, officer: str, people: list[tuple[str, str]]) -> None:
        number = f"people {len(cases)}"
        began = datetime(START.year, START.month, START.day, 10) + timedelta(days=day)
        cases.append({
            "incident_id": number, "unit_id": UNIT, "officer_id": officer, "occurred_at": began,
            "recorded_at": began, "closed_at": began, "clearance": "arrest", "count": 1,
            "area_id": "ринок", "origin": "controlled_purchase",
        })  # fmt: skip
        roles.extend(
            {"incident_id": number, "person_id": person, "role": role} for person, role in people
        )

    for dealer in range(DEALERS):
        name = f"збувач {dealer}"
        for turn in range(2):
            day, officer = 3 * dealer + 20 * turn, OFFICERS[(dealer + turn) % 5]
            buyer = f"{name}, {turn}"
            case(day, officer, [(buyer, "subject"), (buyer, "buyer"), (name, "supplier")])
            case(day + 9, officer, [(name, "subject"), (name, "supplier")])
    for k in range(14):
        role = "informant" if k % 4 == 3 else "supplier"
        people = [(f'o\'hara "{k}"', "subject"), (f'o\'hara "{k}"', "buyer"), ("ж\u0301", role)]
        case(3 * k + 2, OFFICERS[k % 2], people)
    return cases, roles
