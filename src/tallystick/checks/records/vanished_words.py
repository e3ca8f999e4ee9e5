"""How is a difference between two releases said, so that nothing is claimed that was not seen?"""

from __future__ import annotations

from tallystick.checks.check import Rule
from tallystick.findings import Finding, Result


def describe(result: Result, rule: Rule) -> Finding:
    """Say it in the four elements that an auditor expects."""
    count = int(result.estimate or 0)
    share = count / max(result.n, 1)
    sentence = rule.sentence[0].lower() + rule.sentence[1:]
    told = f"{share:.2%}" if share >= 0.0001 else "less than 0.01%"
    return Finding.of(
        result,
        title=f"{count:,} records of {rule.table} differ between two releases: {sentence}",
        criteria=f"{rule.sentence}, unless a correction that left a trace says why not.",
        condition=f"Of {result.n:,} records in {rule.table}, {count:,} ({told}) are otherwise.",
        cause="Not established. Rule out first: "
        + "; ".join(each.cause[0].lower() + each.cause[1:] for each in rule.explanations)
        + ".",
        effect=f"Until it is explained, {rule.effect}.",
        suggestion="Sort the list by unit, officer and offence, and ask for the log of changes of "
        "a drawn sample: who changed the record, when, and on what ground.",
        caveats=("That releases differ says nothing of why: most differences are corrections.",),
    )
