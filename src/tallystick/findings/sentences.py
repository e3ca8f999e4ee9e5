"""The sentences of a finding, by the names of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tallystick.findings.finding import Finding

SENTENCES = ("title", "criteria", "condition", "cause", "effect", "suggestion")
STORED = ("estimand", "aspect")
"""Texts that are stored as they are: the page reckons with them."""
WORDS = (*SENTENCES, *STORED)
CAPTION = "caption"
CAPTIONS = (CAPTION, "subcaption", "x_label", "y_label", "mark_label")


def sentences_of(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield every part of a finding that is written in words, with its name: ``caveats.0``."""
    for name in WORDS:
        yield name, getattr(finding, name)
    for place, caveat in enumerate(finding.caveats):
        yield f"caveats.{place}", caveat
    if finding.picture is not None:
        for name in CAPTIONS:
            yield f"picture.{name}", getattr(finding.picture, name)


def with_sentences(finding: Finding, words: Mapping[str, str]) -> Finding:
    """Return `finding` with the parts in `words`, by their names, in place of its own."""
    changes: dict[str, Any] = {name: words[name] for name in WORDS if name in words}
    changes["caveats"] = tuple(
        words.get(f"caveats.{place}", caveat) for place, caveat in enumerate(finding.caveats)
    )
    drawn: dict[str, Any] = {
        name: words[f"picture.{name}"] for name in CAPTIONS if f"picture.{name}" in words
    }
    if finding.picture is not None and drawn:
        changes["picture"] = replace(finding.picture, **drawn)
    return replace(finding, **changes)
