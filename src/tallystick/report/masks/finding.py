"""A finding with masks in place of the names in its values, and its sentences made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tallystick.findings import Explanation, Finding, Named
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.named import mapped
from tallystick.findings.sentences import sentences_of, with_sentences
from tallystick.findings.words import ENGLISH, told_again, words_of
from tallystick.report.masks.mask import Mask
from tallystick.report.words.wording import say

WORN = "\ue000"
"""A letter that Unicode gives to nobody, before a mask in words that are made anew."""
SPELLED = re.compile(f"\\b(unit|officer) (?={WORN})", re.IGNORECASE)


def finding_masked(finding: Finding, mask: Mask) -> Finding:
    """Return a finding with its sentences made anew of masked values, or withheld without any."""
    subject, kind = finding.subject, finding.subject_kind
    samples: list[str] = []
    mapped(finding.values, lambda name: samples.append(name) if name.kind == "any" else None)
    worn = finding.with_(
        subject=subject if kind == "agency" else _worn(Named(subject, kind), mask),
        aspect=text_masked(finding.check, finding.aspect, mask, samples),
        estimand=text_masked(finding.check, finding.estimand, mask),
        values=_masked(finding.check, finding.values, mask),
        explanations=tuple(_explanation(each, mask) for each in finding.explanations),
    )  # fmt: skip
    told = told_again(worn, ENGLISH)
    if told is None:
        told = with_sentences(
            worn,
            {
                part: _withheld(text, finding, mask)
                for part, text in sentences_of(worn)
                if not isinstance(text, KeyedText)
            },
        )
    bare = {
        part: _bare(text) for part, text in sentences_of(told) if not isinstance(text, KeyedText)
    }
    told = with_sentences(told, bare)
    return told.with_(subject=_bare(told.subject), values=mapped(told.values, _without_mark))


def _masked(check: str, value: Any, mask: Mask) -> Any:
    """A value with masks, each with a mark before it, for its names."""
    if isinstance(value, Named):
        return Named(_worn(value, mask), value.kind)
    if isinstance(value, KeyedText):
        return _made_again(check, value, mask)
    if isinstance(value, str):
        return mask.in_words(value)
    if isinstance(value, Mapping):
        return {key: _masked(check, each, mask) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(check, each, mask) for each in value]
    return value


def _made_again(check: str, text: KeyedText, mask: Mask) -> KeyedText:
    """A text made of its key and masked values; where no words have it, with its names hidden."""
    words = words_of(check, ENGLISH)
    values = _masked(check, text.values, mask)
    if words is None or not words.holds(text.key):
        return KeyedText(mask.in_words(text), text.key, values)
    return KeyedText(words.text(words.entry(text.key), values), text.key, values)


def text_masked(check: str, text: str, mask: Mask, samples: Iterable[str] = ()) -> str:
    """Return an aspect, an estimand or a reason with masks in place of the names in its values.

    One without a key is masked word by word; it may end in one of the `samples`.
    """
    if not isinstance(text, KeyedText):
        return aspect_masked(text, samples, mask)
    made = _made_again(check, text, mask)
    return KeyedText(_bare(made), text.key, mapped(made.values, _without_mark))


def _worn(name: Named, mask: Mask) -> str:
    told = mask.in_code(name) if name.kind == "any" else mask.exact(name.kind, name)
    return told if told == name else f"{WORN}{told}"


def aspect_masked(aspect: str, samples: Iterable[str], mask: Mask) -> str:
    """Return an aspect with masks; it may end in one of the `samples`, texts of the records."""
    ending = next((each for each in samples if aspect.endswith(each)), "")
    return mask.in_words(aspect.removesuffix(ending)) + mask.in_code(ending)


def _bare(text: str) -> str:
    """The words without the marks of masks, and without the kind that a mask says itself."""
    return SPELLED.sub("", text).replace(WORN, "")


def _without_mark(name: Named) -> Named:
    return Named(name.removeprefix(WORN), name.kind)


def _withheld(text: str, finding: Finding, mask: Mask) -> str:
    """A sentence that no values tell: with its subject masked, and withheld for any other name."""
    kind, subject = finding.subject_kind, finding.subject
    parts = text.split(f"{kind} {subject}") if subject else [text]
    if any(name for part in parts for name in mask.names_in(part)):
        return say("mask.withheld")
    return mask.exact(kind, subject).join(parts) if subject else text


def _explanation(each: Explanation, mask: Mask) -> Explanation:
    return replace(
        each,
        cause=mask.in_words(each.cause),
        how_to_check=mask.in_words(each.how_to_check),
        answer=mask.in_words(each.answer),
    )
