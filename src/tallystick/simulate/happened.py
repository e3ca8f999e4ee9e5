"""What really happened, next to what was reported?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.figures import METRICS, Ledger
from tallystick.simulate.force import Force
from tallystick.simulate.incentives.decision import REASONS
from tallystick.simulate.incentives.ledger import stopped_early
from tallystick.simulate.stream import Made, Prepared


def happened_rows(made: Made, force: Force, calendar: Calendar) -> pa.Table:
    """One row per officer, month and measure that is not zero."""
    names, officers, values = [], [], []
    for measure, counts in sorted(made.tally.items()):
        who = np.flatnonzero(counts)
        names += [measure] * len(who)
        officers.append(who)
        values.append(counts[who])
    officer = np.concatenate(officers) if officers else np.zeros(0, np.int64)
    unit = force.unit_of[officer, made.month]
    return pa.table(
        {
            "officer_id": pa.array(force.officer_ids).take(pa.array(officer)),
            "unit_id": pa.array(force.unit_names).take(pa.array(unit)),
            "month": pa.array([calendar.text(made.month)] * len(officer), pa.string()),
            "measure": pa.array(names, pa.string()),
            "value": pa.array(np.concatenate(values) if values else np.zeros(0)),
        }
    )


def scheme_table(prepared: Prepared) -> pa.Table:
    """One row per supply scheme: who bought when, when the first sale was, how it ended."""
    held, calendar, force = prepared.plan.decision.schemes, prepared.calendar, prepared.force

    def month(places: NDArray[np.int64]) -> pa.Array:
        return pa.array(
            [calendar.text(int(at)) if 0 <= at < calendar.months else None for at in places],
            pa.string(),
        )

    return pa.table(
        {
            "scheme": pa.array(np.arange(len(held.entry))),
            "unit_id": pa.array([force.unit_names[unit] for unit in held.unit], pa.string()),
            "officer_id": pa.array([force.officer_ids[who] for who in held.officer], pa.string()),
            "bought": month(held.bought),
            "first_sale": month(held.first_sale),
            "stopped": month(held.stopped),
            "reason": pa.array([REASONS[reason] for reason in held.reason], pa.string()),
            "knowers": pa.array(held.knowers),
            "buyers": pa.array(prepared.plan.decision.sales.sum(axis=1)),
        }
    )


def unit_table(prepared: Prepared, ledger: Ledger) -> pa.Table:
    """One row per unit and month: pressure, goal, and what the exported records add up to."""
    decision, calendar = prepared.plan.decision, prepared.calendar
    units, months = decision.pressure.shape
    unit, month = (place.ravel() for place in np.indices((units, months)))
    columns: dict[str, pa.Array] = {
        "unit_id": pa.array(prepared.force.unit_names).take(pa.array(unit)),
        "month": pa.array([calendar.text(at) for at in range(months)]).take(pa.array(month)),
        "pressure": pa.array(decision.pressure.ravel()),
        "goal": pa.array(decision.goal.ravel(), from_pandas=True),
        "expected": pa.array(decision.reported.ravel().astype(np.float64)),
    }
    for place, metric in enumerate(METRICS):
        columns[metric.name] = pa.array(ledger.counts[place].ravel())
    return pa.table(columns)


def summary(
    prepared: Prepared,
    ledger: Ledger,
    total: dict[str, NDArray[np.float64]],
    rows: dict[str, int],
    scale: float,
) -> dict[str, Any]:
    """The whole world in a page: true events, what was made for the figure, harm, schemes."""
    decision = prepared.plan.decision
    reasons = [REASONS[reason] for reason in decision.schemes.reason]
    return {
        "world": prepared.world.name,
        "seed": prepared.streams.seed,
        "scale": scale,
        "first_month": prepared.calendar.text(0),
        "months": prepared.calendar.months,
        "units": len(prepared.force.unit_names),
        "officers": prepared.force.officers,
        "rows": {name: rows[name] for name in sorted(rows)},
        "reported": {
            metric.name: int(ledger.counts[place].sum()) for place, metric in enumerate(METRICS)
        },
        "happened": {
            measure: round(float(counts.sum()), 3) for measure, counts in sorted(total.items())
        },
        "schemes": {
            "begun": len(reasons),
            "stopped_before_a_sale": int(stopped_early(decision)),
            "by_reason": {each: reasons.count(each) for each in sorted(set(reasons))},
        },
    }
