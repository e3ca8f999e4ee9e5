"""Which columns of a table of totals hold the unit and what is counted?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tallystick.load.wording import shown
from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.periods_found import rule_of
from tallystick.propose.plausible import plausible
from tallystick.propose.totals import is_total

METRICS = ("offense", "metric", "substance", "disposition")
UNITS = ("unit", "area")
NO_FIGURE = frozenset(
    {
        *("code", "place", "age", "year", "month", "quarter", "week", "date", "time"),
        *("rate", "population", "system"),
    }
)
NO_KIND = NO_FIGURE | {"race", "sex", "measure", "count"}
MOST_KINDS, MOST_METRICS = 400, 40
DETAIL, MANY = 0.6, 100
FINER = 3
"""How many times more kinds a column with no known header has than the area it lies in."""
IN_WORDS, LETTERS = 0.01, 20
CODES = frozenset({"code", "id", "cod", "codigo", "código", "key", "nr", "no", "num", "number"})

Found = tuple[float, int, str, Met]


def dimension(
    look: Look,
    mets: Mapping[str, list[Met]],
    name: str,
    taken: Collection[str],
    *,
    named: bool = False,
) -> Choice | None:
    """Return the column of units, or of metrics, by its header; else, by values alone, of kinds.

    `named` says that the header of the figures tells what they count, so that a header must tell.
    """
    found = sorted(_by_header(look, mets, name, taken), key=lambda each: each[:2])
    if name == "metric" and not found and not named:
        found = sorted(_of_kinds(look, mets, taken), key=lambda each: each[:2])
    elif name == "unit_id" and found:
        found = [*_within(look, mets, found[0][2], taken), *found]
    if not found:
        return None
    _, _, header, met = found[0]
    others = dict.fromkeys(shown(each[2]) for each in found if each[2] != header)
    also = f"could also be {', '.join(list(others)[:3])}" if others else ""
    return Choice((header,), {"column": header}, met.why, also, met.score, met.concept)


def _by_header(
    look: Look, mets: Mapping[str, list[Met]], name: str, taken: Collection[str]
) -> Iterator[Found]:
    """The columns whose headers tell, the surest first: a unit in detail, a metric in words."""
    concepts: Sequence[str] = UNITS if name == "unit_id" else METRICS
    for at, (header, told) in enumerate(mets.items()):
        if header in taken or not _kinds(look, header):
            continue
        if name == "metric" and (_is_place(told) or not _may_name(look, header)):
            continue
        more = detail(look, header) if name == "unit_id" else _in_words(look, header)
        for met in told:
            if met.concept in concepts:
                yield concepts.index(met.concept) * 0.05 - met.score - more, at, header, met


def _of_kinds(look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]) -> Iterator[Found]:
    """Columns of some kinds that no header explains; those with a total among them last."""
    met = Met("metric", 0.3, "it names kinds, and no header says of what")
    for at, (header, told) in enumerate(mets.items()):
        cells = look.column(header)
        if header in taken or _is_place(told) or facets_of(header) & NO_KIND:
            continue
        if not 1 < len(set(cells)) <= MOST_METRICS or not _kinds(look, header):
            continue
        if in_letters(cells) and not _holds_units(look, mets, header, taken):
            yield float(any(map(is_total, set(cells)))) - _in_words(look, header), at, header, met


def _is_place(told: Sequence[Met]) -> bool:
    """Whether a header tells of a unit or an area no less than of what is counted."""
    best = max((each.score for each in told if each.concept in METRICS), default=0.0)
    return any(each.concept in UNITS and each.score >= best for each in told)


def _within(
    look: Look, mets: Mapping[str, list[Met]], area: str, taken: Collection[str]
) -> list[Found]:
    """A column of names that no header explains and that divides `area`, beside its code."""
    coarse = len(set(look.column(area)))
    return [
        (0.0, at, header, Met("area", 0.4, f"its names divide {shown(area)}"))
        for at, (header, told) in enumerate(mets.items())
        if header not in taken and header != area and not told and not facets_of(header)
        and _kinds(look, header) and in_letters(look.column(header))
        and len(set(look.column(header))) >= FINER * coarse
        and (_has_code(look, header) or _lies_in(look, header, area))
    ]  # fmt: skip


def _has_code(look: Look, header: str) -> bool:
    """Whether another column has the code of the same things: *fmun_cod* beside *fmun*."""
    words = set(tokens(header))
    return any(
        words < set(tokens(each)) and set(tokens(each)) - words <= CODES for each in look.header
    )


def _holds_units(
    look: Look, mets: Mapping[str, list[Met]], header: str, taken: Collection[str]
) -> bool:
    """Whether the units of the table, which are more, lie each in one value of a column."""
    units = [each for each in taken if each in mets and _is_place(mets[each])]
    return any(len(set(look.column(each))) > len(set(look.column(header)))
               and _lies_in(look, each, header) for each in units)  # fmt: skip


def _lies_in(look: Look, fine: str, coarse: str) -> bool:
    """Whether each value of a column stands beside one value of another, and most repeat."""
    at = (look.header.index(fine), look.header.index(coarse))
    pairs = {(row[at[0]].strip(), row[at[1]].strip()) for row in look.rows}
    return len(pairs) == len({first for first, _ in pairs}) <= len(look.rows) / 2


def detail(look: Look, header: str) -> float:
    """Return what the smaller of two areas, or units, has before the larger one that it lies in."""
    return DETAIL * min(1.0, len(set(look.column(header))) / MANY)


def _in_words(look: Look, header: str) -> float:
    """What a column of words has before one of short codes, where their headers tell alike."""
    kinds = set(look.column(header))
    letters = sum(sum(map(str.isalpha, cell)) for cell in kinds) / len(kinds)
    return IN_WORDS * min(1.0, letters / LETTERS)


def _kinds(look: Look, header: str) -> bool:
    """Whether a column repeats a limited number of kinds, none of them a date or a measure."""
    cells = look.column(header)
    if not cells or len(set(cells)) > MOST_KINDS or rule_of(cells) is not None:
        return False
    return plausible("area_id", cells) or len(cells) == len(set(cells)) <= MOST_KINDS


def _may_name(look: Look, header: str) -> bool:
    return in_letters(look.column(header)) or "code" in facets_of(header)


def in_letters(cells: Sequence[str]) -> bool:
    """Whether a letter stands in the first cells of a column, so that they are no numbers."""
    return any(sign.isalpha() for cell in cells[:500] for sign in cell)
