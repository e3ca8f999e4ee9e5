"""How is a value that does not follow said, so that its reader can do the sum again?"""

from __future__ import annotations

from tallystick.checks.figures.valuation_rules import FLAT, PARTS, PRICE, RATE
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

CRITERIA = {
    FLAT: "A value that is added up from goods of different quality and price is not their number "
    "times one round price.",
    PRICE: "A value divided by the count lies where reference prices of that day lie.",
    RATE: "Two values of the same goods differ by the rate at which their currencies were "
    "exchanged.",
    PARTS: "The figures of the units add up to that of the whole.",
}
TITLES = {
    FLAT: "published figures of {metric} are the count times a round price",
    PRICE: "published figures of {metric} lie outside the reference price",
    RATE: "published figures of {metric} imply another rate than the reference",
    PARTS: "published figures of {metric} of the units do not add up to the total",
}
CAUSES = {
    FLAT: "a price list or tariff that is applied to all, two rounded numbers",
    PRICE: "kilograms written where grams are meant, another product or purity, wholesale against "
    "street prices, a reference of another place",
    RATE: "digits cut off instead of rounded, the rate of another day, a rate fixed for the budget",
    PARTS: "a unit without a figure, central units that report to the whole alone, corrections "
    "made in one place",
}
EFFECTS = {
    FLAT: "The value tells nothing that the count does not.",
    PRICE: "A total in money is then no measure of what was taken.",
    RATE: "At least one of the two values was not reckoned from the goods.",
    PARTS: "Whoever compares units by these figures compares something else than the total says.",
}
ROUNDING = (
    "Figures are taken to be rounded in their last digit that is not zero; where they are exact, "
    "more of them would differ."
)
NO_INTENT = "The sum does not tell who reckoned the figure, from what, or why."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    rule = detail["rule"]
    whose = f"unit {result.subject}: " if result.subject else ""
    broken, sums = int(result.estimate or 0), detail["sums"]
    more = "" if broken == len(sums) else f" The first {len(sums)}:"
    return Finding.of(
        result,
        title=whose + TITLES[rule].format(metric=detail["metric"]),
        criteria=CRITERIA[rule],
        condition=f"{broken:,} of {result.n:,} published figures break this.{more} "
        + "; ".join(sums)
        + ".",
        cause=f"Not established. Rule out first: {CAUSES[rule]}.",
        effect=EFFECTS[rule],
        suggestion="Ask for the working paper behind one of these figures: the list of goods, the "
        "prices and the rate that were used, and their dates.",
        caveats=(ROUNDING, NO_INTENT),
    )
