"""Are the searches of a made world what their options say, and lowered lines where they say?"""

import numpy as np
import pyarrow as pa
import pytest

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.searches import (
    BLANK,
    BY_GROUP,
    BY_OFFICERS,
    BY_UNIT,
    GROUPS,
    ORDERS,
    ORDINARY,
    WAYS,
    searched,
)  # fmt: skip

UNITS, OFFICERS, EACH = 8, 10, 400


def cases():
    number = np.arange(UNITS * OFFICERS * EACH)
    unit, officer = number // (OFFICERS * EACH), number // EACH
    return pa.table({
        "incident_id": [f"i{each}" for each in number],
        "unit_id": [f"U{each}" for each in unit],
        "area_id": [f"a{each % 3} of U{place}" for each, place in zip(number, unit, strict=True)],
        "officer_id": [f"o{each:03}" for each in officer],
    })  # fmt: skip


def made(how=ORDINARY, way="", dose=0.0):
    table, who = searched(cases(), how, Act(("U0", "U1"), way, dose), np.random.default_rng(6))
    columns = {name: np.array(table[name].to_pylist(), dtype=object) for name in table.column_names}
    return columns, who


def rate(columns, rows):
    known = rows & (columns["search_conducted"] == "yes") & (columns["contraband_found"] != None)  # noqa: E711
    return float((columns["contraband_found"][known] == "yes").mean())


def test_a_search_has_a_ground_and_nearly_always_a_result_and_no_other_stop_has():
    columns, who = made()
    yes = columns["search_conducted"] == "yes"
    assert who == frozenset()
    assert 0.1 < yes.mean() < 0.35
    for name in ("search_basis", "contraband_found"):
        assert set(columns[name][~yes]) == {None}
    assert set(columns["search_basis"][yes]) == {"likely", "inventory"}
    missing = np.array([each is None for each in columns["contraband_found"][yes]]).mean()
    assert missing == pytest.approx(0.03, abs=0.01)
    assert set(columns["subject_group"]) == set(GROUPS)
    assert rate(columns, columns["search_basis"] == "inventory") == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("way", WAYS)
def test_a_lowered_line_finds_less_and_where_nothing_is_lowered_nothing_changes(way):
    plain, _ = made()
    columns, who = made(way=way, dose=1.0)
    gaming = np.isin(columns["unit_id"], ("U0", "U1"))
    lowered = {
        BY_UNIT: gaming,
        BY_OFFICERS: np.isin(columns["officer_id"], list(who)),
        BY_GROUP: columns["subject_group"] == GROUPS[1],
    }[way]
    assert len(who) == (4 if way == BY_OFFICERS else 0)
    assert rate(columns, lowered) < rate(plain, lowered) - 0.1
    if way != BY_OFFICERS:
        for name in plain:
            assert (columns[name][~lowered] == plain[name][~lowered]).all(), name


def test_inventories_are_made_where_they_are_ordered_and_blank_officers_find_nothing():
    columns, _ = made(ORDERS)
    last = np.isin(columns["unit_id"], ("U5", "U6", "U7"))
    ground = columns["search_basis"] == "inventory"
    assert ground[last].mean() > 3 * ground[~last].mean()
    columns, _ = made(BLANK)
    found = columns["contraband_found"] == "yes"
    none = [name for name in np.unique(columns["officer_id"])
            if not found[columns["officer_id"] == name].any()]  # fmt: skip
    assert 1 <= len(none) <= 12
