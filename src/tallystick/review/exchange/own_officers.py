"""Names of a unit's own officers in a finding that was released to it, for a reason in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tallystick.findings import Finding
from tallystick.findings.sentences import sentences_of
from tallystick.review.decisions.may import UNMASK
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.recusal import served_in
from tallystick.review.decisions.unmasking import keep
from tallystick.review.exchange.releases import released_finding
from tallystick.review.exchange.units import AGENCY, UNIT, acting_in_unit
from tallystick.review.log.projections import projection, values
from tallystick.review.models import LogEntry, MaskedName, Release, Run
from tallystick.review.runs.patterns import OFFICER
from tallystick.review.runs.sealed import finding_of
from tallystick.seal import Entry

UNMASKED = "officers.unmask"


@projection(UNMASKED)
def unmasked(entry: Entry) -> None:
    """Keep that a unit was shown names: ``{pattern, release, officers}``, with a reason.

    `officers` are masks of its own officers that stand in the words that were released to it.
    """
    person, unit = acting_in_unit(entry, UNMASK)
    told = values(entry)
    held = released_finding(unit, told)
    if not told["officers"] or not entry.body:
        raise NotAllowedError("no_officer")
    if not set(told["officers"]) <= own_officers(unit, held).keys():
        raise NotAllowedError("not_own_officer")
    keep(entry, person, told["pattern"])


def own_officers(unit: str, held: Release) -> dict[str, str]:
    """Return the names of a unit's own officers who stand in a released finding, by their masks.

    An officer is a unit's own by a posting in the period of the run, the agency's by any posting.
    A run without postings has nobody's own.
    """
    if held.sighting is None:
        return {}
    words = "\n".join(_words(finding_of(held.sighting.masked_json)))
    rows = MaskedName.objects.filter(kind=OFFICER).order_by("id").values_list("mask", "name")
    return {
        mask: name
        for mask, name in rows
        if mask in words
        and re.search(rf"(?<!\w){re.escape(mask)}(?!\w)", words)
        and _is_own(name, unit, held.sighting.run)
    }


def asked_by(unit: str) -> list[int]:
    """Return the numbers of the entries by which people of a unit asked for names."""
    own = set(Release.objects.filter(to=unit).values_list("created_seq", flat=True))
    rows = LogEntry.objects.filter(act=UNMASKED)
    return [each.seq for each in rows if each.held["release"] in own]


def _is_own(officer: str, unit: str, run: Run) -> bool:
    served = served_in(run, officer)
    if unit == AGENCY:
        return bool(served)
    return MaskedName.objects.filter(kind=UNIT, mask=unit, name__in=served).exists()


def _words(finding: Finding) -> Iterator[str]:
    """Yield what the room shows of a finding, as the log has it and with masks."""
    yield finding.subject
    yield from (text for _, text in sentences_of(finding))
    for each in finding.explanations:
        yield from (each.cause, each.how_to_check, each.answer)
