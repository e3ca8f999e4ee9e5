"""What came in, what was set aside, and why?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One file or query that was read.

    `sha256` is of the bytes read (for a database, of the canonical rows that came back).
    `path` is relative to the engagement's folder.
    """

    table: str
    path: str
    sha256: str
    size_bytes: int
    rows: int
    format: str
    encoding: str | None = None
    note: str = ""


@dataclass(frozen=True)
class SetAside:
    """Records of one source left out for one reason, with the first few as examples.

    `rule` is a stable code; `reason` a sentence; `examples` are "row 12: at looks like '99.99'".
    """

    table: str
    path: str
    rule: str
    reason: str
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Links:
    """How many records named an officer by a badge, or a former name or number, alone.

    `settled` were found to mean exactly one officer; `unsettled` name none and wait for a clerk.
    """

    settled: int
    unsettled: int


@dataclass(frozen=True)
class Received:
    """Everything that the loader can say of the input."""

    sources: tuple[Source, ...]
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = ()
    links: Links | None = None
