"""What do all calibrations that are kept say together?

Each check's numbers are kept in a Parquet file of its own, so that one check can be calibrated
again and the others stay as they were; the first page is made from all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tallystick.audit.selection import chosen
from tallystick.calibrate.measures import EVERY_KIND, FEW, LIMIT, TOO_FEW, Share
from tallystick.calibrate.power_floor import (
    Shortfall,
    floor_verdict,
    reasons_of,
    shortfall_of,
    verdicts_of,
)
from tallystick.calibrate.record import Calibration, Row, rows_of
from tallystick.calibrate.texts import EXPLAINED, NONE, TextTable, bracketed, number, written

MIDDLE = "medium"
HEADING = "# Does each check keep its promise?\n"


@dataclass(frozen=True)
class Kept:
    """The rows of one check (`record.rows_of`), and when, with what and how often they were made.

    The four texts are empty for a run that is not written.
    """

    check: str
    rows: Sequence[Row]
    on: str = ""
    version: str = ""
    worlds: str = ""
    seed: str = ""

    def of(self, nature: str) -> list[Row]:
        """The rows of the check itself, about every kind of subject."""
        return [
            row
            for row in self.rows
            if row["nature"] == nature
            and row["source"] == self.check
            and row["subject_kind"] == EVERY_KIND
        ]


def kept_in(folder: Path, order: Sequence[str]) -> list[Kept]:
    """What the Parquet files of a folder hold; checks in the order given, then the others."""
    found = []
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        told = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        found.append(
            Kept(path.stem, table.to_pylist(), told["on"], told["tallystick"], told["worlds"],
                 told["seed"])
        )  # fmt: skip
    known = {name: place for place, name in enumerate(order)}
    return sorted(found, key=lambda each: (known.get(each.check, len(known)), each.check))


def kept_of(calibration: Calibration) -> list[Kept]:
    """What a run that is not written would keep of each check."""
    checks = dict.fromkeys(each.trial.check for each in calibration.outcomes)
    return [
        Kept(check, rows_of([each for each in calibration.outcomes if each.trial.check == check]))
        for check in checks
    ]


def shortfalls(kept: Sequence[Kept]) -> list[Shortfall]:
    """The checks that fail the power floor."""
    found = [shortfall_of(each.check, each.of("planted")) for each in kept]
    return [each for each in found if each is not None]


def first_tables(kept: Sequence[Kept]) -> list[TextTable]:
    """The tables of the first page: sizes, powers, and what is declared unseen, if anything is."""
    unseen = tuple(
        (each.check, act, reason) for each in kept for act, reason in reasons_of(each.check).items()
    )
    header = ("check", "planted", "why the check cannot find it")
    reasons = TextTable("What is declared unseen, and why?", header, unseen)
    return [sizes(kept), powers(kept), *([reasons] if unseen else [])]


def sizes(kept: Sequence[Kept]) -> TextTable:
    """For each check its size over all innocent worlds, and where it is largest."""
    header = ("check", "innocent worlds", "tests", "size, mean", "size, largest", "where",
              "audits with a finding, mean", "verdict", "made")  # fmt: skip
    return TextTable("Does each check keep its size?", header, tuple(map(_size, kept)))


def _size(each: Kept) -> tuple[str, ...]:
    rows = [row for row in each.of("innocent") if row["found_of"]]
    if not rows and (ranged := [row for row in each.of("innocent") if row.get("inside_of")]):
        verdict = _with_floor(each, [_covered(ranged)])
        return (each.check, str(len(ranged)), *(NONE,) * 5, verdict, _made(each))
    if not rows:
        return (each.check, *(NONE,) * 6, _with_floor(each, ["not tested"]), _made(each))
    worst = max(rows, key=lambda row: (row["found_of"] >= FEW, float(row["unexplained"])))
    tests = sum(row["found_of"] for row in rows)
    mean = sum(row["unexplained"] * row["unexplained_of"] for row in rows) / tests
    audits = sum(row["audits"] for row in rows) / len(rows)
    broken = [f"{row['world']}: {told}" for row in rows if (told := _verdict(row)) != "held"]
    return (each.check, str(len(rows)), f"{tests:,}", number(mean),
            bracketed(_share(worst, "unexplained")), worst["world"], number(audits),
            _with_floor(each, broken) or "held", _made(each))  # fmt: skip


def _with_floor(each: Kept, verdicts: Sequence[str]) -> str:
    """The verdicts on a check's size, and that on its power where there is something to say."""
    floor = floor_verdict(each.check, each.of("planted"))
    return "; ".join([*verdicts, *([floor] if floor else [])])


