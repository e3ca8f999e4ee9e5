"""What is found, found now, gathering, quiet, or cannot be said: against products by hand."""

from datetime import date
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from watched import ADDED, CHECK, declared, result

from tallystick.stats.evidence import log_e_values
from tallystick.watch import state_of
from tallystick.watch.keys import log_e_by_key, log_e_of
from tallystick.watch.state import Told


def e(p_value):
    return float(np.exp(log_e_values(np.array([p_value])))[0])


def looks(*by_look, kind="window", findings=()):
    return [
        Told(number, kind, [result(*each) for each in rows],
             [one for at, one in findings if at == number])
        for number, rows in enumerate(by_look, start=1)
    ]  # fmt: skip


def by_subject(state):
    return {row.key[2]: row for row in state.rows}


def test_windows_share_no_day_and_fill_the_plan():
    plan = declared(windows=8, a__b="window", c__d="year", e__f="all")
    days = [plan.days(number) for number in range(1, 9)]
    assert days[0] == (date(2023, 1, 1), date(2023, 3, 31))
    assert days[7] == (date(2024, 10, 1), date(2024, 12, 31))
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(days))
    assert plan.due(1) == {"window": days[0]}
    assert plan.due(4) == {"window": days[3], "year": (date(2023, 1, 1), date(2023, 12, 31))}
    assert plan.due(8) == {
        "window": days[7], "year": (date(2024, 1, 1), date(2024, 12, 31)),
        "all": (date(2023, 1, 1), date(2024, 12, 31)),
    }  # fmt: skip
    # Eight quarters, two years and one look at all: eleven audits share half of alpha.
    assert plan.audit_alpha == pytest.approx(0.025 / 11)
    assert plan.gathering_alpha == pytest.approx(0.025 / 3)


def test_evidence_is_the_product_and_the_line_is_by_hand():
    told = looks(
        [("A", 0.001), ("B", 0.3), ("C", None)],
        [("A", 0.002), ("B", 0.6), ("C", None)],
    )
    state = state_of(declared(), told)
    rows = by_subject(state)
    assert exp(rows["A"].evidence) == pytest.approx(e(0.001) * e(0.002))
    assert {name: row.status for name, row in rows.items()} == {
        "A": "found", "B": "quiet", "C": "unsaid",
    }  # fmt: skip
    (group,) = state.groups
    assert (group.keys, group.found) == (3, 1)
    assert exp(group.line) == pytest.approx(3 / 0.025)
    assert exp(group.needed) == pytest.approx(3 / 0.025 / 2)
    assert rows["A"].since == 1


def test_gathering_is_what_would_do_alone_and_says_its_pace():
    many = [(f"U{n}", 0.5) for n in range(99)]
    state = state_of(declared(), looks([("A", 0.001), *many], [("A", 0.01), *many]))
    row = by_subject(state)["A"]
    evidence = e(0.001) * e(0.01)
    assert 1 / 0.025 < evidence < 100 / 0.025
    assert row.status == "gathering"
    assert row.looks_to_go == int(np.ceil(log(100 / 0.025 / evidence) / (log(evidence) / 2)))


def test_what_an_audit_found_is_found_now_and_then_found_earlier():
    one = result("B", 1e-4, verdict="shared")
    counted = result("D", None, check="records.integrity", verdict="exceptions")
    rows = [("A", 0.5), ("B", 0.5), *((f"U{n}", 0.5) for n in range(98))]
    told = looks(rows, rows, findings=[(2, one), (2, counted)])
    now = by_subject(state_of(declared(), told))
    assert (now["B"].status, now["B"].at, now["B"].counted) == ("now", 2, False)
    assert (now["D"].status, now["D"].counted) == ("now", True)
    later = by_subject(state_of(declared(), [*told, *looks(rows, rows, rows)[2:]]))
    assert (later["B"].status, later["D"].status) == ("earlier", "earlier")


def test_what_passed_the_line_once_and_does_not_now_is_told_so():
    state = state_of(declared(), looks([("A", 1e-4)], *[[("A", 0.9)]] * 6))
    assert by_subject(state)["A"].status == "earlier"


