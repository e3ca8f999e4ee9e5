"""Which rows of a table add up others, so that they are no records?"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 60
MOST = 1 / 3
"""The share of the rows above which such words are no totals of the others."""
WORDS = (
    r"(grand|sub|over)?[\s-]?totals?( general| geral| général| generale| ogółem)?",
    r"(grand |sub-?)?total(s)? (of|for|by|de|del|da|do|der|des)\b.*",
    r"(county|state|city|town|district|division|province|region|national|country|agency)(wide)?"
    r" totals?|(state|commonwealth|county|city) of [^,;]+ totals?",
    r"(all|overall|gesamt|insgesamt|gesamtsumme|gesamtergebnis|summe|zwischensumme)",
    r"(sous|sub)[\s-]?total|total général|ensemble|somme",
    r"(suma|razem|ogółem|łącznie|celkem|součet|spolu|összesen|ukupno|skupaj|toplam|jumla)",
    r"(subtotal|totale|totaal|totalt|summa|sammenlagt|yhteensä|kokku|kopā|iš viso)",
    r"(всего|итого|общий итог|общо|всичко|разом|усього|всього|барлығы|жиыны|жиынтығы|укупно)"
    r"( (по|за|на|в|для|бойынша)\b.*)?",
    r"合計|総計|小計|计|合计|总计|小计|總計|합계|총계|소계|σύνολο|סה\"כ|المجموع|الإجمالي",
)  # fmt: skip
TOTAL = re.compile("|".join(f"(?:{word})" for word in WORDS))


def totals(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the columns in which rows are called totals, each with how they are called there.

    A row counts by the first of its cells that says so. `rows` have the order of `header`.
    """
    found: dict[int, dict[str, int]] = {}
    known: dict[str, bool] = {}
    for row in rows:
        for at, cell in enumerate(row):
            if cell not in known:
                known[cell] = is_total(cell)
            if known[cell]:
                said = found.setdefault(at, {})
                said[cell.strip()] = said.get(cell.strip(), 0) + 1
                break
    return tuple(
        (header[at], tuple(said))
        for at, said in sorted(found.items())
        if header[at] and sum(said.values()) <= max(1, MOST * len(rows))
    )


def is_total(cell: str) -> bool:
    """Whether a cell calls its row a total."""
    text = cell.strip()
    return 0 < len(text) <= LONGEST and TOTAL.fullmatch(text.casefold().rstrip(":. ")) is not None
