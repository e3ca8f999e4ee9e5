"""Runs as they lie sealed in the case, read only."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from tallystick.findings import Finding, Result
from tallystick.findings.document import Document, read_document
from tallystick.findings.store import as_object, findings_in, read_results
from tallystick.review.case_folder import Case
from tallystick.seal.verify import MANIFEST

MOST_HELD = 4


def case() -> Case:
    """Return the case that is open."""
    held = settings.CASE
    assert isinstance(held, Case), "no case is open"
    return held


def folder_of(seal: str) -> Path:
    """Return the folder of the run with this seal."""
    return case().run_folder(seal)


def document_of(seal: str) -> Document:
    """Return the run with this seal; OSError or ValueError where its folder cannot be read."""
    return _document(str(folder_of(seal)))


@lru_cache(MOST_HELD)
def _document(folder: str) -> Document:
    return read_document(Path(folder))


def results_of(seal: str) -> tuple[Result, ...]:
    """Return every test of the run with this seal."""
    return read_results(folder_of(seal))


def sums_of(seal: str) -> dict[str, str]:
    """Return the SHA-256 of each file of the run with this seal, as its manifest has it."""
    held = json.loads((folder_of(seal) / MANIFEST).read_bytes())["files"]
    return {path: each["sha256"] for path, each in held.items()}


def held(finding: Finding) -> str:
    """Return a finding as a row holds it."""
    return json.dumps(as_object(finding), ensure_ascii=False)


def finding_of(text: str) -> Finding:
    """Return the finding that a row holds."""
    return findings_in(f"[{text}]")[0]
