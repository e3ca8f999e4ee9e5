"""Which gamed cases survive laboratory, prosecutor and court?

A gamed case survives stage k with probability ``1 - f_k (1 - zeta)``; zeta says how far the
stage is judged by the same figure. The laboratory cannot catch real drugs: its share applies to
false substance only. Where people plead before it answers, it catches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.simulate.incentives.settings import Filters


@dataclass(frozen=True)
class Fate:
    """Shares of cases that end dismissed (before or without trial), acquitted, convicted."""

    dismissed: float
    acquitted: float
    convicted: float


def gamed(filters: Filters, real_substance: bool = False) -> Fate:
    """What becomes of a case that was made for the figure."""
    open_share = 1 - filters.aligned
    laboratory = 0.0 if real_substance else filters.laboratory * open_share
    charged = (1 - laboratory) * (1 - filters.prosecutor * open_share)
    acquitted = charged * filters.court * open_share
    return Fate(1 - charged, acquitted, charged - acquitted)


def ordinary(filters: Filters) -> Fate:
    """What becomes of an honest case that is brought to prosecution."""
    open_share = 1 - filters.aligned
    dismissed = filters.dismissed * open_share
    acquitted = (1 - dismissed) * filters.acquitted * open_share
    return Fate(dismissed, acquitted, 1 - dismissed - acquitted)
