"""How is another rounding said, so that nothing is claimed that was not measured?"""

from __future__ import annotations

from typing import Any

from tallystick.checks.exhibits.bunching_words import place
from tallystick.checks.exhibits.packages import line_of
from tallystick.checks.exhibits.places import held_in
from tallystick.checks.exhibits.rounding_counts import AT_LINE
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

NO_SIGN_ALONE = (
    "How finely somebody writes is a habit. By itself it does not show that a reading is wrong."
)
PACKS = (
    "Where goods are packed a little beside the line in a few units only, their readings differ "
    "for that reason alone."
)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    words = _line(result, tables) if result.detail["source"] == AT_LINE else _time(result)
    return Finding.of(
        result,
        criteria="How finely a reading is written is the habit of the scale and the writer: no "
        "line and no month changes it.",
        **words,
    )


def _line(result: Result, tables: Tables) -> dict[str, Any]:
    line = line_of(tables, result)
    whose, detail = f"{result.subject_kind} {result.subject}", result.detail
    return {
        "title": f"{whose}, {line.name}: readings about the line are written as the line itself",
        "condition": (
            f"Of {result.n:,} readings about {place(line)}, {detail['coarse']:,} are written as "
            f"{place(line)} itself; {detail['expected']:,.1f} are expected from what the rest of "
            f"the agency writes there and from the subject's own habits at "
            f"{detail['values']} other numbers as round."
        ),
        "cause": "Not established. Rule out first: goods packed at that weight, and rounding that "
        "the laboratory's weights bear out.",
        "effect": "A reading written as the line itself has the consequence of the line "
        f"({line.citation}).",
        "suggestion": "Compare the listed readings with print-outs of the scale and with the "
        "laboratory's weights of the same exhibits.",
        "caveats": (NO_SIGN_ALONE, PACKS, *held_in(line)),
    }


def _time(result: Result) -> dict[str, Any]:
    change, month = result.estimate or 0.0, result.detail["month"]
    way = "coarser" if change > 0 else "finer"
    return {
        "title": f"{result.subject_kind} {result.subject}: readings are written {way} from "
        f"{month} on",
        "condition": (
            f"From {month} on, readings of the same writers and weights are {abs(change):.2f} "
            f"steps {way} than before, beyond what changed in the rest of the agency; steps are "
            f"1, 5, 10, 50 and so on. {result.n:,} readings were examined."
        ),
        "cause": "Not established. Rule out first: a new scale, another form, another writer.",
        "effect": "Weights before and after are not alike fine, and cannot be compared as they "
        "stand, least of all beside a line.",
        "suggestion": "Ask for the scale's papers and the instructions of that month.",
        "caveats": (NO_SIGN_ALONE,),
    }
