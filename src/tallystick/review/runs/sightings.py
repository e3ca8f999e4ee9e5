"""Sightings: what one run found of a pattern, and the cases on its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tallystick.findings import Finding
from tallystick.report.masks.columns import name_in
from tallystick.report.masks.roster import parquet_of
from tallystick.review.log.rows import add, add_all, next_id
from tallystick.review.models import CaseKey, Pattern, Run, Sighting
from tallystick.review.runs.patterns import OFFICER
from tallystick.review.runs.sealed import held
from tallystick.seal import Entry

# What tells one case from another: the first of these that a list has.
CASES = (("exhibit", ("exhibit_id",)), ("incident", ("incident_id",)),
         ("row", ("source_file", "source_row")))  # fmt: skip
MOST_KEYS = 100_000


def sighting_of(
    entry: Entry,
    pattern: Pattern,
    run: Run,
    finding: Finding,
    masked: Finding,
    kind: str,
    sums: Mapping[str, str],
) -> Sighting:
    """Write what `run` found of `pattern`, and return it; `sums` are those of the manifest."""
    low, high = finding.interval or (None, None)
    evidence = finding.evidence
    return add(
        Sighting,
        entry,
        pattern=pattern,
        run=run,
        number=finding.id,
        kind=kind,
        verdict=finding.verdict,
        title=finding.title,
        masked_title=masked.title,
        estimand=str(finding.estimand),
        estimate=finding.estimate,
        low=low,
        high=high,
        p=finding.p_value,
        q=finding.q_value,
        n=finding.n,
        rows=evidence.rows if evidence else 0,
        cases_sha256=sums.get(evidence.parquet, "") if evidence else "",
        part_of=finding.part_of,
        same_as=finding.same_as,
        finding_json=held(finding),
        masked_json=held(masked),
    )


def write_keys(sighting: Sighting, finding: Finding, folder: Path) -> None:
    """Write the cases and the officers of a sighting's list, for overlaps; none of a long list."""
    path = parquet_of(finding, folder)
    if path is None or sighting.rows > MOST_KEYS:
        return
    first = next_id(CaseKey)
    keys = enumerate(sorted(set(_keys(path))), first)
    add_all(CaseKey, [(place, sighting.id, kind, key) for place, (kind, key) in keys])


def _keys(path: Path) -> Iterator[tuple[str, str]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        kind, columns = next(
            ((kind, columns) for kind, columns in CASES if set(columns) <= set(names)), ("", ())
        )
        officers = [each for each in names if name_in(each) == OFFICER]
        for batch in file.iter_batches(columns=[*columns, *officers]):
            for row in batch.to_pylist():
                parts = [str(row[each]) for each in columns if row[each] not in (None, "")]
                if columns and len(parts) == len(columns):
                    yield kind, ":".join(parts)
                yield from ((OFFICER, str(row[each])) for each in officers if row[each])
