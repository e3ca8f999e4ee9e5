"""Does the truth beside a world add up with its labels, its tables and its schemes?"""

import json
from collections import Counter
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_worlds import UNITS, world_of

from tallystick.simulate.figures import METRICS
from tallystick.simulate.folder import simulate
from tallystick.simulate.happened import unit_table
from tallystick.simulate.stream import prepare

PLANTED = {
    "ghosts": {}, "easy_arrests": {}, "downgrading": {}, "unfounding": {}, "back_dating": {},
    "threshold": {}, "recycled_exhibits": {}, "copied_narratives": {}, "supply": {},
    "stock_witnesses": {}, "ratchet": {},
}  # fmt: skip
# A measure of what happened, with the behaviour and the table whose labels count the same.
COUNTED = {
    "ghost": ("ghosts", "incidents"), "easy": ("easy_arrests", "incidents"),
    "downgraded": ("downgrading", "incidents"), "unfounded_wrongly": ("unfounding", "incidents"),
    "backdated": ("back_dating", "incidents"), "copied": ("copied_narratives", "narratives"),
    "supplied_cases": ("supply", "incidents"), "held_back": ("ratchet", "incidents"),
}  # fmt: skip


@pytest.fixture(scope="module", params=sorted(PLANTED))
def world(request, tmp_path_factory):
    """One behaviour in six months in which every case is entered within the day."""
    said = world_of(
        months=6,
        department={"units": UNITS, "transfers": 0.5},
        recording={"late": 0.0, "prompt_hours": 0.05},
        behaviours=[{"kind": request.param, "dose": 0.5, "driven_by": "decree"}],
    )
    folder = tmp_path_factory.mktemp("truth") / "world"
    return request.param, said, simulate(said, folder), folder


def listed(folder, name):
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def test_what_happened_is_as_many_as_its_labels(world):
    """But for the last month, of which the export lacks what was not yet entered.

    What was held back is counted in the month that it left and labelled in the one it came into,
    in which the officer may serve elsewhere.
    """
    kind, _, _, folder = world
    for measure, (name, table) in COUNTED.items():
        if name != kind:
            continue
        moves = kind == "ratchet"

        def place(row, moves=moves):
            unit, month = ("", "2023-11") if moves else (row["unit_id"], row["month"])
            return row["officer_id"], unit, month

        counted = Counter()
        for row in listed(folder, "truth/happened"):
            if row["measure"] == measure:
                counted[place(row)] += row["value"]
        labelled = Counter(
            place(row)
            for row in listed(folder, "truth/labels")
            if row["table"] == table and row["detail"] not in ("reported", "push")
        )
        assert sum(counted.values()) > 4
        before = [
            {k: v for k, v in each.items() if k[2] < "2024-03"} for each in (counted, labelled)
        ]
        assert before[0] == before[1]
        assert all(labelled[key] <= counted[key] for key in labelled)


def test_the_summary_counts_the_tables_and_what_happened(world):
    _, said, told, folder = world
    assert told == json.loads((folder / "truth" / "summary.json").read_text())
    paths = [*(folder / "tables").iterdir(), *(folder / "truth").glob("*.parquet")]
    for path in paths:
        name = path.relative_to(folder).with_suffix("").as_posix()
        assert told["rows"][name] == pq.read_metadata(path).num_rows, name
    assert len(told["rows"]) == len(paths)
    happened = Counter()
    for row in listed(folder, "truth/happened"):
        happened[row["measure"]] += row["value"]
    assert told["happened"] == pytest.approx(dict(happened), abs=1e-3)
    assert (told["months"], told["first_month"], told["seed"], told["scale"]) == (
        6,
        "2023-10",
        1,
        1,
    )
    assert told["officers"] == len(listed(folder, "tables/officers")) == 24
    assert told["units"] == len({row["unit_id"] for row in listed(folder, "tables/postings")})
    assert told["world"] == said.name


