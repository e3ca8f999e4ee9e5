"""The page on which a colleague tells: the form, what may be wrong with it, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse

from tallystick.intake import settings
from tallystick.intake.box import threads
from tallystick.intake.box.database import Box, open_box
from tallystick.intake.box.readers import Reader, in_force, why_closed
from tallystick.intake.codes.code import Code, new_code, typed_code
from tallystick.intake.codes.keys import keys_of, signing_key, thread_of
from tallystick.intake.codes.words import number_of
from tallystick.intake.drawing.process import LIMITS, NotDrawnError, pages_of
from tallystick.intake.letters.hand import signed
from tallystick.intake.letters.letter import COLLEAGUE, Letter, TooLargeError, packed
from tallystick.intake.letters.locking import locked
from tallystick.intake.pages import ticket
from tallystick.intake.pages.rendering import page, spoken
from tallystick.intake.pages.shared_memory import BusyError, place
from tallystick.intake.words import say

KINDS = ("goods", "seller", "weights", "unhappened", "pressure", "other")
HOW = ("saw", "heard", "documents")
KNOW = ("few", "some", "many", "unknown")
QUESTIONS = {"kind": KINDS, "how": HOW, "know": KNOW}
MOST_FILES, MOST_LETTERS = 5, 100_000
NEW_CODE = ("old", "taken")
"""Faults after which the form has another code."""


@dataclass(frozen=True)
class Form:
    """What somebody has filled in so far; `faults` are sentences about it."""

    code: Code
    ticket: str
    answers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    excluded: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()
    had_files: bool = False

    def __repr__(self) -> str:
        return "Form(…)"


class FaultError(Exception):
    """The form cannot be sent as it is; the key of a sentence says why."""


def tell(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what it holds."""
    language, box = spoken(request), open_box(settings.CASE)
    readers = in_force(box)
    if why_closed(readers):
        return page(language, "message.html", {"key": "closed"}, path="/tell", status=503)
    if request.method != "POST":
        return _shown(language, box, readers, _fresh(box))
    form = _read(request, box)
    faults = _faults(request, language, form, readers, box)
    if not faults:
        try:
            _keep(request, box, form, readers)
        except FaultError as fault:
            faults = [str(fault)]
        except NotDrawnError as fault:
            why = say(language, f"drawn.{fault.why}", pages=LIMITS["pages"])
            number = str(fault.__notes__[0])
            return _again(language, box, readers, form, ["file"], number=number, why=why)
    if faults:
        return _again(language, box, readers, form, faults)
    return page(language, "receipt.html", {"code": form.code.words(language)})


def _fresh(box: Box) -> Form:
    """Return an empty form with a code of which the locator is free."""
    with box.reading() as db:
        while threads.thread(db, thread_of(code := new_code(), box.instance)) is not None:
            pass
    return Form(code, ticket.ticket(code, signing_key(box.instance)))


def _read(request: HttpRequest, box: Box) -> Form:
    code = typed_code(request.POST.get("code", ""))
    if code is None:
        return replace(_fresh(box), ticket="")
    return Form(
        code=code,
        ticket=request.POST.get("ticket", ""),
        answers={name: request.POST.get(name, "") for name in QUESTIONS},
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        excluded=frozenset(request.POST.getlist("exclude")),
        had_files=bool(request.FILES),
    )


def _faults(
    request: HttpRequest, language: str, form: Form, readers: Sequence[Reader], box: Box
) -> list[str]:
    """Return what is wrong with a form, by the keys of sentences."""
    key = signing_key(box.instance)
    age = ticket.age(form.ticket, form.code, key)
    if age in (ticket.Age.OLD, ticket.Age.FORGED):
        return ["old"]
    files = request.FILES.getlist("file")
    found = [name for name, known in QUESTIONS.items() if form.answers.get(name) not in known]
    found += ["empty"] * (not form.text.strip() and not files)
    found += ["long"] * (len(form.text) > MOST_LETTERS)
    found += ["many"] * (len(files) > MOST_FILES)
    found += ["excluded"] * (not _chosen(readers, form))
    typed = [number_of(request.POST.get(f"back{each}", "")) for each in (1, 2)]
    asked = [form.code.numbers[each] for each in ticket.asked_back(form.code, key)]
    found += ["back"] * (typed != asked)
    return found or ["young"] * (age is ticket.Age.YOUNG)


def _chosen(readers: Sequence[Reader], form: Form) -> list[Reader]:
    return [each for each in readers if each.fingerprint not in form.excluded]


def _keep(request: HttpRequest, box: Box, form: Form, readers: Sequence[Reader]) -> None:
    """Draw the files, lock all and put it into the box; FaultError where that cannot be."""
    chosen = _chosen(readers, form)
    try:
        with box.reading() as db:
            threads.refuse_when_full(box, db, 0)
        with place():
            letter = Letter(
                sender=COLLEAGUE,
                text=form.text,
                readers=tuple(each.fingerprint for each in chosen),
                answers=form.answers,
                files=_drawn(request),
            )
            own, name = keys_of(form.code, box.instance), thread_of(form.code, box.instance)
            data = packed(signed(letter, name, own.signer))
            colleague = str(own.identity.to_public())
            keys = [each.recipient for each in chosen]
            ciphertext = locked(data, keys, colleague, places=len(readers))
        if not threads.begin(box, name, colleague, (len(data), ciphertext)):
            _refuse_other(box, name, colleague)
    except TooLargeError:
        raise FaultError("total") from None
    except threads.FullError:
        raise FaultError("full") from None
    except BusyError:
        raise FaultError("busy") from None


def _refuse_other(box: Box, name: str, colleague: str) -> None:
    """Take the same form twice as once; FaultError where the thread is another's."""
    with box.reading() as db:
        there = threads.thread(db, name)
    if there is None or there.colleague != colleague:
        raise FaultError("taken")


def _drawn(request: HttpRequest) -> list[list[bytes]]:
    drawn = []
    for number, file in enumerate(request.FILES.getlist("file"), 1):
        try:
            drawn.append(pages_of(file.read()))
        except NotDrawnError as fault:
            fault.add_note(str(number))
            raise
    return drawn


def _again(
    language: str,
    box: Box,
    readers: Sequence[Reader],
    form: Form,
    faults: Sequence[str],
    **values: str,
) -> HttpResponse:
    """Show the form with its faults, and another code where the old one is spent."""
    if any(each in NEW_CODE for each in faults):
        fresh = _fresh(box)
        form = replace(form, code=fresh.code, ticket=fresh.ticket)
    told = {"files": str(MOST_FILES), "most": f"{MOST_LETTERS:,}", **values}
    said = [say(language, f"error.{each}", **told) for each in faults]
    return _shown(language, box, readers, replace(form, faults=tuple(said)), status=422)


def _shown(
    language: str, box: Box, readers: Sequence[Reader], form: Form, status: int = 200
) -> HttpResponse:
    asked = ticket.asked_back(form.code, signing_key(box.instance))
    about = {
        "form": form,
        "readers": readers,
        "questions": QUESTIONS,
        "code": form.code.words(language),
        "asked": [each + 1 for each in asked],
        "files": MOST_FILES,
        "pages": LIMITS["pages"],
        "youngest": ticket.YOUNGEST,
        "oldest": ticket.OLDEST // 3600,
    }
    return page(language, "tell.html", about, path="/tell", status=status)
