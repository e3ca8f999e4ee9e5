"""What people say of single records of a case list: explained, not explained, or unclear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from tallystick.report.masks.roster import parquet_of
from tallystick.report.pages.cases import MOST_ROWS
from tallystick.review.decisions.may import EVIDENCE
from tallystick.review.decisions.people import allowed
from tallystick.review.decisions.recusal import refuse_recused
from tallystick.review.log.entries import texts
from tallystick.review.log.memory import kept
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, rows
from tallystick.review.models import CaseKey, Pattern, RowMark, Run, Sighting
from tallystick.review.runs.patterns import OFFICER, fingerprint, named
from tallystick.review.runs.sealed import finding_of, folder_of
from tallystick.review.runs.sightings import CASES
from tallystick.seal import Entry

MARKED = "row.mark"
EXPLAINED, NOT_EXPLAINED, UNCLEAR = "explained", "not_explained", "unclear"
SAID = (EXPLAINED, NOT_EXPLAINED, UNCLEAR)


SIGHTING_OF = """SELECT sighting.id FROM sighting
JOIN pattern ON pattern.id = sighting.pattern_id JOIN run ON run.id = sighting.run_id
WHERE pattern.fingerprint = %s AND run.manifest_sha256 = %s"""


class NotAMarkError(ValueError):
    """An entry marks a record of a list that the case does not have, or as something else."""


@projection(MARKED)
def marked(entry: Entry) -> None:
    """Mark a record: ``{pattern: fingerprint, seal, row: code, said}``, with why as its text."""
    told = values(entry)
    pattern, sighting = _marked(told["pattern"], told["seal"])
    if pattern is None or sighting is None or told["said"] not in SAID or not entry.body:
        raise NotAMarkError(f"{told['said']}: no mark, or on a list that is not of this case")
    by = allowed(entry, EVIDENCE)
    refuse_recused(by, pattern)
    add(
        RowMark,
        entry,
        sighting_id=sighting,
        key=told["row"],
        said=told["said"],
        by=by,
        body_sha256=entry.body or "",
    )


def _marked(name: str, seal: str) -> tuple[Pattern | None, int | None]:
    """Return a pattern, and the id of what a run found of it; None where there is none."""

    def read() -> int | None:
        found = rows(SIGHTING_OF, name, seal)
        return found[0][0] if found else None

    sighting = kept(("sighting", name, seal), read, Sighting, Pattern, Run)
    return (named(name) if sighting else None), sighting


@dataclass(frozen=True)
class Mark:
    """The newest mark of a record with its text; `earlier` when it was made on another run."""

    mark: RowMark
    text: str
    earlier: bool


@dataclass(frozen=True)
class Tally:
    """How many records a list has, and how many of them are marked, by what is said."""

    records: int
    said: Mapping[str, int]

    @property
    def marked(self) -> int:
        """How many are marked."""
        return sum(self.said.values())


def code(kind: str, key: str) -> str:
    """Return the name of a record in the log: without the key of the case it tells no record."""
    return fingerprint(("record", kind, key, ""))


def codes(sighting: Sighting, page: int) -> tuple[str, ...]:
    """Return the code of each row of a page (the first is 1) of a case list, "" where it has none.

    Rows of one case or exhibit have one code.
    """
    path = parquet_of(finding_of(sighting.finding_json), folder_of(sighting.run.manifest_sha256))
    if path is None:
        return ()
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        names = set(file.schema_arrow.names)
        kind, columns = next(((k, c) for k, c in CASES if set(c) <= names), ("", ()))
        if not columns:
            return ()
        batches = file.iter_batches(batch_size=MOST_ROWS, columns=list(columns))
        batch = next(islice(batches, page - 1, None), None)
        rows = [] if batch is None else batch.to_pylist()
    parts = [[str(row[each]) for each in columns if row[each] not in (None, "")] for row in rows]
    return tuple(code(kind, ":".join(each)) if len(each) == len(columns) else "" for each in parts)


def newest(sighting: Sighting, wanted: Iterable[str]) -> dict[str, Mark]:
    """Return the newest mark of each of these records, of this run or of an earlier one."""
    rows = RowMark.objects.filter(
        sighting__pattern_id=sighting.pattern_id, key__in={each for each in wanted if each}
    ).select_related("by", "sighting__run")
    held = {each.key: each for each in rows.order_by("id")}
    said = texts(each.body_sha256 for each in held.values())
    return {
        key: Mark(each, said.get(each.body_sha256, ""), each.sighting_id != sighting.pk)
        for key, each in held.items()
    }


def tally(sighting: Sighting) -> Tally:
    """Return how many records of a list are marked, and as what, each by its newest mark."""
    records = CaseKey.objects.filter(sighting=sighting).exclude(kind=OFFICER).count()
    return Tally(records or sighting.rows, Counter(each.said for each in in_force(sighting)))


def in_force(sighting: Sighting) -> list[RowMark]:
    """Return the newest mark of each record of a list, which a disposition may name as its ground.

    In the order in which they were made.
    """
    held = {each.key: each for each in RowMark.objects.filter(sighting=sighting).order_by("id")}
    return sorted(held.values(), key=lambda each: each.created_seq)
