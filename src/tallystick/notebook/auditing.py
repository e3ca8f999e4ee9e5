"""An audit made in Python, of an engagement file or of data frames."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tallystick.cli.session import Choices, audit_to_folder
from tallystick.load import InputError
from tallystick.load.value_shape import shown_header
from tallystick.notebook.engagement import About, sources_text, write_engagement
from tallystick.notebook.frames import (
    in_words_of_frames,
    write_frame,
    write_tables,
)
from tallystick.notebook.proposal import FILE, FRAME, Proposal, of_preset, proposal_for, unready
from tallystick.notebook.runs import Run
from tallystick.propose import added_text

PROPOSED: Mapping[str, str] = {"mapping": "proposed"}
"""Keys of ``[engagement]`` that say that the program proposed what the columns mean."""


def audited(given: Any, out: str | PathLike[str], about: Mapping[str, Any], **chosen: Any) -> Run:
    """Answer for `tallystick.audit`, whose arguments these are."""
    if isinstance(given, str | PathLike):
        if about:
            raise TypeError(
                f"{next(iter(about))}=... belongs to an audit of data frames; write it into the "
                "engagement file"
            )
        return _run(Path(given), out, chosen)
    said = About(**about)
    with TemporaryDirectory(prefix="tallystick-") as made, in_words_of_frames():
        make = _of_tables if isinstance(given, Mapping) else _of_frame
        return _run(make(given, Path(made), said), out, chosen)


def _run(engagement: Path, out: str | PathLike[str], chosen: Mapping[str, Any]) -> Run:
    return Run(audit_to_folder(Choices(engagement, Path(out), **chosen))[1])


def _of_tables(given: Mapping[str, Any], folder: Path, about: About) -> Path:
    if not given:
        raise InputError('no frame is given; write ts.audit({"incidents": frame})')
    columns = write_tables(given, folder, zone=about.time_zone)
    return write_engagement(folder, about, columns, sources_text(columns))


def _of_frame(frame: Any, folder: Path, about: About) -> Path:
    """Write the frame and an engagement that reads it as the program proposes."""
    write_frame(FRAME, frame, folder / FILE, zone=about.time_zone)
    proposal = proposal_for(folder / FILE, about)
    if not proposal.ready:
        raise unready(proposal)
    _warn(proposal)
    said = of_preset(about, proposal.preset)
    named = said.otherwise(name=said.agency or FRAME)
    columns = {each.table: tuple(each.columns) for each in proposal.ready}
    return write_engagement(folder, named, columns, added_text("", [proposal.file]), PROPOSED)


def _warn(proposal: Proposal) -> None:
    """Warn of columns that are not used, or wait for an answer."""
    unused = ", ".join(shown_header(proposal.unused))
    asked = [f"{each.column}: {each.question}" for each in proposal.columns if each.question]
    told = [*([f"Not used: {unused}"] if unused else []), *asked]
    if told:
        warnings.warn(
            "the program proposed what the columns mean; read ts.propose(frame). "
            + "; ".join(told),
            stacklevel=5,
        )
