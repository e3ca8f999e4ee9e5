"""How does a run read in a ticket?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tallystick.findings import (
    DESCRIBED,
    Explanation,
    Finding,
    Reply,
    Result,
    accounted_for,
    broken_rules,
    of_patterns,
    patterns,
)
from tallystick.findings.document import Document
from tallystick.findings.keyed_text import KeyedText
from tallystick.report.pages import not_given, replies, threads
from tallystick.report.pages.assumed_orders import assumed_orders
from tallystick.report.pages.one_finding import same_cases
from tallystick.report.words import in_language
from tallystick.report.words.rendering import number, rendered
from tallystick.report.words.text import clean, sentence
from tallystick.report.words.wording import ENGLISH, language, say, say_count

# Many readers make a link of an address that stands there bare, or of what looks like one.
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#!|~&@]|^[-+=]|:(?=//)|(?<=\w)\.(?=[^\W\d])")
# "1. x" at the start of a line is a list, "0.2.0" is not.
NUMBERED = re.compile(r"^(\d+)(?=[.)](?:\s|$))")


def escaped(text: str) -> str:
    """Return `text` so that no sign of it is Markdown, HTML, a mention, a link or a new line."""
    plain = SPECIAL.sub(r"\\\g<0>", " ".join(clean(text).split()))
    return NUMBERED.sub(r"\1\\", plain)


def markdown(document: Document) -> str:
    """Return the findings with their four elements, and how many tests found nothing."""
    run, verdicts = in_language.run(document.run), [each.verdict for each in document.results]
    undecided = sum(each in ("insufficient", "withheld") for each in verdicts)
    lines = [
        f"# {escaped(run.engagement)}", "",
        say("ticket.run", agency=escaped(run.agency), version=escaped(run.version),
            started=escaped(run.started_at)),
        _counts(document.findings, verdicts.count("not_found"), undecided),
        say("ticket.first"), "",
        *([f"**{say('proposed.status')}** {say('proposed.text')}", ""] if run.is_proposed else []),
        *(line for each in assumed_orders(run) for line in (f"**{escaped(each)}**", "")),
        *_seal(document),
    ]  # fmt: skip
    for each in document.results:
        if each.verdict == DESCRIBED and each.detail.get("headline"):
            said = KeyedText(str(each.detail["said"]), "said.supported", _headline(each))
            lines += [escaped(rendered(each.check, said)), ""]
    lines += _threads(document)
    for finding in document.findings:
        lines += _finding(in_language.finding(finding))
        for reply in document.replies:
            lines += _reply(reply) if reply.finding == finding.id else []
    lines += _leads(document)
    if run.not_run:
        lines += [f"## {say('ticket.not_run')}", ""]
        lines += [
            f"- {escaped(each.name)}: {escaped(each.why)}"
            for each in run.not_run
            if not each.is_rule
        ]
        lines += [
            f"- {escaped(each.check)}, {escaped(each.rules)}: {escaped(each.why)}"
            for each in not_given.rules_not_run(run)
        ]
    return "\n".join(lines).rstrip() + "\n"


def _headline(result: Result) -> dict[str, Any]:
    """What the sentence about a supported figure names."""
    numbers = {key: result.detail[key] for key in ("reported", "low", "high")}
    return numbers | {"metric": result.aspect, "spread": numbers["high"] - numbers["low"]}


def _threads(document: Document) -> list[str]:
    """The threads, each in a line."""
    told = [f"- {escaped(threads.line(each))}" for each in document.threads]
    return [f"## {say('threads.title')}", "", *told, ""] if told else []


def _leads(document: Document) -> list[str]:
    """The leads, each in a line with how many as strong are expected by chance."""
    if not document.leads:
        return []
    told = [
        say(
            "ticket.lead",
            id=escaped(each.id),
            title=escaped(in_language.finding(each).title),
            expected=_written(f"{each.expected_by_chance or 0.0:.2g}"),
        )
        for each in document.leads
    ]
    return [f"## {say('leads.title')}", "", say("leads.not_significant"), "", *told, ""]


def _seal(document: Document) -> list[str]:
    """The seal of the run, and first of all what is not as sealed."""
    told = [f"- {escaped(each)}" for each in document.unverified]
    if told:
        told = [f"**{escaped(say('status.unverified'))}** {say('seal.unverified')}", "", *told, ""]
    return [*told, *([say("seal.ticket", seal=document.seal), ""] if document.seal else [])]


def _counts(findings: Sequence[Finding], nothing: int, undecided: int) -> str:
    n, rules = len(patterns(findings)), len(broken_rules(findings))
    accounted = len(accounted_for(findings))
    told = len(of_patterns(findings))
    counted = say_count("ticket.patterns", n, n=n)
    return say(
        "ticket.counts",
        patterns=say("ticket.within", patterns=counted, n=told) if n < told else counted,
        rules=say_count("ticket.rules", rules, n=rules) if rules else "",
        accounted=say_count("ticket.accounted", accounted, n=accounted) if accounted else "",
        nothing=say_count("ticket.nothing", nothing, n=nothing),
        undecided=undecided,
    )


def _finding(finding: Finding) -> list[str]:
    parts = [f"## {escaped(finding.id)} {escaped(finding.title)}", ""]
    if finding.part_of:
        parts += [say("part.of", whole=escaped(finding.part_of)), ""]
    if finding.on_cases_of:
        parts += [escaped(same_cases(finding)), ""]
    for name in ("criteria", "condition", "cause", "effect"):
        said = escaped(sentence(getattr(finding, name)))
        parts.append(f"- **{say(f'ticket.{name}')}**: {said}")
    parts.append(f"- **{say('ticket.numbers')}**: {'; '.join(_numbers(finding))}")
    parts += [_cause(finding.check, each) for each in finding.explanations]
    parts += [
        f"- **{say('ticket.caveat')}**: {escaped(sentence(each))}" for each in finding.caveats
    ]
    if finding.suggestion:
        parts.append(f"- **{say('ticket.next')}**: {escaped(sentence(finding.suggestion))}")
    return [*parts, ""]


def _reply(reply: Reply) -> list[str]:
    """A reply, line by line as it was given, in a quotation that none of its signs can leave."""
    shown = replies.view(reply)
    told = [f"**{escaped(shown.by)}**", "", *_quoted(shown.text), ""]
    for key, said in (("disposition", shown.disposition), ("checked", shown.checked)):
        told += [f"- **{say(f'finding.reply_{key}')}**: {escaped(said)}"] if said else []
    if shown.changed:
        changed = " ".join(shown.changed.split("\n"))
        told.append(f"- **{say('finding.reply_result')}**: {escaped(changed)}")
    return [*told, *([""] if told[-1] else [])]


def _quoted(text: str) -> list[str]:
    held = [escaped(each) for each in text.split("\n")]
    # Two spaces keep the end of a line where another follows in its paragraph.
    ends = [after != "" for after in held[1:]] + [False]
    return [
        f"> {each}{'  ' if end else ''}" if each else ">"
        for each, end in zip(held, ends, strict=True)
    ]


def _numbers(finding: Finding) -> list[str]:
    said = [f"n = {_written(f'{finding.n:,}')}"]
    if finding.estimate is not None:
        range_ = ""
        if finding.interval is not None:
            low, high = (_written(f"{each:,.4g}") for each in finding.interval)
            range_ = say("ticket.range", low=low, high=high)
        estimand = escaped(rendered(finding.check, finding.estimand))
        said.append(f"{estimand}: {_written(f'{finding.estimate:,.4g}')}{range_}")
    if finding.q_value is not None:
        said.append(f"q = {_written(f'{finding.q_value:.2g}')}")
    return said


def _cause(check: str, explanation: Explanation) -> str:
    cause, answer = rendered(check, explanation.cause), in_language.answer_of(check, explanation)
    return f"- {say('ticket.innocent')}: {escaped(cause)}. {escaped(sentence(answer))}"


def _written(text: str) -> str:
    """Return a number as the language writes it; English ones as they are."""
    return text if language() == ENGLISH else number(text)
