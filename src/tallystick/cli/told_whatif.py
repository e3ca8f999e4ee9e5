"""How is the answer to a changed law told, as text, as JSON and as tables?"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from functools import reduce
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tallystick.cli.terminal import counted, printable
from tallystick.sample import disarmed
from tallystick.statutes import MUST_BE_SAID, SAID
from tallystick.statutes.amounts import grouped
from tallystick.tables import Line
from tallystick.whatif import NO_DAYS, Act, Changed, Days, Figure, Near, Unplaced, WhatIf

WIDTH, MOST = 100, 40
PREDICTS = "Nobody's behaviour is predicted: these are the recorded cases, counted again."
Parts = tuple[tuple[str, type[Any], Sequence[Any]], ...]


def parts_of(answer: WhatIf) -> Parts:
    """Return the tables of an answer: name, type of a row, rows."""
    return (
        ("changed", Changed, answer.changed),
        ("near", Near, answer.near),
        ("figures", Figure, answer.figures),
        ("unplaced", Unplaced, answer.unplaced),
    )


def as_plain(answer: WhatIf) -> dict[str, Any]:
    """Return an answer as JSON has it; of days None is no bound, as of a life term."""
    change = answer.change
    return {
        "change": change.name,
        "from": change.first.isoformat(),
        "to": change.last and change.last.isoformat(),
        "law_on": change.law_on.isoformat(),
        "predicts_behaviour": False,
        "lines": [
            {"line": move.old.name, "stage": move.old.stage, "was": _plain_line(move.old),
             "would_be": _plain_line(move.new)}
            for goods in change.goods for move in goods.moved
        ],
        "acts": [{**asdict(act), "fine": act.fine and [float(each) for each in act.fine],
                  "today": _plain_row(act.today)} for act in change.acts],
        "cases_examined": dict(answer.examined),
        "caveats": list(change.caveats),
        **{name: [_plain_row(row) for row in rows] for name, _, rows in parts_of(answer)},
        "not_reckoned": list(answer.not_reckoned),
    }  # fmt: skip


def _plain_line(line: Line) -> dict[str, Any]:
    return {"value": float(line.value), "unit": line.unit, "inclusive": line.inclusive}


def _plain_row(row: Any) -> dict[str, Any]:
    values = {each.name.rstrip("_"): getattr(row, each.name) for each in fields(row)}
    return {
        name: value.isoformat() if isinstance(value, date) else
        list(value) if isinstance(value, Days) else value
        for name, value in values.items()
    }  # fmt: skip


def write_tables(answer: WhatIf, folder: Path) -> list[str]:
    """Write each table as CSV to `folder`, which is made; return the names of the files.

    FileExistsError when it is there already. Cells hold no formulas.
    """
    folder.mkdir(parents=True)
    for name, kind, rows in parts_of(answer):
        names = [each.name.rstrip("_") for each in fields(kind)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([part for each in names for part in _columns(each)])
            for row in rows:
                plain = _plain_row(row)
                writer.writerow([cell for each in names for cell in _cells(each, plain[each])])
    return [f"{name}.csv" for name, _, _ in parts_of(answer)]


RANGES = ("today", "then", "at_stake")


def _columns(name: str) -> tuple[str, ...]:
    return (f"{name}_days_least", f"{name}_days_most") if name in RANGES else (name,)


def _cells(name: str, value: Any) -> tuple[Any, ...]:
    if name in RANGES:
        return ("", "") if value is None else tuple(
            "no bound" if each is None else each for each in value
        )  # fmt: skip
    return (disarmed(value) if isinstance(value, str) else "" if value is None else value,)


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
    for goods in change.goods:
        how = "exhibits of a case added up" if len(goods.rules) > 1 else "highest reading of a case"
        for move in goods.moved:
            yield f"{move.old.name}: {_at(move.old)} would be {_at(move.new)}"
        yield (f"{goods.name}: {counted(answer.examined[goods.name], 'case')} weighed "
               f"({move.old.stage or 'any stage'}, {how})")  # fmt: skip
        for (act, place), term in sorted(goods.terms.items()):
            if term.days is not None:
                of = f", {act}" if act else ""
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


def _tell_figures(answer: WhatIf, console: Console, say: Callable[..., None]) -> None:
    say()
    say("Reported figures that would have been others")
    if answer.figures:
        table = _table(("metric", "unit", "period"), ("reported", "would have been"))
        for row in answer.figures[:MOST]:
            least, most = (f"{each:,.15g}" for each in (row.least, row.most))
            told = least if least == most else f"{least} to {most}"
            _add(table, row.metric, row.unit_id or "all units", _span(row.first, row.last),
                 f"{row.reported:,.15g}", told)  # fmt: skip
        console.print(table)
        _more(len(answer.figures), say)
        say("from: if administrative cases were counted no more; to: if they went on being counted")
    else:
        say("  none: no metric of the engagement tells these classes or acts apart")
    for words in answer.not_reckoned:
        say(f"  not reckoned: {words}")


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
