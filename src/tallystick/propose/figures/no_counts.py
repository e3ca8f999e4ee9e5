"""Columns of numbers beside figures that count nothing: rates, ranks, places and codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

NO_COUNT = frozenset(
    {
        *("score", "scores", "rank", "ranks", "ranking", "odds", "decile", "deciles", "quartile"),
        *("quintile", "quantile", "percentile", "zscore", "multiplier", "weighting", "puntaje"),
        *("average", "averages", "avg", "mean", "median", "stdev", "stddev", "stderr", "moe"),
        *("lci", "uci", "lcl", "ucl", "lower", "upper", "bound", "confidence", "rt"),
        *("promedio", "mediana", "moyenne", "médiane", "durchschnitt", "mittelwert", "rang"),
        *("latitude", "longitude", "lat", "lon", "lng", "latitud", "longitud", "easting"),
        *("northing", "sqkm", "km2", "sqmi", "acres", "hectares", "superficie", "density"),
        *("densidad", "densité", "milllog", "millpop", "logement", "logements", "dwellings"),
        *("decil", "imd", "komnr", "kommunenr", "kommunnr", "gemeindenr", "bfsnr", "knr", "plz"),
    }
)
"""Words for what is worked out, ordered or measured of places."""
SIGNS = re.compile(r"(?i)[%‰]|\bper[ _]?[0-9]|[0-9]k\b|100[ ,.]?000|\bpro[ _]?1|[_ ]p100k")
ENDS = re.compile(
    r"(?i)[a-zæøåäö]{2,}(rate|pct|score|rank|ratio|percent|percentile|decile|deci|median|average"
    r"|code|kode|kod|fips|komnr)$"
)
WORDS = frozenset(
    {"corporate", "separate", "moderate", "magistrate", "pirate", "inebriate", "underscore",
     "prank", "frank", "crank", "drank", "shrank"}
)  # fmt: skip
"""Words that end so and are none of these."""
SPARED = frozenset({"money", "weight", "count"})
FRACTION = re.compile(r"-?[0-9]*[.,]([0-9]{1,2}|[0-9]{4,})")
NOUGHTS = re.compile(r"[.,]0+$")
LEAST_ROWS, LEAST_CODED, MOST_CODES, LAST_CODE, MANY = 20, 100, 9, 20, 6


def is_called_no_count(header: str) -> bool:
    """Whether a header says that numbers are rates, ranks, averages, places or codes."""
    words = tokens(header)
    last = ENDS.search(header.strip())
    ends = last is not None and header.strip().casefold() not in WORDS
    return bool(NO_COUNT & {*words, "".join(words)} or SIGNS.search(header) or ends)


def counts_alone(look: Look, headers: Sequence[str], called: Sequence[str]) -> list[str]:
    """Return `headers` without those whose values are no counts, as what stands beside them shows.

    Those are fractions beside whole numbers; a number that never changes; codes that stand one for
    one beside names; and, among many columns of which some have a 0, the numbers from 1 to a few.
    """
    cells = {header: look.column(header) for header in headers}
    whole = [each for each in headers if not _are_fractions(cells[each])]
    kept = list(headers)
    if 2 * len(whole) >= len(headers) or set(whole) & set(called):
        kept = [each for each in headers if each in whole or facets_of(each) & SPARED]
    varied = [each for each in kept if len(set(cells[each])) > 1 or "0" in cells[each]]
    if varied and len(look.rows) >= LEAST_ROWS:
        kept = varied
    noughts = sum("0" in cells[each] for each in kept)
    coded = [each for each in kept if each not in called and (
        (noughts and len(kept) >= MANY and _numbers_few(cells[each]))
        or _stands_for_a_name(look, each))]  # fmt: skip
    return [each for each in kept if each not in coded] or kept


def _are_fractions(cells: Sequence[str]) -> bool:
    """Whether most numbers other than 0 have a fraction, of other than three digits."""
    some = [cell for cell in cells if cell.strip("0.,")]
    fractions = sum(bool(FRACTION.fullmatch(cell)) and not NOUGHTS.search(cell) for cell in some)
    return fractions > len(some) / 2


def _numbers_few(cells: Sequence[str]) -> bool:
    """Whether many numbers are as few as codes, all small, and never 0."""
    different = set(cells)
    return (
        len(cells) >= LEAST_CODED and 1 < len(different) <= MOST_CODES and "0" not in different
        and all(each.isdecimal() and int(each) <= LAST_CODE for each in different)
    )  # fmt: skip


def _stands_for_a_name(look: Look, header: str) -> bool:
    """Whether each of some repeated numbers stands beside one name, and each name beside one."""
    at = look.header.index(header)
    rows = [row for row in look.rows if row[at].strip()]
    numbers = [row[at].strip() for row in rows]
    different = len(set(numbers))
    if different < MOST_CODES or 2 * different > len(numbers):
        return False
    return any(
        _name_one_for_one(numbers, [row[place] for row in rows])
        for place, name in enumerate(look.header) if name != header
    )  # fmt: skip


def _name_one_for_one(numbers: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether cells are names, most with letters, and each stands beside one number alone."""
    name_of, number_of = dict[str, str](), dict[str, str]()
    for number, cell in zip(numbers, cells, strict=True):
        name = cell.strip()
        if name_of.setdefault(number, name) != name or number_of.setdefault(name, number) != number:
            return False
    letters = sum(any(map(str.isalpha, name)) for name in number_of)
    return letters > len(number_of) / 2
