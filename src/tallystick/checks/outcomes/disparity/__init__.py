"""Are cases that fail, or weights just over a line, borne by some groups more than by others?

Criteria
    Who is charged without being convicted, and whose goods are written over a line, does not hang
    on the group to which a person belongs: like cases that the same officer brings fail as often,
    and like goods that the same officer weighs lie around a line alike.
Test
    Groups are taken as recorded: people with a prior conviction and without; nationalities; the
    `subject_group` of the record; districts. A case belongs to a group where all its people do.
    *Charges*: of decided cases, a row each, the share in which nobody was convicted (see
    `outcomes.case_collapse`, also for which quarters are decided enough).
    A person counts once in a half-year, by the first decided case: who is met again and again, and
    is convicted or not each time, would be as many people.
    H0  Within the cases of one officer, offence and half-year those of the group fail as often as
        the others', with an officer's cases hanging together in any way.
    H1  They fail more often. An exact conditional test, and the sums of the officers by Student's
        t, so that a raid, a person met again or an officer with whom one group's cases fail for a
        reason of their own is one event; with six groups or more also a test beside the spread of
        the groups. The largest p-value counts. Five officers, in effect, are needed; where no
        officer is known, five units, each taken as one.
    Measured (stats/peers/group_share.py): .000 to .047 of innocent groups at nominal 5 %, where
    officers differ, meet groups unequally and make raids. Where one of two groups is 20, 60 or 200
    people whom 48 officers meet again, and people differ in how often their cases fail by a log
    s.d. of .5 or 1 (seed 61, 200 tests a cell): .045 to .075; .04 to .20 were every case counted.
    Cases that fail twice as often are found in all of 30 worlds.
    *Weights*: the group's readings around each of the [[lines]] beside the others' of the same
    officer and half-year, as hours are compared by `exhibits.moved_when`: by method U with two
    subjects and by method D, both of which must show it (size and power of that comparison:
    docs/calibration/moved_when.md; it takes thousands of weights near a line).
    H0  Apart from a smooth tilt, a love of round numbers and habits at single numbers, they are
        distributed alike.
    H1  Of the group's, more are missing just before the line and more lie at and just beyond it.
    Estimate: the share that failed, or was moved, minus that of the others in like cases. What
    groups bear because officers differ is told beside it, and tested by neither: a group that only
    officers meet whose cases fail anyway bears more, and does so through them.
    Not asked: cases that are doubtful for another reason, such as having no counterpart in a second
    system, goods that the police supplied, or copied words: doubtful means here a charge that
    failed, or a weight just over a line.
    For context, no yardstick: after the line for crack went to 280 g in 2010, charged weights of
    280 to 290 g became more than two and a half times as frequent against Black and Hispanic
    defendants as against others.
Cause, innocent first
    Goods that one group carries in packs a little above a line; cases that differ within one
    offence; a prior conviction that is part of the charge; few people counted often; one operation;
    witnesses who are harder to hear; groups recorded of some people only, or guessed.

References
    Tuttle 2019, Racial Disparities in Federal Sentencing: Evidence from Drug Mandatory Minimums;
    Mantel & Haenszel 1959, J. National Cancer Institute 22(4); Liang & Zeger 1986, Biometrika
    73(1); and those of stats/peers/group_share.py and stats/line_moves/within.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.outcomes.disparity.query import (
    DISTRICT,
    GROUPED,
    NAMES,
    OF_CASES,
    OF_PERSONS,
    PRIOR,
    WITH_PRIOR,
    WITHOUT,
    borne,
    everyone,
    is_of_charges,
    lines,
    of_member,
    people,
    query,
    sortings,
)
from tallystick.checks.outcomes.disparity.results import disparity_results
from tallystick.checks.shared.case_dispositions import ENDED, listed
from tallystick.checks.shared.largest_group import among_unlike, most_alike_known, most_unlike
from tallystick.checks.shared.line_records import (
    OPERATION,
    agreeing,
    in_one_case,
    line_of,
    of_one_size,
    on_busy_days,
    tally,
)
from tallystick.checks.shared.lines_in_words import drawn_at, line_values
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

OFTEN = 3


def unready(tables: Tables) -> str:
    """Say why no group can be set beside others."""
    named = [f"persons.{column}" for column in OF_PERSONS.values()]
    named += [f"incidents.{column}" for column in OF_CASES.values()]
    ended = ENDED.ready(tables) or lines(tables)
    return lacking(
        "" if sortings(tables) else say("reasons.needs_one", columns=", ".join(named)),
        "" if ended else say("reasons.needs_outcome"),
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The group's cases that failed, or its records at and just beyond the line."""
    rows = borne(tables, result)
    return listed(tables, rows) if is_of_charges(result) else rows.drop("milli")


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    if not is_of_charges(result):
        return {"of_charges": False, **line_values(line_of(tables, result))}
    own, rest = (
        result.detail[found] / max(1, result.detail[n])
        for found, n in (("all_found", "all_n"), ("rest_found", "rest_n"))
    )
    return {"of_charges": True, "own_share": own, "rest_share": rest, "held_in": ()}


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    return None if is_of_charges(result) else drawn_at(line_of(tables, result), result.detail)


