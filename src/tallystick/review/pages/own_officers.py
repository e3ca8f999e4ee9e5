"""The form by which a unit asks for the names of its own officers in a finding."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tallystick.review.decisions.may import UNMASK
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.exchange.own_officers import UNMASKED
from tallystick.review.exchange.releases import FINDING
from tallystick.review.log.entries import append
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.forms import ReasonForm
from tallystick.review.pages.request import OfficeRequest, actor, unmask
from tallystick.review.pages.room import finding_page, released, session_key
from tallystick.seal import JSON

MOST = 200


@asks(UNMASK, in_room=True)
@require_POST
def unmasked(request: OfficeRequest, seq: int) -> HttpResponse:
    """Let the session see names of the unit's own officers, with a reason that the log keeps."""
    held, form = released(request, FINDING, seq), ReasonForm(request.POST)
    assert held.pattern is not None
    if not form.is_valid():
        return finding_page(request, held, status=400, names_form=form)
    officers = sorted({each[:MOST] for each in request.POST.getlist("officers")[:MOST]})
    told: dict[str, JSON] = {"pattern": held.pattern.fingerprint, "release": seq}
    try:
        append(
            actor(request), UNMASKED, {**told, "officers": [*officers]}, form.cleaned_data["reason"]
        )
    except NotAllowedError as error:
        return finding_page(request, held, status=409, told=str(error), names_form=form)
    for mask in officers:
        unmask(request, session_key(held, mask))
    return HttpResponseRedirect(f"/room/findings/{seq}#officers")
