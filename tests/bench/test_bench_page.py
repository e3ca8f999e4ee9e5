"""Does the page say what the numbers say? Every number here can be added up by hand."""

from pathlib import Path

import pytest
from benchmarks.speed.page import page
from benchmarks.speed.page.limits import Limit, limits

ROOT = Path(__file__).parents[2]
FACTS = {
    "date": "2026-01-02",
    "tallystick": "9.9.9",
    "versions": {"python": "3.11.0", "duckdb": "1.5.6"},
    "machine": {"processor": "A processor", "cores": 2, "memory_gb": 16.0, "kernel": "Linux 6"},
    "load": 0.0,
    "memory_by": "/usr/bin/time -v",
    "quick": False,
}
SOURCES, READY, CSV = "Parquet sources", "ready-made tables", "CSV sources"


def audit(size, incidents, path, wall, mb, checks=(), answers="aa"):
    return {
        "size": size, "incidents": incidents, "kind": "audit", "of": path, "repeat": 1,
        "wall": wall, "cpu": wall * 2, "peak_mb": mb, "rows": 7 * incidents,
        "checks": dict(checks), "answers": answers,
    }  # fmt: skip


def scan(size, incidents, columns, wall):
    return {
        "size": size, "incidents": incidents, "kind": "scan", "of": columns, "repeat": 1,
        "wall": wall, "cpu": wall, "peak_mb": 100.0, "queries": wall - 0.25, "values": 1234,
    }  # fmt: skip


def book(**parts):
    return {part: [{**FACTS, "runs": runs}] for part, runs in parts.items()}


AUDITS = [
    # 900,000 incidents: 9, 10 and 14 s; the median is 10, 11.1 s a million.
    *(audit(1_000_000, 900_000, SOURCES, wall, 500.0, {"a.b": 2.0}) for wall in (14.0, 9.0, 10.0)),
    audit(1_000_000, 900_000, READY, 5.0, 400.0),
    # 45,000,000: fifty times as many; 561 s is 1.122 x linear, 270 s is 1.08 x.
    audit(50_000_000, 45_000_000, SOURCES, 561.0, 20_000.0),
    audit(50_000_000, 45_000_000, READY, 270.0, 20_000.1),
    # 9,000,000: 390 s are 7.8 scans of 50 s and 9.75 of 40 s.
    audit(10_000_000, 9_000_000, SOURCES, 390.0, 5_999.9),
    audit(10_000_000, 9_000_000, READY, 120.0, 6_000.0),
    *(scan(10_000_000, 9_000_000, "all columns", wall) for wall in (49.0, 50.0, 90.0)),
    scan(10_000_000, 9_000_000, "without narratives.text", 40.0),
]
SHELL = [
    *(audit(10_000, 10_400, CSV, wall, 300.0) for wall in (5.0, 7.0, 6.0)),
    *(audit(10_000, 10_400, SOURCES, wall, 300.0) for wall in (5.0, 7.0, 5.99)),
    {"size": 10_000, "kind": "help", "of": "tallystick --help", "seconds": [0.5, 0.31, 0.2],
     "peak_mb": 30.0},
]  # fmt: skip


def rows_with(text, *words):
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and all(word in line for word in words)
    ]


def test_each_limit_is_judged_from_the_median_and_the_incidents_made():
    parts = book(audits=AUDITS, shell=SHELL)
    told = {limit.asked: (limit.written, limit.met) for limit in limits(parts)}
    # 390 s for nine million are 43.3 a million, against 11.1: 3.9 times as much.
    assert told[f"growth of the audit from 1 to 10 million incidents, {SOURCES}"] == (
        "3.90 × linear", "**no**",
    )  # fmt: skip
    growth = "growth of the audit from 1 to 50 million incidents, "
    scans = "against the scan of its files, "
    assert told[growth + SOURCES] == ("1.12 × linear", "**no**")
    assert told[growth + READY] == ("1.08 × linear", "yes")
    of = f"audit of 10 million, {SOURCES}, {scans}"
    assert told[of + "all columns"] == ("7.80 ×", "yes")
    assert told[of + "without narratives.text"] == ("9.75 ×", "**no**")
    assert told[f"audit of 10 million, {READY}, {scans}all columns"] == ("2.40 ×", "yes")
    assert told[f"memory of the audit of 10 million, {SOURCES}"] == ("6.00 GB", "yes")
    assert told[f"memory of the audit of 10 million, {READY}"] == ("6.00 GB", "**no**")
    assert told[f"memory of the audit of 50 million, {SOURCES}"] == ("20.00 GB", "yes")
    assert told[f"memory of the audit of 50 million, {READY}"] == ("20.00 GB", "**no**")
    typed = "audit of 10,000 incidents from the shell, report included, "
    assert told[typed + CSV] == ("6.00 s", "**no**")
    assert told[typed + SOURCES] == ("5.99 s", "yes")
    assert told["`tallystick --help`"] == ("0.31 s", "**no**")
    assert told["making a world of a million incidents"] == ("not measured", "not measured")


