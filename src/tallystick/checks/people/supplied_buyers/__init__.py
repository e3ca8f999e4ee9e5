"""Does one person who is never charged stand behind many people who are?

Criteria
    Who is named as the supplier of others is sooner or later charged too, about as often as other
    suppliers of the unit and of its sister units are; and those arrested through one supplier
    come from whatever officers work that place.
Test
    A streak is the different people arrested in a row through one source, the supplier of their
    case or the informant in it, while the source was not charged. What one officer does in one day
    counts once. Its length counts those who name a supplier, and as many more at most for whom the
    same person is the informant.
    H0: whether the next event of a source is another's arrest or its own charge is a draw with a
    chance that differs from source to source by a beta law, learnt from the first five events of
    each. H1: the streak is longer than that.
    One-sided, per unit: the larger of two chances, by the law of all other suppliers and by that
    of the unit's others, times the number of its streaks. A supplier may stay uncharged for
    ordinary reasons that no law of others knows, and so a streak of 6 or more is named only where
    the days on which it names the supplier passed through fewer officers than chance gives at 1 %,
    of all days of drug arrests in the same areas and months (the days of source and officers kept).
    Such a supplier is so named in 1 of 100 at most, and p says nothing of him. The streak of a
    source that is never charged is a lead at most where as many officers as usual made it.
    Estimate: the length of the streak. Fewer than 20 other suppliers with a second event, or
    suppliers who are hardly ever charged: insufficient.
    Not told apart: a scheme from an investigation by one team whose last step is to come; the
    records that could are requested. Not asked: informants whom no case names as a supplier. They
    are not charged, by agreement.
Cause, innocent first
    An investigation whose team takes the buyers first and the supplier last, or whose last step
    lies after the records end; a registered informant under the control of a court or prosecutor;
    a controlled delivery; a supplier abroad, dead, in custody or charged by another agency; a name
    that buyers have learned to give.

References
    Knorre 2020, police-made drug cases in Russia; Griffiths 1973, Biometrics 29(4), the
    beta-binomial law; Berger 1982, Technometrics 24(4), the larger p-value of two tests;
    Besag & Clifford 1989, Biometrika 76(4), drawn p-values.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.people.supplied_buyers import query, results
from tallystick.checks.proposed import LEAD_AT_MOST
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.tables.store import Tables

SOON_DAYS = 180


def cases(tables: Tables, result: Result) -> Relation:
    """The cases of the streak in order: who, when, how it began, how much; no one by name."""
    rows = query.streak_of(tables, result)
    rows = rows.left_join(query.weighed(tables), "incident_id")
    return rows.select(
        "incident_id", "at", "officer_id", "area_id", "origin",
        centre=rows.person_id,
        centre_is=ibis.ifelse(rows.supplied == 1, "supplier", "informant"),
        arrested=rows.buyer,
        net_weight_g=rows.milli / MILLI,
    )  # fmt: skip


def _charged_in_the_end(tables: Tables, result: Result) -> Relation:
    """Links of the streak after which the source was arrested within half a year."""
    rows, known = query.streak_of(tables, result), query.PARTIES(tables)
    charges = known.filter(known[query.SUBJECT] == 1).select("person_id", charged_at="at")
    pairs = rows.inner_join(charges, "person_id")
    soon = pairs.filter(
        pairs.charged_at > pairs["at"],
        pairs.charged_at <= pairs["at"] + ibis.interval(days=SOON_DAYS),
    )
    return part_of(soon.select("incident_id", "buyer").distinct(), rows)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    return {
        "informed": detail["people"] - detail["named"],
        "usual_hands": LEAD_AT_MOST in detail,
        "has_origin": any(each["origin"] for each in detail["origins"]),
    }


CHECK = declared(
    __name__,
    needs=query.NEEDS,
    query=query.streak_counts,
    test=results.test,
    listed=query.streak_of,
    cases=cases,
    order=("at", "incident_id", "arrested"),
    causes={
        "charged_in_the_end": Cause(counts=_charged_in_the_end),
        "informant": Cause(lambda rows: rows.supplied == 0),
        "delivered": Cause(
            lambda rows: rows.origin == "controlled_delivery", needs={"incidents": ("origin",)}
        ),
    },
    constants={"fewest": results.FEWEST_SOURCES, "soon_days": SOON_DAYS},
    values=_values,
    shares=(query.PARTIES, query.LINKS),
    broken_by=("cases", "outcomes"),
)
run = CHECK.run
