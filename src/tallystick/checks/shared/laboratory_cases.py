"""Did the laboratory find goods in the exhibits of a case, as those who seized them had weighed?

One row per case with an exhibit that was weighed at more than nothing in the field. It is negative
where the laboratory answered for exhibits and found the substance in none: a purity or net weight
of zero for each. It is pending where the laboratory answered for none.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.case_dispositions import (
    HELD,
    NEGATIVE,
    OF_THE_CASE,
    PENDING,
    quarter_of,
    within,
)
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.tables.store import Tables

NEEDS = {
    "measurements": ("incident_id", "exhibit_id", "kind", "stage", "value"),
    "incidents": ("incident_id", "unit_id"),
}
SEVERAL = "several substances"


def _examined(tables: Tables) -> Relation:
    rows = tables["measurements"]
    rows = rows.filter(rows.incident_id.notnull(), rows.exhibit_id.notnull())
    weighed = rows.kind == "net_weight"
    in_lab = (rows.stage == "lab") & (weighed | (rows.kind == "purity"))
    exhibits = rows.group_by("incident_id", "exhibit_id").aggregate(
        substance=rows.substance_code.min().fill_null(""),
        field=rows.value.max(where=weighed & (rows.stage == "field")),
        weight=rows.value.max(where=weighed & in_lab),
        purity=rows.value.max(where=~weighed & in_lab),
        answered_at=rows.measured_at.max(where=in_lab),
    )
    exhibits = exhibits.filter(exhibits.field > 0)
    answered = exhibits.weight.notnull() | exhibits.purity.notnull()
    nothing = (exhibits.weight == 0).fill_null(False) | (exhibits.purity == 0).fill_null(False)
    by_case = exhibits.group_by("incident_id").aggregate(
        first_named=exhibits.substance.min(),
        last_named=exhibits.substance.max(),
        answered=one_if(answered).sum(),
        found=one_if(answered & ~nothing).sum(),
        decided_at=exhibits.answered_at.max(),
    )
    both = within(tables).inner_join(by_case, "incident_id")
    one = both.first_named == both.last_named
    return both.select(
        *OF_THE_CASE,
        statute=ibis.null("string"),
        decided_at=both.decided_at,
        fate=ibis.cases((both.answered == 0, PENDING), (both.found > 0, HELD), else_=NEGATIVE),
        kind=ibis.ifelse(one, both.first_named, SEVERAL),
        quarter=quarter_of(both),
    )


EXAMINED = Shared("examined_cases", lambda tables: not tables.missing(NEEDS), _examined)
"""A row per case with goods weighed in the field, with the columns of `ENDED`: ``fate`` is held,
negative or pending, ``kind`` the substance, ``decided_at`` the laboratory's last answer."""
