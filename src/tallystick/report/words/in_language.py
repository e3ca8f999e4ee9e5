"""A finding, and the account of a run, in the reader's language.

The sentences of a finding are made anew of its values, by the words of its check in the language.
What the page reckons with stays as it is stored: the estimand, which says the scale, and the
aspect, by which a finding is known from the tests without one. They are rendered where they are
shown.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tallystick.findings import Explanation, Finding, NotRun, RunRecord
from tallystick.findings.entries import Values
from tallystick.findings.sentences import STORED, sentences_of, with_sentences
from tallystick.findings.words import Words, told_again, words_of
from tallystick.report.words import numbers
from tallystick.report.words.rendering import rendered, words_now, written
from tallystick.report.words.text import Told
from tallystick.report.words.wording import ENGLISH, language, say


def finding(of: Finding) -> Finding:
    """Return a finding with its texts in the language spoken now."""
    spoken, check = language(), of.check
    if spoken == ENGLISH:
        return of
    if again := told_again(of, spoken, partial(written, check)):
        made = {part: Told(text) for part, text in sentences_of(again) if part not in STORED}
        return with_sentences(again, made).with_(explanations=_causes(of))
    said = {part: rendered(check, text) for part, text in sentences_of(of) if part not in STORED}
    return with_sentences(of, said).with_(explanations=_causes(of))


def _causes(of: Finding) -> tuple[Explanation, ...]:
    """The explanations of a finding with their causes by the words of its check."""
    words = words_now(of.check)
    if words is None:
        return of.explanations
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
            cause=rendered(of.check, each.cause),
            how_to_check=rendered(of.check, each.how_to_check),
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
    some, of = each.explains or 0, each.of or 0
    told = {"explains": numbers.count(some), "of": numbers.count(of)}
    if each.answer == f"explains {some:,} of {of:,}":
        return Told(say("explains.some", **told))
    if not some and each.answer.startswith(f"seen in none of {of:,}"):
        return Told(say("explains.unseen", of=told["of"]))
    return rendered(check, each.answer)


def run(of: RunRecord) -> RunRecord:
    """Return the account of a run with its sentences in the language spoken now."""
    if language() == ENGLISH:
        return of
    return replace(
        of,
        inputs=tuple(replace(each, note=rendered("", each.note)) for each in of.inputs),
        exclusions=tuple(
            replace(each, reason=rendered("", each.reason)) for each in of.exclusions
        ),
        checks=tuple(
            replace(each, question=_question(each.name, each.question)) for each in of.checks
        ),
        not_run=tuple(map(_not_run, of.not_run)),
        notes=tuple(rendered("", each) for each in of.notes),
    )  # fmt: skip


def _not_run(each: NotRun) -> NotRun:
    ask = rendered if each.is_rule else _question
    return replace(
        each, question=ask(each.check, each.question), why=rendered(each.check, each.why)
    )


def _question(check: str, english: str) -> str:
    """The question of a check, which is the first line of its docstring in English."""
    words = words_of(check, language())
    question = words and words.entries.get("question")
    return Told(question) if question else rendered(check, english)
