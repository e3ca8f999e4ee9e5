"""How are articles, names and labelled lines of the law written?"""

from __future__ import annotations

from textwrap import wrap

from tallystick.statutes.rows import Offence

WIDTH, LABEL = 98, 14


def block(label: str, *texts: str) -> list[str]:
    """Return a label with its text beside it, wrapped; each further text on a line of its own."""
    wide = WIDTH - LABEL
    lines = [line for text in texts for line in wrap(text, wide, break_on_hyphens=False)]
    return [f"{'' if place else label:<{LABEL}}{line}" for place, line in enumerate(lines)]


def article(offence: Offence) -> str:
    """Return an article with its part, as it is cited."""
    return f"{offence.article}({offence.part})" if offence.part else offence.article
