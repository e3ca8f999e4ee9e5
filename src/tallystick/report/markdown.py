"""How does a run read in a ticket?"""

from __future__ import annotations

import re

from tallystick.findings import DESCRIBED, Finding
from tallystick.findings.document import Document
from tallystick.report.text import clean, sentence

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#!|~&@]|^[-+]|^\d+(?=[.)]))")


def escaped(text: str) -> str:
    """Return `text` so that no sign of it is Markdown, HTML, a mention or a new line."""
    return SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))


def markdown(document: Document) -> str:
    """Return the findings with their four elements, and how many tests found nothing."""
    run, verdicts = document.run, [each.verdict for each in document.results]
    undecided = sum(each in ("insufficient", "withheld") for each in verdicts)
    lines = [
        f"# {escaped(run.engagement)}", "",
        f"{escaped(run.agency)}, Tallystick {escaped(run.version)}, run {escaped(run.started_at)}.",
        f"{len(document.findings)} patterns to explain; {verdicts.count('not_found')} tests found "
        f"nothing unusual, {undecided} could not tell.",
        "A pattern is no proof of its cause: read the innocent causes of each first.", "",
    ]  # fmt: skip
    for each in document.results:
        if each.verdict == DESCRIBED and each.detail.get("headline"):
            lines += [escaped(str(each.detail["said"])), ""]
    for finding in document.findings:
        lines += _finding(finding)
    if run.not_run:
        lines += ["## Not run", ""]
        lines += [f"- {escaped(each.name)}: {escaped(each.why)}" for each in run.not_run]
    return "\n".join(lines).rstrip() + "\n"


def _finding(finding: Finding) -> list[str]:
    numbers = [f"n = {finding.n:,}"]
    if finding.estimate is not None:
        range_ = ""
        if finding.interval is not None:
            range_ = f", 95 % range {finding.interval[0]:,.4g} to {finding.interval[1]:,.4g}"
        numbers.append(f"{escaped(finding.estimand)}: {finding.estimate:,.4g}{range_}")
    if finding.q_value is not None:
        numbers.append(f"q = {finding.q_value:.2g}")
    parts = [f"## {escaped(finding.id)} {escaped(finding.title)}", ""]
    for name in ("criteria", "condition", "cause", "effect"):
        parts.append(f"- **{name.title()}**: {escaped(sentence(getattr(finding, name)))}")
    parts.append(f"- **Numbers**: {'; '.join(numbers)}")
    parts += [
        f"- Innocent cause: {escaped(each.cause)}. {escaped(sentence(each.answer))}"
        for each in finding.explanations
    ]
    parts += [f"- **Caveat**: {escaped(sentence(each))}" for each in finding.caveats]
    if finding.suggestion:
        parts.append(f"- **Next**: {escaped(sentence(finding.suggestion))}")
    return [*parts, ""]
