"""How a page is made of a template: with the report's own words and charts, in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from jinja2 import ChoiceLoader, Environment, PackageLoader

from tallystick.report.pages import page as report
from tallystick.report.words import dates
from tallystick.report.words.numbers import number, part, percent
from tallystick.report.words.rendering import rendering
from tallystick.report.words.wording import language, languages
from tallystick.review.decisions.may import OWN_UNIT, REPLY, SECOND, YES, may
from tallystick.review.decisions.texts import unpacked
from tallystick.review.pages.request import LANGUAGE
from tallystick.review.words import tell, tell_count

Respond = Callable[[HttpRequest], HttpResponseBase]


def environment(**options: Any) -> Environment:
    """Return the environment of the office's templates; Django gives the options."""
    own = report.environment()
    loaders = [PackageLoader("tallystick.review", "templates/review"), own.loader]
    made = Environment(
        **options
        | {
            "loader": ChoiceLoader([each for each in loaders if each]),
            "autoescape": True,
            "undefined": own.undefined,
            "finalize": own.finalize,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )
    made.globals |= {
        **own.globals,
        "tell": tell,
        "tell_count": tell_count,
        "unpacked": unpacked,
        "day": dates.day,
        "moment": dates.moment,
        "number": number,
        "part": part,
        "percent": percent,
        "languages": languages,
        "language": language,
    }
    return made


class Spoken:
    """Middleware: say everything in the language of the session, or else of the case."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in that language."""
        # Who is not in yet has no session, and the address of their page says it.
        wanted = request.GET.get(LANGUAGE, request.session.get(LANGUAGE, settings.LANGUAGE_CODE))
        if LANGUAGE in request.session and wanted in languages():
            request.session[LANGUAGE] = wanted
        with rendering(wanted if wanted in languages() else languages()[0]):
            return self._respond(request)


def page(
    request: HttpRequest, template: str, about: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a page of the office."""
    person = getattr(request, "person", None)
    roles = person.roles if person else []
    told = {
        **about,
        "person": person,
        "path": request.path,
        "case": settings.CASE,
        "accounts": settings.WITH_ACCOUNTS,
        "can": lambda act: may(roles, act) in (YES, SECOND),
        "in_room": may(roles, REPLY) == OWN_UNIT,
    }
    return HttpResponse(render_to_string(template, told, request=request), status=status)
