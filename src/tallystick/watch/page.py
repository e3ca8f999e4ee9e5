"""How does the state of a watch become one page that needs nothing outside itself?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment

from tallystick.report.pages.environment import environment_of
from tallystick.report.pages.page import style
from tallystick.report.words import dates, numbers
from tallystick.report.words.rendering import rendered_name, rendering
from tallystick.report.words.subjects import subject
from tallystick.report.words.text import name
from tallystick.report.words.wording import language, say
from tallystick.watch.bars import bars
from tallystick.watch.declared import Declaration
from tallystick.watch.lines import gathering, line
from tallystick.watch.looks import Look
from tallystick.watch.opened import Shown
from tallystick.watch.state import STATUSES, Row, State
from tallystick.watch.words import chance, tell, tell_count

LISTED = STATUSES[:4]
MOST_ROWS = 500
LIMITS = ("limit.stop", "limit.valid", "limit.late", "limit.disposition")


@cache
def environment() -> Environment:
    """Return what makes the page of its template: texts are escaped and cleaned."""
    made = environment_of(__package__)
    made.globals |= {"tell": tell, "say": say, "count": numbers.count}
    return made


def render(
    declared: Declaration, looks: Sequence[Look], state: State, shown: Shown, spoken: str
) -> str:
    """Return the page of a watch with at least one look, in a language of the report."""
    with rendering(spoken):
        last = dates.day(looks[-1].last_day.isoformat())
        listed = [row for status in LISTED for row in state.of(status)]
        return environment().get_template("watch.html.j2").render(
            language=language(),
            style=style(),
            title=tell("title", name=name(declared.name), number=state.number,
                       of=declared.windows, last=last),
            watched=tell_count("watched", len(state.rows)),
            is_proposed=shown.is_proposed,
            promise=tell("promise", share=numbers.percent(declared.alpha)),
            tallies=[(status, len(state.of(status))) for status in STATUSES],
            rows=[_row(row, declared, shown, at) for at, row in enumerate(listed[:MOST_ROWS])],
            gathering=gathering(declared, state),
            level=tell("level", needed=chance(declared.audit_alpha)),
            looks=[_look(look, looks, shown) for look in looks],
            limits=[tell(each) for each in LIMITS],
        )  # fmt: skip


def _row(row: Row, declared: Declaration, shown: Shown, at: int) -> dict[str, Any]:
    check, kind, _, _ = row.key
    who = subject(kind, shown.subject(row))  # type: ignore[arg-type]
    return {
        "status": row.status, "subject": who, "check": check,
        "aspect": rendered_name(check, shown.aspect(row)),
        "line": line(row, declared), "bars": bars(row, declared, who, f"row-{at}"),
    }  # fmt: skip


def _look(look: Look, looks: Sequence[Look], shown: Shown) -> dict[str, Any]:
    changed = look.engagement_sha256 != looks[0].engagement_sha256
    days = dates.between(look.first_day.isoformat(), look.last_day.isoformat())
    found = sum(len(each.findings) for each in shown.told if each.number == look.number)
    return {"number": look.number, "days": days, "found": found, "changed": changed,
            "seals": [audit.seal for audit in look.audits]}  # fmt: skip
