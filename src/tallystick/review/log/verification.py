"""What of a case folder is as its log says: the chain, texts, runs, a half, and the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from tallystick.review.case_folder import DOCUMENTS, KEYS, OFFICE_PUBLIC, RUNS, Case
from tallystick.review.exchange.documents import is_as_handed_in, path_of, unnamed
from tallystick.review.exchange.handing_in import ADDED
from tallystick.review.log import replay
from tallystick.review.log.entries import READ
from tallystick.review.log.head_file import fault
from tallystick.review.models import Body, LogEntry
from tallystick.review.runs.copying import INCOMING, MOST_SHOWN, is_sealed_copy, unnamed_copies
from tallystick.review.runs.importing import IMPORTED
from tallystick.seal import (
    BundleVerdict,
    Entry,
    Half,
    HalfVerdict,
    SealError,
    body_hash,
    verify_chain,
    verify_folder,
    verify_half,
)
from tallystick.seal.verify_case import erases

WEAK = ("not checked: whether entries were removed from the end of the log, or the whole log was "
        "written anew: give --half with a half that somebody else holds")  # fmt: skip
UNREPLAYED = "not checked: whether the tables are those that the log makes: give --replay"
NOT_MADE = "not replayed, since the log or a run is not as it was written"
COPIED_ONLY = ("a whole run whose import did not end, or that came after the backup from which the "
               "database was restored; import it again, or restore a later backup")  # fmt: skip
WHAT_REPLAY_RAISES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError,
                      DatabaseError, ObjectDoesNotExist)  # fmt: skip


def verify_case(case: Case, half: Half | None = None, *, replayed: bool = False) -> BundleVerdict:
    """Check the log of a case, its texts, its runs and, where they are asked for, half and tables.

    The case is open; nothing is written to it. Raises SealError without a public key for a half.
    """
    rows = list(LogEntry.objects.order_by("seq").values_list(*READ, "day", "about"))
    entries = [_entry(*each[: len(READ)]) for each in rows]
    shown = [f"entries of the log: {len(entries):,}"]
    found = [
        *map(str, verify_chain(entries)),
        *_columns(entries, [each[len(READ) :] for each in rows]),
    ]
    if told := fault(case.folder):
        found.append(told)
    _clock(entries, shown)
    found += _texts(entries, shown)
    found += _runs(case, entries, shown)
    found += _documents(case, entries, shown)
    if half is None:
        shown.append(WEAK)
    else:
        verdict = verify_half(half, entries, _public_key(case))
        said = f"half of entry {half.seq}: {verdict.value}"
        (shown if verdict is HalfVerdict.SAME else found).append(said)
    if not replayed:
        shown.append(UNREPLAYED)
    elif found:
        shown.append(f"not checked: the tables: {NOT_MADE}")
    else:
        found += _tables(shown)
    return BundleVerdict(tuple(shown), tuple(found))


def _public_key(case: Case) -> str:
    path = case.folder / KEYS / OFFICE_PUBLIC
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        raise SealError(f"{path}: missing or unreadable; restore it from a backup.") from None


def _entry(
    seq: int, at: str, actor: str, act: str, object: str, body: str | None, prev: str, hash: str
) -> Entry:
    """Return a row as an entry; one whose object is no JSON has another, so that its hash fails."""
    try:
        held = json.loads(object)
    except (ValueError, RecursionError):
        held = {"": object}
    return Entry(seq, at, actor, act, held, body, prev, hash)


def _columns(entries: list[Entry], columns: list[tuple[date, str]]) -> Iterator[str]:
    """Yield each entry whose day or pattern, by which pages find it, is not that of its content."""
    for entry, (day, about) in zip(entries, columns, strict=True):
        own = str(entry.object.get("pattern", "")) if isinstance(entry.object, dict) else ""
        if str(day) != entry.at[:10] or about != own:
            yield f"entry {entry.seq}: its columns day and about are not those of its content"


def _clock(entries: list[Entry], shown: list[str]) -> None:
    """Say which entries are dated before the one that they follow."""
    back = [str(each.seq) for before, each in pairwise(entries) if each.at < before.at]
    if back:
        more = ", …" if len(back) > MOST_SHOWN else ""
        shown.append(f"dated before the entry that they follow: {', '.join(back[:MOST_SHOWN])}"
                     f"{more}: the clock of this machine was set back; set it right, and read the "
                     "days of these entries with care")  # fmt: skip


def _texts(entries: list[Entry], shown: list[str]) -> Iterator[str]:
    """Yield each text that is not as its entry names it, or is gone without an entry."""
    named = {each.body: each for each in entries if each.body}
    by_seq = {each.seq: each for each in entries}
    columns = ("sha256", "salt", "text", "erased_seq")
    held = set()
    erased = 0
    for digest, salt, text, erased_by in Body.objects.order_by("sha256").values_list(*columns):
        held.add(digest)
        if digest not in named:
            yield f"text {digest}: no entry of the log names it"
        elif erased_by is None:
            if not _is_text(digest, salt, text):
                yield f"text of entry {named[digest].seq}: edited: it does not give its hash"
        elif text or salt or not erases_text(by_seq.get(erased_by), named[digest]):
            yield f"text of entry {named[digest].seq}: said to be erased, and no entry erases it"
        else:
            erased += 1
    for digest in named.keys() - held:
        yield f"text of entry {named[digest].seq}: removed"
    shown.append(f"texts: {len(held) - erased:,}; erased by an entry: {erased:,}")


def _is_text(digest: str, salt: str, text: str) -> bool:
    try:
        return body_hash(bytes.fromhex(salt), text) == digest
    except (SealError, ValueError):
        return False


def erases_text(by: Entry | None, of: Entry) -> bool:
    """Whether an entry erases the text of another: a document's name goes with the document."""
    if by is None or not erases(by.act, by.object):
        return False
    own = of.object.get("sha256") if of.act == ADDED and of.seq < by.seq else None
    return by.object.get("of") == of.seq or (own is not None and by.object.get("document") == own)