def test_reported_figures_are_a_recount_of_the_incidents(world):
    """A slow twin: every incident counted by hand under its unit and month."""
    _, _, told, folder = world
    by_hand = Counter()
    for row in listed(folder, "tables/incidents"):
        month = f"{row['occurred_at']:%Y-%m}"
        keys = ["cases"]
        keys += ["arrests"] * (row["clearance"] == "arrest")
        keys += ["cleared"] * (row["clearance"] in ("arrest", "exceptional"))
        keys += ["complaints"] * (row["origin"] == "complaint")
        by_hand.update((row["unit_id"], key, month) for key in keys)
    figures = {
        (row["unit_id"], row["metric"], f"{row['period_start']:%Y-%m}"): row["value"]
        for row in listed(folder, "tables/reported_figures")
    }
    assert len(figures) == 6 * 4 * 6
    inside = {key: number for key, number in by_hand.items() if "2023-10" <= key[2] <= "2024-03"}
    assert {key: number for key, number in figures.items() if number} == inside
    for metric, number in told["reported"].items():
        assert number == sum(n for key, n in inside.items() if key[1] == metric)
    units = {(row["unit_id"], row["month"]): row for row in listed(folder, "truth/units")}
    for (unit, metric, month), number in figures.items():
        assert units[unit, month][metric] == number


def test_schemes_are_those_of_the_labels_and_end_after_they_begin(world):
    kind, _, told, folder = world
    schemes = listed(folder, "truth/schemes")
    assert told["schemes"]["begun"] == len(schemes)
    assert (len(schemes) > 0) == (kind == "supply")
    reasons = Counter(row["reason"] for row in schemes)
    assert told["schemes"]["by_reason"] == dict(reasons)
    unsold = sum(row["first_sale"] is None and row["stopped"] is not None for row in schemes)
    assert told["schemes"]["stopped_before_a_sale"] == unsold
    sold = Counter(
        row["scheme"] for row in listed(folder, "truth/labels")
        if row["detail"] == "supplied" and row["table"] == "incidents"
    )  # fmt: skip
    for row in schemes:
        if row["first_sale"] is not None:
            assert row["bought"] <= row["first_sale"]
        assert row["stopped"] is None or row["stopped"] > row["bought"]
        assert sold[row["scheme"]] <= row["buyers"]
        assert row["unit_id"] in {"N01", "N02"}
    assert set(sold) <= {row["scheme"] for row in schemes}


@pytest.mark.parametrize(
    ("said", "reason", "stopped", "sold"),
    [
        ({"from_month": "2024-02"}, "running", 0, False),
        ({"from_month": "2023-10"}, "running", 0, True),
        ({"to_month": "2023-10"}, "scope", 1, False),
        ({"early": True}, "insider", 1, False),
    ],
)
def test_a_scheme_without_a_sale_was_stopped_or_still_runs(tmp_path, said, reason, stopped, sold):
    """Bought in the last month of the world, in its first, for a month only, or told on."""
    entry = {"kind": "supply", "dose": 1.0, "driven_by": "decree", **said}
    told = simulate(world_of(behaviours=[entry]), tmp_path / "world")
    assert told["schemes"] == {
        "begun": 1,
        "stopped_before_a_sale": stopped,
        "by_reason": {reason: 1},
    }
    (scheme,) = listed(tmp_path / "world", "truth/schemes")
    assert (scheme["stopped"] is None) == (reason == "running")
    assert (scheme["first_sale"] is not None) == sold


def test_periods_of_figures_and_goals_are_whole_months_and_years(tmp_path):
    simulate(world_of(months=15, incentives={"regime": {"kind": "count"}}), tmp_path / "world")
    for row in listed(tmp_path / "world", "tables/reported_figures"):
        assert row["period_start"].day == 1
        assert (row["period_end"] - row["period_start"]).days in (27, 28, 29, 30)
        assert row["period_start"].month == row["period_end"].month
    goals = listed(tmp_path / "world", "tables/targets")
    assert len(goals) > 50
    for row in goals:
        begun = {2023: date(2023, 10, 1), 2024: date(2024, 1, 1)}  # the world begins in October
        assert row["period_start"] == begun[row["period_end"].year]
        assert row["basis"] == "plan"
        assert row["target"] > 0


def test_units_have_pressure_and_a_goal_only_under_a_regime():
    none = prepare(world_of())
    regime = prepare(world_of(incentives={"regime": {"kind": "count"}}))
    from tallystick.simulate.figures import Ledger

    for prepared, judged in ((none, False), (regime, True)):
        ledger = Ledger.empty(6, 5)
        table = unit_table(prepared, ledger)
        assert (table["goal"].null_count < len(table)) == judged
        assert (np.array(table["pressure"]).max() > 0) == judged
        assert {"unit_id", "month", "expected", *(each.name for each in METRICS)} <= set(
            table.column_names
        )
        assert table["month"].to_pylist()[:5] == [
            "2023-10", "2023-11", "2023-12", "2024-01", "2024-02",
        ]  # fmt: skip
