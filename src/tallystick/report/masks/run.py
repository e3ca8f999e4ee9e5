"""What is a run with the names of its units and officers masked?

Names are put where only names stand: subjects, the places in details and sentences that the audit
marked, columns of case lists. Nothing is looked for in a sentence but a name that can be nothing
else there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar

from tallystick.findings import (
    Dossier,
    Exclusion,
    Figure,
    Input,
    Reply,
    Result,
    RunRecord,
    Spelling,
)
from tallystick.findings.named import renamed
from tallystick.report.masks.columns import is_code, is_free_text, name_in
from tallystick.report.masks.finding import finding_masked, text_masked
from tallystick.report.masks.mask import KINDS, Mask
from tallystick.report.masks.threads import threads_masked
from tallystick.report.words.subjects import as_read
from tallystick.report.words.wording import say

if TYPE_CHECKING:
    from tallystick.findings.document import Document

MASKED = "masked"
Row = TypeVar("Row", Input, Exclusion)
WHAT = "units and officers"
# Letters that Unicode gives to nobody, each for a mask that is not to be masked again.
FIRST, LAST = 0xF0000, 0x10FFFD


def masked(document: Document, mask: Mask) -> Document:
    """Return `document` with masks in place of names, and in an order that tells none.

    Leads on officers are left out.
    """
    named = document.run.named or {}
    results = [_result(each, named.get(each.check, {}), mask) for each in document.results]
    checks = {check: place for place, check in enumerate(dict.fromkeys(x.check for x in results))}
    results.sort(
        key=lambda each: (
            checks[each.check],
            ("agency", "unit", "officer").index(each.subject_kind),
            mask.number(each.subject_kind, each.subject),
            as_read(each.aspect) if "any" in named.get(each.check, {}).values() else (),
        )
    )
    figures = document.figures
    leads = [each for each in document.leads if each.subject_kind != "officer"]
    shown = {each.id for each in (*document.findings, *leads)}
    return replace(
        document,
        run=_run(document.run, mask),
        results=tuple(results),
        findings=tuple(finding_masked(each, mask) for each in document.findings),
        leads=tuple(finding_masked(each, mask) for each in leads),
        threads=threads_masked(document.threads, mask, shown),
        figures=None if figures is None else _figures(figures, mask),
        officer_groups=None,
    )


def _figures(figures: Iterable[Figure], mask: Mask) -> tuple[Figure, ...]:
    told = [replace(each, unit_id=mask.exact("unit", each.unit_id)) for each in figures]
    told.sort(key=lambda each: (each.metric, mask.number("unit", each.unit_id), each.first,
                                each.last))  # fmt: skip
    return tuple(told)


def _result(result: Result, names: Mapping[str, Any], mask: Mask) -> Result:
    texts: list[str] = []

    def put(kind: str, name: str) -> str:
        told = mask.in_code(name) if kind == "any" else mask.exact(kind, name)
        if FIRST + len(texts) > LAST:
            return told
        texts.append(told)
        return chr(FIRST + len(texts) - 1)

    def taken(kind: str, name: str) -> str:
        if kind == "any":
            samples.append(name)
        return name

    samples: list[str] = []
    renamed(result.detail, names, taken)
    detail = _words_in(renamed(result.detail, names, put), mask)
    for path, kind in names.items():
        if kind in KINDS:
            detail = _in_order(_back(detail, texts), path.split("."), kind, mask)
    return replace(
        result,
        subject=mask.exact(result.subject_kind, result.subject)
        if result.subject_kind in KINDS
        else result.subject,
        aspect=text_masked(result.check, result.aspect, mask, samples),
        estimand=text_masked(result.check, result.estimand, mask),
        reason=text_masked(result.check, result.reason, mask),
        detail=_back(detail, texts),
    )


def _words_in(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask.in_words(value)
    if isinstance(value, Mapping):
        return {mask.in_words(str(key)): _words_in(each, mask) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_words_in(each, mask) for each in value]
    return value


def _back(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str) and len(value) == 1 and FIRST <= ord(value) <= LAST:
        return texts[ord(value) - FIRST] if ord(value) - FIRST < len(texts) else value
    if isinstance(value, Mapping):
        return {key: _back(each, texts) for key, each in value.items()}
    return [_back(each, texts) for each in value] if isinstance(value, list) else value


def _in_order(value: Any, path: list[str], kind: str, mask: Mask) -> Any:
    """The same with every list whose members have one name each in the order of the masks."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {k: _in_order(v, rest, kind, mask) if k == key else v for k, v in value.items()}
    if isinstance(value, list) and key == "*":
        if "*" in rest:
            return [_in_order(each, rest, kind, mask) for each in value]
        return sorted(value, key=lambda each: mask.number(kind, str(_reached(each, rest))))
    return value


