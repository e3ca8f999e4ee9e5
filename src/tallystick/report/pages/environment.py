"""What makes a page of a room's templates."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from tallystick.report.words.text import finalize


def environment_of(package: str) -> Environment:
    """Return what makes pages of the templates of `package`: texts are escaped and cleaned."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
