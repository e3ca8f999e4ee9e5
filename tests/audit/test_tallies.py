"""Does counting rules and sums in one shared pass give what each gives by itself?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from planted import planted

from tallystick.audit import execution
from tallystick.audit.execution import keep, let_go, results_of
from tallystick.audit.selection import runnable_rules
from tallystick.audit.tallies import Tally, tallies
from tallystick.checks import RelationalCheck, every
from tallystick.checks.exceptions import Condition, Repeated
from tallystick.checks.records.integrity import CHECK as INTEGRITY
from tallystick.checks.shared.metric_series import DATES, amount_milli, daily, keeps
from worlds import instant, tables_of

ROWS = {
    "incidents": [
        {"incident_id": name, "officer_id": officer, "occurred_at": instant("2020-01-01")}
        for name, officer in [("1", "a"), ("1", "a"), ("2", "b"), (None, "c"), (None, None)]
    ],
    "narratives": [
        {"incident_id": name, "text": "t"} for name in ("1", "2", "2", "3", None, "4")
    ],
    "officers": [{"officer_id": name} for name in ("a", "a", "b")],
}  # fmt: skip


@pytest.mark.parametrize("kept", [False, True])
def test_a_table_added_up_by_hand(engine, kept):
    tables = tables_of(ROWS)
    if kept:
        tables = keep(INTEGRITY, tables, engine)
        assert set(tables.kept) == {"cases"}, "there are no persons"
    assert tallies(runnable_rules(INTEGRITY, tables), tables, engine) == {
        "orphan.incidents.officer_id": Tally(5, 1),
        "orphan.narratives.incident_id": Tally(6, 2),
        "repeated.incidents": Tally(5, 2),
        "repeated.officers": Tally(3, 2),
    }


def test_every_tally_is_the_number_of_records_selected(engine):
    tables = planted()
    kept = keep(INTEGRITY, tables, engine)
    rules = runnable_rules(INTEGRITY, tables)
    counted = tallies(rules, kept, engine)
    kinds = set()
    for rule in rules:
        rows, whole = rule.exceptions(tables), tables[rule.table]
        alone = engine.rows(rows.aggregate(n=rows.count()))[0]["n"]
        records = engine.rows(whole.aggregate(n=whole.count()))[0]["n"]
        assert counted[rule.name] == Tally(records, alone), rule.name
        assert alone, "the planted records break every rule"
        assert rows.columns == whole.columns
        kinds.add(type(rule.exceptions))
    assert {Condition, Repeated} < kinds


SHARING = [check for check in every() if check.shares]


def test_the_checks_that_read_the_same_rows_say_so():
    assert {check.name for check in SHARING} == {
        "figures.recount",
        "figures.period_end",
        "figures.ratchet",
        "figures.pace",
        "figures.reversion",
        "figures.substitution",
        "figures.too_smooth",
        "exhibits.threshold_bunching",
        "exhibits.moved_line",
        "exhibits.moved_when",
        "exhibits.other_substance",
        "exhibits.other_stratum",
        "exhibits.rounding_style",
        "exhibits.stage_drift",
        "exhibits.custody",
        "exhibits.unaccounted",
        "people.supplied_buyers",
        "people.stock_witnesses",
        "people.crews",
        "records.integrity",
        "records.entry_lag",
        "records.unmatched",
        "records.supported_figure",
        "records.default_values",
        "records.copied_narratives",
        "records.revised",
        "outcomes.class_mismatch",
        "outcomes.penalty_range",
        "outcomes.case_collapse",
        "outcomes.disparity",
    }


def test_rows_go_after_the_last_check_that_reads_them_and_are_made_again_when_asked(
    engine, monkeypatch
):
    monkeypatch.setattr(execution, "SMALL", -1)
    tables = planted()
    unmatched, supported, integrity = (
        next(check for check in SHARING if check.name == f"records.{name}")
        for name in ("unmatched", "supported_figure", "integrity")
    )

    def held() -> set[str]:
        names = engine.backend.con.execute("SELECT table_name FROM information_schema.tables")
        return {name for (name,) in names.fetchall()}

    kept = keep(unmatched, tables, engine, behind=True)
    assert {"kept_events", "kept_left_open", "kept_kinds_without_counterpart"} <= held()
    assert not {"kept_offers", "kept_unpaired"} & held(), "only others are made of them"
    assert {"kept_offers", "kept_unpaired"} <= set(kept.steps), "a case list tells how"
    fewer = let_go(kept, [integrity, supported], engine)
    assert set(kept.kept) - set(fewer.kept) == {"kinds_without_counterpart"}
    assert keep(supported, fewer, engine).kept["left_open"] is fewer.kept["left_open"]
    none = let_go(keep(supported, fewer, engine), [integrity], engine)
    assert (none.kept, none.steps) == ({}, {})
    assert not [name for name in held() if name.startswith("kept_")]
    again = keep(unmatched, none, engine, behind=True)
    assert set(again.kept) == set(kept.kept)
    one, other = (repr(results_of(unmatched, each, engine)[0]) for each in (kept, again))
    assert one == other


def test_kept_rows_are_read_and_not_made_again(engine):
    """Were the canonical table read again, these answers would follow it."""
    tables = planted()
    kept = keep(INTEGRITY, tables, engine)
    emptied = tables.relations["incidents"].limit(0)
    gone = replace(tables, relations={**tables.relations, "incidents": emptied})
    rule = INTEGRITY.rule("orphan.measurements.incident_id")
    (before,) = tallies([rule], kept, engine).values()
    (after,) = tallies([rule], replace(gone, kept=kept.kept), engine).values()
    (fresh,) = tallies([rule], gone, engine).values()
    assert before == after != fresh


def test_every_metric_of_the_shared_days_is_its_own_query(engine):
    tables = planted()
    for metric in tables.frame.metrics:
        records = tables[metric.table]
        day = records[DATES[metric.table]].date()
        own = records.filter(keeps(records, metric), day.notnull())
        alone = own.group_by(unit_id=own.unit_id.fill_null(""), day=day).aggregate(
            milli=amount_milli(own, metric).sum()
        )
        shared = daily(tables, metric).select("unit_id", "day", "milli")
        key = ("unit_id", "day")
        one = engine.rows(alone.order_by(*key))
        assert engine.rows(shared.order_by(*key)) == one
        assert one


def test_a_check_that_shares_nothing_keeps_nothing(engine):
    alone = RelationalCheck("records.none", "Is it?", rules=(), describe=lambda *_: None)
    assert keep(alone, planted(), engine).kept == {}


def test_small_rows_stay_for_who_asks_again_and_are_seen_by_nobody_else(engine, monkeypatch):
    tables = planted()
    (unmatched,) = (check for check in SHARING if check.name == "records.unmatched")
    kept = keep(unmatched, tables, engine)
    sizes = {name: rows for name, rows in engine.usage.kept if rows is not None}
    most = sorted(sizes.values())[len(sizes) // 2]
    monkeypatch.setattr(execution, "SMALL", most)
    none = let_go(kept, [], engine)
    assert (none.kept, none.steps) == ({}, {})
    small = {name for name in kept.kept if sizes.get(f"kept_{name}", most + 1) <= most}
    assert set(none.held) == small
    assert small
    made = len(engine.usage.kept)
    again = keep(unmatched, none, engine)
    assert not {f"kept_{name}" for name in small} & {
        name for name, _ in engine.usage.kept[made:]
    }, "made a second time"
    assert set(again.kept) == set(kept.kept)
    assert set(again.steps) == set(kept.steps)
    one, other = (repr(results_of(unmatched, each, engine)[0]) for each in (kept, again))
    assert one == other


@pytest.mark.parametrize("small", [-1, 1_000_000])
def test_a_step_is_that_of_the_relations_from_which_it_is_made_now(engine, monkeypatch, small):
    monkeypatch.setattr(execution, "SMALL", small)
    (unmatched,) = (check for check in SHARING if check.name == "records.unmatched")
    kept = keep(unmatched, planted(), engine)
    none = let_go(kept, [], engine)
    again = keep(unmatched, none, engine)
    anew = keep(unmatched, replace(none, told={}), engine)
    assert list(again.steps) == list(anew.steps)
    for name, (view, rows) in again.steps.items():
        assert (view, engine.sql(rows)) == (anew.steps[name][0], engine.sql(anew.steps[name][1]))
    same = {name for name, (_, rows) in again.steps.items() if rows is kept.steps[name][1]}
    told = kept.told.items()
    reading = {name for name, (_, read) in told if any(each is not None for each in read.values())}
    assert 0 < len(reading) < len(kept.steps)
    assert same & reading if small > 0 else same == set(kept.steps) - reading
