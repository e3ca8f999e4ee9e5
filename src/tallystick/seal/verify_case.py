"""Verification of an unpacked bundle of a case, with Python's standard library alone.

    python3 verify.py [FOLDER]

It shows that the log is whole, and that texts, documents and files of runs are those that the log
names. It does not show that an entry was true when it was written, nor that state.json follows
from the log: the office shows that with `tallystick verify CASE --replay`. Exit code 0: all fits
head.txt, whose signature ssh-keygen checks. 4: each difference is named. 2: this is no bundle.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

LOG, HEAD, SIGNATURE, SIGNERS = "log.jsonl", "head.txt", "head.txt.sig", "allowed_signers"
FORMAT = "tallystick-bundle/1"
# A text is erased by the entry of who agrees, and by that of who asks where one works alone.
# A document's name is the text of the entry that handed it in, and goes with it.
ASKED, AGREED, ALONE, ADDED = "erasure.ask", "erasure.agree", "off", "document.add"
MOST_LINE, MOST_LOG, MOST_TEXT = 1 << 20, 256 << 20, 64 << 20
HASH = re.compile(r"[0-9a-f]{64}")
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
HEAD_LINES = re.compile(
    rf"{FORMAT}\nseq ([1-9][0-9]{{0,17}})\nhash ([0-9a-f]{{64}})\nday [0-9-]{{10}}\n\n"
)
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
NAMES = ("act", "actor", "at", "body", "hash", "object", "prev", "seq")
Fields = dict[str, Any]


def canonical(value: Any) -> bytes:
    """Return the one way to write `value` as JSON: sorted keys, no spaces, ASCII."""
    return ENCODER.encode(value).encode()


def fields_of(line: bytes) -> Fields:
    """Return the fields of one line of a log; ValueError where it is not as a log is written."""
    if len(line) > MOST_LINE or not line.endswith(b"\n"):
        raise ValueError("it has no end, or is longer than 1 MiB")
    try:
        held = json.loads(line)
        same = canonical(held) + b"\n" == line
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({str(error)[:60]})") from None
    if not same:
        raise ValueError("it has a key twice, a space, or another order than a log is written in")
    if not isinstance(held, dict) or tuple(held) != NAMES:
        raise ValueError(f"it has not exactly the fields {', '.join(NAMES)}")
    texts = ("act", "actor", "at", "hash", "prev", *(["body"] if held["body"] is not None else []))
    good = all(isinstance(held[name], str) for name in texts)
    good = good and TIME.fullmatch(held["at"]) is not None
    good = good and all(HASH.fullmatch(held[name]) for name in ("hash", "prev", *texts[5:]))
    if not good or type(held["seq"]) is not int or type(held["object"]) is not dict:
        raise ValueError("it has a field that is not of its form")
    return held


def lines_of(path: Path) -> Iterator[Fields]:
    """Yield the entries of a log; ValueError names the line that is none."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > MOST_LOG:
            raise ValueError(f"{path.name}: longer than {MOST_LOG >> 20} MiB")
        for number, line in enumerate(iter(lambda: file.readline(MOST_LINE + 1), b""), 1):
            try:
                yield fields_of(line)
            except ValueError as error:
                raise ValueError(
                    f"{path.name}: line {number}: {error}; ask whoever wrote it for it again"
                ) from None


def broken(entries: Iterable[Fields], head: tuple[int, str]) -> Iterator[str]:
    """Yield what is wrong with a chain: each entry that was edited, and each place of a cut."""
    seq, prev = 0, "0" * 64
    for each in entries:
        content = canonical({name: each[name] for name in NAMES if name != "hash"})
        if hashlib.sha256(content).hexdigest() != each["hash"]:
            yield f"entry {each['seq']}: edited: its content does not give its hash"
        if each["seq"] != seq + 1:
            yield f"entry {each['seq']} comes after entry {seq}: removed, moved or inserted"
        elif each["prev"] != prev:
            yield f"entry {each['seq']} was chained to another entry {seq} than this one"
        seq, prev = each["seq"], each["hash"]
    if (seq, prev) != head:
        yield f"{LOG}: it does not end with entry {head[0]} of {HEAD}"


def differences(
    folder: Path,
    notes: list[str],
    faults: Callable[[list[Fields], tuple[int, str]], Iterable[str]] = broken,
) -> Iterator[str]:
    """Yield each difference of a bundle; what was found to be right is added to `notes`.

    `faults` names those of entries, given number and hash of the last. ValueError for a folder
    that is no bundle.
    """
    present = dict(_inside(folder))
    text = _text(folder / HEAD) if HASH.fullmatch(present.get(HEAD, "")) else ""
    found = HEAD_LINES.match(text)
    if not found:
        raise ValueError(f"{folder}: no {HEAD} of a bundle; give the bundle of a case, unpacked")
    listed = {line[66:]: line[:64] for line in text[found.end() :].split("\n") if line}
    links = [path for path, digest in present.items() if not digest]
    yield from (f"{path}: a link or a device; a bundle has none" for path in links)
    if links:
        return
    for path in sorted({*listed, *present} - {HEAD, SIGNATURE}):
        if present.get(path) != listed.get(path):
            state = "changed" if path in present and path in listed else "added"
            yield f"{path}: {state if path in present else 'removed'}"
    try:
        entries = list(lines_of(folder / LOG))
    except (OSError, ValueError) as error:
        yield str(error)
        return
    notes.append(f"entries of the log: {len(entries):,}")
    yield from faults(entries, (int(found[1]), found[2]))
    yield from _unnamed(folder, entries, present, notes)


