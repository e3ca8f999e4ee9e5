"""Times that officers spent in court, on leave or in training, as overtime and leave lists tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.cells.day_numbers import dates_of
from tallystick.propose.cells.values import ENOUGH
from tallystick.propose.columns.choices import Choice, choice_for
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens
from tallystick.propose.times.moments import ISO_DAY

KINDS = {
    "court": "court hearing суд tribunal juzgado gericht сот",
    "leave": "leave vacation holiday pto fmla отпуск больничный vacaciones licencia férias congé "
    "urlaub демалыс",
    "training": "training academy inservice обучение учёба capacitación treinamento formation "
    "schulung оқу",
}
"""Words that tell the kind of a duty."""
STARTS = frozenset({"start", "started", "begin", "began", "from", "in", "begins"})
ENDS = frozenset({"end", "ended", "finish", "finished", "to", "until", "out", "stop", "ends"})
LETTERS = {"starttime": "start", "endtime": "end", "timein": "in", "timeout": "out",
           "startdate": "start", "enddate": "end"}  # fmt: skip
LEAST_FILLED = 0.5


def duties(look: Look, mets: Mapping[str, list[Met]], officer: Choice) -> TableProposal | None:
    """Return the duties of `officer`, None where no column tells of what kind and when each was."""
    kind = next(_kinds(look, mets), None)
    times = None if kind is None else _times(look, mets)
    if kind is None or times is None:
        return None
    columns = {"officer_id": officer, "kind": kind, "from_at": times[0], "to_at": times[1]}
    return TableProposal("duties", columns)


def _kinds(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Choice]:
    """The columns whose cells each hold the word of one kind of duty: *COURT:TRIAL*, *Sick leave*.

    One that has several values goes before one that has the same in every row.
    """
    for header in sorted(mets, key=lambda each: len(set(look.column(each))) < 2):
        cells = look.column(header)
        values = {each: kind for each in sorted(set(cells)) if (kind := _kind(each))}
        known = sum(cell in values for cell in cells)
        if known >= ENOUGH * len(cells) and len(cells) > LEAST_FILLED * len(look.rows):
            why = f"{shown(header)} tells the kind of duty"
            yield Choice((header,), {"column": header, "values": values, "otherwise": ""}, why)


def _kind(cell: str) -> str:
    words = set(tokens(cell))
    found = [kind for kind, known in KINDS.items() if words & set(tokens(known))]
    return found[0] if len(found) == 1 else ""


def _times(look: Look, mets: Mapping[str, list[Met]]) -> tuple[Choice, Choice] | None:
    """When a duty began and ended: two moments or days, or one day with two times of day."""
    read = {header: found for header in mets
            if (found := dates_of(header, look.column(header))) is not None}  # fmt: skip
    start = next((each for each in read if _says(each, STARTS)), "")
    end = next((each for each in read if _says(each, ENDS) and each != start), "")
    if not start or not end or (read[start].kind == "time") != (read[end].kind == "time"):
        return None
    if read[start].kind != "time":
        both = [_moment(look, column, each)
                for column, each in (("from_at", start), ("to_at", end))]  # fmt: skip
        return (both[0], both[1]) if both[0] is not None and both[1] is not None else None
    days = [each for each, found in read.items() if found.kind == "day"
            and not facets_of(each) & {"hired", "age", "left"}]  # fmt: skip
    day = _moment(look, "from_at", days[0]) if len(days) == 1 else None
    if day is None:
        return None
    form = day.mapping.get("format", ISO_DAY)
    if not isinstance(form, str):
        return None
    return tuple(
        replace(day, headers=(days[0], each), mapping={
            "columns": [days[0], each], "format": f"{form} {read[each].forms[0]}"},
            why=f"the day of {shown(days[0])} and the time of {shown(each)}")
        for each in (start, end)
    )  # type: ignore[return-value]  # fmt: skip


def _moment(look: Look, column: str, header: str) -> Choice | None:
    found = choice_for("duties", column, look, header, Met("date", 1.0, "a date of the duty"))
    return found if isinstance(found, Choice) else None


def _says(header: str, words: frozenset[str]) -> bool:
    parts = tokens(header)
    return bool(words & {*parts, *(LETTERS.get(part, "") for part in parts)})
