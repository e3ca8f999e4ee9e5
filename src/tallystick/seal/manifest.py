"""The manifest of a run folder, whose SHA-256 is the seal, and the list of pages made from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tallystick.seal.verify import FORMATS, MANIFEST, PAGES, UNSEALED, canonical


def write_manifest(folder: Path, made_from: Mapping[str, Any]) -> str:
    """Write ``manifest.json``, which lists every file in `folder`; return its SHA-256, the seal.

    `made_from` tells where they come from: inputs, engagement file, package, checks from outside.
    It is stored as given. ``pages.json`` begins with no page.
    """
    files = {
        name: _entry(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in UNSEALED
    }
    content = canonical({"format": FORMATS[MANIFEST], "files": files, **made_from})
    (folder / MANIFEST).write_bytes(content)
    seal = hashlib.sha256(content).hexdigest()
    _write_pages(folder, seal, {})
    return seal


def add_pages(folder: Path, seal: str, paths: Iterable[Path]) -> None:
    """List the pages at `paths` in ``pages.json``; those outside `folder` are not listed."""
    held: dict[str, Any] = {}
    with suppress(OSError, ValueError, LookupError):
        held = json.loads((folder / PAGES).read_bytes())["files"]
    inside = [path for path in paths if path.resolve().is_relative_to(folder.resolve())]
    added = {path.resolve().relative_to(folder.resolve()).as_posix(): _entry(path)
             for path in inside}  # fmt: skip
    if added:
        _write_pages(folder, seal, held | added)


def _write_pages(folder: Path, seal: str, files: Mapping[str, Any]) -> None:
    content = canonical({"format": FORMATS[PAGES], "seal": seal, "files": files})
    draft = folder / f".{PAGES}"
    draft.write_bytes(content)
    draft.replace(folder / PAGES)


def _entry(path: Path) -> dict[str, Any]:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"sha256": digest, "size": file.tell()}


def tree_hash(folder: Path) -> str:
    """Return the SHA-256 of the paths and SHA-256 of all files under `folder`, byte code apart.

    Of a single file it is the file's own.
    """
    if folder.is_file():
        return str(_entry(folder)["sha256"])
    files = {
        path.relative_to(folder).as_posix(): _entry(path)["sha256"]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    return hashlib.sha256(canonical(files)).hexdigest()
