"""The texts of a finding and of a run's account, told in the reader's language.

The sentences of a finding are made anew of its values, by the words of its check in the language;
a text that no words have is looked for among the messages of `report.words.told`. What the page
reckons with stays as it is stored: the estimand, which says the scale, and the aspect, by which a
finding is told from the tests without one. They are told where they are shown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tallystick.findings import Explanation, Finding, Funnel, Picture, RunRecord
from tallystick.findings.entries import Values
from tallystick.findings.said import Said
from tallystick.findings.sentences import SENTENCES, STORED, sentences_of, with_sentences
from tallystick.findings.words import Words, told_again, words_of
from tallystick.report.words import numbers
from tallystick.report.words.rendering import written
from tallystick.report.words.text import Told, like
from tallystick.report.words.told import GENERAL, tell
from tallystick.report.words.wording import ENGLISH, language, say


def finding(of: Finding) -> Finding:
    """Return a finding with its texts in the language spoken now."""
    spoken, check = language(), of.check
    if spoken == ENGLISH:
        return of
    if again := told_again(of, spoken, partial(written, check)):
        said = {part: Told(text) for part, text in sentences_of(again) if part not in STORED}
        return with_sentences(again, said).with_(explanations=_causes(of))
    return of.with_(
        **{each: tell(check, getattr(of, each)) for each in SENTENCES},
        caveats=tuple(tell(check, each) for each in of.caveats),
        picture=of.picture and _picture(check, of.picture),
        explanations=_causes(of),
    )


def _causes(of: Finding) -> tuple[Explanation, ...]:
    """The explanations of a finding with their causes by the words of its check."""
    words = words_of(of.check, language())
    if words is None:
        return of.explanations
    words = replace(words, write=partial(written, of.check))
    return tuple(
        _cause(words, each, of.values) if each.name in words.causes else each
        for each in of.explanations
    )


def _cause(words: Words, each: Explanation, values: Values) -> Explanation:
    try:
        said = words.cause(each.name, values)
    except (LookupError, TypeError, ValueError):
        return each
    return replace(each, cause=Told(said["cause"]), how_to_check=Told(said["check"]))


def explanations(of: Finding) -> tuple[Explanation, ...]:
    """Return the explanations of a finding with their texts in the language spoken now."""
    return tuple(
        replace(
            each,
            cause=tell(of.check, each.cause),
            how_to_check=tell(of.check, each.how_to_check),
            answer=answer_of(of.check, each),
        )
        for each in of.explanations
    )


def answer_of(check: str, each: Explanation) -> str:
    """Return what the records say of a cause in the language spoken now."""
    if language() == ENGLISH:
        return each.answer
    if each.answer == Explanation.answer:
        return Told(say("explains.none"))
    if each.answer != f"explains {each.explains or 0:,} of {each.of or 0:,}":
        return tell(check, each.answer)
    some, of = numbers.count(each.explains or 0), numbers.count(each.of or 0)
    return Told(say("explains.some", explains=some, of=of))


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
        checks=tuple(
            replace(each, question=question_of(each.name, each.question)) for each in of.checks
        ),
        not_run=tuple(
            replace(each, question=question_of(owner(each.name), each.question),
                    why=tell(owner(each.name), each.why))
            for each in of.not_run
        ),
        notes=tuple(tell(GENERAL, each) for each in of.notes),
    )  # fmt: skip


def question_of(check: str, english: str) -> str:
    """Return the question of a check, or of its rule, in the language spoken now."""
    words = words_of(check, language())
    told = words and not isinstance(english, Said) and words.entries.get("question")
    return Told(told) if told else tell(check, english)


def owner(name: str) -> str:
    """Return the check that a rule belongs to: ``records.integrity: order.x`` is of the former."""
    return name.partition(":")[0]
