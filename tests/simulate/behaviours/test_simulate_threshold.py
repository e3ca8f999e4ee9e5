import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of, ways
from month_apart import made, same, tallied, without
from rows_apart import apart, labelled_rows

from tallystick.simulate.behaviours import threshold
from tallystick.simulate.behaviours.threshold import PROCESS, move_goods
from tallystick.simulate.catalogue import CODES
from tallystick.simulate.exhibits.scales import GRIDS_G, grid_of
from tallystick.simulate.law import Law
from tallystick.simulate.making import make
from tallystick.simulate.records.charges import Courts
from tallystick.simulate.records.goods import weigh_and_hold
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES
from tallystick.tables.measurements import KINDS, STAGES

MODES = ("mass", "reading", "merge", "charge")
LINE = 2.0
FIELD, LAB, CHARGE = (STAGES.index(name) for name in ("field", "lab", "charge"))
NET = KINDS.index("net_weight")
END = "counterparts"


def values(chunk, stage):
    rows = (chunk.readings["stage"] == stage) & (chunk.readings["kind"] == NET)
    exhibit, value = chunk.readings["exhibit"][rows], chunk.readings["value"][rows]
    return dict(zip(exhibit.tolist(), value.tolist(), strict=True))


def in_band(value, reach=0.35):
    return LINE * (1 - reach) <= value < LINE


@pytest.mark.parametrize("mode", MODES)
def test_a_dose_of_nothing_leaves_no_trace(mode):
    chunk = made(PROCESS, dose=0.0, until=END, mode=mode)
    assert same(chunk, without(until=END))
    assert not chunk.labels.labels
    assert not tallied(chunk, "moved_over_line").any()


@pytest.mark.parametrize("mode", MODES)
def test_a_smaller_dose_moves_some_of_the_same_weights(mode):
    few, many = (made(PROCESS, dose=dose, until=END, mode=mode) for dose in (0.4, 0.8))
    low, high = (labelled_rows(each, "measurements", mode) for each in (few, many))
    assert low < high or (mode == "merge" and low <= high)


def test_added_substance_is_there_at_every_stage():
    chunk, clean = made(PROCESS, until=END), without(until=END)
    held = chunk.exhibits
    for row in range(len(clean.exhibits)):
        weight, loss = clean.exhibits["true_g"][row], clean.exhibits["loss"][row]
        if in_band(weight) and not clean.exhibits["fresh"][row]:
            assert LINE < held["true_g"][row] * (1 - loss) <= LINE * 1.1
        else:
            assert held["true_g"][row] == weight
    moved = {exhibit for exhibit, _ in labelled_rows(chunk, "measurements", "mass")}
    assert moved == set(held["exhibit"][held["true_g"] != clean.exhibits["true_g"]].tolist())
    assert tallied(chunk, "moved_over_line").sum() == len(moved) > 5
    for stage in (FIELD, LAB, CHARGE):
        said = values(chunk, stage)
        assert all(said[each] >= LINE - 0.005 for each in moved if each in said)


@pytest.mark.parametrize("mode", ["mass", "reading", "charge"])
def test_what_is_labelled_is_what_differs(mode):
    chunk, clean = made(PROCESS, until=END, mode=mode), without(until=END)
    labels = labelled_rows(chunk, "measurements", mode)
    differs = apart(chunk, clean, "measurements")
    assert differs <= labels if mode == "mass" else differs == labels
    custody = labelled_rows(chunk, "custody", mode)
    assert apart(chunk, clean, "custody") <= custody
    assert {exhibit for exhibit, _ in custody} <= {exhibit for exhibit, _ in labels}


def test_a_chosen_figure_is_contradicted_by_the_laboratory():
    chunk, clean = (made(PROCESS, until=END, mode="reading"), without(until=END))
    before, after = values(clean, FIELD), values(chunk, FIELD)
    for exhibit, value in before.items():
        assert after[exhibit] == value if not in_band(value) else 2.0 <= after[exhibit] <= 2.2
    assert values(chunk, LAB) == values(clean, LAB)
    charged, weighed = values(chunk, CHARGE), values(chunk, LAB)
    assert all(charged[each] == weighed.get(each, after[each]) for each in charged)


def test_custody_repeats_the_chosen_figure_until_the_laboratory():
    chunk, clean = (made(PROCESS, until=END, mode="reading"), without(until=END))
    before, after = values(clean, FIELD), values(chunk, FIELD)
    lab = chunk.readings["stage"] == LAB
    weighed_at = dict(
        zip(
            chunk.readings["exhibit"][lab].tolist(), chunk.readings["at"][lab].tolist(), strict=True
        )
    )
    repeated = 0
    was, now = clean.handovers, chunk.handovers
    for row in range(len(was)):
        exhibit, at, action = (int(was[name][row]) for name in ("exhibit", "at", "action"))
        burnt = ACTIONS[action] == "destroyed"
        repeats = before[exhibit] != after[exhibit] and at < weighed_at.get(exhibit, at + 1)
        expected = after[exhibit] if repeats and not burnt else was["net_g"][row]
        assert now["net_g"][row] == expected
        repeated += repeats
    assert repeated > 20


