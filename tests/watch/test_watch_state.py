"""What is found, found now, gathering, quiet, or cannot be said: against lists by hand."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from watched import CHECK, declared, result

from tallystick.watch import state_of
from tallystick.watch.keys import by_key
from tallystick.watch.state import Told

LEVEL = 0.05 / 23


def told(number, rows=(), so_far=None, found=(), found_so_far=()):
    """The audits of one look: of its quarter, and from the second on of all so far."""
    audits = [Told(number, "window", [result(*each) for each in rows], list(found))]
    if number > 1:
        held = [result(*each) for each in (rows if so_far is None else so_far)]
        audits.append(Told(number, "so_far", held, list(found_so_far)))
    return audits


def by_subject(state):
    return {row.key[2]: row for row in state.rows}


def test_windows_share_no_day_and_fill_the_plan():
    plan = declared(windows=8)
    days = [plan.days(number) for number in range(1, 9)]
    assert days[0] == (date(2023, 1, 1), date(2023, 3, 31))
    assert days[7] == (date(2024, 10, 1), date(2024, 12, 31))
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(days))
    assert plan.due(1) == {"window": days[0]}
    assert plan.due(4) == {"window": days[3], "so_far": (date(2023, 1, 1), date(2023, 12, 31))}
    # Eight quarters, and seven times all so far: fifteen audits share alpha.
    assert plan.audit_alpha == pytest.approx(0.05 / 15)
    assert declared(windows=1).audit_alpha == pytest.approx(0.05)


def test_each_status_by_hand():
    rows = [("A", 1e-6, 1e-4), ("B", LEVEL, 0.2), ("C", LEVEL * 1.01, 0.2), ("D", None)]
    found = result("A", 1e-6, 1e-4, verdict="shared")
    state = state_of(declared(), [*told(1, rows), *told(2, rows, found_so_far=[found])])
    assert {name: row.status for name, row in by_subject(state).items()} == {
        "A": "found", "B": "gathering", "C": "quiet", "D": "unsaid",
    }  # fmt: skip
    a, d = by_subject(state)["A"], by_subject(state)["D"]
    assert (a.p_value, a.q_value, a.path) == (1e-6, 1e-4, ((1, 1e-4), (2, 1e-4)))
    assert (a.at, a.by, a.counted, a.since) == (2, "so_far", False, 1)
    assert (d.path, d.since) == (((1, None), (2, None)), None)
    assert [row.key[2] for row in state.of("gathering")] == ["B"]


def test_what_a_quarter_alone_found_is_found_now_and_then_found_earlier():
    rows = [("B", 0.5)]
    one = result("B", 1e-6, 1e-4, verdict="shared")
    counted = result("E", None, check="records.integrity", verdict="exceptions")
    first = [*told(1, rows), *told(2, rows, found=[one, counted])]
    now = by_subject(state_of(declared(), first))
    assert (now["B"].status, now["B"].at, now["B"].by) == ("now", 2, "window")
    assert (now["E"].status, now["E"].counted) == ("now", True)
    later = by_subject(state_of(declared(), [*first, *told(3, rows)]))
    assert (later["B"].status, later["E"].status) == ("earlier", "earlier")
    assert (later["B"].at, later["B"].by) == (2, "window")


def test_the_first_quarter_is_all_so_far():
    one = result("B", 1e-6, 1e-4, verdict="shared")
    state = state_of(declared(), told(1, [("B", 1e-6, 1e-4)], found=[one]))
    assert by_subject(state)["B"].status == "found"
    assert state_of(declared(), ()).rows == ()


def test_what_all_so_far_found_once_stays_in_the_list():
    one = result("A", 1e-6, 1e-4, verdict="shared")
    audits = [*told(1), *told(2, [("A", 1e-6, 1e-4)], found_so_far=[one]), *told(3, [("A", 0.9)])]
    row = by_subject(state_of(declared(), audits))["A"]
    assert (row.status, row.at, row.by, row.p_value) == ("earlier", 2, "so_far", 0.9)


def test_since_when_is_an_unbroken_run_of_looks():
    ps = [0.001, 0.5, 0.002, 0.001]
    audits = [each for n, p in enumerate(ps, 1) for each in told(n, [("A", p)])]
    assert by_subject(state_of(declared(), audits))["A"].since == 3
    assert by_subject(state_of(declared(), audits[:3]))["A"].since is None


def test_a_key_that_comes_later_is_asked_like_any_other():
    audits = [*told(1, [("A", 0.5)]), *told(2, [("A", 0.5), ("N", 0.001, 0.5)])]
    state = state_of(declared(), audits)
    assert by_subject(state)["N"].status == "gathering"
    assert by_subject(state)["N"].path == ((2, 0.5),)


def test_what_is_described_or_counted_is_no_test_and_of_two_results_the_smaller_counts():
    held = by_key([
        result("A", 0.5), result("A", 0.01), result("B", None, verdict="described"),
        result("C", None, verdict="exceptions"), result("D", None),
    ])  # fmt: skip
    assert {key[2] for key in held} == {"A", "D"}
    assert held[CHECK, "unit", "A", "pairs"].p_value == 0.01


@pytest.mark.parametrize("repeats", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_rules_on_drawn_p_values_keep_their_promise(repeats):
    """benchmarks.watch.draws: 400 subjects over twelve quarters, beside the table of the design."""
    from benchmarks.watch.draws import PLANTED, RULES, shares

    nothing, little, differ, small, lasting, strong, once = (
        shares(each, repeats, 20261201) for each in PLANTED
    )
    each_quarter, apart, watch = RULES
    room = 3 / np.sqrt(repeats)
    for of in (nothing, little, differ):
        assert of[watch].any_false <= 0.05 + room * np.sqrt(0.05 * 0.95)
    assert nothing[each_quarter].any_false == pytest.approx(0.45, abs=room * 0.5 + 0.03)
    for planted in (small, lasting, strong, once):
        assert planted[watch].false <= 0.05
    for planted, rule, found in (
        (lasting, each_quarter, 0.20), (strong, each_quarter, 0.90), (once, each_quarter, 0.97),
    ):  # fmt: skip
        # Subjects of one repeat share a line, so that the room is of the repeats' own error.
        assert abs(planted[rule].found - found) <= 3 * planted[rule].found_error + 0.015
    assert lasting[watch].found > lasting[apart].found + 0.5
    assert once[watch].found > once[apart].found - 0.1


def test_what_was_ever_found_is_the_union_of_all_audits_with_at_most_the_sum_of_false_shares():
    """The bound that the promise rests on, in findings drawn at random: a third are false."""
    rng = np.random.default_rng(7)
    subjects = [f"U{n}" for n in range(30)]
    for _ in range(40):
        lists = rng.random((5, 30)) < rng.random((5, 1))
        found = [
            [result(name, 1e-6, 1e-4, verdict="shared")
             for name, is_found in zip(subjects, row, strict=True) if is_found]
            for row in lists
        ]  # fmt: skip
        audits = [*told(1, found=found[0]), *told(2, found=found[1], found_so_far=found[2]),
                  *told(3, found=found[3], found_so_far=found[4])]  # fmt: skip
        state = state_of(declared(), audits)
        ever = {row.key[2] for status in ("found", "now", "earlier") for row in state.of(status)}
        assert ever == {each.subject for row in found for each in row}
        false = set(subjects[:10])
        shares = [sum(each.subject in false for each in row) / max(len(row), 1) for row in found]
        assert len(ever & false) / max(len(ever), 1) <= sum(shares) + 1e-12
