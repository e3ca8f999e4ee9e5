"""Does every registered behaviour and oddity touch what it labels, and only that?"""

from collections import Counter, defaultdict

import pytest
from small_worlds import entry_of, made, rows, world_of

from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.oddities import ODDITIES

EVERY = (*BEHAVIOURS, *ODDITIES)
SAID = {
    "crew": {"acts": ["unfounding", "stock_witnesses"], "units": ["N01", "P03"]},
    "new_unit": {"from_month": "2023-12"},
    "badge_reuse": {"most": 0.5},
}
CONTENT = ("unit_id", "officer_id", "occurred_at", "recorded_at", "closed_at", "offense_code",
           "origin", "area_id", "clearance")  # fmt: skip
KEYS = {
    "incidents": (("incident_id",), True),
    "narratives": (("incident_id",), True),
    "involvements": (("incident_id", "person_id", "role"), True),
    "outcomes": (("incident_id", "person_id"), True),
    "counterparts": (("record_id",), True),
    "custody": (("exhibit_id", "at"), False),
    "measurements": (("incident_id", "exhibit_id", "stage"), False),
    "officers": (("officer_id",), True),
}
# Who has other honest work has other cases altogether.
OTHER_WORK = {"new_commander", "new_unit", "specialist"}
# What is labelled without a change of the incident itself: the ticket is in another system.
ELSEWHERE = {"town_tickets"}


@pytest.fixture(scope="module")
def plain():
    return made(world_of())


@pytest.fixture(scope="module", params=EVERY, ids=lambda each: each.name)
def planted(request):
    process = request.param
    return process, made(world_of(**entry_of(process, 0.5, **SAID.get(process.name, {}))))


def content(world, numbers=None):
    return Counter(
        row[1:]
        for row in rows(world.tables["incidents"], "incident_id", *CONTENT)
        if numbers is None or row[0] in numbers
    )


def test_it_has_labels_or_a_tally(planted):
    process, world = planted
    names = set(world.labels["name"].to_pylist())
    if process.name == "under_recording":
        assert names == set()
        assert world.tally["unrecorded"] > 10
    elif process.name == "crew":
        assert names == set(SAID["crew"]["acts"])
    else:
        assert names == {process.name}
    assert set(world.labels["entry"].to_pylist()) <= {0}
    natures = set(world.labels["nature"].to_pylist())
    assert natures <= {"behaviour" if process in BEHAVIOURS else "oddity"}


def test_every_label_names_rows_of_its_table(planted):
    """By every key that the label gives; exactly one row where the key is whole."""
    _, world = planted
    found = {}
    for label in world.labels.to_pylist():
        if label["table"] == "postings" or label["detail"] == "flow":
            continue
        keys, one = KEYS[label["table"]]
        asked = tuple(key for key in keys if label[key] is not None)
        assert asked, label
        if (label["table"], asked) not in found:
            held = world.tables[label["table"]]
            names = ["at" if key == "at" else key for key in asked]
            found[label["table"], asked] = Counter(rows(held, *names))
        number = found[label["table"], asked][tuple(label[key] for key in asked)]
        assert number >= 1, label
        if one and len(asked) == len(keys):
            assert number == 1, label


def test_a_label_of_the_force_names_a_posting_or_a_month_of_a_unit(planted):
    _, world = planted
    postings = defaultdict(list)
    for row in world.tables["postings"].to_pylist():
        postings[row["officer_id"]].append(row)
    worked = {
        (unit, f"{at:%Y-%m}")
        for unit, at in rows(world.tables["incidents"], "unit_id", "occurred_at")
    }
    for label in world.labels.to_pylist():
        if label["table"] == "postings":
            months = [f"{row['from_date']:%Y-%m}" for row in postings[label["officer_id"]]]
            assert any(month >= label["month"] or month == months[-1] for month in months)
            assert months
        if label["detail"] == "flow":
            assert (label["unit_id"], label["month"]) in worked


def test_the_officer_and_unit_of_a_label_are_those_of_the_incident(planted):
    _, world = planted
    held = {
        row[0]: row[1:]
        for row in rows(world.tables["incidents"], "incident_id", "officer_id", "unit_id")
    }
    for label in world.labels.to_pylist():
        if label["incident_id"] and label["table"] != "custody" and label["scheme"] == -1:
            told = (label["officer_id"], label["unit_id"])
            assert told == held[label["incident_id"]], label


def test_the_labelled_incidents_are_those_that_differ(planted, plain):
    process, world = planted
    if process.name in OTHER_WORK:
        pytest.skip("its officers have other honest cases, so nothing can be compared by content")
    labelled = {
        number for table, number in rows(world.labels, "table", "incident_id")
        if table == "incidents"
    }  # fmt: skip
    new = content(world) - content(plain)
    if process.name in ELSEWHERE:
        assert not new
        assert labelled
    else:
        assert new == content(world, labelled)


def test_where_no_case_is_added_the_rest_of_every_table_is_as_it_was(planted, plain):
    """Rows that differ belong to labelled cases, exhibits or records, or to what follows."""
    process, world = planted
    if process.name in OTHER_WORK or len(world.tables["incidents"]) != len(
        plain.tables["incidents"]
    ):
        pytest.skip("other cases shift the draws of all that follows")
    if not world.tables["incidents"].equals(plain.tables["incidents"]):
        pytest.skip("changed cases have other people and goods, or another number")
    touched = {each for (each,) in rows(world.labels, "incident_id")}
    exhibits = {each for (each,) in rows(world.labels, "exhibit_id")}
    for table in ("involvements", "narratives"):
        other = Counter(rows(world.tables[table])) - Counter(rows(plain.tables[table]))
        assert {row[0] for row in other} <= touched, table
    for table in ("measurements", "custody"):
        other = Counter(rows(world.tables[table])) - Counter(rows(plain.tables[table]))
        place = world.tables[table].column_names.index("exhibit_id")
        assert {row[place] for row in other} <= exhibits, table


@pytest.mark.parametrize("process", EVERY, ids=lambda each: each.name)
def test_dose_zero_leaves_every_table_as_it_was(process, plain):
    world = made(world_of(**entry_of(process, 0.0, **SAID.get(process.name, {}))))
    assert len(world.labels) == 0
    assert world.tally == plain.tally
    for name, table in plain.tables.items():
        assert world.tables[name].equals(table), name


def test_months_outside_an_entry_are_as_they_were(plain):
    """November alone is planted: October and what was entered in it stay, row for row."""
    entry = entry_of(BEHAVIOURS[0], 0.5, from_month="2023-11", to_month="2023-11")
    world = made(world_of(**entry))
    assert {month for (month,) in rows(world.labels, "month")} == {"2023-11"}
    for table in ("incidents", "custody", "involvements", "outcomes", "narratives"):
        for month, (one, two) in enumerate(
            zip(plain.parts[table], world.parts[table], strict=True)
        ):
            assert one.equals(two) == (month != 1), (table, month)


def test_units_outside_an_entry_are_not_labelled(plain):
    world = made(world_of(**entry_of(BEHAVIOURS[0], 1.0, units=["P03"])))
    assert {unit for (unit,) in rows(world.labels, "unit_id")} == {"P03"}
    others = Counter({row: n for row, n in content(world).items() if row[0] != "P03"})
    assert others == Counter({row: n for row, n in content(plain).items() if row[0] != "P03"})
