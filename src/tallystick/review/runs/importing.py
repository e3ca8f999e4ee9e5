"""The import of a run: sealed in the case, then one entry, of which patterns and sightings come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.db import DataError, OperationalError

from tallystick.findings import UNDECIDED
from tallystick.findings.document import Document
from tallystick.findings.result import NOT_FOUND
from tallystick.findings.store import read_run
from tallystick.report.masks.finding import finding_masked
from tallystick.report.masks.mask import Mask
from tallystick.review.decisions.may import IMPORT
from tallystick.review.decisions.people import allowed
from tallystick.review.log.entries import append
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add
from tallystick.review.models import Pattern, Run, Sighting
from tallystick.review.runs import leads
from tallystick.review.runs.absences import (
    by_key,
    checks_made,
    write_absences,
    write_absences_over,
)
from tallystick.review.runs.copying import RunRefusedError, copied, verified
from tallystick.review.runs.families import families, under_any_name
from tallystick.review.runs.patterns import (
    FINDING,
    LEAD,
    Key,
    apart_again,
    key_of,
    known,
    masks_with,
    pattern_of,
)
from tallystick.review.runs.questions import ask_of_found, ask_of_overlaps
from tallystick.review.runs.removing import remove
from tallystick.review.runs.sealed import case, document_of, folder_of, sums_of
from tallystick.review.runs.sightings import sighting_of, write_keys
from tallystick.review.runs.standing import restate, standing_runs
from tallystick.seal import Entry

IMPORTED = "run.import"
LONGEST = 400


def in_order(folders: Iterable[Path]) -> list[Path]:
    """Return run folders by the end of their period, then by their start; others stay last."""

    def when(folder: Path) -> tuple[bool, str, str]:
        try:
            record = read_run(folder)
        except (OSError, ValueError):
            return True, "", ""
        return False, record.last_day or "", record.started_at

    return sorted(folders, key=when)


def import_run(actor: str, folder: Path) -> tuple[Run, bool]:
    """Take the run in `folder` into the case; return it, and whether it is new to the case.

    A run that the case has, by the hash of its manifest, is not taken in twice. Raises
    RunRefusedError where the folder is no run as sealed, or the disk is full.
    """
    seal = verified(folder)
    found = Run.objects.filter(manifest_sha256=seal).first()
    if found is not None:
        return found, False
    was_there = case().run_folder(seal).is_dir()
    copy = copied(case(), folder, seal)
    try:
        append(actor, IMPORTED, {"seal": seal})
    except OperationalError as error:
        raise RunRefusedError(
            f"{case().database}: it cannot be written ({error}), so nothing of {folder} is in the "
            "log. Make room on the disk, and import the run again."
        ) from None
    except DataError as error:
        # SQLite takes texts of any length; PostgreSQL none that is longer than its column.
        if not was_there:
            remove(copy)
        raise RunRefusedError(
            f"{folder}: a name in it is longer than the database takes, or has a character that "
            f"it does not ({str(error).strip()}). Shorten it in the source, and audit again."
        ) from None
    return Run.objects.get(manifest_sha256=seal), True


@projection(IMPORTED)
def imported(entry: Entry) -> None:
    """Read the sealed run ``{seal}``: what it found, what it did not, and what it asks."""
    seal = values(entry)["seal"]
    document, folder = document_of(seal), folder_of(seal)
    leads.let_go()
    run = _run(entry, seal, document)
    mask = masks_with(entry, document, folder)
    patterns, names = known(), families()
    new: list[Pattern] = []
    found: list[Sighting] = []
    sums, seen = sums_of(seal), set[Key]()
    told = [(FINDING, each) for each in document.findings]
    told += [(LEAD, each) for each in document.leads]
    here = {key_of(each) for _, each in told}
    for kind, finding in told:
        key = key_of(finding)
        if key in seen:
            continue
        seen.add(key)
        masked = finding_masked(finding, mask)
        pattern = under_any_name(key, patterns, names, here)
        if pattern is None and names:
            # Both names of a unit stand in this run, so that its patterns go apart again.
            pattern = apart_again(key)
        if pattern is None:
            pattern = pattern_of(entry, finding, masked, kind)
            new.append(pattern)
        patterns.setdefault(key_of(pattern), pattern)
        here.add(key_of(pattern))
        found.append(sighting_of(entry, pattern, run, finding, masked, kind, sums))
        write_keys(found[-1], finding, folder)
    _absences(entry, run, document, patterns, found, mask)
    _absences_before(entry, run, new, mask)
    ask_of_found(entry, run, found)
    ask_of_overlaps(entry, run)
    restate()


def _run(entry: Entry, seal: str, document: Document) -> Run:
    record = document.run
    verdicts = Counter(each.verdict for each in document.results)
    parameters = record.parameters
    return add(
        Run,
        entry,
        name=record.engagement[:LONGEST],
        agency=record.agency[:LONGEST],
        first_day=(record.first_day or "")[:10],
        last_day=(record.last_day or "")[:10],
        version=record.version[:60],
        started_at=record.started_at[:40],
        alpha=parameters.get("alpha"),
        correction=str(parameters.get("correction", ""))[:60],
        records=sum(record.rows.values()),
        tests=len(document.results),
        found_nothing=verdicts[NOT_FOUND],
        could_not_tell=sum(verdicts[each] for each in UNDECIDED),
        manifest_sha256=seal,
        imported_by=allowed(entry, IMPORT),
        sealed_seq=entry.seq,
    )


def _absences(
    entry: Entry,
    run: Run,
    document: Document,
    patterns: dict[Key, Pattern],
    found: list[Sighting],
    mask: Mask,
) -> None:
    """Write why the run has no finding of each known pattern, or no lead of a lead."""
    there = {each.pattern_id for each in found if each.kind == FINDING}
    there |= {each.pattern_id for each in found if each.pattern.kind == LEAD}
    missing = [each for each in patterns.values() if each.id not in there]
    results, made = by_key(document.results), checks_made(document)
    write_absences(entry, run, missing, results, made, mask)


def _absences_before(entry: Entry, run: Run, new: list[Pattern], mask: Mask) -> None:
    """Write why earlier runs that stand had no finding of each pattern that is new."""
    if not new:
        return
    earlier = Run.objects.filter(id__in=standing_runs()).exclude(id=run.id)
    write_absences_over(entry, earlier, new, mask)
