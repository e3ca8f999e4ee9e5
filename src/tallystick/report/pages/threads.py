"""What does the page say of findings and leads whose records belong together?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.findings.thread import Join, Thread, ThreadEvent
from tallystick.report.charts import thread as pictures
from tallystick.report.words import dates, numbers
from tallystick.report.words.text import listed, name, sentence, short
from tallystick.report.words.wording import catalogue, say, say_count

MOST_MEMBERS, MOST_JOINS, MOST_KINDS = 8, 3, 4
LONGEST_CELL = 60


@dataclass(frozen=True)
class ThreadPicture:
    """A picture in two widths, with what it says to a reader who does not see it."""

    caption: str
    note: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class ThreadRow:
    """One record of a thread, as its table has it."""

    place: str
    day: str
    what: str
    record: str
    of: str
    officer: str
    persons: str
    goods: str
    closed: str


@dataclass(frozen=True)
class ThreadView:
    """One thread: its members with their places on the page, what joins them, what happened."""

    anchor: str
    id: str
    title: str
    said: str
    members: tuple[tuple[str, str], ...]
    more_members: str
    joined: tuple[str, ...]
    happened: str
    pictures: tuple[ThreadPicture, ...]
    rows: tuple[ThreadRow, ...]
    more: str


def views(threads: Sequence[Thread], anchors: Mapping[str, str]) -> tuple[ThreadView, ...]:
    """Return the threads of a run; `anchors` are the places of findings and leads on the page."""
    return tuple(_view(each, place, anchors) for place, each in enumerate(threads, 1))


def line(thread: Thread) -> str:
    """Say in one line what is joined and since when, as a ticket has it."""
    title = sentence(_title(thread))
    return say("threads.line", id=name(thread.id), title=title, joined=joined(thread)[0])


def _title(thread: Thread) -> str:
    members = [name(each) for each in thread.members[:MOST_MEMBERS]]
    left = len(thread.members) - MOST_MEMBERS
    if left > 0:
        members.append(say_count("threads.more_members", left, n=numbers.count(left)))
    key = "threads.title_since" if thread.since else "threads.title_open"
    since = dates.day(thread.since) if thread.since else ""
    return say(key, members=listed(members, say("and")), since=since)


def _view(thread: Thread, place: int, anchors: Mapping[str, str]) -> ThreadView:
    anchor, title = f"thread-{place}", _title(thread)
    left = len(thread.members) - MOST_MEMBERS
    return ThreadView(
        anchor=anchor,
        id=name(thread.id, f"T-{place}"),
        title=title,
        said=sentence(title),
        members=tuple(
            (anchors.get(each, ""), name(each)) for each in thread.members[:MOST_MEMBERS]
        ),
        more_members=say_count("threads.more_members", left, n=numbers.count(left))
        if left > 0
        else "",
        joined=joined(thread),
        happened=happened(thread.events),
        pictures=_pictures(thread, anchor),
        rows=tuple(_row(number, each) for number, each in enumerate(thread.events, 1)),
        more=say_count("threads.more", thread.more, n=numbers.count(thread.more))
        if thread.more
        else "",
    )


def joined(thread: Thread) -> tuple[str, ...]:
    """Say what joins the lists of a thread and how likely chance would, the least likely first."""
    joins = sorted(thread.joins, key=lambda each: each.chance)
    told = [_join(each) for each in joins[:MOST_JOINS]]
    left = len(joins) - MOST_JOINS
    if left > 0:
        told.append(say_count("threads.more_joins", left, n=numbers.count(left)))
    return tuple(told) or (say("threads.no_join"),)


def _join(join: Join) -> str:
    n = numbers.count(join.shared)
    return say_count(
        f"threads.join.{join.by}", join.shared, n=n, one=name(join.one), other=name(join.other),
        chance=numbers.one_in(join.chance),
    )  # fmt: skip


def happened(events: Sequence[ThreadEvent]) -> str:
    """Say what the records are, how many, of how many grams and when, in the order of days."""
    kinds: dict[str, list[ThreadEvent]] = {}
    for each in events:
        kinds.setdefault(each.what, []).append(each)
    told = [_kind(what, own) for what, own in list(kinds.items())[:MOST_KINDS]]
    return " ".join(told)


def _kind(what: str, own: Sequence[ThreadEvent]) -> str:
    grams = sum(each.grams or 0.0 for each in own)
    days = sorted(each.day for each in own if each.day)
    when = ""
    if days:
        when = dates.day(days[0]) if days[0] == days[-1] else dates.between(days[0], days[-1])
    key = f"threads.kind{'_weighed' if grams else ''}{'' if when else '_undated'}"
    said = {"what": _what(what), "n": numbers.count(len(own)), "when": when}
    return sentence(say(key, grams=_weight(grams), **said))


def _weight(grams: float) -> str:
    return numbers.number(round(grams, 2), numbers.exact_decimals((round(grams, 2),)))


def _what(what: str) -> str:
    key = f"threads.what.{what}"
    return say(key) if key in catalogue() else name(what.replace("_", " "))


def _pictures(thread: Thread, anchor: str) -> tuple[ThreadPicture, ...]:
    drawn = []
    dated = any(pictures.is_dated(each) for each in thread.events)
    for kind, draw in (("timeline", pictures.timeline), ("matrix", pictures.matrix)):
        if not thread.events or (kind == "timeline" and not dated):
            continue
        caption = say(f"threads.{kind}.caption")
        said = f"{happened(thread.events)} {say('threads.table_follows')}"
        wide, narrow = (
            draw(thread, width, f"{anchor}-{kind}-{css}").figure(caption, said, f"chart {css}")
            for css, width in pictures.WIDTHS
        )
        drawn.append(ThreadPicture(caption, say(f"threads.{kind}.note"), wide, narrow))
    return tuple(drawn)


def _row(place: int, event: ThreadEvent) -> ThreadRow:
    roles: dict[str, list[str]] = {}
    for each in event.persons:
        roles.setdefault(each.person, []).append(_role(each.role))
    persons = [
        say("threads.person", person=name(person), role=", ".join(held))
        for person, held in roles.items()
    ]
    goods = [name(each.replace("_", " ")) for each in event.goods]
    if event.grams is not None:
        goods.append(say("threads.grams", n=_weight(event.grams)))
    return ThreadRow(
        place=numbers.count(place),
        day=event.day or numbers.MISSING,
        what=_what(event.what),
        record=short(event.record, LONGEST_CELL),
        of=", ".join(name(each) for each in event.of),
        officer=short(event.officer, LONGEST_CELL) or numbers.MISSING,
        persons="; ".join(persons) or numbers.MISSING,
        goods=" ".join(goods) or numbers.MISSING,
        closed=event.closed or numbers.MISSING,
    )


def _role(role: str) -> str:
    key = f"threads.role.{role}"
    return say(key) if key in catalogue() else name(role)
