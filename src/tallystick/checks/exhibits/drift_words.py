"""How are changed weights said, so that nothing is claimed that was not weighed?"""

from __future__ import annotations

from tallystick.checks.exhibits.drifted import CHARGED, OVER
from tallystick.checks.exhibits.places import held_in
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

ALLOWED = (
    "Allowed are half a step of each reading and what nine in ten finely read exhibits of the same "
    "substance lose between these stages in this agency."
)
SAME = "An exhibit weighs the same at every stage, but for rounding, drying and analysis."


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    asked = result.detail["asked"]
    if asked not in (CHARGED, OVER):
        return _short(result)
    say = _charged if asked == CHARGED else _over_line
    (line,) = [line for line in tables.frame.lines if line.name == result.detail["line"]]
    return say(result, held_in(line))


def _whose(result: Result) -> str:
    return f"unit {result.subject}: " if result.subject else ""


def _against(result: Result) -> str:
    return "; ".join(
        f"in {whose} {found:,} of {n:,}, which would make {expected:,.1f} of {result.n:,}"
        for whose, found, n, expected, _ in result.detail["against"]
    )


def _over_line(result: Result, caveats: tuple[str, ...]) -> Finding:
    line, found = result.detail["line"], result.detail["found"]
    return Finding.of(
        result,
        title=f"{_whose(result)}field weights over the line {line} that the next weighing does "
        "not bear out",
        criteria=SAME,
        condition=(
            f"{found:,} of {result.n:,} cases written just over the line weigh less than it at the "
            f"next weighing, by more than rounding and drying allow: {_against(result)}."
        ),
        cause="Not established. Rule out first: goods that dried, a container or wet packing "
        "weighed with them, a scale that is off, a gross weight written as a net one.",
        effect="The field weight decides what is charged until a laboratory has weighed, and where "
        "none does.",
        suggestion="Weigh the listed exhibits again, with their packing, and ask for the print-out "
        "of the field scale.",
        caveats=(ALLOWED, *caveats),
    )


def _short(result: Result) -> Finding:
    found = result.detail["found"]
    return Finding.of(
        result,
        title=f"{_whose(result)}exhibits weigh less after the laboratory than elsewhere",
        criteria=SAME,
        condition=(
            f"Exhibits of {found:,} of {result.n:,} cases lack more than rounding, drying and "
            f"analysis allow, and a twentieth of the weight: {_against(result)}."
        ),
        cause="Not established. Rule out first: goods that dried late, larger samples, a part "
        "returned or booked under another number, another scale or packing.",
        effect="Goods that are no longer there can have been lost, kept, or used in other cases.",
        suggestion="Weigh what is left of the listed exhibits, and ask the laboratory what it used "
        "and sent back.",
        caveats=(ALLOWED,),
    )


def _charged(result: Result, caveats: tuple[str, ...]) -> Finding:
    line, number = result.detail["line"], int(result.estimate or 0)
    is_one = number == 1
    return Finding.of(
        result,
        title=f"{_whose(result)}{number:,} {'exhibit' if is_one else 'exhibits'} charged over the "
        f"line {line} that no weighing bears out",
        criteria="A charge rests on a weight that somebody weighed.",
        condition=(
            f"{number:,} of {result.n:,} exhibits charged over the line and weighed at some stage "
            f"{'lies' if is_one else 'lie'} on the other side of it in every weighing."
        ),
        cause="Not established. Rule out first: exhibits charged together, a gross weight, another "
        "substance or a mixture, a typing error.",
        effect="Each may be charged in a class that its weight does not reach.",
        suggestion="Compare the indictment of each listed exhibit with its weighing notes, the "
        "cases of people in custody first.",
        caveats=caveats,
    )
