"""Do records of weekends lack their offence more often than those of other days?

Criteria
    An event has an offence on whatever day it happens.
Test
    Of the agency the share at weekends beside the other days, unit by unit (exact, conditional);
    of a unit its share at weekends beside that of its other days (binomial).
Cause, innocent first
    One officer's entries; a form of the weekend's office without the field.

References
    Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4).
"""

from scipy.stats import binomtest

from tallystick.extend import (
    Cause,
    Frame,
    Named,
    Relation,
    Result,
    Tables,
    Tested,
    compared,
    declared,
    most_alike,
    proposed,
    undecided,
)

SATURDAY = 5


def _at_weekends(rows: Relation) -> Relation:
    return rows.mutate(
        weekend=rows.occurred_at.date().day_of_week.index() >= SATURDAY,
        empty=rows.offense_code.isnull(),
    )


def query(tables: Tables) -> Relation:
    """Records by unit at weekends and on other days, and how many of each have no offence."""
    rows = _at_weekends(tables["incidents"].filter(tables["incidents"].unit_id.notnull()))

    def number(where):
        return rows.count(where=where).cast("int64")

    return rows.group_by("unit_id").aggregate(
        n=number(rows.weekend), found=number(rows.weekend & rows.empty),
        rest_n=number(~rows.weekend), rest_found=number(~rows.weekend & rows.empty),
    )  # fmt: skip


def test(unit_id, n, found, rest_n, rest_found, *, frame: Frame):
    """Return a result of the agency, and one of each unit."""
    whole = compared(found, n, rest_found, rest_n)
    most = Named(unit_id[found.argmax()], "unit")
    bare = undecided("agency", "", "weekend")
    of_agency = proposed(bare, whole, "differs", most=most, found=whole.numbers.found)
    rows = zip(unit_id, found, n, rest_found, rest_n, strict=True)
    return [of_agency, *(_of_unit(*row) for row in rows)]


def _of_unit(unit, found, n, rest_found, rest_n):
    bare = undecided("unit", unit, "weekend")
    if not n or not rest_n:
        return proposed(bare, Tested(n=0, reason="no_days", numbers=None), "differs")
    usual = rest_found / rest_n
    made = binomtest(int(found), int(n), usual, alternative="greater")
    tested = Tested(n=int(n), estimate=found / n - usual, p_value=made.pvalue, numbers=None)
    return proposed(bare, tested, "differs", most=Named(unit, "unit"), found=int(found))


def listed(tables: Tables, result: Result) -> Relation:
    """The weekend's records without an offence."""
    rows = _at_weekends(tables["incidents"])
    rows = rows.filter(rows.weekend, rows.empty)
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


CHECK = declared(
    __name__,
    name="records.weekend",
    needs={"incidents": ("unit_id", "offense_code", "occurred_at")},
    query=query,
    test=test,
    listed=listed,
    causes={"one_officer": Cause(among=lambda rows: most_alike(rows, "officer_id"))},
)
