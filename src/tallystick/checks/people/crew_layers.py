"""What do all layers of a unit's network say together?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tallystick.checks.people.crew_joint import besides
from tallystick.checks.people.crew_results import NOBODY, of_people, result_of
from tallystick.checks.people.layers import ALL, LAYERS, PEOPLE, ROLES
from tallystick.checks.people.named import CASES, COMPLAINTS
from tallystick.checks.proposed import Proposed
from tallystick.findings import Result
from tallystick.stats.combination import cauchy_combination
from tallystick.stats.joint import joint_of

ESTIMAND = {
    CASES: "share of the officers' occasions at which others of the group, the own partner apart, "
    "were named in the case, minus what drawing officers of like times or places would give",
    COMPLAINTS: "share of the officers' complaints in which others of the group, the own partner "
    "apart, were named too, minus what drawing officers of like times or places would give",
}
ESTIMAND_ALL = "the estimate of the layer that hangs together most"
TWO_LAYERS = 2


def results_of(check: str, *columns: np.ndarray) -> list[Result]:
    """A result per unit and layer, and one per unit of which two layers or more can be told.

    `columns` are those of the check's counts: the unit's first, the role's third.
    """
    results: list[Result] = []
    for layer in LAYERS:
        own = np.isin(columns[2], ROLES[layer])
        given = [each[own] for each in columns]
        if layer in ESTIMAND:
            results += [
                result_of(check, layer, ESTIMAND[layer], unit, officers, [], said, joint_of(said))
                for unit, officers, said in besides(*given)
            ]  # fmt: skip
        else:
            results += of_people(check, layer, *given)
    results += _together(results)
    return results or [Result(check, "agency", "", PEOPLE, "insufficient", 0, reason=NOBODY)]


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
        estimand=ESTIMAND_ALL, p_value=p_value,
        detail={**best.detail, "layer": best.aspect, "layers": layers},
    )  # fmt: skip
    # The layer itself must show a pattern too.
    return Proposed.of(whole, besides=(best.p_value or 0.0,))
