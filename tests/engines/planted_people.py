"""Which small cases make the checks of who appears with whom speak?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

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


CREW, GUARDED, MONTHS = "екіпаж", "абвгдеж", 16


def crews() -> tuple[list[dict], list[dict]]:
    """Searches of seven officers, of whom three meet one person in every area and at every hour."""
    cases, roles = [], []
    for month in range(MONTHS):
        year, of_year = divmod(START.year * 12 + month, 12)
        for number, officer in enumerate(GUARDED):
            for turn in range(4):
                began = datetime(year, of_year + 1, 1 + number * 4 + turn, 9 + 12 * (turn // 2))
                key = f"{CREW} {len(cases)}"
                cases.append({
                    "incident_id": key, "unit_id": CREW, "officer_id": officer,
                    "occurred_at": began, "recorded_at": began, "closed_at": began,
                    "clearance": None if turn else "arrest", "count": 1, "area_id": "ab"[turn % 2],
                    "origin": "patrol",
                })  # fmt: skip
                person = "о'Нил \"" if number < 3 else f"охоронець {turn}"
                roles.append({"incident_id": key, "person_id": person, "role": "attesting_witness"})
    return cases, roles


RIDING = ("їх#0", "їх#1", "o\"Brien'", *(f"їх#{number}" for number in range(3, 9)))


def named_together() -> list[dict]:
    """Cases and complaints of nine officers: the first three are named together twice as often."""
    everybody = [(one, two) for at, one in enumerate(RIDING) for two in RIDING[at + 1 :]]
    crew = [pair for pair in everybody if set(pair) <= set(RIDING[:3])]
    outside = [pair for pair in everybody if not set(pair) & set(RIDING[:3])]
    rows = []
    for month in range(24):
        year, of_year = divmod(START.year * 12 + month, 12)
        for number, pair in enumerate(crew * 2 + outside):
            began = datetime(year, of_year + 1, 1 + number % 28, 9 + number // 28)
            role = "attending" if number % 2 == month // 2 % 2 else "complained_of"
            rows += [
                {"record_id": f"№ {month}-{number}", "officer_id": each, "role": role,
                 "unit_id": CREW, "occurred_at": began, "area_id": None if number % 7 else "a"}
                for each in pair
            ]  # fmt: skip
    alone = {"record_id": "=1+1", "role": "attending", "unit_id": CREW, "area_id": "a"}
    return [
        *rows, rows[0], rows[0] | {"occurred_at": None, "officer_id": "nobody"},
        alone | {"officer_id": RIDING[0], "occurred_at": datetime(2019, 1, 1)},
    ]  # fmt: skip


BOUGHT, DUE = "купівлі", 24


def behind_level() -> tuple[list[dict], list[dict]]:
    """Arrests of a unit that buys in the months in which it is behind, and what it had to reach."""
    cases, levels = [], []
    for month in range(24):
        year, of_year = divmod(START.year * 12 + month, 12)
        first = date(year, of_year + 1, 1)
        after = date(year + of_year // 11, (of_year + 1) % 12 + 1, 1)
        levels.append({"unit_id": BOUGHT, "metric": "arrests", "period_start": first,
                       "period_end": after - timedelta(days=1), "target": float(DUE)})  # fmt: skip
        behind = month % 2
        days = [(k, "patrol", k) for k in range(1, 24, 2)] if behind else [
            (k, "patrol", n) for k in range(0, 24, 2) for n in range(3)
        ]  # fmt: skip
        days += [(k, "controlled_purchase", 9) for k in range(13, 23, 2) if behind]
        for day, origin, n in days:
            began = datetime(year, of_year + 1, 1 + day, 10, n)
            cases.append({
                "incident_id": f"{BOUGHT} {len(cases)}", "unit_id": BOUGHT, "officer_id": None,
                "occurred_at": began, "recorded_at": began, "closed_at": began, "count": 1,
                "clearance": "arrest", "area_id": "a", "origin": origin,
            })  # fmt: skip
    return cases, levels
