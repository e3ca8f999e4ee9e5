"""Which worlds are the gates of the policy lab run on, and what does each cost whom?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from benchmarks.gates import worlds

from tallystick.simulate.incentives import (
    ACTS,
    Decision,
    Deterrence,
    Incentives,
    Insiders,
    Opportunity,
    People,
    Regime,
    Sanctions,
    Staff,
    ledger,
)

YEARS = 5
ELEVEN = tuple(act for act in ACTS if act != "supply")
HARD = ("ghost", "witness", "recycled", "informant")
PAPER = ("copied", "witness", "recycled")
COMPLAINTS = ("unrecord", "downgrade", "unfound")
BASE = Incentives(
    regime=Regime(kind="prior_year"),
    people=People(base_rate=0.05),
    deterrence=Deterrence(gamma=0.3, prelec=0.65),
    sanctions=Sanctions(by_act=True),
    insiders=Insiders(seen=0.01),
)


def changed(settings: Incentives, **keys: object) -> Incentives:
    """The settings with other values of some keys, each ``group__key`` or ``group``."""
    held = settings.model_dump()
    for key, value in keys.items():
        group, _, name = key.partition("__")
        if name:
            held[group][name] = value
        else:
            held[group] = value
    return Incentives.model_validate(held)


@dataclass
class World:
    """The worlds of one seed, each decided when first asked for."""

    seed: int
    base: Incentives = BASE
    units: int = worlds.UNITS
    years: int = YEARS
    made: dict[str, tuple[Decision, dict[str, float]]] = field(default_factory=dict)

    def get(
        self,
        name: str,
        acts: tuple[str, ...] = ELEVEN,
        chances: Opportunity | None = None,
        **keys: object,
    ) -> tuple[Decision, dict[str, float]]:
        """A world under a name of the caller's, and its ledger."""
        if name not in self.made:
            settings = changed(self.base, **keys)
            people = self.people
            chances = chances or worlds.opportunity(len(people.narcotics))
            decision = worlds.world(self.seed, settings, acts, people, chances)[1]
            planted = worlds.plant(people, acts)
            told = ledger(decision, people, chances, planted, settings)
            self.made[name] = decision, told
        return self.made[name]

    @cached_property
    def people(self) -> Staff:
        """The force of the seed."""
        return worlds.staff(self.seed, units=self.units, years=self.years)

    def base_world(self) -> tuple[Decision, dict[str, float]]:
        """The base: prior year, eleven acts open."""
        return self.get("base")

    def none(self) -> tuple[Decision, dict[str, float]]:
        """The same, where no figure is judged."""
        return self.get("none", regime__kind="none")
