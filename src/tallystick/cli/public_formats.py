"""Which file is of a public format, and what may a format say of the whole engagement?"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import printable
from tallystick.propose import FileProposal, Look, Preset, presets, propose

MOST_NAMED = 3


def preset_named(name: str | None) -> Preset | None:
    """Return the format asked for; UnusableInputError when there is none of that name."""
    if name is None:
        return None
    found = presets().get(name)
    if found is None:
        known = ", ".join(presets())
        raise UnusableInputError(f"--preset {printable(name)}: there is none; known are {known}")
    return found


def proposed(look: Look, preset: Preset | None) -> FileProposal:
    """By the format asked for, or else by one that the headers tell, or else by terms."""
    known = preset if preset is not None and preset.fits(look) else None
    if preset is None:
        known = next((each for each in presets().values() if each.fits(look)), None)
    return propose(look) if known is None else known.proposed(look)


def fitted(looks: Sequence[Look], preset: Preset | None) -> Preset | None:
    """The format whose agency, law and time zone hold: it fits a file, and no other says otherwise.

    UnusableInputError when a format was asked for and no file is of it.
    """
    if preset is not None:
        if not any(map(preset.fits, looks)):
            raise UnusableInputError(_no_file(looks, preset))
        return preset
    fits = [each for each in presets().values() if any(map(each.fits, looks))]
    told = {(each.agency, each.jurisdiction, each.time_zone) for each in fits}
    return fits[0] if len(told) == 1 else None


def why_not(look: Look, preset: Preset) -> str:
    """Why a file is not of a format; "" where it is."""
    lacks = preset.missing(look)
    if not lacks:
        return ""
    return f"it is no file of the preset {preset.name}: it has no column {', '.join(lacks)}"


def _no_file(looks: Sequence[Look], preset: Preset) -> str:
    of_each = [f"{each.name} has no column {', '.join(preset.missing(each))}" for each in looks]
    more = len(of_each) - MOST_NAMED
    told = "; ".join(of_each[:MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
    return printable(
        f"--preset {preset.name}: no file is of it: {told}. Leave --preset out, or name the format "
        f"that the files have: {', '.join(each for each in presets() if each != preset.name)}"
    )
