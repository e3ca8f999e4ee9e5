"""Does `tallystick law whatif` count the example, say what it rests on, and refuse what it must?"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tallystick.cli import app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhambyl" / "engagement.toml"
CHANGE = """\
[change]
name = "C"
from = 2024-07-01
to = 2024-12-31
period = "quarter"
[offences]
drug_possession = "possession"
drug_sale = "sale"
[[lines]]
line = "cannabis herb 50 g"
value = 100
[[acts]]
article = "296(2)"
to = "administrative"
arrest_days = [0, 20]
fine = [0, 40]
fine_unit = "MCI"
community_hours = [0, 40]
"""


def run(*arguments, code=0):
    done = CliRunner().invoke(app, ["law", "whatif", *map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatif")
    (folder / "c.toml").write_text(CHANGE, encoding="utf-8")
    said = run(EXAMPLE, "--change", folder / "c.toml", "--json", "--out", folder / "out")
    return json.loads(said), folder / "out"


# The same numbers by a query of its own, which shares nothing with the expressions.
QUERY = """
with span as (select * from '{tables}/incidents.parquet'
              where occurred_at >= '2024-07-01' and occurred_at < '2025-01-01'),
charged as (select incident_id, bool_or(statute = '296(2)') as eased,
                   bool_or(statute is distinct from '296(2)') as other
            from '{tables}/outcomes.parquet' group by all),
exhibit as (select incident_id, exhibit_id, max(value) as g from '{tables}/measurements.parquet'
            where kind = 'net_weight' and stage = 'field' and substance_code = 'cannabis_herb'
            group by all),
