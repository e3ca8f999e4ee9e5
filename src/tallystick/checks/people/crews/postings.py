"""How many of a group's joint files would shared postings bring, as they bring those of others?"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerColumn, IntegerScalar
from ibis.expr.types import Table as Relation

from tallystick.checks.people.crews.layers import layer_of
from tallystick.checks.people.crews.named import NAMED_AS, named
from tallystick.checks.shared.flags import one_if
from tallystick.checks.shared.postings import on_the_day, posted
from tallystick.findings import Result
from tallystick.stats.networks.joint import LARGE_SCENE
from tallystick.tables.store import Tables


def posted_together(tables: Tables, result: Result) -> Relation:
    """Pairs of the group named in one file (``of``), and how many shared postings would bring.

    Being posted to one unit explains nothing by itself, since all of a unit are. So ``explains``
    is at most the pairs who were posted to one unit on the day of their file, and at most what the
    days on which pairs of the group were so posted give at the rate of the unit's other pairs:
    their files of such days, by those days. Days are those on which the unit has a file; files with
    more officers than the check itself looks at are left out. ``of`` is 0 where no other pair was
    ever posted together, and nothing can be compared.
    """
    rows = _files(tables, result)
    held = _posted_to(tables, rows)
    days = _pairs(held, "day", "posted_to")
    at = rows.inner_join(held.drop("own"), ["officer_id", "day"])
    together = _pairs(at, "person", "posted_to")
    named_in_one = _pairs(rows, "person")
    each = days.aggregate(
        own_days=_total(days.own_pairs), other_days=_total(days.other_pairs)
    ).cross_join(
        together.aggregate(
            own_files=_total(together.own_pairs), other_files=_total(together.other_pairs)
        )
    )
    each = each.cross_join(named_in_one.aggregate(of=_total(named_in_one.own_pairs)))
    brought = each.other_files * each.own_days // each.other_days.nullif(0)
    told = each.other_days > 0
    return each.select(
        explains=told.ifelse(ibis.least(each.own_files, brought), 0).cast("int64"),
        of=told.ifelse(each.of, 0).cast("int64"),
    )


def _files(tables: Tables, result: Result) -> Relation:
    """The officers of the unit's files of a layer, by file; ``own`` is 1 for those of the group."""
    detail = result.detail
    rows = named(tables)
    rows = rows.filter(rows.unit_id == result.subject, rows.role == NAMED_AS[layer_of(result)])
    most = 1 + max(LARGE_SCENE, int(detail.get("officers_in_unit", 0)) // 3)
    each = rows.group_by("person").aggregate(officers=rows.count())
    rows = rows.semi_join(each.filter(each.officers <= most), "person")
    own = one_if(rows.officer_id.isin(list(detail.get("officers", ()))))
    return rows.select("person", "officer_id", "day", own=own)


def _posted_to(tables: Tables, rows: Relation) -> Relation:
    """To which unit each officer was posted on each day of a file; the posting that began last."""
    officers = rows.select("officer_id", "own").distinct()
    every = officers.cross_join(rows.select("day").distinct())
    postings = posted(tables).rename(posted_to="unit_id")
    held = every.inner_join(postings, on_the_day(postings, every.officer_id, every.day))
    last = ibis.window(group_by=("officer_id", "day"), order_by=(held.since.desc(), held.posted_to))
    held = held.mutate(turn=ibis.row_number().over(last))
    return held.filter(held.turn == 0).select("officer_id", "own", "day", "posted_to")


def _pairs(rows: Relation, *keys: str) -> Relation:
    """By `keys`, the pairs of the group among the officers of `rows`, and all other pairs."""
    each = rows.group_by(*keys).aggregate(n=rows.count(), own=rows.own.sum())
    own = _pairs_of(each.own)
    return each.select(own_pairs=own, other_pairs=_pairs_of(each.n) - own)


def _pairs_of(n: IntegerColumn) -> IntegerColumn:
    return n * (n - 1) // 2


def _total(pairs: IntegerColumn) -> IntegerScalar:
    return pairs.sum().fill_null(0).cast("int64")
