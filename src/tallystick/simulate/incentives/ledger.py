"""What did a decided world cost whom, and what was truly done in it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.incentives.decision import (
    COUNTED,
    REASONS,
    SANCTIONS,
    Decision,
    Floats,
    Ints,
    Opportunity,
    Planted,
    Staff,
)
from tallystick.simulate.incentives.filters import gamed, ordinary
from tallystick.simulate.incentives.forecast import case_credit, serious_share
from tallystick.simulate.incentives.settings import Incentives, Regime
from tallystick.simulate.incentives.use import left
from tallystick.simulate.incentives.use_cases import KINDS, WAYS, cases, use_credit, ways
from tallystick.simulate.incentives.worth import ACT, EARLY_SHARE

HOURS_A_MONTH = 160.0
LOST = ("unrecord", "unfound")


def ledger(
    decision: Decision,
    staff: Staff,
    opportunity: Opportunity,
    planted: Sequence[Planted],
    settings: Incentives,
) -> dict[str, float]:
    """Add up harm, benefit and cost over a whole world: one number for each name.

    `planted` are the entries of the decision, in its order. ``true`` and ``reported`` are in
    units of the regime's figure. ``acts.<act>`` are records made, buyers arrested (supply) or the
    number to be expected (acts on single exhibits or complaints). Persons charged wrongly are
    those of made cases that the laboratory and the prosecutor let pass; ``months`` what
    convictions of them, and of weights that were moved, add in imprisonment. ``officer_hours``
    went into records made for the figure, each record of a month taken to be as long as another;
    ``auditor_hours`` into audits. Those sanctioned are persons, each counted once.
    ``use.<kind>.<way>`` are cases of use, and where they go: ``criminal``, ``displaced``,
    ``administrative`` or ``gone``; ``use_arrested`` and ``use_fined`` (or put to service) are
    persons of administrative cases, ``use_months`` the imprisonment on those that stay a crime, as
    long as on a case that was made; ``arrest_days`` are those of administrative cases, and
    ``arrest_days_wrongly`` of buyers among them.

    ValueError under a reform: no one figure counts in all years, so that `by_year` has to add up.
    """
    if settings.reform is not None:
        raise ValueError("a world with a reform has a ledger by year alone")
    unit = np.maximum(staff.unit_of, 0)
    acts = {act: 0.0 for act in ACT} | acts_done(decision, opportunity, planted, unit)
    gone = left(settings.use, staff)
    of_use = cases(decision, opportunity, planted, unit)
    where = {kind: ways(number, gone, settings.use) for kind, number in of_use.items()}
    serious = decision.honest * serious_share(opportunity)[unit] * decision.serious
    uncounted = use_credit(settings.regime) * float((of_use["honest"] * gone).sum())
    true = figure_true(decision, opportunity, settings.regime, unit)
    return {
        **charged(acts, float((decision.sales.sum(axis=0) * gone).sum()), settings),
        **used(where, settings),
        "arrest_days_wrongly": _days(settings) * where["supply"]["administrative"],
        "complaints_lost": lost(decision, opportunity, planted, unit),
        "cases": float(decision.honest.sum()),
        "serious_solved": float(serious.sum()),
        "officer_hours": made_hours(decision, staff),
        "auditor_hours": float(decision.audited.sum()) * settings.audits.hours,
        **found_out(decision),
        "reported": float(decision.reported.sum()) - uncounted,
        "true": true - uncounted,
        **{f"acts.{act}": number for act, number in acts.items()},
        **{f"use.{kind}.{way}": where[kind][way] for kind in KINDS for way in WAYS},
    }


def charged(acts: Mapping[str, float], no_case: float, settings: Incentives) -> dict[str, float]:
    """Persons charged and convicted wrongly, and months; `no_case` buyers are charged with none."""
    filters, harm = settings.in_force, settings.harm
    made = (
        (acts["ghost"], gamed(filters)),
        (acts["supply"] - no_case, gamed(filters, real_substance=True)),
    )
    convicted = sum(number * fate.convicted for number, fate in made)
    moved = acts["threshold"] * ordinary(filters).convicted
    return {
        "persons_charged_wrongly": sum(number * (1 - fate.dismissed) for number, fate in made),
        "persons_convicted_wrongly": convicted,
        "months": convicted * harm.months_made + moved * harm.months_moved,
    }


def used(where: Mapping[str, Mapping[str, float]], settings: Incentives) -> dict[str, float]:
    """What becomes of persons in cases of use; `where` has the cases by kind and way."""
    administrative = sum(each["administrative"] for each in where.values())
    criminal = sum(each["criminal"] for each in where.values())
    convicted = ordinary(settings.in_force).convicted
    return {
        "use_arrested": settings.use.arrested * administrative,
        "use_fined": (1 - settings.use.arrested) * administrative,
        "use_months": criminal * convicted * settings.harm.months_made,
        "arrest_days": _days(settings) * administrative,
    }


def _days(settings: Incentives) -> float:
    """Days of arrest to be expected of an administrative case."""
    return settings.use.arrested * settings.use.days


def found_out(decision: Decision) -> dict[str, float]:
    """Who was sanctioned, which schemes there were, and what was reported and checked."""
    persons, dismissed = sanctioned(decision.struck)
    reports = decision.reports
    return {
        "sanctioned": persons,
        "dismissed": dismissed,
        "sanctioned_innocent": float(decision.falsely.sum()),
        "reports_true": float(reports.true.sum()),
        "reports_false": float(reports.false.sum()),
        "reports_checked": float(reports.checked.sum()),
        "reports_checked_false": float(reports.checked_false.sum()),
        "schemes_begun": float(len(decision.schemes.entry)),
        "schemes_begun_by_chiefs": float(decision.schemes.by_chief.sum()),
        "chiefs_out": float(decision.chiefs_out.sum()),
        "schemes_stopped_before_sale": stopped_early(decision),
    }


def figure_true(decision: Decision, opportunity: Opportunity, regime: Regime, unit: Ints) -> float:
    """The regime's figure of the honest cases alone."""
    return float((decision.honest * case_credit(opportunity, regime)[unit]).sum())


