import numpy as np
import pytest
from chunks import empty_month
from month_apart import made, same, tallied, without
from rows_apart import apart, labelled_rows

from tallystick.simulate.behaviours.recycled_exhibits import PROCESS, kept_lots
from tallystick.simulate.catalogue import CODES
from tallystick.tables.measurements import KINDS, STAGES

END = "counterparts"
POSSESSION = CODES.index("drug_possession")


def eligible(chunk):
    """Exhibits that are alone in a possession case, by a loop."""
    cases = chunk.exhibits["case"].tolist()
    offence = dict(zip(chunk.cases["key"].tolist(), chunk.cases["offence"].tolist(), strict=True))
    return {
        int(exhibit)
        for exhibit, case in zip(chunk.exhibits["exhibit"], cases, strict=True)
        if cases.count(case) == 1 and offence[case] == POSSESSION
    }


def test_a_dose_of_nothing_leaves_no_trace():
    chunk = made(PROCESS, dose=0.0, until=END)
    assert same(chunk, without(until=END))
    assert not chunk.labels.labels


def test_exactly_the_single_exhibits_of_possession_cases_are_replaced():
    chunk, clean = made(PROCESS, until=END), without(until=END)
    changed = chunk.exhibits["true_g"] != clean.exhibits["true_g"]
    assert set(chunk.exhibits["exhibit"][changed].tolist()) == eligible(clean)
    assert tallied(chunk, "recycled").sum() == len(eligible(clean)) > 20
    for table in ("measurements", "custody"):
        labels, differs = labelled_rows(chunk, table, "recycled"), apart(chunk, clean, table)
        assert differs <= labels
        assert {exhibit for exhibit, _ in labels} == eligible(clean)


def test_a_smaller_dose_replaces_some_of_the_same_exhibits():
    few, many = (
        labelled_rows(made(PROCESS, dose=dose, until=END), "custody") for dose in (0.3, 0.6)
    )
    assert few < many


@pytest.mark.parametrize("months", [(0, 5), (6, 11)])
def test_the_lot_is_one_in_a_half_year_and_gets_lighter(months):
    seen = {}
    for month in months:
        chunk = made(PROCESS, until=END, month=month)
        at = chunk.at(chunk.exhibits["case"])
        for row in np.flatnonzero(np.isin(chunk.exhibits["exhibit"], list(eligible(chunk)))):
            officer, when = (int(chunk.cases[x][at[row]]) for x in ("officer", "occurred"))
            lot = tuple(
                float(chunk.exhibits[x][row]) for x in ("substance", "purity", "container_g")
            )
            seen.setdefault(officer, []).append((when, float(chunk.exhibits["true_g"][row]), lot))
    assert max(len(uses) for uses in seen.values()) > 10
    for uses in seen.values():
        assert len({lot for _, _, lot in uses}) == 1
        weights = [weight for _, weight, _ in sorted(uses)]
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] >= weights[0] * 0.94


def test_a_lot_is_used_up_by_the_share_asked_for():
    chunk = made(PROCESS, until=END, lighter=0.5)
    whole = made(PROCESS, until=END, lighter=0.0)
    rows = np.flatnonzero(np.isin(chunk.exhibits["exhibit"], list(eligible(chunk))))
    at = chunk.at(chunk.exhibits["case"])[rows]
    days = (chunk.cases["occurred"][at] - chunk.begin) / 1440
    left = chunk.exhibits["true_g"][rows] / whole.exhibits["true_g"][rows]
    assert left == pytest.approx(1 - 0.5 * days / 181)


def test_another_half_year_and_another_officer_have_another_lot():
    chunk = empty_month()
    one, later = (kept_lots(chunk, np.arange(8), half) for half in (106, 107))
    assert not np.isin(one["true_g"], later["true_g"]).any()
    assert len(np.unique(one["true_g"])) == 8
    assert np.array_equal(kept_lots(chunk, np.array([5]), 106)["purity"], one["purity"][[5]])


def test_the_laboratory_finds_one_purity():
    chunk = made(PROCESS, until=END)
    held = chunk.readings
    rows = (held["kind"] == KINDS.index("purity")) & np.isin(held["exhibit"], list(eligible(chunk)))
    assert set(held["stage"][rows].tolist()) == {STAGES.index("lab")}
    officer = chunk.cases["officer"][chunk.at(held["case"][rows])]
    spread = [np.ptp(held["value"][rows][officer == each]) for each in np.unique(officer)]
    assert max(spread) < 8 * 0.01
