"""The companies of a quarter and what its lot draws, from the log and the sealed runs alone."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from tallystick.review.acting.companies import companies, drawn, ratio
from tallystick.review.case_folder import PATTERN_KEY
from tallystick.review.decisions.readings import head_at
from tallystick.review.exchange.units import UNIT
from tallystick.review.models import LogEntry, MaskedName, Run
from tallystick.review.runs.sealed import case, folder_of
from tallystick.review.runs.standing import WITHDRAWN
from tallystick.seal import canonical

TABLES = {"cases": "incidents", "posted": "postings"}
"""The kinds of unit and the table that shows each: those with cases of their own, and others."""
LOT = "lot of companies"


@dataclass(frozen=True)
class Company:
    """Units, by their masks, that are asked alike; `place` counts from 1 over all kinds."""

    place: int
    units: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """The companies of the units of one kind; `alone` are units that are too few for one."""

    name: str
    companies: tuple[Company, ...]
    drawn: frozenset[int]
    alone: tuple[str, ...]

    @property
    def units(self) -> int:
        """How many units of this kind are in a company."""
        return sum(len(each.units) for each in self.companies)

    @property
    def ratio(self) -> float:
        """How many times as often a unit that a report names is asked as another."""
        return ratio([len(each.units) for each in self.companies], len(self.drawn))


@dataclass(frozen=True)
class Quarter:
    """A quarter by its first day, the newest entry before it, and the kinds of unit there were."""

    start: date
    head: LogEntry
    kinds: tuple[Kind, ...]

    @property
    def drawn(self) -> frozenset[int]:
        """Return the places of the companies that the lot draws."""
        return frozenset().union(*(each.drawn for each in self.kinds))

    def units_of(self, places: frozenset[int]) -> list[str]:
        """Return the units of some companies, by their masks, in the order of these."""
        held = [each for kind in self.kinds for each in kind.companies]
        wanted = {unit for each in held if each.place in places for unit in each.units}
        rows = MaskedName.objects.filter(kind=UNIT, mask__in=wanted).order_by("id")
        return list(rows.values_list("mask", flat=True))

    @property
    def places(self) -> frozenset[int]:
        """Return the places of all companies."""
        return frozenset(each.place for kind in self.kinds for each in kind.companies)


def quarter_from(start: date, before: int | None = None) -> Quarter | None:
    """Return the companies of the quarter that begins on a day; None where the log is younger.

    Of what stood at the newest entry before that day, and before entry `before`.
    """
    head = head_at(start, before)
    if head is None:
        return None
    kinds, place = [], 1
    for name, units in _units_at(head.seq).items():
        parts = companies(head.hash, units)
        held = tuple(Company(place + at, each) for at, each in enumerate(parts))
        lot = frozenset(place + at for at in drawn(_seed(head, name), len(parts)))
        kinds.append(Kind(name, held, lot, () if parts else tuple(units)))
        place += len(parts)
    return Quarter(start, head, tuple(kinds))


def _seed(head: LogEntry, kind: str) -> str:
    """Return the seed of the lot, which nobody computes from the log without a key of the case."""
    secret = case().secret(PATTERN_KEY).encode()
    return hmac.digest(secret, canonical([LOT, head.hash, kind]), hashlib.sha256).hex()


def _units_at(seq: int) -> dict[str, list[str]]:
    """Return the masks of units by kind, as the newest run had them that stood at an entry."""
    rows = Run.objects.filter(sealed_seq__lte=seq)
    stood = rows.exclude(state=WITHDRAWN) | rows.filter(withdrawn_seq__gt=seq)
    run = stood.order_by("sealed_seq").last()
    if run is None:
        return {}
    folder, seen = str(folder_of(run.manifest_sha256)), set[str]()
    found: dict[str, list[str]] = {}
    for kind, table in TABLES.items():
        names = _names(folder, table) - seen
        seen |= names
        masks = MaskedName.objects.filter(kind=UNIT, name__in=names, created_seq__lte=seq)
        if names:
            found[kind] = list(masks.order_by("id").values_list("mask", flat=True))
    return found


@lru_cache(16)
def _names(folder: str, table: str) -> frozenset[str]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path = Path(folder) / "tables" / f"{table}.parquet"
    if not path.is_file() or "unit_id" not in pq.read_schema(path).names:
        return frozenset()
    column = pq.read_table(path, columns=["unit_id"]).column(0)
    return frozenset(str(each) for each in pc.unique(column).to_pylist() if each)
