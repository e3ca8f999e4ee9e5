"""Which files of a folder does an engagement file not name yet?"""

from __future__ import annotations

from pathlib import Path

from tallystick.cli.session import UnusableInputError
from tallystick.load import Engagement, InputError, read_engagement
from tallystick.load.places import find_places


def files_named(engagement: Path) -> frozenset[Path]:
    """Return the files, whole paths, that the sources of an engagement file name.

    UnusableInputError when it cannot be read.
    """
    read = _read(engagement)
    home = engagement.resolve().parent
    return frozenset(
        place.path.resolve()
        for source in read.sources
        for place in find_places(home, source.block, allow_outside=True, fault=lambda words: None)
    )


def tables_of(engagement: Path) -> frozenset[str]:
    """Return the tables that an engagement file fills; UnusableInputError as in `files_named`."""
    return frozenset(source.table for source in _read(engagement).sources)


def _read(engagement: Path) -> Engagement:
    try:
        return read_engagement(engagement)
    except InputError as error:
        raise UnusableInputError(str(error)) from None


def place_beside(engagement: Path, out: Path | None) -> Path:
    """Return where the longer file is written: in the same folder, since sources are named from it.

    UnusableInputError for another folder.
    """
    place = out or engagement.with_suffix(".new.toml")
    if place.resolve().parent != engagement.resolve().parent:
        raise UnusableInputError(
            f"{place}: choose an --out in the folder of {engagement}, from which its sources are "
            "named"
        )
    return place
