"""How a page is made of a template, in the language that its address or its form names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from jinja2 import Environment, PackageLoader, StrictUndefined

from tallystick.intake import settings
from tallystick.intake.words import LANGUAGES, language_of, say

LANGUAGE = "language"


def environment(**options: Any) -> Environment:
    """Return the environment of the templates; Django gives the options."""
    return Environment(
        **options
        | {
            "loader": PackageLoader("tallystick.intake", "templates"),
            "autoescape": True,
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )


def spoken(request: HttpRequest) -> str:
    """Return the language of a request: its form's, its address's, or that of the channel."""
    wanted = request.POST.get(LANGUAGE) if request.method == "POST" else request.GET.get(LANGUAGE)
    return language_of(wanted or settings.LANGUAGE)


def page(
    language: str, template: str, about: Mapping[str, Any], *, path: str = "", status: int = 200
) -> HttpResponse:
    """Return a page in a language; `path` is the address that its other languages have."""
    told = {
        **about,
        "say": partial(say, language),
        "language": language,
        "languages": LANGUAGES,
        "path": path,
    }
    return HttpResponse(render_to_string(template, told), status=status)
