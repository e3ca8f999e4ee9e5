"""A run whose mapping nobody has confirmed: its officers wear masks, its units keep their names.

A wrong column makes a wrong finding, so no officer is named before a person has confirmed which
column is which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.findings import RunRecord
from tallystick.report.masks.mask import Mask, Name
from tallystick.report.masks.run import MASKED, masked

if TYPE_CHECKING:
    from tallystick.findings.document import Document

SHOWN = frozenset({"unit", "source"})
"""The kinds of names that stay: all others may be those of officers."""
WHAT = "officers"


def officers_mask(names: Iterable[Name], key: bytes, before: Mask | None = None) -> Mask:
    """Return masks of officers, badges and holders alone; those of `before` stay.

    A unit that is called as an officer wears the officer's mask, and an officer's name is left out
    of the path of a source.
    """
    held = set(names)
    known = Mask(_of_officers(before.masks)) if before else None
    mask = Mask.of((each for each in held if each[0] not in SHOWN), key, known)
    own = {name: worn for (_, name), worn in sorted(mask.masks.items())}
    worn = {("unit", name): _of_unit(name, own, mask) for kind, name in held if kind == "unit"}
    worn |= {("source", path): mask.in_code(path) for kind, path in held if kind == "source"}
    return Mask({**mask.masks, **worn}, SHOWN)


def _of_officers(masks: Mapping[Name, str]) -> dict[Name, str]:
    return {name: worn for name, worn in masks.items() if name[0] not in SHOWN}


def _of_unit(name: str, own: dict[str, str], mask: Mask) -> str:
    """The name of a unit without that of an officer; a mere number names nobody."""
    if name in own and any(map(str.isalpha, name)):
        return own[name]
    return mask.in_words(name)


def with_officers_masked(document: Document, mask: Mask) -> Document:
    """Return `document` with masks in place of officers' names, and its account as it is else."""
    told, run = masked(document, mask), document.run
    return replace(
        told,
        run=replace(
            told.run,
            parameters={**told.run.parameters, MASKED: WHAT},
            inputs=tuple(
                replace(each, path=mask.exact("source", each.path), note=mask.in_words(each.note))
                for each in run.inputs
            ),
            exclusions=tuple(
                replace(
                    each,
                    path=mask.exact("source", each.path),
                    reason=mask.in_words(each.reason),
                    examples=tuple(map(mask.in_words, each.examples)),
                )
                for each in run.exclusions
            ),
            notes=tuple(map(mask.in_words, run.notes)),
            alike=tuple(each for each in run.alike if each.kind != "officers"),
        ),
    )


def masks_officers_alone(run: RunRecord) -> bool:
    """Whether the names of officers are masked and those of units are shown."""
    return run.parameters.get(MASKED) == WHAT
