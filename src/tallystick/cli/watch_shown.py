"""What the looks of a watch come to: on the terminal, and as a page."""

from __future__ import annotations

from pathlib import Path

from tallystick.cli.terminal import say
from tallystick.findings.whole_file import write_whole
from tallystick.report.words import dates, numbers, wording
from tallystick.report.words.rendering import rendered_name, rendering
from tallystick.report.words.subjects import subject
from tallystick.watch import Declaration, State, read_declared, read_looks, state_of
from tallystick.watch.lines import gathering, line
from tallystick.watch.opened import Shown, open_runs
from tallystick.watch.page import LISTED, render
from tallystick.watch.state import STATUSES
from tallystick.watch.words import tell, tell_count

PAGE = "watch.html"
MOST_LINES = 40


def show_watch(watch: Path, out: Path | None, *, mask: bool, language: str) -> None:
    """Print the state of a watch and write its page.

    WatchError where the watch is not as it was made; UnknownLanguageError for no such language.
    """
    wording.known(language)
    declared = read_declared(watch)
    looks = read_looks(watch, declared)
    if not looks:
        with rendering(language):
            last = dates.day(declared.days(1)[1].isoformat())
            say(tell("none_yet", name=declared.name, last=last))
        return
    shown = open_runs(watch, looks, mask=mask)
    state = state_of(declared, shown.told)
    page = out or watch / PAGE
    write_whole(page, render(declared, looks, state, shown, language).encode())
    with rendering(language):
        for words in lines(declared, state, shown):
            say(words)
    say(str(page))


def lines(declared: Declaration, state: State, shown: Shown) -> list[str]:
    """Return what a watch says, a line for each key that is found or gathers."""
    last = dates.day(declared.days(state.number)[1].isoformat())
    title = tell("title", name=declared.name, number=state.number, of=declared.windows, last=last)
    keys = tell_count("watched", len(state.rows))
    width = max(len(tell(f"status.{each}")) for each in STATUSES)
    told = [
        (row.status, f"{subject(row.key[1], shown.subject(row))}, {row.key[0]}, "  # type: ignore[arg-type]
         f"{rendered_name(row.key[0], shown.aspect(row))}: {line(row, declared)}")
        for status in LISTED
        for row in state.of(status)
    ]  # fmt: skip
    listed = [f"  {tell(f'status.{status}'):<{width}}  {words}" for status, words in told]
    counts = [
        f"  {tell(f'status.{status}'):<{width}}  {tell_count('line.keys', len(state.of(status)))}"
        for status in STATUSES[len(LISTED) :]
    ]
    promise = tell("promise", share=numbers.percent(declared.alpha))
    mapped = [wording.say("proposed.status")] if shown.is_proposed else []
    last_lines = [gathering(declared, state), promise] if state.of("gathering") else [promise]
    return [f"{title.rstrip('.')}. {keys}", *mapped, *listed[:MOST_LINES], *counts, *last_lines]
