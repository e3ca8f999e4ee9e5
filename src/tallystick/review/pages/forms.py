"""The forms of decisions: what each needs, and what is wrong beside which field.

A fault is a code, whose words are in the words of the office under ``wrong``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tallystick.review.decisions.disposition import (
    CORRECTED,
    EXPLAINED,
    OTHER,
    REFERRED,
    causes_of,
    has_cases,
    marks_of,
)
from tallystick.review.decisions.second import AGREES, DISAGREES, OUTCOMES
from tallystick.review.models import Sighting
from tallystick.review.runs.questions import KEEP, REOPEN
from tallystick.review.runs.sealed import finding_of
from tallystick.review.runs.standing import OPEN

SHORT, LONG = 300, 2000


def today() -> date:
    """Return the day in UTC, by which entries are dated."""
    return datetime.now(UTC).date()


def text_field(most: int = LONG, *, required: bool = True) -> forms.CharField:
    """Return a field of words."""
    return forms.CharField(max_length=most, required=required)


def day_field(*, required: bool = True) -> forms.DateField:
    """Return a field of a day, as 2026-12-31."""
    return forms.DateField(input_formats=["%Y-%m-%d"], required=required)


class DecisionForm(forms.Form):
    """A form whose faults are codes.

    `changes` are the values of the entry, `words` its texts; `of` is the sighting that was read.
    """

    value = ""
    texts: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, of: Sighting | None = None) -> None:
        super().__init__(data)
        self.of = of

    def faults(self, name: str) -> list[str]:
        """Return the codes of what is wrong with a field."""
        found = self.errors.as_data().get(name, []) if self.is_bound else []
        return [str(each.code) for error in found for each in error.error_list]

    def typed(self, name: str) -> Any:
        """Return what was typed into a field, or how it begins."""
        held = self[name].value()
        return "" if held is None else held

    def words(self) -> dict[str, str]:
        """Return the texts that go beside the entry."""
        return {name: self.cleaned_data[name] for name in self.texts}

    def changes(self) -> dict[str, Any]:
        """Return the values that go into the entry."""
        return {}

    def refuse(self, name: str, code: str) -> None:
        """Say what is wrong with a field."""
        self.add_error(name, ValidationError("", code=code))

    def not_past(self, name: str) -> None:
        """Refuse a day that is over."""
        if self.cleaned_data.get(name) and self.cleaned_data[name] < today():
            self.refuse(name, "past")

    def not_future(self, name: str) -> None:
        """Refuse a day that is still to come."""
        if self.cleaned_data.get(name) and self.cleaned_data[name] > today():
            self.refuse(name, "future")


class ExplainedForm(DecisionForm):
    """Explained: a cause from the finding's own list, what shows it, and until when it holds."""

    value = EXPLAINED
    texts = ("cause", "document", "explains")
    cause_id = forms.ChoiceField()
    cause = text_field(SHORT, required=False)
    document = text_field(SHORT, required=False)
    marks = forms.BooleanField(required=False)
    explains = text_field()
    until = day_field(required=False)
    estimate_at_most = forms.FloatField(required=False)
    no_new_officer = forms.BooleanField(required=False)
    new_cases_at_most = forms.FloatField(required=False, min_value=0, max_value=100)

    def __init__(self, data: Any = None, *, of: Sighting | None = None) -> None:
        super().__init__(data, of=of)
        assert of is not None
        self.causes = (*causes_of(finding_of(of.finding_json)), OTHER)
        choices = self.fields["cause_id"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(each, each) for each in self.causes]
        self.marked = len(marks_of(of))
        cases, officers = has_cases(of)
        for name, there in (("marks", self.marked), ("new_cases_at_most", cases),
                            ("no_new_officer", officers),
                            ("estimate_at_most", of.estimate is not None)):  # fmt: skip
            if not there:
                del self.fields[name]

    def clean(self) -> None:
        """Refuse a cause without words, an explanation that nothing shows, and one without end."""
        held = self.cleaned_data
        if held.get("cause_id") == OTHER and not held.get("cause") and not self.has_error("cause"):
            self.refuse("cause", "required")
        shown = held.get("document") or held.get("marks")
        if not shown and not self.has_error("document"):
            self.refuse("document", "shows_nothing")
        self.not_past("until")
        if not self.errors.keys() & {"until", "estimate_at_most", "new_cases_at_most"} and not (
            held.get("until") or self._while()
        ):
            self.refuse("until", "no_end")

    def words(self) -> dict[str, str]:
        """Return the texts; a cause in words only where it is none of the list."""
        told = super().words()
        return told if self.cleaned_data["cause_id"] == OTHER else {**told, "cause": ""}

    def changes(self) -> dict[str, Any]:
        """Return cause, what shows it, and until when it holds."""
        held = self.cleaned_data
        return {
            "cause": held["cause_id"],
            "document": bool(held["document"]),
            "marks": bool(held.get("marks")),
            "until": held["until"].isoformat() if held["until"] else "",
            "while": self._while(),
        }

    def _while(self) -> dict[str, Any]:
        held = self.cleaned_data
        told: dict[str, Any] = {}
        if held.get("estimate_at_most") is not None:
            told["estimate_at_most"] = held["estimate_at_most"]
        if held.get("no_new_officer"):
            told["no_new_officer"] = True
        if held.get("new_cases_at_most") is not None:
            told["new_cases_at_most"] = held["new_cases_at_most"] / 100
        return told


