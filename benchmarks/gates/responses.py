"""How do people, audits, insiders and later stages of a world respond?"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import holding_back, monitoring, spread, worlds
from benchmarks.gates.drawn import World

from tallystick.simulate.incentives import (
    REASONS,
    Audits,
    Decision,
    Filters,
    Incentives,
    Insiders,
    Planted,
    Regime,
    Supply,
    decide,
    filters,
)
from tallystick.simulate.incentives.scheme import stopped_before_sale
from tallystick.simulate.incentives.worth import ACT


def _gamed(world: World, preset: str) -> float:
    """Ghosts, and expected cases moved over a line or into the month before."""
    honest, chances = world[preset].honest, worlds.opportunity()
    moved = (honest * world.propensity(preset, "threshold")).sum() * chances.band[0]
    early = (honest * world.propensity(preset, "backdate")).sum() * 0.1
    return float(world.added(preset, "ghost").sum() + moved + early)


def audits(world: World) -> dict[str, float]:
    def ghosts(preset: str) -> float:
        return float(world.added(preset, "ghost").sum())

    def paper(preset: str) -> float:
        return float(
            sum(world.propensity(preset, act).sum() for act in ("copied", "witness", "recycled"))
        )

    def found(preset: str) -> float:
        return float(sum(each.sum() for each in world[preset].found.by_audit.values()))

    acts = {preset: paper(preset) + ghosts(preset) for preset in ("chosen", "drawn")}
    return {
        "G11a": monitoring.change(ghosts("audit .25"), ghosts("year")),
        "G11b": monitoring.change(ghosts("audit .25, no sanction"), ghosts("no sanction")),
        "G11c": monitoring.change(_gamed(world, "audit .25"), _gamed(world, "year")),
        "G12a": monitoring.change(paper("paper 1"), paper("paper .04")),
        "G12b": monitoring.change(ghosts("paper 1"), ghosts("paper .04")),
        "G13": (found("chosen") / acts["chosen"]) / (found("drawn") / acts["drawn"]),
    }


def people(world: World) -> dict[str, float]:
    year, chances = world["year"], worlds.opportunity()
    honest = year.honest
    acts = {
        "threshold": honest * chances.band[0] * world.propensity("year", "threshold"),
        "backdate": honest * 0.1 * world.propensity("year", "backdate"),
        "ghost": world.added("year", "ghost") + 0.0,
    }
    each = {
        act: number.reshape(worlds.UNITS, -1).sum(axis=1) / worlds.YEARS
        for act, number in acts.items()
    }
    know, tell = monitoring.know_and_tell(each, Insiders())
    return {
        "G14": monitoring.unmoved(
            world.propensity("paper 1", "witness"), world.propensity("paper .04", "witness")
        ),
        "G17a": know,
        "G17b": tell,
    }


def units(world: World) -> dict[str, float]:
    unit_of = worlds.staff(world.seed).unit_of
    ghosts, honest = world.added("year", "ghost"), world["year"].honest
    share = spread.ghost_share(ghosts, honest, unit_of)
    low, high = np.quantile(share, [0.5, 0.95])
    return {
        "G15a": float(ghosts.sum() / honest.sum()),
        "G15b": float(high / low) if low > 0 else float("nan"),
    }


def schemes(world: World) -> dict[str, float]:
    schemes = world["supply"].schemes
    units = np.bincount(schemes.unit, minlength=worlds.UNITS)
    settings = Supply(start=0.02, contagion=0, knowers_a_month=0)
    people = worlds.staff(world.seed, units=10, years=3)
    everywhere = np.ones(people.unit_of.shape, dtype=bool)

    def run(supply: Supply, insiders: Insiders) -> Decision:
        return decide(
            people,
            worlds.opportunity(10),
            [Planted("supply", 1.0, everywhere)],
            Incentives(regime=Regime(kind="none"), supply=supply, insiders=insiders),
            worlds.streams(world.seed),
        )

    quiet = Insiders(silence=0)
    free = run(settings, quiet).schemes
    whole = free.bought < everywhere.shape[1] - 24
    ended = (free.first_sale < 0) & whole
    audits = Audits()
    audit = audits.chance * audits.independence * ACT["supply"].detect / 12
    formula = stopped_before_sale(settings.knowers, quiet.hazard, settings.sell, audit)
    dallas = run(
        Supply(start=1e-3, knowers=0.5, knowers_a_month=0.1, buyers=8, stock=70, court=0),
        Insiders(hazard=0.02),
    )
    full = dallas.schemes.reason == REASONS.index("stock")
    sold = dallas.sales[full]
    return {
        "G16a": float(np.mean(units > 0)),
        "G16b": spread.dispersion(units),
        "G16c": float(sold.sum(axis=1).mean()) if len(sold) else float("nan"),
        "G16d": float((sold > 0).sum(axis=1).mean()) if len(sold) else float("nan"),
        "G18": float(ended.sum() / whole.sum() - formula),
    }


def stages(world: World) -> dict[str, float]:
    share = world.added("year", "ghost").sum() / world["year"].honest.sum()
    aligned, free = Filters(), Filters(aligned=0)
    return {
        "G19a": float(
            share * filters.gamed(aligned).acquitted
            + (1 - share) * filters.ordinary(aligned).acquitted
        ),
        "G19b": float(
            share * filters.gamed(free).dismissed + (1 - share) * filters.ordinary(free).dismissed
        ),
    }


def january(world: World) -> dict[str, float]:
    def reports(preset: str) -> float:
        decision = world[preset]
        difference, error = holding_back.january(decision.reported, decision.goal[:, 11::12])
        return float(difference / error > 1.645)

    return {"G20a": reports("year"), "G20b": reports("year held")}


PARTS = (audits, people, units, schemes, stages, january)