def test_a_gross_weight_rises_with_the_net_weight():
    moved = 0
    for month in range(12):
        chunk = made(PROCESS, until="readings", month=month, mode="reading")
        clean = without(until="readings", month=month)
        net, was = values(chunk, FIELD), values(clean, FIELD)
        gross = chunk.readings["kind"] == KINDS.index("gross_weight")
        for row in np.flatnonzero(gross):
            exhibit = int(chunk.readings["exhibit"][row])
            rise = chunk.readings["value"][row] - clean.readings["value"][row]
            assert rise == pytest.approx(net[exhibit] - was[exhibit])
            moved += rise > 0
    assert moved > 5


def test_added_substance_is_never_written_below_a_line_between_round_numbers():
    law = empty_month().law
    odd = Law(
        tuple(
            each.model_copy(update={"lines": (each.lines[0].model_copy(update={"g": 2.7}),)})
            for each in law.goods
        )
    )
    short = 0
    for month in range(6):
        chunk = empty_month(seed=3, month=month)
        chunk.law = odd
        month_with(lambda held: (PROCESS, plant_of(PROCESS, held, 1.0)), chunk=chunk)
        moved = {exhibit for exhibit, _ in labelled_rows(chunk, "measurements", "mass")}
        said = values(chunk, FIELD)
        assert all(said[each] >= 2.7 for each in moved)
        charged, weighed = values(chunk, CHARGE), values(chunk, LAB)
        assert all(charged[each] == weighed.get(each, said[each]) for each in moved & set(charged))
        short += len(moved)
    assert short > 50


def test_in_the_charge_only_the_charge_moves():
    chunk, clean = (made(PROCESS, until=END, mode="charge"), without(until=END))
    assert {stage for _, stage in apart(chunk, clean, "measurements")} == {CHARGE}
    assert not apart(chunk, clean, "custody")
    before, after = values(clean, CHARGE), values(chunk, CHARGE)
    assert {each for each in before if in_band(before[each])} == {
        each for each in before if before[each] != after[each]
    }


