"""How does a finished plan become one page that needs nothing outside itself?"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

import tallystick
from tallystick.findings.whole_file import write_whole
from tallystick.lab.acceptance import Acceptance
from tallystick.lab.detect.reading import read_detected
from tallystick.lab.detect.worlds import stage_of
from tallystick.lab.gates import Gates, read_gates
from tallystick.lab.pictures.certainty import certainty
from tallystick.lab.pictures.detection import detection
from tallystick.lab.pictures.drives import drives
from tallystick.lab.pictures.hours import hours
from tallystick.lab.pictures.levers import levers
from tallystick.lab.pictures.picture import Picture, Shown, Table
from tallystick.lab.pictures.reported import reported
from tallystick.lab.pictures.schemes import schemes
from tallystick.lab.pictures.steps import steps
from tallystick.lab.pictures.switch import switch
from tallystick.lab.pictures.together import together
from tallystick.lab.pictures.turns import turns
from tallystick.lab.pictures.use import use
from tallystick.lab.pictures.water_bed import water_bed
from tallystick.lab.plan import Plan
from tallystick.lab.results import Results
from tallystick.lab.runs import read_identity
from tallystick.lab.tables import read_results
from tallystick.lab.words import heads, keys, tell
from tallystick.report.pages.environment import environment_of
from tallystick.report.pages.page import style
from tallystick.report.words.numbers import count, exact_decimals, number
from tallystick.report.words.rendering import rendering
from tallystick.report.words.text import name
from tallystick.simulate.world import World

PAGE, MOST_MISSED = "lab.html", 5
PICTURES = (
    reported, levers, water_bed, hours, certainty, schemes, use, switch, detection, drives, turns,
    together, steps,
)  # fmt: skip


@cache
def environment() -> Environment:
    """Return what makes the page of its template: texts are escaped and cleaned."""
    made = environment_of(__package__)
    made.globals |= {"tell": tell}
    return made


def write_page(folder: Path, gates: Path | None = None) -> Path:
    """Write the page of a finished plan into its folder, and return its path.

    LabError where the worlds are not all made, or the gates cannot be read.
    """
    plan = read_identity(folder)
    gates_met = read_gates(folder, gates) or _of_sets(plan)
    shown = Shown(read_results(folder, plan), gates_met, read_detected(folder, plan))
    page = folder / PAGE
    write_whole(page, render(shown).encode("utf-8"))
    return page


def _of_sets(plan: Plan) -> Gates | None:
    """The gates of the plan's accepted sets; None where it has none, or they are drawn."""
    return plan.acceptance.gates if plan.acceptance and plan.given else None


def pictures_of(shown: Shown) -> tuple[Picture, ...]:
    """Return the pictures that this plan and this model allow, in their order."""
    return tuple(each for each in (draw(shown) for draw in PICTURES) if each is not None)


def render(shown: Shown) -> str:
    """Return the page."""
    with rendering("en"):
        results = shown.results
        return environment().get_template("lab.html.j2").render(
            style=style(),
            title=tell("title", name=name(_world(results))),
            made=_made(results),
            base=_base(shown),
            levels=_levels(results),
            quick=tell("quick") if results.plan.quick else "",
            passed=_passed(results.plan.acceptance),
            kept=_kept(results.plan.acceptance),
            gates=_gates(shown.gates),
            missed=_missed(shown.gates),
            limits=_limits(results.plan),
            pictures=pictures_of(shown),
            missing=[tell(f"missing.{key}") for key in keys("missing")],
        )  # fmt: skip


def _world(results: Results) -> str:
    return str(tomllib.loads(results.plan.world).get("name", ""))


def _made(results: Results) -> str:
    lab, first = results.plan.lab, results.stages[0]
    accepted = tell("accepted" if results.plan.given is not None else "drawn")
    return tell("made", worlds=count(results.worlds.num_rows), sets=count(len(first.sets)),
                accepted=accepted, seeds=count(lab.seeds), audited=_audited(results))  # fmt: skip


def _audited(results: Results) -> str:
    if not results.plan.lab.detect:
        return tell("not_audited")
    return tell("audited", worlds=count(stage_of(results.plan).worlds))


def _base(shown: Shown) -> str:
    base = "; ".join(f"{factor.name} {factor.base}"
                     for factor, _ in shown.results.plan.lab.factors())  # fmt: skip
    if shown.withheld:
        return tell("base", base=base, withheld=", ".join(shown.withheld))
    return tell("base_all", base=base)


def _limits(plan: Plan) -> list[str]:
    """What the model is known to get wrong, but what the world's own settings mend."""
    mended = World.model_validate(tomllib.loads(plan.world)).incentives
    left = {"sanctions": not mended.sanctions.by_act, "severity": mended.deterrence.gamma == 1}
    return [tell(f"limits.{key}") for key in keys("limits") if left.get(key, True)]


def _levels(results: Results) -> Table:
    rows = tuple((f"{factor.name}: {level.name}", level.means)
                 for factor, levels in results.plan.lab.factors() for level in levels)  # fmt: skip
    return Table(tell("levels_of.title"), heads("levels_of"), rows)


def _gates(gates: Gates | None) -> list[str]:
    if gates is None:
        return [tell("gates.not_run")]
    told = [tell("gates.run", met=count(len(gates.met)), of=count(len(gates.held)), on=gates.on,
                 version=gates.version, seeds=count(gates.seeds))]  # fmt: skip
    if gates.version != tallystick.__version__:
        told.append(tell("gates.older", version=tallystick.__version__))
    return told if gates.missed else [*told, tell("gates.all_met")]


def _passed(told: Acceptance | None) -> list[str]:
    """How many drawn sets pass by each rule, and which gates are missed most."""
    if told is None:
        return []
    draws = count(told.draws)
    rules = [tell("acceptance.passed", passed=count(each.passed), draws=draws, rule=each.rule)
             for each in told.rules]  # fmt: skip
    most = sorted((each for each in told.rows if each.first_missed),
                  key=lambda each: -(each.first_missed or 0))[:MOST_MISSED]  # fmt: skip
    named = "; ".join(tell("acceptance.gate", gate=each.gate, what=each.what,
                           missed=count(each.first_missed or 0)) for each in most)  # fmt: skip
    return [*rules, tell("acceptance.missed", first=count(told.all_measured), gates=named)]


def _kept(told: Acceptance | None) -> Table | None:
    """Each gate: how many of the first drawn sets miss it, and how many accepted sets meet it."""
    if told is None:
        return None
    rows = tuple(
        (each.gate, tell(f"acceptance.{each.role}"), each.what, each.published,
         tell("gates.accepts", low=_exact(each.low), high=_exact(each.high)),
         number(None) if each.first_missed is None else count(each.first_missed),
         count(each.accepted_met), number(each.value, 4))
        for each in told.rows
    )  # fmt: skip
    title = tell("acceptance.title", first=count(told.all_measured), passed=count(told.passed),
                 rule=told.rule, on=told.on, version=told.version)  # fmt: skip
    return Table(title, heads("acceptance"), rows)


def _exact(value: float) -> str:
    return number(value, exact_decimals([value]))


def _missed(gates: Gates | None) -> Table | None:
    if gates is None or not gates.missed:
        return None
    rows: list[Any] = [
        (each.gate, each.what, each.published,
         tell("gates.accepts", low=_exact(each.low), high=_exact(each.high)), number(each.value, 4))
        for each in gates.missed
    ]  # fmt: skip
    return Table(tell("gates.missed"), heads("gates"), tuple(rows))
