"""Documents of a case: files under their SHA-256, whole before an entry of the log names one."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from tallystick.review.case_folder import DOCUMENTS, OWNERS_FOLDER, Case
from tallystick.review.disk import synced
from tallystick.review.log.entries import lock
from tallystick.review.log.replay import database
from tallystick.review.models import Document
from tallystick.review.runs.sealed import case

MOST_BYTES, MOST_FORM_BYTES, MOST_DOCUMENTS = 10 << 20, 20 << 20, 10
"""Of one document, of all that come with one form, and how many these may be."""
LONGEST_NAME = 200
INCOMING = ".incoming-"
READ_ONLY = 0o400
FOLDER_DIGITS = 2
PACKED, OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
JPEG, TIFF = (b"\xff\xd8\xff",), (b"II*\x00", b"MM\x00*")
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".tif": TIFF,
    ".tiff": TIFF,
    ".docx": PACKED,
    ".xlsx": PACKED,
    ".odt": PACKED,
    ".ods": PACKED,
    ".doc": OLE,
    ".xls": OLE,
    ".txt": (),
    ".csv": (),
}
"""The files that are taken, and how each begins; those without a beginning are texts."""


class DocumentError(ValueError):
    """A file is not taken as a document; the message is the key of a sentence, under ``wrong``."""


class LostDocumentError(OSError):
    """A document of the case is missing, or not as it was handed in."""


@dataclass(frozen=True)
class Upload:
    """A file that was handed in and looked at: its name, its ending and its content."""

    name: str
    suffix: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return what it is known by."""
        return hashlib.sha256(self.content).hexdigest()


def looked_at(name: str, content: bytes, size: int | None = None) -> Upload:
    """Return a file that can be taken; DocumentError where it cannot.

    Its content may be cut off where `size`, the bytes that were sent, is too large.
    """
    told = name.strip()
    if not told or len(told) > LONGEST_NAME or not told.isprintable() or set(told) & {"/", "\\"}:
        raise DocumentError("document_name")
    size = len(content) if size is None else size
    if size > MOST_BYTES:
        raise DocumentError("document_large")
    if not content:
        raise DocumentError("document_empty")
    suffix = os.path.splitext(told)[1].lower()
    begins = BEGINNINGS.get(suffix)
    if begins is None:
        raise DocumentError("document_kind")
    if not (content.startswith(begins) if begins else _is_text(content)):
        raise DocumentError("document_content")
    return Upload(told, suffix, content)


def _is_text(content: bytes) -> bool:
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return "\x00" not in content.decode(coding)
    except UnicodeDecodeError:
        # A register of an old machine, in a code page of its own.
        return coding == "utf-8" and b"\x00" not in content


def path_of(held: Case, sha256: str) -> Path:
    """Return where the document with this SHA-256 lies in a case."""
    return held.folder / DOCUMENTS / sha256[:FOLDER_DIGITS] / sha256[FOLDER_DIGITS:]


def is_as_handed_in(path: Path, sha256: str) -> bool:
    """Whether a file is there, no link, and has this SHA-256."""
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(number, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def store(upload: Upload) -> str:
    """Put a document on the disk, whole and read only, and return its SHA-256.

    Called in the transaction whose entry names it, so that `remove_unnamed` waits. Raises OSError
    where it cannot be written, LostDocumentError where another file lies there.
    """
    sha256 = upload.sha256
    final = path_of(case(), sha256)
    if final.exists() or final.is_symlink():
        if not is_as_handed_in(final, sha256):
            raise LostDocumentError(str(final))
        return sha256
    top = final.parent.parent
    for folder in (top, final.parent):
        folder.mkdir(mode=OWNERS_FOLDER, exist_ok=True)
    draft = top / f"{INCOMING}{secrets.token_hex(8)}"
    try:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY)
        with os.fdopen(number, "wb") as file:
            file.write(upload.content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(final)
    finally:
        draft.unlink(missing_ok=True)
    for folder in (final.parent, top, top.parent):
        synced(folder)
    return sha256


def content_of(document: Document) -> bytes:
    """Return a document as it was handed in; LostDocumentError where it is not so any more."""
    path = path_of(case(), document.sha256)
    if not is_as_handed_in(path, document.sha256):
        raise LostDocumentError(str(path))
    return path.read_bytes()


def unnamed(held: Case, is_named: Callable[[str], bool]) -> list[Path]:
    """Return the files among the documents of a case that no entry names, drafts among them."""
    top = held.folder / DOCUMENTS
    files = [path for path in sorted(top.rglob("*")) if not path.is_dir() or path.is_symlink()]
    return [each for each in files if not is_named(_digits(top, each))]


def remove_unnamed(held: Case) -> None:
    """Remove documents that were erased, and those that no entry names since a process ended.

    It waits for whoever writes, who holds the lock from before the document until its entry.
    """
    if not (held.folder / DOCUMENTS).is_dir():
        return
    with transaction.atomic(using=database()):
        lock()
        kept = Document.objects.filter(erased_seq=None)
        named = set(kept.values_list("sha256", flat=True))
        for path in unnamed(held, named.__contains__):
            path.unlink()


def _digits(top: Path, path: Path) -> str:
    """Return the SHA-256 that the place of a file says, "" where it says none."""
    told = path.relative_to(top).as_posix()
    return told.replace("/", "") if told[FOLDER_DIGITS : FOLDER_DIGITS + 1] == "/" else ""
