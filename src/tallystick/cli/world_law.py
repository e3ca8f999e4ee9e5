"""How do the penalties of a world file come from a law pack, month by month?

An entry of ``[[incentives.penalties]]`` may say ``law = { pack = "KZ", act = "sale", … }`` in
place of months. For each day on which the pack's rows change, the law is asked, and the middle of
the range of imprisonment stands from the month of that day on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.world import World, WorldError
from tallystick.statutes.answering import answer
from tallystick.statutes.faults import LawError, PackError
from tallystick.statutes.pack import Pack
from tallystick.statutes.question import Question
from tallystick.statutes.shelf import pack_of


class Asked(BaseModel):
    """What is asked of the law: as `tallystick law` asks it, without a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: str
    act: str
    substance: str | None = None
    grams: Decimal | None = None
    circumstances: tuple[str, ...] = ()


def with_months(raw: dict[str, Any]) -> dict[str, Any]:
    """The world file with months in place of every ``law`` of its penalties.

    WorldError with the place and the next move where the law cannot be asked or has no answer.
    """
    incentives = raw.get("incentives")
    if not isinstance(incentives, dict):
        return raw
    entries = incentives.get("penalties")
    if not isinstance(entries, list) or not any("law" in each for each in _tables(entries)):
        return raw
    span = _span(raw)
    filled: list[Any] = []
    for number, each in enumerate(entries, 1):
        if not isinstance(each, dict) or "law" not in each:
            filled.append(each)
            continue
        place = f"incentives.penalties entry {number}: law"
        if {"months", "from_month"} & set(each):
            raise WorldError(f"{place}: gives months and from_month itself; leave them out")
        rest = {key: value for key, value in each.items() if key != "law"}
        filled += [rest | months for months in _by_month(each["law"], span, place)]
    return raw | {"incentives": incentives | {"penalties": filled}}


def _tables(entries: list[Any]) -> Iterator[dict[str, Any]]:
    return (each for each in entries if isinstance(each, dict))


def _by_month(law: Any, span: tuple[date, date], place: str) -> list[dict[str, Any]]:
    """From which month on how many months of imprisonment are to be expected."""
    try:
        asked = Asked.model_validate(law)
        pack = pack_of(asked.pack)
        found: list[dict[str, Any]] = []
        for day in days_of_change(pack, *span):
            months = _middle(pack, asked, day, place)
            if not found or found[-1]["months"] != months:
                month = f"{day:%Y-%m}" if found else ""
                found.append({"from_month": month, "months": months})
        return found
    except ValidationError as error:
        told = error.errors()[0]
        where = ".".join(map(str, told["loc"]))
        raise WorldError(f"{place}.{where}: {told['msg']}") from None
    except (LawError, PackError) as error:
        raise WorldError(f"{place}: {error}") from None


def _span(raw: dict[str, Any]) -> tuple[date, date]:
    """A day of the first month of the world, and one of its last."""
    held = {key: raw[key] for key in ("first_month", "months") if key in raw}
    calendar: Calendar = World.model_validate(held).calendar
    first, last = calendar.text(0), calendar.text(calendar.months - 1)
    return date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-28")


def days_of_change(pack: Pack, first: date, last: date) -> list[date]:
    """The first day, and the days until the last on which a row of the pack begins or ends."""
    rows = (*pack.offences, *pack.penalties, *pack.thresholds)
    begin = {row.from_date for row in rows if row.from_date}
    begin |= {row.to_date + timedelta(days=1) for row in rows if row.to_date}
    return [first, *sorted(day for day in begin if first < day <= last)]


def _middle(pack: Pack, asked: Asked, day: date, place: str) -> float:
    question = Question(
        on=day,
        substance=asked.substance,
        amount=asked.grams,
        act=asked.act,
        circumstances=asked.circumstances,
    )
    charges = answer(pack, question).charges.found
    ranges = {
        (each.penalty.prison_min_years, each.penalty.prison_max_years)
        for each in charges
        if each.penalty is not None
    }
    if len(ranges) != 1:
        raise WorldError(
            f"{place}: {len(ranges)} ranges of imprisonment for {asked.act} on {day}; name "
            f"substance, grams or circumstances (see `tallystick law {asked.pack}`), or give months"
        )
    low, high = ranges.pop()
    return float((low or 0) + (high or low or 0)) * 6