class CorrectedForm(DecisionForm):
    """Corrected: what was wrong, in which source, on which day, and the run that will show it."""

    value = CORRECTED
    texts = ("wrong", "source")
    wrong = text_field()
    source = text_field(SHORT)
    day = day_field()
    gone_from = day_field()

    def clean(self) -> None:
        """Refuse a correction that is still to come."""
        self.not_future("day")

    def changes(self) -> dict[str, Any]:
        """Return the day, and the day that a run's records reach to show it."""
        held = self.cleaned_data
        return {
            "day": held["day"].isoformat(),
            "while": {"gone_from": held["gone_from"].isoformat()},
        }


class ReferredForm(DecisionForm):
    """Referred: to whom, on what basis, what was sent, and when."""

    value = REFERRED
    texts = ("to", "basis", "sent")
    to = text_field(SHORT)
    basis = text_field()
    sent = text_field()
    day = day_field()

    def clean(self) -> None:
        """Refuse what is still to be sent."""
        self.not_future("day")

    def changes(self) -> dict[str, Any]:
        """Return the day."""
        return {"day": self.cleaned_data["day"].isoformat()}


class OpenForm(DecisionForm):
    """Open: what is waited for, and until when."""

    value = OPEN
    texts = ("waits_for",)
    waits_for = text_field()
    until = day_field()

    def clean(self) -> None:
        """Refuse a day that is over."""
        self.not_past("until")

    def changes(self) -> dict[str, Any]:
        """Return the day until which it waits."""
        return {"until": self.cleaned_data["until"].isoformat()}


class ReasonForm(DecisionForm):
    """A reason, which is all that some acts need."""

    reason = text_field()


class ChoiceForm(DecisionForm):
    """One of some values, and a reason."""

    choices: tuple[str, ...] = ()
    named = "choice"
    reason = text_field()

    def __init__(self, data: Any = None, *, of: Sighting | None = None) -> None:
        super().__init__(data, of=of)
        self.fields[self.named] = forms.ChoiceField(choices=[(each, each) for each in self.choices])


class AnswerForm(ChoiceForm):
    """An answer to a run: keep the decision, or reopen the pattern."""

    choices = (KEEP, REOPEN)
    named = "answer"


class SecondForm(ChoiceForm):
    """What the second reader says; who disagrees gives a reason."""

    choices = (AGREES, DISAGREES)
    reason = text_field(required=False)

    def clean(self) -> None:
        """Refuse a disagreement without a reason."""
        held = self.cleaned_data
        if held.get("choice") == DISAGREES and held.get("reason") == "":
            self.refuse("reason", "required")


class OutcomeForm(ChoiceForm):
    """What became of a referral, and on which day."""

    choices = OUTCOMES
    reason = text_field(required=False)
    day = day_field()

    def clean(self) -> None:
        """Refuse a day that is still to come."""
        self.not_future("day")


PROPOSALS: dict[str, type[DecisionForm]] = {
    each.value: each for each in (ExplainedForm, CorrectedForm, ReferredForm, OpenForm)
}
"""The form of each value that a disposition can have."""
