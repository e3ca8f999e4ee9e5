"""How is it said that records crowd a line in the goods that it is drawn for alone?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.beyond_lines import (
    picture,
    records_at,
    whose,
)
from tallystick.checks.exhibits.bunching_words import NOT_A_COUNT, place
from tallystick.checks.exhibits.places import held_in
from tallystick.checks.exhibits.substance_pairs import Contrast, contrasts_of
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

PACKED = (
    "Sellers who fill packs of a substance a little above its own line, or at it, give nearly the "
    "same picture; what tells them apart is only that more is then added at the line than is "
    "missing before it."
)
NO_LINE = (
    "Goods are taken to have no line where the engagement declares none: look whether the law "
    "draws one near this weight for any of them."
)


def contrast_of(tables: Tables, result: Result) -> Contrast:
    """Return the comparison that a result is about."""
    name = result.detail["contrast"]
    return next(each for each in contrasts_of(tables.frame) if each.name == name)


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records at and just beyond each line, of its own goods."""
    return records_at(tables, result, contrast_of(tables, result).change)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    contrast = contrast_of(tables, result)
    two = contrast.other is not None
    goods = "each in its own goods" if two else "in the goods that it is drawn for alone"
    lines = "the lines" if two else "the line"
    return Finding.of(
        result,
        title=f"{whose(result)}{contrast.name}: records crowd {lines}, {goods}",
        criteria=(
            "A recorded value is what was read; a scale does not know for which goods the law "
            f"draws a line. Drawn here: {'; '.join(each.citation for each in contrast.lines)}."
        ),
        condition=_condition(result, contrast),
        effect="A record on the other side of the line has another consequence for the person "
        "concerned.",
        cause="Not established. Rule out first: packs of one of the goods at or a little above the "
        "line, other units or scales for one of the goods, several exhibits of one case.",
        suggestion="Compare the listed values with raw scale or instrument print-outs and with "
        "laboratory weights, and weigh sealed packs of both goods again.",
        caveats=(NOT_A_COUNT, PACKED, *([] if two else [NO_LINE]), *held_in(*contrast.lines)),
        picture=picture(result, contrast.own, "the other goods"),
    )


def _condition(result: Result, contrast: Contrast) -> str:
    down = contrast.own.direction == "down"
    before, after = ("above", "below") if down else ("below", "above")
    share, (low, high) = result.estimate or 0.0, result.interval or (0.0, 0.0)
    held, detail = len(result.detail["placebos"]), result.detail
    return (
        f"About {100 * share:.0f} (95% range {100 * low:.0f} to {100 * high:.0f}) for every 100 "
        f"records that belong just {before} {' or '.join(place(x) for x in contrast.lines)} lie at "
        f"or just {after} it instead in the goods that the line is drawn for, by comparison with "
        f"the other goods. {detail['n_own']:,} records of the one goods and {detail['n_other']:,} "
        f"of the other were compared. At {held} round numbers that are a line for neither they did "
        "not differ as much."
    )
