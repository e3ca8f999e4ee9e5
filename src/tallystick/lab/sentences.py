"""The sentences that the lab may make of its numbers, and the forms that none may have.

A mechanism names the model and holds in every parameter set. A comparison has its share of sets. A
measurement says what the project's own checks find. A sentence of another form, or one that claims
what a simulation cannot know, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tallystick.lab.design.ranking import Ranking
from tallystick.lab.words import quoted, tell
from tallystick.report.words.numbers import count, number

SHARE = r"in (?:every one of [\d,]+|[\d,]+ of [\d,]+|the one) (?:accepted |drawn )?parameter sets?"
FORBIDDEN = {
    "a number of cases or persons": re.compile(
        r"\b[\d,.]+ (?:\w+ ){0,2}?(?:cases|persons|people|charges|arrests|officers|records|years)\b"
    ),
    "a country or an agency": re.compile(
        r"\bin (?:the |this |any |every )?(?:country|agency|republic|ministry|department)\b"
        r"|\bin (?:[A-Z][a-z]+stan|Russia|America|Europe|Oregon|England)\b"
    ),
    "a measure that works": re.compile(
        r"\b(?:audits?|reporting|reports?|channels?|penalt(?:y|ies)|sanctions?|it)\b[^.;]*?"
        r"\b(?:works?|worked|succeeds?|deters?|is effective|are effective)\b",
        re.IGNORECASE,
    ),
    "gaming that is gone": re.compile(
        r"\b(?:zero|no|without|0) (?:\w+ )?(?:gaming|gamed|ghosts?|wrongful charges)\b"
        r"|\b(?:ends|removes|abolishes|eliminates|prevents|stops) (?:all |any )?"
        r"(?:gaming|ghosts?|wrongful charges|weights|lost complaints)\b",
        re.IGNORECASE,
    ),
}
RANKED = re.compile(
    r"\b(?:less|more|fewer|better|worse|best|worst|lowest|highest|least|ranks?)\b", re.IGNORECASE
)


def faults(text: str) -> tuple[str, ...]:
    """Return which forbidden forms a sentence has."""
    found = [name for name, form in FORBIDDEN.items() if form.search(text)]
    if RANKED.search(text) and not re.search(SHARE, text):
        found.append("a ranking without its share of sets")
    return tuple(found)


@dataclass(frozen=True)
class Sentence:
    """One sentence made of numbers; ValueError where it has a forbidden form."""

    text: str

    def __post_init__(self) -> None:
        """Refuse a forbidden form."""
        if found := faults(self.text):
            raise ValueError(f"{self.text!r}: {', '.join(found)}")


@dataclass(frozen=True)
class Ground:
    """What all sentences of a page rest on: the model, and whether its sets were accepted.

    `gates` are the met gates and all; None where they were not run.
    """

    gates: tuple[int, int] | None
    accepted: bool

    @property
    def model(self) -> str:
        """The model as a mechanism names it."""
        if self.gates is None:
            return tell("model.free")
        return tell("model.held", met=self.gates[0], of=self.gates[1])

    @property
    def kind(self) -> str:
        """The word for its sets."""
        return tell("sets.accepted" if self.accepted else "sets.drawn")

    def sets(self, some: int, of: int) -> str:
        """In how many sets something holds."""
        if some == of:
            key = "sets.all.one" if of == 1 else "sets.all.other"
            return tell(key, n=count(of), kind=self.kind)
        return tell("sets.some", k=count(some), n=count(of), kind=self.kind)


def mechanism(on: Ground, change: str, outcome: str, raises: bool, sets: int) -> Sentence:
    """Return that a change raises or lowers an outcome in every one of `sets` sets."""
    effect = tell("form.raises" if raises else "form.lowers")
    told = tell("form.mechanism", model=on.model, change=quoted(change), effect=effect,
                outcome=tell(f"outcome.{outcome}"), sets=on.sets(sets, sets))  # fmt: skip
    return Sentence(told)


def comparison(
    on: Ground,
    a: str,
    b: str,
    outcome: str,
    found: Ranking,
    where: tuple[str, bool] | None = None,
) -> Sentence:
    """Return in how many sets A has less than B, or B less than A where that is more often.

    `where` names an input, and whether it is high, in the sets in which it is the other way.
    """
    if found.more > found.less:
        return comparison(on, b, a, outcome, found.turned, where)
    values = {"a": quoted(a), "b": quoted(b), "less": tell(f"less.{outcome}"),
              "sets": on.sets(found.less, found.sets)}  # fmt: skip
    if where is None or found.less == found.sets:
        return Sentence(_capital(tell("form.comparison", **values)))
    end = tell("form.high" if where[1] else "form.low")
    return Sentence(_capital(tell("form.comparison_where", where=where[0], end=end, **values)))


def effect(on: Ground, change: str, outcome: str, found: Ranking) -> Sentence:
    """Return the mechanism where it holds in every set, and else the comparison with the base."""
    if found.sets in (found.less, found.more):
        return mechanism(on, change, outcome, found.more == found.sets, found.sets)
    return comparison(on, change, "base", outcome, found)


def measurement(
    found: tuple[int, int, float], charged: tuple[int, int, float], months: float | None
) -> Sentence:
    """Return what the project's own checks find of the gaming that regimes drive.

    `found` are units found, all that game, and those to be expected with the units permuted;
    `charged` the same of units with a wrongful charge; `months` is the median wait from the
    charge, None where half are not found.
    """
    wait = ""
    if charged[0]:
        wait = tell("form.never") if months is None else tell("form.wait", months=number(months))
    return Sentence(
        tell("form.measurement", some=count(found[0]), of=count(found[1]),
             lot=number(found[2], 1), found=count(charged[0]), charged=count(charged[1]),
             charged_lot=number(charged[2], 1), wait=wait)
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
