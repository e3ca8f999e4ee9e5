"""What do the hand-overs of each exhibit say, and whose is it?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.postings import on_the_day, posted
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

MOVES = ("transferred", "received", "returned")
ENTERS = ("seized", "purchased")
GRACE_DAYS = 30
# Handed in by the day after: days are compared, so that hours nobody noted make nothing late.
LATE_DAYS, LONGEST = 1, 31
NOBODY, AFTER_END, TOO_EARLY, NO_START = "nobody", "after_end", "too_early", "no_start"
UNSEEN, NO_RECEIPT, LATE = "unseen", "no_receipt", "late"
RULES, SHARES = (NOBODY, AFTER_END, TOO_EARLY, NO_START), (UNSEEN, NO_RECEIPT, LATE)


def _followed(tables: Tables) -> Relation:
    """All windows are of one kind, so that the engine sorts or hashes the exhibits once."""
    custody = tables["custody"]
    rows = custody.filter(custody.exhibit_id.notnull(), custody["at"].notnull())
    whole = ibis.window(group_by="exhibit_id")
    seized = rows.action == "seized"
    rows = rows.mutate(
        seized_at=rows["at"].min(where=seized).over(whole),
        seizer=rows.to_holder.max(where=seized).over(whole),
        destroyed_at=rows["at"].min(where=rows.action == "destroyed").over(whole),
        first_at=rows["at"].min().over(whole),
    )
    on, given = rows["at"].date(), rows.from_holder == rows.seizer
    later = (rows.action != "seized") & (rows["at"] >= rows.seized_at)
    return rows.group_by("exhibit_id").aggregate(
        incident_id=rows.incident_id.max(),
        first_at=rows.first_at.min(),
        seized_at=rows.seized_at.min(),
        seizer=rows.seizer.min(),
        first_holder=rows.to_holder.max(where=rows["at"] == rows.first_at),
        gave_at=rows["at"].min(where=later & given),
        later=one_if(later).sum(),
        nobody=one_if(_names_nobody(rows)).sum(),
        after_end=one_if(on > rows.destroyed_at.date()).sum(),
        too_early=one_if((on < rows.seized_at.date()) & ~rows.action.isin(ENTERS)).sum(),
        entered=one_if(rows.action.isin(ENTERS)).sum(),
    )


def _names_nobody(rows: Relation) -> BooleanValue:
    """A move needs both ends, a seizure or purchase a receiver, a destruction a giver."""
    no_giver, no_taker = rows.from_holder.isnull(), rows.to_holder.isnull()
    move = rows.action.isin(MOVES) & (no_giver | no_taker)
    enters = rows.action.isin(ENTERS) & no_taker
    return move | enters | ((rows.action == "destroyed") & no_giver)


FOLLOWED = Shared(
    "followed",
    lambda tables: tables.holds("custody", "at", "action", "from_holder", "to_holder"),
    _followed,
)
"""A row per exhibit in custody: when and by whom it was seized (null where it was not), when that
person first gave it on (``gave_at``), how many hand-overs are ``later`` than the seizure, and how
many break each rule."""


def query(tables: Tables) -> Relation:
    """Exhibits that break each rule, and cases of each share, by unit, quarter and days waited.

    ``quarter`` is four times the year plus the number of the quarter of the seizure, 0 without
    one; ``waited`` the longest of a case in days, -1 where no receipt says.
    """
    rows = handed(tables)
    began = rows.seized_at
    rows = rows.mutate(
        quarter=(began.year() * 4 + began.quarter()).fill_null(0).cast("int64"),
        **{name: one_if(rows[name]) for name in (*RULES, *SHARES, "asked")},
    )
    of_case = rows.group_by("unit_id", "quarter", "case").aggregate(
        exhibits=rows.count(),
        waited=ibis.ifelse(rows.asked == 1, rows.waited, -1).fill_null(-1).max(),
        **{name: rows[name].sum() for name in RULES},
        **{name: rows[name].max() for name in (*SHARES, "asked")},
    )
    sums = ("exhibits", "asked", *RULES, *SHARES)
    return of_case.group_by("unit_id", "quarter", "waited").aggregate(
        **{name: of_case[name].sum().cast("int64") for name in sums}
    )


def handed(tables: Tables) -> Relation:
    """Return the exhibits with ``unit_id``, ``case``, how long each ``waited`` and each flag.

    Flags are booleans by the names of `RULES` and `SHARES`. ``asked`` says whether the exhibit was
    seized, by somebody, more than thirty days before the last hand-over of all; only then is
    ``unseen`` or ``no_receipt`` true. ``waited`` is in days, at most 31, null without a receipt.
    """
    rows = _with_unit(tables, FOLLOWED(tables))
    rows = rows.cross_join(tables["custody"].aggregate(last_at=lambda t: t["at"].max()))
    old = rows.seized_at < rows.last_at - ibis.interval(days=GRACE_DAYS)
    asked = (rows.seized_at.notnull() & rows.seizer.notnull() & old).fill_null(False)
    waited = rows.gave_at.date().delta(rows.seized_at.date(), unit="day")
    rows = rows.mutate(
        case=ibis.coalesce(rows.incident_id, ibis.literal("exhibit ") + rows.exhibit_id),
        asked=asked,
        waited=ibis.ifelse(waited > LONGEST, LONGEST, waited).cast("int64"),
    )
    return rows.mutate(
        nobody=rows.nobody > 0,
        after_end=rows.after_end > 0,
        too_early=rows.too_early > 0,
        no_start=rows.entered == 0,
        unseen=rows.asked & (rows.later == 0),
        no_receipt=rows.asked & (rows.later > 0) & rows.gave_at.isnull(),
        late=rows.asked & (rows.waited > LATE_DAYS).fill_null(False),
    )


def _with_unit(tables: Tables, rows: Relation) -> Relation:
    """The unit of the case; for an exhibit of no known case that of its first holder's posting."""
    if tables.holds("incidents", "incident_id", "unit_id"):
        incidents = tables["incidents"].filter(tables["incidents"].incident_id.notnull())
        units = incidents.group_by("incident_id").aggregate(case_unit=incidents.unit_id.min())
        rows = beside(rows, units, "incident_id")
    else:
        rows = rows.mutate(case_unit=ibis.null("string"))
    if not tables.holds("postings", "officer_id", "unit_id"):
        return rows.mutate(unit_id=rows.case_unit.fill_null(""))
    postings = posted(tables)
    alone = rows.filter(rows.case_unit.isnull())
    pairs = alone.inner_join(
        postings, on_the_day(postings, alone.first_holder, alone.first_at.date())
    )
    whose = pairs.group_by("exhibit_id").aggregate(holder_unit=pairs.unit_id.min())
    rows = beside(rows, whose, "exhibit_id")
    return rows.mutate(unit_id=ibis.coalesce(rows.case_unit, rows.holder_unit, ibis.literal("")))


def listed(tables: Tables, result: Result) -> Relation:
    """The exhibits that a result counts."""
    rows = of_subject(handed(tables), result)
    rows = rows.filter(rows[result.detail.get("asked", NOBODY)])
    return rows.select(
        "exhibit_id",
        "incident_id",
        "unit_id",
        "seized_at",
        "seizer",
        first_at="first_at",
        given_on_at="gave_at",
        hand_overs_after=rows.later,
    ).order_by("first_at", "exhibit_id")
