"""Does an audit write every result, the findings, and evidence that can be run again?"""

import csv
import json

import duckdb
import pytest

from tallystick.audit import TABLES, About, UnknownCheckError, audit
from tallystick.findings import store
from tallystick.tables import Frame, Metric, Received, SetAside, Source
from tallystick.tables.store import Tables
from worlds import day, instant, tables_of

FORMULA = '=HYPERLINK("x")'
ROWS = {
    "incidents": [
        {"incident_id": "1", "unit_id": "A", "officer_id": FORMULA,
         "occurred_at": instant("2020-01-05"), "recorded_at": instant("2020-01-04")},
        {"incident_id": "2", "unit_id": "O'Brien\"; drop table x; --", "officer_id": "b",
         "occurred_at": instant("2020-02-05"), "recorded_at": instant("2020-02-05")},
    ],
    "officers": [{"officer_id": FORMULA}, {"officer_id": "b"}],
    "reported_figures": [
        {"unit_id": "O'Brien\"; drop table x; --", "metric": "cases",
         "period_start": day("2020-02-01"), "period_end": day("2020-02-29"), "value": 7.0},
    ],
}  # fmt: skip
RECEIVED = Received(
    sources=(Source("incidents", "i.csv", "ab", 10, 3, "csv", "utf-8"),),
    set_aside=(SetAside("incidents", "i.csv", "missing", "no date", 1, ("row 4",)),),
)
ABOUT = About("Test", "Agency", "XX")


def stored(folder, engine, rows=ROWS):
    """Write the tables as the loader does, so that the evidence can read them again."""
    made = tables_of(rows, Frame(metrics=(Metric("cases", "incidents"),)))
    (folder / TABLES).mkdir()
    relations = {}
    for name, relation in made.relations.items():
        path = folder / TABLES / f"{name}.parquet"
        engine.write_parquet(relation, path)
        relations[name] = engine.read_parquet(path, name)
    return Tables(relations, made.filled, made.frame)


@pytest.fixture
def outcome(tmp_path, engine):
    return audit(tmp_path, stored(tmp_path, engine), RECEIVED, ABOUT, engine)


def test_every_result_is_kept_and_the_findings_are_the_surviving_ones(tmp_path, outcome):
    assert store.read_results(tmp_path) == outcome.results
    assert store.read_findings(tmp_path) == outcome.findings
    assert [(each.id, each.check, each.aspect) for each in outcome.findings] == [
        ("F-01", "figures.recount", "cases"),
        ("F-02", "records.integrity", "order.incidents.recorded_at"),
    ]
    assert len(outcome.results) > len(outcome.findings)


def test_findings_json_has_the_promised_keys(tmp_path, outcome):
    promised = {
        "check", "family", "subject", "criteria", "condition", "cause", "effect", "n", "estimate",
        "interval", "p_value", "q_value", "smallest_detectable", "explanations", "evidence",
    }  # fmt: skip
    rows = json.loads((tmp_path / "findings.json").read_text())
    assert isinstance(rows, list)
    assert all(promised <= set(row) for row in rows)


def test_the_query_runs_in_duckdb_from_the_run_folder(tmp_path, outcome, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for finding in outcome.findings:
        rerun = duckdb.connect().execute((tmp_path / finding.evidence.sql).read_text()).fetchall()
        kept = duckdb.read_parquet(finding.evidence.parquet).fetchall()
        assert rerun == kept
        assert len(kept) == finding.evidence.rows == 1


def test_no_control_character_of_a_record_is_in_what_is_read_on_a_terminal(tmp_path, engine):
    """A unit and an officer clear the screen and turn the text; the query still finds them."""
    unit, officer = "A\x1b[2J\u202e;=1+1", "b\x9b2J\x00"
    instead = {ROWS["reported_figures"][0]["unit_id"]: unit, FORMULA: officer}
    named = {
        table: [{name: instead.get(value, value) for name, value in row.items()} for row in rows]
        for table, rows in ROWS.items()
    }
    done = audit(tmp_path, stored(tmp_path, engine, named), RECEIVED, ABOUT, engine)
    assert [each.subject for each in done.findings] == [unit, ""]
    for path in (tmp_path / "evidence").iterdir():
        if path.suffix != ".parquet":
            text = path.read_text(encoding="utf-8")
            assert all(sign.isprintable() or sign == "\n" for sign in text), path.name
    for each in done.findings:
        text = (
            (tmp_path / each.evidence.sql).read_text().replace("'tables/", f"'{tmp_path}/tables/")
        )
        kept = duckdb.read_parquet(str(tmp_path / each.evidence.parquet)).fetchall()
        assert duckdb.connect().execute(text).fetchall() == kept
        assert len(kept) == 1
    with (tmp_path / done.findings[0].evidence.csv).open(newline="", encoding="utf-8") as file:
        assert (
            "A\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER};'=1+1"
            in next(csv.DictReader(file)).values()
        )


def test_a_cell_cannot_start_a_formula(tmp_path, outcome):
    evidence = outcome.findings[1].evidence
    with (tmp_path / evidence.csv).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["officer_id"] == "'" + FORMULA
    assert duckdb.read_parquet(str(tmp_path / evidence.parquet)).fetchall()[0][2] == FORMULA


def test_the_account_names_what_was_not_run_and_what_was_set_aside(tmp_path, outcome):
    record = store.read_run(tmp_path)
    assert record == outcome.record
    assert record.rows == {"incidents": 2, "officers": 2, "reported_figures": 1}
    assert (record.first_day, record.last_day) == ("2020-01-05", "2020-02-05")
    assert record.exclusions[0].reason == "no date"
    not_run = {each.name: each.why for each in record.not_run}
    assert not_run["records.integrity: unposted.incidents"].startswith("needs postings.")
    assert {"duckdb", "python"} <= set(record.versions)


def test_two_runs_give_the_same_bytes(tmp_path, engine):
    texts = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        audit(folder, stored(folder, engine), RECEIVED, ABOUT, engine)
        texts.append((folder / "findings.json").read_bytes())
    assert texts[0] == texts[1]


def test_an_unknown_check_is_named_with_the_nearest(tmp_path, engine):
    about = About("Test", "Agency", "XX", only=("records.integrty",))
    with pytest.raises(UnknownCheckError, match=r"did you mean records\.integrity"):
        audit(tmp_path, stored(tmp_path, engine), RECEIVED, about, engine)