def _most_by(column: str) -> Callable[[Tables, Result], Relation]:
    """How many share the value of `column` that most of them have, if it is not that of most."""
    return lambda tables, result: most_unlike(
        borne(tables, result), everyone(tables, result), column
    )


def _people_met_often(tables: Tables, result: Result) -> Relation:
    """Records of people who have three of the listed cases or more."""
    rows = borne(tables, result)
    held = people(tables).semi_join(rows, "incident_id")
    each = held.group_by("person_id").aggregate(n=held.count())
    often = held.semi_join(each.filter(each.n >= OFTEN), "person_id")
    explained = rows.semi_join(often, "incident_id")
    return part_of(explained, rows) if is_of_charges(result) else tally(explained, rows)


def _element_of_the_charge(tables: Tables, result: Result) -> Relation:
    """Cases under an article under which nobody without a prior conviction is charged."""
    rows, every = borne(tables, result), ENDED(tables)
    others = every.semi_join(of_member(tables, PRIOR, WITHOUT), "incident_id")
    others = others.filter(others.statute.notnull()).select("statute").distinct()
    named = rows.filter(rows.statute.notnull())
    return part_of(named.anti_join(others, "statute"), rows)


def _witnessed(tables: Tables, result: Result) -> Relation:
    """Cases that rest on a complainant, a witness or a victim, if most do not."""
    roles = tables["involvements"]
    named = roles.filter(roles.role.isin(("complainant", "witness", "victim")))
    return among_unlike(borne(tables, result), everyone(tables, result), named)


def _of_weights(result: Result) -> bool:
    return not is_of_charges(result)


def _by_prior(result: Result) -> bool:
    group = result.detail["sorting"], result.detail["member"]
    return is_of_charges(result) and group == (PRIOR, WITH_PRIOR)


def _not_by_district(result: Result) -> bool:
    """A district lies with one unit anyway."""
    return bool(result.detail["sorting"] != DISTRICT)


CHECK = declared(
    __name__,
    needs={"incidents": ("incident_id",)},
    unready=unready,
    query=query,
    test=disparity_results,
    listed=borne,
    cases=cases,
    causes={
        "few_people": Cause(counts=_people_met_often, needs=NAMES[0]),
        "operation": Cause(
            among=lambda rows: most_alike_known(rows.mutate(key=rows.occurred_at.date()), "key"),
            needs={"incidents": ("occurred_at",)},
            applies=is_of_charges,
        ),
        "backlog": Cause(
            among=lambda rows: most_alike_known(
                rows.mutate(key=rows.decided_at.truncate("M")), "key"
            ),
            needs={"outcomes": ("decided_at",)},
            applies=is_of_charges,
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
        "packs": Cause(
            counts=lambda tables, result: of_one_size(
                borne(tables, result), line_of(tables, result)
            ),
            applies=_of_weights,
        ),
        "other_amounts": Cause(applies=_of_weights),
        "one_case": Cause(
            among=in_one_case, needs={"measurements": ("incident_id",)}, applies=_of_weights
        ),
        "one_operation": Cause(
            among=on_busy_days, needs={"measurements": ("measured_at",)}, applies=_of_weights
        ),
        "other_stage": Cause(
            counts=lambda tables, result: agreeing(
                tables, line_of(tables, result), borne(tables, result)
            ),
            needs={"measurements": ("exhibit_id", "stage")},
            applies=_of_weights,
        ),
    },
    constants={"often": OFTEN, "operation": OPERATION},
    values=_values,
    picture=_picture,
    shares=(ENDED, GROUPED),
    broken_by=("complaints", "officers", "cases", "outcomes"),
)
run = CHECK.run
