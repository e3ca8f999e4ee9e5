"""Does every oddity label exactly what it changes, and nothing at dose 0?"""

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.chunk import NONE
from tallystick.simulate.oddities import (
    badge_reuse,
    dealer_at_large,
    department_template,
    festival,
    goods_on_loan,
    grant_operation,
    lab_backlog,
    late_tickets,
    law_change,
    new_commander,
    new_scale,
    new_unit,
    one_dealer,
    packs,
    specialist,
    station_clerk,
    town_tickets,
)
from tallystick.simulate.oddities.exhibit_rows import dose_of, officers_of, place_of
from tallystick.tables.incidents import CLEARANCES

FORCE = (badge_reuse, new_commander, new_unit, specialist)
STEPS = {
    late_tickets: "cases",
    new_commander: "cases",
    festival: "cases",
    grant_operation: "cases",
    specialist: "cases",
    one_dealer: "people",
    dealer_at_large: "people",
    station_clerk: "people",
    packs: "exhibits",
    law_change: "exhibits",
    new_scale: "readings",
    lab_backlog: "readings",
    goods_on_loan: "readings",
    department_template: "counterparts",
    badge_reuse: "counterparts",
    town_tickets: "counterparts",
}
OPTIONS = {
    badge_reuse: {"most": 0.5, "from_month": "2023-01", "to_month": "2023-01"},
    dealer_at_large: {"informs": 0.8},
    goods_on_loan: {"lent": 0.5, "unreceipted": 0.3},
    grant_operation: {"to_month": "2023-01"},
    new_scale: {"step_g": 0.5},
    new_unit: {"from_month": "2023-07", "units": ("P04",)},
    one_dealer: {"own": 0.8},
    specialist: {"officers": ("K1001", "K1002")},
    town_tickets: {"most": 1.0, "areas": 3},
}
KEYS = {
    "incidents": ("case",),
    "measurements": ("case", "exhibit", "stage"),
    "custody": ("case", "exhibit", "at"),
    "involvements": ("case", "person", "role"),
    "counterparts": ("record",),
    "narratives": ("case",),
}
TABLES = {
    "measurements": "readings",
    "custody": "handovers",
    "involvements": "roles",
    "counterparts": "counterparts",
}
PARTS = ("cases", "roles", "exhibits", "readings", "handovers", "charges", "counterparts")


def planted(module, dose, half=False, until=None):
    """A month in which one oddity is done by everybody, or by every other officer."""
    chunk = empty_month()
    member = np.arange(chunk.force.officers) % 2 == 0 if half else None
    plant = plant_of(module.PROCESS, chunk, dose, member, **OPTIONS.get(module, {}))
    if module.PROCESS.force is not None:
        module.PROCESS.force(chunk.force, chunk.calendar, plant, np.random.default_rng(7))
    return month_with(
        lambda _: (module.PROCESS, plant), chunk=chunk, until=until or STEPS.get(module, "cases")
    )


def rows_of(chunk, table):
    """Every row of a canonical table as far as it is made, each with its key by name."""
    if table == "narratives":
        names, arrays = ("case", *map(str, range(chunk.slots.shape[1]))), chunk.slots.T
        arrays = (chunk.cases["key"], *arrays)
    elif table == "incidents":
        names = [name for name in chunk.cases.names if name not in ("person", "complainant")]
        arrays = [chunk.cases[name] for name in names]
        names = ["case" if name == "key" else name for name in names]
    else:
        held = getattr(chunk, TABLES[table])
        names, arrays = held.names, [held[name] for name in held.names]
    return {tuple(row) for row in zip(*(each.tolist() for each in arrays), strict=True)}, names


def changed(plain, other, table):
    """The keys of the rows of `other` that `plain` does not have just so."""
    before, names = rows_of(plain, table)
    after, _ = rows_of(other, table)
    places = [list(names).index(key) for key in KEYS[table]]
    return {tuple(row[place] for place in places) for row in after - before}


def labelled(chunk, table):
    """The labelled keys of a table."""
    found = set()
    for label in chunk.labels.labels:
        if label.table == table:
            columns = (label.keys[key].tolist() for key in KEYS[table])
            found |= set(zip(*columns, strict=True))
    return found


def everything(chunk):
    """All that a chunk holds, as one list of arrays."""
    parts = [getattr(chunk, part) for part in PARTS]
    return [part[name] for part in parts for name in part.names] + [chunk.slots]


@pytest.fixture(scope="module")
def plain():
    made = {}

    def at(until):
        if until not in made:
            made[until] = month_with(until=until)
        return made[until]

    return at


