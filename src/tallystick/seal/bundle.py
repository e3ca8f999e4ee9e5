"""The signed bundle of a case: a zip file with the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path

from tallystick.seal import verify_case
from tallystick.seal.bundle_check import (
    BUNDLE_NAMESPACE,
    MOST_BYTES,
    MOST_FILES,
    NAMES,
    verify_bundle,
)
from tallystick.seal.halves import HALF_NAMESPACE
from tallystick.seal.log.entries import Entry
from tallystick.seal.log.lines import whole_file
from tallystick.seal.signature import armour, fingerprint, public_key, signature, signers_line
from tallystick.seal.verify import SealError, canonical
from tallystick.seal.verify_case import FORMAT, HEAD, LOG, SIGNATURE, SIGNERS

IDENTITY = "office"


@dataclass(frozen=True)
class Parts:
    """What goes into the bundle of a case.

    `bodies` are the texts that are released, by their hash in the log: salt and text. `documents`
    are files by their SHA-256. `runs` has for each run, by its name, files by their path in the
    run folder, ``manifest.json`` among them; a masked copy has a path of its own, since it is not
    what was sealed. `state` and `precision` are written as they are given.
    """

    entries: Sequence[Entry]
    state: bytes
    bodies: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    documents: Mapping[str, Path] = field(default_factory=dict)
    runs: Mapping[str, Mapping[str, Path | bytes]] = field(default_factory=dict)
    precision: bytes | None = None


def write_bundle(path: Path, parts: Parts, key: Path) -> str:
    """Write the bundle of a case to `path`, signed with the private key in `key`.

    Return the fingerprint of the key. Raises SealError where a part is not as the log names it, or
    cannot stand in a bundle; then nothing is written.
    """
    if not parts.entries:
        raise SealError("the log of the case has no entry; there is nothing to sign.")
    public = public_key(key)
    files = _files(parts, public)
    wrong = next((name for name in files if not NAMES.fullmatch(name)), None)
    if wrong is not None or len(files) > MOST_FILES:
        raise SealError(
            f"{wrong or f'{len(files):,} files'}: a bundle cannot hold it; leave it out, or give "
            "it a name of letters, digits, '.', '_' and '-'."
        )
    last = parts.entries[-1]
    listing = "".join(f"{_digest(content)}  {name}\n" for name, content in sorted(files.items()))
    head = f"{FORMAT}\nseq {last.seq}\nhash {last.hash}\nday {last.at[:10]}\n\n{listing}".encode()
    files[HEAD] = head
    files[SIGNATURE] = armour(signature(head, BUNDLE_NAMESPACE, key)).encode()
    with whole_file(path) as draft:
        _write_zip(draft, files)
        faults = verify_bundle(draft, check_signature=False).differences
        if faults:
            raise SealError(f"the bundle was not written: {faults[0]}. Mend the case first.")
    return fingerprint(public)


def _files(parts: Parts, public: str) -> dict[str, Path | bytes]:
    signers = signers_line(IDENTITY, public, (BUNDLE_NAMESPACE, HALF_NAMESPACE))
    files: dict[str, Path | bytes] = {
        LOG: b"".join(each.line() for each in parts.entries),
        "state.json": parts.state,
        SIGNERS: signers.encode(),
        "verify.py": Path(verify_case.__file__).read_bytes(),
    }
    if parts.precision is not None:
        files["precision.csv"] = parts.precision
    for digest, (salt, text) in parts.bodies.items():
        files[f"bodies/{digest}.json"] = canonical({"salt": salt.hex(), "text": text}) + b"\n"
    files |= {f"documents/{digest}": path for digest, path in parts.documents.items()}
    for run, held in parts.runs.items():
        files |= {f"run/{run}/{name}": content for name, content in held.items()}
    return files


def _open(content: Path | bytes) -> BufferedReader | BytesIO:
    return BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _digest(content: Path | bytes) -> str:
    with _open(content) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_zip(path: Path, files: Mapping[str, Path | bytes]) -> None:
    """Write files in order, each of one time and one mode, and without compression.

    What a compressor writes differs by its version; and a bundle without compression cannot
    unpack to more bytes than it has.
    """
    try:
        with zipfile.ZipFile(path, "w", allowZip64=False) as bundle:
            for name, content in sorted(files.items()):
                about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                about.create_system, about.external_attr = 3, 0o100644 << 16
                with _open(content) as source, bundle.open(about, "w") as target:
                    shutil.copyfileobj(source, target)
        size = path.stat().st_size
    except zipfile.LargeZipFile:
        size = MOST_BYTES + 1
    if size > MOST_BYTES:
        raise SealError(f"the bundle is over {MOST_BYTES >> 30} GiB; release fewer documents.")
