"""What was tested of a subject's findings, and what is to be asked for next, without repeats?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.report.pages.one_finding import FindingView
from tallystick.report.words.text import sentence


@dataclass(frozen=True)
class Tested:
    """An explanation with what the records say of it, and the finding that it is of."""

    finding: FindingView
    cause: str
    answer: str


@dataclass(frozen=True)
class Request:
    """Something to ask for, and the findings that it would settle."""

    findings: tuple[FindingView, ...]
    words: str


def tested(findings: Iterable[FindingView]) -> tuple[Tested, ...]:
    """Return the explanations that the records could be asked about, with their answers."""
    return tuple(
        Tested(view, cause, answer)
        for view in findings
        for each, (cause, _, answer) in zip(
            view.finding.explanations, view.explanations, strict=True
        )
        if each.explains is not None
    )


def suggested(findings: Iterable[FindingView]) -> tuple[Request, ...]:
    """Return what the findings suggest, each once."""
    return _merged((view, view.suggestion) for view in findings)


def untold(findings: Iterable[FindingView]) -> tuple[Request, ...]:
    """Return how to check what the records cannot tell, each once."""
    return _merged(
        (view, sentence(how))
        for view in findings
        for each, (_, how, _) in zip(view.finding.explanations, view.explanations, strict=True)
        if each.explains is None
    )


def _merged(asked: Iterable[tuple[FindingView, str]]) -> tuple[Request, ...]:
    held: dict[str, tuple[str, list[FindingView]]] = {}
    for view, words in asked:
        same = " ".join(words.casefold().split()).rstrip(".")
        if same:
            _, views = held.setdefault(same, (words, []))
            views += [view] if view not in views else []
    return tuple(Request(tuple(views), words) for words, views in held.values())
