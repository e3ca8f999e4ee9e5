"""Do the lines, periods and metrics of an engagement make a frame to judge records by?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tallystick.load.shapes import LineBlock, MetricBlock, PeriodBlock, SubstitutionBlock
from tallystick.load.units import GRAMS, is_weight, near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.tables import (
    INCIDENTS,
    MEASUREMENTS,
    REPORTED_FIGURES,
    Line,
    Metric,
    Period,
    Substitution,
)
from tallystick.tables.measurements import KINDS, STAGES, WEIGHTS

Fault = Callable[[str], None]
LARGEST_LINE = Decimal(10) ** 12


def as_line(block: LineBlock, key: str, fault: Fault) -> Line | None:
    """Return `block` as a Line, or None after calling `fault` for each thing wrong."""
    wrong = [
        *_line_words(block),
        *_line_unit(block),
        *(
            f"{name}: read {shown(value)}; {words}"
            for name in ("value", "below", "above")
            if (value := getattr(block, name)) is not None
            and (words := _thousandths(value, positive=name != "value"))
        ),
    ]
    for words in wrong:
        fault(f"{key}.{words}")
    if wrong:
        return None
    return Line(
        name=block.name,
        kind=block.kind,
        value=block.value,
        unit=ucum(block.unit) or block.unit,
        citation=block.citation,
        substance_code=block.substance_code,
        stage=block.stage,
        inclusive=block.inclusive,
        direction=block.direction,
        from_date=block.from_,
        to_date=block.to,
        below=block.below,
        above=block.above,
        units=block.units,
    )


def _line_words(block: LineBlock) -> Iterable[str]:
    if block.kind not in KINDS:
        yield f"kind: read {shown(block.kind)}; {meant(block.kind, KINDS)}"
    if block.stage is not None and block.stage not in STAGES:
        yield f"stage: read {shown(block.stage)}; {meant(block.stage, STAGES)}"
    if block.from_ and block.to and block.from_ > block.to:
        yield f"to: read {block.to}; it lies before from = {block.from_}; swap them"
    if words := repeated(block.units):
        yield words


def repeated(units: tuple[str, ...] | None) -> str:
    """Return what is wrong with the units of a line where one stands twice; "" for nothing."""
    twice = [unit for number, unit in enumerate(units or ()) if unit in (units or ())[:number]]
    return f"units: {shown(twice[0])} stands twice; name each unit once" if twice else ""


def _line_unit(block: LineBlock) -> Iterable[str]:
    code = ucum(block.unit)
    if code is None:
        yield f"unit: read {shown(block.unit)}; {near_unit(block.unit)}"
    elif block.kind in WEIGHTS and not is_weight(code):
        yield f'unit: read {shown(block.unit)}; weights are stored in g; write unit = "g"'
    elif block.kind in WEIGHTS and code != "g":
        if _thousandths(block.value):
            return
        grams = Fraction(block.value) * GRAMS[code]
        value = f"{float(round(grams, 3)):.12g}"
        yield (
            f"unit: read {shown(block.unit)}; weights are stored in g; write value = {value} "
            'and unit = "g"'
        )


def _thousandths(value: Decimal, *, positive: bool = False) -> str | None:
    if not value.is_finite() or abs(value) > LARGEST_LINE:
        return f"it must be a number of at most {LARGEST_LINE:,}; write a smaller one"
    if value != round(value, 3):
        return "it may have at most three decimals, since counts use thousandths; write it so"
    if positive and value <= 0:
        return "a width must be > 0; write one that is"
    return None


def as_period(block: PeriodBlock, key: str, fault: Fault) -> Period | None:
    """Return `block` as a Period, or None after calling `fault` for each thing wrong."""
    if (block.rule is None) == (block.ends is None):
        fault(f'{key}: it needs one rule; write rule = "month" or ends = [2019-06-30, ...]')
        return None
    ends: tuple[date, ...] = block.ends or ()
    for before, after in pairwise(ends):
        if before >= after:
            fault(
                f"{key}.ends: read {after} after {before}; list the last days in order, once each"
            )
            return None
    return Period(block.name, block.rule, ends, block.window_days)


def as_metric(block: MetricBlock, key: str, fault: Fault) -> Metric | None:
    """Return `block` as a Metric, or None after calling `fault` for each thing wrong."""
    table = {each.name: each for each in (INCIDENTS, MEASUREMENTS, REPORTED_FIGURES)}[block.table]
    wrong: list[str] = []
    second = table is REPORTED_FIGURES
    if second and block.total == "records":
        wrong.append("total: read 'records'; figures are values; leave total out")
    if second and (set(block.where) != {"metric"} or block.name in block.where["metric"]):
        wrong.append(
            'where: name the other source\'s metric: where = {metric = ["deaths by certificate"]}'
        )
    if block.total == "value" and table is INCIDENTS:
        wrong.append("total: read 'value'; only measurements have one; write total = \"records\"")
    for name, kept in block.where.items():
        if name not in table.names:
            wrong.append(
                f"where: {table.name} has no column {shown(name)}; {meant(name, table.names)}"
            )
            continue
        column = table.column(name)
        if column.kind not in ("text", "code", "unit"):
            wrong.append(f"where.{name}: it is {column.kind}; where takes columns of text or codes")
        wrong += [
            f"where.{name}: read {shown(value)}; {meant(value, column.codes)}"
            for value in kept
            if column.codes and value not in column.codes
        ]
    for words in wrong:
        fault(f"{key}.{words}")
    if wrong:
        return None
    return Metric(
        block.name,
        block.table,
        tuple(block.where.items()),
        block.total or ("value" if second else "records"),
        block.is_control,
        block.direction,
    )


def as_substitution(
    block: SubstitutionBlock, key: str, fault: Fault, metrics: tuple[Metric, ...]
) -> Substitution | None:
    """Return `block` as a Substitution, or None after calling `fault` for each thing wrong."""
    known = {metric.name: metric for metric in metrics}
    named = [("from", block.from_), *(("to", name) for name in block.to)]
    named += [("control", name) for name in block.control]
    wrong = [
        f"{end}: there is no metric {shown(name)} under [[metrics]]; "
        + (meant(name, tuple(known)) if known else "declare it there")
        for end, name in named
        if name not in known
    ]
    wrong += [
        f"{end}: {shown(name)} adds up values; cases move, so name metrics that count records"
        for end, name in named
        if name in known and known[name].total != "records"
    ]
    if len({name for _, name in named}) < len(named):
        wrong.append("to: a metric stands twice in the pair; name neighbours that share no record")
    if len({known[name].table for _, name in named if name in known}) > 1:
        wrong.append("to: the metrics count records of two tables; name metrics of one table")
    for words in wrong:
        fault(f"{key}.{words}")
    if wrong:
        return None
    name = block.name or f"{block.from_} to {' + '.join(block.to)}"
    return Substitution(name, block.from_, block.to, block.control)
