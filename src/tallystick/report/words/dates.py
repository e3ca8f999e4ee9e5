"""How are days and the length of a period written?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tallystick.report.words.numbers import in_words
from tallystick.report.words.text import clean
from tallystick.report.words.wording import say, say_count


def day(text: str | None) -> str:
    """Return an ISO day as "1 January 2024"; any other text as it is."""
    if not text:
        return say("date.unknown")
    try:
        when = date.fromisoformat(text[:10])
    except ValueError:
        return clean(text)
    return say("date.day", day=when.day, month=say(f"date.month.{when.month}"), year=when.year)


def moment(text: str | None) -> str:
    """Return an ISO time as "9 January 2026, 10:15 UTC"; any other text as it is."""
    try:
        when = datetime.fromisoformat(text or "")
    except ValueError:
        return day(text)
    clock = f"{when:%H:%M}"
    if when.tzinfo is not None:
        clock = say("date.utc", clock=f"{when.astimezone(UTC):%H:%M}")
    return say("date.moment", day=day(when.date().isoformat()), clock=clock)


def between(first: str | None, last: str | None) -> str:
    """Return the period from `first` to `last` in words, also when an end is open."""
    if first and last:
        return say("date.from_to", first=day(first), last=day(last))
    if first:
        return say("date.since", first=day(first))
    return say("date.until", last=day(last)) if last else say("date.open")


def length(first: str | None, last: str | None) -> str | None:
    """Return "Two years", "18 months" or "40 days"; None when an end is open."""
    try:
        start = date.fromisoformat((first or "")[:10])
        after = date.fromisoformat((last or "")[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    months = (after.year - start.year) * 12 + after.month - start.month
    unit, size = "days", (after - start).days
    if after.day == start.day and months > 0:
        unit, size = ("years", months // 12) if months % 12 == 0 else ("months", months)
    if size < 1:
        return None
    return say_count(f"date.{unit}", size, n=in_words(size, capital=True))
