"""What does the page say of one unit's figures over time, against the levels set for them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from tallystick.findings import Figure
from tallystick.report.charts import timeline
from tallystick.report.charts.series import Series, Slot, to_reach
from tallystick.report.words import dates, numbers
from tallystick.report.words.rendering import rendered_name
from tallystick.report.words.text import listed, name
from tallystick.report.words.wording import say, say_count

MOST_SERIES, MOST_PERIODS, MOST_NAMED = 8, 120, 6
# The check whose levels are drawn, and in whose words their basis is told.
LEVELS_OF = "figures.ratchet"


@dataclass(frozen=True)
class FiguresView:
    """One metric of a unit: what to see, its chart, and the table of the same figures."""

    anchor: str
    caption: str
    subcaption: str
    note: str
    svg: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def views(series: Sequence[Series], anchor: str) -> tuple[tuple[FiguresView, ...], str]:
    """Return the charts of a unit's series, and what is said of those left out ("" for none).

    Series with a level come first.
    """
    ordered = sorted(series, key=lambda each: all(one.level is None for one in each.figures))
    shown = tuple(
        _view(each, f"{anchor}-figures-{place}")
        for place, each in enumerate(ordered[:MOST_SERIES], 1)
    )
    rest = len(series) - MOST_SERIES
    return shown, say_count("figures.more", rest, n=numbers.count(rest)) if rest > 0 else ""


def _view(series: Series, anchor: str) -> FiguresView:
    metric = name(series.metric, numbers.MISSING)
    held = replace(series, slots=series.slots[-MOST_PERIODS:])
    caption = _caption(held)
    heading = say("figures.heading", metric=metric, what=caption)
    level = any(each.level is not None for each in held.figures)
    left_out = len(series.slots) - len(held.slots)
    absent = say("figures.no_record" if series.is_recorded else "figures.no_figure")
    notes = (
        *((say("figures.earlier", n=numbers.count(left_out)),) if left_out > 0 else ()),
        *((say("figures.level_note"),) if level else ()),
        *_missing(held),
    )
    return FiguresView(
        anchor=anchor,
        caption=heading,
        subcaption=_subcaption(held, level),
        note=" ".join(notes),
        svg=timeline.draw(held, anchor).figure(
            heading, _description(held, caption), "chart timeline"
        ),
        heads=_heads(level),
        rows=tuple(_row(each, level, absent) for each in held.slots),
    )


def _caption(series: Series) -> str:
    """What one should see: how many figures reach their level, or between which they vary."""
    figures = series.figures
    if not figures:
        return say("figures.none_drawn")
    set_for = [(each.value, level) for each in figures if (level := to_reach(each)) is not None]
    if not set_for:
        low, high = min(each.value for each in figures), max(each.value for each in figures)
        if low == high:
            return say("figures.same", value=_exact(low, figures))
        key = f"figures.between.{series.months}"
        return say(key, low=_exact(low, figures), high=_exact(high, figures))
    at_most = figures[0].at_most
    met = sum(value <= level if at_most else value >= level for value, level in set_for)
    on = sum(value == level for value, level in set_for)
    periods = say_count(f"figures.period.{series.months}", len(set_for),
                        n=numbers.count(len(set_for)))  # fmt: skip
    reach = "figures.within" if at_most else "figures.reach"
    return say(reach, met=_how_many(met), periods=periods, on=_how_many(on))


def _how_many(number: int) -> str:
    return numbers.in_words(number) if number else say("figures.nobody")


def _subcaption(series: Series, level: bool) -> str:
    figures = series.figures
    if not figures:
        return ""
    source = say(f"figures.{figures[0].source}")
    measures = sorted({each.measure for each in figures} - {"", "1"})
    measured = say("figures.measure", measure=name(", ".join(measures))) if measures else ""
    parts = (source, measured, say("figures.line") if level else "")
    return " ".join(part for part in parts if part)


def _missing(series: Series) -> tuple[str, ...]:
    """Which periods have no figure, and which have several that disagree."""
    said = []
    for key, slots in (
        (
            "no_records" if series.is_recorded else "none",
            [each for each in series.slots if not each.figures],
        ),
        ("several", [each for each in series.slots if len(each.figures) > 1]),
    ):
        if not slots:
            continue
        named = [period(each) for each in slots[:MOST_NAMED]]
        rest = len(slots) - MOST_NAMED
        if rest > 0:
            named.append(say_count("figures.others", rest, n=numbers.count(rest)))
        said.append(
            say(f"figures.{key}", n=numbers.count(len(slots)),
                of=numbers.count(len(series.slots)), which=listed(named, say("and")))
        )  # fmt: skip
    return tuple(said)


def _description(series: Series, caption: str) -> str:
    described = say(
        "figures.desc",
        n=numbers.count(len(series.figures)),
        metric=name(series.metric, numbers.MISSING),
        first=period(series.slots[0]),
        last=period(series.slots[-1]),
        what=caption,
    )
    return " ".join((described, *_missing(series), say("chart.table_follows")))


def period(slot: Slot) -> str:
    """Return a period as "July 2022", "July to September 2022", "2022" or from day to day."""
    first, last = slot.first, slot.last
    whole = first.day == 1 and (last.toordinal() + 1 == _next_month(slot))
    if not whole:
        return dates.between(first.isoformat(), last.isoformat())
    month, until = (say(f"date.month_alone.{each.month}") for each in (first, last))
    if (first.month, last.month, first.year) == (1, 12, last.year):
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{month} {first.year}"
    begin = month if first.year == last.year else f"{month} {first.year}"
    return say("date.months_span", first=begin, last=f"{until} {last.year}")


def _next_month(slot: Slot) -> int:
    year, month = divmod(slot.last.year * 12 + slot.last.month, 12)
    return slot.last.replace(year=year, month=month + 1, day=1).toordinal()


def _heads(level: bool) -> tuple[str, ...]:
    heads = (say("figures.head_period"), say("figures.head_value"))
    return (*heads, say("figures.head_level"), say("figures.head_basis")) if level else heads


def _row(slot: Slot, with_level: bool, absent: str) -> tuple[str, ...]:
    values = ", ".join(_exact(each.value, (each,)) for each in slot.figures)
    cells = (period(slot), values or absent)
    if not with_level:
        return cells
    figure = slot.figure
    if figure is None or figure.level is None:
        return (*cells, numbers.MISSING, numbers.MISSING)
    level = to_reach(figure)
    told = say("figures.before") if level is None else _exact(level, (figure,))
    return (*cells, told, name(rendered_name(LEVELS_OF, figure.basis), numbers.MISSING))


def _exact(value: float, figures: Sequence[Figure]) -> str:
    """A figure as it was published, with the decimals that all of them need."""
    return numbers.number(value, numbers.exact_decimals((value, *(each.value for each in figures))))
