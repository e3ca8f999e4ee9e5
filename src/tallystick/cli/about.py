"""What a run says of who was audited, and by which settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.audit import About
from tallystick.cli.assumed_orders import assumed_orders
from tallystick.cli.law_lines import TakenPack
from tallystick.cli.stated import stated
from tallystick.findings.run import PROPOSED
from tallystick.load import Engagement, PersonKey, engagement_record

if TYPE_CHECKING:
    from tallystick.cli.session import Choices


def about_of(
    engagement: Engagement,
    laws: tuple[TakenPack, ...],
    choices: Choices,
    key: PersonKey | None,
) -> About:
    """Return what a run says of the engagement, of the laws that it took and of what was chosen."""
    return About(
        engagement=engagement.name,
        agency=engagement.agency,
        jurisdiction=engagement.jurisdiction or "",
        alpha=choices.alpha,
        correction=choices.correction,
        only=choices.only,
        leads=choices.leads,
        parameters={
            "time_zone": engagement.time_zone,
            "currency": engagement.currency,
            "max_set_aside": engagement.max_set_aside,
            "allow_exclusions": choices.allow_exclusions,
            "allow_outside": choices.allow_outside,
            "persons": _persons(engagement, key),
            **stated(engagement, laws),
            **_window(choices),
        },
        engagement_file=engagement_record(engagement.file.content),
        mapping=PROPOSED if engagement.mapping == "proposed" else "confirmed",
        assumed=assumed_orders(engagement),
    )


def _window(choices: Choices) -> dict[str, list[str]]:
    """The days that a look of a watch examines; nothing for an audit of its own."""
    return {"window": [day.isoformat() for day in choices.window]} if choices.window else {}


def _persons(engagement: Engagement, key: PersonKey | None) -> dict[str, str]:
    """How persons are shown, and by which key; the key itself is written nowhere."""
    if key is not None:
        return {"shown_by": "codes", "key_fingerprint": key.fingerprint}
    return {"shown_by": "numbers" if engagement.names_persons else "none given"}
