"""Are the quarters of a made world disjoint, and is what the program prints what the rows hold?"""

from benchmarks.watch.told import told
from benchmarks.watch.worlds import QUARTERS, RULES, TABLES, Kind, measured, quarter_of

from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units
from tallystick.watch import Declaration

DAYS = Declaration("A", "", "", Kind().spec().frame.first_day, QUARTERS, 0.05, ("a.b",))


def test_each_case_and_what_hangs_on_it_is_in_one_quarter():
    made = make_world(Kind(size="small").spec(), 7)
    parts = [quarter_of(made.tables, *DAYS.days(number)) for number in range(1, QUARTERS + 1)]
    cases = [case for part in parts for case in part["incidents"]["incident_id"].to_pylist()]
    assert sorted(cases) == sorted(made.tables["incidents"]["incident_id"].to_pylist())
    for name in TABLES:
        assert sum(len(part[name]) for part in parts) == len(made.tables[name])
    for part in parts:
        assert set(part["involvements"]["incident_id"].to_pylist()) <= set(
            part["incidents"]["incident_id"].to_pylist()
        )


def test_what_is_planted_at_full_dose_is_found_in_its_units():
    kind = Kind("stock_witnesses", 1.0, "small")
    row = measured(kind, 7)
    planted = set(gaming_units(kind.spec().world))
    assert set(row["officers"].values()) == planted
    for rule in RULES:
        of_units = {subject for _, kind, subject, _ in row["found"][rule] if kind == "unit"}
        assert of_units
        assert of_units <= planted


def test_the_table_by_hand():
    """Four worlds: of six planted units two were found by the watch, and one other officer."""
    key = ["a.b", "unit", "N01", "x"]
    other, officer = ["a.b", "officer", "K9", "x"], ["a.b", "officer", "K1", "x"]
    base = {"size": "small", "act": "supply", "dose": 0.5, "officers": {"K1": "N02", "K2": "N03"}}
    base["officers"]["K3"] = "N01"
    nothing, clean = {rule: [] for rule in RULES}, {"act": "clean", "dose": 0.0}
    rows = [
        {**base, "seed": 1, "found": {**nothing, "watch": [key, officer, other]}},
        {**base, "seed": 2, "found": nothing},
        {**base, **clean, "seed": 1, "found": {**nothing, "watch": [key]}},
        {**base, **clean, "seed": 2, "found": nothing},
    ]
    printed = [line for line in told(rows) if "| watch |" in line]
    assert printed == [
        "| small, clean | 2 | 1 to 2 | watch | 0.50 (0.01 to 0.99) | – |",
        "| small, supply, dose 0.5 | 2 | 1 to 2 | watch | 0.50 (0.01 to 0.99) "
        "| 0.33 (0.00 to 0.99) |",
    ]
