"""Are goods signed out and bought at the declared rates, given back in order, and told apart?"""

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.chunk import NONE
from tallystick.simulate.oddities.goods_on_loan import BOUGHT_FOR, PROCESS
from tallystick.tables.custody import ACTIONS

SEIZED, TRANSFERRED, RETURNED, PURCHASED, DESTROYED = (
    ACTIONS.index(name) for name in ("seized", "transferred", "returned", "purchased", "destroyed")
)


def month(dose, seed=1, **options):
    return month_with(
        lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="readings"
    )


def rows(chunk, detail):
    """Exhibit, moment and officer of every label of this detail."""
    found = [label.keys for label in chunk.labels.labels if label.detail == detail]
    return {
        (int(e), int(at)): int(who)
        for keys in found
        for e, at, who in zip(keys["exhibit"], keys["at"], keys["officer"], strict=True)
    }


def stored(chunk):
    """The exhibits that an officer handed in to a room, and those with a day before the next."""
    moved = chunk.handovers
    by_officer = (moved["action"] == TRANSFERRED) & (moved["from_holder"] < chunk.force.officers)
    handed = dict(zip(moved["exhibit"][by_officer].tolist(), moved["at"][by_officer].tolist(),
                      strict=True))  # fmt: skip
    following = {
        e: min((at for x, at in zip(moved["exhibit"].tolist(), moved["at"].tolist(), strict=True)
                if x == e and at > when), default=2**40)
        for e, when in list(handed.items())[:80]
    }  # fmt: skip
    return handed, following


@pytest.mark.parametrize(("dose", "lent"), [(1.0, 0.5), (0.4, 0.5), (1.0, 0.1)])
def test_the_share_of_stored_exhibits_that_are_signed_out(dose, lent):
    before, out = 0, 0
    for seed in range(4):
        chunk = month(dose, seed, lent=lent)
        handed, _ = stored(month(0.0, seed))
        before += len(handed)
        out += len(rows(chunk, "lent")) + len(rows(chunk, "lent, no receipt"))
    share = dose * lent
    assert abs(out / before - share) < 0.03 + 4 * np.sqrt(share * (1 - share) / before)


def test_what_is_lent_goes_to_its_officer_and_comes_back_before_the_next_row():
    chunk = month(1.0, lent=1.0, unreceipted=0.0)
    handed, following = stored(month(0.0))
    out, back = rows(chunk, "lent"), rows(chunk, "given back")
    assert {e for e, _ in out} == {e for e, _ in back}
    returned = dict(back)
    for (exhibit, at), officer in list(out.items()):
        (then,) = [when for e, when in returned if e == exhibit]
        assert handed[exhibit] < at < then
        assert returned[exhibit, then] == officer
        assert then - at <= 14 * 1440
        if exhibit in following:
            assert then < following[exhibit]
    assert not rows(chunk, "lent, no receipt")


def test_the_share_of_ways_back_without_a_receipt():
    chunk = month(1.0, lent=1.0, unreceipted=0.3)
    missing, whole = len(rows(chunk, "lent, no receipt")), len(rows(chunk, "lent"))
    assert abs(missing / (missing + whole) - 0.3) < 4 * np.sqrt(0.21 / (missing + whole))
    assert len(rows(chunk, "given back")) == whole
    returned = (chunk.handovers["action"] == RETURNED).sum()
    assert returned == (month(0.0).handovers["action"] == RETURNED).sum() + whole


def test_controlled_purchases_are_bought_before_their_seizure_and_handed_in_or_booked_again():
    plain = month(0.0)
    buys = plain.cases["key"][plain.cases["origin"] == BOUGHT_FOR]
    seized = plain.handovers["action"] == SEIZED
    buys = np.intersect1d(buys, plain.handovers["case"][seized])
    assert len(buys) > 20
    chunk = month(1.0, lent=0.0, unreceipted=0.2, renumbered=0.4)
    kinds = [rows(chunk, f"bought{more}") for more in ("", ", another number", ", no receipt")]
    assert sum(map(len, kinds)) == len(buys)
    handed = rows(chunk, "handed in")
    assert {e for e, _ in handed} == {e for e, _ in kinds[0]}
    assert kinds[1]
    moved = chunk.handovers
    bought = moved["action"] == PURCHASED
    assert bought.sum() == len(buys)
    assert (moved["case"][bought] == NONE).all()
    assert (moved["from_holder"][bought] == NONE).all()
    starts = {(int(o), int(at), float(g)) for o, at, g in zip(
        moved["to_holder"][moved["action"] == SEIZED], moved["at"][moved["action"] == SEIZED],
        moved["net_g"][moved["action"] == SEIZED], strict=True)}  # fmt: skip
    for officer, at, grams in zip(moved["to_holder"][bought], moved["at"][bought],
                                  moved["net_g"][bought], strict=True):  # fmt: skip
        assert (int(officer), int(at) + 60, float(grams)) in starts


def test_no_reading_and_no_case_is_changed():
    chunk, before = month(1.0, lent=1.0), month(0.0)
    for part in ("cases", "readings", "roles"):
        ours, theirs = getattr(chunk, part), getattr(before, part)
        assert all(ours[name].tobytes() == theirs[name].tobytes() for name in ours.names)


def test_the_ways_back_that_a_colleague_gives_or_that_are_dated_before():
    ways = {"by_colleague": 0.3, "misdated": 0.2}
    chunk = month(1.0, lent=1.0, unreceipted=0.0, **ways)
    out = rows(chunk, "lent")
    own, other, early = (
        rows(chunk, f"given back{how}") for how in ("", ", by a colleague", ", dated before")
    )
    assert len(own) + len(other) + len(early) == len(out)
    for found, share in ((other, 0.3), (early, 0.2)):
        assert abs(len(found) / len(out) - share) < 4 * np.sqrt(share * (1 - share) / len(out))
    went = {exhibit: at for exhibit, at in out}
    assert all(60 <= went[exhibit] - at < 180 for exhibit, at in early)
    assert all(at > went[exhibit] for exhibit, at in (*own, *other))
    moved = chunk.handovers
    givers = {
        (int(e), int(at)): int(who)
        for e, at, who, action in zip(
            moved["exhibit"], moved["at"], moved["from_holder"], moved["action"], strict=True
        )
        if action == RETURNED
    }
    unit_of = chunk.force.unit_of[:, chunk.month]
    assert all(givers[key] == who for key, who in (*own.items(), *early.items()))
    assert all(givers[key] != who for key, who in other.items())
    assert all(unit_of[givers[key]] == unit_of[who] for key, who in other.items())
