"""By which amounts and articles are the charges of an engagement judged?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

MUST_BE_SAID = ("conflicting", "memory")


@dataclass(frozen=True)
class Dated:
    """What every row has: its first and last day in force, None open, and how sure it is.

    `from_memory` names what of a surer row was found in no text, such as ``longest term``.
    """

    from_date: date | None
    to_date: date | None
    confidence: str
    from_memory: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def must_be_said(self) -> bool:
        """Whether no finding may rest on it without saying so."""
        return self.confidence in MUST_BE_SAID


@dataclass(frozen=True)
class Amount(Dated):
    """One class of amounts of a substance.

    Parameters
    ----------
    codes
        What records call the substance, in small letters, with one blank for ``_`` and ``-``.
    substance, class_, place
        The law's names, and the place of the class in its table, from 0 for the least.
    plants
        Whether plants are counted, and not grams weighed.
    low, high
        Bounds in whole milligrams (thousandths of a plant); None is open.
    with_low, with_high
        Whether the bound itself belongs to the class; None where no source says.
    citation
        The rule that draws it.
    """

    codes: tuple[str, ...]
    substance: str
    class_: str
    place: int
    plants: bool
    low: int | None
    high: int | None
    with_low: bool | None
    with_high: bool | None
    citation: str = ""

    @property
    def named(self) -> str:
        """The substance and its class, and the word that must be said of an unsure one."""
        said = f" ({self.confidence})" if self.must_be_said else ""
        return f"{self.substance} {self.class_}{said}".replace("_", " ")


@dataclass(frozen=True)
class Article(Dated):
    """One article and part with its range of imprisonment, on the days on which both hold.

    Parameters
    ----------
    key, article, part
        How the law's table, and how people, name it.
    acts, classes, substances
        The conduct, the classes of amounts (``any``: whatever the amount), and the substances
        that it concerns; no substances are all.
    made_by, only_with
        Circumstances that serve in place of the amount, and those that must be there too.
    punished
        Whether a penalty is known. Without one, `months_low` and `months_high` say nothing.
    months_low, months_high
        The range of imprisonment (or arrest, rounded up to months); None is open.
    gravity
        What orders penalties from the mildest to the gravest.
    """

    key: str
    article: str
    part: str
    acts: tuple[str, ...]
    classes: tuple[str, ...]
    substances: tuple[str, ...] = ()
    made_by: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    punished: bool = False
    months_low: int | None = None
    months_high: int | None = None
    gravity: tuple[int, ...] = ()

    @property
    def named(self) -> str:
        """Its key, and the word that must be said of an unsure one."""
        return f"{self.key} ({self.confidence})" if self.must_be_said else self.key


@dataclass(frozen=True)
class Reserve:
    """A sentence to be said with findings about some acts; with all of them where none is named."""

    text: str
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Law:
    """The law of one jurisdiction as charges are judged by it; without articles, there is none.

    `amounts` stand by table, the least class first; of `articles` with one key, the first that
    holds on a day is meant. `later` is the rule where the law changed before the sentence:
    ``milder``, ``mildest_between``, ``day_of_sentence`` or ``day_of_offence``; "" is not known.
    """

    code: str
    name: str
    amounts: tuple[Amount, ...] = ()
    articles: tuple[Article, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    later: str = ""
