"""Does `tallystick profile` count what the records hold, and show no result?"""

from datetime import datetime

import pytest
from typer.testing import CliRunner

from tallystick.audit.profile import broken_references, profile_tables, shared_numbers
from tallystick.audit.selection import why_not
from tallystick.audit.sights import LEVEL_ALONE, Sight, of_results, sights
from tallystick.checks import every
from tallystick.cli import app
from tallystick.cli.profiling import shared, told
from tallystick.cli.summary import by_reason
from tallystick.findings import NotRun, Result
from tallystick.findings.keyed_text import KeyedText
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


def moves(*given_on):
    """A purchase of one kilogram, what was given on of it, and a move that ends the records."""
    rows = [
        ("lot", "2024-03-01", "purchased", None, "x", 1000.0),
        *(("lot", day, "transferred", "x", "room", grams) for day, grams in given_on),
        ("last", "2024-12-31", "transferred", "room", "lab", 1.0),
    ]
    names = ("exhibit_id", "at", "action", "from_holder", "to_holder", "net_weight_g")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return [each | {"at": instant(each["at"])} for each in told]


def test_each_check_that_can_be_run_is_told_and_every_other_is_not_run(engine):
    """By what `audit` would do, asked check by check, and by the catalogue as a whole."""
    for rows in (ROWS, ROWS | {"custody": moves()}):
        tables = tables_of(rows)
        seen, not_run = sights(tables, engine)
        told_of = {each.check for each in seen}
        whole = {each.name for each in not_run if ": " not in each.name}
        assert told_of == {each.name for each in every() if not why_not(each, tables)}
        assert told_of | whole == {each.name for each in every()}
        assert not told_of & whole
        assert "records.integrity" in told_of


def test_a_check_of_rules_counts_the_records_of_each_table_once(engine):
    """By hand: four cases and two officers, whatever the number of rules about either."""
    seen, not_run = sights(tables_of(ROWS), engine)
    (rules,) = (each for each in seen if each.check == "records.integrity")
    integrity = next(each for each in every() if each.name == "records.integrity")
    left = sum(each.name.startswith("records.integrity: ") for each in not_run)
    assert (rules.subjects, rules.way) == (len(integrity.rules) - left, "counted")
    asked = {rule.table for rule in integrity.rules if not tables_of(ROWS).missing(rule.needs)}
    assert rules.records == sum(len(ROWS[table]) for table in asked)
    assert "incidents" in asked
    assert told(rules).endswith(f"one exception shows ({rules.records} records asked)")


def test_a_balance_that_is_open_is_told_as_one_that_is_not(engine):
    """The same purchase, wholly given on or not at all: a profile must not tell the two apart."""
    open_, closed = (
        [each for each in sights(tables_of(ROWS | {"custody": rows}), engine)[0]
         if each.check == "exhibits.unaccounted"]
        for rows in (moves(), moves(("2024-03-02", 1000.0)))
    )  # fmt: skip
    assert open_ == closed
    assert {each.way for each in open_} == {"counted"}


def test_what_only_describes_and_what_has_too_little_is_told_with_its_reason():
    few = Sight("a.b", "unit", "a share", 3, 3, None, reason="only 2 cases", reasons=1)
    assert told(few) == "3 units: no subject has enough: only 2 cases (a share)"
    both = Sight("a.b", "unit", "a share", 3, 3, None, reason="only 2 cases", reasons=2)
    assert told(both) == "3 units: no subject has enough, such as: only 2 cases (a share)"
    alone = Sight("a.b", "agency", "a share", 1, 1, None, reason=LEVEL_ALONE, reasons=1)
    assert told(alone) == f"1 question: no test: {LEVEL_ALONE} (a share)"
    span = Sight("a.b", "agency", "a figure", 1, 0, None, "described")
    assert told(span) == "1 question: a range, no test (a figure)"
    assert told(Sight("a.b", "", "", 0, 0, None)) == "no subject has enough to be asked"
    some = Sight("a.b", "unit", "a share", 3, 1, 0.25, reason="only 2 cases", reasons=1)
    assert told(some) == "3 units, 1 with too little to tell: from 0.25 on (a share)"


def test_a_level_without_a_test_is_told_without_its_numbers():
    results = [
        Result("a.b", "agency", "", "x", "insufficient", 9, "a share", estimate=0.3,
               reason=KeyedText(f"{LEVEL_ALONE}: 3 of 9", "shared.level_alone", {"n": 3, "of": 9})),
        Result("a.b", "unit", "A", "x", "insufficient", 9, "a share", estimate=0.3,
               reason="its share is 30%"),
    ]  # fmt: skip
    assert [each.reason for each in of_results("a.b", results)] == [LEVEL_ALONE, ""]


@pytest.mark.parametrize("verdict", ["withheld", "differs", "not_found"])
def test_what_came_of_a_test_changes_nothing_of_what_it_could_see(verdict):
    """Three officers of whom one has too little; what the others' records show is not told."""
    p_value = {"withheld": None, "differs": 0.01, "not_found": 0.4}[verdict]
    results = [
        Result("a.b", "officer", "x", "q", verdict, 9, "a share", 0.1, p_value=p_value,
               smallest_detectable=0.2),
        Result("a.b", "officer", "y", "q", "not_found", 9, "a share", 0.1, p_value=0.6,
               smallest_detectable=0.4),
        Result("a.b", "officer", "z", "q", "insufficient", 1, "a share", reason="one case"),
    ]  # fmt: skip
    (seen,) = of_results("a.b", results)
    assert told(seen) == "3 officers, 1 with too little to tell: from 0.3 on (a share)"


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
        "  records.integrity\n    1 rule: counts every record: one exception shows (200 records",
        "Checks not run:\n", "  records.entry_lag: needs incidents.recorded_at",
    ):  # fmt: skip
        assert words in done.stdout, (words, done.stdout)
    for word in ("p =", "q =", "pattern", "not_found"):
        assert word not in done.stdout
    refused = CliRunner().invoke(app, ["profile", str(folder / "none.toml")])
    assert refused.exit_code == 2