def acts_done(
    decision: Decision, opportunity: Opportunity, planted: Sequence[Planted], unit: Ints
) -> dict[str, float]:
    """How often each planted act was done; `unit` is [O, M], 0 where nobody serves."""
    done: dict[str, float] = {}
    for place, each in enumerate(planted):
        number = float(act_by_month(decision, opportunity, planted, unit, place).sum())
        done[each.act] = done.get(each.act, 0.0) + number
    return done


def act_by_month(
    decision: Decision, opportunity: Opportunity, planted: Sequence[Planted], unit: Ints, place: int
) -> Floats:
    """How often one planted entry was done; [O, M], of supply the buyers [schemes, M]."""
    act = planted[place].act
    if act == "supply":
        return np.asarray(decision.sales[decision.schemes.entry == place] + 0.0)
    if act in COUNTED:
        return np.asarray(decision.added[place] + 0.0)
    per: dict[str, float | NDArray[np.float64]] = {
        "case": 1.0,
        "early": EARLY_SHARE,
        "band": opportunity.band[unit],
        "complaint": opportunity.complaint[unit],
    }
    return np.asarray(decision.honest * per[ACT[act].per] * decision.propensity[place])


def lost(
    decision: Decision, opportunity: Opportunity, planted: Sequence[Planted], unit: Ints
) -> float:
    """Complaints that were not recorded or called none, to be expected."""
    kept = np.ones(unit.shape)
    for place, each in enumerate(planted):
        if each.act in LOST:
            kept = kept * (1 - decision.propensity[place])
    return float((decision.honest * opportunity.complaint[unit] * (1 - kept)).sum())


def made_hours(decision: Decision, staff: Staff) -> float:
    """Hours on duty that went into records made for the figure, spread evenly over records."""
    made: Floats = np.zeros(staff.unit_of.shape)
    for each in decision.added:
        made = made + each
    np.add.at(made, decision.schemes.officer, decision.sales)
    return float((staff.duty * HOURS_A_MONTH * made / np.maximum(made + decision.honest, 1)).sum())


def sanctioned(struck: Ints) -> tuple[float, float]:
    """How many persons were sanctioned, and how many lost the post; `struck` is [O, M].

    Who fills a post after a dismissal is another person.
    """
    out = struck == SANCTIONS.index("out")
    holder = np.cumsum(out, axis=1) - out
    post, month = np.nonzero(struck)
    persons = np.unique(np.column_stack([post, holder[post, month]]), axis=0)
    return float(len(persons)), float(out.sum())


def stopped_early(decision: Decision) -> float:
    """Schemes that ended, for whatever reason, before their first sale."""
    ended = decision.schemes.reason != REASONS.index("running")
    return float((ended & (decision.schemes.first_sale < 0)).sum())
