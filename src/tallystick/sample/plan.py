"""What must be remembered of a sample until its sheet comes back?"""

from __future__ import annotations

from dataclasses import dataclass

AS_RECORDED, COUNTED = 0, 1
CODES = ("right", "wrong", "unclear")


@dataclass(frozen=True)
class Stratum:
    """A part of the population that was sampled by itself: its records, and those drawn."""

    name: str
    records: int
    drawn: int


@dataclass(frozen=True)
class Plan:
    """How a sample was drawn. It is stored beside the sheet and holds no record.

    Parameters
    ----------
    run, population
        The run folder's name; which records could be drawn, in words.
    seed, confidence, by
        Of the draw; of the ranges; the column whose values are the strata, "" for none.
    codes
        What a coder may write: the file bears the record out, it does not (the share of these is
        estimated), and further ones, such as ``unclear``, that leave it open.
    strata, rows
        Every stratum; by number of the sheet's row, the name of its stratum.
    """

    run: str
    population: str
    seed: int
    confidence: float
    by: str
    codes: tuple[str, ...]
    strata: tuple[Stratum, ...]
    rows: dict[str, str]

    @property
    def counted(self) -> str:
        """The code of which the share is estimated."""
        return self.codes[COUNTED]

    @property
    def open_codes(self) -> tuple[str, ...]:
        """The codes that leave it open."""
        return self.codes[COUNTED + 1 :]
