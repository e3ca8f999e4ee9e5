"""Are canonical tables read where they lie as a loaded export would be, and held to its rules?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit import About, audit
from tallystick.engine import connect
from tallystick.load import InputError, load, read_engagement
from tallystick.load.officer_codes import officer_code
from tallystick.load.officers_named import SEVERAL, UNKNOWN
from tallystick.load.person_codes import code_of
from tallystick.load.person_key import key_of

HEAD = """
[engagement]
name = "Lake"
agency = "City Police"
time_zone = "Asia/Almaty"
first_day = 2020-01-01
last_day = 2020-12-31
[engine]
tables = "{tables}"
{more}
"""
INCIDENTS = pa.table(
    {
        "incident_id": ["1", "2", "3", "", "late"],
        "unit_id": ["A", "", "Б", None, "A"],
        "occurred_at": pa.array(
            [datetime(2020, 1, 5, 20, tzinfo=UTC), datetime(2020, 3, 1, tzinfo=UTC),
             datetime(2020, 12, 31, 17, tzinfo=UTC), datetime(2020, 6, 1, tzinfo=UTC),
             datetime(2020, 12, 31, 18, 30, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
        "recorded_at": pa.array([datetime(2020, 1, 1)] * 5, pa.timestamp("us")),
        "clearance": ["arrest", "none", None, "arrest", "none"],
        "ingested_by": ["x"] * 5,
    }
)  # fmt: skip
MEASUREMENTS = pa.table(
    {
        "incident_id": ["1", "late", "9"],
        "kind": ["net_weight"] * 3,
        "value": pa.array([1.5, 2.0, 3.25]),
        "unit": ["g", "g", None],
    }
)
NAMED = {"incidents": INCIDENTS, "measurements": MEASUREMENTS}


def write(folder, tables):
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def engagement(tmp_path, tables="tables", more="", **options):
    path = tmp_path / "engagement.toml"
    path.write_text(HEAD.format(tables=tables, more=more), encoding="utf-8")
    return read_engagement(path, **options)


@pytest.fixture(params=["duck", "spark"])
def counting(request):
    return request.getfixturevalue(request.param)


def test_tables_are_read_where_they_lie(tmp_path, counting):
    write(tmp_path / "tables", NAMED)
    loaded = load(engagement(tmp_path), tmp_path / "out", counting)
    assert not (tmp_path / "out").exists()
    rows = counting.rows(loaded.tables["incidents"].order_by("occurred_at"))
    assert [(r["incident_id"], r["unit_id"], r["occurred_at"], r["count"]) for r in rows] == [
        ("1", "A", datetime(2020, 1, 6, 2), 1),
        ("2", None, rows[1]["occurred_at"], 1),
        (None, None, rows[2]["occurred_at"], 1),
        ("3", "Б", rows[3]["occurred_at"], 1),
    ]
    assert {r["source_file"] for r in rows} == {"tables/incidents.parquet"}
    assert loaded.tables.holds("incidents", "incident_id", "recorded_at", "count")
    assert not loaded.tables.holds("incidents", "origin")
    assert [(a.table, a.rule, a.rows) for a in loaded.received.set_aside] == [
        ("incidents", "outside_period", 1),
        ("measurements", "incident_outside_period", 1),
    ]
    assert [(s.path, s.rows, len(s.sha256)) for s in loaded.received.sources] == [
        ("tables/incidents.parquet", 5, 64), ("tables/measurements.parquet", 3, 64),
    ]  # fmt: skip
    assert "'ingested_by'" in loaded.received.notes[0]


def test_a_moment_becomes_the_local_clock_alike_on_both_engines(tmp_path, duck, spark):
    write(tmp_path / "tables", NAMED)
    told = []
    for engine in (duck, spark):
        tables = load(engagement(tmp_path), tmp_path / "out", engine).tables
        told.append([engine.rows(tables[name].order_by("incident_id")) for name in NAMED])
    assert told[0] == told[1]
    # Almaty moved from UTC+6 to UTC+5 on 1 March 2024: these days lie before.
    assert told[0][0][0]["occurred_at"] == datetime(2020, 1, 6, 2)


def test_broken_rules_are_told_with_the_table_the_column_and_the_count(tmp_path, counting):
    broken = pa.table(
        {
            "incident_id": ["1", "2\n3", "4"],
            "occurred_at": pa.array([None, datetime(2020, 1, 5), datetime(2020, 1, 5)],
                                    pa.timestamp("us")),
            "clearance": ["arrest", "Arrest", "arrest"],
            "count": pa.array([1.0, 1.5, -1.0]),
        }
    )  # fmt: skip
    weights = pa.table(
        {"kind": ["net_weight", "speed"], "value": [1.0, float("nan")], "unit": ["kg", "mph"]}
    )
    write(tmp_path / "tables", {"incidents": broken, "measurements": weights})
    with pytest.raises(InputError) as raised:
        load(engagement(tmp_path), tmp_path / "out", counting)
    told = raised.value.messages
    for part in (
        "tables/incidents.parquet: occurred_at: 1 of 3 rows: the column is required and empty",
        "incidents.parquet: incident_id: 1 of 3 rows: an identifier holds a line break",
        "clearance: 1 of 3 rows: the value is none that the column knows",
        "count: 1 of 3 rows: a count is a whole number",
        "count: 1 of 3 rows: the number is smaller",
        "measurements.parquet: value: 1 of 2 rows: the column is required and empty",
        "measurements.parquet: unit: 2 of 2 rows: the unit is not known",
    ):
        assert sum(part in message for message in told) == 1, part
    assert len(told) == 7
    assert all("[[tables." in message for message in told)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"incidents": pa.table({"occured_at": [datetime(2020, 1, 1)]})},
         "column occurred_at is missing.*did you mean 'occured_at'"),
        ({"incidents": pa.table({"occurred_at": ["2020-01-01"]})},
         "column occurred_at is string; instant cannot be read from it"),
        ({"incident": INCIDENTS}, "holds no canonical table"),
        ({"incidents": INCIDENTS.slice(4)}, "no record of the period is in it"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_told(tmp_path, duck, tables, says):
    write(tmp_path / "tables", tables)
    with pytest.raises(InputError, match=says):
        load(engagement(tmp_path), tmp_path / "out", duck)


def test_a_folder_that_is_not_there_or_lies_outside_is_told(tmp_path, duck):
    write(tmp_path / "in" / "tables", NAMED)
    write(tmp_path / "tables", NAMED)
    with pytest.raises(InputError, match="did you mean 'tables'"):
        load(engagement(tmp_path / "in", "tabels"), tmp_path / "out", duck)
    with pytest.raises(InputError, match="--allow-outside"):
        load(engagement(tmp_path / "in", "../tables"), tmp_path / "out", duck)
    outside = engagement(tmp_path / "in", "../tables", allow_outside=True)
    assert load(outside, tmp_path / "out", duck).tables.holds("incidents", "incident_id")


def test_part_files_make_one_table(tmp_path, counting):
    write(tmp_path / "tables", {"measurements": MEASUREMENTS})
    parts = tmp_path / "tables" / "incidents.parquet"
    parts.mkdir()
    for k in range(2):
        pq.write_table(INCIDENTS.slice(3 * k, 3), parts / f"part-{k}.parquet")
    loaded = load(engagement(tmp_path), tmp_path / "out", counting)
    assert [s.rows for s in loaded.received.sources] == [3, 2, 3]
    incidents = loaded.tables["incidents"]
    assert counting.rows(incidents.aggregate(n=incidents.count())) == [{"n": 4}]


def rows_kept(loaded, engine):
    """The rows of each table, but for the name under which they were found."""
    tables = (loaded.tables[name].drop("source_file") for name in NAMED)
    return [engine.rows(each.order_by("incident_id")) for each in tables]


def test_tables_of_a_catalog_are_audited_as_their_files_are(tmp_path, duck, spark):
    write(tmp_path / "tables", NAMED)
    session = spark.backend._session
    session.sql("create database if not exists police")
    for name in NAMED:
        path = tmp_path / "tables" / f"{name}.parquet"
        session.read.parquet(f"file:{path}").write.saveAsTable(f"police.{name}")
    on_spark, told = 'name = "spark"', {}
    for tables, engine in (("tables", duck), ("police", spark)):
        more = on_spark if engine is spark else ""
        loaded = load(engagement(tmp_path, tables, more), tmp_path / "out", engine)
        folder = tmp_path / f"run {tables}"
        folder.mkdir()
        outcome = audit(folder, loaded.tables, loaded.received, About("x", "y", "z"), engine)
        told[tables] = (folder / "results.parquet").read_bytes(), outcome
    assert len({results for results, _ in told.values()}) == 1
    findings = told["police"][1].findings
    assert findings
    folder = tmp_path / "run police"
    query = (folder / findings[0].evidence.sql).read_text()
    assert "Spark SQL" in query.splitlines()[0]
    for statement in query.split(";\n")[:-1]:
        answer = session.sql(statement)
    rows = pq.read_table(folder / findings[0].evidence.parquet)
    assert answer.count() == rows.num_rows == findings[0].evidence.rows
    assert told["police"][1].record.inputs[0].path == "police.incidents"
    in_short = rows_kept(loaded, spark)
    whole = engagement(tmp_path, "spark_catalog.police", on_spark)
    assert rows_kept(load(whole, tmp_path / "out", spark), spark) == in_short
    with pytest.raises(InputError, match="nowhere: Spark cannot list it"):
        load(engagement(tmp_path, "nowhere", on_spark), tmp_path / "out", spark)


def test_the_evidence_of_ready_made_tables_can_be_run_again(tmp_path):
    write(tmp_path / "tables", NAMED)
    engine = connect(threads=1)
    loaded = load(engagement(tmp_path), tmp_path / "out", engine)
    outcome = audit(tmp_path, loaded.tables, loaded.received, About("x", "y", "z"), engine)
    engine.close()
    assert outcome.findings
    for finding in outcome.findings:
        again = connect(threads=1)
        rows = again.backend.con.execute((tmp_path / finding.evidence.sql).read_text()).fetchall()
        assert len(rows) == finding.evidence.rows
        again.close()
    assert outcome.record.first_day == "2020-01-01"
    assert date.fromisoformat(outcome.record.last_day) == date(2020, 12, 31)


NAMED_BY_BADGE = {
    "incidents": pa.table(
        {
            "incident_id": ["1", "2", "3", "4", "5"],
            "badge": ["10", "10", "20", "99", None],
            "officer_id": [None, None, None, None, "bob"],
            "occurred_at": pa.array(
                [datetime(2020, 6, 30, 23), datetime(2020, 7, 1), datetime(2020, 7, 1),
                 datetime(2020, 7, 1), datetime(2020, 7, 1)], pa.timestamp("us")),
        }
    ),
    "involvements": pa.table(
        {"incident_id": ["1", "2"], "person_id": ["Ö-7", "Ö-7"], "role": ["subject", "victim"]}
    ),
    "outcomes": pa.table({"incident_id": ["1", "2"], "person_id": ["Ö-7", None]}),
    "postings": pa.table(
        {
            "officer_id": ["ann", "bob", "bob", "cay"],
            "unit_id": ["N", "S", "S", "N"],
            "badge": ["10", "10", "20", "20"],
            "from_date": pa.array([None, date(2020, 7, 1), None, None], pa.date32()),
            "to_date": pa.array([date(2020, 6, 30), None, None, None], pa.date32()),
        }
    ),
}  # fmt: skip


def test_codes_and_officers_behind_badges_are_those_of_a_loaded_export(tmp_path, counting):
    write(tmp_path / "tables", NAMED_BY_BADGE)
    key = key_of("k" * 40)
    loaded = load(engagement(tmp_path), tmp_path / "out", counting, key=key)
    rows = counting.rows(loaded.tables["incidents"].order_by("incident_id"))
    ann, bob, cay = (officer_code(each, key) for each in ("ann", "bob", "cay"))
    assert [row["officer_id"] for row in rows] == [ann, bob, None, None, bob]
    people = counting.rows(loaded.tables["involvements"])
    assert {row["person_id"] for row in people} == {code_of("Ö-7", key)}
    outcomes = counting.rows(loaded.tables["outcomes"].order_by("incident_id"))
    assert [row["person_id"] for row in outcomes] == [code_of("Ö-7", key), None]
    assert (loaded.received.links.settled, loaded.received.links.unsettled) == (2, 2)
    left = counting.local.rows(loaded.tables.unsettled)
    assert [(row["record"], row["reason"], row["candidates"]) for row in left] == [
        ("3", SEVERAL, "; ".join(sorted([f"{bob} (S, undated)", f"{cay} (N, undated)"]))),
        ("4", UNKNOWN, ""),
    ]  # fmt: skip
    views = loaded.tables.views
    assert list(views).index("postings") < list(views).index("incidents")
    assert not any(each in "".join(views.values()) for each in (key.secret, "ann", "bob", "cay"))
    assert "person_key" in views["involvements"].lower() + loaded.tables.before_views
    again = load(engagement(tmp_path), tmp_path / "out", counting, key=key)
    assert len(counting.rows(again.tables["incidents"])) == 5


SPLIT = ("Harbour", "Harb\u200bour", "Harb\u043eur", "HARBOUR", "Harbour", "O'\\Hara", "o'\\hara")


@pytest.mark.parametrize(
    ("more", "units"),
    [("", set(SPLIT)), ('join_alike = ["units"]', {"Harbour", "O'\\Hara"})],
)
def test_names_that_look_alike_are_told_and_joined_alike_on_both_engines(
    tmp_path, counting, more, units
):
    at = pa.array([datetime(2020, 3, 1)] * len(SPLIT), pa.timestamp("us"))
    write(tmp_path / "tables", {"incidents": pa.table({"unit_id": list(SPLIT), "occurred_at": at})})
    asked = engagement(tmp_path)
    text = asked.path.read_text(encoding="utf-8").replace("[engine]", f"{more}\n[engine]")
    asked.path.write_text(text, encoding="utf-8")
    loaded = load(read_engagement(asked.path), tmp_path / "out", counting)
    assert {row["unit_id"] for row in counting.rows(loaded.tables["incidents"])} == units
    told = [{one.text: one.records for one in each.spellings} for each in loaded.received.alike]
    assert told == [
        {"Harbour": 2, "HARBOUR": 1, "Harb\u200bour": 1, "Harb\u043eur": 1},
        {"O'\\Hara": 1, "o'\\hara": 1},
    ]


@pytest.mark.parametrize("name", ["part[1]", "a{b,c}", "a*?", "it's `x` %41", "unit_id=B", "a\\b"])
def test_a_table_is_the_file_of_its_name_on_both_engines(tmp_path, counting, name):
    for other in ("part1", "ab", "axy", "it's `x` A", "ac", "a/b"):
        write(tmp_path / other, {"incidents": pa.concat_tables([INCIDENTS] * 2)})
    write(tmp_path / name / "incidents.parquet", {name: INCIDENTS, "part1": INCIDENTS})
    path = tmp_path / "engagement.toml"
    path.write_text(HEAD.format(tables=name.replace("\\", "\\\\"), more=""), encoding="utf-8")
    loaded = load(read_engagement(path), tmp_path / "out", counting)
    assert [source.rows for source in loaded.received.sources] == [5, 5]
    rows = counting.rows(loaded.tables["incidents"])
    assert sorted(row["unit_id"] or "" for row in rows) == sorted(["A", "", "Б", ""] * 2)
    query = loaded.tables.views["incidents_as_found"]
    again = counting.backend.raw_sql(f"SELECT incident_id FROM ({query}) AS found")
    assert len(again.fetchall() if counting.name == "duckdb" else again.collect()) == 10
