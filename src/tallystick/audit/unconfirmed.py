"""The account of a run whose mapping no person has confirmed: it names no officer."""

from __future__ import annotations

from dataclasses import replace

from tallystick.findings import AlikeNames, RunRecord, Spelling


def without_officers(run: RunRecord) -> RunRecord:
    """Return `run` without officers' pages and spellings where its mapping is proposed."""
    if not run.is_proposed:
        return run
    return replace(
        run,
        dossiers=tuple(each for each in run.dossiers if each.subject_kind != "officer"),
        alike=tuple(_unspelled(each) if each.kind == "officers" else each for each in run.alike),
    )


def _unspelled(names: AlikeNames) -> AlikeNames:
    blank = tuple(Spelling("", each.records) for each in names.spellings)
    return replace(names, spellings=blank)
