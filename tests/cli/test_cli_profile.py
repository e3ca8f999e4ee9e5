"""Does `tallystick profile` count what the records hold, and show no result?"""

from datetime import datetime

import pytest
from typer.testing import CliRunner

from tallystick.audit.profile import (
    Sight,
    broken_references,
    profile_tables,
    shared_numbers,
    sights,
)
from tallystick.cli import app
from tallystick.cli.profiling import shared
from tallystick.cli.summary import by_reason
from tallystick.findings import NotRun
from worlds import instant, tables_of


def case(number, unit, officer, day):
    at = None if day is None else instant(day)
    return {"incident_id": number, "unit_id": unit, "officer_id": officer, "occurred_at": at}


ROWS = {
    "incidents": [
        case("1", "A", "x", "2024-01-05"), case("2", "A", "z", "2024-03-01"),
        case("2", None, "x", None), case("3", "B", None, None),
    ],
    "officers": [{"officer_id": "x"}, {"officer_id": "y"}],
}  # fmt: skip


def test_columns_are_counted_as_by_hand(engine):
    cases, officers = profile_tables(tables_of(ROWS), engine)
    told = {each.name: each for each in cases.columns}
    assert (cases.table, cases.records, officers.records) == ("incidents", 4, 2)
    assert (told["incident_id"].filled, told["incident_id"].distinct) == (1.0, 3)
    assert (told["unit_id"].filled, told["unit_id"].distinct) == (0.75, 2)
    assert told["occurred_at"].filled == 0.5
    assert told["occurred_at"].least == datetime(2024, 1, 5)
    assert told["occurred_at"].most == datetime(2024, 3, 1)


def test_keys_that_lead_nowhere_are_counted(engine):
    ((sentence, records, lost),) = broken_references(tables_of(ROWS), engine)
    assert "officer" in sentence
    assert (records, lost) == (4, 1)


def test_numbers_that_two_records_share_are_counted(engine):
    ((numbers),) = shared_numbers(tables_of(ROWS), engine)
    assert (numbers.table, numbers.key) == ("incidents", ("incident_id",))
    assert (numbers.records, numbers.sharing, numbers.across) == (4, 2, 0)
    assert "2 of 4 records share their incident_id with another; each row" in shared(numbers)


def test_numbers_that_two_files_share_are_told_with_the_next_move(folder):
    (folder / "d.csv").write_text("no,unit,at\n7,A,2024-01-02\n7,A,2024-02-02\n900,A,2024-02-03\n")
    text = (folder / "e.toml").read_text().replace('"c.csv"', '["c.csv", "d.csv"]')
    (folder / "e.toml").write_text(text)
    done = CliRunner().invoke(app, ["profile", str(folder / "e.toml")])
    assert (
        "incidents: 3 of 203 records share their incident_id with another, 3 of them with one of "
        "another file; each row is counted. Where rows are one event, read one of the files"
    ) in done.stdout


def test_checks_that_want_the_same_are_named_together():
    told = (("a.b", "x"), ("a.b: r", "x"), ("a.c", "y"), ("a.d", "x"))
    missing = [NotRun(name, "", "", why) for name, why in told]
    assert by_reason(missing) == [("x", ["a.b", "a.d"]), ("y", ["a.c"])]


def test_what_a_check_could_see_holds_nothing_of_what_it_saw(engine):
    seen, not_run = sights(tables_of(ROWS), engine)
    assert all(isinstance(each, Sight) and each.too_few <= each.subjects for each in seen)
    assert not {"p_value", "estimate", "verdict"} & set(Sight.__dataclass_fields__)
    assert "records.entry_lag" in {each.name for each in not_run}


@pytest.fixture
def folder(tmp_path):
    lines = [f"{k},{'AB'[k % 2]},2024-{1 + k % 12:02d}-{1 + k % 28:02d}" for k in range(200)]
    (tmp_path / "c.csv").write_text("no,unit,at\n" + "\n".join(lines) + "\n,C,never\n")
    (tmp_path / "e.toml").write_text(
        '[engagement]\nname = "n"\nagency = "a"\ntime_zone = "UTC"\n[[periods]]\nname = "month"\n'
        'rule = "month"\n[[metrics]]\nname = "cases"\ntable = "incidents"\n[[tables.incidents]]\n'
        'source = "c.csv"\n[tables.incidents.columns]\nincident_id = "no"\nunit_id = "unit"\n'
        'occurred_at = "at"\n'
    )
    return tmp_path


def test_it_is_told_from_the_shell(folder):
    done = CliRunner().invoke(app, ["profile", str(folder / "e.toml")])
    assert done.exit_code == 0, done.output
    for words in (
        "incidents: 200 records", "unit_id              100.0%  2 different",
        "2024-01-01 00:00 to 2024-12-28 00:00", "1 row of c.csv", "figures.too_smooth",
        "Not run: records.entry_lag: needs incidents.recorded_at",
    ):  # fmt: skip
        assert words in done.stdout, (words, done.stdout)
    for word in ("p =", "q =", "pattern", "not_found"):
        assert word not in done.stdout
    refused = CliRunner().invoke(app, ["profile", str(folder / "none.toml")])
    assert refused.exit_code == 2
