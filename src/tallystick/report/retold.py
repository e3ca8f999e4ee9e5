"""Which texts of a finding and of a run's account are told in the reader's language?

What the page reckons with stays as it is stored: the estimand, which says the scale, and the
aspect, by which a finding is told from the tests without one. They are told where they are shown.
"""

from __future__ import annotations

from dataclasses import replace

from tallystick.findings import Explanation, Finding, Funnel, Picture, RunRecord
from tallystick.report.text import like
from tallystick.report.told import GENERAL, tell
from tallystick.report.wording import ENGLISH, language

FINDING = ("title", "criteria", "condition", "cause", "effect", "suggestion")


def finding(of: Finding) -> Finding:
    """Return a finding with its texts in the language spoken now."""
    if language() == ENGLISH:
        return of
    check = of.check
    return of.with_(
        **{each: tell(check, getattr(of, each)) for each in FINDING},
        caveats=tuple(tell(check, each) for each in of.caveats),
        picture=of.picture and _picture(check, of.picture),
    )


def explanations(of: Finding) -> tuple[Explanation, ...]:
    """Return the explanations of a finding with their texts in the language spoken now."""
    return tuple(
        replace(
            each,
            cause=tell(of.check, each.cause),
            how_to_check=tell(of.check, each.how_to_check),
            answer=tell(of.check, each.answer),
        )
        for each in of.explanations
    )


def _picture(check: str, of: Picture | Funnel) -> Picture | Funnel:
    return replace(
        of,
        caption=tell(check, of.caption),
        subcaption=tell(check, of.subcaption),
        x_label=tell(check, of.x_label),
        y_label=tell(check, of.y_label),
        mark_label=_mark(check, of.mark_label),
    )


def _mark(check: str, label: str) -> str:
    """Return "50 g: the citation" with its place told and the citation as the law writes it."""
    place, colon, citation = label.partition(": ")
    if not colon:
        return tell(check, label)
    told = tell(check, place)
    return like(told, f"{told}: {citation}")


def run(of: RunRecord) -> RunRecord:
    """Return the account of a run with its sentences in the language spoken now."""
    if language() == ENGLISH:
        return of
    return replace(
        of,
        inputs=tuple(replace(each, note=tell(GENERAL, each.note)) for each in of.inputs),
        exclusions=tuple(
            replace(each, reason=tell(GENERAL, each.reason)) for each in of.exclusions
        ),
        checks=tuple(replace(each, question=tell(each.name, each.question)) for each in of.checks),
        not_run=tuple(
            replace(each, question=tell(owner(each.name), each.question),
                    why=tell(owner(each.name), each.why))
            for each in of.not_run
        ),
        notes=tuple(tell(GENERAL, each) for each in of.notes),
    )  # fmt: skip


def owner(name: str) -> str:
    """Return the check that a rule belongs to: ``records.integrity: order.x`` is of the former."""
    return name.partition(":")[0]