def _reached(value: Any, path: list[str]) -> Any:
    for key in path:
        if isinstance(value, Mapping):
            value = value.get(key, "")
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ""
    return value


def _run(run: RunRecord, mask: Mask) -> RunRecord:
    dossiers = [_dossier(each, mask) for each in run.dossiers]
    dossiers.sort(key=lambda each: (each.subject_kind != "unit",
                                    mask.number(each.subject_kind, each.subject)))  # fmt: skip
    return replace(
        run,
        parameters={**_words_in(run.parameters, mask), **_place(run, mask), MASKED: WHAT},
        inputs=_by_mask(
            (replace(each, path=mask.exact("source", each.path), note="") for each in run.inputs),
            mask,
        ),
        exclusions=_by_mask((_exclusion(each, mask) for each in run.exclusions), mask),
        notes=(say("mask.withheld"),) if run.notes else (),
        dossiers=tuple(dossiers),
        engagement_file={},
        alike=tuple(
            replace(each, spellings=tuple(Spelling("", one.records) for one in each.spellings))
            for each in run.alike
        ),
    )


def _place(run: RunRecord, mask: Mask) -> dict[str, str]:
    """The folder of ready-made tables by its mask: it is the name of a source."""
    return {key: mask.exact("source", str(run.parameters[key])) for key in ("tables",)
            if key in run.parameters}  # fmt: skip


def _exclusion(each: Exclusion, mask: Mask) -> Exclusion:
    """One reason without what came from outside: the rule is ours, the next move quotes."""
    stated = each.rule == "left_out"
    return replace(
        each,
        path=mask.exact("source", each.path),
        reason=say("mask.withheld") if stated else each.reason.partition("; ")[0],
        examples=(say("mask.withheld"),) if each.examples else (),
    )


def _by_mask(rows: Iterable[Row], mask: Mask) -> tuple[Row, ...]:
    """Rows of one table after the other, each in the order of the masks of its sources."""
    held = list(rows)
    tables = list(dict.fromkeys(each.table for each in held))
    held.sort(key=lambda each: (tables.index(each.table), mask.number("source", each.path)))
    return tuple(held)


def _dossier(dossier: Dossier, mask: Mask) -> Dossier:
    return replace(dossier, subject=mask.exact(dossier.subject_kind, dossier.subject))


def cell(column: str, value: Any, mask: Mask) -> Any:
    """Return a cell of a case list: a name by its mask, a code or a number as it is.

    Free text is withheld; in every other text all names are hidden, word by word.
    """
    if not isinstance(value, str) or not value.strip() or is_code(column):
        return value
    if is_free_text(column):
        return say("mask.withheld")
    kind = name_in(column)
    return mask.exact(kind, value) if kind else mask.in_code(value)


def is_masked(run: RunRecord) -> bool:
    """Whether the names of a run are masked."""
    return MASKED in run.parameters


def standing(document: Document, mask: Mask) -> tuple[str, ...]:
    """Return the names that stand in the engagement's own words, which nobody can mask."""
    run = document.run
    texts = (run.engagement, run.agency, run.jurisdiction, *run.notes,
             *_texts(run.parameters))  # fmt: skip
    return _left(texts, mask)


def in_replies(replies: Iterable[Reply], mask: Mask) -> tuple[str, ...]:
    """Return the names that stand in replies, which are printed as they were given."""
    return _left((each for reply in replies for each in _texts(asdict(reply))), mask)


def _left(texts: Iterable[str], mask: Mask) -> tuple[str, ...]:
    left = {"holder", *mask.shown}
    found = {name for text in texts for kind, name in mask.names_in(text) if kind not in left}
    return tuple(sorted(each for each in found if any(map(str.isalpha, each))))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from (str(key), *_texts(each))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
