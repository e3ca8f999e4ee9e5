"""How are broken rules of custody said, so that nothing is claimed that was not recorded?"""

from __future__ import annotations

from tallystick.checks.exhibits.handed import LATE, NO_RECEIPT, RULES, UNSEEN
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

SENTENCES = {
    "nobody": ("has a hand-over", "have a hand-over", "that names no giver or no receiver"),
    "after_end": ("is handed over", "are handed over", "after the day of its destruction"),
    "too_early": ("is handed over", "are handed over", "before the day of its seizure"),
    "no_start": ("has", "have", "no recorded seizure or purchase"),
}
SHARES = {
    UNSEEN: "have an exhibit that is in no record after its seizure",
    NO_RECEIPT: "have an exhibit that reached a store without a receipt",
    LATE: "have an exhibit handed in later than the day after its seizure",
}
CRITERIA = (
    "Each hand-over names who gave and who took; none comes before the seizure or after the "
    "destruction; what was seized is handed in by the day after."
)
RATES = "Receipts are missing in any agency: 12 of 132 in one published audit."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    return _rule(result) if result.detail["asked"] in RULES else _share(result)


def _whose(result: Result) -> str:
    return f"unit {result.subject}: " if result.subject else ""


def _rule(result: Result) -> Finding:
    one, many, what = SENTENCES[result.detail["asked"]]
    number = int(result.estimate or 0)
    said = f"1 exhibit {one} {what}" if number == 1 else f"{number:,} exhibits {many} {what}"
    return Finding.of(
        result,
        title=f"{_whose(result)}{said}",
        criteria=CRITERIA,
        condition=f"{said}, of {result.n:,} in custody.",
        cause="Not established. Rule out first: an export that begins later or leaves a store "
        "out, a number that was used again, a mistyped date, a form that was not entered.",
        effect="Whose hands the goods were in cannot be shown for these exhibits.",
        suggestion="Look the listed exhibits up in the property book, the oldest first, and ask "
        "to be shown them.",
    )


def _share(result: Result) -> Finding:
    detail = result.detail
    median = detail["median_days"]
    return Finding.of(
        result,
        title=f"{_whose(result)}more cases than elsewhere {SHARES[detail['asked']]}",
        criteria=CRITERIA,
        condition=(
            f"{detail['found']:,} of {detail['n']:,} cases {SHARES[detail['asked']]}; as many as "
            f"in the rest of the agency in the same quarters would be {detail['expected']:,.1f}."
            + ("" if median is None else f" The median wait is {median} days.")
        ),
        cause="Not established. Rule out first: receipts that were not entered, goods handed in "
        "by a colleague, a store that is closed at night or far away, another store's records.",
        effect="Between the seizure and the store nobody but the seizing person answers for the "
        "goods, and for their having been seized at all.",
        suggestion="Ask to be shown a sample of the listed exhibits, and for the store's own book "
        "of those days.",
        caveats=(RATES,) if detail["asked"] != LATE else (),
    )
