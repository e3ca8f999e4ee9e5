"""Which groups of officers share people, cases or complaints more than time and place explain?

Criteria
    Whom officers meet, and beside whom they are named, depends on where and when they work: at like
    times and places they meet the same people, and stand beside each other, as often as others.
Test
    The officers of a unit are a network of four layers, each with a null and a p-value of its own:
    *shared people* (attesting witnesses, informants), *shared subjects* (who is arrested), *shared
    cases* and *shared complaints* (`named_officers`). In every second month the densest group of
    three officers or more, and less than half of the unit, is sought; it is asked about in the
    other months, and the other way round, so that the search costs nothing.
    H0  Fewer than three members of the group share what the others of it do: meet those whom the
    others met (more than twice as often, by the odds, as officers outside do at like places and
    times), or are beside another of it (more than a quarter beyond what chance gives).
    H1  Three or more do. One-sided, per unit, times the groups asked about. People: for each member
    Fisher's noncentral law and Student's t over months, the larger by place, by time and by both;
    of the m members the third smallest, times m - 2; people count only where the others met them in
    another area and part of the day too. Cases and complaints: the others named in a file are drawn
    as often as each is named at like times, or places, or both, so that the degrees of officers and
    of files are kept; the own most frequent partner does not count; Student's t over months of what
    all but the two strongest exceed.
    *All layers* is the Cauchy combination of a unit's p-values, which need not be independent.
    Estimate: the share of the sharing officers' occasions at which those people came, or others of
    the group were named, minus that of officers outside at like places, or what drawing gives. The
    first case of an officer and day is an occasion. A person met by hardly anybody but one officer,
    and a file that names more than five officers (a third of a large unit), is left out.
    Where a unit works in teams or platoons, or most of it in groups that bring their own people,
    and no group stands out all the same, none of them is the odd one: *cannot tell*.
    Pairs, who may patrol together, and groups across units are not tested, but listed with trios in
    `officer_groups.parquet`: the agency's strongest, sought in one half of the months and asked
    about in the other, each with E, how many as strong an innocent agency would show. E comes from
    redraws that keep counts by unit and year on average and have partners and squads as close as
    the records do; where most work in teams they keep these counts exactly and have no squads
    (`stats.networks.team_ranking`). No p-value, no finding; left out of masked copies.
    Not asked: complainants, whom the area decides; rosters, which no table has; postings, in the
    test, which knows times and places alone.
    In shared cases and complaints `postings` are asked afterwards, as a cause: how many of the
    group's pairs in one file its days of a shared posting would give at the rate of the unit's
    other pairs. Records that break the same rule are no layer: an exception is one officer's, no
    file or person joins two of them, and what a unit's form or training breaks, all of it break.
Cause, innocent first
    One post, beat or shift, as far as quarter, area and hour do not tell it; one roster, car or
    squad; one operation, or the task of arresting the same few; volunteers or students rostered
    with a team; an informant handled by a team, which is good practice; one number entered for
    whoever attests; few people agree, and are asked again; one event with many complaints.

References
    Jain, Sinclair & Papachristos 2022, PLOS ONE 17(5), crews by what is dense within a group:
    the strongest pair of one known crew had 11 joint complaints, the city's strongest 33;
    Charikar 2000, LNCS 1913; Benjamini & Heller 2008, Biometrics 64(4); Berger 1982, Technometrics
    24(4); Maslov & Sneppen 2002, Science 296(5569), networks of the same degrees; Liu & Xie 2020,
    JASA 115(529), the combination.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.people.crews import query
from tallystick.checks.people.crews.results import LEAST_OFFICERS, results_of
from tallystick.checks.shared.encounters import FIRST_OF_DAY
from tallystick.checks.shared.largest_group import most_alike
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

THIRD_PARTS = 3
NOTHING = say("reasons.needs_company")


def unready(tables: Tables) -> str:
    """Why no layer can be asked about; "" where one can."""
    return "" if any(query.ready(layer, tables) for layer in query.LAYERS) else NOTHING


def listed(tables: Tables, result: Result) -> Relation:
    """The occasions of the officers who share, at which what they share was there."""
    return query.of_layer(tables, result).distinct()


def cases(tables: Tables, result: Result) -> Relation:
    """The occasions, each officer's once."""
    return (
        query.of_layer(tables, result)
        .select("incident_id", "unit_id", "officer_id", "occurred_at", "area_id", "role")
        .distinct()
    )


def _same_shift(rows: Relation) -> Relation:
    """Occasions of one area and one third of the day."""
    return most_alike(rows.mutate(third=rows.part // THIRD_PARTS), "area_id", "third")


def _of_several(rows: Relation) -> Relation:
    """Occasions on days on which two or more of the officers had one in the same area."""
    day = ("month", "day_of_month", "area_id")
    each = rows.group_by(*day).aggregate(n=rows.count(), officers=rows.officer_id.nunique())
    joint = (each.officers >= 2).ifelse(each.n, 0)
    return each.aggregate(
        explains=joint.sum().fill_null(0).cast("int64"), of=each.n.sum().fill_null(0).cast("int64")
    )


def _of(*layers: str) -> Callable[[Result], bool]:
    return lambda result: query.layer_of(result) in layers


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    """The members who share; of all layers together also who stands in several."""
    detail, layer = result.detail, query.layer_of(result)
    officers = detail["officers"]
    others = [each["officers"] for each in detail.get("layers", ()) if each["layer"] != layer]
    return {
        "layer": layer,
        "sharing": len(officers),
        "shared": len(detail["people"]),
        "found": [each for each in detail["members"] if each["officer"] in officers],
        "has_people": layer not in query.JOINT,
        "all_layers": result.aspect == query.ALL,
        "in_both": sorted(set(officers) & set().union(*others)),
    }


CHECK = declared(
    __name__,
    needs={},
    unready=unready,
    query=query.occasions,
    test=results_of,
    listed=listed,
    cases=cases,
    order=("occurred_at", "incident_id", "officer_id", "role"),
    causes={
        "one_shift": Cause(among=_same_shift),
        "team": Cause(
            among=_of_several,
            needs={"incidents": ("area_id",)},
            applies=_of(query.PEOPLE, query.SUBJECTS),
        ),
        "roster": Cause(applies=_of(*query.JOINT)),
        "posted_together": Cause(
            counts=query.posted_together,
            needs={"postings": ("officer_id", "unit_id", "from_date")},
            applies=_of(*query.JOINT),
        ),
        "operation": Cause(among=lambda rows: most_alike(rows, "month")),
        "informant": Cause(lambda rows: rows.role == "informant", applies=_of(query.PEOPLE)),
        "squad": Cause(applies=_of(query.SUBJECTS)),
        "volunteers": Cause(applies=_of(query.PEOPLE)),
        "one_number": Cause(applies=_of(query.PEOPLE)),
    },
    constants={"least_officers": LEAST_OFFICERS},
    values=_values,
    shares=(FIRST_OF_DAY,),
    broken_by=("officers",),
)
run = CHECK.run
