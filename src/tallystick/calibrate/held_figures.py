"""What are the checks of reported totals held to?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tallystick.calibrate.departments import (
    busy,
    days,
    districts,
    in_season,
    long,
    of_narcotics,
    six_years,
)
from tallystick.calibrate.neighbours import DRUGS, NEIGHBOURS, OF_DRUGS, SERIOUS
from tallystick.calibrate.trial import Held, Variant
from tallystick.checks.figures.ratchet.results import OWN_RULE
from tallystick.simulate.figures import METRICS
from tallystick.simulate.single.busy_ends import FILED, PAYDAYS
from tallystick.simulate.single.drug_cases import CAMPAIGN, DUTIES, GONE, GRADUAL, HALF_WAY, LAW
from tallystick.simulate.single.published_values import PRICES, VALUES
from tallystick.simulate.single.target_rules import EVERY, PLAN, Rules
from tallystick.tables import Period

QUARTERS = (Period("quarter", "quarter"),)
REVIEW_DAYS = (
    date(2023, 2, 17), date(2023, 5, 12), date(2023, 8, 25), date(2023, 11, 10),
    date(2024, 2, 9), date(2024, 4, 26), date(2024, 9, 13), date(2024, 11, 22),
    date(2025, 3, 14), date(2025, 5, 23), date(2025, 8, 15), date(2025, 10, 31),
)  # fmt: skip
REVIEWS = (Period("review", ends=REVIEW_DAYS),)
BUDGET_YEARS = (Period("budget year", ends=tuple(date(year, 6, 30) for year in range(2023, 2029))),)
CEILINGS = {"metrics": tuple(replace(metric, direction="at most") for metric in METRICS)}
PORTIONS, STEADY = Rules(portions=True), Rules(steady=True)
RULED = frozenset({"incidents", "reported_figures", "targets"})


def two_rules(rules: Rules, asked: str = OWN_RULE) -> dict[str, Any]:
    """A trial of a department under two rules, in which only these results are counted."""
    return {"tables": RULED, "rules": rules, "asked": asked}


PAIR = {"metrics": DRUGS, "substitutions": OF_DRUGS, "by_nature": True}


def of_drugs(name: str, shift: str = "", by_nature: bool = True) -> Variant:
    """Innocent narcotics units, of whose sales and possession something truly changes."""
    return Variant(name, change=of_narcotics, how={**PAIR, "shift": shift, "by_nature": by_nature})


UNCONTROLLED = tuple(metric for metric in METRICS if not metric.is_control)
FIGURES: dict[str, Held] = {
    "figures.period_end": Held(
        world=days,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant("no control series", how={"metrics": UNCONTROLLED}),
            Variant("judged by quarter", how={"periods": QUARTERS}),
            Variant("judged on named review days", how={"periods": REVIEWS}),
            Variant("judged by budget year", change=six_years, how={"periods": BUDGET_YEARS}),
            Variant("paydays at quarter ends", how={"periods": QUARTERS, "busy": PAYDAYS}),
            Variant("paydays on review days", how={"periods": REVIEWS, "busy": PAYDAYS}),
            Variant(
                "paydays at the ends of budget years",
                change=six_years,
                how={"periods": BUDGET_YEARS, "busy": PAYDAYS},
            ),
            Variant(
                "paydays on review days, no control series",
                how={"periods": REVIEWS, "busy": PAYDAYS, "metrics": UNCONTROLLED},
            ),
            Variant("court papers filed at quarter ends", how={"periods": QUARTERS, "busy": FILED}),
            Variant(
                "festival in the last days of quarters",
                "festival",
                {"first_day": 25, "days": 7, "months": (3, 6, 9, 12)},
                how={"periods": QUARTERS},
            ),
            Variant(
                "festival in the last days of months", "festival", {"first_day": 28, "days": 4}
            ),
        ),
        planted=(
            Variant("back-dating to month ends", "back_dating", {"periods": "month"}),
            Variant(
                "back-dating to quarter ends",
                "back_dating",
                {"periods": "quarter"},
                how={"periods": QUARTERS},
            ),
            Variant(
                "back-dating to review days",
                "back_dating",
                {"review_days": REVIEW_DAYS},
                how={"periods": REVIEWS},
            ),
            Variant("work pushed to month ends", "ratchet", {"mode": "push", "checks": "month"}),
            Variant(
                "work pushed to quarter ends",
                "ratchet",
                {"mode": "push", "checks": "quarter"},
                how={"periods": QUARTERS},
            ),
            Variant(
                "work pushed to review days",
                "ratchet",
                {"mode": "push", "review_days": REVIEW_DAYS},
                how={"periods": REVIEWS},
            ),
            Variant(
                "work pushed to the ends of budget years",
                "ratchet",
                {"mode": "push", "checks": "june"},
                change=six_years,
                how={"periods": BUDGET_YEARS},
            ),
            Variant(
                "back-dating to month ends, no control series",
                "back_dating",
                {"periods": "month"},
                how={"metrics": UNCONTROLLED},
            ),
            Variant(
                "work pushed to month ends, no control series",
                "ratchet",
                {"mode": "push", "checks": "month"},
                how={"metrics": UNCONTROLLED},
            ),
        ),
    ),
    "figures.recount": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("padded figures", figures="raised"),),
    ),
    "figures.ratchet": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        innocent=(
            Variant("levels are ceilings", how=CEILINGS),
            Variant("two rules, every question", how=two_rules(Rules(), "")),
            Variant("two rules, own against other", how=two_rules(Rules())),
            Variant(
                "two rules, season and growth, own against other",
                change=in_season,
                how=two_rules(Rules(growth=0.05)),
            ),
            Variant("two rules, work in portions, every question", how=two_rules(PORTIONS, "")),
            Variant("two rules, work in portions, own against other", how=two_rules(PORTIONS)),
            Variant("two rules, steady work, every question", how=two_rules(STEADY, "")),
            Variant(
                "two rules, a plan of what the portions hold, own against other",
                how=two_rules(replace(PORTIONS, plan_of_portions=True)),
            ),
        ),
        planted=(
            Variant(
                "cases brought forward to meet the year before",
                "ratchet",
                {"mode": "meet"},
                unseen="Three of eight units do it in two Decembers of three years, and they pass "
                "the year before without landing on it to the case, which is what the check tests.",
            ),
            Variant("shortfalls published as met", figures="met"),
            Variant("excesses published as kept to the ceiling", figures="kept", how=CEILINGS),
            Variant(
                "two rules, own against other: shortfalls of three units from the year before",
                figures="met",
                how=two_rules(Rules()),
            ),
            Variant(
                "two rules, own against other: shortfalls of three units from the plan",
                figures="met",
                how=two_rules(Rules(first=PLAN)),
            ),
            Variant(
                "two rules, own against other: shortfalls of every unit from its own level",
                figures=EVERY,
                how=two_rules(Rules()),
            ),
        ),
    ),
    "figures.pace": Held(
        world=long,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        planted=(
            Variant("cases brought forward to meet the year before", "ratchet", {"mode": "meet"}),
        ),
    ),
    "figures.reversion": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("figures raised after a month behind", figures="raced"),),
    ),
    "figures.too_smooth": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("figures drawn to a plan", figures="smoothed"),),
    ),
    "figures.round_targets": Held(
        world=busy,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        innocent=(
            Variant("rates without decimals", how={"decimals": 0}),
            Variant("rates to two decimals", how={"decimals": 2}),
        ),
        planted=(
            Variant("figures brought to round values", figures="rounded"),
            Variant("rates brought to multiples of five", figures="to fives"),
            Variant("rates raised to the next whole value", figures="to wholes"),
        ),
        how={"decimals": 1},
    ),
    "figures.digits": Held(
        world=busy,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(
            Variant("last digits from the head", figures="invented"),
            Variant("figures brought to round values", figures="rounded"),
        ),
    ),
    "figures.substitution": Held(
        world=districts,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            of_drugs("narcotics units"),
            of_drugs("sales that a new law calls possession", LAW),
            of_drugs("sales that become possession over three years", GRADUAL),
            of_drugs("dealers gone from three districts", GONE),
            of_drugs("a campaign against possession in three units", CAMPAIGN),
            of_drugs("three units sent after users in place of dealers", DUTIES),
            of_drugs("three units sent after users, of cases that begin alike", DUTIES, False),
        ),
        planted=(
            Variant("downgrading from half way", "downgrading", {"from_month": HALF_WAY}),
            Variant(
                "downgrading of all complaints from half way",
                "downgrading",
                {"from_month": HALF_WAY, "uncleared_only": False},
            ),
            Variant(
                "sales recorded as possession from half way",
                "downgrading",
                {"from_month": HALF_WAY, "recorded": "possession"},
                change=of_narcotics,
                how=PAIR,
            ),
            Variant(
                "possession recorded as sales from half way",
                "downgrading",
                {"from_month": HALF_WAY, "recorded": "sale"},
                change=of_narcotics,
                how=PAIR,
            ),
        ),
        how={"metrics": SERIOUS, "substitutions": NEIGHBOURS},
    ),
    "figures.valuation": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(
            Variant("one price for all", figures="flat"),
            Variant("a thousand times the value", figures="slipped"),
            Variant("parts that do not add up", figures="misadded"),
        ),
        how={"values": VALUES, "prices": PRICES},
    ),
}
