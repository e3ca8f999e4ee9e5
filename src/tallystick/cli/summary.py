"""What did the audit find, in a screenful?"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tallystick.audit import Outcome
from tallystick.cli.alike_names import told_alike
from tallystick.cli.assumed_orders import told_assumed
from tallystick.cli.counted_twice import OR_TABLE, told_twice_counted
from tallystick.cli.terminal import printable, program, say
from tallystick.findings import (
    DESCRIBED,
    Finding,
    NotRun,
    accounted_for,
    broken_rules,
    of_patterns,
    patterns,
)
from tallystick.findings.counts import counted
from tallystick.findings.thread import Thread

SHOWN, SHOWN_LEADS = 20, 3


def print_summary(outcome: Outcome, page: Path, engagement: Path) -> None:
    """Print what was examined, the findings, what was not found, and where the report is."""
    record = outcome.record
    examined = ", ".join(f"{rows:,} {table}" for table, rows in record.rows.items())
    say(f"{record.agency}: {examined}")
    if record.is_proposed:
        say("Mapping proposed by the program: no person has confirmed which column is which, so "
            "no officer is named")  # fmt: skip
    for line in (*told_assumed(record.assumed),
                 *told_twice_counted(record.parameters.get(OR_TABLE, ()))):  # fmt: skip
        say(line)
    left_out = sum(item.rows for item in record.exclusions)
    if left_out:
        say(f"{counted(left_out, 'record')} left out, each with its reason in the report")
    if record.links is not None and record.links.sheet:
        say(
            f"{counted(record.links.unsettled, 'record')} can name no officer until a clerk has "
            f"looked: {record.links.sheet}"
        )
    for line in told_alike(record.alike):
        say(line)
    print()
    _tell_found(outcome)
    for described in outcome.results:
        if described.verdict == DESCRIBED and described.detail.get("headline"):
            say(f"{described.detail['said']}; the others may still be true")
    verdicts = Counter(result.verdict for result in outcome.results)
    say(f"{counted(verdicts['not_found'], 'test')} found nothing unusual")
    say(f"{counted(verdicts['insufficient'] + verdicts['withheld'], 'test')} could not tell")
    for line in told_not_run(record.not_run, engagement):
        say(line)
    _tell_where(outcome, page, engagement)


def _tell_found(outcome: Outcome) -> None:
    """Print the findings and the leads, each in a line."""
    say(told_patterns(outcome.findings))
    shown = listed(outcome.findings)
    for finding in shown:
        told = f"{chance(finding)}{explained(finding)}{part(finding)}"
        say(f"  {finding.id}  {finding.title}{told}")
    if left := len(outcome.findings) - len(shown):
        say(f"  … and {left} more in the report")
    if outcome.record.parameters.get("only"):
        say("Some checks were asked alone: only their tests are allowed for, and a whole audit may "
            "not bear out what stands here")  # fmt: skip
    for line in (*told_threads(outcome.threads), *told_leads(outcome)):
        say(line)


def listed(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings to print: patterns first, and few of what one cause accounts for."""
    kept = {each.id for each in of_patterns(findings)}
    folded = {each.id for each in accounted_for(findings)[SHOWN_LEADS:]}
    wanted = [each for each in findings if each.id not in folded]
    return sorted(wanted, key=lambda each: each.id not in kept)[:SHOWN]


def _tell_where(outcome: Outcome, page: Path, engagement: Path) -> None:
    """Print where the report is, its seal, and the next move where the mapping is proposed."""
    record = outcome.record
    print()
    if record.parameters.get("persons", {}).get("shown_by") == "numbers":
        say("Persons are shown by their numbers, as asked for with --identify")
    print(f"Report: {page}")
    if outcome.seal:
        print(f"Seal: {outcome.seal}")
    if record.is_proposed:
        outside = " --allow-outside" if record.parameters.get("allow_outside") else ""
        name = shlex.quote(str(engagement))
        print(printable(f"Next: {program()} map --confirm {name}{outside}"))


