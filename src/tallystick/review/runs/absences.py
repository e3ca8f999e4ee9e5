"""Why a run has no finding of a known pattern; *gone* is said of two reasons alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tallystick.findings import UNDECIDED, Result
from tallystick.findings.document import Document
from tallystick.findings.result import DESCRIBED, NOT_FOUND
from tallystick.report.masks.finding import text_masked
from tallystick.report.masks.mask import Mask
from tallystick.review.log.rows import next_id
from tallystick.review.models import Absence, Pattern, Run, Sighting
from tallystick.review.runs.families import families, under_any_name
from tallystick.review.runs.patterns import FINDING, LEAD, Key, key_of, known
from tallystick.review.runs.sealed import document_of, results_of
from tallystick.seal import Entry

NOTHING, BELOW = "nothing", "below"
UNDECIDED_THERE, TOO_SMALL, NO_SUBJECT, NOT_RUN = "undecided", "too_small", "no_subject", "not_run"
GONE = (NOTHING, BELOW)
"""The pattern could have been found, and was not."""


def write_absences(
    entry: Entry,
    run: Run,
    patterns: Iterable[Pattern],
    results: Mapping[Key, Result],
    made: frozenset[str],
    mask: Mask,
) -> None:
    """Write why `run` has no finding of each of `patterns`.

    `results` are its tests by their keys, `made` the checks that it made. A unit that people joined
    with another may be tested under its other name, unless a pattern has that name for its own.
    """
    held, names = list(patterns), families()
    own = known() if names else {}
    last = _last_seen(held)
    first = next_id(Absence)
    rows = []
    for place, pattern in enumerate(held):
        result = under_any_name(key_of(pattern), results, names, own)
        reason = text_masked(result.check, result.reason, mask) if result else ""
        rows.append(
            Absence(
                id=first + place,
                pattern=pattern,
                run=run,
                why=why(pattern.check_name, result, last.get(pattern.id), made),
                masked_reason=str(reason),
                smallest_detectable=result.smallest_detectable if result else None,
                created_seq=entry.seq,
            )
        )
    Absence.objects.bulk_create(rows)


def write_absences_over(
    entry: Entry, runs: Iterable[Run], patterns: list[Pattern], mask: Mask
) -> None:
    """Write anew why each of `runs` has no finding of each of `patterns`, or no lead of a lead."""
    Absence.objects.filter(pattern__in=patterns, run__in=runs).delete()
    leads = {each.id for each in patterns if each.kind == LEAD}
    for run in runs:
        rows = Sighting.objects.filter(run=run, pattern__in=patterns)
        there = {pattern for pattern, kind in rows.values_list("pattern_id", "kind")
                 if kind == FINDING or pattern in leads}  # fmt: skip
        missing = [each for each in patterns if each.id not in there]
        seal = run.manifest_sha256
        made = checks_made(document_of(seal))
        write_absences(entry, run, missing, by_key(results_of(seal)), made, mask)


def by_key(results: Iterable[Result]) -> dict[Key, Result]:
    """Return the tests of a run by their keys."""
    return {key_of(each): each for each in results}


def checks_made(document: Document) -> frozenset[str]:
    """Return the names of the checks that a run made."""
    return frozenset(each.name for each in document.run.checks)


def why(
    check: str, result: Result | None, last: tuple[str, float | None] | None, made: frozenset[str]
) -> str:
    """Return why there is no finding; `last` is the estimand and estimate last seen.

    Where the smallest effect that the run could have seen is larger than what was last seen of the
    same estimand, nothing can be said.
    """
    if result is None:
        return NO_SUBJECT if check in made else NOT_RUN
    if result.verdict in (*UNDECIDED, DESCRIBED):
        return UNDECIDED_THERE
    if result.verdict != NOT_FOUND:
        return BELOW
    smallest = result.smallest_detectable
    if last and smallest is not None and last[0] == str(result.estimand):
        before = last[1]
        if before is not None and _larger(smallest, before):
            return TOO_SMALL
    return NOTHING


def _larger(smallest: float, before: float) -> bool:
    """Whether an effect of this size is further out than the one before, on the same side."""
    return smallest > before if smallest >= 0 else smallest < before


def _last_seen(patterns: Iterable[Pattern]) -> dict[int, tuple[str, float | None]]:
    """The estimand and the estimate of each pattern as it was last seen."""
    wanted = {each.id for each in patterns}
    rows = Sighting.objects.order_by("id").values_list("pattern_id", "estimand", "estimate")
    return {pattern: (estimand, estimate) for pattern, estimand, estimate in rows
            if pattern in wanted}  # fmt: skip
