"""The sealed case list of a sighting, a page at a time, with masks unless names were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tallystick.findings.document import Document
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.run import masked
from tallystick.report.pages.cases import MOST_ROWS, CaseList, is_number_column, read_cases
from tallystick.report.words.wording import language
from tallystick.review.models import MaskedName, Sighting
from tallystick.review.runs import patterns
from tallystick.review.runs.sealed import case, document_of, finding_of, folder_of


@dataclass(frozen=True)
class Listed:
    """One page of a case list; pages count from 1."""

    cases: CaseList
    numeric: tuple[bool, ...]
    page: int
    pages: int
    rows: int


def listed(sighting: Sighting, asked: str, *, masked: bool) -> Listed | None:
    """Return a page of the list of a sighting; None where it has none."""
    finding = finding_of(sighting.finding_json)
    if finding.evidence is None:
        return None
    pages = max(-(-finding.evidence.rows // MOST_ROWS), 1)
    number = min(int(asked), pages) if asked.isdecimal() and len(asked) < 9 else 1
    number = max(number, 1)
    folder = folder_of(sighting.run.manifest_sha256)
    held = read_cases(folder, finding, masks() if masked else None, number - 1)
    if held is None:
        return None
    numeric = tuple(is_number_column(held, place) for place in range(len(held.columns)))
    return Listed(held, numeric, number, pages, finding.evidence.rows)


def masked_document(seal: str) -> Document:
    """Return the run with this seal, with the masks of the case."""
    return _masked_document(str(case().folder), seal, _last(), language())


def masks() -> Mask:
    """Return the masks of the case, which grow with its runs alone."""
    return _masks(str(case().folder), _last())


def _last() -> int | None:
    return MaskedName.objects.order_by("-id").values_list("id", flat=True).first()


@lru_cache(4)
def _masked_document(folder: str, seal: str, last: int | None, spoken: str) -> Document:
    """What is withheld is said in a language, so that a run is masked once for each."""
    return masked(document_of(seal), masks())


@lru_cache(2)
def _masks(folder: str, last: int | None) -> Mask:
    return patterns.masks()
