"""The query of a case list is run again over the sealed tables, and nothing else can be done by it.

tests/review/listed_run.py says what the tables and the list hold.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from listed_run import FILE, LIST, SELECT, SQL, VIEWS, page_of


def asked(office, sql=SQL, **rows):
    from tallystick.review.evidence.closed_process import run_again

    return run_again(*office(sql, **rows))


def refused(office, sql):
    from tallystick.review.evidence.closed_process import NotRunError

    with pytest.raises(NotRunError) as error:
        asked(office, sql)
    return error.value.why, error.value.about


def test_the_query_selects_the_sealed_rows_again(office):
    again = asked(office)
    assert again.is_equal
    assert again.rows == 4
    assert again.columns == ("incident_id", "officer_id", "net_weight_g", "at")


def test_the_order_of_the_rows_and_a_digit_beyond_the_tenth_make_no_difference(office):
    turned = SELECT.replace("net_weight_g", "net_weight_g + 1e-14 AS net_weight_g") + " DESC"
    assert asked(office, VIEWS + turned).is_equal


def test_steps_that_an_audit_kept_are_made_again(office):
    kept = "CREATE OR REPLACE TEMP TABLE kept_ours AS\nSELECT * FROM incidents WHERE true;\n"
    assert asked(office, VIEWS + kept + SELECT.replace("FROM incidents", "FROM kept_ours")).is_equal


def test_rows_that_differ_are_told_on_both_sides(office):
    again = asked(office, net_weight_g=[2.5, 3.5, 4.5, 9.5, 6.5])
    assert (again.n_gone, again.n_new) == (1, 1)
    assert again.gone[0][:3] == ("C-4", "K1031", 5.5)
    assert again.new[0][:3] == ("C-4", "K1031", 9.5)


def test_a_row_that_stands_twice_is_one_more_than_once(office):
    again = asked(office, VIEWS + f"({SELECT}) UNION ALL ({SELECT} LIMIT 1)")
    assert (again.rows, again.n_gone, again.n_new) == (5, 0, 1)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("COPY incidents TO 'x.csv'", ("statement", "COPY")),
        ("ATTACH 'x.db'", ("statement", "ATTACH")),
        ("INSTALL httpfs", ("statement", "INSTALL")),
        ("SET lock_configuration = false", ("statement", "SET")),
        ("CREATE TABLE a AS SELECT 1", ("statement", "CREATE")),
        ("PRAGMA database_list", ("word", "pragma_database_list")),
        ("SHOW TABLES", ("word", "SHOW")),
        ("SELECT * FROM read_text('/etc/hostname')", ("word", "read_text")),
        ("SELECT * FROM main.read_blob/**/('mask.key')", ("word", "read_blob")),
        ("SELECT 'Дивизия', x FROM glob('*')", ("word", "glob")),
        ("SELECT * FROM duckdb_settings()", ("word", "duckdb_settings")),
        ("SELECT 1 FROM", ("unparsed", "")),
        ("", ("unparsed", "")),
    ],
)
def test_what_is_no_single_select_is_refused_by_its_words(sql, why):
    assert unasked((VIEWS if sql else "") + sql) == why


@pytest.mark.parametrize(
    "before",
    [
        "SELECT 1;\n",
        "CREATE OR REPLACE TEMP VIEW incidents AS FROM read_parquet('tables/../mask.key');\n",
        "CREATE OR REPLACE TEMP VIEW other AS FROM read_parquet('tables/other.parquet');\n",
        "CREATE OR REPLACE TEMP TABLE kept_a AS SELECT * FROM read_csv('/etc/hostname');\n",
        "CREATE OR REPLACE TEMP TABLE kept_a AS COPY incidents TO 'x';\n",
    ],
)
def test_a_statement_before_the_query_that_is_no_view_of_ours_is_refused(before):
    assert unasked(VIEWS + before + SELECT)[0] in ("statement", "word", "unparsed")


def unasked(sql):
    from tallystick.load.sandbox.evidence_rows import NotAnsweredError, statements

    with pytest.raises(NotAnsweredError) as error:
        statements(sql, {"incidents"})
    return error.value.args


def test_a_query_that_does_more_than_select_is_not_run(office):
    assert refused(office, VIEWS + "COPY incidents TO 'x.csv'") == ("statement", "COPY")


@pytest.mark.parametrize("path", ["/etc/hostname", "mask.key", LIST, "run.json"])
@pytest.mark.parametrize("how", ['"read_text"', '"read_blob"', ""])
def test_what_the_words_let_through_the_engine_does_not_read(case, office, path, how):
    from tallystick.review.evidence.closed_process import NotRunError, run_again

    evidence, seal = office("")
    folder = case.run_folder(seal)
    whole = path if path.startswith("/") else str(folder / path)
    sql = f"SELECT * FROM {how}('{whole}')" if how else f"SELECT * FROM '{whole}'"
    rewritten(folder, FILE, VIEWS + sql)
    with pytest.raises(NotRunError) as error:
        run_again(evidence, seal)
    assert error.value.why == "failed"


def rewritten(folder, path, text):
    """Change a file of a sealed copy and its manifest, as whoever seals a hostile run could."""
    import hashlib

    for each in (folder / path, folder / "manifest.json"):
        each.chmod(0o600)
    (folder / path).write_text(text, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][path]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("path", [FILE, LIST, "tables/incidents.parquet"])
def test_a_file_that_changed_since_it_was_sealed_is_not_read(case, office, path):
    from tallystick.review.evidence.closed_process import NotRunError, run_again

    evidence, seal = office()
    changed = case.run_folder(seal) / path
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b" ")
    with pytest.raises(NotRunError) as error:
        run_again(evidence, seal)
    assert (error.value.why, error.value.about) == ("changed", path)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 1 - n FROM t) SELECT max(n) FROM t",
         "stopped"),
        ("SELECT range FROM range(20000)", "many"),
        ("SELECT repeat('x', 1000000) FROM range(40)", "large"),
        ("SELECT list(range) FROM range(900000000)", "memory"),
    ],
    ids=["endless", "many rows", "long rows", "much memory"],
)  # fmt: skip
def test_a_query_without_end_and_a_huge_answer_are_stopped(office, monkeypatch, sql, why):
    from tallystick.review.evidence import closed_process

    monkeypatch.setitem(closed_process.BOUNDS, "CPU_SECONDS", 1 if why == "stopped" else 60)
    assert refused(office, VIEWS + sql)[0] == why


def test_a_run_of_another_engine_says_what_it_cannot_do(office):
    spark = "-- The records behind F-01. Run it in Spark SQL, where the tables lie that were " \
        "audited.\nCREATE OR REPLACE TEMP VIEW incidents AS\nSELECT 1;\nSELECT 1;\n"  # fmt: skip
    assert refused(office, spark) == ("elsewhere", "Spark SQL")


def test_nothing_is_written_to_the_run(case, office):
    from tallystick.review.evidence.closed_process import run_again

    evidence, seal = office()
    folder = case.run_folder(seal)
    before = {each: each.stat().st_mtime_ns for each in folder.rglob("*")}
    run_again(evidence, seal)
    assert {each: each.stat().st_mtime_ns for each in folder.rglob("*")} == before


def test_two_run_at_once_and_a_third_waits(office, monkeypatch):
    from tallystick.review.evidence import closed_process

    evidence, seal = office()
    monkeypatch.setattr(closed_process, "MOST_SECONDS_WAITING", 0.05)
    with closed_process._a_place(), closed_process._a_place():
        with pytest.raises(closed_process.NotRunError) as error:
            closed_process.run_again(evidence, seal)
        assert error.value.why == "busy"
    assert closed_process.run_again(evidence, seal).is_equal


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_tells_the_outcome_with_masks(office, browser, language):
    browser.post("/language", {"language": language})
    office(net_weight_g=[2.5, 3.5, 4.5, 9.5, 6.5])
    text = page_of(browser, "/again")
    assert 'id="rows-gone"' in text
    assert "9.5" in text
    assert "Officer" in text
    assert "K1031" not in text
    assert "Division" not in text


@pytest.mark.slow
def test_the_bundled_example_gives_equal_rows(case, tmp_path):
    from tallystick.review.evidence.closed_process import run_again
    from tallystick.review.models import Sighting
    from tallystick.review.runs.importing import import_run
    from tallystick.review.runs.sealed import finding_of

    out = tmp_path / "runs"
    command = [sys.executable, "-m", "tallystick", "audit", "examples/zhambyl/engagement.toml",
               "--out", str(out)]  # fmt: skip
    subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=True)
    run, _ = import_run("person:me", next(out.iterdir()))
    held = [finding_of(each.finding_json).evidence for each in Sighting.objects.all()]
    lists = [each for each in held if each]
    again = [run_again(each, run.manifest_sha256) for each in lists]
    assert all(each.is_equal for each in again)
    assert [each.rows for each in again] == [each.rows for each in lists]
    assert max(each.rows for each in lists) > 1_000