def test_a_run_that_failed_meets_no_limit_and_is_shown():
    gone = {"size": 50_000_000, "incidents": 45_000_000, "kind": "audit", "of": READY, "repeat": 1}
    failed = {**gone, "failed": "ended with status 2: disk | full"}
    text = page(book(audits=[*AUDITS[:4], failed]))
    assert rows_with(text, "growth", "1 to 50", READY)[0][2:] == ["a run failed", "**no**"]
    (row,) = rows_with(text.replace("\\|", "/"), "45,000,000", READY)
    assert row[2] == "failed: ended with status 2: disk / full"
    assert row[-1] == "0, and 1 failed"


def test_the_table_of_audits_shows_median_spread_ratios_and_runs():
    text = page(book(audits=AUDITS))
    (row,) = rows_with(text, "900,000", SOURCES)
    assert row == ["900,000", SOURCES, "10.0 (9.00 to 14.0)", "20.0", "500", "11.1", "–", "–", "3"]
    (row,) = rows_with(text, "9,000,000", SOURCES)
    assert row[2:] == ["390", "780", "6,000", "43.3", "7.80", "9.75", "1"]
    assert rows_with(text, "all columns", "50.0 (49.0 to 90.0)")[0][3] == "49.8"
    assert [SOURCES, "1.00", "3.90", "1.12"] in rows_with(text, SOURCES)
    assert rows_with(text, "a.b")[0] == ["a.b", "2.00", "–", "–"]
    assert "With the checks that there were when it was measured (`a.b`)" in text
    assert rows_with(text, "the rest")[0] == ["the rest", "8.00", "390", "561"]


def test_answers_that_differ_are_called_out():
    same = page(book(audits=AUDITS))
    assert "is the same to the byte in all runs" in same
    other = audit(1_000_000, 900_000, CSV, 1.0, 1.0, answers="bb")
    text = page(book(audits=[*AUDITS, other]))
    assert "`results.parquet` differs between runs at 1,000,000 incidents" in text


def test_a_peer_that_is_not_installed_is_told_and_the_others_are_compared():
    ours = {"size": 10_000, "way": "Tallystick, counting from Parquet", "peak_mb": 280.0,
            "answer": "not found, p = 1", "seconds": [0.2, 0.4, 0.9]}  # fmt: skip
    alone = {**ours, "way": "Tallystick, the test alone", "seconds": [0.1]}
    gone = {"size": 10_000, "way": "rddensity, values in memory",
            "absent": "not installed: rddensity"}  # fmt: skip
    text = page(book(bunching=[ours, alone, gone]))
    first, second, third = (row for row in rows_with(text, "10,000") if row[0] == "10,000")
    assert first[2:] == ["0.40 (0.20 to 0.90)", "1.00", "280", "3", "not found, p = 1"]
    assert second[2:4] == ["0.10", "0.25"]
    assert third[2:] == ["not installed: rddensity", "–", "–", "–", "–"]


def test_a_check_alone_has_a_row_with_what_it_takes_at_each_size():
    def run(size, name, **told):
        return {"size": size, "incidents": size - 7, "repeat": 1, "of": name, **told}

    text = page(book(alone=[
        run(1_000, "a.b", wall=9.0, cpu=12.5, peak_mb=321.4),
        run(9_000, "a.b", wall=9.0, cpu=125.0, peak_mb=4_321.0),
        run(1_000, "a.c", absent="not run: no table"),
        run(9_000, "a.c", failed="ended by signal 9"),
    ]))  # fmt: skip
    assert rows_with(text, "check", "993") == [
        ["check", "seconds at 993", "MB at 993", "seconds at 8,993", "MB at 8,993"]
    ]
    assert rows_with(text, "`a.b`") == [["`a.b`", "12.5", "321", "125", "4,321"]]
    assert rows_with(text, "`a.c`") == [
        ["`a.c`", "not run: no table", "–", "failed: ended by signal 9", "–"]
    ]


