"""Does each public case that is at hand get the verdict that is written down for it?

The files are looked for in the folder that ``TALLYSTICK_PUBLIC_CASES`` names, or in ../shared/data.
"""

import hashlib
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from benchmarks.public_cases import (
    Said,
    _verdict,
    audited,
    chosen,
    engagement,
    fault,
    read_cases,
    rows,
)
from scipy.stats import chisquare

from tallystick.load import read_engagement

SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("TALLYSTICK_PUBLIC_CASES", SHARED_DATA))
FORMS, CASES = read_cases()
TOTALS = (
    "select '' as unit, 'n' as metric, date '2020-01-01' + i::int as day, "
    "{value} as value from range(300) t(i)"
)


def test_each_case_says_what_is_written_down(tmp_path):
    there = [case for case in CASES if "said" in case and not fault(case, FOLDER)]
    if len(there) < len(CASES):
        print(f"not at hand: {', '.join(each['name'] for each in CASES if each not in there)}")
    if not there:
        pytest.skip(f"none of the {len(CASES)} public cases lies in the folder of public data")
    told = {}
    for case in there:
        own = tmp_path / case["name"]
        own.mkdir()
        told[case["name"]] = audited(case, FORMS, FOLDER, own).verdict
    assert told == {case["name"]: case["said"] for case in there}


def test_which_cases_are_kept_for_the_end_follows_from_their_names():
    for case in (each for each in CASES if "held" not in each):
        first = int(hashlib.sha256(case["name"].encode()).hexdigest()[:8], 16)
        assert case.get("kept", False) == (first % 3 == 0), case["name"]


def test_a_held_case_is_read_only_where_its_day_is_named():
    told, held = {"name": "a", "said": "found"}, {"name": "b", "held": "2026-11-30"}
    read = held | {"name": "c", "said": "missed"}
    cases = [told, held, read]
    assert chosen(cases, "", "") == [told, read]
    assert chosen(cases, "", "2026-11-30") == [held, read]
    assert chosen(cases, "b", "2026-11-30") == [held]
    assert chosen(cases, "b", "") == []


def test_the_table_tells_held_cases_apart():
    one = Said("none, rightly", ("digits n: not_found",), "", ())
    case = {"name": "a", "known": "-"}
    assert "| a |" in rows([case], {"a": one})
    table = rows([case | {"held": "2026-11-30"}], {"a": one})
    assert "| a, read once, at the end (2026-11-30) |" in table


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_engagement_of_a_case_is_one(case, tmp_path):
    (tmp_path / "engagement.toml").write_text(engagement(case, FORMS), encoding="utf-8")
    read = read_engagement(tmp_path / "engagement.toml")
    assert len(read.frame.lines) == len(case.get("lines", ()))
    assert len({line.name for line in read.frame.lines}) == len(read.frame.lines)


def test_a_file_that_is_absent_or_another_is_told(tmp_path):
    case = {"file": "a.csv", "sha256": hashlib.sha256(b"a\n").hexdigest()}
    assert fault(case, tmp_path) == "not at hand"
    (tmp_path / "a.csv").write_bytes(b"b\n")
    assert fault(case, tmp_path) == "another SHA-256"
    (tmp_path / "a.csv").write_bytes(b"a\n")
    assert fault(case, tmp_path) == ""


FOUND = SimpleNamespace(names_pattern=True, p_value=0.001)
NOT_FOUND = SimpleNamespace(names_pattern=False, p_value=0.6)
UNTOLD = SimpleNamespace(names_pattern=False, p_value=None)


@pytest.mark.parametrize(
    ("answers", "others", "verdict"),
    [
        ([("moved", FOUND), ("none", NOT_FOUND)], False, "found"),
        ([("moved", FOUND), ("moved", NOT_FOUND)], False, "found in part"),
        ([("moved", NOT_FOUND)], True, "missed"),
        ([("moved", None)], False, "missed"),
        ([("moved", UNTOLD)], False, "cannot tell"),
        ([("none", NOT_FOUND), ("none", UNTOLD)], False, "none, rightly"),
        ([("none", UNTOLD)], False, "cannot tell"),
        ([("none", NOT_FOUND)], True, "false"),
    ],
)
def test_a_verdict_is_that_of_the_table(answers, others, verdict):
    assert _verdict(answers, others) == verdict


@pytest.mark.parametrize(
    ("value", "wish", "verdict"),
    [("(i * 7919) % 9973 + 1000", "none", "none, rightly"), ("10 * (i + 100)", "uneven", "found")],
)
def test_a_case_is_audited_whole(value, wish, verdict, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    case = {
        "name": "invented", "file": "empty.csv", "known": "-", "form": "figures", "metrics": ["n"],
        "asks": [["figures.digits", "n", "", wish]], "table": TOTALS.replace("{value}", value),
    }  # fmt: skip
    one = audited(case, FORMS, tmp_path, tmp_path)
    assert one.verdict == verdict
    assert one.page.endswith((".", ")."))
    assert f"**{verdict}**" in rows([case], {"invented": one})


def test_many_records_that_cannot_decide_are_not_called_few(tmp_path):
    """The scores of Uruguay's PANES in little: 50,050 readings, in steps too wide for a hole."""
    (tmp_path / "empty.csv").write_bytes(b"")
    case = {
        "name": "steps", "file": "empty.csv", "known": "-", "form": "scores",
        "lines": [
            {"value": 1000, "direction": "down", "inclusive": False, "below": 20, "above": 20}
        ],
        "asks": [["exhibits.threshold_bunching", "1000", "", "none"]],
        "table": "select 950 + 10 * i as value, 5005 as n from range(10) t(i)",
    }  # fmt: skip
    one = audited(case, FORMS, tmp_path, tmp_path)
    assert one.verdict == "cannot tell"
    assert one.page.startswith("None of the tests that were made could decide.")


def test_the_published_numbers_of_the_held_files_are_theirs():
    """Of a sanitizer 540 comes of hundredths cut off, as binary fractions lose their last digit."""
    names = ("hand_sanitizer.parquet", "diamonds.csv", "headstart.csv")
    if lacking := [each for each in names if not (FOLDER / each).exists()]:
        pytest.skip(f"not at hand: {', '.join(lacking)}")
    grams = pd.read_parquet(FOLDER / names[0])["weight"].dropna().to_numpy()
    whole = np.round(100 * grams), np.floor(100 * grams)
    digits = [np.bincount(each.astype(int) % 10, minlength=10) for each in whole]
    assert [round(chisquare(each).statistic) for each in digits] == [585, 540]
    carats = pd.read_csv(FOLDER / names[1])["carat"]
    assert [int(np.isclose(carats, each).sum()) for each in (0.99, 1)] == [23, 1558]
    assert (pd.read_csv(FOLDER / names[2])["povrate60"] > 59.1984).sum() == 300