def test_a_figure_lands_on_the_grid_of_the_weight_that_stood_there():
    chunk = empty_month()
    rng = np.random.default_rng(5)
    written = np.round(rng.uniform(6.5, 10, 4000), 2)
    written[::2] = np.round(written[::2], 1)
    written[::3] = np.minimum(np.floor(written[::3]), 9)
    rows = np.arange(len(written))
    nothing = np.zeros(len(rows), np.int64)
    chunk.readings.append(
        **{name: nothing for name in ("case", "exhibit", "kind", "stage", "at")},
        substance=nothing, value=written,
    )  # fmt: skip
    entry = threshold.ThresholdEntry(dose=1, over=0.4)
    landed = threshold._landing(chunk, rows, entry, rng.random(len(rows)))
    expected, first = 0.0, 0
    for was, now in zip(written.tolist(), landed.tolist(), strict=True):
        cents = round(100 * GRIDS_G[grid_of(np.array([was]))[0]])
        fitting = [c for c in (1, 10, 50, 100, 500, 1000) if c <= cents and -(-200 // c) * c <= 280]
        step = max(fitting)
        assert round(now * 100) % step == 0
        assert 2.0 <= now <= 2.8
        lowest = -(-200 // step) * step
        first += now == lowest / 100
        expected += 0.5 if lowest + step <= 280 else 1.0
    assert abs(first - expected) / len(rows) < 0.03


def one_case(*grams, sale=False):
    """A month of one arrest with these exhibits of dry cocaine, up to the weighing."""
    chunk = month_with(seed=3, until="people")
    held = (chunk.cases["clearance"] == CLEARANCES.index("arrest")) & (chunk.cases["person"] >= 0)
    offence = "drug_sale" if sale else "drug_possession"
    row = np.flatnonzero(held & (chunk.cases["offence"] == CODES.index(offence)))[0]
    n = len(grams)
    chunk.exhibits.append(
        exhibit=np.arange(n), case=np.full(n, chunk.cases["key"][row]), substance=np.ones(n),
        true_g=np.array(grams), fresh=np.zeros(n), loss=np.zeros(n),
        purity=np.linspace(0.2, 0.4, n), container_g=np.ones(n), pack=np.full(n, -1),
        pieces=np.ones(n),
    )  # fmt: skip
    return chunk, int(chunk.cases["officer"][row])


def judge(chunk, plant, *charged):
    """Charge these cases, and count what harm it did."""
    rows = chunk.at(np.array(charged, dtype=np.int64))
    blank = dict.fromkeys(chunk.charges.names, -1)
    person = chunk.cases["person"][rows]
    chunk.charges.append(**{**blank, "case": np.array(charged), "person": person})
    PROCESS.outcomes(chunk, plant, np.random.default_rng(5))


@pytest.mark.parametrize(("sale", "months"), [(False, 17.0), (True, 18.0)])
def test_harm_is_the_difference_between_the_middles_of_the_ranges(sale, months):
    chunk, officer = one_case(1.5, sale=sale)
    plant = plant_of(PROCESS, chunk, 1.0)
    move_goods(chunk, plant, np.random.default_rng(1))
    judge(chunk, plant, chunk.exhibits["case"][0])
    assert tallied(chunk, "wrongly_charged")[officer] == 1
    assert tallied(chunk, "added_months")[officer] == months


@pytest.mark.parametrize("grams", [(1.2,), (2.0,), (1.5, 2.5)])
def test_no_harm_where_the_class_does_not_rise(grams):
    chunk, _ = one_case(*grams)
    plant = plant_of(PROCESS, chunk, 1.0)
    move_goods(chunk, plant, np.random.default_rng(1))
    judge(chunk, plant, chunk.exhibits["case"][0])
    assert not tallied(chunk, "wrongly_charged").any()
    assert not tallied(chunk, "added_months").any()


def test_where_nobody_is_charged_nobody_is_harmed():
    """A prosecutor who does not bring the case leaves a weight that was moved and no more."""
    chunk, officer = one_case(1.5)
    plant = plant_of(PROCESS, chunk, 1.0)
    move_goods(chunk, plant, np.random.default_rng(1))
    judge(chunk, plant)
    judge(chunk, plant_of(PROCESS, chunk, 1.0), chunk.exhibits["case"][0])
    assert tallied(chunk, "moved_over_line")[officer] == 1
    assert not tallied(chunk, "wrongly_charged").any()


def test_herb_that_will_dry_below_the_line_again_is_not_joined():
    chunk, _ = one_case(1.2, 1.0)
    chunk.exhibits["loss"] = np.array([0.2, 0.2])
    move_goods(chunk, plant_of(PROCESS, chunk, 1.0, mode="merge"), np.random.default_rng(1))
    assert chunk.exhibits["true_g"].tolist() == [1.2, 1.0]
    assert not chunk.labels.labels


@pytest.mark.parametrize(
    ("grams", "left"),
    [
        ((1.2, 1.0), {2.2}),
        ((0.5, 1.4, 0.9), {0.5, 2.3}),
        ((0.9, 1.0), {0.9, 1.0}),
        ((3, 1), {3, 1}),
    ],
)
def test_two_exhibits_become_one_that_is_over_the_line(grams, left):
    chunk, officer = one_case(*grams)
    plant = plant_of(PROCESS, chunk, 1.0, mode="merge")
    joined = len(left) < len(grams)
    clearance = chunk.cases["clearance"].copy()
    move_goods(chunk, plant, np.random.default_rng(1))
    judge(chunk, plant, chunk.exhibits["case"][0])
    assert tallied(chunk, "wrongly_charged")[officer] == joined
    weigh_and_hold(chunk, ways(chunk).weighed, Courts())
    threshold.move_figures(chunk, plant, np.random.default_rng(2))
    assert set(np.round(chunk.exhibits["true_g"], 9)) == left
    assert set(chunk.readings["exhibit"]) == set(chunk.exhibits["exhibit"])
    assert set(chunk.handovers["exhibit"]) == set(chunk.exhibits["exhibit"])
    assert (clearance == chunk.cases["clearance"]).all()
    if grams == (1.2, 1.0):
        assert chunk.exhibits["purity"][0] == pytest.approx((1.2 * 0.2 + 1.0 * 0.4) / 2.2)
        assert labelled_rows(chunk, "measurements") >= {(0, FIELD), (0, CHARGE)}
        assert values(chunk, FIELD)[0] >= LINE


def test_a_merger_leaves_every_other_weighing_as_it_was():
    chunk, clean = made(PROCESS, until=END, mode="merge"), without(until=END)
    labels = {exhibit for exhibit, _ in labelled_rows(chunk, "measurements", "merge")}
    assert labels
    assert {exhibit for exhibit, _ in apart(chunk, clean, "measurements")} == labels
    gone = set(clean.exhibits["exhibit"].tolist()) - set(chunk.exhibits["exhibit"].tolist())
    assert len(gone) == len(labels) == tallied(chunk, "moved_over_line").sum()


def test_a_moved_weight_is_charged_as_the_higher_class():
    chunk = empty_month(seed=3)
    settings = ways(chunk)
    make(chunk, settings, [(PROCESS, plant_of(PROCESS, chunk, 1.0))])
    moved = {exhibit for exhibit, _ in labelled_rows(chunk, "measurements", "mass")}
    case = chunk.exhibits["case"][np.isin(chunk.exhibits["exhibit"], list(moved))]
    charged = np.isin(chunk.charges["case"], case)
    texts = {settings.statutes.texts[each] for each in chunk.charges["statute"][charged]}
    assert texts == {"296-3", "297-2"}
