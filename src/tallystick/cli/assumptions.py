"""What is assumed of an agency, and recognised of its files, where nobody has said it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tallystick.propose import FileProposal

DEFAULT_ZONE = "UTC"


def unnamed(given: Path) -> str:
    """Return what an agency is called that nobody has named: by the folder or file given."""
    return f"the agency of {given.resolve().name or 'these records'}"


def told_assumptions(given: Path, agency: str, time_zone: str, path: Path) -> Iterator[str]:
    """Say what the engagement file at `path` assumes where no agency or time zone was named."""
    if not agency:
        yield (
            f'No agency is named: the report says "{unnamed(given)}". Write its name at agency '
            f"in {path}"
        )
    if not time_zone:
        yield (
            f"No time zone is named: clocks are read as those of {DEFAULT_ZONE}. Where times have "
            f"an offset (-04:00), write the agency's own at time_zone in {path}"
        )


def told_formats(files: Sequence[FileProposal]) -> list[str]:
    """Say which files are of a public format that is known, and by what."""
    return [f"{each.look.name} is of a public format, and read as that defines its columns: "
            f"{each.known_as}" for each in files if each.known_as]  # fmt: skip
