"""A copy of the box that a reader's browser can read: ciphertext, and a list of it in JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO

from tallystick.intake.box import threads
from tallystick.intake.box.database import Box, BoxError
from tallystick.intake.box.readers import all_readers
from tallystick.intake.letters.letter import HEAD

FORM = "tallystick box 1"


def browser_copy(box: Box, out: Path) -> None:
    """Write the copy to `out`; BoxError where something is there, or it cannot be written.

    After the ciphertext comes the list, of the readers in force and of every letter by thread and
    day with its number of bytes; then four bytes, which tell the length of the list.
    """
    try:
        number = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            _write(box, file)
    except OSError as error:
        raise BoxError(f"{out}: {error.strerror}; name another file") from None


def _write(box: Box, file: BinaryIO) -> None:
    with box.reading() as db:
        readers = [
            {"name": each.name, "recipient": each.recipient, "fingerprint": each.fingerprint}
            for each in all_readers(db)
            if each.is_in_force
        ]
        told = []
        for thread in threads.threads(db):
            letters = []
            for each in threads.letters(db, thread.id):
                size = file.write(each.ciphertext)
                letters.append({"sender": each.sender, "day": each.day, "bytes": size})
            told.append({"id": thread.id, "colleague": thread.colleague, "letters": letters})
    head = json.dumps({"form": FORM, "readers": readers, "threads": told}).encode()
    file.write(head + len(head).to_bytes(HEAD, "big"))