def test_a_key_that_comes_after_the_first_look_gathers_nothing():
    late = looks([("A", 0.5)], [("A", 0.5), ("N", 1e-12)])
    state = state_of(declared(), late)
    assert "N" not in by_subject(state)
    assert (state.new, state.groups[0].keys) == (1, 1)


def test_a_yearly_check_has_a_line_and_a_share_of_its_own():
    plan = declared(a__b="window", c__d="year")
    told = [
        *looks(*[[("A", 0.5)]] * 4),
        Told(4, "year", [result("Y", 1e-4, check="c.d")], []),
    ]
    state = state_of(plan, told)
    assert [(group.kind, group.keys) for group in state.groups] == [("window", 1), ("year", 1)]
    assert exp(state.groups[1].line) == pytest.approx(1 / 0.0125)
    assert by_subject(state)["Y"].path == ((4, pytest.approx(log(e(1e-4)))),)


def test_a_check_that_compares_subjects_adds_its_evidence_and_tells_no_pace():
    plan = declared(people__stock_witnesses="window", records__unfounded="window")
    rows = [("A", 1e-4), ("B", 0.5)]
    told = looks(rows, rows)
    told = [Told(each.number, "window",
                 [*each.results, *(result(*row, check=ADDED) for row in rows)], [])
            for each in told]  # fmt: skip
    state = state_of(plan, told)
    by_check = {row.key[0]: row for row in state.rows if row.key[2] == "A"}
    assert exp(by_check[CHECK].evidence) == pytest.approx(e(1e-4) ** 2)
    assert exp(by_check[ADDED].evidence) == pytest.approx(2 * e(1e-4) / 12)
    assert (by_check[CHECK].status, by_check[ADDED].status) == ("found", "quiet")
    assert (by_check[CHECK].added, by_check[ADDED].added) == (None, 12)


def test_insufficient_because_p_was_large_is_no_e_of_one():
    """With an estimate the audit saw p at .05 or more; without one the check saw no p at all."""
    below = (1 - 0.05) / -log(0.05)
    assert exp(log_e_of(result("A", None, estimate=0.2))) == pytest.approx((1 - below) / 0.95)
    assert log_e_of(result("A", None)) is None
    assert log_e_of(result("A", None, verdict="withheld", estimate=0.2)) is None


def test_what_is_described_or_counted_is_no_key_and_two_results_are_a_mean():
    held = log_e_by_key([
        result("A", 0.01), result("A", 0.5), result("B", None, verdict="described"),
        result("C", None, verdict="exceptions"), result("D", None),
    ])  # fmt: skip
    assert {key[2] for key in held} == {"A", "D"}
    assert exp(held[CHECK, "unit", "A", "pairs"]) == pytest.approx((e(0.01) + e(0.5)) / 2)


@pytest.mark.parametrize("repeats", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_rules_on_drawn_p_values_keep_their_promise(repeats):
    """benchmarks.watch.draws: 400 subjects over twelve quarters, beside the table of the design."""
    from benchmarks.watch.draws import PLANTED, RULES, shares

    nothing, _, differ, lasting, strong, once = (
        shares(each, repeats, 20261201) for each in PLANTED
    )
    apart, _, half, added, gathered = RULES
    room = 3 / np.sqrt(repeats)
    assert nothing[half].any_false <= 0.05 + room * np.sqrt(0.05 * 0.95)
    for planted, rule, found in (
        (lasting, apart, 0.20), (lasting, half, 0.59), (strong, apart, 0.90), (strong, half, 1.00),
        (once, apart, 0.97), (once, half, 0.84), (once, gathered, 0.58),
    ):  # fmt: skip
        # Subjects of one repeat share a line, so that the room is of the repeats' own error.
        assert abs(planted[rule].found - found) <= 3 * planted[rule].found_error + 0.015
    assert nothing[apart].any_false == pytest.approx(0.45, abs=room * 0.5 + 0.03)
    for planted in (lasting, strong, once):
        assert planted[half].false <= 0.05
    # Where subjects differ for lasting reasons a product is wrong, which is why a sum is taken.
    assert differ[half].any_false > 0.4
    assert differ[added].any_false <= 0.05 + room * np.sqrt(0.05 * 0.95)
