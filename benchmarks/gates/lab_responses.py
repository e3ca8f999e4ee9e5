"""How do people answer audits, penalties, and a channel for reports?"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import worlds
from benchmarks.gates.lab_worlds import ELEVEN, HARD, PAPER, YEARS, World
from benchmarks.gates.monitoring import change

from tallystick.simulate.incentives import Decision, Insiders
from tallystick.simulate.incentives.insiders import tells
from tallystick.simulate.incentives.worth import ACT

LAW_2024, LAW_2025 = 150.0, 210.0
TOLD = {"insiders__fear": 1.0}


def of(told: dict[str, float], acts: tuple[str, ...]) -> float:
    """How many of these acts there were."""
    return sum(told[f"acts.{act}"] for act in acts)


def audits(world: World) -> dict[str, float]:
    base, more = world.base_world()[1], world.get("audit 0.25", audits__chance=0.25)[1]
    gamed = tuple(act for act in ELEVEN if act != "easy")
    return {
        "G11a": change(of(more, ("ghost",)), of(base, ("ghost",))),
        "G11b": change(of(more, gamed), of(base, gamed)),
    }


def every_unit_audited(world: World) -> dict[str, float]:
    all_units, few = (
        world.get(f"audit {chance}", audits__chance=chance)[1] for chance in (1.0, 0.04)
    )
    return {
        "G12a": change(of(all_units, PAPER), of(few, PAPER)),
        "G12b": change(of(all_units, ("ghost",)), of(few, ("ghost",))),
    }


def by_unit_and_year(decision: Decision) -> np.ndarray:
    """Ghosts and, in their place, chances of other acts taken; [U, Y]; all units are alike."""
    total = decision.honest * 0.0
    for act, added, taken in zip(ELEVEN, decision.added, decision.propensity, strict=True):
        if act != "easy":
            total += added + decision.honest * taken
    return total.reshape(worlds.UNITS, worlds.EACH, YEARS, 12).sum(axis=(1, 3))


def after_an_audit(world: World) -> dict[str, float]:
    """Two years after an audit over the year before, against units without one."""
    decision = world.get("audit 0.25", audits__chance=0.25)[0]
    acts = by_unit_and_year(decision)
    sums = np.zeros((2, 2))
    for year in range(YEARS - 2):
        for audited in (0, 1):
            mine = decision.audited[:, year] == bool(audited)
            sums[audited] += acts[mine, year].sum(), acts[mine, year + 1 : year + 3].sum()
    (before_none, none), (before, after) = sums
    chosen, drawn = (
        world.get(name, audits__chance=0.5, audits__independence=share)
        for name, share in (("chosen", 0.2), ("drawn", 1.0))
    )
    return {
        "G23": float((after / before) / (none / before_none) - 1),
        "G24": _found_an_act(chosen) / _found_an_act(drawn),
    }


def _found_an_act(found: tuple[Decision, dict[str, float]]) -> float:
    number = sum(float(each.sum()) for each in found[0].found.by_audit.values())
    return number / of(found[1], tuple(act for act in ELEVEN if act != "easy"))


def penalties(world: World) -> dict[str, float]:
    before, after = (
        world.get(f"law {months}", penalties=[{"act": act, "months": months} for act in HARD])[1]
        for months in (LAW_2024, LAW_2025)
    )
    return {"G25": change(of(after, HARD), of(before, HARD))}


def _told_an_act(found: tuple[Decision, dict[str, float]]) -> float:
    decision, told = found
    number = sum(float(each.sum()) for each in decision.found.by_insider.values())
    return number / of(told, tuple(act for act in ELEVEN if act != "easy"))


def channel(world: World) -> dict[str, float]:
    usual = world.get("fear", **TOLD)
    company = world.get("in company", **TOLD, insiders__ratio=3.0)
    return {"G27": _told_an_act(company) / _told_an_act(usual)}


def silence(world: World) -> dict[str, float]:
    usual = world.get("fear", **TOLD)
    chance = {
        act: float(tells(ACT[act].serious, np.zeros(1), Insiders(fear=1.0))[0]) for act in HARD
    }
    silent = sum(usual[1][f"acts.{act}"] * (1 - chance[act]) for act in HARD)
    return {"G28": silent / of(usual[1], HARD)}


def counts(world: World) -> dict[str, float]:
    none, count = world.none()[1], world.get("count", regime__kind="count")[1]
    return {
        "G31a": count["acts.easy"] / none["acts.easy"],
        "G31b": count["serious_solved"] / none["serious_solved"],
    }


FITTED = (audits, penalties, silence)
KEPT_BACK = (every_unit_audited, after_an_audit, channel, counts)
