"""What do the goods of a case weigh, and which class of the law is that?

Of each exhibit the weight counts on which the charge rests: the charged one, else that of the
court, the laboratory, the field. The exhibits of one substance are added up, and the heaviest one
is kept beside the sum, since practice differs: of a case with charged weights the heaviest that was
charged, since what was left out of a charge need not be the person's. A weight on a bound of which
no source says the side is of the graver class in the sum, and of the milder one alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.text_tables import substance_of, substances
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.tables import Amount, Law
from tallystick.tables.store import Tables

RESTS_ON, WEIGHED, GROSS = "rests_on", "weighed", "gross"
STAGES = ("charge", "court", "lab", "field")
UNSAID = "unsaid"
VIEWS = (RESTS_ON, WEIGHED, "field", "lab", "court", GROSS)
"""Which weight of an exhibit counts: the one the charge rests on; the most that anybody weighed; or
that of one stage, or the gross one, where there is one."""
UNPLACED = -1
NEEDS = {"measurements": ("incident_id", "substance_code", "value")}


def the_law(tables: Tables) -> Law:
    """The law of the engagement; one without articles where it names none."""
    return tables.frame.law or Law("", "")


def _readings(tables: Tables, cases: Relation | None) -> Relation:
    rows = tables["measurements"]
    rows = rows if cases is None else rows.semi_join(cases, "incident_id")
    rows = rows.filter(
        rows.kind.isin(["net_weight", "gross_weight", "plants"]), rows.value.notnull(),
        rows.incident_id.notnull(), rows.stage.fill_null(UNSAID) != "destruction",
    )  # fmt: skip
    code = rows.substance_code.fill_null("").lower().replace("_", " ").replace("-", " ").strip()
    return rows.select(
        "incident_id",
        exhibit=rows.exhibit_id.fill_null(""),
        substance=code,
        goods=substance_of(the_law(tables), code),
        plants=rows.kind == "plants",
        of=ibis.ifelse(rows.kind == GROSS + "_weight", GROSS, rows.stage.fill_null(UNSAID)),
        milli=in_milli(rows.value),
    )


def _exhibits(tables: Tables, cases: Relation | None) -> Relation:
    """A row per exhibit and substance: its highest reading of each stage.

    Readings that name no exhibit are one together, of which ``_sum`` is all of them.
    """
    rows = _readings(tables, cases)
    numbers: dict[str, IntegerValue] = {}
    for stage in (*STAGES, UNSAID, GROSS):
        own = ibis.ifelse(rows.of == stage, rows.milli, ibis.null("int64"))
        numbers |= {f"{stage}_all": own.sum().cast("int64"), f"{stage}_top": own.max()}
    each = rows.group_by("incident_id", "exhibit", "substance", "goods", "plants").aggregate(
        **numbers
    )
    return each.mutate(
        **{
            f"{stage}_sum": ibis.ifelse(
                each.exhibit == "", each[f"{stage}_all"], each[f"{stage}_top"]
            )
            for stage in (*STAGES, UNSAID, GROSS)
        }
    )


def _viewed(rows: Relation, view: str, end: str) -> IntegerValue:
    """The weight of each exhibit by `view`; `end` is ``sum`` or ``top``."""
    rests = ibis.coalesce(*(rows[f"{stage}_{end}"] for stage in (*STAGES, UNSAID)))
    if end == "sum":
        rests = ibis.coalesce(rests, rows.gross_sum)
    if view == RESTS_ON:
        return rests
    if view == WEIGHED:
        known = [rows[f"{stage}_{end}"].fill_null(-1) for stage in (*STAGES[1:], UNSAID, GROSS)]
        return ibis.coalesce(ibis.greatest(*known).nullif(-1), rests)
    return ibis.coalesce(rows[f"{view}_{end}"], rests)


def goods(
    tables: Tables, views: Iterable[str] = (RESTS_ON,), cases: Relation | None = None
) -> Relation:
    """A row per case and substance: for each view ``{view}_sum`` and ``{view}_top``.

    Of `cases` alone where these are given: of all, millions of exhibits are added up.
    """
    rows = _exhibits(tables, cases)
    each = rows.group_by("incident_id").aggregate(any_charged=rows.charge_top.max())
    rows = rows.inner_join(each, "incident_id")
    counts = rows.any_charged.isnull() | rows.charge_top.notnull()
    whole: dict[str, IntegerValue] = {}
    for view in views:
        whole[f"{view}_sum"] = _viewed(rows, view, "sum").sum().cast("int64")
        top = _viewed(rows, view, "top")
        whole[f"{view}_top"] = ibis.ifelse(counts, top, ibis.null("int64")).max()
    return rows.group_by("incident_id", "substance", "goods", "plants").aggregate(
        **whole, charged=rows.charge_top.max(), exhibits=rows.exhibit.nunique()
    )


def class_of(
    law: Law, of: tuple[IntegerValue, BooleanValue], milli: IntegerValue, day: DateValue,
    *, graver: bool,
) -> IntegerValue:  # fmt: skip
    """The place in `law.amounts` of the class that holds an amount; `UNPLACED` where none does.

    `of` is the place of the substance, and whether plants are counted. On a bound of which no
    source says the side it is the graver class, or the milder one.
    """
    names = [name for name, _ in substances(law)]
    order = sorted(range(len(law.amounts)), key=lambda at: law.amounts[at].place)
    branches = [
        (
            (of[0] == names.index(law.amounts[at].substance))
            & _holds(law.amounts[at], of[1], milli, day, graver=graver),
            ibis.literal(at),
        )
        for at in (reversed(order) if graver else order)
    ]
    if not branches:
        return ibis.literal(UNPLACED, "int64")
    return ibis.cases(*branches, else_=UNPLACED).cast("int64")


def _holds(
    amount: Amount, plants: BooleanValue, milli: IntegerValue, day: DateValue, *, graver: bool
) -> BooleanValue:
    held = (plants == amount.plants) & on_a_day(amount.from_date, amount.to_date, day)
    if amount.low is not None:
        with_low = graver if amount.with_low is None else amount.with_low
        held = held & (milli >= amount.low if with_low else milli > amount.low)
    if amount.high is not None:
        with_high = True if amount.with_high is None else amount.with_high
        held = held & (milli <= amount.high if with_high else milli < amount.high)
    return held.fill_null(False)


def on_a_day(first: date | None, last: date | None, day: DateValue) -> BooleanValue:
    """Whether `day` lies from `first` to `last`, both included; None is open."""
    held = day.notnull()
    if first is not None:
        held = held & (day >= ibis.date(first))
    if last is not None:
        held = held & (day <= ibis.date(last))
    return held
