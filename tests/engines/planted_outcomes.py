"""Which charges, weights and people make the checks of what became of the cases speak?"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

BEGUN = datetime(2019, 1, 2, 10)
UNITS, OFFICERS, CASES = 6, 4, 60
GROUPS = ("О'Х\"", "ж\u0301", "та інші")


def ended() -> dict[str, list[dict]]:
    """Cases of 24 officers: of one unit and of one officer most fail, and of one group more.

    The weights of that group just below 2 g are written over it, and of one unit's goods the
    laboratory finds nothing.
    """
    rng = np.random.default_rng(29)
    incidents, outcomes, persons, roles, weights = [], [], [], [], []
    for number in range(UNITS * OFFICERS * CASES):
        unit, officer, turn = number % UNITS, number % (UNITS * OFFICERS), number // 24
        name, day = f"кінець {number}", BEGUN + timedelta(days=turn * 12)
        group = int(rng.choice(3, p=(0.4, 0.5, 0.1)))
        share = 0.9 if officer == 3 else 0.8 if unit == 2 else 0.1
        lost = rng.random() < share + (0.2 if group == 0 else 0.0)
        verdict = ("dismissed", "acquitted", "withdrawn")[number % 3] if lost else "convicted"
        incidents.append({
            "incident_id": name, "unit_id": f"відділ {unit}", "officer_id": f"слідчий {officer}",
            "occurred_at": day, "recorded_at": day, "offense_code": None if turn % 9 else "ж\u0301",
            "area_id": f"відділ {unit}/{turn % 2}", "origin": "warrant", "count": 1,
            "subject_group": GROUPS[group] if turn % 13 else None,
        })  # fmt: skip
        charged = {"incident_id": name, "person_id": f"хто {number}", "statute": f"c. {turn % 2}"}
        decided = day + timedelta(days=90 + number % 50)
        outcomes.append(charged | {"verdict": verdict, "decided_at": decided})
        if turn % 11 == 0:
            outcomes.append(charged | {"verdict": "pending", "decided_at": None})
        persons.append({"person_id": f"хто {number}", "nationality": GROUPS[group],
                        "prior_convictions": (0, 2, None)[turn % 3]})  # fmt: skip
        roles.append({"incident_id": name, "person_id": f"свідок {number % 7}", "role": "witness"})
        weights += [
            row | {"incident_id": name, "measured_at": day} for row in _weighed(rng, name, group)
        ]
        if turn % 2:
            found = 0.0 if rng.random() < (0.6 if unit == 1 else 0.1) else 1.9
            goods = {"incident_id": name, "exhibit_id": f"пакет {number}", "kind": "net_weight",
                     "substance_code": "ефедрин", "unit": "g", "measured_at": day}  # fmt: skip
            weights += [goods | {"stage": "field", "value": 2.1},
                        goods | {"stage": "lab", "value": found}]  # fmt: skip
    return {"incidents": incidents, "outcomes": outcomes, "persons": persons,
            "involvements": roles, "measurements": weights}  # fmt: skip


def _weighed(rng: np.random.Generator, name: str, group: int) -> list[dict]:
    """Five weights of a case."""
    rows = []
    for place in range(5):
        true = float(np.exp(rng.normal(0.6, 0.8)))
        value = max(round(true, 1 if rng.random() < 0.6 else 2), 0.1)
        if group == 0 and 1.5 <= true < 2 and rng.random() < 0.95:
            value = float(rng.choice([2.0, 2.0, 2.1, 2.2]))
        rows.append({"exhibit_id": f"{name}/{place}", "kind": "net_weight", "stage": "field",
                     "substance_code": "кокаїн", "value": value, "unit": "g"})  # fmt: skip
    return rows
