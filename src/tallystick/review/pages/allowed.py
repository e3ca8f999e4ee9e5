"""Each view names the act that it needs; without one, nobody sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from tallystick.review.decisions.may import ACTS, NEVER, OWN_UNIT, may
from tallystick.review.pages.refused import not_allowed
from tallystick.review.pages.request import OfficeRequest

OUTSIDE, INSIDE = "outside", "inside"
"""What needs no act: pages for anybody, and those for everybody who came in."""
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def asks(act: str, *, in_room: bool = False) -> Callable[[View], View]:
    """Declare the act that a view needs; one that is `in_room` opens to who may do it for their
    unit, shows what is of that unit alone, and nothing to others.
    """
    if act not in (*ACTS, OUTSIDE, INSIDE):
        raise ValueError(f"{act}: no act of the table")

    def declare(view: View) -> View:
        view.act, view.in_room = act, in_room  # type: ignore[attr-defined]
        return view

    return declare


def refusal(roles: list[str], act: str | None, *, in_room: bool = False) -> str:
    """Return why somebody with these roles is refused, "" where they are not.

    A cell that says *own unit* opens the room of the unit alone.
    """
    if act in (OUTSIDE, INSIDE):
        return ""
    answer = NEVER if act is None else may(roles, act)
    if in_room:
        return "" if answer == OWN_UNIT else "role"
    return {NEVER: "role", OWN_UNIT: "own_unit"}.get(answer, "")


class Allowed:
    """Middleware: refuse who may not do what the view is for."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the view is asked for its act when it is known."""
        return self._respond(request)

    def process_view(
        self, request: OfficeRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse, or return None and let the view answer."""
        act = getattr(view, "act", None)
        if act == OUTSIDE:
            return None
        person = getattr(request, "person", None)
        in_room = getattr(view, "in_room", False)
        why = refusal(person.roles if person else [], act, in_room=in_room)
        return not_allowed(request, why) if why or person is None else None
