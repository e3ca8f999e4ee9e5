"""What does one run say, in one document that other programs can read and check?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tallystick.findings import store
from tallystick.findings.figure import Figure, read_figures
from tallystick.findings.finding import Finding
from tallystick.findings.made_from import MADE_FROM, made_from
from tallystick.findings.officer_group import OfficerGroup, read_officer_groups
from tallystick.findings.reply import Reply
from tallystick.findings.result import NO_PATTERN, PATTERNS, Result
from tallystick.findings.run import RunRecord
from tallystick.findings.thread import Thread, read_threads

FORMAT = "tallystick-run/1"
SCHEMA_ID = "urn:tallystick:run:1"
"""Names the schema; nothing lies there to be fetched, so that reading a run needs no network."""
MADE_SCHEMA = {
    "title": "What the texts are made from, by their names",
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"key": {"type": "string"}, "values": {"type": "object"}},
        "required": ["key", "values"],
    },
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Document:
    """A run: the account of it, every test, null or not, the findings, and the units' figures.

    `leads` are results that do not stand after all tests are counted, each as a finding has it;
    `threads` join findings and leads whose records belong together.
    `figures` is None where an older run has none. `replies` are no part of a run folder: they come
    after it, by ``report --replies``. `seal` is the SHA-256 of the manifest of its folder, "" where
    there is none, and `unverified` lists the files of a run that are not as sealed.
    `officer_groups` is None where no file names officers, and in a masked copy.
    """

    format: str
    run: RunRecord
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...] | None = None
    replies: tuple[Reply, ...] = ()
    seal: str = ""
    unverified: tuple[str, ...] = ()
    leads: tuple[Finding, ...] = ()
    officer_groups: tuple[OfficerGroup, ...] | None = None
    threads: tuple[Thread, ...] = ()


def read_document(folder: Path) -> Document:
    """Read the run in `folder`.

    Raises
    ------
    OSError, ValueError
        When it is not there, or is no finished run.
    """
    folder = store.as_named(folder)
    return Document(
        FORMAT,
        store.read_run(folder),
        store.read_results(folder),
        store.read_findings(folder),
        read_figures(folder),
        leads=store.read_leads(folder),
        officer_groups=read_officer_groups(folder),
        threads=read_threads(folder),
    )


def plain_document(document: Document) -> dict[str, Any]:
    """Return a run as JSON holds it, under the name of its schema.

    Floats have ten significant digits.
    """
    told = asdict(document)
    told["findings"] = [store.as_object(each) for each in document.findings]
    told["leads"] = [store.as_object(each) for each in document.leads]
    told["results"] = [asdict(each) | {MADE_FROM: made_from(each)} for each in document.results]
    told["run"]["not_run"] = store.not_run(document.run)
    plain: dict[str, Any] = store.plain(told)
    return {"$schema": SCHEMA_ID} | plain


def schema() -> dict[str, Any]:
    """Return the JSON Schema of `plain_document`, as docs/run.schema.json publishes it.

    It admits keys that it does not name: a later release may add some under the same number.
    """
    made = TypeAdapter(Document).json_schema(mode="serialization")
    made["properties"] = {"$schema": {"const": SCHEMA_ID}} | made["properties"]
    made["properties"]["format"] = {"const": FORMAT}
    for name, verdicts in (("Result", (*PATTERNS, *NO_PATTERN)), ("Finding", PATTERNS)):
        made["$defs"][name]["properties"]["verdict"]["enum"] = list(verdicts)
    for name in ("Result", "Finding", "NotRun"):
        made["$defs"][name]["properties"][MADE_FROM] = MADE_SCHEMA
    named = {"$schema": DIALECT, "$id": SCHEMA_ID, "title": "A run of Tallystick"}
    return named | {key: value for key, value in made.items() if key not in named}
