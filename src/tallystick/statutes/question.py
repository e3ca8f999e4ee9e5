"""What is asked of the law?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Question:
    """What is asked: an amount in grams or plants, an act, circumstances, and the day.

    `purity` is the share of the pure substance or active principle in a weight, in per cent.
    `one_form` says that the substance is one of several that a word may mean: a weight of it is
    that of the whole, and not of the pure substance.
    """

    on: date
    substance: str | None = None
    amount: Decimal | None = None
    plants: bool = False
    act: str | None = None
    circumstances: tuple[str, ...] = ()
    purity: Decimal | None = None
    one_form: bool = False
