"""Are data frames audited as files of the same records are, and refused in words of frames?"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tallystick as ts
from tallystick.load import InputError

NO_FILE = re.compile(r"\.toml|\.parquet|\[\[|--\w")
ENGAGEMENT = """\
[engagement]
name = "City Police"
agency = "City Police"
time_zone = "America/New_York"
first_day = 2024-02-01
[[periods]]
name = "month"
rule = "month"
[[metrics]]
name = "cases"
table = "incidents"
[[metrics]]
name = "arrests"
table = "incidents"
where = {clearance = ["arrest"]}
[[lines]]
name = "1 g"
kind = "net_weight"
value = 1.0
unit = "g"
citation = "as given"
[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "incident_id"
unit_id = "unit_id"
officer_id = "officer_id"
occurred_at = "occurred_at"
clearance = "clearance"
[[tables.measurements]]
source = "measurements.csv"
[tables.measurements.columns]
incident_id = "incident_id"
kind = "kind"
value = {column = "value", unit_column = "unit"}
measured_at = "measured_at"
"""
LINE = {"name": "1 g", "kind": "net_weight", "value": 1.0, "unit": "g", "citation": "as given"}


def incidents():
    rng = np.random.default_rng(5)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, 500), unit="D")
    return pd.DataFrame(
        {
            "incident_id": [f"c{k}" for k in range(500)],
            "unit_id": rng.choice(list("ABC"), 500),
            "officer_id": rng.choice(list("uvwxyz"), 500),
            "occurred_at": days,
            "clearance": pd.Categorical(rng.choice(["arrest", "none"], 500)),
        }
    )


def measurements():
    cases, rng = incidents(), np.random.default_rng(6)
    return pd.DataFrame(
        {
            "incident_id": cases.incident_id,
            "kind": "net_weight",
            "value": np.round(rng.lognormal(0, 1, 500), 2).clip(0.01),
            "unit": "g",
            "measured_at": cases.occurred_at,
        }
    )


def relations(frames):
    """Relations of one connection, which has one stream of rows at a time."""
    connection = duckdb.connect()
    return {name: connection.from_df(frame) for name, frame in frames.items()}


def given(kind):
    frames = {"incidents": incidents(), "measurements": measurements()}
    if kind == "duckdb":
        return relations(frames)
    make = {
        "pandas": lambda frame: frame,
        "pandas, filtered": lambda frame: pd.concat([frame, frame]).iloc[len(frame) :],
        "polars": pl.from_pandas,
        "arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    }[kind]
    return {name: make(frame) for name, frame in frames.items()}


@pytest.fixture(scope="module")
def of_files(tmp_path_factory):
    """The twin: the same records as CSV files, with an engagement written by hand."""
    folder = tmp_path_factory.mktemp("files")
    incidents().to_csv(folder / "incidents.csv", index=False)
    measurements().to_csv(folder / "measurements.csv", index=False)
    (folder / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")
    return ts.audit(folder / "engagement.toml", folder / "runs")


KINDS = ["pandas", "pandas, filtered", "polars", "arrow", "duckdb"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_audit_of_frames_is_that_of_files_of_the_same_records(kind, of_files, tmp_path):
    run = ts.audit(
        given(kind),
        tmp_path,
        agency="City Police",
        time_zone="America/New_York",
        first_day="2024-02-01",
        lines=[LINE],
    )
    assert run.results == of_files.results
    assert len(run.results) > 20
    assert run.record.rows == of_files.record.rows
    assert [run.record.agency, run.record.first_day] == ["City Police", "2024-02-01"]
    told = {each.rule: each.rows for each in run.record.exclusions}
    assert told == {each.rule: each.rows for each in of_files.record.exclusions} != {}
    assert ts.open_run(run.folder).seal == run.seal
    assert [path.name for path in tmp_path.iterdir()] == [run.folder.name]


def test_the_run_holds_the_records_so_that_the_queries_of_its_evidence_run_again(tmp_path):
    figures = pd.DataFrame(
        {
            "unit_id": ["A"],
            "metric": "cases",
            "period_start": [pd.Timestamp("2024-01-01")],
            "period_end": [pd.Timestamp("2024-12-31")],
            "value": [400],
        }
    )
    frames = {"incidents": incidents(), "reported_figures": figures}
    run = ts.audit(frames, tmp_path, only=("figures.recount",))
    finding = run.findings[0]
    again = duckdb.connect(config={"file_search_path": str(run.folder)})
    sql = (run.folder / finding.evidence.sql).read_text(encoding="utf-8")
    assert str(tmp_path) not in sql
    assert len(again.execute(sql).fetchall()) == finding.evidence.rows
    assert abs(finding.estimate) == 400 - (incidents().unit_id == "A").sum()


def test_every_row_of_several_relations_of_one_connection_is_read(tmp_path):
    """Each is longer than what DuckDB holds ready of a stream that another one ends."""
    one = duckdb.connect()
    one.sql(
        "create table t as select 'c' || range incident_id, 'A' unit_id, "
        "timestamp '2024-01-01' + range * interval 1 minute occurred_at from range(300000)"
    )
    two = one.sql(
        "select incident_id record_id, unit_id officer_id, occurred_at from t where unit_id = 'A'"
    )
    frames = {"incidents": one.sql("from t"), "counterparts": two}
    run = ts.audit(frames, tmp_path, only=("records.integrity",))
    assert run.record.rows == {"incidents": 300_000, "counterparts": 300_000}


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_is_left_as_it_is(kind, tmp_path):
    before, frames = given(kind), given(kind)
    ts.audit(frames, tmp_path, only=("figures.too_smooth",))
    ts.check("exhibits.threshold_bunching").run(frames["measurements"], line=1.0)
    ts.propose(frames["incidents"])
    for name, frame in frames.items():
        if kind == "duckdb":
            assert frame.fetchall() == before[name].fetchall()
        elif kind == "arrow":
            assert frame.equals(before[name], check_metadata=True)
        elif kind == "polars":
            assert frame.equals(before[name])
            assert frame.schema == before[name].schema
        else:
            pd.testing.assert_frame_equal(frame, before[name])


def test_times_of_a_zone_become_the_clock_of_the_agency(tmp_path):
    """A day late in New York is the next day in UTC: the oracle is the zone's own rule."""
    zone = ZoneInfo("America/New_York")
    late = [datetime(2024, 3, day, 23, 30, tzinfo=zone) for day in range(1, 29)]
    frame = pd.DataFrame({"incident_id": [f"{k}" for k in range(28)], "unit_id": "A",
                          "occurred_at": pd.Series(late).dt.tz_convert("UTC")})  # fmt: skip
    with pytest.raises(InputError, match="incidents: column 'occurred_at' has times of the zone"):
        ts.audit({"incidents": frame}, tmp_path)
    with pytest.raises(InputError, match="frame: column 'occurred_at' has times of the zone"):
        ts.audit(frame, tmp_path)
    run = ts.audit({"incidents": frame}, tmp_path, time_zone="America/New_York",
                   only=("records.integrity",))  # fmt: skip
    held = pq.read_table(run.folder / "tables" / "incidents.parquet")["occurred_at"].to_pylist()
    assert sorted(held) == [each.replace(tzinfo=None) for each in late]


REFUSED = {
    "a column that is none": (
        lambda: {"incidents": incidents().rename(columns={"unit_id": "unti_id"})},
        ["incidents: the frame has the column 'unti_id', which is no column of incidents; did "
         "you mean unit_id? Rename it, or leave it out: frame.drop(columns=['unti_id'])"],
    ),
    "one of polars": (
        lambda: {"incidents": pl.from_pandas(incidents()).with_columns(zzz=1)},
        ["'zzz', which is no column of incidents; its columns are incident_id",
         "frame.drop('zzz')"],
    ),
    "one of Arrow": (
        lambda: {"incidents": pa.Table.from_pandas(incidents().assign(zzz=1))},
        ["frame.drop_columns(['zzz'])"],
    ),
    "one of DuckDB": (
        lambda: {"incidents": duckdb.sql("select 'c' incident_id, 1 z")},
        ["frame.select('* exclude (\"z\")')"],
    ),
    "an index with a name": (
        lambda: {"incidents": incidents().sort_values("unit_id").rename_axis("zzz")},
        ["the column 'zzz', which is no column"],
    ),
    "a required column that is not there": (
        lambda: {"incidents": incidents().drop(columns="occurred_at")},
        ["incidents: the frame has no column occurred_at; every incidents record needs it (when"],
    ),
    "no unit": (
        lambda: {"measurements": measurements().drop(columns="unit")},
        ["measurements: the frame has no column unit"],
    ),
    "types": (
        lambda: {"incidents": incidents().assign(occurred_at="2024-01-01", unit_id=1.5),
                 "measurements": measurements().assign(value="1", kind=3)},
        ["incidents: column unit_id is of the type double; it takes text",
         "incidents: column occurred_at is of the type", "it takes times", "pandas.to_datetime",
         "measurements: column kind is of the type int64; it takes one of the texts net_weight",
         "measurements: column value is of the type", "it takes numbers", "pandas.to_numeric"],
    ),
    "a column of several types": (
        lambda: {"incidents": incidents().assign(unit_id=[1] * 499 + ["secret"])},
        ["incidents: column 'unit_id' holds values of several types; make it one"],
    ),
    "two columns of one name": (
        lambda: {"incidents": pd.concat([incidents(), incidents()], axis=1)},
        ["incidents: two columns have one name"],
    ),
    "two of Arrow": (
        lambda: {"incidents": pa.table([pa.array(["c"]), pa.array(["c"])], ["unit_id", "unit_id"])},
        ["incidents: two columns are called 'unit_id'"],
    ),
    "a table that is none": (
        lambda: {"incident": incidents()},
        ["'incident': there is no such table; did you mean 'incidents'"],
    ),
    "no row": (
        lambda: {"incidents": incidents().iloc[:0]},
        ["incidents: the frame has no row; leave it out"],
    ),
    "no frame": (
        lambda: {"incidents": [1], "custody": pl.LazyFrame({"a": [1]}), "officers": pd.Series([1])},
        ["type list, which is no data frame; give a pandas or polars DataFrame"],
    ),
    "one that is lazy": (
        lambda: {"custody": pl.LazyFrame({"a": [1]})}, ["which is no data frame; collect() it"],
    ),
    "a query that fails at a cell": (
        lambda: {"incidents": duckdb.sql("select incident_id, cast(b as timestamp) occurred_at "
                                         "from (values ('c', 'secret')) t(incident_id, b)")},
        ["incidents: the frame cannot be read as a table: Conversion Error", '"aaaa"'],
    ),
    "a series": (
        lambda: {"officers": pd.Series([1])}, ["officers: the frame cannot be read as a table"]
    ),
    "nothing": (dict, ["no frame is given"]),
    "a rule": (
        lambda: {"incidents": incidents().assign(clearance="secret")},
        ["incidents: no record is left", "clearance looks like 'aaaa'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_told_in_words_of_frames(case, tmp_path):
    made, expected = REFUSED[case]
    with pytest.raises(InputError) as raised:
        ts.audit(made(), tmp_path / "runs")
    told = str(raised.value)
    for words in expected:
        assert words in told
    assert "secret" not in told
    assert not NO_FILE.search(told)
    assert not list(tmp_path.glob("runs/*"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"time_zone": "Mars"}, "time_zone: read 'Mars'; there is no such zone"),
        ({"jurisdiction": "?"}, "jurisdiction: read '?'"),
        ({"first_day": "soon"}, "first_day: read 'soon'; it must be a day; write first_day=\""),
        ({"lines": [{"name": "1 g"}]}, "lines.kind: it is missing"),
    ],
)
def test_what_is_said_beside_frames_is_told_by_its_argument(said, words, tmp_path):
    with pytest.raises(InputError) as raised:
        ts.audit({"incidents": incidents()}, tmp_path, **said)
    assert str(raised.value).startswith(words)


def test_what_an_engagement_file_says_is_not_said_again(tmp_path):
    with pytest.raises(TypeError, match=r"agency=\.\.\. belongs to an audit of data frames"):
        ts.audit(tmp_path / "engagement.toml", agency="City Police")


def test_too_many_records_set_aside_are_allowed_by_the_argument(tmp_path):
    frame = incidents().astype({"clearance": str})
    frame.loc[:99, "clearance"] = "other"
    with pytest.raises(InputError, match="allow_exclusions=True"):
        ts.audit({"incidents": frame}, tmp_path)
    run = ts.audit({"incidents": frame}, tmp_path, allow_exclusions=True)
    assert [each.rows for each in run.record.exclusions] == [100]


def test_one_check_refuses_a_frame_as_an_audit_does():
    ask = ts.check("exhibits.threshold_bunching").run
    with pytest.raises(InputError, match="the column 'valeu', which is no column of measurements"):
        ask(measurements().rename(columns={"unit": "valeu"}), line=1.0)
    with pytest.raises(InputError) as raised:
        ask(measurements().assign(value=-1.0), line=1.0)
    assert str(raised.value).startswith("measurements: value: 500 of 500 rows")
    assert not NO_FILE.search(str(raised.value))
