"""All that a box holds, in words: what a court that demands the source can be given."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.intake.box import room
from tallystick.intake.box.database import INSTANCE, Box
from tallystick.intake.box.readers import all_readers
from tallystick.intake.box.threads import letters, threads
from tallystick.intake.letters.locking import stanzas

NOT_HELD = (
    "Not held, in any file of the box: an address of a computer or of a person, a name of a "
    "computer or a browser, an hour, the name of a file that was sent, a code, a key that opens "
    "a letter."
)


def lines(box: Box) -> Iterator[str]:
    """Yield what is held, a line each: threads, letters, readers' keys, the chain of the room."""
    with box.reading() as db:
        found = threads(db)
        yield f"{len(found)} threads"
        for each in found:
            until = f", kept until {each.keep_until}" if each.keep_until else ""
            yield f"thread {each.id}: begun on {each.day}{until}"
            yield f"  the colleague's public key: {each.colleague}"
            for letter in letters(db, each.id):
                yield (
                    f"  letter {letter.id}: from {letter.sender}, on {letter.day}, padded to "
                    f"{letter.size:,} bytes, locked to {stanzas(letter.ciphertext)} keys, "
                    f"{len(letter.ciphertext):,} bytes of ciphertext"
                )
        for reader in all_readers(db):
            yield (
                f"reader's public key {reader.recipient}: {reader.name}, proposed by "
                f"{reader.proposed_by}, agreed by {reader.agreed_by or 'nobody'}, in force from "
                f"{reader.since or 'no day'} to {reader.until or 'no day'}"
            )
        for entry in room.entries(db):
            yield f"chain of the room: {entry.line().decode().strip()}"
    yield f"{INSTANCE}: 32 random bytes, with which locators are hidden and forms are signed"
    yield NOT_HELD
