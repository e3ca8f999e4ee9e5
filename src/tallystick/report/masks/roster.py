"""Which names of units, officers and sources does a run hold, where only names can stand?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tallystick.findings import Finding
from tallystick.findings.document import Document
from tallystick.findings.mask_names import read_mask_names
from tallystick.findings.named import mapped, renamed
from tallystick.report.masks.columns import name_in
from tallystick.report.masks.mask import KINDS, Name
from tallystick.report.words.text import is_plain_path


def roster(document: Document, folder: Path) -> set[Name]:
    """Return every name in the run: of its tables, subjects, details, figures and case lists."""
    names: set[Name] = {("source", each.path) for each in document.run.inputs}
    names |= {("source", each.path) for each in document.run.exclusions}
    names |= read_mask_names(folder)
    names |= {(each.subject_kind, each.subject) for each in document.results}
    told = (*document.findings, *document.leads)
    names |= {(each.subject_kind, each.subject) for each in told}
    names |= {(each.subject_kind, each.subject) for each in document.run.dossiers}
    for figure in document.figures or ():
        names.add(("unit", figure.unit_id))
    named = document.run.named or {}

    def take(kind: str, name: str) -> str:
        names.add((kind, name))
        return name

    for result in document.results:
        renamed(result.detail, named.get(result.check, {}), take)
        texts = [result.aspect, result.estimand, result.reason]
        mapped(texts, lambda name: take(name.kind, str(name)))
    for finding in told:
        mapped(finding.values, lambda name: take(name.kind, str(name)))
        names.update(_of_cases(finding, folder))
    return {(kind, name) for kind, name in names if kind in KINDS and name}


def _of_cases(finding: Finding, folder: Path) -> Iterator[Name]:
    path = parquet_of(finding, folder)
    if path is None:
        return
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        kinds = {name: kind for name in file.schema_arrow.names if (kind := name_in(name))}
        for batch in file.iter_batches(columns=list(kinds)) if kinds else ():
            for column, kind in kinds.items():
                for value in pc.unique(batch.column(column)).to_pylist():
                    if isinstance(value, str):
                        yield kind, value


def parquet_of(finding: Finding, folder: Path) -> Path | None:
    """Return where the case list of a finding lies; None where it is not in the run folder."""
    if finding.evidence is None or not is_plain_path(finding.evidence.parquet):
        return None
    path = folder / finding.evidence.parquet
    inside = path.is_file() and path.resolve().is_relative_to(folder.resolve())
    return path if inside and path.stat().st_size else None
