"""A small case with texts, documents and a sealed run, for the tests of its bundle."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tallystick.seal import Parts, body_hash, canonical, entry, write_manifest
from tallystick.seal.verify_case import AGREED

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def rehashed(given, **changes):
    """An entry with other fields, and a hash that fits them."""
    changed = replace(given, **changes)
    return replace(changed, hash=sha256(changed.content()))


def small_case(folder, size=60):
    """Return the parts of a case of `size` entries: two texts released, one kept, one erased."""
    run = folder / "run"
    run.mkdir(parents=True)
    (run / "findings.json").write_text('[{"officer": "A. Name"}]')
    (run / "run.json").write_text("{}")
    seal = write_manifest(run, {"inputs": []})
    document = folder / "reply.pdf"
    document.write_bytes(b"%PDF- a reply")
    texts = [(bytes([number]) * 16, f"text {number}, Отчёт") for number in range(4)]
    hashes = [body_hash(*each) for each in texts]
    steps = [
        ("run.import", {"run": "2026q4", "seal": seal}, None),
        ("document.receive", {"documents": [{"sha256": sha256(document.read_bytes())}]}, None),
        *(("disposition.propose", {"value": "explained"}, each) for each in hashes),
        (AGREED, {"of": 6}, None),
    ]
    entries, last = [], None
    for number in range(size):
        act, told, body = steps[number] if number < len(steps) else ("page.open", {}, None)
        last = entry(last, START + timedelta(seconds=number), "inspector", act, told, body)
        entries.append(last)
    return Parts(
        entries,
        canonical({"dispositions": 4}),
        dict(zip(hashes[:2], texts[:2], strict=True)),
        {sha256(document.read_bytes()): document},
        {"2026q4": {"manifest.json": run / "manifest.json", "run.json": run / "run.json",
                    "findings.masked.json": b'[{"officer": "officer 1"}]'}},
        b"check,explained\n",
    )  # fmt: skip


def write_lines(path, entries):
    path.write_bytes(b"".join(
        json.dumps(vars(each), sort_keys=True, separators=(",", ":")).encode() + b"\n"
        for each in entries
    ))  # fmt: skip
