"""What do all layers of a unit's network say together?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tallystick.checks.people.crews.joint import besides
from tallystick.checks.people.crews.layers import ALL, JOINT, LAYERS, PEOPLE, ROLES
from tallystick.checks.people.crews.results import of_people, result_of
from tallystick.checks.proposed import Proposed, undecided
from tallystick.findings import Result
from tallystick.stats.combination import cauchy_combination
from tallystick.stats.networks.joint import joint_of
from tallystick.tables import Frame

TWO_LAYERS = 2


def results_of(
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    role: np.ndarray,
    month: np.ndarray,
    day_of_month: np.ndarray,
    area_id: np.ndarray,
    part: np.ndarray,
    weekend: np.ndarray,
    person: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return one result per unit and layer, and one of all layers of a unit that has several."""
    columns = (unit_id, officer_id, role, month, day_of_month, area_id, part, weekend, person)
    results: list[Result] = []
    for layer in LAYERS:
        own = np.isin(role, ROLES[layer])
        given = [each[own] for each in columns]
        if layer in JOINT:
            results += [
                result_of(layer, unit, officers, [], said, joint_of(said))
                for unit, officers, said in besides(*given)
            ]  # fmt: skip
        else:
            results += of_people(layer, *given)
    results += _together(results)
    return results or [undecided("agency", "", PEOPLE, reason="nobody")]


def _together(results: Sequence[Result]) -> list[Result]:
    """One result per unit of which two layers have a p-value: their Cauchy combination."""
    units: dict[str, list[Result]] = {}
    for each in results:
        if each.p_value is not None:
            units.setdefault(each.subject, []).append(each)
    return [_combined(unit, held) for unit, held in units.items() if len(held) >= TWO_LAYERS]


def _combined(unit: str, held: Sequence[Result]) -> Result:
    p_value = cauchy_combination(np.array([each.p_value for each in held], dtype=np.float64))
    best = min(held, key=lambda each: each.p_value or 0.0)
    layers = [
        {"layer": each.aspect, "p_value": each.p_value, "officers": each.detail["officers"]}
        for each in held
    ]
    whole = replace(
        best, aspect=ALL, n=sum(each.n for each in held),
        p_value=p_value,
        detail={**best.detail, "layer": best.aspect, "layers": layers},
    )  # fmt: skip
    # The layer itself must show a pattern too.
    return Proposed.of(whole, besides=(best.p_value or 0.0,))
