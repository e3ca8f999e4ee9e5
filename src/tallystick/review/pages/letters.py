"""Letters in a reader's browser: a page that opens them, its library, and links it locks.

Keys, boxes and letters never come here: the page reads them from the reader's own disk.
"""

from __future__ import annotations

import base64
import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.acting import library, links
from tallystick.review.decisions.may import NEVER, OPEN_REPORT, OWN_UNIT, READ, may
from tallystick.review.models import Pattern
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.files import KEPT, SCRIPT
from tallystick.review.pages.forms import today
from tallystick.review.pages.pattern import latest
from tallystick.review.pages.pattern import told as in_words
from tallystick.review.pages.policy import CONTENT_POLICY, with_inline
from tallystick.review.pages.request import OfficeRequest
from tallystick.review.runs.patterns import LEAD, OFFICER
from tallystick.review.runs.standing import NEW, STILL
from tallystick.review.words import tell

MOST = 300
"""Findings and leads that the page offers; another is linked by its code."""
SAID = ("no_key", "wrong_key", "no_box", "nothing", "opening", "opened", "no_links", "forgotten",
        "colleague", "readers", "proven", "several", "not_proven", "no_letter", "file", "unkept",
        "kept", "not_kept", "too_long", "take_away")  # fmt: skip
"""Sentences that the script puts on the page, with values that it alone knows."""
VALUES = {each: f"{{{each}}}" for each in ("n", "hand", "file", "page")}
UNFIT = 400


@asks(OPEN_REPORT)
@require_GET
def letters(request: OfficeRequest) -> HttpResponse:
    """Show the page in which a reader's browser opens letters."""
    return _page(request)


@asks(OPEN_REPORT)
@require_GET
def all_links(request: OfficeRequest) -> HttpResponse:
    """Return every link, locked; the browser finds out which it opens."""
    return JsonResponse({"links": links.kept()})


@asks(OPEN_REPORT)
@require_POST
def links_kept(request: OfficeRequest) -> HttpResponse:
    """Keep eight locked links, of which any number may be empty."""
    try:
        links.keep(request.POST.get("links", ""), today())
    except links.LinksError as error:
        return _page(request, status=UNFIT, told=str(error))
    return JsonResponse({"links": links.kept()})


@asks(OPEN_REPORT)
@require_GET
def module(request: OfficeRequest, name: str, path: str) -> HttpResponse:
    """Return a file of the library, as its author published it."""
    assert settings.CASE is not None
    try:
        content = library.module(settings.CASE, name, path)
    except (KeyError, library.LibraryError):
        raise Http404 from None
    answer = HttpResponse(content, content_type=SCRIPT)
    answer["Cache-Control"] = KEPT
    return answer


def _page(request: OfficeRequest, *, status: int = 200, told: str = "") -> HttpResponse:
    assert settings.CASE is not None
    imports = json.dumps(library.import_map())
    shown = {
        "told": told,
        "is_there": library.is_there(settings.CASE),
        "packages": library.PACKAGES.values(),
        "imports": imports,
        "findings": _findings(request),
        "said": {each: tell(f"letters.{each}", **VALUES) for each in SAID},
        "at_once": links.AT_ONCE,
    }
    answer = page(request, "letters.html", shown, status=status)
    digest = base64.b64encode(hashlib.sha256(imports.encode()).digest()).decode()
    answer[CONTENT_POLICY] = with_inline(f"sha256-{digest}")
    return answer


def _findings(request: OfficeRequest) -> list[tuple[str, str, str]]:
    """The code, number and title of each finding and lead, but for leads on officers."""
    if may(request.person.roles, READ) in (NEVER, OWN_UNIT):
        return []
    rows = Pattern.objects.filter(over__in=(NEW, STILL))
    shown = rows.exclude(kind=LEAD, subject_kind=OFFICER).select_related("latest__run")
    held = [(each.code, latest(each)) for each in shown.order_by("kind", "id")[:MOST]]
    return [(code, each.number, in_words(each).title) for code, each in held]
