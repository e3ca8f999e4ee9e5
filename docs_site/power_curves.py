"""What does src/tallystick/lab/power.toml hold? The power of each check by dose, as calibrated."""

from __future__ import annotations

from pathlib import Path

from tallystick.calibrate.act_power import power_by_check

HEAD = """\
# By act and check, points (dose, chance that the check finds a unit), each for one check alone.
# `python -m docs_site.generated` writes this file from docs/calibration, by `power_by_check`.
"""
DIGITS = 4


def power_curves(calibration: Path) -> str:
    """Return the file's text for a folder of calibration; ValueError as `power_by_check`."""
    lines = [HEAD]
    for act, by_check in power_by_check(calibration).items():
        for check, points in by_check.items():
            told = ", ".join(
                f"[{dose:g}, {round(chance, DIGITS):.{DIGITS}g}]" for dose, chance in points
            )
            lines.append(f'[[curve]]\nact = "{act}"\ncheck = "{check}"\npoints = [{told}]\n')
    return "\n".join(lines)
