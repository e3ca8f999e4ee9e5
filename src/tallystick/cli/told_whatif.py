"""How is the answer to a changed law told in plain text?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from textwrap import wrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tallystick.cli.terminal import printable
from tallystick.cli.whatif_tables import RANGES
from tallystick.findings.counts import counted
from tallystick.statutes import MUST_BE_SAID, SAID
from tallystick.statutes.amounts import grouped
from tallystick.tables import Line
from tallystick.whatif import NO_DAYS, Act, Changed, Days, Figure, Near, Unplaced, WhatIf

WIDTH, MOST = 100, 40
PREDICTS = "Nobody's behaviour is predicted: these are the recorded cases, counted again."


def tell(answer: WhatIf) -> None:
    """Print an answer: what is imagined, each table, and what it does not say."""
    console = Console(width=WIDTH, highlight=False, soft_wrap=False, markup=False, emoji=False)

    def say(text: str = "") -> None:
        shift = " " * (len(text) - len(text.lstrip()))
        for line in wrap(text, WIDTH, subsequent_indent=f"{shift}  ") or [""]:
            console.print(Text(printable(line)))

    change = answer.change
    until = f" to {change.last}" if change.last else " on"
    say(f"{change.name}: imagined for {change.first}{until}, the law today read on {change.law_on}")
    say(PREDICTS)
    for line in _imagined(answer):
        say(f"  {line}")
    say()
    for caveat in (*change.caveats, *_unsure(answer.changed)):
        say(f"Caveat: {caveat}")
    _tell_changed(answer.changed, console, say)
    _tell_near(answer.near, console, say)
    _tell_figures(answer, console, say)
    _tell_unplaced(answer.unplaced, say)


def _imagined(answer: WhatIf) -> Iterable[str]:
    change = answer.change
    left = ", those left out that an act makes administrative" if change.acts else ""
    for goods in change.goods:
        how = "exhibits of a case added up" if len(goods.rules) > 1 else "highest reading of a case"
        for move in goods.moved:
            yield f"{move.old.name}: {_at(move.old)} would be {_at(move.new)}"
        yield (f"{goods.name}: {counted(answer.examined[goods.name], 'case')} weighed "
               f"({move.old.stage or 'any stage'}, {how}){left}")  # fmt: skip
        for (conduct, place), term in sorted(goods.terms.items()):
            if term.days is not None:
                of = f", {conduct}" if conduct else ""
                rests = _source(term.source, term.confidence)
                yield f"{goods.classes[place]}{of}: {_days(term.days)} days a case ({rests})"
    for act in change.acts:
        yield f"{act.name}: {_penalties(act)}"


def _source(source: str, confidence: str) -> str:
    return source if source == confidence else f"{source}, {confidence}"


def _penalties(act: Act) -> str:
    said = [f"today {_days(act.today.days or NO_DAYS)} days of custody "
            f"({_source(act.today.source, act.today.confidence)})",
            f"then {_days(act.arrest)} days of arrest"]  # fmt: skip
    if act.fine:
        said.append(f"a fine of {grouped(act.fine[0])} to {grouped(act.fine[1])} {act.fine_unit}")
    if act.hours:
        said.append(f"{act.hours[0]:,} to {act.hours[1]:,} h of community service")
    return ", ".join(said)


def _at(line: Line) -> str:
    side = "from" if line.inclusive else "over"
    return f"{side} {grouped(line.value)} {line.unit}"


def _unsure(changed: Iterable[Changed]) -> Iterable[str]:
    words = {word for row in changed for word in row.confidence.split(", ")}
    for word in MUST_BE_SAID:
        if word in words:
            yield f"some of the law that this rests on is {word}: {SAID[word]}"
    for word in sorted(words):
        if word.endswith(" from memory"):
            yield f"some of the law that this rests on was not read in full ({word}): check the law"


def _days(days: Days | None) -> str:
    if days is None:
        return "not known"
    least, most = ("no bound" if each is None else f"{each:,}" for each in days)
    return f"{least} to {most}"


def _span(first: date | None, last: date | None) -> str:
    """Say from when to when: ``2024``, ``2024-Q3``, ``2024-07``, or both days."""
    if first is None or last is None or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return f"{first or 'before'} to {last or 'after'}"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 12 and first.month == 1:
        return f"{first.year}"
    if months == 3 and first.month % 3 == 1:
        return f"{first.year}-Q{first.month // 3 + 1}"
    return f"{first:%Y-%m}" if months == 1 else f"{first} to {last}"


def _tell_changed(changed: Sequence[Changed], console: Console, say: Callable[..., None]) -> None:
    say("Cases that would be of another class, and the days of custody that the law allows them")
    if not changed:
        say("  none")
        return
    table = _table(("unit", "period", "offence", "from", "to"), ("cases", "heaviest", "at stake"))
    for row in changed[:MOST]:
        heaviest = "" if row.heaviest is None else f"{row.heaviest:,}"
        _add(table, row.unit_id, _span(row.first, row.last), row.offence, row.was, row.would_be,
             f"{row.cases:,}", heaviest, _days(row.at_stake))  # fmt: skip
    console.print(table)
    _more(len(changed), say)
    total, known = sum(row.cases for row in changed), [row for row in changed if row.at_stake]
    say(f"{counted(total, 'case')} in all")
    if known:
        today, then, more = (
            reduce(Days.plus, (getattr(row, name) or NO_DAYS for row in known)) for name in RANGES
        )
        say(f"days of custody: {_days(today)} today, {_days(then)} then; at stake {_days(more)}")
    if unknown := sum(row.cases for row in changed if not row.at_stake):
        why = "; ".join(dict.fromkeys(row.why_unknown for row in changed if not row.at_stake))
        say(f"of {counted(unknown, 'case')} the days are not known: {why}")
    if mixed := sum(row.mixed for row in changed):
        say(f"{counted(mixed, 'further case')} would stay criminal: another article is charged too")
    if any(row.heaviest is not None for row in changed):
        say("heaviest: as many if of each case its heaviest exhibit alone counted")
    say("at stake: from the least then less the most today, to the most then less the least today; "
        "a year is 365 days, and what the law allows is no sentence")  # fmt: skip


def _tell_near(near: Sequence[Near], console: Console, say: Callable[..., None]) -> None:
    if not near:
        return
    say()
    say(
        "Where the lines put the incentive: cases just below (a quarter of the line) and just above"
    )
    say("(a tenth), unless the engagement says otherwise, where each line is and where it would be")
    table = _table(("line", "unit"), ("below", "above", "then below", "then above"))
    for row in near[:MOST]:
        numbers = (row.was_below, row.was_above, row.would_be_below, row.would_be_above)
        _add(table, row.line, row.unit_id, *(f"{each:,}" for each in numbers))
    console.print(table)
    _more(len(near), say)
    for name in dict.fromkeys(row.line for row in near):
        own = [row for row in near if row.line == name]
        below, above, then_below, then_above = (
            sum(getattr(row, each.name) for row in own) for each in fields(Near)[2:]
        )
        say(f"{name}, all units: {below:,} just below and {above:,} just above where it is, "
            f"{then_below:,} and {then_above:,} where it would be")  # fmt: skip


def _tell_figures(answer: WhatIf, console: Console, say: Callable[..., None]) -> None:
    say()
    say("Reported figures that would have been others")
    groups: dict[tuple[str, str], list[Figure]] = {}
    for row in answer.figures:
        groups.setdefault((row.metric, row.unit_id), []).append(row)
    told = [each for rows in groups.values() for each in _added_up(rows)]
    if told:
        table = _table(("metric", "unit", "periods"), ("reported", "would have been"))
        for rows in told[:MOST]:
            reported, least, most = (
                f"{sum(getattr(row, name) for row in rows):,.15g}"
                for name in ("reported", "least", "most")
            )
            span = _span(rows[0].first, rows[-1].last)
            spans = span if len(rows) == 1 else f"{len(rows):,} in {span}"
            _add(table, rows[0].metric, rows[0].unit_id or "all units", spans, reported,
                 least if least == most else f"{least} to {most}")  # fmt: skip
        console.print(table)
        _more(len(told), say)
        say("from: if administrative cases were counted no more; to: if they went on being counted")
    else:
        say("  none: no metric of the engagement tells these classes or acts apart")
    for words in answer.not_reckoned:
        say(f"  not reckoned: {words}")


def _added_up(rows: list[Figure]) -> list[list[Figure]]:
    """The figures of a metric and unit together, or each alone where their days overlap."""
    apart = all(one.last < other.first for one, other in pairwise(rows))
    return [rows] if apart else [[row] for row in rows]


def _tell_unplaced(unplaced: Sequence[Unplaced], say: Callable[..., None]) -> None:
    for what in dict.fromkeys(row.what for row in unplaced):
        own = [row for row in unplaced if row.what == what]
        weight, substance = (sum(getattr(row, name) for row in own)
                             for name in ("without_weight", "without_substance"))  # fmt: skip
        say(f"Counted apart, {what}: {counted(weight, 'incident')} without a weight at the stage, "
            f"{substance:,} with a weight of no named substance")  # fmt: skip


def _table(texts: Iterable[str], numbers: Iterable[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for name in texts:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(printable(cell)) for cell in cells))


def _more(rows: int, say: Callable[..., None]) -> None:
    if rows > MOST:
        say(f"… and {rows - MOST:,} rows more, in --json and --out")