def told_threads(threads: Sequence[Thread]) -> list[str]:
    """Say which findings and leads are one thread, a line each, and what joins the first two."""
    told = []
    for each in threads[:SHOWN_LEADS]:
        since = f", since {each.since}" if each.since else ""
        join = min(each.joins, key=lambda join: join.chance, default=None)
        shared = ""
        if join is not None:
            n = counted(join.shared, join.by.removesuffix("s"))
            by_chance = f"probability by chance: {join.chance:.2g}"
            shared = f" ({join.one} and {join.other} share {n}; {by_chance})"
        told.append(f"  {each.id}   {', '.join(each.members)} are one thread{since}{shared}")
    left = len(threads) - SHOWN_LEADS
    return told + ([f"  … and {counted(left, 'more thread')} in the report"] if left > 0 else [])


def told_leads(outcome: Outcome) -> list[str]:
    """Say which results come next, each with how many as strong are expected by chance."""
    if not outcome.leads:
        return []
    most = outcome.record.parameters["leads"]
    told = [
        f"{counted(len(outcome.leads), 'lead')}, not significant after allowing for all tests "
        f"(where nothing is wrong: about {most:g})"
    ]
    for lead in outcome.leads[:SHOWN_LEADS]:
        told.append(f"  {lead.id}  {lead.title} (expected by chance: {expected(lead)})")
    left = len(outcome.leads) - SHOWN_LEADS
    return told + ([f"  … and {left} more in the report"] if left > 0 else [])


def expected(lead: Finding) -> str:
    """Return E of a lead with two digits."""
    return f"{lead.expected_by_chance or 0.0:.2g}"


def told_patterns(findings: Iterable[Finding]) -> str:
    """Return how many patterns there are to explain, and in how many findings where in more."""
    held = tuple(findings)
    n, rules, accounted = (len(of(held)) for of in (patterns, broken_rules, accounted_for))
    others = len(of_patterns(held))
    within = f" in {others:,} findings" if n < others else ""
    broken = f"; {counted(rules, 'rule')} of record keeping broken" if rules else ""
    told = f"; {counted(accounted, 'difference')} accounted for" if accounted else ""
    return f"{counted(n, 'pattern')} to explain{within}{broken}{told}"


def told_not_run(not_run: Iterable[NotRun], engagement: Path) -> list[str]:
    """Say in one line how many checks and rules were not run, and which command tells why."""
    kinds = Counter("rule" if each.is_rule else "check" for each in not_run)
    if not kinds:
        return []
    told = " and ".join(counted(kinds[kind], kind) for kind in ("check", "rule") if kinds[kind])
    return [f"{told} could not be run; what each needs: {program()} profile -q {engagement}"]


def by_reason(not_run: Iterable[NotRun]) -> list[tuple[str, list[str]]]:
    """Return each reason for which checks, and no single rules, were not run, with their names."""
    told: dict[str, list[str]] = {}
    for each in not_run:
        if not each.is_rule:
            told.setdefault(each.why, []).append(each.name)
    return list(told.items())


def chance(finding: Finding) -> str:
    """Return the chance of a finding after the correction, as " (q = 0.003)"; "" for a count."""
    return "" if finding.q_value is None else f" (q = {finding.q_value:.2g})"


def explained(finding: Finding) -> str:
    """Say when one innocent cause accounts for all that the finding holds; "" when none does."""
    whole = any(each.is_whole for each in finding.explanations)
    return "; one innocent cause explains all of it" if whole else ""


def part(finding: Finding) -> str:
    """Say of which finding this one lists records again, if of any; "" for one by itself."""
    if finding.part_of:
        return f"; a part of {finding.part_of}"
    same = " and ".join(finding.on_cases_of)
    return f"; on the same cases as {same}" if same else ""
