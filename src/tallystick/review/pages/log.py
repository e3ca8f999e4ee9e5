"""The log, one entry of it, and the half that somebody outside may hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from tallystick.report.words.wording import languages, say
from tallystick.review.decisions.erasing import (
    AGREED,
    ASKED,
    document_of,
    empty_journal,
    second_for_erasing,
)
from tallystick.review.decisions.may import ERASE, EXPORT, READ_HEADS, READ_LOG
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.decisions.readings import withheld
from tallystick.review.exchange.documents import remove_unnamed
from tallystick.review.exchange.notes import kept_from
from tallystick.review.log.entries import append, last, read, texts
from tallystick.review.log.halves import GIVEN, LONGEST_NAME
from tallystick.review.models import Document, Erasure, LogEntry, Pattern, Run, Unmasking
from tallystick.review.models import Half as GivenHalf
from tallystick.review.pages.allowed import INSIDE, asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import ReasonForm
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import LANGUAGE, OfficeRequest, actor
from tallystick.review.runs.sealed import case
from tallystick.review.words import tell
from tallystick.seal import JSON, Half, half

PAGE = 100
HOW = ("printed", "download")


@asks(READ_LOG)
@require_GET
def log(request: OfficeRequest) -> HttpResponse:
    """Show the log, the newest entry first, a hundred a page."""
    asked = request.GET.get("before", "")
    rows = LogEntry.objects.order_by("-seq")
    if asked.isdecimal() and len(asked) < 18:
        rows = rows.filter(seq__lt=int(asked))
    held = list(rows[:PAGE])
    about = {
        "entries": held,
        "older": held[-1].seq if held and held[-1].seq > 1 else None,
        "texts": texts(each.body_sha256 for each in held),
        "objects": _objects(held),
        "withheld": withheld(request.person),
        "kept": kept_from(request.person),
    }
    return page(request, "log.html", about)


@asks(READ_LOG)
@require_GET
def names(request: OfficeRequest) -> HttpResponse:
    """Show who asked for names in a month, and why: the list that legal reads."""
    seqs = Unmasking.objects.values_list("seq", flat=True)
    rows = LogEntry.objects.filter(seq__in=seqs)
    months = [each.isoformat()[:7] for each in rows.dates("day", "month", order="DESC")]
    asked = request.GET.get("month", "")
    month = asked if asked in months else (months or [""])[0]
    held = list(rows.filter(at__startswith=month).order_by("seq"))
    about = {
        "month": month,
        "months": months,
        "entries": held,
        "texts": texts(each.body_sha256 for each in held),
        "objects": _objects(held),
        "withheld": withheld(request.person),
        "kept": kept_from(request.person),
    }
    return page(request, "names.html", about)


@asks(READ_LOG)
@require_GET
def entry(request: OfficeRequest, seq: int) -> HttpResponse:
    """Show one entry as it was hashed."""
    return _entry_page(request, get_object_or_404(LogEntry, seq=seq))


@asks(ERASE)
@require_POST
def erased(request: OfficeRequest, seq: int) -> HttpResponse:
    """Ask that the text of an entry be erased, or agree to it; its hash stays in the log.

    Where the entry handed in a document, the file goes too.
    """
    row = get_object_or_404(LogEntry, seq=seq)
    act, reason = AGREED, None
    object: dict[str, JSON] = {"of": seq, **document_of(seq)}
    if "agree" not in request.POST:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return _entry_page(request, row, status=400, erase_form=form)
        act, reason = ASKED, form
        object["second"] = second_for_erasing()
    try:
        append(actor(request), act, object, reason.cleaned_data["reason"] if reason else None)
    except NotAllowedError as error:
        return _entry_page(request, row, status=409, told=str(error), erase_form=reason)
    empty_journal()
    if "document" in object:
        try:
            remove_unnamed(case())
        except OSError as error:
            why = error.strerror or type(error).__name__
            return unusable(request, tell("refused.document_left", why=why), status=500)
    return HttpResponseRedirect(f"/log/{seq}")


def _entry_page(
    request: OfficeRequest, row: LogEntry, *, status: int = 200, **shown: Any
) -> HttpResponse:
    made = read(row)
    about = {
        "entry": row,
        "content": made.content().decode(),
        "is_whole": made.computed_hash() == made.hash,
        "text": texts([row.body_sha256]).get(row.body_sha256 or ""),
        "objects": _objects([row]),
        "has_next": LogEntry.objects.filter(seq=row.seq + 1).exists(),
        "erasure": Erasure.objects.filter(of_seq=row.seq).select_related("asked_by").first(),
        "is_withheld": row.seq in withheld(request.person),
        "is_kept": row.seq in kept_from(request.person),
        "told": "",
        "document": Document.objects.filter(created_seq=row.seq).first(),
        "erase_form": None,
        **shown,
    }
    return page(request, "entry.html", about, status=status)


@asks(READ_HEADS)
@require_GET
def half_of_now(request: OfficeRequest) -> HttpResponse:
    """Show the four lines of the half of now, and who was given one."""
    about = {"half": half_of_last(), "given": GivenHalf.objects.order_by("-id"), "how": HOW}
    return page(request, "half.html", about)


@asks(EXPORT)
@require_POST
def half_given(request: OfficeRequest) -> HttpResponse:
    """Keep in the log that a half was handed to somebody."""
    to, how = request.POST.get("to", "").strip(), request.POST.get("how", "")
    # The half that was shown may be of an entry before the newest.
    shown = LogEntry.objects.filter(hash=request.POST.get("hash", "")).first()
    if not to or len(to) > LONGEST_NAME or how not in HOW or shown is None:
        return unusable(request, tell("refused.half", most=LONGEST_NAME))
    append(actor(request), GIVEN, {"seq": shown.seq, "hash": shown.hash, "to": to, "how": how})
    return HttpResponseRedirect("/half")


@asks(INSIDE)
@require_POST
def spoken(request: HttpRequest) -> HttpResponse:
    """Change the language of the session, and go back to the front."""
    wanted = request.POST.get("language", "")
    if wanted in languages():
        request.session[LANGUAGE] = wanted
    return HttpResponseRedirect("/")


def half_of_last() -> Half | None:
    """Return the half of the newest entry; None where the log is empty."""
    newest = last()
    return None if newest is None else half(newest, case().office_key)


def _in_words(value: object) -> str:
    """A value of an entry on one line: yes or no, or its parts with their names."""
    if isinstance(value, bool):
        return say("setting.true" if value else "setting.false")
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_in_words(each)}" for name, each in sorted(value.items()))
    return str(value)


def _objects(held: list[LogEntry]) -> dict[int, list[tuple[str, str, str]]]:
    """What each entry acted on, by its number: name, value, and where it leads, "" for nowhere."""
    patterns = dict(
        Pattern._base_manager.filter(fingerprint__in={each.about for each in held if each.about})
        .values_list("fingerprint", "code")
    )  # fmt: skip
    seals = {str(each.held.get("seal", "")) for each in held}
    runs = {seal: (number, name) for seal, number, name in
            Run.objects.filter(manifest_sha256__in=seals).values_list(
                "manifest_sha256", "id", "name")}  # fmt: skip

    def told(name: str, value: object) -> tuple[str, str, str]:
        if name == "pattern" and value in patterns:
            return name, patterns[str(value)], f"/findings/{patterns[str(value)]}"
        if name == "seal" and value in runs:
            number, title = runs[str(value)]
            return name, title, f"/runs/{number}"
        return name, _in_words(value), ""

    return {each.seq: [told(*pair) for pair in sorted(each.held.items())] for each in held}
