"""The power floor: a check has a finding of what it is there to find, or it fails.

What it is there to find are the planted worlds of its entry in `trials.HELD`, but for those that
have a reason in `Variant.unseen`. A find here is a finding: a true one that stands after the
correction, since a check that sees nothing still has a p-value below .05 now and then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.calibrate.record import Row
from tallystick.calibrate.trials import HELD
from tallystick.findings.counts import counted

FOUND, NOT_FOUND, UNSEEN = "found", "found none", "unseen"
NOT_UNSEEN = "found, though declared unseen"
FAILED, ALL_UNSEEN = "fails the power floor", "all that is planted is declared unseen"


@dataclass(frozen=True)
class Shortfall:
    """A check without any finding of what it is there to find.

    Parameters
    ----------
    check, acts
        The check, and by name the planted worlds that it is there to find.
    runs
        The number of worlds that were made and audited, of all doses and sizes.
    subjects, tested
        The number of subjects with planted records, and of those that could be tested.
    """

    check: str
    acts: tuple[str, ...]
    runs: int
    subjects: int
    tested: int

    @property
    def message(self) -> str:
        """One sentence: the check, its planted worlds, the runs and the next move."""
        family = self.check.partition(".")[0]
        runs = counted(self.runs, "run")
        worlds = counted(len(self.acts), "planted world")
        return (
            f"{self.check} {FAILED}: no finding after the correction in {runs} of {worlds} "
            f"({'; '.join(self.acts)}), where {self.tested:,} of {self.subjects:,} subjects with "
            "planted records could be tested; raise --worlds, mend the check or its worlds, or say "
            "in `unseen` of each planted world why the check cannot find it "
            f"(src/tallystick/calibrate/held_{family}.py)."
        )


def reasons_of(check: str) -> dict[str, str]:
    """Why a check cannot find a planted world, by its name, for those declared unseen."""
    planted = HELD[check].planted if check in HELD else ()
    return {act.name: act.unseen for act in planted if act.unseen}


def verdicts_of(check: str, rows: Sequence[Row]) -> dict[str, str]:
    """The verdict on each planted world: `FOUND`, `NOT_FOUND`, `UNSEEN` or `NOT_UNSEEN`.

    `rows` are those of `record.rows_of` about the check's own planted worlds, every kind of
    subject together.
    """
    unseen = reasons_of(check)
    by_act = {True: (UNSEEN, NOT_UNSEEN), False: (NOT_FOUND, FOUND)}
    return {act: by_act[act in unseen][found] for act, found in _found(rows).items()}


def shortfall_of(check: str, rows: Sequence[Row]) -> Shortfall | None:
    """What the check falls short of; None where it finds something or is there to find nothing.

    `rows` are as in `verdicts_of`.
    """
    found = _found(rows)
    acts = tuple(act for act in found if act not in reasons_of(check))
    if not acts or any(found[act] for act in acts):
        return None
    own = [row for row in rows if row["world"] in acts]
    return Shortfall(
        check=check,
        acts=acts,
        runs=sum(len(row["seeds"]) for row in own),
        subjects=sum(row["tested_of"] for row in own),
        tested=sum(row["stands_of"] for row in own),
    )


def floor_verdict(check: str, rows: Sequence[Row]) -> str:
    """`FAILED`, `ALL_UNSEEN`, or "" where nothing is to be said; `rows` as in `verdicts_of`."""
    if shortfall_of(check, rows) is not None:
        return FAILED
    return ALL_UNSEEN if rows and _found(rows).keys() <= reasons_of(check).keys() else ""


def _found(rows: Sequence[Row]) -> dict[str, bool]:
    """Whether a planted world has any finding, at any dose and size; by its name."""
    found: dict[str, bool] = {}
    for row in rows:
        found[row["world"]] = found.get(row["world"], False) or bool(row["stands"])
    return found
