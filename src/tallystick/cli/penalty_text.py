"""How is a penalty said in words?"""

from __future__ import annotations

import re
from decimal import Decimal

from tallystick.statutes import Pack, Penalty
from tallystick.statutes.amounts import grouped, plain
from tallystick.statutes.rows import ReferenceUnit

UNITS = {"days": "day-fines"}
SHORT = (
    (re.compile(r"<="), " up to "),
    (re.compile(r"(\d) y\b"), r"\1 years"),
    (re.compile(r"^fine/restriction$"), "or a fine; or restriction of liberty"),
    (re.compile(r"^etc\.$"), "other alternatives, not entered"),
    (re.compile(r"^(\d+)k USD$"), r"fine \1,000 USD"),
    (re.compile(r"(\d)k RUB\b"), r"\1,000 RUB"),
)


def punished(penalty: Penalty, pack: Pack, units: tuple[ReferenceUnit, ...] = ()) -> str:
    """Say what an offence is punished with, with what a unit of fines is worth that day."""
    parts = [prison(penalty)] if penalty.prison else ["no prison"]
    worth = next((unit for unit in units if unit.unit == penalty.fine_unit), None)
    unit = unit_of(penalty.fine_unit, pack)
    fine = penalty.fine_min if penalty.fine_max is None else penalty.fine_max
    if fine is not None:
        money = f" ({grouped(fine * worth.value)} {worth.currency})" if worth else ""
        parts.append(f"fine {_least(penalty)}{grouped(fine)} {unit}{money}")
    if penalty.works_max is not None:
        parts.append(f"corrective works up to {plain(penalty.works_max)} {unit}")
    if penalty.service_hours_max is not None:
        parts.append(f"community service up to {plain(penalty.service_hours_max)} h")
    if penalty.arrest_days_max is not None:
        parts.append(f"arrest up to {plain(penalty.arrest_days_max)} days")
    if penalty.other:
        parts.append(in_words(penalty.other))
    if worth and fine is not None:
        parts.append(f"1 {worth.unit} is {grouped(worth.value)} {worth.currency} "
                     f"({worth.confidence})")  # fmt: skip
    return "; ".join(parts)


def _least(penalty: Penalty) -> str:
    """Where a fine begins: ``up to ``, ``200 to ``; ``from `` where it has no end."""
    if penalty.fine_max is None:
        return "from "
    if penalty.fine_min == penalty.fine_max:
        return ""
    return f"{grouped(penalty.fine_min)} to " if penalty.fine_min else "up to "


def unit_of(unit: str, pack: Pack) -> str:
    """Return a unit of fines in words."""
    return pack.units.get(unit) or UNITS.get(unit, unit)


def in_words(other: str) -> str:
    """Return the rest of a penalty without signs and short forms: ``ban up to 7 years``."""
    for pattern, instead in SHORT:
        other = pattern.sub(instead, other)
    return other


def prison(penalty: Penalty) -> str:
    """Say the range of imprisonment: ``prison 10 to 15 years``."""
    least, most = penalty.prison_min_years, penalty.prison_max_years
    if penalty.life_only:
        return "prison for life, and no less"
    life = ", or life" if penalty.life else ""
    if most is None and not least:
        return "prison up to life"
    if most is None:
        return f"prison {_years(least)}{' to life' if life else ' or more; the most not entered'}"
    if not least:
        return f"prison up to {_years(most)}{life}"
    begins = plain(least) if least == int(least) else _years(least)
    return f"prison {begins} to {_years(most)}{life}"


def _years(years: Decimal | None) -> str:
    """Say a term: ``1 year``, ``15 years``, or ``3 months`` where years are no whole number."""
    term = years or Decimal(0)
    if term != int(term):
        return f"{plain(term * 12)} months"
    return f"{plain(term)} year{'' if term == 1 else 's'}"
