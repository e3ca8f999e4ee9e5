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


def stored(folder, engine):
    """Write the tables as the loader does, so that the evidence can read them again."""
    made = tables_of(ROWS, Frame(metrics=(Metric("cases", "incidents"),)))
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