def test_engines_that_say_different_things_are_called_out():
    def run(engine, wall, answers):
        return {"size": 10_000, "incidents": 9_000, "engine": engine, "repeat": 1, "checks": 39,
                "wall": wall, "in_checks": wall / 2, "peak_mb": 1.0,
                "answers": answers}  # fmt: skip

    text = page(book(engines=[run("duckdb", 4.0, "x"), run("spark", 40.0, "x")]))
    assert rows_with(text, "Spark, local[2]")[0][2:8] == [
        "39", "40.0", "20.0", "10.0", "1", "yes",
    ]  # fmt: skip
    text = page(book(engines=[run("duckdb", 4.0, "x"), run("spark", 40.0, "y")]))
    assert rows_with(text, "Spark, local[2]")[0][7] == "**no**"


def held(path, answers, **told):
    return {"size": 10_000_000, "incidents": 9_000_000, "of": path, "limit": 2 * 10**9,
            "repeat": 1, "wall": 61.0, "peak_mb": 1_700.0, "answers": answers, **told}  # fmt: skip


def test_little_memory_is_met_by_an_end_with_the_same_answers():
    parts = book(audits=AUDITS, held=[held(SOURCES, "aa"), held(READY, "aa")])
    asked = f"audit of 10 million within 2 GB of memory, {SOURCES}"
    assert rows_with(page(parts), asked) == [[asked, "it ends", "in 61.0 s", "yes"]]
    assert ["9,000,000", READY, "61.0", "1,700", "yes", "1"] in rows_with(page(parts), READY)
    parts = book(audits=AUDITS, held=[held(SOURCES, "bb"), held(READY, "aa")])
    assert ["9,000,000", READY, "61.0", "1,700", "**no**", "1"] in rows_with(page(parts), READY)


def test_memory_that_cannot_be_held_down_is_told_and_meets_nothing():
    told = {"size": 10_000_000, "incidents": 9_000_000, "of": READY, "limit": 2 * 10**9}
    absent = page(book(held=[{**told, "absent": "no control group can be made: no right"}]))
    assert "no control group can be made: no right" in absent
    assert rows_with(absent, "within 2 GB", READY)[0][2:] == ["not measured", "not measured"]
    killed = page(book(held=[{**told, "failed": "ended by signal 9"}]))
    assert rows_with(killed, "within 2 GB", READY)[0][2:] == ["a run failed", "**no**"]


def test_a_quick_run_says_that_it_judges_nothing():
    parts = book(audits=AUDITS)
    assert "--quick" not in page(parts)
    parts["audits"][0]["quick"] = True
    assert "says nothing about speed" in page(parts)


def test_a_page_of_nothing_can_be_written():
    assert page({}).count("Not measured.") == 10


@pytest.mark.parametrize(
    ("measured", "strict", "met"),
    [(1.0, False, "yes"), (1.0, True, "**no**"), (1.01, False, "**no**"), (0.99, True, "yes"),
     (None, True, "not measured"), ("a run failed", False, "**no**")],
)  # fmt: skip
def test_under_and_at_most_differ_at_the_limit_itself(measured, strict, met):
    assert Limit("x", "y", 1.0, measured, str, strict).met == met


def test_each_step_of_an_audit_has_its_seconds_and_its_memory():
    runs = [
        {**audit(1_000_000, 900_000, READY, 5.0, 400.0), "steps": {"before": [cpu, 99.0],
                                                                  "a.b": [2.0, mb]}}
        for cpu, mb in ((1.0, 120.0), (4.0, 300.0), (3.0, 200.0))
    ]  # fmt: skip
    sources = {**audit(1_000_000, 900_000, SOURCES, 9.0, 9.0), "steps": {"a.b": [77.0, 7777.0]}}
    told = page(book(audits=[*runs, sources, audit(10_000_000, 9_000_000, READY, 9.0, 9.0)]))
    section = told.split("within a whole audit?")[1].split("##")[0]
    assert "| before | 3.00 | 99 |\n" in section
    assert "| `a.b` | 2.00 | 300 |\n" in section
    assert "77" not in section
    assert "9,000,000" not in section
    assert "linear" not in section


def test_the_growth_of_the_checks_that_both_sizes_have_is_told():
    """2 s and 1 s become 24 s and 12 s for ten times the incidents; x.y is at one size alone."""
    runs = [
        {**audit(size, incidents, READY, 5.0, 400.0), "steps": {"before": [9.0, 9.0]} | steps}
        for size, incidents, steps in (
            (1_000_000, 900_000, {"a.b": [2.0, 1.0], "c.d": [1.0, 1.0], "x.y": [50.0, 1.0]}),
            (10_000_000, 9_000_000, {"a.b": [24.0, 1.0], "c.d": [12.0, 1.0]}),
        )
    ]  # fmt: skip
    told = page(book(audits=runs))
    assert (
        "From 900,000 to 9,000,000 incidents the seconds of the 2 checks measured at both went "
        "from 3.00 to 36.0: 1.20 × linear." in told
    )
