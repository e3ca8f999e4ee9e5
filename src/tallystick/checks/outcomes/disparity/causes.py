"""Which innocent causes of a difference between groups can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, part_of
from tallystick.checks.outcomes.disparity.groups import (
    DISTRICT,
    NAMES,
    PRIOR,
    WITH_PRIOR,
    WITHOUT,
    of_member,
    people,
)
from tallystick.checks.outcomes.disparity.rows import borne, everyone, is_of_charges
from tallystick.checks.shared.case_dispositions import ENDED
from tallystick.checks.shared.largest_group import among_unlike, most_alike_known, most_unlike
from tallystick.checks.shared.line_records import (
    agreeing,
    in_one_case,
    line_of,
    of_one_size,
    on_busy_days,
    tally,
)
from tallystick.findings import Result
from tallystick.tables.store import Tables

OFTEN = 3


def _most_by(column: str) -> Callable[[Tables, Result], Relation]:
    """How many share the value of `column` that most of them have, if it is not that of most."""
    return lambda tables, result: most_unlike(
        borne(tables, result), everyone(tables, result), column
    )


def _on_one_day(rows: Relation) -> Relation:
    return most_alike_known(rows.mutate(key=rows.occurred_at.date()), "key")


def _in_one_month(rows: Relation) -> Relation:
    return most_alike_known(rows.mutate(key=rows.decided_at.truncate("M")), "key")


def _people_met_often(tables: Tables, result: Result) -> Relation:
    """Records of people who have three of the listed cases or more."""
    rows = borne(tables, result)
    held = people(tables).semi_join(rows, "incident_id")
    each = held.group_by("person_id").aggregate(n=held.count())
    often = held.semi_join(each.filter(each.n >= OFTEN), "person_id")
    known = often.select("incident_id").distinct()
    explained = rows.semi_join(known, "incident_id")
    return part_of(explained, rows) if is_of_charges(result) else tally(explained, rows)


def _element_of_the_charge(tables: Tables, result: Result) -> Relation:
    """Cases under an article under which nobody without a prior conviction is charged."""
    rows, every = borne(tables, result), ENDED(tables)
    others = every.semi_join(of_member(tables, PRIOR, WITHOUT), "incident_id")
    others = others.filter(others.statute.notnull()).select("statute").distinct()
    named = rows.filter(rows.statute.notnull())
    alone = named.anti_join(others, "statute")
    return part_of(alone, rows)


def _witnessed(tables: Tables, result: Result) -> Relation:
    """Cases that rest on a complainant, a witness or a victim, if most do not."""
    roles = tables["involvements"]
    named = roles.filter(roles.role.isin(("complainant", "witness", "victim")))
    return among_unlike(borne(tables, result), everyone(tables, result), named)


def _of_one_size(tables: Tables, result: Result) -> Relation:
    return of_one_size(borne(tables, result), line_of(tables, result))


def _agreeing(tables: Tables, result: Result) -> Relation:
    return agreeing(tables, line_of(tables, result), borne(tables, result))


def _of_weights(result: Result) -> bool:
    return not is_of_charges(result)


def _by_prior(result: Result) -> bool:
    group = result.detail["sorting"], result.detail["member"]
    return is_of_charges(result) and group == (PRIOR, WITH_PRIOR)


def _not_by_district(result: Result) -> bool:
    """A district lies with one unit anyway."""
    return bool(result.detail["sorting"] != DISTRICT)


CAUSES = {
    "few_people": Cause(counts=_people_met_often, needs=NAMES[0]),
    "operation": Cause(
        among=_on_one_day, needs={"incidents": ("occurred_at",)}, applies=is_of_charges
    ),
    "backlog": Cause(
        among=_in_one_month, needs={"outcomes": ("decided_at",)}, applies=is_of_charges
    ),
    "prior_conviction": Cause(
        counts=_element_of_the_charge, needs={"outcomes": ("statute",)}, applies=_by_prior
    ),
    "witnesses": Cause(
        counts=_witnessed,
        needs={"involvements": ("incident_id", "role")},
        applies=is_of_charges,
    ),
    "one_unit": Cause(
        counts=_most_by("unit_id"), needs={"incidents": ("unit_id",)}, applies=_not_by_district
    ),
    "one_officer": Cause(counts=_most_by("officer_id"), needs={"incidents": ("officer_id",)}),
    "one_area": Cause(
        counts=_most_by("area_id"),
        needs={"incidents": ("area_id",)},
        applies=lambda result: is_of_charges(result) and _not_by_district(result),
    ),
    "packs": Cause(counts=_of_one_size, applies=_of_weights),
    "other_amounts": Cause(applies=_of_weights),
    "one_case": Cause(
        among=in_one_case, needs={"measurements": ("incident_id",)}, applies=_of_weights
    ),
    "one_operation": Cause(
        among=on_busy_days, needs={"measurements": ("measured_at",)}, applies=_of_weights
    ),
    "other_stage": Cause(
        counts=_agreeing, needs={"measurements": ("exhibit_id", "stage")}, applies=_of_weights
    ),
}
