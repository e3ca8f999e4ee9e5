"""Where do the words of a finding name a unit or an officer?

A name cannot be looked for in a sentence: a unit may be called "1" or "the". So the finding is
described again, of the same result with a stand-in for each name, and the places of the stand-ins
are taken. With the names put back, the words must be those of the finding to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tallystick.audit.selection import AnyCheck
from tallystick.checks import Check
from tallystick.findings import Finding, Mention, NameKind, Result
from tallystick.findings.naming import renamed, words_of
from tallystick.tables.store import Tables

Name = tuple[NameKind, str]
# Letters that Unicode gives to nobody; a stand-in sorts as the name for which it stands.
STAND_IN = "\ue000{:07d}\ue001"
STANDS = re.compile("\ue000([0-9]{7})\ue001")


def mentions(
    check: AnyCheck, result: Result, tables: Tables, finding: Finding
) -> tuple[Mention, ...] | None:
    """Return every place in the words of `finding`, which `check` made of `result`, with a name.

    None where the words with stand-ins are other words, so that the places are not known.
    """
    if not isinstance(check, Check):
        return ()
    names = _names(check, result)
    if not names:
        return ()
    try:
        other = check.describe(_with_stand_ins(check, result, names), tables)
    except (LookupError, TypeError, ValueError):
        return None
    found: list[Mention] = []
    told, again = dict(words_of(finding)), dict(words_of(other))
    if told.keys() != again.keys():
        return None
    for part, text in told.items():
        words, places = _put_back(part, again[part], names)
        if words != text:
            return None
        found += places
    return tuple(found)


def _names(check: Check, result: Result) -> list[Name]:
    """The names in a result, in the order of the texts; the last kind of a text sorts last."""
    held: set[Name] = set()
    if result.subject_kind != "agency" and result.subject:
        held.add((result.subject_kind, result.subject))

    def take(kind: NameKind, name: str) -> str:
        held.add((kind, name))
        return name

    renamed(result.detail, check.names, take)
    return sorted(held, key=lambda each: (each[1], each[0]))


def _with_stand_ins(check: Check, result: Result, names: list[Name]) -> Result:
    stand_ins: Mapping[Name, str] = {
        name: STAND_IN.format(place) for place, name in enumerate(names)
    }
    aspect = result.aspect
    for kind, name in names:
        if kind == "any" and aspect.endswith(name):
            aspect = aspect.removesuffix(name) + stand_ins[kind, name]
    subject = result.subject
    if result.subject_kind != "agency" and subject:
        subject = stand_ins[result.subject_kind, subject]
    detail = renamed(result.detail, check.names, lambda kind, name: stand_ins[kind, name])
    return replace(result, subject=subject, aspect=aspect, detail=detail)


def _put_back(part: str, text: str, names: list[Name]) -> tuple[str, list[Mention]]:
    """The words with the names in place of the stand-ins, and where the names are."""
    words, places = "", []
    at = 0
    for stands in STANDS.finditer(text):
        kind, name = names[int(stands[1])]
        words += text[at : stands.start()]
        places.append(Mention(part, len(words), len(words) + len(name), kind, name))
        words, at = words + name, stands.end()
    return words + text[at:], places
