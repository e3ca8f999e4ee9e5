"""What is said of each key, in one line: on the page and on a terminal."""

from __future__ import annotations

from tallystick.report.words.dates import day
from tallystick.watch.declared import Declaration
from tallystick.watch.state import Row, State
from tallystick.watch.words import chance, tell


def line(row: Row, declared: Declaration) -> str:
    """Return what found it, the chance of it, and what is needed."""
    if row.status in ("now", "earlier") or row.counted:
        alone = _found_by(row)
        return alone if row.p_value is None else f"{alone}; {_today(row)}"
    needed = chance(declared.audit_alpha)
    told = f"{_today(row)} {tell('line.needed', needed=needed)}"
    if row.since is None:
        return told
    since = day(declared.days(row.since)[1].isoformat())
    return f"{told}, {tell('line.since', since=since)}"


def gathering(declared: Declaration, state: State) -> str:
    """Return what gathering is not, and how many keys would gather by chance at most."""
    asked = sum(row.p_value is not None for row in state.rows)
    by_chance = declared.audit_alpha * asked
    return tell("gathering", n=f"{by_chance:.0f}" if by_chance >= 1 else f"{by_chance:.1g}")


def _found_by(row: Row) -> str:
    if row.counted:
        return tell("line.counted", at=row.at)
    return tell("line.window" if row.by == "window" else "line.so_far", at=row.at)


def _today(row: Row) -> str:
    return tell("line.today", p=chance(row.p_value), q=chance(row.q_value))
