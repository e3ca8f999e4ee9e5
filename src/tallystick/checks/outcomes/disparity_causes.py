"""Which innocent causes of a difference between groups can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.packages import (
    agreeing,
    in_one_case,
    line_of,
    on_busy_days,
    one_case,
    one_operation,
    tally,
)
from tallystick.checks.most_alike import most_alike_known
from tallystick.checks.outcomes.disparity_rows import borne, everyone, is_of_charges
from tallystick.checks.shared.case_dispositions import ENDED
from tallystick.checks.shared.groups import (
    DISTRICT,
    NAMES,
    PRIOR,
    WITH_PRIOR,
    WITHOUT,
    of_member,
    people,
)
from tallystick.checks.shared.subset_only_traits import among_unlike, most_unlike
from tallystick.findings import Result
from tallystick.tables.store import Tables

OFTEN = 3


def _most_by(column: str) -> Callable[[Tables, Result], Relation]:
    """How many share the value of `column` that most of them have, if it is not that of most."""
    return lambda tables, result: most_unlike(
        borne(tables, result), everyone(tables, result), column
    )


def _one_day(tables: Tables, result: Result) -> Relation:
    rows = borne(tables, result)
    return most_alike_known(rows.mutate(key=rows.occurred_at.date()), "key")


def _one_month(tables: Tables, result: Result) -> Relation:
    rows = borne(tables, result)
    return most_alike_known(rows.mutate(key=rows.decided_at.truncate("M")), "key")


def _people_met_often(tables: Tables, result: Result) -> Relation:
    """Records of people who have three of the listed cases or more."""
    rows = borne(tables, result)
    held = people(tables).semi_join(rows, "incident_id")
    each = held.group_by("person_id").aggregate(n=held.count())
    often = held.semi_join(each.filter(each.n >= OFTEN), "person_id")
    known = often.select("incident_id").distinct()
    explained = rows.semi_join(known, "incident_id")
    if is_of_charges(result):
        return rows.aggregate(of=rows.count()).cross_join(
            explained.aggregate(explains=explained.count())
        )
    return tally(explained, rows)


def _element_of_the_charge(tables: Tables, result: Result) -> Relation:
    """Cases under an article under which nobody without a prior conviction is charged."""
    rows, every = borne(tables, result), ENDED(tables)
    others = every.semi_join(of_member(tables, PRIOR, WITHOUT), "incident_id")
    others = others.filter(others.statute.notnull()).select("statute").distinct()
    named = rows.filter(rows.statute.notnull())
    alone = named.anti_join(others, "statute")
    return rows.aggregate(of=rows.count()).cross_join(alone.aggregate(explains=alone.count()))


def _witnessed(tables: Tables, result: Result) -> Relation:
    """Cases that rest on a complainant, a witness or a victim, if most do not."""
    roles = tables["involvements"]
    named = roles.filter(roles.role.isin(("complainant", "witness", "victim")))
    return among_unlike(borne(tables, result), everyone(tables, result), named)


def _one_size(tables: Tables, result: Result) -> Relation:
    """Records of the commonest single value other than the line's own: packs of one size."""
    rows, line = borne(tables, result), line_of(tables, result)
    sizes = rows.group_by("milli").aggregate(n=rows["count"].sum())
    over = ibis.ifelse(sizes.milli == line.milli, 0, sizes.n)
    return sizes.aggregate(explains=over.max().fill_null(0), of=sizes.n.sum())


def _of_weights(result: Result) -> bool:
    return not is_of_charges(result)


def _by_prior(result: Result) -> bool:
    group = result.detail["sorting"], result.detail["member"]
    return is_of_charges(result) and group == (PRIOR, WITH_PRIOR)


def _not_by_district(result: Result) -> bool:
    """A district lies with one unit anyway."""
    return bool(result.detail["sorting"] != DISTRICT)


EXPLANATIONS = (
    InnocentCause(
        "Few people who are met again and again",
        f"Look how many are of people who stand in {OFTEN} of them or more",
        _people_met_often,
        NAMES[0],
    ),
    InnocentCause(
        "One operation, whose cases stand or fall together",
        "Look whether one day has most of them, and ask for the order",
        _one_day,
        {"incidents": ("occurred_at",)},
        is_of_charges,
    ),
    InnocentCause(
        "A backlog or an amnesty that ended many at once",
        "Look whether one month has most of the decisions",
        _one_month,
        {"outcomes": ("decided_at",)},
        is_of_charges,
    ),
    InnocentCause(
        "A prior conviction is part of the charge, which is another offence then",
        "Look how many are charged under an article that nobody without one is charged under",
        _element_of_the_charge,
        {"outcomes": ("statute",)},
        _by_prior,
    ),
    InnocentCause(
        "Witnesses and complainants who are harder to reach, or who fear to speak",
        "Count the cases that rest on a complainant, a witness or a victim",
        _witnessed,
        {"involvements": ("incident_id", "role")},
        is_of_charges,
    ),
    InnocentCause(
        "The group's records lie with one unit",
        "Look whether one unit has most of them",
        _most_by("unit_id"),
        {"incidents": ("unit_id",)},
        _not_by_district,
    ),
    InnocentCause(
        "The group's records lie with one officer",
        "Look whether one officer has most of them",
        _most_by("officer_id"),
        {"incidents": ("officer_id",)},
    ),
    InnocentCause(
        "The group's cases lie in one area, whose prosecutor or court declines more",
        "Look whether one area has most of them",
        _most_by("area_id"),
        {"incidents": ("area_id",)},
        lambda result: is_of_charges(result) and _not_by_district(result),
    ),
    InnocentCause(
        "Goods that this group carries in packs of one size a little above the line",
        "Count the commonest value beyond the line, and weigh seized packs again",
        _one_size,
        applies=_of_weights,
    ),
    InnocentCause(
        "The group carries other amounts, or goods packed in other round weights",
        "Already allowed for where other round numbers show it: ask what is sold where",
        applies=_of_weights,
    ),
    *(
        InnocentCause(each.cause, each.how_to_check, each.counts, each.needs, _of_weights)
        for each in (
            one_case(lambda tables, result: in_one_case(borne(tables, result))),
            one_operation(lambda tables, result: on_busy_days(borne(tables, result))),
        )
    ),
    InnocentCause(
        "The values are right: another stage's weight lies on the same side of the line",
        "Compare field, laboratory and court weights of each exhibit",
        lambda tables, result: agreeing(tables, line_of(tables, result), borne(tables, result)),
        {"measurements": ("exhibit_id", "stage")},
        _of_weights,
    ),
    InnocentCause(
        "The group is recorded, or guessed, of some people only",
        "Ask who enters it, when, and from what; count the cases without it",
    ),
)
