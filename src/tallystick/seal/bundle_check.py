"""Verification of a bundle, packed or unpacked, with each fault of its log by name."""

from __future__ import annotations

import os
import re
import shutil
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tallystick.seal.halves import Half, HalfVerdict, verify_half
from tallystick.seal.log.chain import verify_chain
from tallystick.seal.log.entries import Entry
from tallystick.seal.log.lines import read_log
from tallystick.seal.signature import fingerprint
from tallystick.seal.verify import SealError, signer_of
from tallystick.seal.verify_case import HEAD, LOG, SIGNATURE, SIGNERS, Fields, differences

BUNDLE_NAMESPACE = "tallystick-bundle"
NAMES = re.compile(
    r"log\.jsonl|state\.json|precision\.csv|allowed_signers|head\.txt|head\.txt\.sig|verify\.py"
    r"|bodies/[0-9a-f]{64}\.json|documents/[0-9a-f]{64}"
    r"|run/[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/(?!mask\.key)[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){1,4}"
)
# As many files, and fewer bytes, than a zip file without extensions can hold.
MOST_FILES, MOST_BYTES = 65_000, 2 << 30
# The end of a zip file (APPNOTE.TXT 4.3.16) and, before it, the sign of one with extensions.
END, END_MARK, EXTENDED_MARK = struct.Struct("<4s4H2IH"), b"PK\x05\x06", b"PK\x06\x07"
MOST_LISTING, EXTENDED_BYTES, MOST_SIGNERS = 32 << 20, 20, 1 << 20
AGAIN = "ask the office for the bundle again"


@dataclass(frozen=True)
class BundleVerdict:
    """What a check of a bundle showed, and each difference, both in sentences."""

    shown: tuple[str, ...]
    differences: tuple[str, ...]


def is_bundle(path: Path) -> bool:
    """Return whether a path is a bundle, packed or unpacked, rather than the folder of a run."""
    return path.is_file() or (path / HEAD).is_file()


def verify_bundle(
    path: Path,
    half: Half | None = None,
    signers: Path | None = None,
    *,
    check_signature: bool = True,
) -> BundleVerdict:
    """Check the log, texts, documents and runs of a bundle, its signature, and a half of it.

    `signers` is an ``allowed_signers`` file from elsewhere; without it the bundle's own counts.
    Raises SealError for what is no bundle, and for a hostile one.
    """
    with _unpacked(path) as folder:
        shown: list[str] = []
        try:
            found = list(differences(folder, shown, _chain_faults))
        except ValueError:
            raise SealError(f"{path}: no {HEAD} of a bundle; give the bundle of a case.") from None
        if check_signature:
            found += _signature_faults(folder, signers, shown)
        if half is not None:
            found += _half_faults(half, folder, signers or folder / SIGNERS, shown)
        return BundleVerdict(tuple(shown), tuple(found))


def _chain_faults(entries: list[Fields], head: tuple[int, str]) -> Iterator[str]:
    faults = verify_chain((Entry(**each) for each in entries), head)
    yield from map(str, faults)
    if faults:
        yield (
            f"entries after {max(each.last for each in faults)} are whole; one before it that is "
            "not named may have been rewritten with it: compare it with a half of its time"
        )


def _signature_faults(folder: Path, signers: Path | None, shown: list[str]) -> Iterable[str]:
    given = signers or folder / SIGNERS
    text = (folder / HEAD).read_text(encoding="utf-8")
    who = signer_of(folder / SIGNATURE, given, BUNDLE_NAMESPACE, text)
    if not who:
        return [f"{SIGNATURE}: no signature of {HEAD} by a key in {signers or SIGNERS}"]
    prints = ", ".join(map(fingerprint, _keys(given)))
    shown.append(
        f"signed by {who}, whose key is in {signers}" if signers else
        f"signed by {who} with the key that came in the bundle, {prints}: compare it with what "
        "the office told you in another way"
    )  # fmt: skip
    return []


def _half_faults(half: Half, folder: Path, signers: Path, shown: list[str]) -> Iterable[str]:
    try:
        entries = list(read_log(folder / LOG))
    except SealError:
        return [f"half of entry {half.seq}: not compared, since {LOG} cannot be read"]
    verdict = HalfVerdict.OTHER_CASE
    for key in _keys(signers):
        verdict = verify_half(half, entries, key)
        if verdict is not HalfVerdict.OTHER_CASE:
            break
    said = f"half of entry {half.seq}: {verdict.value}"
    if verdict is not HalfVerdict.SAME:
        return [said]
    shown.append(said)
    return []


def _keys(signers: Path) -> list[str]:
    """Return the Ed25519 keys of an ``allowed_signers`` file."""
    with signers.open("rb") as file:
        words = file.read(MOST_SIGNERS).decode("utf-8", "replace").split()
    return [f"{words[at]} {words[at + 1]}"
            for at in range(len(words) - 1) if words[at] == "ssh-ed25519"]  # fmt: skip


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give the folder of a bundle; a packed one is unpacked for as long as it is needed."""
    if path.is_dir():
        yield path
        return
    if not path.is_file():
        raise SealError(f"{path}: there is no such file; give a bundle or a run.")
    with tempfile.TemporaryDirectory(prefix="tallystick-") as name:
        try:
            _unpack(path, Path(name))
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise SealError(f"{path}: cannot be unpacked: {error}; {AGAIN}.") from None
        yield Path(name)


def _unpack(path: Path, folder: Path) -> None:
    with path.open("rb") as file:
        _refuse_size(file.fileno(), path)
        with zipfile.ZipFile(file) as bundle:
            listed = bundle.infolist()
            _refuse_hostile(listed, os.fstat(file.fileno()).st_size)
            for each in listed:
                target = folder / each.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with bundle.open(each) as source, target.open("xb") as copy:
                    shutil.copyfileobj(source, copy)


def _refuse_size(number: int, path: Path) -> None:
    """Refuse what is too big to be listed: the end of the file says how long its list is."""
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode) or not END.size <= about.st_size <= MOST_BYTES:
        raise ValueError(f"it is no file of at most {MOST_BYTES >> 30} GiB")
    length = min(about.st_size, END.size + EXTENDED_BYTES)
    with path.open("rb") as file:
        file.seek(-length, os.SEEK_END)
        tail = file.read(length)
    mark, _, _, _, files, listing, _, comment = END.unpack(tail[-END.size :])
    if mark != END_MARK or comment or tail.startswith(EXTENDED_MARK):
        raise ValueError("it is no bundle that the program wrote")
    if files > MOST_FILES or listing > MOST_LISTING:
        raise ValueError(f"it lists {files:,} files in {listing:,} bytes, more than a bundle has")


def _refuse_hostile(listed: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse names, links and sizes that no bundle has."""
    seen: set[str] = set()
    for each in listed:
        name, mode = each.orig_filename, each.external_attr >> 16
        told = ascii(name[:100])
        if not NAMES.fullmatch(name):
            raise ValueError(f"{told} is no name of a file in a bundle")
        if name.casefold() in seen:
            raise ValueError(f"{told} is there twice")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or each.flag_bits & 1:
            raise ValueError(f"{told} is a link, a device or encrypted")
        if each.compress_type != zipfile.ZIP_STORED or each.compress_size != each.file_size:
            raise ValueError(f"{told} is compressed, and a bundle is not")
        seen.add(name.casefold())
    if len(listed) > MOST_FILES or sum(each.file_size for each in listed) > size:
        raise ValueError("it unpacks to more than it holds")