weight as (select incident_id, round(sum(g), 3) as g, max(g) as most from exhibit group by all)
"""


def query(text):
    tables = EXAMPLE.parent / "tables"
    return duckdb.sql(QUERY.format(tables=tables) + text).fetchall()


def test_the_example_s_classes_are_those_of_a_query_of_its_own(answer):
    said, _ = answer
    expected = query("""
        select unit_id, quarter(occurred_at), offense_code,
               count(*) filter (g >= 50 and g < 100),
               count(*) filter (most >= 50 and most < 100)
        from span join weight using (incident_id) left join charged using (incident_id)
        where not coalesce(eased and not other, false)
        group by all having count(*) filter (g >= 50 and g < 100) > 0 order by all""")
    found = [
        (row["unit_id"], 3 if row["first"] == "2024-07-01" else 4, row["offence"], row["cases"],
         row["heaviest"])
        for row in said["changed"] if row["was"] == "large"
    ]  # fmt: skip
    assert sorted(found) == expected
    assert {row["would_be"] for row in said["changed"]} == {"small", "administrative"}


def test_the_example_s_acts_and_figures_are_those_of_a_query_of_its_own(answer):
    said, _ = answer
    acts = query("""select unit_id, quarter(occurred_at), count(*) filter (not other),
        count(*) filter (other) from span join charged using (incident_id) where eased
        group by all order by all""")
    found = [(row["unit_id"], 3 if row["first"] == "2024-07-01" else 4, row["cases"], row["mixed"])
             for row in said["changed"] if row["was"] == "criminal"]  # fmt: skip
    assert sorted(found) == acts
    arrests = query("""select unit_id, month(occurred_at), count(*) from span
        join charged using (incident_id) where eased and not other and clearance = 'arrest'
        group by all order by all""")
    figures = [row for row in said["figures"] if row["metric"] == "arrests"]
    assert sorted(
        (row["unit_id"], int(row["first"][5:7]), row["administrative"]) for row in figures
    ) == arrests  # fmt: skip
    assert all(row["least"] == row["reported"] - row["administrative"] for row in figures)
    assert all(row["most"] == row["reported"] for row in figures)


def test_days_are_the_pack_s_ranges_times_the_cases(answer):
    said, _ = answer
    for row in said["changed"]:
        n = row["cases"]
        if row["was"] == "criminal":
            assert (row["today"], row["then"]) == ([0, 40 * n], [0, 20 * n])
        elif row["offence"] == "drug_possession":
            assert (row["today"], row["then"]) == ([0, 50 * n], [0, 40 * n])
        else:
            assert row["today"] == [6 * 365 * n, 12 * 365 * n]
            assert row["then"] == [5 * 365 * n, 10 * 365 * n]
        low, high = row["then"][0] - row["today"][1], row["then"][1] - row["today"][0]
        assert row["at_stake"] == [low, high]


def test_the_tables_hold_what_json_holds(answer):
    said, folder = answer
    for name in ("changed", "near", "figures", "unplaced"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(said[name])
    first = said["changed"][0]
    with (folder / "changed.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert int(row["cases"]) == first["cases"]
    assert int(row["at_stake_days_least"]) == first["at_stake"][0]
    assert said["predicts_behaviour"] is False


SMALL = """\
[engagement]
name = "E"
agency = "A"
time_zone = "UTC"
[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "Case"
unit_id = "Unit"
occurred_at = "Date"
offense_code = "Code"
"""
USE = """\
[change]
name = "%s"
from = 2024-01-01
[[acts]]
offense_code = ["use"]
to = "administrative"
today_days = [0, 45]
arrest_days = [0, 20]
"""


def small(tmp_path, unit="North", name="C"):
    (tmp_path / "e.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "c.toml").write_text(USE % name, encoding="utf-8")
    with (tmp_path / "incidents.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [("Case", "Unit", "Date", "Code"), ("1", unit, "2024-02-01", "use"),
                ("2", unit, "2024-02-09", "use"), ("3", unit, "2024-02-09", "sale")]  # fmt: skip
        csv.writer(file).writerows(rows)
    return tmp_path / "e.toml", "--change", tmp_path / "c.toml"


def test_words_say_that_nothing_is_predicted_and_what_it_rests_on(tmp_path):
    said = run(*small(tmp_path))
    assert "Nobody's behaviour is predicted" in said
    assert "2 cases in all" in said
    assert "days of custody: 0 to 90 today, 0 to 40 then; at stake -90 to 40" in said
    assert "no reported_figures are given" in said
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize("hostile", ["=cmd()", "[red]x", "<script>", "\u202egnp.exe", "\u2028x"])
def test_hostile_text_steers_nothing(tmp_path, hostile):
    said = run(*small(tmp_path, hostile, "[bold]C"), "--out", tmp_path / "out")
    assert "\u202e" not in said
    assert "\u2028" not in said
    assert "[bold]C" in said
    assert "[red]" in said or hostile != "[red]x"
    with (tmp_path / "out" / "changed.csv").open(encoding="utf-8", newline="") as file:
        assert not next(csv.DictReader(file))["unit_id"].startswith("=")


def test_what_cannot_be_used_is_refused_with_one_message(tmp_path):
    arguments = small(tmp_path)
    (tmp_path / "there").mkdir()
    assert "there already" in run(*arguments, "--out", tmp_path / "there", code=2)
    assert "'pandas' is not one of" in run(*arguments, "--engine", "pandas", code=2)
    assert "no such file" in run(arguments[0], "--change", tmp_path / "x.toml", code=2)
    line = USE % "C" + '[[lines]]\nline = "x"\nvalue = 1\n'
    (tmp_path / "c.toml").write_text(line, encoding="utf-8")
    assert run(*arguments, code=2).count("\n") == 1
    line = (
        SMALL
        + '[[lines]]\nname = "x"\nkind = "net_weight"\nvalue = 2\nunit = "g"\ncitation = "s"\n'
    )
    (tmp_path / "e.toml").write_text(line, encoding="utf-8")
    text = (
        USE % "C" + '[[lines]]\nline = "x"\nvalue = 1\nbelow_days = [0, 0]\nabove_days = [0, 1]\n'
    )
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")
    assert "tables: the change needs measurements" in run(*arguments, code=2)


def test_no_record_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "scratch").mkdir()
    run(*small(tmp_path))
    assert not list((tmp_path / "scratch").iterdir())


def test_the_command_takes_the_engine_by_its_name(tmp_path, monkeypatch):
    """What Spark then counts is held to DuckDB's counts by tests/engines/test_whatif.py."""
    monkeypatch.setitem(sys.modules, "pyspark", None)
    said = run(*small(tmp_path), "--engine", "spark", code=2)
    assert "pip install 'tallystick[spark]'" in said
