"""What did the audit find, in a screenful?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tallystick.audit import Outcome
from tallystick.findings import Finding

SHOWN = 20


def printable(text: str) -> str:
    """Return `text` without the control characters by which it could steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
                   for character in text)  # fmt: skip


def print_summary(outcome: Outcome, folder: Path) -> None:
    """Print what was examined, the findings, what was not found, and where the report is."""
    record = outcome.record
    examined = ", ".join(f"{rows:,} {table}" for table, rows in record.rows.items())
    print(f"{printable(record.agency)}: {examined}")
    left_out = sum(item.rows for item in record.exclusions)
    if left_out:
        print(f"{left_out:,} records left out, each with its reason in the report")
    print()
    print(f"{len(outcome.findings)} patterns to explain")
    for finding in outcome.findings[:SHOWN]:
        print(f"  {finding.id}  {printable(finding.title)}{chance(finding)}")
    if len(outcome.findings) > SHOWN:
        print(f"  … and {len(outcome.findings) - SHOWN} more in the report")
    verdicts = Counter(result.verdict for result in outcome.results)
    print(f"{verdicts['not_found']:,} tests found nothing unusual")
    print(f"{verdicts['insufficient'] + verdicts['withheld']:,} tests could not tell")
    for missing in record.not_run:
        print(f"not run: {missing.name}: {printable(missing.why)}")
    print()
    print(f"Report: {folder / 'report.html'}")


def chance(finding: Finding) -> str:
    """Return the chance of a finding after the correction, as " (q = 0.003)"; "" for a count."""
    return "" if finding.q_value is None else f" (q = {finding.q_value:.2g})"
