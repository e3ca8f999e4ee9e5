"""Is a world that could not be made, or not be audited, refused by its rule?"""

import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError
from small_worlds import UNMADE, line, world_of

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.simulate.folder import simulate
from tallystick.simulate.world import World, WorldError
from tallystick.tables import CANONICAL

SUBSTANCE = {"name": "heroin", "share": 1.0, "median_g": 1.0, "log_sd": 1.0}


def law(*lines, **said):
    return {"law": [{"substance": "heroin", "lines": list(lines), **said}]}


REFUSED = {
    "no unit": ({"department": {"units": []}}, "at least 1 item"),
    "no substance": ({"substances": [], "law": []}, "at least 1 item"),
    "no share": ({"substances": [{**SUBSTANCE, "share": 0}], "law": []}, "add up to nothing"),
    "a substance without a name": ({"substances": [{**SUBSTANCE, "name": ""}]}, "cannot be a name"),
    "a name of two lines": ({"substances": [{**SUBSTANCE, "name": "a\nb"}]}, "cannot be a name"),
    "two substances that read alike": (
        {"substances": [{**SUBSTANCE, "name": name} for name in ("a b", "a_b")], "law": []},
        "a b: named twice",
    ),
    "endless weight": ({"substances": [{**SUBSTANCE, "median_g": float("inf")}]}, "finite number"),
    "a line below a milligram": (law(line(0.0005)), "greater than or equal to 0.001"),
    "a line of tenths of a milligram": (law(line(1.2345)), "whole number of milligrams"),
    "a line beyond all goods": (law(line(1e20)), "less than or equal to 1000000000"),
    "a line from the middle of a month": (law(line(1.0, from_date="2023-11-15")), "first day"),
    "a line to the middle of a month": (law(line(1.0, to_date="2023-11-15")), "last day"),
    "a line that ends before it begins": (
        law(line(1.0, from_date="2023-12-01", to_date="2023-10-31")),
        "to_date 2023-10-31 is before from_date 2023-12-01",
    ),
    "two lines at one weight and time": (law(line(1.0), line(1.0)), "two lines at 1 g at one time"),
    "no citation": (law({**line(1.0), "citation": " "}), "says nothing"),
    "no article": (law(line(1.0), sale=""), "says nothing"),
    "a range that falls": (law(line(1.0), possession_months=[50, 10]), "no range of imprisonment"),
    "a negative range": (law(line(1.0), sale_months=[-5, 10]), "no range of imprisonment"),
    "no name": ({"name": ""}, "says nothing"),
    "a NUL in a name": ({"agency": "Police\0"}, "holds a NUL"),
    "no country": ({"jurisdiction": "Harbour"}, "should match pattern"),
    "a court that never ends": ({"courts": {"median_days": 1e300}}, "less than or equal to 3650"),
    "a clock of another century": ({"second_system": {"minutes_off": 1e9}}, "equal to 1440"),
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_made_or_audited_is_refused(said):
    world, words = said
    with pytest.raises(ValidationError, match=words):
        world_of(**world)


def test_a_world_in_which_nothing_happens_is_told_and_leaves_nothing(tmp_path):
    idle = {"kind": "narcotics", "officers": 2, "cases_per_officer_month": 1e-9}
    world = world_of(months=1, department={"units": [idle]})
    with pytest.raises(WorldError, match="no case happens in this world; give it more"):
        simulate(world, tmp_path / "world")
    assert list(tmp_path.iterdir()) == []


def loaded(world: World, folder):
    """The engagement of a world, and per table the rows that an audit reads and sets aside."""
    simulate(world, folder / "world")
    (folder / "records").mkdir()
    read = read_engagement(folder / "world" / "engagement.toml")
    engine = connect(threads=1)
    try:
        received = load(read, folder / "records", engine).received
    finally:
        engine.close()
    assert received.set_aside == ()
    return read, {source.table: source.rows for source in received.sources}


ODD = {
    "no second system": ({"second_system": {"present": False}}, {"counterparts", "targets"}),
    "nobody who seizes": (
        {"department": {"units": [{"kind": "traffic", "cases_per_officer_month": 6}]}},
        {"custody", "targets"},
    ),
}


@pytest.mark.parametrize("said", ODD.values(), ids=ODD)
def test_a_table_without_rows_is_left_out_and_the_rest_is_audited(tmp_path, said):
    world, gone = said
    _, held = loaded(world_of(**{"months": 2, **world}), tmp_path)
    gone = gone | UNMADE
    assert set(held) == {table.name for table in CANONICAL} - gone
    assert all(held.values())
    assert {path.stem for path in (tmp_path / "world" / "tables").iterdir()} == set(held)


def test_lines_at_one_weight_are_told_apart_by_their_first_day(tmp_path):
    lines = [
        line(1.0, to_date="2023-10-31"),
        line(1.0, from_date="2023-11-01"),
        line(1000.001),
        line(1000.002),
    ]
    read, _ = loaded(world_of(months=2, **law(*lines)), tmp_path)
    assert [each.name for each in read.frame.lines] == [
        "heroin 1 g from the start",
        "heroin 1 g from 2023-11-01",
        "heroin 1000.001 g",
        "heroin 1000.002 g",
    ]


NAMES = [
    "NA", "null", "007", "../x", "a/b", "'; drop table", "{weight}", "<script>", "=1+1", "A-2310",
]  # fmt: skip


def test_any_plain_name_of_a_unit_stays_what_it_is(tmp_path):
    units = {"kind": "narcotics", "officers": 2, "cases_per_officer_month": 8, "names": NAMES}
    loaded(world_of(months=2, department={"units": [units]}), tmp_path)
    read = pq.read_table(tmp_path / "records" / "incidents.parquet")
    assert set(read["unit_id"].to_pylist()) == set(NAMES)
