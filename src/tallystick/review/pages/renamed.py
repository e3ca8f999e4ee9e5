"""Units that were renamed: what people said of it, and the forms to say so and to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tallystick.review.decisions.may import JOIN
from tallystick.review.decisions.people import NotAllowedError
from tallystick.review.log.entries import append, texts
from tallystick.review.models import MaskedName, Pattern, Run, UnitJoin
from tallystick.review.pages.allowed import asks
from tallystick.review.pages.environment import page
from tallystick.review.pages.forms import ReasonForm
from tallystick.review.pages.request import OfficeRequest, actor
from tallystick.review.runs.families import UNIT, masks_of_families, names_of
from tallystick.review.runs.joining import JOINED, SEPARATED, apart


@dataclass(frozen=True)
class Said:
    """One join with its reason and that of its end, and the patterns that it did not make one."""

    made: UnitJoin
    reason: str
    ended_reason: str
    apart: list[Pattern]


def on_unit(pattern: Pattern) -> list[Said]:
    """Return what people said of the names of a pattern's unit, and what they took back of it."""
    if pattern.subject_kind != UNIT:
        return []
    own = masks_of_families().get(pattern.masked_subject, (pattern.masked_subject,))
    rows = UnitJoin.objects.filter(earlier__in=own) | UnitJoin.objects.filter(later__in=own)
    names = names_of({mask for each in rows for mask in (each.earlier, each.later)})
    beside = Pattern.objects.filter(
        check_name=pattern.check_name, subject_kind=UNIT, subject__in=names, aspect=pattern.aspect
    ).exclude(id=pattern.id)
    return _said(rows, {each.id: list(beside) for each in rows})


def runs_page(request: OfficeRequest, *, status: int = 200, **about: Any) -> HttpResponse:
    """Return the page of all runs, with forms that were refused by their names."""
    held = list(Run.objects.select_related("imported_by").order_by("-sealed_seq"))
    joins = UnitJoin.objects.all()
    families = masks_of_families()
    shown = {
        "runs": held,
        "reasons": texts(each.withdrawn_sha256 for each in held),
        "joins": _said(joins, {each.id: apart(names_of(families[each.earlier]))
                               for each in joins if each.ended_seq is None}),
        "units": [each for _, each in JoinForm().fields["earlier"].choices],
        "chosen": {each: request.GET.get(each, "") for each in ("earlier", "later")},
        "told": "",
        "join_form": None,
        "end_form": None,
        "end_of": 0,
        **about,
    }  # fmt: skip
    return page(request, "runs.html", shown, status=status)


def _said(joins: QuerySet[UnitJoin], apart_of: dict[int, list[Pattern]]) -> list[Said]:
    held = list(joins.select_related("by", "ended_by").order_by("id"))
    said = texts(sha for each in held for sha in (each.reason_sha256, each.ended_sha256))
    return [Said(each, said.get(each.reason_sha256, ""), said.get(each.ended_sha256, ""),
                 apart_of.get(each.id, [])) for each in held]  # fmt: skip


class JoinForm(ReasonForm):
    """Two units by their masks, the earlier name and the later, and why they are one."""

    earlier = forms.ChoiceField()
    later = forms.ChoiceField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        masks = MaskedName.objects.filter(kind=UNIT).values_list("mask", flat=True)
        for name in ("earlier", "later"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(each, each) for each in masks]


@asks(JOIN)
@require_POST
def joined(request: OfficeRequest) -> HttpResponse:
    """Say that a unit of earlier runs is one of later runs, with a reason that the log keeps."""
    form = JoinForm(request.POST)
    if not form.is_valid():
        return runs_page(request, status=400, join_form=form)
    object = {name: form.cleaned_data[name] for name in ("earlier", "later")}
    return _taken(request, JOINED, object, form, join_form=form)


@asks(JOIN)
@require_POST
def separated(request: OfficeRequest, seq: int) -> HttpResponse:
    """Take it back, with a reason that the log keeps."""
    form = ReasonForm(request.POST)
    about: dict[str, Any] = {"end_form": form, "end_of": seq}
    if not form.is_valid():
        return runs_page(request, status=400, **about)
    return _taken(request, SEPARATED, {"of": seq}, form, **about)


def _taken(
    request: OfficeRequest, act: str, object: dict[str, Any], form: ReasonForm, **about: Any
) -> HttpResponse:
    try:
        append(actor(request), act, object, form.cleaned_data["reason"])
    except NotAllowedError as error:
        return runs_page(request, status=409, told=str(error), **about)
    return HttpResponseRedirect("/runs#renamed")
