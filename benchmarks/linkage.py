"""Does Splink find counterparts that the rules of `records.unmatched` do not? Prints a table.

.venv/bin/python benchmarks/linkage.py

On a quarter of the invented Connecticut of tests/validation/two_systems.py, whose records it
follows into the second system: by the rules, by Splink 5, and by Splink for what rules leave open.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "validation"))

import two_systems

from tallystick.audit.execution import keep
from tallystick.checks.records.unmatched import CHECK
from tallystick.checks.shared.matchable_records import asked_of
from tallystick.checks.shared.second_system import THERE
from tallystick.engine import connect
from tallystick.tables import canonical
from tallystick.tables.store import Tables

SHARE, SEEDS, WEIGHTS = 0.25, (3, 4, 5), (0, 6, 10)
KINDS = {"integer": "int64", "date": "date", "instant": "timestamp"}
DIGITS = "array_to_string(list_sort(string_split(strftime(occurred_at, '%H%M'), '')), '')"
WHEN = "epoch(occurred_at) // 60 AS minute, epoch(occurred_at) // 86400 AS day, " + DIGITS
WHEN += " AS digits"
NEAR = "l.officer_id = r.officer_id AND l.area_id = r.area_id AND abs(l.day - r.day) <= 3"
COLUMNS = "officer_id, badge, offense_code, area_id, " + WHEN
SAME_KIND = NEAR + " AND l.offense_code = r.offense_code"


def world(seed: int) -> tuple[dict[str, pa.Table], set[str], set[str]]:
    """The tables; which records have a counterpart in truth; and which were made up."""
    followed: dict[str, Any] = {}
    made = two_systems._second

    def second(rng: Any, rows: Any, *more: Any) -> Any:
        followed["rows"] = rows
        return made(rng, rows, *more)

    two_systems._second = second
    sizes = (two_systems.RECORDS, two_systems.TROOPERS, two_systems.MADE_UP)
    tables, _ = two_systems.world(*(round(SHARE * each) for each in sizes), seed)
    two_systems._second = made
    ids = tables["incidents"]["incident_id"].to_pylist()
    made_up = set(ids[len(ids) - round(SHARE * sizes[2]) :])
    return tables, {ids[row] for row in followed["rows"]}, made_up


def by_rules(rows: dict[str, pa.Table]) -> tuple[pa.Table, float]:
    """What the rules leave open: the side, number and flags of each record; and the seconds."""
    engine = connect(threads=1)
    relations, filled = {}, {}
    for name, table in rows.items():
        have = set(table.column_names)
        missing = (column for column in canonical(name).columns if column.name not in have)
        nothing = {each.name: ibis.null(KINDS.get(each.kind, "string")) for each in missing}
        relations[name] = engine.hold(table, f"two_{name}").mutate(**nothing)
        filled[name] = frozenset(have)
    began = process_time()
    rows_left = asked_of(keep(CHECK, Tables(relations, filled), engine))
    told = engine.arrow(rows_left.select("side", "id", "asked", "missing", "loose", "spoken"))
    return told, process_time() - began


def _times() -> comparisons.CustomComparison:
    level = levels.CustomLevel
    return comparisons.CustomComparison(
        output_column_name="time",
        comparison_levels=[
            level("minute_l IS NULL OR minute_r IS NULL", "none").configure(is_null_level=True),
            level("minute_l = minute_r", "same minute"),
            level("abs(minute_l - minute_r) <= 15", "a quarter of an hour"),
            level("abs(minute_l - minute_r) <= 60", "an hour"),
            level("day_l = day_r AND digits_l = digits_r", "digits exchanged"),
            level("abs(minute_l - minute_r) <= 1440", "a day"),
            level("abs(minute_l - minute_r) <= 4320", "three days"),
            levels.ElseLevel(),
        ],
    )


def by_splink(rows: dict[str, pa.Table]) -> tuple[list[tuple[str, str, float]], float]:
    """Here, there and weight of each pair that is the best of both of its records; the seconds."""
    con = duckdb.connect(config={"threads": 1})
    for name in ("incidents", "counterparts", "postings"):
        con.register(name, rows[name])
    here = con.table("incidents").join(con.table("postings"), "officer_id")
    here.project("incident_id AS unique_id, " + COLUMNS).to_table("here")
    con.table("counterparts").project("record_id AS unique_id, " + COLUMNS).to_table("there")
    api = DuckDBAPI(con)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            _times(),
            comparisons.DamerauLevenshteinAtThresholds("badge", 1),
            *(comparisons.ExactMatch(name) for name in ("officer_id", "offense_code", "area_id")),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("officer_id", "day"), block_on("badge", "day"),
            block_on("offense_code", "area_id", "day"), NEAR,
        ],
    )  # fmt: skip
    began = process_time()
    linker = Linker([api.register("here"), api.register("there")], settings)
    train = linker.training
    exact = block_on("officer_id", "offense_code", "area_id", "minute")
    train.estimate_probability_two_random_records_match([exact], recall=0.9)
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("offense_code", "area_id", "minute"), SAME_KIND,
                 block_on("officer_id", "minute")):  # fmt: skip
        train.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    found = con.table(linker.inference.predict(threshold_match_probability=0.01).physical_name)
    pairs = found.select("unique_id_l", "unique_id_r", "match_weight").fetchall()
    first, other = ({pair[side]: pair for pair in sorted(pairs, key=_weight)} for side in (0, 1))
    best = [pair for pair in first.values() if other[pair[1]] == pair]
    return best, process_time() - began


def _weight(pair: tuple[str, str, float]) -> tuple[float, str, str]:
    return pair[2], pair[0], pair[1]


def compared(seed: int) -> list[list[Any]]:
    """A row per way: of real records those called missing, of the made-up ones, the seconds."""
    rows, real, made_up = world(seed)
    told, seconds = by_rules(rows)
    pairs, linked = by_splink(rows)
    left = told.to_pylist()
    own = [row for row in left if row["side"] != THERE]
    asked = set(rows["incidents"]["incident_id"].to_pylist())
    asked -= {row["id"] for row in own if not row["asked"]}
    missing = {row["id"] for row in own if row["missing"]}
    spoken = {row["id"] for row in own if row["spoken"]}
    spare = {row["id"] for row in left if row["side"] == THERE and not row["loose"]}
    rest = {here for here, there, weight in pairs if weight >= WEIGHTS[0] and there in spare}
    ways = [
        ("rules, all but hints", missing, seconds),
        ("rules and hints", missing - spoken, seconds),
        *(
            (
                f"Splink, weight {least} or more",
                asked - {p[0] for p in pairs if p[2] >= least},
                linked,
            )
            for least in WEIGHTS
        ),
        ("rules, then Splink", missing - rest, seconds + linked),
    ]
    sizes = (len(real), len(made_up))
    return [
        [seed, name, len(open_ones & real), sizes[0], len(open_ones & made_up), sizes[1], cost]
        for name, open_ones, cost in ways
    ]


if __name__ == "__main__":
    print("| seed | way | real, called missing | of | made up, called missing | of | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for each in SEEDS:
        for row in compared(each):
            *cells, cost = row
            print("|", " | ".join(f"{c:,}" if isinstance(c, int) else c for c in cells),
                  f"| {cost:.1f} |", flush=True)  # fmt: skip
