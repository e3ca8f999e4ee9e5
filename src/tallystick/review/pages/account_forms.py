"""The forms of a log-in: password, code, and a new password typed twice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from tallystick.review.pages.forms import SHORT, DecisionForm

LONGEST_PASSWORD = 1000


def _password() -> forms.CharField:
    return forms.CharField(max_length=LONGEST_PASSWORD, strip=False)


class LogInForm(DecisionForm):
    """Login and password."""

    login = forms.CharField(max_length=SHORT)
    password = _password()


class CodeForm(DecisionForm):
    """A code of an authenticator, or a printed one."""

    code = forms.CharField(max_length=40)


class NewPasswordForm(DecisionForm):
    """A new password, typed twice."""

    password = _password()
    again = _password()

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> None:
        """Refuse a password that is easily guessed, and two that differ."""
        password = self.cleaned_data.get("password")
        if password is None:
            return
        if self.cleaned_data.get("again") not in (None, password):
            self.refuse("again", "not_the_same")
        try:
            password_validation.validate_password(password, self.user)
        except ValidationError as error:
            for each in error.error_list:
                self.refuse("password", str(each.code))


class ChangedPasswordForm(NewPasswordForm):
    """The password of now, and a new one typed twice."""

    now = _password()

    def clean(self) -> None:
        """Refuse a wrong password of now, too."""
        super().clean()
        if "now" in self.cleaned_data and not self.user.check_password(self.cleaned_data["now"]):
            self.refuse("now", "wrong_password")
