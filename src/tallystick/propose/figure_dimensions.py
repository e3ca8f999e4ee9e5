"""Which columns of a table of totals tell the unit of a figure, and what is counted?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tallystick.load.wording import shown
from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.dimensions import METRICS, MOST_KINDS, NO_KIND, UNITS, detail, in_letters
from tallystick.propose.figure_layout import Layout
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.plausible import plausible

LONGEST = 100
LEAST_UNITS, FEW_KNOWN, MOST_WORDS = 5, 0.2, 2
"""As many columns side by side, few of them called by what is counted, may be units."""
KINDS = 0.3
OF_COUNTS = frozenset(
    {"offense", "count", "metric", "race", "ethnic", "sex", "age", "weight", "money", "force",
     "weapon", "arrest", "case", "stop", "status", "seizure", "search", "subject", "victim",
     "officer", "vehicle", "substance", "kind", "measure", "reason", "court"}
)  # fmt: skip


def dimensions(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str], layout: Layout
) -> dict[str, Choice]:
    """Return what fills ``unit_id`` and ``metric``, as far as columns tell it.

    `taken` are columns of figures and periods. Columns of kinds that no header explains are the
    metric, or, where headers side by side say what is counted, the unit.
    """
    unit = _told(look, mets, "unit_id", taken, layout)
    used = {*taken, *(unit.headers if unit else ())}
    metric = _told(look, mets, "metric", used, layout)
    used |= set(metric.headers) if metric else set()
    unknown = [header for header in mets
               if header not in used and _kinds(look, header, layout)
               and in_letters(look.column(header))
               and not facets_of(header) & NO_KIND
               and len(set(look.column(header))) > 1]  # fmt: skip
    several = bool(layout.metric)
    others = [header for header in unknown if "kind" not in facets_of(header)]
    if unit is None and others and (several or (metric is None and len(unknown) > 1)):
        unit = _guess(others[0], "it names kinds, and the metric stands elsewhere")
        unknown.remove(others[0])
    if metric is None and unknown and not _of_area(mets[unknown[0]]):
        metric = _guess(_finest(look, unknown), "it names kinds, and no header says of what")
    found = {"unit_id": unit, "metric": metric}
    return {name: choice for name, choice in found.items() if choice is not None}


def units_side_by_side(found: Mapping[str, Choice], layout: Layout) -> dict[str, Choice]:
    """Return the unit where a metric is found, and the columns side by side seem to be units."""
    if "unit_id" in found or "metric" not in found or not layout.metric or not _are_units(layout):
        return {}
    unit = Choice((), {"column": layout.names_to[0]}, "the columns side by side seem to be units",
                  "where they are not, leave unit_id out")  # fmt: skip
    return {"unit_id": unit}


def _of_area(told: Sequence[Met]) -> bool:
    return any(each.concept in UNITS for each in told)


def _finest(look: Look, headers: Sequence[str]) -> str:
    """The first column of kinds, or where several are called so the one of most kinds."""
    called = [header for header in headers if "kind" in facets_of(header)]
    return max(called or headers[:1], key=lambda header: len(set(look.column(header))))


def _guess(header: str, why: str) -> Choice:
    return Choice((header,), {"column": header}, why, score=KINDS)


def _are_units(layout: Layout) -> bool:
    """Whether the names of many columns are short, and few have words of what is counted."""
    names = [each[0] for each in layout.names or ()] or list(layout.headers)
    known = sum(bool(facets_of(name) & OF_COUNTS) for name in names)
    short = sum(len(tokens(name)) for name in names) <= MOST_WORDS * len(names)
    return len(names) >= LEAST_UNITS and short and known <= FEW_KNOWN * len(names)


def _told(
    look: Look, mets: Mapping[str, list[Met]], name: str, taken: Collection[str], layout: Layout
) -> Choice | None:  # fmt: skip
    """The column of units or metrics that its header tells best."""
    of_units = name == "unit_id"
    concepts = UNITS if of_units else METRICS
    found = [
        (place * 0.05 - met.score - of_units * detail(look, header), at, header, met)
        for at, (header, told) in enumerate(mets.items())
        for met in told
        for place, concept in enumerate(concepts)
        if met.concept == concept and header not in taken and _kinds(look, header, layout)
        and (of_units or in_letters(look.column(header)) or "code" in facets_of(header))
    ]  # fmt: skip
    if not found:
        return None
    _, _, header, met = min(found, key=lambda each: each[:2])
    others = dict.fromkeys(shown(each[2]) for each in sorted(found, key=lambda e: e[:2]))
    others.pop(shown(header), None)
    also = f"could also be {', '.join(list(others)[:3])}" if others else ""
    return Choice((header,), {"column": header}, met.why, also, met.score, met.concept)


def _kinds(look: Look, header: str, layout: Layout) -> bool:
    """Whether a column holds kinds: few that repeat, or one for each row of a small table."""
    cells = look.column(header)
    different = len(set(cells))
    if not cells or different > MOST_KINDS:
        return False
    if len(layout.headers) > 1 and len(look.rows) <= MOST_KINDS:
        return sum(map(len, cells)) <= LONGEST * len(cells)
    return plausible("area_id", cells) or len(cells) == different