def _unnamed(
    folder: Path, entries: list[Fields], present: dict[str, str], notes: list[str]
) -> Iterator[str]:
    """Yield each text, document and run that is not as an entry of the log names it."""
    named = {each for entry in entries for each in _hashes(entry["object"])}
    bodies = {entry["body"] for entry in entries} - {None}
    erased = bodies.intersection(_erased(entries))
    gone = {str(told["document"]) for told in _erasures(entries) if "document" in told}
    parts: dict[str, list[str]] = {"bodies": [], "documents": [], "run": []}
    for path in sorted(present):
        parts.get(path.partition("/")[0], []).append(path)
    for path in parts["bodies"]:
        if Path(path).stem not in bodies - erased or _body(folder / path) != Path(path).stem:
            yield f"{path}: not a text that the log names, or one that was erased"
    for path in parts["documents"]:
        if Path(path).name not in named - gone or present[path] != Path(path).name:
            yield f"{path}: not a document that the log names, or one that was erased"
    texts, rest = len(parts["bodies"]), len(bodies - erased) - len(parts["bodies"])
    notes.append("state.json: as listed; that it follows from the log, the office alone can show, "
                 "by replaying the log")  # fmt: skip
    notes.append(f"texts here: {texts:,}; erased: {len(erased):,}; not released: {rest:,}")
    notes.append(f"documents here: {len(parts['documents']):,}; erased: {len(gone):,}")
    for run in sorted({"/".join(path.split("/")[:2]) for path in parts["run"]}):
        yield from _unsealed(folder, run, present, named, notes)


def erases(act: str, told: Any) -> bool:
    """Whether an entry erases the text of the entry whose number its object has as ``of``."""
    return act == AGREED or (act == ASKED and told.get("second") == ALONE)


def _erased(entries: list[Fields]) -> Iterator[str | None]:
    """Yield the hash of each text that an entry erases."""
    body_of = {entry["seq"]: entry["body"] for entry in entries}
    names: dict[str, list[str]] = {}
    for each in (each for each in entries if each["act"] == ADDED):
        names.setdefault(str(each["object"].get("sha256")), []).append(each["body"])
    for told in _erasures(entries):
        yield body_of.get(told["of"]) if type(told.get("of")) is int else None
        yield from names.get(str(told.get("document")), ())


def _erasures(entries: list[Fields]) -> list[Fields]:
    """Return the objects of the entries that erase something."""
    return [each["object"] for each in entries if erases(each["act"], each["object"])]


def _unsealed(
    folder: Path, run: str, present: dict[str, str], named: set[str], notes: list[str]
) -> Iterator[str]:
    """Yield what is not as its run was sealed."""
    manifest = f"{run}/manifest.json"
    inside = [path for path in present if path.startswith(f"{run}/")]
    if present.get(manifest) not in named:
        yield f"{manifest}: not the manifest of a run that the log names"
    try:
        held = json.loads(_text(folder / manifest))["files"]
        sealed = {f"{run}/{path}": each["sha256"] for path, each in held.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield f"{manifest}: removed, or no manifest"
        return
    wrong = [path for path in inside if present[path] != sealed.get(path, present[path])]
    yield from (f"{path}: not as its run was sealed" for path in wrong)
    same = len(sealed.keys() & present.keys()) - len(wrong)
    apart = len(inside) - 1 - same - len(wrong)
    notes.append(f"{run}: files here and as sealed: {same:,} of {len(sealed):,}; others, such as "
                 f"masked copies, which rest on the signature alone: {apart:,}")  # fmt: skip


def _inside(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of each file; "" for a link or a device, which is not read."""
    for at, inner, files in os.walk(folder):
        for path in (Path(at, name) for name in (*inner, *files)):
            told = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                yield told, ""
            elif path.is_file():
                with path.open("rb") as file:
                    yield told, hashlib.file_digest(file, "sha256").hexdigest()


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(MOST_TEXT).decode("utf-8")


def _hashes(value: Any) -> Iterator[str]:
    """Yield each hash among the values of an object, however deep it lies."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict | list):
            left += each.values() if isinstance(each, dict) else each
        elif isinstance(each, str) and HASH.fullmatch(each):
            yield each


def _body(path: Path) -> str:
    """Return the hash of a salted text; "" where there is none."""
    try:
        held = json.loads(_text(path))
        return hashlib.sha256(bytes.fromhex(held["salt"]) + held["text"].encode()).hexdigest()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def main(arguments: list[str]) -> int:
    """Verify an unpacked bundle from the shell; return the exit code."""
    notes: list[str] = []
    try:
        folder = Path(arguments[0]) if arguments else Path(__file__).absolute().parent
        found = list(differences(folder, notes))
    except (OSError, ValueError) as error:
        print(ascii(str(error))[1:-1], file=sys.stderr)
        return 2
    for line in (*notes, *found):
        print(ascii(line)[1:-1])
    print("NOT as head.txt says." if found else
          "All fits head.txt. Now check its signature: ssh-keygen -Y verify -f allowed_signers "
          "-I office -n tallystick-bundle -s head.txt.sig < head.txt")  # fmt: skip
    return 4 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
