"""The one application of the office, whose acts are registered when it is ready."""

from __future__ import annotations

from django.apps import AppConfig


class Review(AppConfig):
    """The office; each module imported here registers what its acts change."""

    name = "tallystick.review"
    label = "review"

    def ready(self) -> None:
        """Register the projections of every room."""
        from tallystick.review import backup  # noqa: F401
        from tallystick.review.accounts import opening  # noqa: F401
        from tallystick.review.acting import library, rounds, statements  # noqa: F401
        from tallystick.review.audits import steps  # noqa: F401
        from tallystick.review.bundle import export  # noqa: F401
        from tallystick.review.decisions import (  # noqa: F401
            disposition,
            erasing,
            people,
            readings,
            recusal,
            replies,
            second,
            unmasking,
        )
        from tallystick.review.evidence import marks  # noqa: F401
        from tallystick.review.exchange import (  # noqa: F401
            answers,
            handing_in,
            notes,
            own_officers,
            releases,
            requests,
        )
        from tallystick.review.log import halves  # noqa: F401
        from tallystick.review.runs import (  # noqa: F401
            importing,
            joining,
            leads,
            questions,
            withdrawing,
        )
