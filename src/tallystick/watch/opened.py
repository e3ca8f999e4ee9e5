"""The frozen runs of a watch as they are shown: with their names, or with masks in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tallystick.findings import of_patterns
from tallystick.findings.mask_key import read_mask_key
from tallystick.report.masks.finding import text_masked
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.officers import officers_mask
from tallystick.report.masks.opened import Opened, opened
from tallystick.report.masks.roster import roster
from tallystick.watch.declared import WatchError
from tallystick.watch.keys import Key, key_of
from tallystick.watch.looks import Look
from tallystick.watch.state import Row, Told


@dataclass(frozen=True)
class Shown:
    """What all runs told, the aspect of each key as its check said it, and codes of officers.

    `is_proposed` where a run read its columns as the program proposed them.
    """

    told: tuple[Told, ...]
    aspects: Mapping[Key, str]
    codes: Mask | None
    is_proposed: bool = False

    def subject(self, row: Row) -> str:
        """Return the subject of a row; an officer who is not found now has a code."""
        kind, name = row.key[1:3]
        codes = self._codes_of(row)
        return codes.exact(kind, name) if codes and kind == "officer" else name

    def aspect(self, row: Row) -> str:
        """Return the aspect of a row, in the words of its check; it may name officers too."""
        text, codes = self.aspects.get(row.key, row.key[3]), self._codes_of(row)
        return text_masked(row.key[0], text, codes) if codes else text

    def _codes_of(self, row: Row) -> Mask | None:
        """Codes for what is no finding now, as the report has them for leads."""
        return None if row.status in ("found", "now") else self.codes


def open_runs(watch: Path, looks: Sequence[Look], *, mask: bool = False) -> Shown:
    """Read the runs of `looks`, whose names keep one mask over all of them.

    WatchError where a run cannot be read.
    """
    told: list[Told] = []
    aspects: dict[Key, str] = {}
    before: Opened | None = None
    codes: Mask | None = None
    is_proposed = False
    for look in looks:
        for audit in look.audits:
            folder = look.folder_of(watch, audit)
            try:
                before = opened(folder, mask=mask, before=before)
                codes = None if mask else _codes(before, folder, codes)
            except (OSError, ValueError) as error:
                raise WatchError(f"look {look.number}: {folder}: {error}") from None
            document = before.document
            is_proposed |= document.run.is_proposed
            found = of_patterns(document.findings)
            told.append(Told(look.number, audit.kind, document.results, found))
            aspects |= {key_of(each): each.aspect for each in document.results}
    return Shown(tuple(told), aspects, codes, is_proposed)


def _codes(run: Opened, folder: Path, before: Mask | None) -> Mask | None:
    """Codes for the officers of a run, those of `before` kept; None where it has no key."""
    key = read_mask_key(folder)
    return officers_mask(roster(run.document, folder), key, before) if key else before
