"""The readers' public keys: proposed by one person, agreed by another, seen on the first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tallystick.intake.box import room
from tallystick.intake.box.base import Box, BoxError, Connection
from tallystick.intake.letters.locking import checked, fingerprint

LONGEST = 60
FEWEST = 2


@dataclass(frozen=True)
class Reader:
    """A reader: their public key, the name under which the page shows them, and since which day.

    `outside` is one outside the line of command. `since` is None while nobody has agreed.
    """

    recipient: str
    name: str
    outside: bool
    proposed_by: str
    agreed_by: str | None
    since: str | None
    until: str | None

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the key."""
        return fingerprint(self.recipient)

    @property
    def is_in_force(self) -> bool:
        """Whether letters are locked to it now."""
        return self.since is not None and self.until is None


def all_readers(db: Connection) -> list[Reader]:
    """Return every key that was proposed, by name."""
    rows = db.execute(
        "SELECT recipient, name, outside, proposed_by, agreed_by, since, until FROM reader_key "
        "ORDER BY name, recipient"
    )
    return [Reader(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]


def in_force(box: Box) -> list[Reader]:
    """Return the readers to whom letters are locked now."""
    with box.reading() as db:
        return [each for each in all_readers(db) if each.is_in_force]


def why_closed(readers: Sequence[Reader]) -> str:
    """Return why a box with these readers does not open; "" where it may."""
    if len(readers) < FEWEST:
        return (
            f"{len(readers)} readers' keys are in force, and it takes {FEWEST}; propose one with: "
            "tallystick intake key propose, and agree to it with: tallystick intake key agree"
        )
    if not any(each.outside for each in readers):
        return (
            "no reader in force is outside the line of command; propose the key of one with: "
            "tallystick intake key propose --outside"
        )
    return ""


def propose(box: Box, recipient: str, name: str, outside: bool, by: str) -> Reader:
    """Propose a reader's key; it is used only when another person agrees.

    Raises BoxError for a name that cannot be shown and for a key that is known, RecipientError for
    what is no public key.
    """
    key, shown, person = checked(recipient), _plain(name, "--name"), _plain(by, "--by")
    with box.writing() as db:
        if any(each.recipient == key for each in all_readers(db)):
            raise BoxError(f"{fingerprint(key)}: this key was proposed before; make a new one")
        db.execute(
            "INSERT INTO reader_key VALUES (?, ?, ?, ?, NULL, NULL, NULL)",
            (key, shown, int(outside), person),
        )
        room.append(db, box.today(), room.PROPOSED, {
            "key": fingerprint(key), "name": shown, "outside": outside, "by": person,
        })  # fmt: skip
        return Reader(key, shown, outside, person, None, None, None)


def agree(box: Box, shown_print: str, by: str) -> Reader:
    """Agree to the proposed key with this fingerprint; BoxError for who proposed it."""
    person = _plain(by, "--by")
    with box.writing() as db:
        reader = _found(db, shown_print)
        if reader.since is not None:
            raise BoxError(f"{reader.fingerprint}: somebody has agreed to this key already")
        if person.casefold() == reader.proposed_by.casefold():
            raise BoxError(f"--by {person}: proposed this key; another person must agree to it")
        day = box.today()
        db.execute(
            "UPDATE reader_key SET agreed_by = ?, since = ? WHERE recipient = ?",
            (person, day.isoformat(), reader.recipient),
        )
        room.append(db, day, room.AGREED, {"key": reader.fingerprint, "by": person})
        return replace(reader, agreed_by=person, since=day.isoformat())


def end(box: Box, shown_print: str, by: str) -> Reader:
    """Lock no more letters to a key; who holds it still opens those of before."""
    person = _plain(by, "--by")
    with box.writing() as db:
        reader = _found(db, shown_print)
        if reader.until is not None:
            raise BoxError(f"{reader.fingerprint}: this key has ended already")
        day = box.today()
        db.execute(
            "UPDATE reader_key SET until = ? WHERE recipient = ?",
            (day.isoformat(), reader.recipient),
        )
        room.append(db, day, room.ENDED, {"key": reader.fingerprint, "by": person})
        return replace(reader, until=day.isoformat())


def _found(db: Connection, shown_print: str) -> Reader:
    wanted = "".join(shown_print.split()).lower()
    for each in all_readers(db):
        if each.fingerprint.replace(" ", "") == wanted:
            return each
    raise BoxError(
        f"{shown_print}: no key has this fingerprint; see them with: tallystick intake key list"
    )


def _plain(text: str, option: str) -> str:
    shown = " ".join(text.split())
    if not 0 < len(shown) <= LONGEST or not shown.isprintable():
        raise BoxError(f"{option}: give a name of 1 to {LONGEST} plain signs")
    return shown
