"""How does a finished plan become one page that needs nothing outside itself?"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

import tallystick
from tallystick.findings.whole_file import write_whole
from tallystick.lab.detect.reading import read_detected
from tallystick.lab.detect.worlds import stage_of
from tallystick.lab.gates import Gates, read_gates
from tallystick.lab.pictures.certainty import certainty
from tallystick.lab.pictures.drives import drives
from tallystick.lab.pictures.hours import hours
from tallystick.lab.pictures.levers import levers
from tallystick.lab.pictures.picture import Picture, Shown, Table
from tallystick.lab.pictures.reported import reported
from tallystick.lab.pictures.schemes import schemes
from tallystick.lab.pictures.seen import seen
from tallystick.lab.pictures.steps import steps
from tallystick.lab.pictures.together import together
from tallystick.lab.pictures.turns import turns
from tallystick.lab.pictures.water_bed import water_bed
from tallystick.lab.results import Results
from tallystick.lab.runs import read_identity
from tallystick.lab.tables import read_results
from tallystick.lab.words import heads, keys, tell
from tallystick.report.pages.environment import environment_of
from tallystick.report.pages.page import style
from tallystick.report.words.numbers import count, exact_decimals, number
from tallystick.report.words.rendering import rendering
from tallystick.report.words.text import name

PAGE = "lab.html"
PICTURES = (
    reported, levers, water_bed, hours, certainty, schemes, seen, drives, turns, together, steps,
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
    shown = Shown(
        read_results(folder, plan), read_gates(folder, gates), read_detected(folder, plan)
    )
    page = folder / PAGE
    write_whole(page, render(shown).encode("utf-8"))
    return page


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
            gates=_gates(shown.gates),
            missed=_missed(shown.gates),
            limits=[tell(f"limits.{key}") for key in keys("limits")],
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
