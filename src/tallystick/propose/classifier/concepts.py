"""The concepts of a column weighed against what public exports call by such words and cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tallystick.propose.classifier.features import features_of
from tallystick.propose.classifier.regression import NOTHING, probabilities
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import FILLS, OWN, Met

UNLIKELY, DECIDED, LIKELY = 0.1, 0.4, 0.5
"""Below the first a concept is dropped, where one label has the second; from the third one is
added. Chosen by cross-validation over agencies (docs/validation.md)."""
WEIGHT = 0.3
"""What the prediction weighs in the score of a concept."""
OF_FIGURES = {"metric": ("offense", "substance", "disposition", "statute"), "unit_id": ("area",)}
"""What tells of published figures beside the concepts of their own columns."""
TOLD_ELSEWHERE = {NOTHING, "measurements.value", "reported_figures.value"}
"""Labels that weigh no concept: what a number measures or counts, words, units and the other
columns tell."""
LEAST_ROWS = 10
"""With fewer rows the values tell too little to weigh."""
OF_ANYTHING = {"incident_id"}
"""What a number in a list of officers or people is called too: no label weighs it."""
OF_PERIODS = {"year", "month", "quarter"}


def with_predictions(look: Look, mets: Mapping[str, Sequence[Met]]) -> dict[str, list[Met]]:
    """Return the concepts of each header without the unlikely ones, and with a likely one."""
    if len(look.rows) < LEAST_ROWS:
        return {header: list(told) for header, told in mets.items()}
    return {
        header: _weighed(header, probabilities(features), mets[header])
        if facets_of(header)
        else list(mets[header])
        for header, features in features_of(look, mets).items()
    }


def _weighed(header: str, likely: Mapping[str, float], told: Sequence[Met]) -> list[Met]:
    best = max(likely, key=lambda label: likely[label])
    decided = likely[best] > DECIDED
    kept = []
    for met in told:
        support = None if _is_named(met) else _support(met.concept, likely)
        if support is None:
            kept.append(met)
        elif support >= UNLIKELY or not decided:
            blended = (1 - WEIGHT) * met.score + WEIGHT * support
            kept.append(replace(met, score=max(met.score, blended)))
    concept = next(iter(_concepts(best)), "")
    known = not concept or any(each.concept == concept for each in kept)
    period = concept == "occurred_at" and facets_of(header) & OF_PERIODS
    if known or period or best in TOLD_ELSEWHERE or likely[best] < LIKELY:
        return kept
    why = f"{likely[best]:.0%} likely, judged by the exports of other agencies"
    return [*kept, Met(concept, likely[best], why)]


def _is_named(met: Met) -> bool:
    """Whether the header is a whole term of the concept, which no likeness outweighs."""
    return met.score >= OWN and not met.by_values


def _support(concept: str, likely: Mapping[str, float]) -> float | None:
    """The probability of all labels that a concept may fill; None where its own is not learned."""
    if concept in OF_ANYTHING:
        return None
    if not any(concept in _own(label) for label in likely.keys() - TOLD_ELSEWHERE):
        return None
    return sum(each for label, each in likely.items() if concept in _concepts(label))


def _own(label: str) -> tuple[str, ...]:
    """The concepts of a canonical column itself, the likeliest first."""
    table, _, column = label.rpartition(".")
    return FILLS.get(table, {}).get(column, ()) if table else (column,)


def _concepts(label: str) -> tuple[str, ...]:
    """The concepts that may fill a canonical column, or tell the same where rows are others."""
    table, _, column = label.rpartition(".")
    if table == "named_officers":
        return ("officer_id", "badge")
    return _own(label) + (OF_FIGURES.get(column, ()) if table == "reported_figures" else ())
