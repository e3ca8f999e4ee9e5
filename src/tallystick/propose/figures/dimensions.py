"""Which columns of a table of totals tell the unit of a figure, and what is counted?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.load.wording import shown
from tallystick.propose.cells.plausible import plausible
from tallystick.propose.cells.values import read_words
from tallystick.propose.columns.choices import Choice
from tallystick.propose.figures.layout import Layout
from tallystick.propose.figures.no_kinds import (
    is_flag,
    may_be_metric,
    may_be_unit,
    says_the_same,
)
from tallystick.propose.figures.periods import rule_of
from tallystick.propose.files.look import Look
from tallystick.propose.files.totals import is_total
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

METRICS = ("offense", "metric", "substance", "disposition", "statute")
UNITS = ("unit", "area")
NO_FIGURE = frozenset(
    {
        *("code", "place", "age", "year", "month", "quarter", "week", "date", "time"),
        *("rate", "population", "system", "change", "target"),
    }
)
NO_KIND = NO_FIGURE | {"race", "ethnic", "sex", "measure", "count"}
PLAIN = frozenset(
    {"value", "values", "valor", "valeur", "wert", "figure", "data", "obs", "amount", "cases",
     "during", "current"}
)  # fmt: skip
MEASURES = frozenset(
    {"%", "no", "number", "numbers", "count", "persons", "people", "rate", "percent", "per cent",
     "percentage", "min", "minutes", "hours", "days", "'000", "$", "$'000", "index", "ratio"}
)  # fmt: skip
OF_A_UNIT = frozenset({"plain", "name", "place", "unit", "area", "wide", "hood"})
OF_FIGURES = {"count", "plain", "number", "rate", "year", "month", "quarter"}
"""Words and facets of headers that tell nothing of what is counted."""
MOST_KINDS, MOST_UNITS, MOST_METRICS, LONGEST = 400, 5_000, 40, 100
"""How many kinds, units called so, and metrics that no header tells there may be; how many letters
a row of a wide table has on average to tell its kind."""
DETAIL, MANY, TOLD, NAMED_UNIT, BY_VALUES = 0.6, 100, 0.5, 0.4, 0.3
FINER, ODD = 2, 0.02
"""How many times more kinds a column with no known header has than the area it lies in, and the
share of them, such as a total of each, that lie in several."""
IN_WORDS, LETTERS, LONG_NAMES = 0.01, 20, 10
CODES = frozenset({"code", "id", "cod", "codigo", "código", "key", "nr", "no", "num", "number"})

Found = tuple[float, int, str, Met]


def dimensions(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str], layout: Layout
) -> dict[str, Choice]:
    """Return what fills ``unit_id`` and ``metric``, as far as columns tell it.

    `taken` are columns of figures and periods. A header tells first; then columns of kinds that no
    header explains are the metric, or, where headers side by side say what is counted, the unit.
    """
    said = layout.said or (layout.headers[0] if len(layout.headers) == 1 else "")
    table = _Table(look, mets, len(layout.headers) > 1, named=says_what(said))
    unit = table.unit(taken)
    used = {*taken, *(unit.headers if unit else ())}
    metric = _best(sorted(table.by_header("metric", used), key=lambda each: each[:2]))
    used |= set(metric.headers) if metric else set()
    unknown = table.of_kinds(used)
    others = [
        header
        for header in unknown
        if facets_of(header) <= OF_A_UNIT
        and may_be_unit(header)
        and not any(says_the_same(look, header, each) for each in unknown if each != header)
    ]
    several = bool(layout.metric)
    if unit is None and others and (several or (metric is None and len(unknown) > 1)):
        unit = _guess(others[0], "it names kinds, and the metric stands elsewhere")
        unknown.remove(others[0])
    most = MOST_KINDS if table.wide and not (several and unit) else MOST_METRICS
    if metric is None and (left := table.metrics(unknown, used, most)):
        metric = _guess(left, "it names kinds, and no header says of what")
    found = {"unit_id": unit, "metric": metric}
    return {name: each for name, each in found.items() if each is not None}


def says_what(header: str) -> bool:
    """Whether the header of a figure tells more than that it is one, as *Value* and *Count* do."""
    return any(word not in PLAIN and not facets_of(word) & OF_FIGURES for word in tokens(header))


@dataclass(frozen=True)
class _Table:
    """A table of totals with the concepts of its headers; `wide` where a row has many figures.

    `named` says that the header of the figures tells what they count.
    """

    look: Look
    mets: Mapping[str, list[Met]]
    wide: bool
    named: bool

    def unit(self, taken: Collection[str]) -> Choice | None:
        """The column of units, first that of names in it which no header explains."""
        found = sorted(self.by_header("unit_id", taken), key=lambda each: each[:2])
        within = _within(self, found[0][2], taken) if found else []
        return _best([*within, *found])

    def by_header(self, name: str, taken: Collection[str]) -> Iterator[Found]:
        """The columns whose headers tell: a unit in detail, a metric in words."""
        of_units = name == "unit_id"
        concepts: Sequence[str] = UNITS if of_units else METRICS
        for at, (header, told) in enumerate(self.mets.items()):
            if of_units and self.is_of_measure(header, told):
                continue
            sure = {each.concept for each in told if each.score >= TOLD}
            most = MOST_UNITS if sure & {"unit", "offense"} else MOST_KINDS
            as_what = "area_id" if of_units or "offense" not in sure else "offense_code"
            if header in taken or not self.kinds(header, most, as_what):
                continue
            may_be = may_be_metric(header) and not _is_place(told)
            if not of_units and not (may_be and self.may_name(header)):
                continue
            more = detail(self.look, header) if of_units else _in_words(self.look, header)
            also = [] if of_units or not self.names_measures(header) else [OF_MEASURES]
            for met in (*told, *also):
                if met.concept in concepts and not (self.named and met.score <= BY_VALUES):
                    better = more + self.better(header, met)
                    yield concepts.index(met.concept) * 0.05 - met.score - better, at, header, met

    def better(self, header: str, met: Met) -> float:
        """What the name of a unit has before its area, and the finer of kinds told by values."""
        if met.concept == "unit":
            return NAMED_UNIT * in_letters(self.look.column(header))
        of_values = met.concept in METRICS and met.score <= BY_VALUES
        return of_values * DETAIL / 2 * min(1.0, len(set(self.look.column(header))) / MANY)

    def of_kinds(self, taken: Collection[str]) -> list[str]:
        """Columns of some kinds that no header explains."""
        return [
            header for header in self.mets
            if header not in taken and not facets_of(header) & NO_KIND and self.kinds(header)
            and in_letters(self.look.column(header)) and len(set(self.look.column(header))) > 1
        ]  # fmt: skip

    def metrics(self, unknown: Sequence[str], taken: Collection[str], most: int) -> str:
        """Of columns of kinds the one that says what is counted; "" for none.

        First those with no total among them, then the finest of those called *type* or the like,
        then words. Where the header of the figures says what they count, it must be called so.
        """
        look = self.look
        left = [header for header in unknown
                if may_be_metric(header) and not _is_place(self.mets[header])
                and len(set(look.column(header))) <= most
                and not _holds_units(look, self.mets, header, taken)]  # fmt: skip
        if self.named:
            left = [header for header in left if "kind" in facets_of(header)]
        return min(left, key=self._order, default="")

    def _order(self, header: str) -> tuple[bool, int, float]:
        kinds = set(self.look.column(header))
        called = "kind" in facets_of(header)
        return any(map(is_total, kinds)), -len(kinds) * called, -_in_words(self.look, header)

    def kinds(self, header: str, most: int = MOST_KINDS, as_what: str = "area_id") -> bool:
        """Whether a column repeats a limited number of kinds, none of them a date or a measure."""
        cells = self.look.column(header)
        if not cells or len(set(cells)) > most or is_flag(cells) or rule_of(cells) is not None:
            return False
        if self.wide and len(self.look.rows) <= most:
            return sum(map(len, cells)) <= LONGEST * len(cells)
        return plausible(as_what, cells) or len(cells) == len(set(cells))

    def may_name(self, header: str) -> bool:
        return in_letters(self.look.column(header)) or "code" in facets_of(header)

    def is_of_measure(self, header: str, told: Sequence[Met]) -> bool:
        """Whether a column called *Unit* has those of measurement, such as *no.* and *%*."""
        if all(each.concept != "unit_of_measure" for each in told):
            return False
        cells = self.look.column(header)
        known = sum(cell.casefold().strip(". ()") in MEASURES for cell in cells)
        return known >= len(cells) / 2 or read_words("unit", cells)[2] >= 1 / 2

    def names_measures(self, header: str) -> bool:
        """Whether a header is *Measure* or the like over names, and no units such as *%*."""
        kinds = set(self.look.column(header))
        return "metric" in facets_of(header) and sum(map(len, kinds)) >= LONG_NAMES * len(kinds)


OF_MEASURES = Met("metric", TOLD, "header words: metric")


def _guess(header: str, why: str) -> Choice:
    return Choice((header,), {"column": header}, why, score=0.3)


def _best(found: Sequence[Found]) -> Choice | None:
    """The first column, with the names of others that could be meant."""
    if not found:
        return None
    _, _, header, met = found[0]
    others = dict.fromkeys(shown(each[2]) for each in found if each[2] != header)
    also = f"could also be {', '.join(list(others)[:3])}" if others else ""
    return Choice((header,), {"column": header}, met.why, also, met.score, met.concept)


def _is_place(told: Sequence[Met]) -> bool:
    """Whether a header tells of a unit or an area no less than of what is counted."""
    best = max((each.score for each in told if each.concept in METRICS), default=0.0)
    return any(each.concept in UNITS and each.score >= best for each in told)


def _within(table: _Table, area: str, taken: Collection[str]) -> list[Found]:
    """A column of names that no header explains and that divides `area`, beside its code."""
    look = table.look
    coarse = len(set(look.column(area)))
    return [
        (0.0, at, header, Met("area", 0.4, f"its names divide {shown(area)}"))
        for at, (header, told) in enumerate(table.mets.items())
        if header not in taken and header != area and not told
        and facets_of(header) <= {"place", "name"}
        and table.kinds(header) and in_letters(look.column(header))
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
    beside = Counter(first for first, _ in pairs)
    odd = sum(many > 1 for many in beside.values())
    return odd <= ODD * len(beside) and len(pairs) <= len(look.rows) / 2


def detail(look: Look, header: str) -> float:
    """Return what the smaller of two areas, or units, has before the larger one that it lies in."""
    return DETAIL * min(1.0, len(set(look.column(header))) / MANY)


def _in_words(look: Look, header: str) -> float:
    """What a column of words has before one of short codes, where their headers tell alike."""
    kinds = set(look.column(header))
    letters = sum(sum(map(str.isalpha, cell)) for cell in kinds) / len(kinds)
    return IN_WORDS * min(1.0, letters / LETTERS)


def in_letters(cells: Sequence[str]) -> bool:
    """Whether a letter stands in the first cells of a column, so that they are no numbers."""
    return any(sign.isalpha() for cell in cells[:500] for sign in cell)