@pytest.mark.parametrize("module", [*STEPS, new_unit], ids=lambda each: each.PROCESS.name)
def test_dose_zero_is_byte_identical_to_no_entry(module, plain):
    chunk = planted(module, 0.0, until="counterparts")
    for ours, theirs in zip(everything(chunk), everything(plain("counterparts")), strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert chunk.labels.labels == []
    assert chunk.force.notes == []


@pytest.mark.parametrize(
    "module",
    [each for each in STEPS if each not in (packs, law_change, town_tickets)],
    ids=lambda each: each.PROCESS.name,
)
def test_labels_are_the_rows_that_differ(module, plain):
    chunk, before = planted(module, 0.6), plain(STEPS[module])
    tables = {label.table for label in chunk.labels.labels} - {"outcomes"}
    assert tables
    for table in tables:
        assert labelled(chunk, table) == changed(before, chunk, table), table


@pytest.mark.parametrize("module", [packs, law_change, specialist], ids=lambda m: m.PROCESS.name)
def test_labelled_goods_are_those_of_another_weight(module, plain):
    chunk, before = planted(module, 0.6, until="readings"), plain("readings")
    different = chunk.exhibits["true_g"] != before.exhibits["true_g"]
    pairs = set(
        zip(
            chunk.exhibits["case"][different].tolist(),
            chunk.exhibits["exhibit"][different].tolist(),
            strict=True,
        )
    )
    assert {key[:2] for key in labelled(chunk, "measurements")} == pairs
    assert {key[2] for key in labelled(chunk, "measurements")} == {NONE}
    weighed = {key[:2] for key in changed(before, chunk, "measurements")}
    assert weighed <= pairs
    assert len(weighed) > 0.8 * len(pairs)


def test_labelled_tickets_are_those_that_lost_their_counterpart(plain):
    chunk, before = planted(town_tickets, 0.6), plain("counterparts")
    lost = set(before.counterparts["record"].tolist()) - set(chunk.counterparts["record"].tolist())
    where = np.isin(before.counterparts["record"], sorted(lost))
    assert {(key,) for key in before.counterparts["case"][where].tolist()} == labelled(
        chunk, "incidents"
    )
    assert rows_of(chunk, "counterparts")[0] < rows_of(before, "counterparts")[0]


def test_labelled_outcomes_are_those_of_the_dealer(plain):
    chunk, before = planted(one_dealer, 1.0, until="counterparts"), plain("counterparts")
    other = chunk.charges["person"] != before.charges["person"]
    keys = [label.keys for label in chunk.labels.labels if label.table == "outcomes"]
    assert len(keys) == 1
    assert len(np.unique(keys[0]["person"])) == 1
    assert set(keys[0]["case"].tolist()) == set(chunk.charges["case"][other].tolist())
    rows = chunk.at(keys[0]["case"])
    assert (chunk.cases["clearance"][rows] == CLEARANCES.index("arrest")).all()


@pytest.mark.parametrize("module", STEPS, ids=lambda each: each.PROCESS.name)
def test_a_smaller_dose_touches_a_subset(module):
    low, high = planted(module, 0.3), planted(module, 0.7)
    table = high.labels.labels[0].table
    keys = {"custody": ("case", "exhibit"), "measurements": ("case", "exhibit")}
    names = keys.get(table, KEYS[table])

    def touched(chunk):
        if module in (festival, grant_operation):
            where = [chunk.at(label.keys["case"]) for label in chunk.labels.labels]
            names_here = ("officer", "offence", "origin", "area", "occurred")
            rows = np.stack([chunk.cases[name][where[0]] for name in names_here])
            rows[-1] //= 5  # a share of times is written to the five minutes
            return {tuple(row) for row in rows.T.tolist()}
        found = [label for label in chunk.labels.labels if label.table == table]
        return {
            row
            for label in found
            for row in zip(*(label.keys[name].tolist() for name in names), strict=True)
        }

    assert touched(low) < touched(high)


@pytest.mark.parametrize("module", STEPS, ids=lambda each: each.PROCESS.name)
def test_officers_out_of_scope_are_untouched(module, plain):
    chunk = planted(module, 1.0, half=True)
    officers = np.concatenate([label.keys["officer"] for label in chunk.labels.labels])
    assert len(officers)
    assert (officers % 2 == 0).all()


@pytest.mark.parametrize("module", FORCE, ids=lambda each: each.PROCESS.name)
def test_notes_name_the_officers_whose_force_changed(module):
    before, after = empty_month().force, planted(module, 1.0).force
    differ = np.zeros(before.officers, bool)
    for name in ("unit_of", "duty", "flow", "badge_of"):
        differ |= (getattr(before, name) != getattr(after, name)).any(axis=1)
    named = {row[1] for row in after.notes} - {NONE}
    if module is new_commander:
        assert named == set()
        assert differ.all()
        assert {row[5] for row in after.notes} == {"flow"}
    else:
        assert named == set(np.flatnonzero(differ).tolist())


def test_goods_without_a_case_have_no_officer_and_no_dose():
    chunk = month_with(until="exhibits")
    plant = plant_of(packs.PROCESS, chunk, 0.6)
    keys = np.array([NONE, chunk.cases["key"][5]])
    assert officers_of(chunk, keys).tolist() == [NONE, chunk.cases["officer"][5]]
    assert dose_of(chunk, plant, keys).tolist() == [0.0, 0.6]
    exhibits = chunk.exhibits["exhibit"][[3, 0]]
    assert place_of(chunk, np.append(exhibits, NONE)).tolist() == [3, 0, NONE]
