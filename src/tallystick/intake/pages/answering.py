"""The page on which a colleague comes back: letters by code, another letter, deletion."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from tallystick.intake import settings
from tallystick.intake.box import threads
from tallystick.intake.box.database import Box, open_box
from tallystick.intake.box.readers import Reader, in_force
from tallystick.intake.codes.code import LONGEST, NO_CODE, Code, typed_code
from tallystick.intake.codes.keys import keys_of, thread_of
from tallystick.intake.letters.hand import signed
from tallystick.intake.letters.letter import (
    COLLEAGUE,
    Letter,
    NoLetterError,
    TooLargeError,
    packed,
    unpacked,
)
from tallystick.intake.letters.locking import locked, opened
from tallystick.intake.pages.rendering import page, spoken
from tallystick.intake.pages.shared_memory import BusyError, guessed_right, may_guess, place
from tallystick.intake.pages.telling import MOST_LETTERS
from tallystick.intake.words import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage.x25519 import Identity

SECONDS = 2.0
"""As long as every answer to a code takes at least, right or wrong."""
ADDRESS = "/answer"


@dataclass(frozen=True)
class LetterView:
    """A letter as its page shows it; `letter` is None where it cannot be opened."""

    sender: str
    day: str
    letter: Letter | None


@dataclass(frozen=True)
class OpenThread:
    """A thread that a code has opened, with what is needed to answer in it."""

    name: str
    colleague: str
    letters: Sequence[LetterView]
    readers: Sequence[Reader]
    places: int
    signer: Ed25519PrivateKey


def answer(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or do with a thread what its form says."""
    language = spoken(request)
    if request.method != "POST":
        return page(language, "answer.html", {"longest": LONGEST}, path=ADDRESS)
    begun = time.monotonic()
    if not may_guess():
        return page(language, "message.html", {"key": "paused"}, path=ADDRESS, status=429)
    box, typed = open_box(settings.CASE), request.POST.get("code", "")
    code = typed_code(typed)
    try:
        with place():
            found = _opened(box, code or NO_CODE)
    except BusyError:
        return page(language, "message.html", {"key": "failed"}, path=ADDRESS, status=503)
    time.sleep(max(0.0, begun + SECONDS - time.monotonic()))
    if code is None or found is None:
        return page(language, "message.html", {"key": "wrong"}, path=ADDRESS, status=403)
    guessed_right()
    return _done(request, language, box, code, found)


def _opened(box: Box, code: Code) -> OpenThread | None:
    """Return the thread that a code opens; None for a wrong one.

    The same work is done for every code, so that a wrong locator and a wrong secret take as long.
    """
    name = thread_of(code, box.instance)
    with box.reading() as db:
        there = threads.thread(db, name)
    own = keys_of(code, box.instance)
    public = str(own.identity.to_public())
    kept = there.colleague if there is not None else "0" * len(public)
    if not compare_digest(public.encode(), kept.encode()):
        return None
    shown = _letters(box, name, own.identity)
    readers = in_force(box)
    return OpenThread(name, public, shown, _of_first(shown, readers), len(readers), own.signer)


def _letters(box: Box, name: str, identity: Identity) -> list[LetterView]:
    with box.reading() as db:
        kept = threads.letters(db, name)
    shown = []
    for each in kept:
        data = opened(each.ciphertext, identity)
        try:
            letter = unpacked(data) if data is not None else None
        except NoLetterError:
            letter = None
        shown.append(LetterView(each.sender, each.day, letter))
    return shown


def _of_first(shown: Sequence[LetterView], readers: Sequence[Reader]) -> list[Reader]:
    """Return the readers in force to whom every letter of the colleague was locked."""
    own = [each.letter.readers for each in shown if each.letter and each.sender == COLLEAGUE]
    return [each for each in readers if own and all(each.fingerprint in one for one in own)]


def _done(
    request: HttpRequest, language: str, box: Box, code: Code, found: OpenThread
) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "delete" and request.POST.get("sure") == "yes":
        threads.delete(box, [found.name])
        return page(language, "message.html", {"key": "deleted"}, path=ADDRESS)
    fault, added = "", False
    if act == "write":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        letter = Letter(COLLEAGUE, text, tuple(each.fingerprint for each in found.readers), {})
        fault = _written(box, found, letter)
        if added := not fault:
            own = LetterView(COLLEAGUE, box.today().isoformat(), letter)
            found = replace(found, letters=[*found.letters, own])
    about = {
        "found": found,
        "code": " ".join(code.words(language)),
        "fault": say(language, f"error.{fault}", most=f"{MOST_LETTERS:,}") if fault else "",
        "added": added,
        "text": request.POST.get("text", "") if fault else "",
    }
    return page(language, "letters.html", about, path=ADDRESS, status=422 if fault else 200)


def _written(box: Box, found: OpenThread, letter: Letter) -> str:
    """Add a letter of the colleague to a thread; return what is wrong with it, or ""."""
    if not letter.text.strip():
        return "empty"
    if len(letter.text) > MOST_LETTERS:
        return "long"
    if not found.readers:
        return "readers"
    try:
        data = packed(signed(letter, found.name, found.signer))
        keys = [each.recipient for each in found.readers]
        ciphertext = locked(data, keys, found.colleague, places=found.places)
        if not threads.add(box, found.name, COLLEAGUE, (len(data), ciphertext)):
            return "gone"
    except TooLargeError:
        return "long"
    except threads.FullError:
        return "full"
    return ""
