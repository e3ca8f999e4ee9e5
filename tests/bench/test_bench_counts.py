"""Do Ibis on DuckDB, pandas, polars and a slow loop count the same, row by row?"""

from collections import Counter
from datetime import datetime, timedelta
from importlib.util import find_spec

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.speed.peers import PEERS, peer_called
from benchmarks.speed.peers.same_rows import in_order, told
from benchmarks.speed.peers.world_input import described

ENGAGEMENT = """
[engagement]
name = "Tiny"
agency = "An agency"
time_zone = "UTC"
first_day = 2024-01-01
last_day = 2024-12-31

[engine]
tables = "tables"

[[lines]]
name = "6 g"
kind = "net_weight"
substance_code = "cannabis_herb"
stage = "field"
value = 6.0
unit = "g"
citation = "an invented act"

[[lines]]
name = "1 g of anything"
kind = "net_weight"
value = 1.0
unit = "g"
citation = "an invented act"

[[periods]]
name = "month"
rule = "month"

[[metrics]]
name = "cases"
table = "incidents"

[[metrics]]
name = "cleared"
table = "incidents"
where = { clearance = ["arrest", "exceptional"], origin = ["patrol", "tip"] }
"""
CASES, READINGS = 400, 900


def chosen(rng, values, size):
    return [values[index] for index in rng.integers(0, len(values), size)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    rng = np.random.default_rng(3)
    start = datetime(2024, 1, 1, 12)
    cases = {
        "incident_id": [f"I{number}" for number in range(CASES)],
        "unit_id": chosen(rng, ["U1", "U2", None], CASES),
        "officer_id": chosen(rng, ["O1", "O2", "O3", None], CASES),
        "occurred_at": [
            start + timedelta(days=int(day)) if day < 40 else None
            for day in rng.integers(0, 42, CASES)
        ],
        "clearance": chosen(rng, ["arrest", "exceptional", "none", None], CASES),
        "origin": chosen(rng, ["patrol", "tip", "complaint"], CASES),
    }
    readings = {
        "incident_id": chosen(rng, [*cases["incident_id"], "unknown", None], READINGS),
        "kind": chosen(rng, ["net_weight", "net_weight", "purity"], READINGS),
        "substance_code": chosen(rng, ["cannabis_herb", "cannabis_herb", "heroin", None], READINGS),
        "stage": chosen(rng, ["field", "field", "lab", None], READINGS),
        "value": np.round(rng.lognormal(1.5, 0.9, READINGS), 3).tolist(),
        "unit": chosen(rng, ["g", "g", "g", "%", None], READINGS),
    }
    (folder / "tables").mkdir()
    for name, columns in (("incidents", cases), ("measurements", readings)):
        pq.write_table(pa.table(columns), folder / "tables" / f"{name}.parquet")
    engagement = folder / "tiny.toml"
    engagement.write_text(ENGAGEMENT, encoding="utf-8")
    return described(engagement), cases, readings


def rows_of(columns):
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def slow_line_counts(cases, readings):
    whose = {
        case: (unit or "", officer or "")
        for case, unit, officer in zip(
            cases["incident_id"], cases["unit_id"], cases["officer_id"], strict=True
        )
    }
    n, exact = Counter(), Counter()
    for line, milli_line, step, equal in (
        ("6 g", 6000, 10, {"substance_code": "cannabis_herb", "stage": "field"}),
        ("1 g of anything", 1000, 10, {}),
    ):
        for row in rows_of(readings):
            kept = row["kind"] == "net_weight" and row["unit"] in (None, "g")
            kept = kept and all(row[column] == value for column, value in equal.items())
            milli = round(row["value"] * 1000)
            if kept and milli_line // 5 <= milli <= milli_line * 5:
                key = (line, *whose.get(row["incident_id"], ("", "")), milli // step)
                n[key] += 1
                exact[key] += milli % step == 0
    return {(*key, n[key], exact[key]) for key in n}


def slow_day_counts(cases):
    n = Counter()
    for row in rows_of(cases):
        if row["occurred_at"] is None:
            continue
        key = (row["unit_id"] or "", row["occurred_at"].date())
        n["cases", *key] += 1
        if row["clearance"] in ("arrest", "exceptional") and row["origin"] in ("patrol", "tip"):
            n["cleared", *key] += 1
    return {(*key, count) for key, count in n.items()}


def answer_of(peer, way, engagement):
    if way.needs is not None and find_spec(way.needs) is None:
        pytest.skip(f"{way.needs} is not installed (dependency group bench)")
    return way.ready(engagement)()


@pytest.mark.parametrize("number", range(3))
def test_records_around_a_line(tiny, number):
    engagement, cases, readings = tiny
    peer = peer_called("line_counts")
    table = in_order(answer_of(peer, peer.ways[number], engagement))
    columns = ("line", "unit_id", "officer_id", "bin", "n", "n_exact")
    rows = list(zip(*(table[name].to_pylist() for name in columns), strict=True))
    assert len(rows) == len(set(rows)) > 100
    assert set(rows) == slow_line_counts(cases, readings)


@pytest.mark.parametrize("number", range(3))
def test_records_per_unit_and_day(tiny, number):
    engagement, cases, _ = tiny
    peer = peer_called("day_counts")
    table = in_order(answer_of(peer, peer.ways[number], engagement))
    columns = ("metric", "unit_id", "day", "n")
    rows = list(zip(*(table[name].to_pylist() for name in columns), strict=True))
    assert len(rows) == len(set(rows)) > 100
    assert set(rows) == slow_day_counts(cases)


def test_one_count_that_differs_changes_what_is_told():
    columns = {"unit_id": ["a", "b"], "n": [1, 2]}
    assert told(columns) == told({"n": [2, 1], "unit_id": ["b", "a"]})
    assert told(columns) != told({"unit_id": ["a", "b"], "n": [1, 3]})
    assert told(columns).startswith("2 rows, sha256 ")


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_asks_a_question_and_names_each_way_once(peer):
    assert peer.question.endswith("?")
    names = [way.name for way in peer.ways]
    assert len(names) == len(set(names)) >= 2
    assert all(way.needs is None for way in peer.ours)