def _runs(case: Case, entries: list[Entry], shown: list[str]) -> Iterator[str]:
    """Yield each difference of a run from its seal in the log, and what lies beside the runs."""
    seals = [str(each.object.get("seal")) for each in entries if each.act == IMPORTED]
    for seal in seals:
        folder = case.run_folder(seal)
        told = f"{RUNS}/{folder.name}"
        try:
            verdict = verify_folder(folder, seal)
        except SealError as error:
            yield f"{told}: {error}"
            continue
        yield from (f"{told}/{each.path}: {each.what}" for each in verdict.differences)
    for name in unnamed_copies(case, seals):
        if is_sealed_copy(case.folder / RUNS / name):
            shown.append(f"not in the log: {RUNS}/{name}: {COPIED_ONLY}")
        else:
            yield f"{RUNS}/{name}: no entry of the log names it"
    drafts = list((case.folder / RUNS).glob(f"{INCOMING}*"))
    if drafts:
        shown.append(f"not checked: drafts in {RUNS}, which go at the next start: {len(drafts):,}")
    shown.append(f"runs compared with their seals in the log: {len(seals):,}")


def _documents(case: Case, entries: list[Entry], shown: list[str]) -> Iterator[str]:
    """Yield each document that is not as its entry names it; files of none are said."""
    named = {str(each.object.get("sha256")): each.seq for each in entries if each.act == ADDED}
    erased = {str(each.object.get("document")): each.seq for each in entries
              if erases(each.act, each.object)}  # fmt: skip
    for sha256, seq in named.items():
        path = path_of(case, sha256)
        if sha256 in erased:
            if path.exists() or path.is_symlink():
                yield (f"document of entry {seq}: erased by entry {erased[sha256]}, and it lies in "
                       f"{DOCUMENTS} again; the next start removes it")  # fmt: skip
        elif not path.is_file():
            yield f"document of entry {seq}: removed"
        elif not is_as_handed_in(path, sha256):
            yield f"document of entry {seq}: changed: it does not give its SHA-256"
    beside = unnamed(case, named.__contains__)
    if beside:
        shown.append(f"not checked: files in {DOCUMENTS} that no entry names, which go at the next "
                     f"start: {len(beside):,}")  # fmt: skip
    gone = len(named.keys() & erased.keys())
    shown.append(f"documents compared with the log: {len(named) - gone:,}; "
                 f"erased by an entry: {gone:,}")  # fmt: skip


def _tables(shown: list[str]) -> Iterator[str]:
    """Yield each row that the log does not make."""
    try:
        found = replay.differences()
    except WHAT_REPLAY_RAISES as error:
        yield f"the log cannot be replayed: {type(error).__name__}: {str(error)[:200]}"
        return
    yield from found
    shown.append(f"tables made anew from the log and compared: {len(replay.state())}")
