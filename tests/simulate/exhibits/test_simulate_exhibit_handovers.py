"""Is the chain of custody unbroken but for the receipts that are missing?"""

import numpy as np
import pytest
from scipy import stats

from tallystick.simulate.exhibits import (
    SUBSTANCES,
    Custody,
    HolderCodes,
    Laboratory,
    Weighing,
    draw_lots,
    draw_substances,
    hand_over,
    styles,
    weigh,
)
from tallystick.simulate.exhibits.handovers import missing_rates
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

HOLDERS = HolderCodes(lab=9000, court=9001, incinerator=9002)
ALWAYS = Custody(missing_a=1e-6, missing_b=1e6)
NET = KINDS.index("net_weight")


def chain(n, custody, seed=1, rooms=20, log_sd=0.7, missing_rate=None):
    rng = np.random.default_rng(seed)
    lots = draw_lots(draw_substances(n, SUBSTANCES, rng), SUBSTANCES, rng)
    officer = rng.integers(0, 100, n)
    room = 1000 + np.arange(n) % rooms
    seized_at = rng.integers(25_000_000, 26_000_000, n)
    weighing = Weighing()
    habits = styles(100, weighing, rng)
    laboratory = Laboratory(log_sd=log_sd)
    readings = weigh(
        lots, seized_at + 30, officer, np.zeros(n, dtype=int), habits, weighing, laboratory, rng
    )
    moves = hand_over(
        lots, readings, seized_at, officer, room, HOLDERS, custody, rng, missing_rate=missing_rate
    )
    return readings, moves, officer, room, seized_at


def named(moves, i):
    return ACTIONS[moves.action[i]]


@pytest.mark.parametrize("log_sd", [0.7, 3.0])
def test_with_every_receipt_each_holder_gives_what_he_took(log_sd):
    """Waits with log-sd 3 often hit the shortest gap between two stages."""
    n = 1_500
    _, moves, officer, room, seized_at = chain(n, ALWAYS, log_sd=log_sd)
    holder = dict.fromkeys(range(n), HOLDERS.none)
    last = dict.fromkeys(range(n), -1)
    for i in range(moves.at.size):
        exhibit = int(moves.exhibit[i])
        assert moves.from_holder[i] == holder[exhibit], (exhibit, named(moves, i))
        assert moves.at[i] > last[exhibit]
        holder[exhibit], last[exhibit] = int(moves.to_holder[i]), int(moves.at[i])
    ends = set(holder.values()) - set(room.tolist())
    assert ends == {HOLDERS.incinerator}
    first = np.flatnonzero(moves.action == ACTIONS.index("seized"))
    assert moves.to_holder[first].tolist() == officer.tolist()
    assert moves.at[first].tolist() == seized_at.tolist()


def test_the_number_of_steps_follows_from_the_weighings():
    n = 5_000
    readings, moves, *_ = chain(n, ALWAYS)
    net = readings.kind == NET
    lab, court, end = (
        int(np.sum(net & (readings.stage == STAGES.index(stage))))
        for stage in ("lab", "court", "destruction")
    )
    counted = np.bincount(moves.action, minlength=len(ACTIONS))
    assert dict(zip(ACTIONS, counted.tolist(), strict=True)) == {
        "seized": n, "transferred": n + court, "received": lab, "sampled": lab,
        "returned": lab + court, "destroyed": end, "purchased": 0,
    }  # fmt: skip


def test_weights_are_those_last_written_down():
    readings, moves, *_ = chain(800, ALWAYS)
    field, lab, end = (
        {
            int(e): float(v)
            for e, v, s, k in zip(
                readings.exhibit, readings.value, readings.stage, readings.kind, strict=True
            )
            if k == NET and s == STAGES.index(stage)
        }
        for stage in ("field", "lab", "destruction")
    )
    for i in range(moves.at.size):
        exhibit, action = int(moves.exhibit[i]), named(moves, i)
        to_court = HOLDERS.court in (moves.from_holder[i], moves.to_holder[i])
        if action == "destroyed":
            expected = end[exhibit]
        elif action in ("sampled", "returned") or to_court:
            expected = lab.get(exhibit, field[exhibit])
        else:
            expected = field[exhibit]
        assert moves.net_g[i] == expected


def test_missing_receipts_follow_the_beta_of_their_room():
    """Counts by room are beta-binomial; 12 of 132 on average."""
    rooms, each = 400, 50
    _, moves, _, room, _ = chain(rooms * each, Custody(), rooms=rooms)
    transferred = (moves.action == ACTIONS.index("transferred")) & (
        moves.to_holder != HOLDERS.court
    )
    missing = each - np.bincount(moves.to_holder[transferred] - 1000, minlength=rooms)
    law = stats.betabinom(each, 12, 120)
    assert missing.mean() == pytest.approx(law.mean(), abs=4 * law.std() / np.sqrt(rooms))
    for count in (2, 4, 7):
        expected = law.cdf(count)
        error = np.sqrt(expected * (1 - expected) / rooms)
        assert np.mean(missing <= count) == pytest.approx(expected, abs=4 * error)
    received = moves.action == ACTIONS.index("received")
    assert np.all(np.isin(moves.from_holder[received], room))


def test_the_same_seed_gives_the_same_chain():
    first, again = chain(500, Custody(), seed=4)[1], chain(500, Custody(), seed=4)[1]
    for column in ("exhibit", "at", "action", "from_holder", "to_holder", "net_g"):
        assert np.array_equal(getattr(first, column), getattr(again, column))


def test_a_room_keeps_the_rate_that_it_is_given():
    given = np.where(np.arange(4_000) % 20 < 10, 0.0, 0.5)
    _, moves, _, room, _ = chain(4_000, Custody(), missing_rate=given)
    to_room = (moves.action == ACTIONS.index("transferred")) & np.isin(moves.to_holder, room)
    there = np.zeros(4_000, dtype=np.bool_)
    there[moves.exhibit[to_room]] = True
    assert there[given == 0].all()
    assert there[given > 0].mean() == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / 2_000))
    law = stats.beta(12, 120)
    rates = missing_rates(5_000, Custody(), np.random.default_rng(1))
    assert stats.kstest(rates, law.cdf).pvalue > 1e-3
