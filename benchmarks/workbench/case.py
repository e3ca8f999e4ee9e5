"""A case of many patterns, of which every row comes of an entry of the log, as in an office."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.workbench.runs import make_run

from tallystick.review.case_folder import Case, make_case
from tallystick.review.office import open_office

PEOPLE = 8
BATCH = 2_000
FIRST_YEAR = 2021
Act = tuple[str, str, dict[str, Any], str | None]
"""Who acts, the act, its object, and its text."""


@dataclass(frozen=True)
class Size:
    """How large a case is: `runs` that each have all `patterns`, of which `listed` have a list."""

    patterns: int
    entries: int
    listed: int
    runs: int = 3

    @property
    def sightings(self) -> int:
        """What the runs found."""
        return self.patterns * self.runs


def login(place: int) -> str:
    """Return the login of one of the people of the case."""
    return f"p{place % PEOPLE}"


def opened(folder: Path, size: Size) -> Case:
    """Make the case, with this process as its office; return it."""
    from django.db import transaction

    case = make_case(folder, "Zhambyl")
    open_office(case)
    from tallystick.review.decisions.people import ADDED, who_works_alone
    from tallystick.review.log.entries import append

    me = f"person:{who_works_alone().login}"
    with transaction.atomic():
        for place in range(PEOPLE):
            told = {"login": login(place), "name": f"Person {place}",
                    "roles": ["analyst", "reviewer"]}  # fmt: skip
            append(me, ADDED, told)
    for turn in range(size.runs):
        imported(me, make_run(folder.parent / f"run{turn}", size.patterns, FIRST_YEAR + turn,
                              listed=size.listed))  # fmt: skip
        grow(size.entries * (turn + 1) // size.runs)
    return case


def imported(actor: str, run: Path) -> None:
    """Import a run, and remove its folder."""
    from tallystick.review.runs.importing import import_run

    import_run(actor, run)
    shutil.rmtree(run)


def grow(entries: int) -> None:
    """Let people act, one after the other, until the log has so many entries."""
    from django.db import transaction

    from tallystick.review.log.entries import append, last

    newest = last()
    missing = entries - (newest.seq if newest else 0)
    acts = _acts()
    while missing > 0:
        # One commit for many, as nobody waits for an answer here.
        with transaction.atomic():
            for _ in range(min(missing, BATCH)):
                append(*next(acts))
        missing -= BATCH


def _acts() -> Iterator[Act]:
    """Yield what people do, pattern by pattern, over and over: decide, agree, mark, unmask."""
    from tallystick.review.decisions.disposition import ENDED, PROPOSED, decided_last
    from tallystick.review.decisions.second import SECONDED
    from tallystick.review.decisions.unmasking import UNMASKED
    from tallystick.review.evidence.marks import MARKED
    from tallystick.review.log.entries import last
    from tallystick.review.models import Pattern

    turn = 0
    while True:
        for pattern in Pattern.objects.select_related("latest__run").order_by("id"):
            turn += 1
            one, other = f"person:{login(turn)}", f"person:{login(turn + 1)}"
            about = {"pattern": pattern.fingerprint}
            assert pattern.latest is not None
            seal = {"seal": pattern.latest.run.manifest_sha256}
            for row in range(4):
                told = {"row": f"row {row}", "said": "explained", **about, **seal}
                yield one, MARKED, told, f"seen in file {turn}"
            if turn % 5 == 0:
                yield one, UNMASKED, about, "to ask for the file"
            if pattern.dispositions.filter(state="proposed").exists():
                continue
            after = {"after": decided_last(pattern), **about, **seal}
            if turn % 3 == 0:
                told = {"value": "open", "until": "2090-01-01", "second": "not needed", **after}
                yield one, PROPOSED, told, "waits for the file"
                continue
            told = {"value": "explained", "cause": "slip", "document": True, "second": "needed",
                    "until": "2090-01-01", "while": {"estimate_at_most": 28}, **after}  # fmt: skip
            yield one, PROPOSED, told, '{"document": "Decree 7", "explains": "Seen in the file"}'
            newest = last()
            assert newest is not None
            of = {"of": newest.seq, **about}
            if turn % 7 == 0:
                yield one, ENDED, of, "too early"
            elif turn % 11:
                yield other, SECONDED, {"said": "agrees", **of}, None