def _covered(rows: Sequence[Row]) -> str:
    """How often ranges hold the truth, of a check that tests nothing."""
    figures = sum(row["inside_of"] for row in rows)
    inside, near = (
        sum(row[name] * row["inside_of"] for row in rows) / figures for name in ("inside", "near")
    )
    return (
        f"a range, no test: the truth lies inside for {number(inside)} of {figures:,} figures, "
        f"within 0.5 % of it for {number(near)}"
    )


def _verdict(row: Row) -> str:
    """The verdict that was kept; `TOO_FEW` where an older rule took a few answers for a rate."""
    told = str(row["verdict_of_all"])
    few = row["found_of"] < FEW and row["unexplained"] * row["tested"] <= LIMIT
    return TOO_FEW if told == "broken" and few else told


def powers(kept: Sequence[Kept]) -> TextTable:
    """For each planted act its power by dose, in departments of middling size.

    A check that gives ranges and tests nothing has none.
    """
    rows: list[tuple[str, ...]] = []
    doses: list[float] = []
    acts: list[tuple[str, str, dict[float, Row]]] = []
    ends: dict[tuple[str, str], tuple[str, str]] = {}
    for each in kept:
        by_act: dict[str, dict[float, Row]] = {}
        every: dict[str, list[Row]] = {}
        for row in (row for row in each.of("planted") if not row.get("inside_of")):
            every.setdefault(row["world"], []).append(row)
            if row["size"] == MIDDLE:
                by_act.setdefault(row["world"], {})[row["dose"]] = row
        acts += [(each.check, act, by_dose) for act, by_dose in by_act.items()]
        verdicts = verdicts_of(each.check, each.of("planted"))
        for act, rows_of_act in every.items():
            ends[each.check, act] = (_least_precise(rows_of_act), verdicts[act])
        doses += [dose for by_dose in by_act.values() for dose in by_dose]
    doses = sorted(set(doses))
    for check, act, by_dose in acts:
        found = [_number(by_dose.get(dose), "found") for dose in doses]
        full = by_dose.get(max(by_dose))
        last = [_number(full, name) for name in ("stands", "precision", "explained")]
        rows.append((check, act, *found, *last, *ends[check, act]))
    header = ("check", "planted", *(f"power at dose {dose:g}" for dose in doses),
              "after the correction, at the highest", "precision there",
              "explained away there", "lowest precision at any dose and size",
              "verdict")  # fmt: skip
    return TextTable("Does it find what was planted?", header, tuple(rows))


def _least_precise(rows: Sequence[Row]) -> str:
    """The smallest share of true ones among the findings of one kind of world, and of how many."""
    found = [(row["precision"], row["precision_of"]) for row in rows if row["precision_of"]]
    if not found:
        return NONE
    share, of = min(found)
    return f"{number(share)} of {of:,}"


def markdown(kept: Sequence[Kept], pages: Sequence[Path]) -> str:
    """The first page: its tables, and links to each check's page and to the other `pages`."""
    own = "".join(
        f"- [{each.check}](calibration/{each.check}.md), all numbers with the seed of every world: "
        f"[{each.check}.parquet](calibration/{each.check}.parquet)\n"
        for each in kept
    )
    finer = "".join(f"- [{_heading(page)}](calibration/{page.name})\n" for page in pages)
    tables = [f"## {each.title}\n\n{written(each)}" for each in first_tables(kept)]
    failed = [f"- {each.message}\n" for each in shortfalls(kept)]
    return "\n".join(
        [
            HEADING,
            "Made by `tallystick calibrate --out docs`, check by check; *made* is the day, the "
            "version, the worlds for each row and the first seed.\n",
            EXPLAINED + "\n",
            *_waiting(kept, pages),
            *(["## Checks that fail the power floor\n\n" + "".join(failed)] if failed else []),
            *tables,
            "## Each check\n\n" + own,
            *(["## By finer samples\n\n" + finer] if pages else []),
        ]
    )


def _waiting(kept: Sequence[Kept], pages: Sequence[Path]) -> list[str]:
    """The checks that have no rows yet and a page of their own, called by their question."""
    without = {each.name for each in chosen(())} - {each.check for each in kept}
    by_question = {name.partition(".")[2]: name for name in without}
    return [
        f"Not in these tables: `{by_question[page.stem]}`, which was not calibrated in full yet; "
        f"[what is known of it](calibration/{page.name}).\n"
        for page in pages
        if page.stem in by_question
    ]


def _made(each: Kept) -> str:
    return f"{each.on}, {each.version}, {each.worlds}, {each.seed}" if each.on else NONE


def _share(row: Row, name: str) -> Share:
    return Share(row[name], row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_of"])


def _number(row: Row | None, name: str) -> str:
    return NONE if row is None or row[name] is None else number(row[name])


def _heading(page: Path) -> str:
    first = page.read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ").strip()
