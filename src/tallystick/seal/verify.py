"""Verification of a sealed run folder, with Python's standard library alone.

    python3 verify.py RUN [--seal HASH] [--signers FILE]

Exit code 0: everything is as sealed. 4: something was changed, added or removed; each is named.
2: the folder is no sealed run. docs/seal.md of Tallystick says what a seal proves and what not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST, PAGES = "manifest.json", "pages.json"
SEAL_TEXT, SIGNATURE, SCRIPT = "seal.txt", "seal.txt.sig", "verify.py"
UNSEALED = (MANIFEST, PAGES, SEAL_TEXT, SIGNATURE, SCRIPT, "mask.key")
FORMATS = {MANIFEST: "tallystick-manifest/1", PAGES: "tallystick-pages/1"}
NAMESPACE = "tallystick-run"
UNSEALED_VERSIONS = ("0.1.0", "0.2.0")
MOST_BYTES, MOST_SHOWN = 64 << 20, 50
OK, UNUSABLE, CHANGED = 0, 2, 4
HASH = re.compile(r"[0-9a-f]{64}")
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


class SealError(Exception):
    """A folder or an argument cannot be used; the message says why and what to do."""


class EarlierVersionError(SealError):
    """A run of a version that did not seal its runs; it must be audited again."""


@dataclass(frozen=True)
class Difference:
    """One file that is not as sealed: its path in the folder, and what is wrong with it."""

    path: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """The seal of a folder, how many files it covers, every difference, and what confirms it.

    `known` is empty where neither a seal from elsewhere nor a signature was compared.
    """

    seal: str
    files: int
    differences: tuple[Difference, ...]
    known: str = ""


def canonical(value: Any) -> bytes:
    """Return the one way to write `value` as JSON: sorted keys, no spaces, ASCII."""
    return ENCODER.encode(value).encode()


def verify_folder(folder: Path, seal: str | None = None, signers: Path | None = None) -> Verdict:
    """Compare every file of `folder` with its manifest and its pages.

    The manifest is compared with `seal`, and its signature checked with the keys of `signers`.
    Raises SealError where there is no manifest to compare with, or `seal` is no seal.
    """
    wanted = None if seal is None else seal_of_text(seal)
    if wanted is None and not os.path.lexists(folder / MANIFEST):
        _refuse_unsealed(folder)
    found: list[Difference] = []
    manifest, digest = _listed(folder, MANIFEST, found)
    pages, _ = _listed(folder, PAGES, found)
    if wanted and digest and wanted != digest:
        found.append(Difference(MANIFEST, f"its seal is {digest}, not {wanted}"))
    if digest and pages and pages["seal"] != digest:
        found.append(Difference(MANIFEST, f"its seal is {digest}, {PAGES} has {pages['seal']}"))
    if (folder / SEAL_TEXT).exists() and _text(folder / SEAL_TEXT) != f"{digest}\n":
        found.append(Difference(SEAL_TEXT, "changed: it does not hold the seal of the manifest"))
    signed = folder / SIGNATURE
    signer = signer_of(signed, signers, NAMESPACE, f"{digest}\n") if signers else ""
    if signers and not signer:
        found.append(Difference(SIGNATURE, f"no signature of this seal by a key in {signers}"))
    listed = {**pages.get("files", {}), **manifest.get("files", {})}
    for path, each in sorted(listed.items()):
        why = difference(folder / path, each["size"], each["sha256"])
        found += [Difference(path, why)] if why else []
    if manifest:
        found += [Difference(path, why) for path, why in _others(folder, listed)]
    by = ["the seal given"] * bool(wanted) + [f"signed by {signer}"] * bool(signer)
    return Verdict(digest, len(listed), tuple(found), ", ".join(by))


def seal_of_text(text: str) -> str:
    """Return the seal that a person typed, with or without spaces; SealError when it is none."""
    seal = re.sub(r"[\s-]", "", text).lower()
    if not HASH.fullmatch(seal):
        raise SealError("--seal: a seal is 64 hexadecimal digits; copy it from the printed report.")
    return seal


def _refuse_unsealed(folder: Path) -> None:
    """Raise SealError where a folder never had a manifest; where it is gone nothing is raised."""
    try:
        version = json.loads(_read(folder / "run.json", MOST_BYTES))["version"]
    except FileNotFoundError:
        raise SealError(
            f"{folder}: it cannot be read as a run folder: there is no run.json. Give a folder "
            "that `tallystick audit` made."
        ) from None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return
    if version in UNSEALED_VERSIONS:
        raise EarlierVersionError(
            f"{folder}: made by version {version}, which did not seal its runs, and cannot be read "
            "any more. Audit again."
        )


def _listed(folder: Path, name: str, found: list[Difference]) -> tuple[dict[str, Any], str]:
    """Return what a manifest holds, and its SHA-256; a fault of it is added to `found`."""
    try:
        content = _read(folder / name, MOST_BYTES)
    except OSError as error:
        found.append(Difference(name, f"removed or unreadable: {error.strerror or error}"))
        return {}, ""
    try:
        held = json.loads(content)
        good = canonical(held) == content and held["format"] == FORMATS[name]
        good = good and (name == MANIFEST or isinstance(held["seal"], str))
        good = good and all(_is_entry(*each) for each in held["files"].items())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        good = False
    if not good:
        found.append(Difference(name, "changed: it is not what the program wrote"))
        return {}, hashlib.sha256(content).hexdigest()
    return held, hashlib.sha256(content).hexdigest()


def _is_entry(path: str, entry: Mapping[str, Any]) -> bool:
    parts = PurePosixPath(path)
    inside = path == str(parts) and not parts.is_absolute() and ".." not in parts.parts
    size, sha256 = entry["size"], entry["sha256"]
    sized = type(size) is int and isinstance(sha256, str) and HASH.fullmatch(sha256)
    return inside and path not in (*UNSEALED, ".") and "\\" not in path and bool(sized)


def difference(path: Path, size: int, sha256: str, *, follow: bool = False) -> str:
    """Return how a file differs from what was sealed; "" where it does not.

    A link is a difference, unless it is to be followed.
    """
    try:
        content = _opened(path.resolve() if follow else path)
    except FileNotFoundError:
        return "removed"
    except OSError as error:
        return f"changed: {error.strerror or error}"
    with content as file:
        found = os.fstat(file.fileno()).st_size
        if found != size:
            return f"changed: {found:,} bytes, sealed with {size:,}"
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if digest == sha256 else f"changed: its SHA-256 is {digest}, sealed with {sha256}"


def _opened(path: Path) -> Any:
    """Open a regular file to read; OSError for a link, a pipe or a device."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    number = os.open(path, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(0, "no regular file")
    return os.fdopen(number, "rb")


