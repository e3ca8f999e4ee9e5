"""A small plan of the lab, whose worlds take some hundredths of a second each."""

from datetime import date

import numpy as np
import pyarrow as pa

from tallystick.lab.detect.rows import Seen
from tallystick.lab.pictures.picture import Shown
from tallystick.lab.plan import read_plan
from tallystick.lab.results import Results
from tallystick.lab.stages import stages_of
from tallystick.simulate.incentives import ACTS as EVERY_ACT
from tallystick.simulate.incentives.use_cases import KINDS, WAYS

UNITS = """\
name = "Small town"
first_month = "2023-01"
months = 14
seed = 7
[[department.units]]
kind = "narcotics"
count = 3
officers = 4
cases_per_officer_month = 5
[[department.units]]
kind = "patrol"
count = 2
officers = 4
cases_per_officer_month = 5
[[law]]
substance = "heroin"
possession = "20(1)"
possession_months = [0, 24]
sale = "21(1)"
sale_months = [36, 72]
[[law.lines]]
g = 2.5
name = "large"
possession = "20(2)"
possession_months = [24, 72]
sale = "21(2)"
sale_months = [60, 120]
citation = "Invented Drugs Act, schedule"
[incentives.regime]
kind = "count"
"""
ACTS = (
    "easy_arrests", "ghosts", "back_dating", "threshold", "stock_witnesses", "copied_narratives",
    "under_recording", "downgrading", "unfounding", "supply",
)  # fmt: skip
WORLD = UNITS + "".join(f'[[behaviours]]\nkind = "{act}"\ndose = 1.0\n' for act in ACTS)
PLAN = """\
[lab]
base = "world.toml"
seeds = 2
sets = 3
trajectories = 2
sobol = 2
cells = 10
ladders = ["audits"]
grids = []
[[lab.factor]]
name = "regime"
levels = ["severity", "clearance"]
[[lab.factor]]
name = "audits"
levels = ["lot 25", "same 5"]
[[lab.factor]]
name = "channel"
levels = ["protected"]
[[lab.factor]]
name = "act closed"
levels = ["ghost", "easy"]
alone = true
"""


SHORT = WORLD.replace("months = 14", "months = 7")


def write_plan(folder, text=PLAN, world=WORLD):
    """Write a plan and its world into a folder, and return the plan's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "world.toml").write_text(world, encoding="utf-8")
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def plan_of(folder, text=PLAN, quick=False, world=WORLD):
    """Write a plan and read it."""
    return read_plan(write_plan(folder, text, world), quick)


NAMED = {"ghost": ("records.unmatched",), "copied": ("records.copied_narratives",)}


def made_up_audit(made, first, last):
    """Name N01 for ghosts once March is there, N02 in a lead, and the department for copies."""
    assert (made / "engagement.toml").exists()
    assert first == date(2023, 1, 1)
    late = last >= date(2023, 3, 31)
    found = [Seen("records.unmatched", "N01", True), Seen("records.unmatched", "N02", False)]
    return [*(found if late else []), Seen("records.copied_narratives", "", True)]


OUTCOMES = (
    *(f"use.{kind}.{way}" for kind in KINDS for way in WAYS),
    *(f"acts.{act}" for act in EVERY_ACT),
    "persons_charged_wrongly", "use_months", "months", "use_arrested", "use_fined",
    "complaints_lost", "reported", "true", "sanctioned", "auditor_hours",
)  # fmt: skip


def made_by_hand(plan, values):
    """A finished plan whose worlds were not decided: `values` gives each outcome of a stage.

    It is called with the stage, an outcome and the shape [cells, sets, seeds].
    """
    stages = stages_of(plan)
    count = sum(each.worlds for each in stages)
    columns = {
        name: np.concatenate([
            values(e, name, (len(e.cells), len(e.sets), e.seeds)).ravel() for e in stages
        ])
        for name in OUTCOMES
    } | {"units": [[1.0, 1.1]] * count}  # fmt: skip
    return Shown(Results(plan, stages, pa.table(columns)), None)
