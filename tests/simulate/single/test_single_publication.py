"""Are figures made from entries, from paper or filled, as a slow recount says?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.publication_days import (
    AFTER,
    ENTERED,
    FILLED,
    LATER,
    PAPER,
    SOME_PAPER,
)
from tallystick.simulate.single.spec import gaming_units

CHECK = "records.entry_lag"


def trial(way, figures="", dose=None):
    chosen = next(each for each in trials_of(CHECK) if each.nature == "innocent")
    world = chosen.world.model_copy(update={"months": 3})
    return replace(chosen, world=world, published=way, figures=figures, dose=dose)


def recounted(made, kept):
    """What each figure says, and how many of its cases `kept` keeps, given its day."""
    rows = made.tables["incidents"].to_pylist()
    for figure in made.tables["reported_figures"].to_pylist():
        own = [
            row for row in rows
            if row["unit_id"] == figure["unit_id"]
            and figure["period_start"] <= row["occurred_at"].date() <= figure["period_end"]
        ]  # fmt: skip
        assert figure["published_on"] == figure["period_end"] + timedelta(days=AFTER)
        yield figure, own, sum(kept(row, figure["published_on"]) for row in own)


def in_time(row, on):
    return row["recorded_at"].date() <= on


@pytest.mark.parametrize("way", [ENTERED, PAPER, SOME_PAPER])
def test_a_figure_counts_what_is_entered_or_all_of_the_paper(way):
    made = make_world(trial(way), 3)
    figures = list(recounted(made, in_time))
    paper = sorted({figure["unit_id"] for figure, *_ in figures})[:3]
    assert len(figures) == 16 * 3
    late = 0
    for figure, own, entered in figures:
        from_paper = way == PAPER or (way == SOME_PAPER and figure["unit_id"] in paper)
        assert figure["value"] == (len(own) if from_paper else entered)
        late += len(own) - entered
    assert late > 0


def test_a_filled_figure_counts_what_is_entered_after_it():
    plain, made = (make_world(trial(ENTERED, FILLED, dose), 3) for dose in (0.0, 1.0))
    units = gaming_units(trial(ENTERED).world)
    assert made.truth.units == set(units)
    before = {row["incident_id"]: row for row in plain.tables["incidents"].to_pylist()}
    moved = set()
    for row in made.tables["incidents"].to_pylist():
        old = before[row["incident_id"]]
        assert row | {"recorded_at": 0} == old | {"recorded_at": 0}
        if row != old:
            moved.add(row["incident_id"])
            assert row["unit_id"] in units
    for figure, own, counted in recounted(
        made, lambda row, on: in_time(row, on) or row["incident_id"] in moved
    ):
        assert figure["value"] == counted
        for row in own:
            if row["incident_id"] in moved:
                days = (row["recorded_at"].date() - figure["published_on"]).days
                assert 1 <= days <= LATER + 1
    in_units = [row for row in before.values() if row["unit_id"] in units]
    assert len(moved) / len(in_units) == pytest.approx(0.2, abs=0.05)
