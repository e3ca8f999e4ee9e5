"""The bundle of the case: what goes in, what cannot be masked, and the file itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from tallystick.review.bundle.export import EXPORTED, ReasonError, export
from tallystick.review.bundle.unmasked import named
from tallystick.review.case_folder import RUNS
from tallystick.review.decisions.may import EXPORT
from tallystick.review.log.entries import texts
from tallystick.review.models import Body, LogEntry, Run
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.case_list import masks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import LONG
from tallystick.review.pages.refused import unusable
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.runs.copying import INCOMING
from tallystick.review.runs.sealed import case
from tallystick.review.words import tell
from tallystick.seal import SealError

NAME = "bundle.zip"
MASKED, UNMASKED = "masked", "unmasked"


@asks(EXPORT)
@require_GET
def bundle(request: OfficeRequest) -> HttpResponse:
    """Show what goes into a bundle, and those that were made."""
    runs = list(Run.objects.all())
    try:
        stay = named(runs, masks())
    except (OSError, ValueError) as error:
        return unusable(request, tell("refused.bundle", why=str(error)))
    made = list(LogEntry.objects.filter(act=EXPORTED).order_by("-seq"))
    about = {
        "entries": LogEntry.objects.count(),
        "runs": runs,
        "texts": Body.objects.filter(erased_seq=None).count(),
        "stay": stay,
        "made": made,
        "reasons": texts(each.body_sha256 for each in made),
        "how": (MASKED, UNMASKED),
    }
    return page(request, "bundle.html", about)


@asks(EXPORT)
@require_POST
def made(request: OfficeRequest) -> HttpResponse:
    """Write the export into the log, make the bundle that contains it, and hand it out."""
    reason, how = request.POST.get("reason", "").strip(), request.POST.get("how", "")
    if how not in (MASKED, UNMASKED) or len(reason) > LONG:
        return unusable(request, tell("refused.export", most=LONG))
    try:
        content = _content(actor(request), reason, masked=how == MASKED)
    except ReasonError:
        return unusable(request, tell("refused.export", most=LONG))
    except (OSError, ValueError, SealError) as error:
        return unusable(request, tell("refused.bundle", why=str(error)))
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer


def _content(who: str, reason: str, *, masked: bool) -> bytes:
    """Return the bytes of the bundle; a draft that a kill leaves behind goes at the next start."""
    with tempfile.TemporaryDirectory(prefix=INCOMING, dir=case().folder / RUNS) as at:
        path = Path(at, NAME)
        export(who, path, reason, masked=masked)
        return path.read_bytes()