def _read(path: Path, most: int) -> bytes:
    with _opened(path) as file:
        content: bytes = file.read(most + 1)
    if len(content) > most:
        raise OSError(0, f"more than {most:,} bytes")
    return content


def _text(path: Path) -> str:
    try:
        return _read(path, 1024).decode("ascii", "replace")
    except OSError:
        return ""


def _others(folder: Path, listed: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what lies in the folder and is in no list, with a reason; links are not followed."""
    folders = {str(each) for path in listed for each in PurePosixPath(path).parents}
    unread: list[OSError] = []
    for at, inner, files in os.walk(folder, onerror=unread.append):
        for name in sorted((*inner, *files)):
            path = Path(at, name)
            told = path.relative_to(folder).as_posix()
            if path.is_symlink():
                yield told, "added: a link"
            elif path.is_dir():
                if told not in folders:
                    yield told, "added: a folder"
            elif told not in listed and told not in UNSEALED:
                yield told, "added"
    for error in unread:
        yield Path(error.filename).relative_to(folder).as_posix(), "a folder that cannot be read"


def signer_of(signature: Path, signers: Path, namespace: str, text: str) -> str:
    """Return who of the file `signers` signed `text`, by ``ssh-keygen -Y verify``; "" for nobody.

    Raises SealError where there is no such file, or no OpenSSH.
    """
    if not signers.is_file():
        raise SealError(f"--signers {signers}: no such file; give an allowed_signers file.")
    signed = ["-s", str(signature)]
    who = _ssh(["find-principals", "-f", str(signers), *signed]).partition("\n")[0]
    check = ["verify", "-f", str(signers), "-I", who, "-n", namespace, *signed]
    return who if who and _ssh(check, text) else ""


def _ssh(arguments: list[str], text: str = "") -> str:
    """Return what ``ssh-keygen -Y`` prints on success, "" when it fails."""
    command = ["ssh-keygen", "-Y", *arguments]
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise SealError(
            "--signers: checking a signature needs ssh-keygen; install OpenSSH 8.2 or newer."
        ) from None
    return "" if done.returncode else done.stdout


def plain(text: str) -> str:
    """Return `text` without what could steer a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def lines(folder: Path, verdict: Verdict, also: Sequence[str] = ()) -> list[str]:
    """Return what to print: one line where all is as sealed, else a line for each difference.

    `also` is what else was compared.
    """
    if not verdict.differences:
        said = "consistent in itself; compare the seal with the printed one"
        said = "; ".join((f"as sealed ({verdict.known})" if verdict.known else said, *also))
        return [f"{plain(str(folder))}: {verdict.files} files, {said}. Seal: {verdict.seal}"]
    told = [f"{plain(each.path)}: {plain(each.what)}" for each in verdict.differences[:MOST_SHOWN]]
    more = len(verdict.differences) - len(told)
    return [f"{plain(str(folder))}: not as sealed.", *told, *[f"and {more:,} more"] * bool(more)]


def main(arguments: list[str] | None = None) -> int:
    """Verify a folder from the shell; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a sealed run of Tallystick.")
    parser.add_argument("run", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--seal", help="the seal, as printed on the report or noted elsewhere")
    parser.add_argument("--signers", type=Path, help="an allowed_signers file: check the signature")
    given = parser.parse_args(arguments)
    try:
        verdict = verify_folder(given.run, given.seal, given.signers)
    except SealError as error:
        print(plain(str(error)), file=sys.stderr)
        return UNUSABLE
    print("\n".join(lines(given.run, verdict)))
    return CHANGED if verdict.differences else OK


if __name__ == "__main__":
    sys.exit(main())
