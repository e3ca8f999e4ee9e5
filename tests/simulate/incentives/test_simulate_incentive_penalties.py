"""Do penalties follow the law of the day, and do longer terms deter as gamma says?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, everything, world
from pydantic import ValidationError

from tallystick.simulate.incentives import (
    Audits,
    Deterrence,
    Incentives,
    Penalty,
    Planted,
    Regime,
    decide,
)
from tallystick.simulate.incentives.losses import losses
from tallystick.simulate.incentives.worth import ACT
from tallystick.simulate.streams import Streams
from tallystick.statutes.answering import answer
from tallystick.statutes.question import Question
from tallystick.statutes.shelf import pack_of

# An official's sale: 297(3), 10 to 15 years; from 3 March 2025 297(4), 15 to 20.
LAW = (
    Penalty(act="supply", months=150),
    Penalty(act="supply", from_month="2025-03", months=210, fine=2),
    Penalty(act="ghost", from_month="2024-06", months=36),
)
STAFF = replace(FORCE, first_year=2024)


def middle(day):
    """The middle of the range, in months, for an official's sale of 1,050 g of cannabis."""
    asked = Question(
        on=day,
        substance="cannabis",
        amount=Decimal(1050),
        act="sale",
        circumstances=("oath", "official_position"),
    )
    (charge,) = answer(pack_of("KZ"), asked).charges.found
    return float(charge.penalty.prison_min_years + charge.penalty.prison_max_years) * 6


def test_the_months_are_those_of_the_law_pack_on_the_day():
    assert middle(date(2024, 1, 1)) == middle(date(2025, 3, 2)) == LAW[0].months
    assert middle(date(2025, 3, 3)) == LAW[1].months


def test_what_is_lost_by_month_by_hand():
    lost = losses(tuple(reversed(LAW)), 2.0, STAFF)
    np.testing.assert_allclose(lost["supply"][:14], 2 + np.log(1 + 12.5))
    np.testing.assert_allclose(lost["supply"][14:], 2 + np.log(1 + 17.5) + 2)
    np.testing.assert_allclose(lost["ghost"][:5], ACT["ghost"].penalty)
    np.testing.assert_allclose(lost["ghost"][5:], 2 + np.log(4))
    assert (lost["copied"] == ACT["copied"].penalty).all()


def test_a_law_changes_only_its_act_from_its_month_on():
    law = {"penalties": (Penalty(act="copied", from_month="2025-01", months=600),)}
    audits = Audits(chance=1.0, independence=1.0, sanction=1.0)
    acts = [Planted("copied", 1.0, EVERYWHERE)]

    def decided(**keys):
        settings = Incentives(regime=Regime(kind="prior_year"), audits=audits, **keys)
        return decide(STAFF, CHANCES, acts, settings, Streams(1)).propensity[0]

    before, after = decided(), decided(**law)
    np.testing.assert_array_equal(before[:, :12], after[:, :12])
    assert after[:, 12].sum() < before[:, 12].sum()


def test_longer_terms_deter_less_the_smaller_gamma_is():
    audits = Audits(chance=0.3, independence=1.0, sanction=1.0)
    falls = []
    for gamma in (1.0, 0.6, 0.3, 0.1):
        sums = []
        for months in (150, 210):
            law = tuple(Penalty(act=act, months=months) for act in ("ghost", "witness"))
            decision = world(
                everything(),
                regime=Regime(kind="prior_year"),
                audits=audits,
                deterrence=Deterrence(gamma=gamma),
                penalties=law,
            )
            sums.append(decision.propensity[5].sum())
        falls.append(1 - sums[1] / sums[0])
    assert falls == sorted(falls, reverse=True)
    assert falls[-1] > 0


@pytest.mark.parametrize(
    ("penalty", "told"),
    [
        ({"act": "theft"}, "theft: no such act"),
        ({"act": "ghost", "from_month": "2025-13"}, "String should match"),
        ({"act": "ghost", "months": -1}, "greater than or equal to 0"),
        ({"act": "ghost", "years": 3}, "Extra inputs"),
    ],
)
def test_penalties_that_cannot_be_are_refused(penalty, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate({"penalties": [penalty]})
